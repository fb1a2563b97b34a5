"""Ways to give the pieces of a row to the columns of a table, in their order."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

# What a way costs, and where the pieces of each column end.
Way = tuple[int, tuple[int, ...]]
# What cannot be costs so much, or more.
NEVER = 10_000


def cheapest(
    pieces: int, names: Sequence[bool], cost: Callable[[int, int, int], int], behind: Callable[[int], int]
) -> tuple[Way, ...]:
    """The cheapest way, and the cheapest of those in which other pieces are names; none where there is no way.

    `names` is, for each column, whether it holds names; `cost` is what a column costs that is given the pieces from one place
    to another, `behind` what so many pieces behind the last column do.
    """

    @functools.cache
    def best(column: int, start: int) -> tuple[Way, ...]:
        if column == len(names):
            left = behind(pieces - start)
            return ((left, ()),) if left < NEVER else ()
        found: dict[tuple[tuple[int, int], ...], Way] = {}
        for end in range(start, pieces + 1):
            if (price := cost(column, start, end)) >= NEVER:
                continue
            for rest, ends in best(column + 1, end):
                way = (price + rest, (end, *ends))
                key = tuple(named(start, way[1], names[column:]))
                found[key] = min(found.get(key, way), way)
        return tuple(sorted(found.values())[:2])

    return best(0, 0)


def named(start: int, ends: Sequence[int], names: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """From where to where the pieces are that a way gives to the columns of names, from `start` on."""
    cells = zip((start, *ends[:-1]), ends, strict=True)
    return (cell for cell, holds in zip(cells, names, strict=True) if holds)
