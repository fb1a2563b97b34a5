"""Who asks, and whoever else is spoken of: their offices are marked, those asked about are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.query import Intent
from index.reading.frames import frames
from index.reading.grammar import rules_of
from tests.index.reading.small import engine_of, named

MARKED = {
    "我是财政厅的，商务厅牵头哪些": "财政厅:asker 商务厅:",
    "我住建口的，第二十六条有没有我们": "住建口:asker",
    "我是财政厅教育科的，商务厅牵头哪些": "财政厅:asker 教育:asker 商务厅:",
    "我们是开发区管委会，商务厅牵头哪些": "开发区管委会:asker 商务厅:",
    "商务厅的同志问，财政厅牵头哪些": "商务厅:person 财政厅:",
    "商务厅王处催了，财政厅牵头哪些": "商务厅:person 财政厅:",
    "公安厅这边问我，财政厅牵头哪些": "公安厅:person 财政厅:",
    "教育口群里问，财政厅牵头哪些": "教育口:person 财政厅:",
    "I'm at the Department of Finance, what does Commerce lead?": "department of finance:asker commerce:",
    "a colleague at the Department of Finance asked what Commerce leads": "department of finance:person commerce:",
    "我们财政厅牵头哪些": "财政厅:",
    "财政厅总共几项": "财政厅:",
    "财政厅给人家配合的有哪些": "财政厅:",
    "财政厅处理哪些任务": "财政厅:",
    "告诉我是哪个厅牵头": "",
}


@pytest.mark.parametrize("question", MARKED)
def test_whose_offices_are_mentioned(question: str, engine: Engine) -> None:
    spans = engine.reader.analyse(question).departments
    assert " ".join(f"{span.text}:{span.of}" for span in spans) == MARKED[question]


def used(engine: Engine, question: str) -> list[list[str]]:
    """The departments that the cheapest frames of a question use."""
    parse = engine.reader.parse(question)
    rules = rules_of(parse, engine.tables, engine.reader._numbers, (2024, 6, 15), 2024)
    found = [frame for frame in frames(rules.choices, rules.numbers) if frame.cost == 0]
    return [[parse.analysis.departments[i].text for i in frame.used] for frame in found]


def test_an_office_only_mentioned_is_left_out_as_readily_as_used(engine: Engine) -> None:
    assert used(engine, "我是财政厅的，商务厅牵头哪些") == [["财政厅", "商务厅"], ["商务厅"]]
    assert used(engine, "我是财政厅的，我们牵头哪些") == [["财政厅"]]


def test_an_asker_from_nowhere_in_the_plan_hides_no_question(engine: Engine) -> None:
    query = engine.query("我们是开发区管委会，商务厅牵头哪些")
    assert (query.intent, [mention.said for mention in query.mentions]) == (Intent.TASKS, ["商务厅"])


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    tasks = [["市财政局", "武强县人民政府", "各县（市、区）人民政府"], ["饶阳县人民政府", "武强县人民政府"]]
    return engine_of("东州市产业任务分工", tasks, Path(tmp_path_factory.mktemp("restated")))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("武强、饶阳两个县政府都参与的任务", ["武强", "饶阳"]),
        ("武强和饶阳，哪个县政府的任务多", ["武强", "饶阳"]),
        ("武强和县政府都参与的任务", ["武强", "县政府"]),
        ("各县政府参与哪些", ["各县政府"]),
    ],
)
def test_what_says_again_what_those_named_are_is_no_other_office(
    counties: Engine, question: str, found: list[str]
) -> None:
    assert [said for said, _ in named(counties, question)] == found
