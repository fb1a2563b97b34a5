"""Tables copied from a browser: cells below one another, each of one line or more, with lines between that hold nothing."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.cells import assigned, by_measure, names_only
from corpus.clauses import is_responsibility
from corpus.columns import NOTHING, fitted, grouped, value
from corpus.grids import Grid, Heading, Part, Unread, finished
from corpus.markers import SECTION, marker
from corpus.passage import Line, Passage
from corpus.records import Notice
from corpus.roles import OF_PARTIES, Said, head_kind
from corpus.whole_rows import beside

_ENDS = re.compile(r"(?:备?注|说明|填表|附件)[\s:1-9]|※|\*")
_WITHOUT_NUMBERS = {Said.NUMBER, Said.TASK, Said.GROUP, Said.PERSON, *OF_PARTIES}
_LONGEST_HEADING = 40
_FEWEST_HEADS = 4


def read_stacked(
    lines: Sequence[Line], heads: int, blanks: Mapping[str, bool]
) -> tuple[list[Part], int, list[Notice]] | None:
    """The parts of the table whose first `heads` lines name its columns, the number of its lines, and notices; None where
    nothing but the next line parts one cell from another."""
    if heads < _FEWEST_HEADS or any(
        after.number - before.number < 2 for before, after in itertools.pairwise(lines[:heads])
    ):
        return None
    names = [re.sub(r"\s", "", line.passage.folded) for line in lines[:heads]]
    grid = Grid(names, [head_kind(name) for name in names])
    rows: list[tuple[list[list[Line]], int]] = []
    used, wanted = heads, None
    for cell in _cells(lines[heads:]):
        words = cell[0].passage
        number = value(words) if len(cell) == 1 and words.folded.isdigit() else None
        whole = bool(rows) and len(rows[-1][0]) >= heads
        due = number is not None and (
            wanted is None or number in (wanted, 1) or (number > wanted and _ends(rows, grid))
        )
        if number is not None and due and (not rows or len(rows[-1][0]) > 2):
            rows.append(([cell], cell[0].number))
            grid.entries.append(([], cell[0].number))
            wanted = number + 1
        elif _ENDS.match(words.folded):
            break
        elif (heading := _heading(cell)) is not None:
            grid.entries.append((heading, heading.line))
        elif not rows or whole:
            # More cells than columns in the midst of the rows: blank lines part all lines, not the cells.
            if any(value(line.passage) == wanted for line in lines[used : used + heads]):
                return None
            break
        else:
            rows[-1][0].extend([[]] * _blank(rows[-1][0][-1], cell, heads - len(rows[-1][0]) - 1))
            rows[-1][0].append(cell)
        used += len(cell)
    _fit(grid, [cells for cells, _ in rows])
    read = finished(grid, blanks, lines[0].number)
    return None if read is None else (read[0], used, read[1])


def read_spanned(
    lines: Sequence[Line], heads: int, blanks: Mapping[str, bool]
) -> tuple[list[Part], list[Notice]] | None:
    """As `read_stacked`, where each line is a cell or a part of one, and a column before that of the tasks spans rows.

    `lines` are those of the table; None where no column does.
    """
    names = [re.sub(r"\s", "", line.passage.folded) for line in lines[:heads]]
    grid = Grid(names, [head_kind(name) for name in names])
    kinds = [kind or Said.OTHER for kind in grid.kinds]
    tasks = [column for column, kind in enumerate(kinds) if kind in (Said.TASK, Said.GROUP)]
    if len(tasks) < 2 or kinds[0] is not Said.NUMBER:
        return None
    # The task stands last of those columns, before the departments.
    kinds = [Said.GROUP if column in tasks[:-1] else kind for column, kind in enumerate(kinds)]
    kinds[tasks[-1]] = Said.TASK
    rows: list[list[Line]] = []
    for line in lines[heads:]:
        heading = _heading([line])
        number = value(line.passage) if line.passage.folded.isdigit() else None
        if number is not None and (not rows or (len(rows[-1]) > 2 and number in (_number(rows[-1]) + 1, 1))):
            rows.append([line])
            grid.entries.append(([], line.number))
        elif heading is not None:
            grid.entries.append((heading, line.number))
        elif rows:
            rows[-1].append(line)
    places = [place for place, (entry, _) in enumerate(grid.entries) if isinstance(entry, list)]
    for place, row in reversed(list(zip(places, rows, strict=True))):
        first, pieces = row[0], by_measure([line.passage for line in row[1:]])
        grid.entries[place : place + 1] = [
            ([first.passage, *assigned(piece, kinds[1:])], first.number) for piece in pieces
        ]
    return finished(grid, blanks, lines[0].number)


def _ends(rows: Sequence[tuple[list[list[Line]], int]], grid: Grid) -> bool:
    """Whether no cell is due in the last row, so that a greater number begins another: an excerpt leaves out those of others.

    It has a cell for each column, or its last names departments in a table whose other columns hold no numbers.
    """
    cells = rows[-1][0]
    if len(cells) >= len(grid.kinds):
        return True
    return (
        set(grid.kinds) <= _WITHOUT_NUMBERS
        and bool(cells[-1])
        and names_only(_joined([line.passage for line in cells[-1]]))
    )


def _number(row: Sequence[Line]) -> int:
    return value(row[0].passage) or 0


def _cells(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines in cells: a line directly below another goes on with it, as does one below names that a comma ends."""
    cell: list[Line] = []
    for line in lines:
        if cell and line.number != cell[-1].number + 1 and not _lists_more(cell[-1], line):
            yield cell
            cell = []
        cell.append(line)
    if cell:
        yield cell


def _lists_more(above: Line, line: Line) -> bool:
    """Whether a line goes on with the list of names above it: 市财政局、市水利局，."""
    names = above.passage.strip("、,")
    return len(names) < len(above.passage) and is_responsibility(names) and is_responsibility(line.passage)


def _blank(before: Sequence[Line], cell: Sequence[Line], most: int) -> int:
    """How many cells between two hold nothing: more lines than one part them."""
    last = before[-1].number if before else cell[0].number - 2
    return max(0, min(cell[0].number - last - 2, most))


def _heading(cell: Sequence[Line]) -> Heading | None:
    words = cell[0].passage
    found = marker(words)
    alone = len(cell) == 1 and len(words) <= _LONGEST_HEADING
    return Heading(words, cell[0].number, found[0]) if alone and found is not None and found[0] <= SECTION else None


def _fit(grid: Grid, rows: Sequence[Sequence[Sequence[Line]]]) -> None:
    """Gives the cells of each row to the columns of the grid."""
    joined = [[_joined([line.passage for line in cell]) for cell in cells] for cells in rows]
    kinds = grouped([kind or Said.OTHER for kind in grid.kinds], joined)
    pending = iter(joined)
    for place, (entry, line) in enumerate(grid.entries):
        if isinstance(entry, list):
            cells = next(pending)
            fit = cells if len(cells) == len(kinds) else fitted(cells, kinds)
            grid.entries[place] = (fit or Unread(cells[1] if len(cells) > 1 else cells[0], line), line)


def _joined(lines: Sequence[Passage]) -> Passage:
    """The lines of one cell, names that a line's end parts set apart, and names that it cuts made whole."""
    if not lines:
        return NOTHING
    return functools.reduce(beside, lines)
