"""Tables copied a cell a line whose heads begin with no number: a row ends with the names, or the limit, of its last cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpus.cells import ENDS, assigned, head_of
from corpus.clauses import is_responsibility
from corpus.columns import NOTHING
from corpus.deadlines import is_deadline
from corpus.grids import Grid, Read, finished
from corpus.heads import RULING
from corpus.markers import DIGITS, marker
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, Said, head_kind

_FEWEST_HEADS, _MOST_HEADS, _LONGEST_HEAD = 3, 8, 8
_FEWEST_ROWS = 3
# A row has no more lines before those who do it.
_MOST_LINES = 16
_LONGEST_CELL = 80


def read_unnumbered(lines: Sequence[Line], blanks: Mapping[str, bool]) -> Read | None:
    """The parts of the table with whose heads the lines begin, the numbers of its lines, and notices."""
    heads = _heads(lines)
    if heads is None:
        return None
    names, kinds, end = heads
    rows = list(_rows(lines[end:], kinds))
    begun = [
        found for row in rows for line in row if (found := marker(line.passage)) is not None and found[0] <= DIGITS
    ]
    if len(rows) < _FEWEST_ROWS or len(begun) > 1:
        return None  # numbered tasks are read as such
    grid = Grid(["序号", *names], [Said.NUMBER, *kinds])
    for row in rows:
        number = next((line.passage for line in row if line.passage.folded.isdigit()), NOTHING)
        cells = [words for line in row if (words := _cell(line)) is not None and not words.folded.isdigit()]
        grid.entries.append(([number, *assigned(cells, kinds)], row[0].number))
    if (read := finished(grid, blanks, lines[0].number)) is None:
        return None
    own = {line.number for line in lines if lines[0].number <= line.number <= rows[-1][-1].number}
    return read[0], frozenset(own), read[1]


def _heads(lines: Sequence[Line]) -> tuple[list[str], list[Said], int] | None:
    """The heads, what their columns hold, and the place of the line after them.

    Of the columns before the departments the last is the task's, the others are its groups'.
    """
    names: list[str] = []
    known = end = 0
    for index, line in enumerate(lines[: _MOST_HEADS * 2], 1):
        name = head_of(line)
        if not name:
            continue
        if len(name) > _LONGEST_HEAD or name.isdigit() or ":" in name:
            break
        names.append(name)
        if head_kind(name) is not None:
            known, end = len(names), index
        elif len(names) > known + 1 or not known:
            break
    names = names[:known]
    found = [head_kind(name) for name in names]
    place = next((place for place, kind in enumerate(found) if kind in OF_PARTIES), 0)
    before = found[:place]
    if len(names) < _FEWEST_HEADS or Said.TASK not in before or set(before) - {Said.TASK, Said.GROUP, None}:
        return None
    return names, [Said.GROUP] * (place - 1) + [Said.TASK] + [kind or Said.OTHER for kind in found[place:]], end


def _rows(lines: Sequence[Line], kinds: Sequence[Said]) -> Iterator[list[Line]]:
    """The lines of each row: those before the cells that say who does it and by when, and these."""
    row: list[Line] = []
    named = False
    for line in lines:
        words = _cell(line)
        if words is None:
            continue
        if ENDS.match(words.folded) or len(row) > _MOST_LINES:
            break
        closes = _names(words) or (Said.DEADLINE in kinds and is_deadline(words.folded))
        if named and not closes:
            yield row
            row, named = [], False
        row.append(line)
        named = named or (_names(words) and len(row) > 1)
    if named:
        yield row


def _cell(line: Line) -> Passage | None:
    """What a cell holds; None for a line of rules."""
    return line.passage.strip("|") if set(line.passage.folded) - RULING else None


def _names(words: Passage) -> bool:
    return len(words) <= _LONGEST_CELL and not words.folded.endswith("。") and is_responsibility(words)
