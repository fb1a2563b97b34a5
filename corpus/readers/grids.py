"""Tables as lines of text: a row a line, cells parted by tabs, merged cells filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_BREAKS = re.compile(r"[ \t]*[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


@dataclass(slots=True)
class Cell:
    """A cell's words (lines parted by newlines), its place from 0, and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands in one place of the grid; `begins` where the cell begins in this row."""

    cell: Cell
    begins: bool


def table_lines(cells: Iterable[Cell]) -> list[str]:
    """The lines of a table: a cell over several rows is in each, one over several columns stands in the first of them.

    A row that is one cell, such as a title over all columns, is lines of its own; empty rows and columns are left out.
    """
    rows = _filled(cells)
    used = sorted({column for row in rows.values() for column, place in row.items() if place.cell.text.strip()})
    found: list[str] = []
    for _, row in sorted(rows.items()):
        filled = [row[column] for column in used if column in row and row[column].cell.text.strip()]
        if not any(place.begins for place in filled):
            continue
        if len(filled) == 1 and _stands_alone(filled[0].cell, used[0], any("\t" in line for line in found)):
            found += own_lines(filled[0].cell.text)
        else:
            found.append("\t".join(one_line(row[column].cell.text) if column in row else "" for column in used))
    return found


def _stands_alone(cell: Cell, first: int, in_table: bool) -> bool:
    """Whether the only cell of a row is a title, heading or note, and no number of a row that was not filled in."""
    return not in_table or cell.columns > 1 or (cell.column == first and not cell.text.strip().isdigit())


def one_line(text: str) -> str:
    """A cell's words in one line, a blank for each break or tab."""
    lines = text.split()
    if len(lines) > 1 and all(len(line) == 1 for line in lines) and not text.isascii():
        return "".join(lines)  # written downwards, a character below the other
    return _BREAKS.sub(" ", text.strip()).strip()


def own_lines(text: str) -> list[str]:
    """The lines of a text that are not blank, without blanks around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _filled(cells: Iterable[Cell]) -> dict[int, dict[int, _Place]]:
    """For each row, what stands in each column; of a cell over several columns only the first."""
    rows: dict[int, dict[int, _Place]] = {}
    cells = sorted(cells, key=lambda cell: (cell.row, cell.column))
    last = max((cell.row for cell in cells), default=0)
    for cell in cells:
        for row in range(cell.row, min(cell.row + cell.rows, last + 1)):
            place = rows.setdefault(row, {})
            # A cell that was there before is not written over by one that wrongly reaches into its place.
            if cell.column not in place or row == cell.row:
                place[cell.column] = _Place(cell, row == cell.row)
    return rows


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table that holds tables is one only to place them: hardly a row has three cells or more with words."""
    return sum(sum(bool(cell.strip()) for cell in row) >= 3 for row in rows) < max(2, len(rows) // 2)
