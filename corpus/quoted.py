"""Rows copied out of a spreadsheet: cells parted by tabs, those that hold line breaks between quotes."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.passage import Line, Passage
from corpus.whole_rows import beside

# A cell has no more lines, and a row no more characters, than these.
_MOST_LINES, _LONGEST_ROW = 40, 3000
_QUOTE = '"'


def quoted_rows(lines: Sequence[Line]) -> tuple[list[Line], dict[int, list[int]]]:
    """The lines, those made one that a cell in quotes goes over, and for the number of each such row those of its other lines."""
    found: list[Line] = []
    more: dict[int, list[int]] = {}
    place = 0
    while place < len(lines):
        row, end = _whole(lines, place)
        found.append(row)
        if end > place + 1:
            more[row.number] = [line.number for line in lines[place + 1 : end]]
        place = end
    return found, more


def _whole(lines: Sequence[Line], place: int) -> tuple[Line, int]:
    """The row that begins with a line, and the place of the line after it; the line alone where none of its cells stays open."""
    line, end = lines[place], place + 1
    cells = _cells(line)
    if len(cells) < 2:
        return line, end
    while _opens(cells[-1]):
        if end == min(place + _MOST_LINES, len(lines)) or sum(map(len, cells)) > _LONGEST_ROW:
            return line, place + 1
        first, *rest = _cells(lines[end])
        closing = first[:-1] if _closes(first) else first
        cells[-1:] = [beside(cells[-1], closing) + first[len(closing) :], *rest]
        end += 1
    return (_line(line, cells) if any(map(_is_quoted, cells)) else line), end


def _cells(line: Line) -> list[Passage]:
    """The cells of a line between tabs, blank ones at its beginning too."""
    whole, found, start = line.whole or line.passage, [], 0
    for piece in whole.words.split("\t"):
        found.append(whole[start : start + len(piece)].strip())
        start += len(piece) + 1
    return found


def _opens(cell: Passage) -> bool:
    """Whether a cell begins with a quote that nothing in it closes."""
    return cell.words.startswith(_QUOTE) and cell.words.count(_QUOTE) % 2 == 1


def _closes(words: Passage) -> bool:
    """Whether a line of a cell ends it: with one quote, or with an odd number of them."""
    return (len(words) - len(words.words.rstrip(_QUOTE))) % 2 == 1


def _is_quoted(cell: Passage) -> bool:
    return len(cell) > 1 and cell.words.startswith(_QUOTE) and cell.words.endswith(_QUOTE) and not _opens(cell)


def _line(line: Line, cells: Sequence[Passage]) -> Line:
    """A row of these cells, without the quotes around them."""
    whole = None
    for cell in cells:
        bare = _single(cell[1:-1].strip()) if _is_quoted(cell) else cell
        if whole is None:
            whole = bare
            continue
        place = (bare.places or whole.places or line.passage.places)[:1]
        whole = whole + Passage("\t", "\t", place) + bare
    assert whole is not None
    return Line(whole.strip(), line.number, whole)


def _single(cell: Passage) -> Passage:
    """The words of a cell, in which a quote is written twice."""
    place = cell.words.find(_QUOTE * 2)
    return cell if place < 0 else cell[: place + 1] + _single(cell[place + 2 :])
