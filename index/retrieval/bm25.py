"""Words in common by BM25, over arrays: a plan of thousands of tasks is scored in a few milliseconds."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from index.retrieval.postings import Postings
from index.retrieval.words import terms


class BM25:
    """BM25 over documents numbered from 0, in arrays; a document without a common term has no score at all."""

    def __init__(self, documents: Iterable[str], k1: float = 1.2, b: float = 0.75) -> None:
        self._postings = held = Postings(map(terms, documents))
        self.size = held.size
        lengths = held.lengths.astype(np.float64)
        norm = k1 * (1 - b + b * lengths / (lengths.mean() or 1.0)) if self.size else lengths
        rarity = np.array([self._rarity(count) for count in range(int(held.documents.max(initial=0)) + 1)])
        weights = np.repeat(rarity[held.documents], held.documents) * held.counts * (k1 + 1)
        self._weights = weights / (held.counts + norm[held.places])

    def _rarity(self, holding: int) -> float:
        return math.log(1 + (self.size - holding + 0.5) / (holding + 0.5))

    def search(self, folded: str) -> npt.NDArray[np.float64]:
        """The score of every document, shape (documents,): 0 where it shares no term with the query."""
        scores = np.zeros(self.size)
        for term in sorted(set(terms(folded))):
            held = self._postings.of(term)
            scores[self._postings.places[held]] += self._weights[held]
        return scores

    def coverage(self, folded: str) -> npt.NDArray[np.float64]:
        """For every document the share, by rarity, of the query's terms that stand in it: 0 to 1."""
        shares, total = np.zeros(self.size), 0.0
        for term in sorted(set(terms(folded))):
            places = self._postings.holding(term)
            rare = self._rarity(len(places))
            total += rare
            shares[places] += rare
        return shares / total if total else shares

    def holding_all(self, folded: str) -> npt.NDArray[np.int32] | None:
        """The documents that hold every term of some words, in order; None where they have no term."""
        found: npt.NDArray[np.int32] | None = None
        for term in sorted(set(terms(folded))):
            places = self._postings.holding(term)
            found = places if found is None else np.intersect1d(found, places, assume_unique=True)
        return found
