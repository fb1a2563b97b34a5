"""Every kind of condition is run, said back in words, changed leaf by leaf, and written as JSON and read again."""

from __future__ import annotations

import typing
from dataclasses import replace

import pytest

from bot.screens.understood import Understood
from bot.screens.wording import Wording
from corpus.records import Role
from index import query as records
from index.engine import Engine
from index.query import (
    All,
    Answer,
    AnyOf,
    Condition,
    Detailed,
    Due,
    HasRole,
    InSection,
    Intent,
    Kind,
    MatchKind,
    Mention,
    Not,
    Numbered,
    OneOf,
    Order,
    PartyCount,
    Placed,
    Query,
    RoleCount,
)
from index.reading.changes import mapped
from index.reading.form import condition, condition_json, query, query_json

COMMERCE = HasRole(("shangwu",), Role.LEAD)
# Each kind with how many tasks of the first plan it selects.
KINDS: dict[Condition, int] = {
    COMMERCE: 5,
    InSection((6,)): 3,
    Numbered((3, 4)): 2,
    PartyCount(1, 1): 13,
    RoleCount(Role.LEAD, 1, 1): 40,
    Due(): 40,
    Due((2011, 1, 1), (2011, 6, 30)): 0,
    Due(ongoing=True): 0,
    Due(said="年底"): 0,
    Due(dated=True): 0,
    Detailed("任务来源", "《政府工作报告》"): 0,
    Detailed("任务来源"): 40,
    Placed(COMMERCE, (2, -1)): 2,
    All((COMMERCE, InSection((1,)))): 2,
    AnyOf((Numbered((1,)), Numbered((2,)))): 2,
    OneOf((COMMERCE, InSection((1,)))): 10,
    OneOf((COMMERCE, COMMERCE)): 0,
    Not(COMMERCE): 35,
}


def test_no_kind_is_left_out() -> None:
    assert {type(kind) for kind in KINDS} == set(typing.get_args(records.Condition))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_it_is_run(kind: Condition, engine: Engine) -> None:
    assert len(engine.tables.run(kind)) == KINDS[kind]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_it_is_said_back(kind: Condition, lang: str, engine: Engine) -> None:
    said = Understood(Wording(), engine.plan).say(Answer(Kind.ANSWER, Query(Intent.PARTIES, lang, kind)))
    assert said
    assert "understood." not in said


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_its_leaves_are_changed(kind: Condition) -> None:
    changed = mapped(kind, lambda leaf: HasRole(("caizheng",)) if leaf == COMMERCE else leaf)
    assert (changed == kind) is ("shangwu" not in repr(kind))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_it_is_written_and_read_again(kind: Condition) -> None:
    assert condition(condition_json(kind)) == kind


@pytest.mark.parametrize(
    "order",
    [
        Order(Role.LEAD, limit=3),
        Order(Role.LEAD, low=0, high=0),
        Order(Role.PARTICIPANT, descending=False, place=2, without_lead=True),
        Order(None, by_day=True),
        Order(None, after="shangwu"),
    ],
    ids=repr,
)
def test_a_query_is_written_and_read_again(order: Order, engine: Engine) -> None:
    asked = Query(Intent.RANK, "en", COMMERCE, order=order, role=Role.LEAD, counted=True)
    assert query(query_json(asked), engine.names.parties) == asked
    customs = Mention("海关", ("haiguan",), MatchKind.EXACT, ("haiguan",))
    assert query(query_json(replace(asked, among=customs)), engine.names.parties) == replace(asked, among=customs)


@pytest.mark.parametrize("form", [{}, {"holds": 3}, {"task": ["x"]}, {"no such": []}, {"all": [1]}, {"parties": [1]}])
def test_what_is_no_condition_is_named(form: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="condition"):
        condition(form)
