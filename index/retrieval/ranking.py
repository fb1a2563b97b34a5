"""What a search gives: tasks by how well they match a topic, and whether the plan treats it at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
import numpy.typing as npt

from corpus.records import Span
from index.retrieval.evidence import Numbers
from index.retrieval.judge import SAID, SHOWN, SHOWN_WITHIN


@dataclass(frozen=True, slots=True)
class Match:
    """A task found for a topic, or the place of a sentence among those of no task: its score, the sentence that matched best."""

    task: int
    score: float
    quote: Span


class Ranking(Sequence[Match]):
    """Tasks, best first, as arrays: a Match is made when it is looked at, since of thousands few are."""

    def __init__(self, tasks: npt.NDArray[np.intp], scores: Numbers, quote: Callable[[int], Span]) -> None:
        self._tasks, self._scores, self._quote = tasks, scores, quote

    @property
    def tasks(self) -> tuple[int, ...]:
        """The tasks alone, best first."""
        return tuple(self._tasks.tolist())

    def among(self, tasks: Collection[int]) -> list[Match]:
        """Those of some tasks, best first."""
        if not tasks:
            return []
        return [self[place] for place in np.flatnonzero(np.isin(self._tasks, list(tasks))).tolist()]

    def __len__(self) -> int:
        return len(self._tasks)

    @overload
    def __getitem__(self, place: int) -> Match: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Match, ...]: ...
    def __getitem__(self, place: int | slice) -> Match | tuple[Match, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        task = int(self._tasks[place])
        return Match(task, float(self._scores[place]), self._quote(task))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def _nothing(task: int) -> Span:
    raise KeyError(task)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a topic means in a plan, or within a set of its tasks.

    `matches` are the tasks of the set, best first, ties by key, scores being log odds against each other. `probability` is
    that of the plan treating the topic at all, `share` that part of it which falls within the set, `covered` the share by
    rarity of the topic's words that stand in the best match of all: 0 to 1, each.
    """

    matches: Ranking = field(default_factory=lambda: Ranking(np.empty(0, np.intp), np.empty(0), _nothing))
    probability: float = 0.0
    share: float = 0.0
    covered: float = 0.0

    @property
    def treated(self) -> bool:
        """Whether the plan treats the topic more likely than not."""
        return bool(self.matches) and self.probability >= SHOWN

    @property
    def said(self) -> bool:
        """Of what stands outside the tasks: whether it is worth showing."""
        return bool(self.matches) and self.probability >= SAID

    @property
    def closest(self) -> bool:
        """Whether the best match may be shown as the closest within the set, which who asked has named."""
        return bool(self.matches) and self.share >= SHOWN_WITHIN
