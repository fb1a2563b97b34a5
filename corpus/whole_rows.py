"""Rows of a table between bars made whole: where each ends with a bar, one that does not goes on in the next line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.clauses import is_responsibility
from corpus.passage import Line, Passage

_FEWEST_ROWS = 3
# One row has no more lines, and no more characters, than these.
_MOST_LINES, _LONGEST_ROW = 40, 3000
# 金融监管总局 above 岭江监管局 is one office, named by whose it is.
_ABOVE = re.compile(r"总[局署行会]$|[国中]\S*集团$")
_BRANCH = re.compile(r"(?!省|市|县|区|各).{1,4}(?:监管局|税务局|分局|分行|支行|分公司|办事处|专员办)$")


def whole_rows(lines: Sequence[Line]) -> tuple[list[Line], dict[int, list[int]]]:
    """The lines, broken rows made one, and for the number of each such row the numbers of the lines that went on with it."""
    barred = [line.passage.folded for line in lines if "|" in line.passage.folded]
    closed = [folded for folded in barred if folded.endswith("|")]
    if len(closed) < _FEWEST_ROWS or len(closed) * 2 < len(barred):
        return list(lines), {}
    width = max(folded.strip("|").count("|") for folded in closed)
    found: list[Line] = []
    more: dict[int, list[int]] = {}
    place = 0
    while place < len(lines):
        end = _row_end(lines, place, width)
        row = lines[place]
        if end > place:
            words = row.passage
            for line in lines[place + 1 : end + 1]:
                words = _beside_bars(words, line.passage)
            more[row.number] = [line.number for line in lines[place + 1 : end + 1]]
            row = Line(words, row.number)
        found.append(row)
        place = end + 1
    return found, more


def _row_end(lines: Sequence[Line], place: int, width: int) -> int:
    """The place of the line that ends the row which begins at `place`; this itself where none goes on with it."""
    first = lines[place].passage.folded
    if "|" not in first or first.endswith("|"):
        return place
    bars = length = 0
    for end, line in enumerate(itertools.islice(lines, place, place + _MOST_LINES), place):
        folded = line.passage.folded
        bars, length = bars + folded.strip("|").count("|"), length + len(folded)
        # The line's own first bar may part two cells.
        bars += folded.startswith("|") and end > place
        if bars > width or length > _LONGEST_ROW:
            break
        if folded.endswith("|"):
            return end
    return place


def _beside_bars(words: Passage, more: Passage) -> Passage:
    """A row and its next line, the last cell of the one and the first of the other being one cell."""
    start, end = words.folded.rfind("|") + 1, more.folded.find("|")
    end = len(more) if end < 0 else end
    return words[:start] + beside(words[start:].strip(), more[:end].strip()) + more[end:]


def beside(cell: Passage, more: Passage) -> Passage:
    """A cell with its next line; names are parted by a blank, one that the line's end cuts is made whole."""
    before = re.split(r"[、,;\s]", cell.folded)[-1]
    after = re.split(r"[、,;]", more.folded)[0]
    open_ended = cell.folded.endswith(("、", ",", "("))
    one = _ABOVE.search(before) and _BRANCH.match(after)
    names = is_responsibility(more) and (not before or is_responsibility(cell[len(cell) - len(before) :]))
    return cell.below(more) if names and not open_ended and not one else cell + more
