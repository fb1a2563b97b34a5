"""Words in common by BM25: character bigrams of Chinese, words of English."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_ENDING = re.compile(r"(?:ings?|ed|es|s|e)$")


def terms(folded: str) -> list[str]:
    """The terms of a folded text: bigrams of Chinese runs (a lone character itself), English words less their endings."""
    found: list[str] = []
    for run in _RUN.findall(folded):
        if run[0] >= "\u3400":
            found.extend(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        else:
            found.append(_ENDING.sub("", run) if len(run) > 4 else run)
    return found


class Words:
    """BM25 over documents with ids; a document without a common term has no score at all."""

    def __init__(self, documents: Iterable[tuple[int, str]], k1: float = 1.2, b: float = 0.75) -> None:
        counted = [(id, Counter(terms(text))) for id, text in documents]
        total = sum(sum(counts.values()) for _, counts in counted)
        average = total / max(1, len(counted)) or 1.0
        seen: Counter[str] = Counter()
        for _, counts in counted:
            seen.update(counts.keys())
        self._idf = {term: math.log(1 + (len(counted) - n + 0.5) / (n + 0.5)) for term, n in seen.items()}
        self._unseen = math.log(1 + (len(counted) + 0.5) / 0.5)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for id, counts in counted:
            length = k1 * (1 - b + b * sum(counts.values()) / average)
            for term, count in counts.items():
                weight = self._idf[term] * count * (k1 + 1) / (count + length)
                self._postings.setdefault(term, []).append((id, weight))

    def search(self, folded: str) -> dict[int, float]:
        """Document id → score, for the documents that share a term with the query."""
        scores: dict[int, float] = {}
        for term in set(terms(folded)):
            for id, weight in self._postings.get(term, ()):
                scores[id] = scores.get(id, 0.0) + weight
        return scores

    def coverage(self, folded: str, document: Iterable[str]) -> float:
        """The share, by rarity, of the query's terms that stand in the document's terms: 0 to 1."""
        asked = set(terms(folded))
        weights = {term: self._idf.get(term, self._unseen) for term in asked}
        total = sum(weights.values())
        return sum(weights[term] for term in asked.intersection(document)) / total if total else 0.0
