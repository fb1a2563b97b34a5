"""A role that a message only sets aside is no condition of it; one that is all it speaks of stays."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import HasRole
from index.reading.dismissed import set_aside
from index.reading.lexicon import load_lexicon


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("商务厅自己牵头的那个我们清楚了,要配合别人的是哪些", ["牵头"]),
        ("商务厅配合哪些任务 牵头的不要", ["牵头"]),
        ("帮忙看下31项都有谁配合,我要拉个群,牵头的我已经拉了", ["牵头"]),
        ("配合的先不管", []),
        ("商务厅牵头的和配合的都列", []),
        ("商务厅牵头,财政厅配合的任务", []),
    ],
)
def test_what_is_set_aside(text: str, aside: list[str]) -> None:
    assert [unit.text for unit in set_aside(text, [], load_lexicon())] == aside


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("商务厅自己牵头的那个我们清楚了，要配合别人的是哪些", Role.PARTICIPANT),
        ("商务厅牵头的抄给他，配合别人的先不要", Role.LEAD),
    ],
)
def test_the_other_role_is_asked_for(question: str, role: Role, engine: Engine) -> None:
    assert engine.at_sight(question).where == HasRole(("shangwu",), role)
