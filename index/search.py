"""Topic search in one plan: vectors and words together, within any set of tasks, with the evidence for the best match."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.normalize import fold
from corpus.records import Span
from index.dense import Dense
from index.encoders import Encoder, Vectors, in_parallel
from index.store import Stored
from index.words import Words, terms

# Weights found on the tuning questions (docs/evaluation.md). A task that matches in both languages is surer than one
# that matches in one; words break ties between tasks whose vectors are as near.
OTHER_LANGUAGE = 0.3
WORD_WEIGHT = 0.002
# A raw cosine says little; how far it lies above the nearest unrelated lines says much.
NEAREST_UNRELATED = 8
NEAREST_CHUNKS = 3
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A task found for a topic: its score and the sentence that matched best."""

    task: int
    score: float
    quote: Span


@dataclass(frozen=True, slots=True)
class Ranking:
    """The tasks for a topic, best first, and the signals for trusting the best."""

    matches: tuple[Match, ...] = ()
    signals: tuple[float, ...] = ()


class Search:
    """The chunks of a plan with their vectors and words. Thread-safe: nothing changes after it is made."""

    def __init__(self, stored: Stored, encoder: Encoder) -> None:
        self._encoder = encoder
        self._chunks = stored.chunks
        self._dense = Dense(stored.chunk_vectors)
        self.background = stored.background_vectors
        self._rows: dict[int, list[int]] = {}
        for row, chunk in enumerate(stored.chunks):
            self._rows.setdefault(chunk.task, []).append(row)
        # Rows of one task and language are a group; groups are numbered 2 · task + (1 for English).
        self._group = np.array([2 * chunk.task + (chunk.lang == "en") for chunk in stored.chunks])
        self._words = Words((row, fold(chunk.text)) for row, chunk in enumerate(stored.chunks))
        words = [_WORD.findall(fold(chunk.text)) for chunk in stored.chunks]
        self._single = {word for own in words for word in own}
        self._pairs = {pair for own in words for pair in itertools.pairwise(own)}
        self._terms = {
            task: frozenset(terms(fold(" ".join(stored.chunks[row].text for row in rows))))
            for task, rows in self._rows.items()
        }

    def encode(self, topic: str) -> Vectors:
        """The vector of a topic: by far the longest step of a search."""
        return self._encoder.query(topic)

    def encode_all(self, topics: Sequence[str], name: str) -> Vectors:
        """The vectors of many topics, shape (n, dimensions), with a progress bar of that name."""
        return in_parallel(self._encoder.query, topics, name)

    def find(self, topic: str, vector: Vectors, within: Iterable[int] | None = None) -> Ranking:
        """The tasks of `within` (all for None) by how well they match, best first, ties by number."""
        allowed = None if within is None else sorted(row for task in within for row in self._rows.get(task, ()))
        rows, cosines = self._dense.search(vector, allowed)
        if not len(rows):
            return Ranking()
        folded = fold(topic)
        common: dict[int, float] = {}
        for row, worth in self._words.search(folded).items():
            task = self._chunks[row].task
            common[task] = max(common.get(task, 0.0), worth)
        # Rows come best first, so the first of a group is its best.
        groups, firsts = np.unique(self._group[rows], return_index=True)
        best: dict[int, list[tuple[float, int]]] = {}
        for group, first in zip(groups.tolist(), firsts.tolist(), strict=True):
            best.setdefault(group // 2, []).append((float(cosines[first]), int(rows[first])))
        scored = []
        for task, languages in best.items():
            languages.sort(reverse=True)
            score = languages[0][0] + sum(OTHER_LANGUAGE * other for other, _ in languages[1:])
            scored.append((score + WORD_WEIGHT * common.get(task, 0.0), task))
        scored.sort(key=lambda item: (-item[0], item[1]))
        return Ranking(
            tuple(Match(task, score, self._chunks[best[task][0][1]].quote) for score, task in scored),
            self._signals(scored, best, cosines, vector, folded, common),
        )

    def _signals(
        self,
        scored: list[tuple[float, int]],
        best: dict[int, list[tuple[float, int]]],
        cosines: Vectors,
        vector: Vectors,
        folded: str,
        common: dict[int, float],
    ) -> tuple[float, ...]:
        """How the best task stands out: from unrelated lines, from the other tasks, and by words in common."""
        top = scored[0][1]
        unrelated = np.sort(self.background @ vector)[::-1]
        near, far = best[top][0][0], best[top][-1][0]
        around = float(unrelated[:NEAREST_UNRELATED].mean())
        return (
            near - around,
            far - around,
            near - float(unrelated[0]),
            near,
            float(cosines[:NEAREST_CHUNKS].mean()) - near,
            near - float(np.mean([languages[0][0] for languages in best.values()])),
            scored[0][0] - scored[1][0] if len(scored) > 1 else 0.0,
            self._words.coverage(folded, self._terms[top]),
            max(common.values(), default=0.0),
            self._verbatim(folded),
        )

    def _verbatim(self, folded: str) -> float:
        """The share of the topic that the plan has in one run, every two neighbouring words of it at a time: 0 to 1."""
        words = _WORD.findall(folded)
        if len(words) == 1:
            return float(words[0] in self._single)
        longest = run = 0
        for pair in itertools.pairwise(words):
            run = run + 1 if pair in self._pairs else 0
            longest = max(longest, run)
        return (longest + 1) / len(words) if longest else 0.0
