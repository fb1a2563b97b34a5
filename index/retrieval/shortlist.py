"""Of a large plan the tasks that a topic may mean, for which every cosine is computed; a sample stands for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.retrieval.encoders import Vectors
from index.retrieval.vectors import Dense, Rows, cosines

Numbers = npt.NDArray[np.float64]
Scale = Callable[[Any], Numbers]
# The passages nearest to a topic and the tasks with most of its words that are looked at, and the tasks that stand for all.
NEAREST, WORDED, SAMPLED = 400, 100, 1000


class Shortlist:
    """Chooses tasks by place, and fills what is not looked at. Thread-safe: nothing changes after it is made."""

    def __init__(self, dense: Dense, bounds: npt.NDArray[np.int64]) -> None:
        self._dense, self._bounds = dense, bounds
        self._tasks = len(bounds) - 1
        sampled = np.random.default_rng(0).choice(self._tasks, min(self._tasks, SAMPLED), replace=False)
        self._sample = Looked(dense, bounds, np.sort(sampled))
        self._stands_for = np.arange(self._tasks) % len(sampled)

    @property
    def sampled(self) -> Vectors:
        """The vectors of the passages of the sample."""
        return self._sample.vectors

    def places(self, vectors: Iterable[Vectors], words: Sequence[Numbers], within: Rows | None = None) -> Rows:
        """The tasks near any of the vectors or with the highest numbers of any kind; of `within` as well, where that is given."""
        found = [np.empty(0, np.int64)]
        for vector in vectors:
            for rows in (None,) if within is None else (None, rows_of(self._bounds, within)[0]):
                nearest, _ = self._dense.nearest(vector, NEAREST, rows)
                found.append(np.searchsorted(self._bounds, nearest, "right") - 1)
        for numbers in words:
            found.append(_highest(numbers, np.flatnonzero(numbers)))
            if within is not None:
                found.append(_highest(numbers, within))
        return np.unique(np.concatenate(found))

    def look(self, places: Rows) -> Looked:
        """Those tasks, to be compared."""
        return Looked(self._dense, self._bounds, places)

    def best(self, looked: Looked, vector: Vectors, scale: Scale) -> Numbers:
        """The highest of each task's passages: computed of those looked at; of another that of a task of the sample.

        No task that is not looked at is nearer than the farthest of the NEAREST looked at.
        """
        own = looked.best(vector)
        least = float(np.sort(own)[-min(len(own), NEAREST // 2)])
        every = np.minimum(self._sample.best(vector), least)[self._stands_for]
        every[looked.places] = own
        return scale(every)


class Looked:
    """Some tasks by their `places`, with the `vectors` of their passages side by side."""

    def __init__(self, dense: Dense, bounds: npt.NDArray[np.int64], places: Rows) -> None:
        self.places = places
        rows, self._starts = rows_of(bounds, places)
        self.vectors = dense.rows(rows)

    def best(self, vector: Vectors) -> Vectors:
        """The highest cosine of each task's passages, in the order of the places."""
        if not len(self.places):
            return np.empty(0, np.float32)
        found: Vectors = np.maximum.reduceat(cosines(self.vectors, vector), self._starts)
        return found


def rows_of(bounds: npt.NDArray[np.int64], places: Rows) -> tuple[Rows, Rows]:
    """The passages of tasks, one task's after another's, and where each begins among them."""
    counts = bounds[places + 1] - bounds[places]
    starts = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(bounds[places] - starts, counts), starts


def _highest(numbers: Numbers, places: Rows) -> Rows:
    if len(places) <= WORDED:
        return places
    return places[np.argpartition(-numbers[places], WORDED)[:WORDED]]
