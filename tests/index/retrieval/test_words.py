"""The terms of a text in both languages."""

from __future__ import annotations

import pytest

from index.retrieval.words import terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("口岸建设", ["口岸", "岸建", "建设"]),
        ("口", ["口"]),
        ("口岸，建设", ["口岸", "建设"]),
        ("加工trade贸易", ["加工", "trad", "贸易"]),
        ("customs ports opening opened boxes", ["custom", "port", "open", "open", "box"]),
        ("3 tax", ["3", "tax"]),
        ("", []),
        ("😀 ！", []),
    ],
    ids=["bigrams", "one character", "punctuation", "mixed", "endings", "short words", "empty", "no words"],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected
