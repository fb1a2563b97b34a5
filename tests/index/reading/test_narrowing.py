"""Follow-ups that narrow a list and ask something of what is left, or of the one that some words speak of."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import Intent, Not, Numbered, Query, RoleCount
from index.reading.reader import Reader
from tests.index.reading.leaning import LEAD, PART, of, office, seen, tasks, turn_of


@pytest.mark.parametrize(
    ("question", "intent", "key"),
    [
        ("里面有体育局参加的那项，什么时候到期", Intent.FACT, 7),
        ("其中体育局参加的那项谁配合", Intent.PARTIES, 7),
        ("里面体育局也在的那条原文", Intent.TEXT, 7),
        ("whichever of them involves the Sports Bureau: when is it due?", Intent.FACT, 7),
    ],
)
def test_the_one_with_a_department_is_asked_of(dated: Engine, question: str, intent: Intent, key: int) -> None:
    turn = turn_of(dated, of(dated, "市场监管局"))
    assert (intent, frozenset({key})) in seen(dated, question, turn)


@pytest.mark.parametrize("question", ["里面只配合的那几项，牵头单位是谁", "its supporting ones: who leads those?"])
def test_the_leads_of_those_that_the_department_supports(dated: Engine, question: str) -> None:
    turn = turn_of(dated, of(dated, "市场监管局"))
    wanted = dated.tables.holds(office(dated, "市场监管局"), PART)
    assert (Intent.PARTIES, wanted) in seen(dated, question, turn)


@pytest.mark.parametrize(
    ("question", "key"), [("露营地那项谁牵头", 7), ("其中讲导游的那条由谁牵头", 22), ("温泉那项还有谁配合", 5)]
)
def test_the_task_that_words_speak_of(dated: Engine, question: str, key: int) -> None:
    turn = turn_of(dated, of(dated, "市场监管局"))
    assert (Intent.PARTIES, frozenset({key})) in seen(dated, question, turn)


def test_one_that_is_named_by_words_is_searched_for_within_the_list(dated: Engine) -> None:
    turn = turn_of(dated, of(dated, "市场监管局"))
    parse = Reader(dated.tables, dated.names).parse("the one about homestays: who leads it?", turn)
    within = [
        c.query for c in parse.candidates if c.query.topic and c.query.intent is Intent.PARTIES and c.query.role is LEAD
    ]
    assert any(dated.tables.run(query.where) == frozenset(turn.listed) for query in within)


@pytest.mark.parametrize(
    "question",
    ["这当中一个配合部门都没有的是哪项", "其中没有配合单位的", "which of those has no supporting department?"],
)
def test_those_that_nobody_supports(dated: Engine, question: str) -> None:
    culture = of(dated, "文化和旅游厅")
    wanted = tasks(dated, culture.where or RoleCount(PART, 0, 0), RoleCount(PART, 0, 0))
    assert (Intent.TASKS, wanted) in seen(dated, question, turn_of(dated, culture))


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("这两项里后一项由谁牵头", 27),
        ("列表中后面那项谁牵头", 27),
        ("前者谁牵头", 18),
        ("who leads the latter?", 27),
        ("其中第二条谁牵头", 27),
        ("of those two, who leads the former?", 18),
    ],
)
def test_the_former_and_the_latter_of_two(dated: Engine, question: str, key: int) -> None:
    turn = turn_of(dated, Query(Intent.TASKS, "zh", Numbered((18, 27))))
    assert (Intent.PARTIES, frozenset({key})) in seen(dated, question, turn)


@pytest.mark.parametrize(
    ("question", "role"), [("其中写了牵头单位的", LEAD), ("那列了牵头部门的呢", LEAD), ("有配合部门的再留下", PART)]
)
def test_those_that_name_who_leads_or_supports(dated: Engine, question: str, role: Role) -> None:
    turn = turn_of(dated, of(dated, "市场监管局"))
    wanted = tasks(dated, Numbered(turn.listed), Not(RoleCount(role, 0, 0)))
    assert (Intent.TASKS, wanted) in seen(dated, question, turn)


def test_a_stated_state_is_left_out(dated: Engine) -> None:
    turn = turn_of(dated, of(dated, "市场监管局"))
    wanted = tasks(dated, Numbered(turn.listed), Not(RoleCount(LEAD, 2, 2)))
    assert (Intent.TASKS, wanted) in seen(dated, "把两家牵头的去掉", turn)
