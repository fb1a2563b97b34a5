"""What tables of plain text are made of: their rows and headings, and which cells of a row are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clauses import is_responsibility
from corpus.grids import Heading, Part, Row
from corpus.markers import SECTION, marker
from corpus.passage import Line, Passage
from corpus.records import Notice
from corpus.roles import OF_PARTIES, Said


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and the headings among them, in order; `lines` are the numbers of those that it takes up."""

    rows: tuple[Part, ...]
    lines: frozenset[int]
    notices: tuple[Notice, ...] = ()


def table_of(rows: Sequence[Part], used: set[int]) -> Table | None:
    return Table(tuple(rows), frozenset(used)) if any(isinstance(row, Row) for row in rows) else None


def by_column(number: int | None, cells: Sequence[Passage], columns: Sequence[Said], line: int) -> Row:
    """The row whose cells stand below the names of their columns; of several that may be the task, the longest is."""
    task = max((cell for kind, cell in zip(columns, cells, strict=True) if kind is Said.TASK), key=len)
    return Row(
        number, task, tuple((kind, cell) for kind, cell in zip(columns, cells, strict=True) if cell is not task), line
    )


def is_read(row: Row) -> bool:
    """Whether the row has a task, and departments where its columns have them."""
    return bool(row.task) and _holds_names(row)


def _holds_names(row: Row) -> bool:
    """Whether what stands in the columns of departments are departments."""
    cells = [cell for kind, cell in row.cells if kind in OF_PARTIES and cell.strip("—-/")]
    return bool(cells) and all(is_responsibility(cell) for cell in cells)


def heading_of(line: Line) -> Heading | None:
    """The heading that a line between rows is: 一、农业."""
    found = marker(line.passage)
    return Heading(line.passage, line.number, SECTION) if found is not None and found[0] == SECTION else None
