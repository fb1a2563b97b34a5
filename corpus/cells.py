"""Lines below one another given to the columns of a table row: a cell may go over several, be empty, or be followed by notes."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from corpus.clauses import is_responsibility
from corpus.passage import Passage
from corpus.roles import OF_PARTIES, Said

# What stands below a table of a cell a line.
ENDS = re.compile(r"附件|备?注\s?[:1-9]|说明:|填表")
# A row holds no more lines than these: what follows is no part of it.
_MOST_LINES = 40
_EMPTY = "—-/无"
_DEADLINE = re.compile(r"年|月|季度|长期|持续|底")
_LONGEST_PERSON = 12
# The cost of a column without a line, of a line that no column takes, of one below a head for departments that names none (it
# is said to be unread there), of a further line in a cell, and of what looks wrong.
_MISSING, _DROPPED, _UNNAMED, _FURTHER, _ODD, _NEVER = 8, 12, 14, 1, 5, 1000
# A group of rows has a short title.
_LONGEST_GROUP = 20


def assigned(lines: Sequence[Passage], columns: Sequence[Said]) -> list[Passage]:
    """For each column the lines of its cell, joined; the cheapest of all ways to part them in order."""
    lines = lines[:_MOST_LINES]
    names = [bool(line.strip(_EMPTY)) and is_responsibility(line) for line in lines]

    def cost(kind: Said, start: int, end: int, last: bool) -> int:
        if start == end:
            # Of two columns of departments the one of those who take part is blank rather than the leads'.
            return _NEVER if kind is Said.TASK else _MISSING + (kind is Said.LEAD)
        further, folded = (end - start - 1) * _FURTHER, lines[start].folded
        named = sum(names[start:end])
        if kind in OF_PARTIES:
            bare = all(not line.strip(_EMPTY) for line in lines[start:end])
            if not named and not bare:
                return _UNNAMED if end - start == 1 else _NEVER
            return (further if last else 2 * further) if named == end - start or bare else _NEVER
        if kind is Said.TASK:
            return _ODD * named
        if kind is Said.DEADLINE:
            return 2 * further + (0 if _DEADLINE.search(folded) else _ODD)
        if kind is Said.PERSON:
            return 2 * further + (0 if len(folded) <= _LONGEST_PERSON and not named else _ODD)
        if kind is Said.GROUP:
            return 2 * further + _ODD * (bool(named) + 2 * (len(folded) > _LONGEST_GROUP))
        return 2 * further + _ODD * bool(named)

    @functools.cache
    def cheapest(column: int, start: int) -> tuple[int, tuple[int, ...]]:
        """The cost of giving the lines from `start` on to the columns from `column` on, and where each of these ends."""
        if column == len(columns):
            return _DROPPED * (len(lines) - start), ()
        kind = columns[column]
        last = all(later not in OF_PARTIES for later in columns[column + 1 :])
        ways = []
        for end in range(start, len(lines) + 1):
            rest, ends = cheapest(column + 1, end)
            ways.append((cost(kind, start, end, last) + rest, (end, *ends)))
        return min(ways)

    _, ends = cheapest(0, 0)
    starts = (0, *ends[:-1])
    return [_joined(lines[start:end], kind) for kind, start, end in zip(columns, starts, ends, strict=True)]


def _joined(lines: Sequence[Passage], kind: Said) -> Passage:
    """Lines of one cell; those of departments parted by a blank, as names are."""
    if not lines:
        return Passage("", "", ())
    joined = lines[0]
    for line in lines[1:]:
        joined = joined.below(line) if kind in OF_PARTIES else joined + line
    return joined
