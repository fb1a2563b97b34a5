"""Rows of a table between bars made whole: where each ends with a bar, one that does not goes on in the next line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.clauses import is_responsibility
from corpus.parties import has_level, may_name
from corpus.passage import Line, Passage
from corpus.roles import words

_FEWEST_ROWS = 3
# A row is broken into no more lines with bars than these in the middle.
_MOST_BROKEN = 3
# One row has no more lines, and no more characters, than these.
_MOST_LINES, _LONGEST_ROW = 40, 3000
# 金融监管总局 above 岭江监管局 is one office, named by whose it is.
_ABOVE = re.compile(r"总[局署行会]$|[国中]\S*集团$")
_BRANCH = re.compile(r"(?!省|市|县|区|各).{1,4}(?:监管局|税务局|分局|分行|支行|分公司|办事处|专员办)$")


def whole_rows(lines: Sequence[Line]) -> tuple[list[Line], dict[int, list[int]]]:
    """The lines, broken rows made one, and for the number of each such row the numbers of the lines that went on with it."""
    barred = [line.passage.folded for line in lines if "|" in line.passage.folded]
    closed = [folded for folded in barred if folded.endswith("|")]
    if len(closed) < _FEWEST_ROWS or len(closed) * _MOST_BROKEN < len(barred):
        return list(lines), {}
    width = _width(lines)
    found: list[Line] = []
    more: dict[int, list[int]] = {}
    place = 0
    while place < len(lines):
        end = _row_end(lines, place, width)
        row = lines[place]
        if end > place:
            whole = row.passage
            for line in lines[place + 1 : end + 1]:
                whole = _beside_bars(whole, line.passage)
            more[row.number] = [line.number for line in lines[place + 1 : end + 1]]
            row = Line(whole, row.number)
        found.append(row)
        place = end + 1
    return found, more


def _row_end(lines: Sequence[Line], place: int, width: int) -> int:
    """The place of the line that ends the row which begins at `place`; this itself where none goes on with it."""
    length = 0
    for end in range(place, min(place + _MOST_LINES, len(lines))):
        folded = lines[end].passage.folded
        length += len(folded)
        if folded.endswith("|"):
            return end if _bars(lines[place : end + 1]) <= width else place
        if length > _LONGEST_ROW or "|" not in lines[place].passage.folded:
            break
    return place


def _bars(lines: Sequence[Line]) -> int:
    """How many bars part cells in a row of these lines."""
    return "".join(line.passage.folded for line in lines).strip("|").count("|")


def _width(lines: Sequence[Line]) -> int:
    """How many bars a row has at most: as most rows have, or one that is whole; a line above the table would have more."""
    widths: Counter[int] = Counter()
    place = 0
    while place < len(lines):
        end = _row_end(lines, place, _LONGEST_ROW)
        widths[_bars(lines[place : end + 1])] += 1
        place = end + 1
    del widths[0]
    whole = [_bars([line]) for line in lines if line.passage.folded.endswith("|")]
    return max(max(widths, key=lambda width: (widths[width], width), default=0), *whole)


def _beside_bars(row: Passage, more: Passage) -> Passage:
    """A row and its next line, the last cell of the one and the first of the other being one cell."""
    start, end = row.folded.rfind("|") + 1, more.folded.find("|")
    end = len(more) if end < 0 else end
    return row[:start] + beside(row[start:].strip(), more[:end].strip()) + more[end:]


def beside(cell: Passage, more: Passage) -> Passage:
    """A cell with its next line; names are parted by a blank, one that the line's end cuts is made whole."""
    before = re.split(r"[、,;\s]", cell.folded)[-1]
    after = re.split(r"[、,;]", more.folded)[0]
    open_ended = cell.folded.endswith(("、", ",", "(")) or more.folded.startswith("(")
    of_level = before.endswith(tuple(words()["name"]["levels"])) and after in words()["name"]["government"]
    one = of_level or (_ABOVE.search(before) and _BRANCH.match(after))
    # The line's end may cut the name that it begins: 市财政局 above 市住房和城乡.
    begun = is_responsibility(more) or may_name(after)
    names = (begun and (not before or is_responsibility(cell[len(cell) - len(before) :]))) or (
        may_name(before) and has_level(after)
    )
    return cell.below(more) if names and not open_ended and not one else cell + more
