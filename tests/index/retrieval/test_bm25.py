"""BM25 against the formula written out."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.retrieval.bm25 import BM25
from index.retrieval.words import terms

WORDS = ["商务", "口岸", "海关", "商", "trade", "ports", "port", " ", "，", "7"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


def bm25(documents: list[str], query: str, k1: float = 1.2, b: float = 0.75) -> list[float]:
    """The textbook sum over distinct query terms, of each document."""
    split = [terms(document) for document in documents]
    average = sum(len(document) for document in split) / max(1, len(split))
    scores = [0.0] * len(documents)
    for number, document in enumerate(split):
        shared = sorted(set(terms(query)) & set(document))
        for term in shared:
            holding = sum(term in other for other in split)
            idf = math.log(1 + (len(split) - holding + 0.5) / (holding + 0.5))
            count = document.count(term)
            scores[number] += idf * count * (k1 + 1) / (count + k1 * (1 - b + b * len(document) / average))
    return scores


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_scores_equal_the_formula(documents: list[str], query: str) -> None:
    assume(any(map(terms, documents)))
    assert BM25(documents).search(query).tolist() == pytest.approx(bm25(documents, query))


def test_a_document_without_a_common_term_has_no_score() -> None:
    words = BM25(["口岸建设", "文化产业"])
    assert (words.search("口岸") > 0).tolist() == [True, False]
    assert words.search("教育").tolist() == [0, 0]


@given(TEXTS, TEXTS)
def test_coverage_is_a_share(query: str, document: str) -> None:
    assume(terms(document))
    (share,) = BM25([document]).coverage(query).tolist()
    assert 0 <= share <= 1 + 1e-9
    if terms(query) and set(terms(query)) <= set(terms(document)):
        assert share == pytest.approx(1)
    if not set(terms(query)) & set(terms(document)):
        assert share == 0


def test_a_rare_word_covers_more_than_a_common_one() -> None:
    common, _, rare = BM25(["口岸", "口岸", "海关"]).coverage("口岸 海关").tolist()
    assert rare > common > 0


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_who_holds_every_term(documents: list[str], query: str) -> None:
    found, wanted = BM25(documents).holding_all(query), set(terms(query))
    assert (found is None) == (not wanted)
    if found is not None:
        assert found.tolist() == [place for place, text in enumerate(documents) if wanted <= set(terms(text))]
