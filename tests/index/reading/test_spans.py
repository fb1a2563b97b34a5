"""Typed spans: how many are meant is no number of a task, and 这一项 is none at all."""

from __future__ import annotations

import pytest

from index.reading.normalise import normalised
from index.reading.spans import number_spans

Seen = list[tuple[str, tuple[int, ...]]]


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("这两项除了妇联还有谁配合", [("G", (2,))]),
        ("剩下那两项是哪个单位牵头", [("G", (2,))]),
        ("上面这三项的配合部门", [("G", (3,))]),
        ("里面只配合的那三条", [("G", (3,))]),
        ("另外3项谁牵头", [("G", (3,))]),
        ("是哪两个", [("G", (2,))]),
        ("市监局牵头的两项", [("G", (2,))]),
        ("of those two, which one leads", [("G", (2,))]),
        ("and the other three?", [("G", (3,))]),
        ("两个部门", [("Q", (2, 2))]),
        ("the two lead departments", [("L", (2,))]),
        ("这12项任务", [("L", (12,))]),
        ("那3项呢", [("N", (3,))]),
        ("前两项谁牵头", [("N", (1, 2))]),
        ("前面三项谁牵头", [("N", (1, 2, 3))]),
        ("第二项谁牵头", [("N", (2,))]),
        ("the first two", [("O", (1, 2))]),
    ],
)
def test_how_many_are_meant(question: str, seen: Seen) -> None:
    assert [(span.kind, span.numbers) for span in number_spans(normalised(question), 24, 4)] == seen


@pytest.mark.parametrize(
    "question",
    [
        "水务局除了这一项，还配合哪些",
        "同一项里还有谁",
        "另一条呢",
        "后一项谁牵头",
        "下一条",
        "哪一项",
        "前面一项",
        "同一部分",
        "上一部分呢",
    ],
)
def test_one_of_those_pointed_at_is_no_number(question: str) -> None:
    assert number_spans(normalised(question), 24, 4) == []
