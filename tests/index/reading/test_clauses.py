"""Which words of negation may leave out a department: those of its clause, not those of other talk."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.reading.choices import Choices
from index.reading.parse import Parse


def may_leave_out(question: str, engine: Engine) -> dict[str, bool]:
    """Each department named, and whether it may be left out."""
    analysis = engine.reader.analyse(question)
    choices = Choices(Parse(analysis))
    return {span.text: choices.may_leave_out(span) for span in analysis.departments if span.sure}


@pytest.mark.parametrize(
    ("question", "out"),
    [
        ("商务厅牵头的，没有财政厅的", {"商务厅": False, "财政厅": True}),
        ("把有财政厅的刨掉，商务厅牵头哪些任务", {"财政厅": True, "商务厅": False}),
        ("商务厅的任务，有财政厅的，都不要", {"商务厅": False, "财政厅": True}),
        ("商务厅、财政厅，这两家都不要", {"商务厅": True, "财政厅": True}),
        ("没有 财政厅 的任务", {"财政厅": True}),
        ("有财政厅名字的是哪几条？别的部分我不看", {"财政厅": False}),
        ("有财政厅的是哪几条，同事不信，说我数错了", {"财政厅": False}),
        ("财政厅牵头的是哪几条，我不太清楚", {"财政厅": False}),
        ("Commerce tasks where the Finance Department isn't named", {"finance department": True}),
        ("the Finance Department's tasks. I don't care about the rest", {"finance department": False}),
        ("which tasks leave out the Finance Department", {"finance department": True}),
    ],
)
def test_what_may_be_left_out(question: str, out: dict[str, bool], engine: Engine) -> None:
    found = may_leave_out(question, engine)
    assert {name: found[name] for name in out} == out
