"""Heads of a plan's further columns and words of their cells, as people say them, and what is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.library import plan_of
from index.engine import Engine
from index.query import UNSTATED, Answer, Intent, Kind
from index.reading.cells import Said
from tests.details import plan_with_details
from tests.index.dialogue import told

PLANS = Path(__file__).parents[2]
SOURCE, LEADER, PERSON, REMARK = "任务来源", "分管领导", "责任人", "备注"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(plan_with_details(), Path(tmp_path_factory.mktemp("details")))


def installed(path: str, folder: Path) -> Engine:
    return Engine(plan_of("plan", (PLANS / path).read_text("utf-8"), "plan"), folder)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return installed("reading/plans/xuancheng-alligator-2026.txt", Path(tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="module")
def led(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return installed("corpus/plans/linhe-county-2022/text.txt", Path(tmp_path_factory.mktemp("led")))


def said(engine: Engine, text: str) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Of each column that a text speaks of: the part of the text, asked, has or lacks, the heads, the words."""
    analysis = engine.reader.analyse(text)

    def kind(one: Said) -> str:
        return "lacks" if one.out else "has" if one.words else "asked"

    return [(analysis.text[one.start : one.end], kind(one), one.heads, one.words) for one in analysis.columns]


def shown(answer: Answer) -> set[int]:
    return {hit.task for hit in answer.hits}


@pytest.mark.parametrize(
    ("text", "part", "kind", "head", "words"),
    [
        ("第2项的任务来源是什么", "任务来源", "asked", SOURCE, ""),
        ("第2项来源", "来源", "asked", SOURCE, ""),
        ("第2项由哪位领导分管", "领导分管", "asked", LEADER, ""),
        ("第2项谁分管", "分管", "asked", LEADER, ""),
        ("what is the 任务来源 of task 2", "任务来源", "asked", SOURCE, ""),
        ("没有写分管领导的任务有哪些", "分管领导", "asked", LEADER, ""),
        ("第1项的任务来源是不是《政府工作报告》", "任务来源是不是《政府工作报告》", "asked", SOURCE, ""),
        ("任务来源是《政府工作报告》的有哪几项", "任务来源是《政府工作报告》", "has", SOURCE, "政府工作报告"),
        ("来源于7号文的有哪些", "来源于7号文", "has", SOURCE, "7号文"),
        ("任务来源不是政府工作报告的", "任务来源不是政府工作报告", "lacks", SOURCE, "政府工作报告"),
        ("任务来源是国务院的有哪些", "任务来源是国务院", "has", SOURCE, "国务院"),
        ("李副市长分管哪些任务", "李副市长分管", "has", LEADER, "李副市长"),
        ("李明同志分管的任务", "李明同志分管", "has", LEADER, "李明"),
        ("王副市长分管哪些任务", "王副市长分管", "has", LEADER, "王副市长"),
        ("王建国分管的任务有哪些", "王建国分管", "has", LEADER, "王建国"),
        ("除了李副市长分管的还有哪些", "李副市长分管", "lacks", LEADER, "李副市长"),
        ("分管领导是哪位副市长", "分管领导", "asked", LEADER, ""),
        ("李副市长当分管领导的任务有哪些", "李副市长当分管领导", "has", LEADER, "李副市长"),
        ("赵芳负责哪些任务", "赵芳负责", "has", PERSON, "赵芳"),
        ("来自57号文件的任务有哪些", "57号文件", "has", SOURCE, "57号文件"),
        ("《政府工作报告》部署的任务", "《政府工作报告》部署", "has", SOURCE, "政府工作报告"),
    ],
)
def test_a_column_is_spoken_of(small: Engine, text: str, part: str, kind: str, head: str, words: str) -> None:
    assert said(small, text) == [(part, kind, (head,), words)]


@pytest.mark.parametrize(
    "text",
    [
        "第2项谁牵头",
        "第2项的责任单位是谁",
        "市财政局配合哪些任务",
        "成立哪些领导小组",
        "给领导汇报一下第2项",
        "第7项谁负责",
        "“整修灌溉渠道 李明副市长 王强”这项谁负责",
        "节水灌溉谁负责",
        "不好意思问领导：我们牵头的有几项",
        "全部任务",
    ],
)
def test_nothing_is_said_of_a_column(small: Engine, text: str) -> None:
    assert not said(small, text)


@pytest.mark.parametrize("text", ["第5项的任务来源是什么", "李副市长分管哪些任务", "来源是《政府工作报告》的有哪些"])
def test_a_plan_without_such_columns_reads_nothing_of_them(engine: Engine, text: str) -> None:
    assert not said(engine, text)


@pytest.mark.parametrize(
    ("questions", "head", "tasks"),
    [
        (["第2项的任务来源是什么"], SOURCE, {2}),
        (["第1、3项的任务来源"], SOURCE, {1, 3}),
        (["推广节水灌溉的责任人是谁"], PERSON, {3}),
        (["高标准农田的任务来源"], SOURCE, {2}),
        (["第1项的任务来源是不是《政府工作报告》"], SOURCE, {1}),
        (["市水利局牵头的任务任务来源是什么"], SOURCE, {1}),
        (["第2项谁牵头", "这项的分管领导是谁"], LEADER, {2}),
        (["第2项的任务来源是什么", "第4项呢"], SOURCE, {4}),
        (["市农业农村局牵头哪些任务", "第二个的责任人是谁"], PERSON, {3}),
        (["市农业农村局牵头哪些任务", "它们的分管领导分别是谁"], LEADER, {2, 3}),
    ],
)
def test_what_a_column_says_of_tasks_is_told_with_its_words(
    small: Engine, questions: list[str], head: str, tasks: set[int]
) -> None:
    answer = told(small, *questions)
    assert (answer.kind, answer.query.heads, shown(answer)) == (Kind.ANSWER, (head,), tasks)
    assert {hit.task: hit.quote for hit in answer.hits} == {
        key: cell for key, cell in small.tables.details.cells(head).items() if key in tasks
    }


@pytest.mark.parametrize(("question", "head"), [("第1项的备注写了什么", REMARK), ("第5项分管领导是谁", LEADER)])
def test_what_it_does_not_say_is_refused_and_no_other_column_told(small: Engine, question: str, head: str) -> None:
    answer = told(small, question)
    assert (answer.kind, answer.reason, answer.query.heads) == (Kind.REFUSAL, UNSTATED, (head,))


def test_the_time_limit_is_asked_for_as_before(small: Engine) -> None:
    assert told(small, "第2项的任务来源是什么", "那什么时候完成").query.fact == "unsaid.deadline"


@pytest.mark.parametrize(
    ("questions", "tasks"),
    [
        (["任务来源是《政府工作报告》的有哪几项"], {1, 3}),
        (["任务来源是7号文件的任务有哪些"], {2}),
        (["任务来源不是《政府工作报告》的有哪些"], {2, 4, 5}),
        (["没有写分管领导的任务有哪些"], {5}),
        (["哪些任务没有备注"], {1, 2, 4}),
        (["李副市长分管哪些任务"], {1, 2}),
        (["张副市长和李副市长分管的任务有哪些"], {1, 2, 3, 4}),
        (["张华副市长分管的任务里市文旅局牵头的有哪些"], {4}),
        (["李副市长分管哪些任务", "其中市农业农村局牵头的"], {2}),
        (["市农业农村局牵头哪些任务", "其中任务来源是《政府工作报告》的"], {3}),
        (["李副市长分管哪些任务", "张副市长呢"], {3, 4}),
        (["王副市长分管哪些任务"], set()),
        (["任务来源是国务院的有哪些"], set()),
    ],
)
def test_the_tasks_of_which_a_column_says_words(small: Engine, questions: list[str], tasks: set[int]) -> None:
    answer = told(small, *questions)
    assert (answer.kind, answer.query.intent, shown(answer)) == (Kind.ANSWER, Intent.TASKS, tasks)


def test_how_many_they_are_and_who_does_them(small: Engine) -> None:
    assert told(small, "责任人是孙丽的任务有几项").count == 2
    asked = told(small, "张副市长分管的任务都有哪些部门参与")
    assert (asked.query.intent, len(asked.departments)) == (Intent.PARTIES, 2)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("任务来源是《政府工作报告》的有哪几项", 13),
        ("皖林护58号文件部署的任务有哪些", 10),
        ("任务来源是7号文件的有哪些", 9),
        ("市政府第62次常务会议定的任务有几项", 10),
        ("市林业局牵头的任务里来源是皖林护58号的有哪几个", 3),
        ("市林业局牵头哪些", 5),
    ],
)
def test_a_published_plan(published: Engine, question: str, count: int) -> None:
    assert len(shown(told(published, question))) == count


@pytest.mark.parametrize(
    ("question", "intent", "count"),
    [
        ("常务副县长牵头哪些任务", Intent.TASKS, 4),
        ("分管农业农村的副县长负责哪些任务", Intent.TASKS, 7),
        ("没有牵头领导的任务有哪些", Intent.TASKS, 1),
        ("牵头领导是分管社会事业的副县长的任务有哪些", Intent.TASKS, 4),
        ("第1-3项的牵头领导是谁", Intent.FACT, 1),
        ("第1-3项谁牵头", Intent.PARTIES, 1),
    ],
)
def test_a_head_with_a_word_of_role(led: Engine, question: str, intent: Intent, count: int) -> None:
    answer = told(led, question)
    assert (answer.query.intent, len(shown(answer))) == (intent, count)


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A plan in whose heads one word stands twice, and whose sums are in a column."""
    text = (
        "青溪县2025年重点任务分解表\n\n"
        "序号\t工作任务\t牵头单位\t配合单位\t完成时限\t责任领导\t分管领导\t投资额（万元）\n"
        "1\t修建环城公路\t县交通局\t县财政局\t6月底前\t刘强\t王芳\t3200\n"
        "2\t改造老旧小区12个\t县住建局\t县财政局\t9月底前\t陈亮\t王芳\t1500\n"
        "3\t建设县级数据中心\t县数据局\t县财政局\t全年\t陈亮\t赵敏\t\n"
    )
    return Engine(plan_of("paired", text, "paired"), Path(tmp_path_factory.mktemp("paired")))


def test_a_word_of_two_heads_is_asked_back(paired: Engine) -> None:
    readings = paired.rivals("第1项的领导是谁")
    assert [query.heads for query in readings] == [("责任领导",), ("分管领导",)]


@pytest.mark.parametrize(
    ("question", "heads", "tasks"),
    [
        ("第1项的责任领导和分管领导分别是谁", ("责任领导", "分管领导"), {1}),
        ("第2项投资额是多少", ("投资额(万元)",), {2}),
        ("第2项投资多少", ("投资额(万元)",), {2}),
        ("投资额最大的是哪项", ("投资额(万元)",), {1, 2}),
    ],
)
def test_columns_that_are_asked_for(paired: Engine, question: str, heads: tuple[str, ...], tasks: set[int]) -> None:
    answer = told(paired, question)
    assert (answer.query.heads, shown(answer)) == (heads, tasks)
