"""One of several departments is enough where the words say so; it is neither all of them nor just one."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import AnyOf, OneOf

ENOUGH = [
    "商务厅和财政厅，任意一家在里头的任务是哪几条",
    "商务厅、财政厅有一个就行的任务",
    "商务厅跟财政厅至少来一个的任务有哪些",
    "哪些任务里有商务厅或财政厅（一家在、两家都在均可）",
    "商务厅、财政厅，随便占着一家的任务有哪些",
    "商务厅和财政厅取并集，有哪些任务",
    "tasks with at least one of 商务厅 and 财政厅",
]
JUST_ONE = [
    "商务厅和财政厅只有一家在的任务",
    "商务厅、财政厅，恰好只占其中一家的任务有哪些",
    "商务厅、财政厅，占其中一家就算，但两家凑一块的不要",
]


@pytest.mark.parametrize("question", ENOUGH)
def test_any_of_them(question: str, engine: Engine) -> None:
    assert isinstance(engine.at_sight(question).where, AnyOf)


@pytest.mark.parametrize("question", JUST_ONE)
def test_just_one_of_them(question: str, engine: Engine) -> None:
    assert isinstance(engine.at_sight(question).where, OneOf)


def test_beside_one_department_a_count_is_a_count(engine: Engine) -> None:
    spans = engine.reader.analyse("商务厅在里面、只有一家单位的任务").numbers
    assert [(span.kind, span.how) for span in spans] == [("Q", "parties")]


@pytest.mark.parametrize("question", ["哪几家一条主办任务都没有", "哪些部门没有牵头任务"])
def test_not_even_one_is_none(question: str, engine: Engine) -> None:
    order = engine.at_sight(question).order
    assert order is not None and (order.role, order.low, order.high) == (Role.LEAD, 0, 0)
