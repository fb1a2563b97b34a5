"""Words in common by BM25, over arrays: a plan of thousands of tasks is scored in a few milliseconds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from index.retrieval.words import terms


class BM25:
    """BM25 over documents numbered from 0, in arrays; a document without a common term has no score at all."""

    def __init__(self, documents: Iterable[str], k1: float = 1.2, b: float = 0.75) -> None:
        counted = [Counter(terms(text)) for text in documents]
        self.size = len(counted)
        lengths = np.array([sum(counts.values()) for counts in counted], dtype=np.float64)
        norm = k1 * (1 - b + b * lengths / (lengths.mean() or 1.0)) if counted else lengths
        places: dict[str, list[tuple[int, int]]] = {}
        for place, counts in enumerate(counted):
            for term, count in counts.items():
                places.setdefault(term, []).append((place, count))
        self._unseen = math.log(1 + (self.size + 0.5) / 0.5)
        self._idf: dict[str, float] = {}
        self._postings: dict[str, tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]] = {}
        for term, found in places.items():
            rows, counts_ = (np.array(its) for its in zip(*found, strict=True))
            self._idf[term] = math.log(1 + (self.size - len(rows) + 0.5) / (len(rows) + 0.5))
            self._postings[term] = rows, self._idf[term] * counts_ * (k1 + 1) / (counts_ + norm[rows])

    def search(self, folded: str) -> npt.NDArray[np.float64]:
        """The score of every document, shape (documents,): 0 where it shares no term with the query."""
        scores = np.zeros(self.size)
        for term in sorted(set(terms(folded))):
            if term in self._postings:
                rows, weights = self._postings[term]
                scores[rows] += weights
        return scores

    def coverage(self, folded: str) -> npt.NDArray[np.float64]:
        """For every document the share, by rarity, of the query's terms that stand in it: 0 to 1."""
        shares, total = np.zeros(self.size), 0.0
        for term in sorted(set(terms(folded))):
            total += self._idf.get(term, self._unseen)
            if term in self._postings:
                shares[self._postings[term][0]] += self._idf[term]
        return shares / total if total else shares
