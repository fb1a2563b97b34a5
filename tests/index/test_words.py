"""BM25 against the formula written out."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.words import Words, terms

WORDS = ["商务", "口岸", "海关", "商", "trade", "ports", "port", " ", "，", "7"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


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


def bm25(documents: list[str], query: str, k1: float = 1.2, b: float = 0.75) -> dict[int, float]:
    """The textbook sum over distinct query terms, for the documents that share one."""
    split = [terms(document) for document in documents]
    average = sum(len(document) for document in split) / max(1, len(split))
    scores: dict[int, float] = {}
    for number, document in enumerate(split):
        shared = sorted(set(terms(query)) & set(document))
        if shared:
            scores[number] = 0.0
        for term in shared:
            holding = sum(term in other for other in split)
            idf = math.log(1 + (len(split) - holding + 0.5) / (holding + 0.5))
            count = document.count(term)
            scores[number] += idf * count * (k1 + 1) / (count + k1 * (1 - b + b * len(document) / average))
    return scores


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_scores_equal_the_formula(documents: list[str], query: str) -> None:
    assume(any(map(terms, documents)))
    found = Words(enumerate(documents)).search(query)
    expected = bm25(documents, query)
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected)


def test_a_document_without_a_common_term_has_no_score() -> None:
    words = Words([(7, "口岸建设"), (9, "文化产业")])
    assert list(words.search("口岸")) == [7]
    assert words.search("教育") == {}


@given(TEXTS, TEXTS)
def test_coverage_is_a_share(query: str, document: str) -> None:
    assume(terms(document))
    share = Words([(1, document)]).coverage(query, terms(document))
    assert 0 <= share <= 1 + 1e-9
    if terms(query) and set(terms(query)) <= set(terms(document)):
        assert share == pytest.approx(1)
    if not set(terms(query)) & set(terms(document)):
        assert share == 0


def test_a_rare_word_covers_more_than_a_common_one() -> None:
    words = Words([(1, "口岸"), (2, "口岸"), (3, "海关")])
    assert words.coverage("口岸 海关", ["海关"]) > words.coverage("口岸 海关", ["口岸"])
