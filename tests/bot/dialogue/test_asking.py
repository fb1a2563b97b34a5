"""Several plans in the terminal: which one a message goes to, what the reply says, and what is offered where one has nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from bot.cli import ask
from bot.cli.ask import as_record
from bot.dialogue.asking import Asking
from bot.dialogue.conversation import Answered
from bot.dialogue.dispatch import Dispatcher
from bot.plans.served import Plans, Source
from bot.screens.wording import Wording
from corpus.library import Entry
from corpus.records import CorpusError
from index.engine import Engine
from index.query import Answer, Intent, Kind, Query
from tests.several import COUNTY, STATE, engine_of

FIRST = "neimenggu-2011"


@pytest.fixture(scope="module")
def plans(engine: Engine, var_dir: Path) -> Plans:
    others = [engine_of("songling-2023", COUNTY, var_dir), engine_of("polar-2016", STATE, var_dir)]
    return Plans([engine, *others], Wording(), reports=False)


@pytest.fixture
def asking(plans: Plans) -> Asking:
    return Asking(plans, Wording())


def told(asking: Asking, question: str, conversation: str = "") -> dict[str, Any]:
    return as_record(asking, conversation or question, question)


@pytest.mark.parametrize(
    ("question", "answering", "ids"),
    [
        ("商务厅牵头哪些任务", FIRST, ["7", "9", "14", "23", "35"]),
        ("自治区商务厅牵头哪些任务", FIRST, ["7", "9", "14", "23", "35"]),
        ("松陵那个方案第2项谁负责", "songling-2023", ["2"]),
        ("松陵县的方案里县水利局牵头哪些", "songling-2023", ["1"]),
        ("2016年那个方案里国家海洋局牵头哪些", "polar-2016", ["1"]),
        ("In the 2016 plan, who leads task 2?", "polar-2016", ["2"]),
        ("第2项谁负责", FIRST, ["2"]),
    ],
)
def test_the_plan_that_answers(question: str, answering: str, ids: list[str], asking: Asking) -> None:
    record = told(asking, question)
    assert (record["kind"], record["plan"], [task["id"] for task in record["tasks"]]) == ("answer", answering, ids)
    title = {FIRST: "2011", "songling-2023": "松陵县2023年水库移民", "polar-2016": "极地科学考察保障2016年"}[answering]
    assert any(title in line for line in record["text"].splitlines()[-3:])


def test_the_chat_s_plan_and_the_default(plans: Plans, engine: Engine) -> None:
    assert told(Asking(plans, Wording(), "polar-2016"), "第2项谁负责")["departments"] == ["交通运输部"]
    assert Plans(plans.engines, Wording(), False, "songling-2023").get(None).plan.id == "songling-2023"
    with pytest.raises(
        CorpusError, match="there is no plan x: installed are neimenggu-2011, songling-2023, polar-2016"
    ):
        Asking(plans, Wording(), "x")


def test_a_follow_up_stays_with_the_plan_of_the_question_before(asking: Asking) -> None:
    questions = ["松陵那个方案里县教育局牵头哪些", "那县水利局呢", "这项还有谁参与", "商务厅牵头哪些任务", "那财政厅呢"]
    found = [told(asking, question, "c")["plan"] for question in questions]
    assert found == ["songling-2023", "songling-2023", "songling-2023", FIRST, FIRST]


def test_a_plan_named_by_itself_is_asked_what_was_asked_before(asking: Asking) -> None:
    assert told(asking, "方案共有多少项任务", "c")["count"] == 40
    record = told(asking, "那松陵的呢", "c")
    assert (record["plan"], record["count"]) == ("songling-2023", 2)
    assert told(asking, "2016年那个方案")["count"] == 2


def test_a_refusal_says_which_plan_has_it(asking: Asking) -> None:
    record = told(asking, "国家海洋局牵头哪些任务")
    other = "极地科学考察保障2016年工作分工方案"
    assert (record["kind"], record["plan"], record["tasks"]) == ("refusal", FIRST, [])
    assert record["suggestions"][-1] == f"{other}：国家海洋局牵头哪些任务"
    assert f"另一个方案里有：{other}。" in record["text"].splitlines()
    there = told(asking, record["suggestions"][-1])
    assert (there["plan"], [task["id"] for task in there["tasks"]]) == ("polar-2016", ["1"])


def test_a_subject_is_looked_for_exactly_and_no_index_is_built(engine: Engine, tmp_path: Path) -> None:
    others = [engine_of("songling-2023", COUNTY, tmp_path), engine_of("polar-2016", STATE, tmp_path)]
    plans = Plans([engine, *others], Wording(), reports=False)
    asked = plans.get(None)

    def elsewhere(question: str, reason: str) -> list[str]:
        topic = asked.assistant.engine.query(question).topic
        refused = Answer(Kind.REFUSAL, Query(Intent.TASKS, "zh", topic=topic), reason=reason)
        return [entry.id for entry in Dispatcher(plans).elsewhere(question, asked, Answered((refused,)))]

    assert elsewhere("谁负责移民夜校", "off-topic") == ["songling-2023"]
    assert elsewhere("谁负责破冰船", "off-topic") == ["polar-2016"]
    assert elsewhere("谁负责破冰船", "nothing") == []
    assert elsewhere("谁负责破冰船", "unsaid.people") == []
    assert elsewhere("谁负责养老金", "off-topic") == []
    told(Asking(plans, Wording()), "各方案里谁负责养老金")
    assert [served.assistant.engine.ready for served in plans.all[1:]] == [False, False]
    assert list(tmp_path.glob("index/*")) == []


def test_all_plans_are_asked_plan_by_plan(asking: Asking) -> None:
    record = told(asking, "各方案一共多少项任务")
    assert (record["kind"], record["count"], record["plan"]) == ("answer", 44, FIRST)
    lines = record["text"].splitlines()
    assert [lines.index(title) for title in ("内蒙古承接产业转移分工方案（2011）",)] == [0]
    record = told(asking, "所有方案的第2项谁负责")
    assert [(task["plan"], task["id"]) for task in record["tasks"]] == [
        (FIRST, "2"),
        ("songling-2023", "2"),
        ("polar-2016", "2"),
    ]
    assert {"教育局", "交通运输部"} <= {name.removeprefix("县") for name in record["departments"]}
    record = told(asking, "所有方案里国家海洋局牵头哪些")
    # The plan that has it comes first, the others are one line each.
    assert record["plan"] == "polar-2016" and record["text"].startswith("极地科学考察保障2016年工作分工方案\n")


def test_which_plan_is_meant_is_asked_back(asking: Asking) -> None:
    record = told(asking, "2014年那个方案第2项谁负责")
    assert (record["kind"], record["plan"], record["tasks"]) == ("clarify", FIRST, [])
    assert len(record["suggestions"]) == 3 and record["understood"]
    assert told(asking, record["suggestions"][1])["plan"] == "songling-2023"


def test_a_question_reads_no_plan_but_its_own(engine: Engine, var_dir: Path) -> None:
    def never() -> Engine:
        raise AssertionError("the plan was read")

    other = Source(Entry("songling-2023", "松陵县2023年水库移民后期扶持工作任务分工方案", {}, "松陵县", 2023), never)
    asking = Asking(Plans([engine, other], Wording(), False), Wording())
    assert told(asking, "商务厅牵头哪些任务")["kind"] == "answer"


def test_plans_come_and_go(engine: Engine, var_dir: Path) -> None:
    plans = Plans([engine], Wording(), reports=False)
    asking = Asking(plans, Wording())
    assert told(asking, "松陵那个方案第2项谁负责")["plan"] == FIRST
    plans.replace(engine_of("songling-2023", COUNTY, var_dir))
    before = plans.get("songling-2023")
    assert told(asking, "松陵那个方案第2项谁负责")["plan"] == "songling-2023"
    plans.replace(engine_of("songling-2023", COUNTY.replace("夜校", "讲堂"), var_dir))
    assert "移民讲堂" in told(asking, "松陵那个方案第2项的全文")["text"]
    assert "移民夜校" in before.plan.text
    plans.remove("songling-2023")
    assert plans.tagged(before.cards.tag) is None and plans.get("songling-2023").plan.id == FIRST
    with pytest.raises(CorpusError, match="is the only plan"):
        plans.remove(FIRST)


def test_a_plan_that_cannot_be_read_is_left_out(engine: Engine) -> None:
    def broken() -> Engine:
        raise CorpusError("text.txt is not the text that was installed")

    plans = Plans(
        [engine, Source(Entry("broken-2020", "坏县2020年分工方案", {}, "坏县", 2020), broken)], Wording(), False
    )
    assert [served.plan.id for served in plans.all] == [FIRST]
    assert told(Asking(plans, Wording()), "国家海洋局牵头哪些任务")["kind"] == "refusal"


def test_the_chat_lists_and_changes_plans(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "/plan\n/plan polar-2016\n第2项谁负责\n/plan nowhere\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    ask.chat(asking, Wording())
    out = capsys.readouterr().out
    assert "* neimenggu-2011  内蒙古承接产业转移分工方案（2011）\n  songling-2023  松陵县" in out
    assert "现在问的是：极地科学考察保障2016年工作分工方案" in out and "第2项：交通运输部牵头" in out
    assert "没有编号为 nowhere 的方案，可能已被删除。现有：neimenggu-2011, songling-2023, polar-2016" in out


def test_a_plan_that_is_not_installed_is_said_to_be_so_with_those_that_are(asking: Asking, engine: Engine) -> None:
    record = told(asking, "大理市的方案里第2项谁负责")
    lines = record["text"].splitlines()
    assert (record["kind"], record["tasks"], len(record["suggestions"])) == ("clarify", [], 3)
    assert lines[0] == "没有安装大理市的方案。已安装的有：" and len(lines) == 4
    alone = told(Asking(Plans([engine], Wording(), reports=False), Wording()), "大理市的方案里第2项谁负责")
    assert alone["suggestions"] == ["内蒙古承接产业转移分工方案（2011）：方案里第2项谁负责"]
