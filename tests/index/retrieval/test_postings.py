"""Postings against counting by hand."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from index.retrieval.postings import Postings

DOCUMENTS = st.lists(st.lists(st.sampled_from(["口岸", "建设", "port", ("口", "岸")]), max_size=8), max_size=8)


@given(DOCUMENTS)
def test_who_holds_an_item_and_how_often(documents: list[list[str | tuple[str, str]]]) -> None:
    postings = Postings(documents)
    assert postings.size == len(documents) and postings.lengths.tolist() == [len(held) for held in documents]
    for item in ("口岸", "建设", "port", ("口", "岸"), "nowhere"):
        counts = {place: Counter(held)[item] for place, held in enumerate(documents) if item in held}
        assert postings.holding(item).tolist() == list(counts)
        assert postings.counts[postings.of(item)].tolist() == list(counts.values())
    assert postings.documents.sum() == len(postings.places)
