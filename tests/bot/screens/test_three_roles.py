"""Three roles as replies, lists and reports say them, and two roles as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.ask import as_record
from bot.export.listing import listing
from bot.plans.report import Reports
from bot.screens.wording import Wording
from corpus.records import Plan
from corpus.report import who
from index.engine import Engine
from tests.assistant import assistant_of
from tests.duties import jincheng, small, two_roles


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


def told(plan: Plan, var: Path, question: str) -> str:
    return assistant_of(Engine(plan, var)).tell(question, "").message.plain


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        ("第1条谁负责", "第1项：市发展改革委牵头；责任单位：市财政局、市水利局；配合单位：市商务局\n"),
        ("第2条的配合单位是哪些", "第2项：市教育局牵头；配合单位：市财政局\n"),
        ("第4条谁负责", "第4项：市商务局牵头；配合单位：市教育局；参与：市财政局\n"),
        ("市财政局配合哪些任务", "市财政局配合的任务 1 项\n2. "),
        ("市商务局是哪些任务的责任单位", "市商务局为责任单位的任务 1 项\n5. "),
        ("市财政局参与哪些任务", "市财政局参与（不牵头）3 项\n1. "),
        ("哪些任务没有配合单位", "没有配合单位的任务 1 项\n5. "),
        ("市财政局是不是第1条的配合单位", "不是：市财政局是第1项的责任单位\n"),
        ("哪个单位配合的任务最多", "配合的任务最多的部门：市商务局（配合 2 项）\n"),
        ("What tasks does 市财政局 support?", "Tasks supported by Finance Bureau (市财政局): 1\n2. "),
    ],
)
def test_replies(var: Path, question: str, beginning: str) -> None:
    words = told(small(), var, question).replace("\u2060", "")
    assert words.startswith(beginning), words


def test_a_whole_document(var: Path) -> None:
    words = told(jincheng(), var, "市能源局只是配合、不算责任单位的任务有哪些")
    assert words.startswith("市能源局配合的任务 2 项\n6. ")


def test_two_roles_are_said_as_before(var: Path) -> None:
    words = told(two_roles(), var, "第1条谁负责").replace("\u2060", "")
    assert words.startswith("第1项：市发展改革委牵头，市财政局、市水利局、市商务局配合\n")
    assert told(two_roles(), var, "市财政局配合哪些任务").startswith("市财政局参与（不牵头）3 项\n")


def test_answers_as_json(var: Path) -> None:
    task = as_record(assistant_of(Engine(small(), var)), "", "市财政局配合哪些任务")["tasks"][0]
    assert (task["participants"], task["responsible"], task["helping"]) == (["市财政局"], [], ["市财政局"])
    plain = as_record(assistant_of(Engine(two_roles(), var)), "", "市财政局配合哪些任务")["tasks"][0]
    assert not {"responsible", "helping"} & plain.keys()


def test_lists() -> None:
    table = listing((1, 2, 4), small(), Wording(), "zh", "清单")
    headings = [column.heading for column in table.columns]
    places = [headings.index(heading) for heading in ("牵头单位", "责任单位", "配合单位")]
    assert [[row[place] for place in places] for row in table.rows] == [
        ["市发展改革委", "市财政局、市水利局", "市商务局"],
        ["市教育局", "—", "市财政局"],
        ["市商务局", "—", "市教育局、市财政局（参与）"],
    ]
    before = listing((1,), two_roles(), Wording(), "zh", "清单")
    assert "责任单位" not in [column.heading for column in before.columns]
    assert sum(column.width for column in table.columns) == sum(column.width for column in before.columns)


def test_reports() -> None:
    assert who(small().tasks[0]) == "牵头 市发展改革委 · 责任 市财政局、市水利局 · 配合 市商务局"
    assert who(two_roles().tasks[0]) == "牵头 市发展改革委 · 配合 市财政局、市水利局、市商务局"
    message = Reports(Wording()).report("zh", small()).message.plain
    assert "牵头 市商务局 · 配合 市教育局 · 参与 市财政局" in message
