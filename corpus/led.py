"""Tables copied a cell a line whose first column says who leads, over several rows; cells may be broken over lines."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence

from corpus.cells import below_heads, head_of, is_broken, names_only
from corpus.clauses import is_responsibility
from corpus.columns import NOTHING
from corpus.deadlines import is_deadline
from corpus.grids import Grid, Read, Unread, finished
from corpus.passage import Line, Passage
from corpus.records import Notice
from corpus.roles import OF_PARTIES, Said, head_kind
from corpus.whole_rows import beside

_FEWEST_HEADS, _MOST_HEADS, _LONGEST_HEAD = 3, 6, 8
_FEWEST_ROWS = 3
# A cell has no more lines than these.
_MOST_LINES = 8
_SHORTEST_TASK, _LONGEST_NAMES = 8, 120
# The cost of a further line in a cell, of what looks wrong, of a cell left out, of a line left unread, of what cannot be.
_FURTHER, _ODD, _MISSING, _UNREAD, _NEVER = 1, 5, 8, 14, 10_000
# The column of the tasks, and where a line ends that is in no row.
_TASK, _NO_ROW = 1, -1


def read_led(lines: Sequence[Line], blanks: Mapping[str, bool]) -> Read | None:
    """The parts of the table with whose heads the lines begin, the numbers of its lines, and notices."""
    names = _heads(lines)
    if names is None:
        return None
    kinds = [head_kind(name) or Said.OTHER for name in names]
    body = below_heads(lines, names)
    rows = list(_rows(body, kinds))
    read = [row for row in rows if isinstance(row, list)]
    if len(read) < _FEWEST_ROWS or len(rows) > len(read) * 2:
        return None
    while not isinstance(rows[-1], list):
        rows.pop()
    grid = Grid(names, [*kinds])
    leads, spanned = NOTHING, list[int]()
    for row in rows:
        if isinstance(row, Line):
            leads = NOTHING
            grid.entries.append((Unread(row.passage, row.number), row.number))
            continue
        first = next(cell[0].number for cell in row if cell)
        cells = [functools.reduce(beside, (line.passage for line in cell)) if cell else NOTHING for cell in row]
        if not cells[0] and leads:
            spanned.append(first)
        leads = cells[0] or leads
        grid.entries.append(([leads, *cells[1:]] if leads else Unread(cells[_TASK], first), first))
    if (found := finished(grid, blanks, lines[0].number)) is None:
        return None
    last = rows[-1][-1][-1] if isinstance(rows[-1], list) and rows[-1][-1] else body[-1]
    own = frozenset(line.number for line in lines if line.number <= last.number)
    notices = [Notice(line, f"{names[0]} was read as the one above, whose cell spans rows") for line in spanned[:1]]
    return found[0], own, [*found[1], *notices]


def _heads(lines: Sequence[Line]) -> list[str] | None:
    """The heads, of which the first is of departments and the next of tasks; None where they are others."""
    names: list[str] = []
    for line in lines[:_MOST_HEADS]:
        name = head_of(line)
        if len(name) > _LONGEST_HEAD or head_kind(name) is None or ":" in name:
            break
        names.append(name)
    kinds = [head_kind(name) for name in names]
    if len(names) < _FEWEST_HEADS or kinds[0] not in OF_PARTIES or kinds[1] is not Said.TASK:
        return None
    return names if any(kind in OF_PARTIES for kind in kinds[2:]) else None


def _rows(lines: Sequence[Line], kinds: Sequence[Said]) -> Iterator[list[list[Line]] | Line]:
    """The rows, each the lines of its cells, and the lines that are in none: the cheapest of all ways to part them in order."""
    ways, start = _ways(lines, kinds), 0
    while start < len(lines):
        if ways[start][0][1] == _NO_ROW:
            yield lines[start]
            start += 1
            continue
        row = []
        for column in range(len(kinds)):
            end = ways[start][column][1]
            row.append(list(lines[start:end]))
            start = end
        yield row


def _ways(lines: Sequence[Line], kinds: Sequence[Said]) -> list[list[tuple[int, int]]]:
    """For each line and column, the cost of all from there on where the column's cell begins there, and where this ends."""
    # Lines of one cell stand as near as any.
    near = min((after.number - before.number for before, after in itertools.pairwise(lines)), default=1)
    wide = [after.number - before.number > near for before, after in itertools.pairwise(lines)]
    last = len(kinds) - 1
    ways = [[(_NEVER, 0)] * len(kinds) for _ in lines]
    ways.append([(0 if not column else _MISSING * (last + 1 - column), len(lines)) for column in range(len(kinds))])
    ways[-1][_TASK] = (_NEVER, len(lines))
    for start in range(len(lines) - 1, -1, -1):
        most = next((end for end in range(start + 1, len(lines)) if wide[end - 1]), len(lines))
        cells = [
            [line.passage for line in lines[start:end]] for end in range(start, min(start + _MOST_LINES, most) + 1)
        ]
        named = list(_named(cells[-1]))
        # A cell left out leads to the next column of the same line; that of the task is never left out.
        for column in (_TASK, 0, *range(last, _TASK, -1)):
            found = []
            for end, (cell, names) in enumerate(zip(cells, named, strict=True), start):
                price = _cost(kinds[column], column, cell, names) + _FURTHER * max(0, len(cell) - 1)
                found.append((price + ways[end][(column + 1) % len(kinds)][0], end))
            if not column:
                found.append((_UNREAD + ways[start + 1][0][0], _NO_ROW))
            ways[start][column] = min(found)
    return ways


def _cost(kind: Said, column: int, cell: Sequence[Passage], named: bool) -> int:
    """How badly the lines of a cell fit a column; `named` is whether they name departments, each or broken over them."""
    if kind is Said.TASK:
        short = sum(map(len, cell)) < _SHORTEST_TASK
        return _ODD * (any(map(names_only, cell)) + short) if cell else _NEVER
    if not cell:
        return _MISSING if column else 0
    if kind in OF_PARTIES:
        if not named:
            return _NEVER
        whole = len(cell) > 1 and names_only(cell[0]) and not any(map(names_only, cell[1:]))
        # What stands before a name below the task's words may be the rest of these.
        rest = column > _TASK and not all(map(names_only, cell)) and not is_broken(cell)
        return _ODD * (whole + rest)
    if kind is Said.DEADLINE:
        return _ODD * len(cell) * (not is_deadline("".join(line.folded for line in cell)))
    return _ODD * named


def _named(cell: Sequence[Passage]) -> Iterator[bool]:
    """Whether the first lines of these name departments: none of them, one, two and so on."""
    yield False
    for joined in itertools.accumulate(cell, beside):
        yield len(joined) <= _LONGEST_NAMES and is_responsibility(joined)
