"""Tables whose columns are kept apart by blanks alone, as a printed page is copied: cells go over lines below one another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from corpus.passage import Line, Passage

_GAP = re.compile(r"\s{2,}")
# A cell may begin a little before its column's name does.
_SLACK = 2


def aligned_rows(lines: list[Line], columns: int) -> list[tuple[list[Passage], int]]:
    """The cells of each row with its line, the header being the first of `lines`; empty where no cell goes over lines.

    A row begins where something stands in the first column.
    """
    starts = [start for start, _ in _cells(lines[0])]
    if len(starts) != columns:
        return []
    rows: list[tuple[list[Passage], int]] = []
    continued = False
    for line in lines[1:]:
        cells = [(_column(start, starts), words) for start, words in _cells(line)]
        if cells[0][0] == 0:
            rows.append(([Passage("", "", ())] * columns, line.number))
        elif not rows:
            return []
        else:
            continued = True
        row = rows[-1][0]
        for column, words in cells:
            row[column] = row[column] + words
    return rows if continued else []


def _cells(line: Line) -> Iterator[tuple[int, Passage]]:
    """The pieces between gaps of a line, and in which column of the page each begins."""
    words, start = line.passage, 0
    for gap in [*_GAP.finditer(words.folded), None]:
        end = gap.start() if gap else len(words)
        yield line.indent + _width(words.words[:start]), words[start:end]
        start = gap.end() if gap else end


def _column(start: int, starts: list[int]) -> int:
    return max((i for i, begin in enumerate(starts) if begin <= start + _SLACK), default=0)


def _width(words: str) -> int:
    """The width on a page, where an ideograph is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)
