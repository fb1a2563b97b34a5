"""Topic search with the real encoder: the right task first, within any set of tasks, quoting the sentence that matched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.library import plan_of
from corpus.records import Plan
from index.engine import Engine, Topics
from index.retrieval.encoders import load_encoder
from index.retrieval.general import load_general
from index.retrieval.judge import SAID, load_judge
from index.retrieval.passages import Chunk
from index.retrieval.search import Search
from index.store import Encoded


@pytest.fixture(scope="module")
def search(engine: Engine) -> Search:
    return engine.topics().search


@pytest.mark.parametrize(
    ("topic", "task", "quoted"),
    [
        ("口岸建设", 36, "大通关"),
        ("port customs clearance reform", 36, "通关改革"),
        ("文化产业振兴", 39, "文化产业"),
        ("vocational education", 25, "职业"),
        ("工商登记", 19, "工商登记"),
        ("清洁生产", 18, "清洁生产"),
        ("知识产权保护", 14, "知识产权保护"),
        ("物流企业营业税", 30, "营业税"),
        ("村镇银行试点", 31, "村镇银行"),
        ("弹性出让", 33, "弹性出让"),
        ("农牧民工培训补贴", 25, "农牧民工培训补贴"),
    ],
)
def test_the_first_task_and_its_sentence(topic: str, task: int, quoted: str, search: Search, plan: Plan) -> None:
    best = search.judge(topic, "en" if topic.isascii() else "zh").matches[0]
    assert best.task == task
    assert quoted in best.quote.of(plan.text)


def test_every_task_is_ranked_once_best_first(search: Search, plan: Plan) -> None:
    found = search.judge("产业园区", "zh").matches
    assert sorted(match.task for match in found) == [task.number for task in plan.tasks]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    sentences = {task.number: task.sentences for task in plan.tasks}
    assert all(match.quote in sentences[match.task] for match in found)


@pytest.mark.parametrize("within", [{36}, {7, 9, 14, 23, 35}, {1, 40, 99}, set()], ids=str)
def test_only_the_tasks_allowed_are_found(within: set[int], search: Search, engine: Engine) -> None:
    everything = search.judge("口岸建设", "zh").matches
    found = search.judge("口岸建设", "zh", within).matches
    assert [match.task for match in found] == [match.task for match in everything if match.task in within]
    assert [match.score for match in found] == pytest.approx(
        [match.score for match in everything if match.task in within], abs=1e-5
    )


def test_the_same_question_gives_the_same_order(search: Search) -> None:
    first = search.judge("开放", "zh")
    assert [search.judge("开放", "zh") for _ in range(3)] == [first] * 3


def test_ties_are_broken_by_key(plan: Plan, tmp_path: Path) -> None:
    quote, encoder = plan.tasks[0].sentences[0], load_encoder()
    same = tuple(Chunk("口岸", key, "zh", quote) for key in (3, 7, 9))
    passages = Encoded(same, np.stack([encoder.passage("口岸")] * 3))
    search = Search(passages, encoder.query, load_general(tmp_path, encoder), load_judge(encoder.identity))
    judged = search.judge("口岸", "zh", {7, 3, 9})
    assert [match.task for match in judged.matches] == [3, 7, 9]
    assert judged.share == pytest.approx(judged.probability)
    assert not [path for path in tmp_path.iterdir() if path.name == "index"]  # the general vectors are those shipped


def test_the_share_of_a_set_is_its_part_of_the_probability(engine: Engine) -> None:
    everything = engine.topics().judge("口岸建设", "zh")
    inside, outside = (engine.topics().judge("口岸建设", "zh", its) for its in ({36}, set(range(1, 41)) - {36}))
    assert everything.treated and everything.share == pytest.approx(everything.probability)
    assert inside.share + outside.share == pytest.approx(everything.probability)
    assert inside.share > outside.share and inside.closest and not outside.closest


def test_a_plan_without_tasks_treats_nothing(tmp_path: Path) -> None:
    encoder = load_encoder()
    passages = Encoded((), np.empty((0, encoder.dimensions), np.float32))
    search = Search(passages, encoder.query, load_general(tmp_path, encoder), load_judge(encoder.identity))
    judged = search.judge("口岸", "zh")
    assert (judged.matches, judged.treated, judged.closest) == ((), False, False)


PLAN = """\
云江市2024年重点任务分工方案

1．新建公共停车泊位三千个，开放机关单位内部车场。（市城市管理局牵头，市公安局参与）
2．改造老旧小区八十个，加装电梯，整治飞线充电。（市住房城乡建设局牵头）
3．增设老年助餐点，为失能老人提供上门护理。（市民政局牵头，市卫生健康委参与）
4．清理河道漂浮物，封堵入河排污口。（市水务局牵头，市生态环境局参与）
5．新改扩建幼儿园十二所，落实教师编制。（市教育局牵头）
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Topics:
    """A plan of another place and subject, as its text alone."""
    return Engine(plan_of("elsewhere", PLAN, "digest"), tmp_path_factory.mktemp("var")).topics()


@pytest.mark.parametrize(
    ("topic", "lang", "task"),
    [
        ("找不到地方停车", "zh", 1),
        ("老楼爬不动想装电梯", "zh", 2),
        ("老人吃饭没人管", "zh", 3),
        ("有人往河里偷排脏水", "zh", 4),
        ("parking spaces", "en", 1),
        ("care for bedridden old people", "en", 3),
        ("new kindergartens", "en", 5),
        ("出国护照", "zh", None),
        ("高铁站选址", "zh", None),
        ("猪肉价格", "zh", None),
        ("guitar lessons", "en", None),
        ("nuclear power stations", "en", None),
    ],
)
def test_subjects_are_found_and_judged_on_a_plan_never_seen(
    topic: str, lang: str, task: int | None, elsewhere: Topics
) -> None:
    judged = elsewhere.judge(topic, lang)
    assert (judged.matches[0].task if judged.treated else None) == task


NOTICE = (
    PLAN
    + """
工作要求
各牵头单位每季度末月25日前向市政府督查室报送进展。当季不能完成的，须书面说明原因，由市政府督查室会同市审计局核实。
联系人：市政府办公室综合科　　电话：0000-1234567
抄送：市委办公室，市人大常委会办公室。
"""
)


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The plan of another place with what stands below its tasks."""
    return Engine(plan_of("noticed", NOTICE, "digest"), tmp_path_factory.mktemp("var"))


@pytest.mark.parametrize(
    ("question", "lang", "said"),
    [
        ("进展要在几号前报给谁", "zh", "各牵头单位每季度末月25日前向市政府督查室报送进展。"),
        ("当季没完成的怎么办", "zh", "当季不能完成的，须书面说明原因，由市政府督查室会同市审计局核实。"),
        ("有疑问打什么电话", "zh", "联系人：市政府办公室综合科　　电话：0000-1234567"),
        ("By which day of the last month of a quarter is progress reported?", "en", "各牵头单位每季度末月25日前向"),
        ("To whom is it copied?", "en", "抄送：市委办公室，市人大常委会办公室。"),
    ],
)
def test_a_sentence_outside_the_tasks_is_found(question: str, lang: str, said: str, noticed: Engine) -> None:
    judged = noticed.topics().said(question, lang)
    assert judged.matches[0].quote.of(NOTICE).startswith(said)
    assert judged.probability > SAID


@pytest.mark.parametrize("question", ["红烧肉怎么做", "今天股市涨了吗", "护照去哪里办", "how do I renew a passport"])
def test_what_no_sentence_says_is_not_taken_for_said(question: str, noticed: Engine) -> None:
    assert noticed.topics().said(question, "en" if question.isascii() else "zh").probability < SAID


def test_sentences_outside_the_tasks_change_nothing_of_the_tasks(noticed: Engine, elsewhere: Topics) -> None:
    for topic in ("找不到地方停车", "老楼爬不动想装电梯", "报送进展"):
        with_them, without = noticed.topics().judge(topic, "zh"), elsewhere.judge(topic, "zh")
        assert [match.task for match in with_them.matches] == [match.task for match in without.matches]
        assert with_them.probability == pytest.approx(without.probability)


def test_a_plan_that_says_nothing_else_says_nothing(tmp_path: Path) -> None:
    text = "1．修路。（市交通局牵头）\n2．种树。（市林业局牵头，市财政局参与）\n"
    topics = Engine(plan_of("bare", text, "digest"), tmp_path).topics()
    assert topics.stored.matter.chunks == () and topics.said("几号前报进展", "zh").matches == ()
    assert topics.judge("种树", "zh").matches[0].task == 2


WELLS = """\
旗2024年饮水安全工作分工方案

1．抓好牧区饮水。摸清水源底数。化验牧区饮用水井860眼，含氟量超标的改换水源。责任落实到嘎查。（旗水利局牵头，旗卫生局参与）
2．修好通村公路。硬化路面42公里。（旗交通运输局牵头）
"""


def test_the_sentence_that_matches_is_quoted_whole_and_not_the_first(tmp_path: Path) -> None:
    plan = plan_of("wells", WELLS, "wells")
    topics = Engine(plan, tmp_path).topics()
    best = topics.judge("饮水井化验多少眼", "zh").matches[0]
    assert best.task == 1 and best.quote.of(plan.text) == "化验牧区饮用水井860眼，含氟量超标的改换水源。"
    assert topics.judge("硬化多少公里", "zh").matches[0].quote.of(plan.text) == "硬化路面42公里。"
