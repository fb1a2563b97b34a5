"""Which documents hold which items, in arrays: made and kept in a fraction of what sets and dictionaries take."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import chain
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Item = TypeVar("Item", bound=Hashable)


class Postings(Generic[Item]):
    """For each item the documents, numbered from 0, that hold it, in order, with how often."""

    def __init__(self, documents: Iterable[list[Item]]) -> None:
        held = list(documents)
        self.size = len(held)
        self.lengths = np.fromiter(map(len, held), np.int64, self.size)
        # A number for each item in the order of its first place, so that the same documents give the same arrays.
        self._numbers: dict[Item, int] = {}
        number = self._numbers
        items = (number.setdefault(item, len(number)) for item in chain.from_iterable(held))
        flat = np.fromiter(items, np.int64, int(self.lengths.sum()))
        pairs, counts = np.unique(
            flat * max(1, self.size) + np.repeat(np.arange(self.size), self.lengths), return_counts=True
        )
        item, place = np.divmod(pairs, max(1, self.size))
        self.places, self.counts = place.astype(np.int32), counts.astype(np.int32)
        self._bounds = np.searchsorted(item, np.arange(len(number) + 1))

    def of(self, item: Item) -> slice:
        """Where the documents of an item stand in `places` and `counts`; an empty slice for an unknown one."""
        number = self._numbers.get(item)
        return slice(0, 0) if number is None else slice(int(self._bounds[number]), int(self._bounds[number + 1]))

    def holding(self, item: Item) -> npt.NDArray[np.int32]:
        """The documents that hold an item, in order."""
        return self.places[self.of(item)]

    @property
    def documents(self) -> npt.NDArray[np.int64]:
        """How many documents hold each item, in the order in which the items stand in `places`."""
        return np.diff(self._bounds)
