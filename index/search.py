"""Topic search in one plan: vectors and words together, within any set of tasks, with the evidence for the best match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.normalize import fold
from corpus.records import Span
from index.dense import Dense
from index.encoders import Encoder, Vectors
from index.store import Stored
from index.words import Words, terms

# Weights found on the tuning questions (docs/evaluation.md). A task that matches in both languages is surer than one
# that matches in one; words break ties between tasks whose vectors are as near.
OTHER_LANGUAGE = 0.3
WORD_WEIGHT = 0.002
# A raw cosine says little; how far it lies above the nearest unrelated lines says much.
NEAREST_UNRELATED = 8


@dataclass(frozen=True, slots=True)
class Match:
    """A task found for a topic: its score, the sentence that matched best, and the signals for trusting it."""

    task: int
    score: float
    quote: Span
    signals: tuple[float, ...]


class Search:
    """The chunks of a plan with their vectors and words. Thread-safe: nothing changes after it is made."""

    def __init__(self, stored: Stored, encoder: Encoder) -> None:
        self._encoder = encoder
        self._chunks = stored.chunks
        self._dense = Dense(stored.chunk_vectors)
        self._background = stored.background_vectors
        self._rows: dict[int, list[int]] = {}
        for row, chunk in enumerate(stored.chunks):
            self._rows.setdefault(chunk.task, []).append(row)
        self._words = Words((row, fold(chunk.text)) for row, chunk in enumerate(stored.chunks))
        self._terms = {
            task: tuple(terms(fold(" ".join(stored.chunks[row].text for row in rows))))
            for task, rows in self._rows.items()
        }

    def encode(self, topic: str) -> Vectors:
        """The vector of a topic: by far the longest step of a search."""
        return self._encoder.query(topic)

    def find(self, topic: str, vector: Vectors, within: Iterable[int] | None = None) -> list[Match]:
        """The tasks of `within` (all for None) by how well they match, best first, ties by number."""
        allowed = None if within is None else sorted(row for task in within for row in self._rows.get(task, ()))
        rows, cosines = self._dense.search(vector, allowed)
        if not len(rows):
            return []
        folded = fold(topic)
        words = self._words.search(folded)
        best: dict[int, dict[str, tuple[float, int]]] = {}
        common: dict[int, float] = {}
        for row, cosine in zip(rows.tolist(), cosines.tolist(), strict=True):
            chunk = self._chunks[row]
            best.setdefault(chunk.task, {}).setdefault(chunk.lang, (cosine, row))
            common[chunk.task] = max(common.get(chunk.task, 0.0), words.get(row, 0.0))
        unrelated = float(np.sort(self._background @ vector)[-NEAREST_UNRELATED:].mean())
        scored = []
        for task, languages in best.items():
            ranked = sorted(languages.values(), reverse=True)
            score = ranked[0][0] + sum(OTHER_LANGUAGE * other for other, _ in ranked[1:]) + WORD_WEIGHT * common[task]
            scored.append((task, score, ranked))
        scored.sort(key=lambda item: (-item[1], item[0]))
        return [
            Match(
                task,
                score,
                self._chunks[ranked[0][1]].quote,
                (
                    ranked[0][0] - unrelated,
                    ranked[-1][0] - unrelated,
                    ranked[0][0],
                    self._words.coverage(folded, self._terms[task]),
                ),
            )
            for task, score, ranked in scored
        ]
