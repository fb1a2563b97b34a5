"""Tables of a PDF that go on over pages put together: repeated heads left out, rows and merged cells that a page parts joined."""

from __future__ import annotations

from corpus.readers.grids import Cell
from corpus.readers.pdf_pages import Line, Ruled

_SAME_EDGE = 4.0
_MOST_HEAD_ROWS = 3
_ENDS = "。！？；;!?"


def continued(pages: list[list[Line | Ruled]]) -> list[Line | Ruled]:
    """The parts of all pages in order, a table that begins a page added to one like it that ends the page before."""
    found: list[Line | Ruled] = []
    for parts in pages:
        for place, part in enumerate(parts):
            last = found[-1] if found else None
            if place == 0 and isinstance(part, Ruled) and isinstance(last, Ruled) and _is_like(last, part):
                _append(last, part)
            else:
                found.append(part)
    return found


def _is_like(one: Ruled, other: Ruled) -> bool:
    return len(one.edges) == len(other.edges) and all(
        abs(a - b) < _SAME_EDGE for a, b in zip(one.edges, other.edges, strict=True)
    )


def _append(table: Ruled, rest: Ruled) -> None:
    """Adds the rows of a table's continuation."""
    skipped = _head_rows(table.cells, rest.cells)
    height = 1 + max(cell.row + cell.rows - 1 for cell in table.cells)
    added = [
        Cell(cell.text, cell.row - skipped + height, cell.column, cell.rows, cell.columns)
        for cell in rest.cells
        if cell.row >= skipped
    ]
    numbers = _number_column([*table.cells, *rest.cells])
    first = {cell.column: cell for cell in added if cell.row == height}
    above = {cell.column: cell for cell in table.cells if cell.row + cell.rows == height}
    is_rest_of_row = numbers in first and not first[numbers].text and any(cell.text for cell in first.values())
    for column, cell in first.items():
        upper = above.get(column)
        if upper is None or upper.columns != cell.columns:
            continue
        if is_rest_of_row:
            upper.text = _joined(upper.text, cell.text)
        elif cell.text or not (upper.rows > 1 or cell.rows > 1):
            continue
        if is_rest_of_row or not cell.text:
            upper.rows += cell.rows
            added.remove(cell)
    if is_rest_of_row:
        _close_row(table.cells, added, height)
    table.cells += added


def _close_row(cells: list[Cell], added: list[Cell], height: int) -> None:
    """Takes out the row that was joined to the one above."""
    for cell in cells:
        if cell.row + cell.rows > height:
            cell.rows -= 1
    for cell in added:
        cell.row -= 1


def _head_rows(cells: list[Cell], rest: list[Cell]) -> int:
    """How many first rows of a continuation repeat those of the table."""
    count = 0
    while count < _MOST_HEAD_ROWS and (texts := _row(rest, count)) and texts == _row(cells, count):
        count += 1
    if count == 0:
        # A title over the table stands on its first page alone.
        for start in range(1, _MOST_HEAD_ROWS):
            if (texts := _row(rest, 0)) and texts == _row(cells, start):
                return 1
    return count


def _row(cells: list[Cell], row: int) -> list[tuple[int, str]]:
    return [
        (cell.column, "".join(cell.text.split()))
        for cell in sorted(cells, key=lambda cell: cell.column)
        if cell.row == row
    ]


def _number_column(cells: list[Cell]) -> int:
    """The column whose cells are numbers, -1 where there is none."""
    for column in sorted({cell.column for cell in cells}):
        texts = [cell.text.strip() for cell in cells if cell.column == column and cell.text]
        if sum(map(str.isdigit, texts)) * 2 > len(texts):
            return column
    return -1


def _joined(upper: str, lower: str) -> str:
    """The words of a cell that a page parts."""
    if not (upper and lower):
        return upper or lower
    return upper + ("\n" if upper[-1] in _ENDS else "") + lower
