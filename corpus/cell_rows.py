"""Tables of a cell a line whose rows begin with numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.cells import ENDS, assigned, rows_within
from corpus.grids import Heading, Part, Row, Unread
from corpus.passage import Line, Passage
from corpus.records import Notice
from corpus.roles import OF_PARTIES, Said
from corpus.table_rows import Table, by_column, heading_of, is_read, table_of


def read_cells(lines: Sequence[Line], columns: Sequence[Said], begins: Callable[[int], bool]) -> Table | None:
    """The table whose cells are lines; a row begins with a number, once the one before has cells enough.

    `begins` is whether the heads of another begin at the line of a place.
    """
    found: list[Part] = []
    cells: list[Line] = []
    used = len(columns)
    for index in range(used, len(lines)):
        line = Line(lines[index].passage.strip("|"), lines[index].number)
        starts = line.passage.folded.isdigit() and len(line.passage) <= 3 and (not cells or len(cells) > 2)
        heading = heading_of(line)
        if not (starts or cells or heading) or ENDS.match(line.passage.folded) or begins(index):
            break
        if starts or heading is not None:
            found += _row_of_cells(cells, columns) if cells else []
            cells = [line] if starts else []
            found += [heading] if heading is not None else []
        elif line.passage:
            cells.append(line)
        # A heading belongs to the table where a row follows it.
        used = index + 1 if cells else used
    found += _row_of_cells(cells, columns) if cells else []
    last = lines[used - 1].number
    rows = [row for row in found if not isinstance(row, Heading) or row.line <= last]
    table = table_of(rows, {line.number for line in lines[:used]})
    return table and replace(table, notices=tuple(_repeated(rows)))


def _repeated(rows: Sequence[Part]) -> Iterator[Notice]:
    """A notice for each row that has the departments of the row above it, of the same number."""
    for above, row in itertools.pairwise(rows):
        if (
            isinstance(above, Row)
            and isinstance(row, Row)
            and {id(cell) for _, cell in above.cells if cell}
            & {id(cell) for kind, cell in row.cells if kind in OF_PARTIES}
        ):
            yield Notice(row.line, f"blank cells were read as those above them: {row.task.words[:40]}")


def _row_of_cells(cells: Sequence[Line], columns: Sequence[Said]) -> Iterator[Part]:
    """The rows of these lines, the first of which is their number; each other is a cell or part of one."""
    number = cells[0]
    above: list[Passage] = []
    for lines in rows_within([cell.passage for cell in cells[1:]], columns[1:]):
        found = assigned(lines, columns[1:])
        if above and not any(cell for kind, cell in zip(columns[1:], found, strict=True) if kind in OF_PARTIES):
            # Beside several rows of one number stands who does them.
            found = [
                over if kind in OF_PARTIES else cell for kind, over, cell in zip(columns[1:], above, found, strict=True)
            ]
        above = found
        row = by_column(int(number.passage.folded), found, columns[1:], number.number)
        yield row if is_read(row) else Unread(row.task or number.passage, number.number)
        held = {place for cell in found for place in cell.places}
        yield from (Unread(line, number.number) for line in lines if line.places and line.places[0] not in held)
