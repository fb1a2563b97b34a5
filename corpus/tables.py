"""Tables of tasks in plain text: a row a line, cells between bars, or one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.clauses import is_responsibility
from corpus.outline import SECTION, marker
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, Said, label_kind

_BAR = re.compile(r"\s*[|｜]\s*")
_SPACES = re.compile(r"\s+")
_GAP = re.compile(r"\t+|\s{2,}")
_NUMBERED = re.compile(r"\|?\s*(\d{1,3})(?:\s|\|)")
# What lines between rows are made of.
_RULING = frozenset("|-: +=")
_LONGEST_LABEL = 14
# 工 作 任 务: characters set apart one by one.
_APART = re.compile(r"(?:(?<=\s)|^)(\S(?: \S){2,})(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, the task's words, and each other cell with what its column holds."""

    number: int | None
    task: Passage
    cells: tuple[tuple[Said, Passage], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and the headings among them, in order; `lines` are the numbers of those that it takes up."""

    rows: tuple[Row | Line, ...]
    lines: frozenset[int]


def read_table(lines: list[Line]) -> Table | None:
    """The first table of a document, None where there is none."""
    for index, line in enumerate(lines):
        header = _columns(line.passage)
        if header is not None and _is_header(header):
            return _of_rows(lines, index, header)
        if (vertical := _vertical_header(lines, index)) is not None:
            return _of_cells(lines, index, vertical)
    return None


def _is_header(columns: list[Said]) -> bool:
    return len(columns) > 1 and Said.TASK in columns and any(kind in OF_PARTIES for kind in columns)


def _columns(words: Passage) -> list[Said] | None:
    """The columns that a line names, from 序号 on where it stands in it; None where a word names none."""
    joined = _APART.sub(lambda run: run[1].replace(" ", ""), _BAR.sub("  ", words.folded).strip())
    names = _SPACES.split(joined)
    first = next((i for i, name in enumerate(names) if label_kind(name) is Said.NUMBER), 0)
    kinds = [label_kind(name) for name in names[first:]]
    short = all(len(name) <= _LONGEST_LABEL for name in names[first:])
    return [kind for kind in kinds if kind is not None] if short and None not in kinds else None


def _vertical_header(lines: list[Line], index: int) -> list[Said] | None:
    """The columns that lines name one below another from 序号 on."""
    found: list[Said] = []
    for line in lines[index:]:
        name = re.sub(r"\s", "", _BAR.sub("", line.passage.folded))
        kind = label_kind(name) if len(name) <= _LONGEST_LABEL and not marker(line.passage) else None
        if kind is None or (not found and kind is not Said.NUMBER):
            break
        found.append(kind)
    return found if _is_header(found) else None


def _of_rows(lines: list[Line], header: int, columns: list[Said]) -> Table | None:
    """The table whose rows are lines; where they have numbers, a line without one goes on with the row before."""
    found: list[Row | Line] = []
    used = {lines[header].number}
    pending: Line | None = None
    numbered = Said.NUMBER in columns
    for line in lines[header + 1 :]:
        words = line.passage
        if _is_heading(words):
            found += _row_of_line(pending, columns)
            pending = None
            found.append(line)
        elif _NUMBERED.match(words.folded) or not numbered:
            found += _row_of_line(pending, columns)
            pending = line
        elif pending is not None and not list(_row_of_line(pending, columns)):
            pending = Line(pending.passage + words, pending.number)
        elif set(words.folded) - _RULING:
            break
        used.add(line.number)
    found += _row_of_line(pending, columns)
    return Table(tuple(found), frozenset(used)) if any(isinstance(row, Row) for row in found) else None


def _row_of_line(line: Line | None, columns: list[Said]) -> Iterator[Row]:
    """The row that a line is, if it is one: cells between bars, tabs or wide gaps, else between blanks."""
    if line is None:
        return
    words = line.passage.strip("|")
    cells = list(_pieces(words, _BAR if "|" in words.folded else _GAP))
    if Said.NUMBER not in columns:
        if len(cells) == len(columns):
            yield from _row(None, words, cells, columns, line.number)
        return
    if len(cells) != len(columns):
        cells = [cell for cell in _pieces(words, _SPACES) if cell]
    if cells and (number := _NUMBERED.match(cells[0].folded + " ")):
        yield from _row(int(number[1]), words, cells[1:], columns[1:], line.number)


def _row(number: int | None, words: Passage, cells: list[Passage], columns: list[Said], line: int) -> Iterator[Row]:
    """The row of these cells; what is more than the columns after the task is the task's."""
    after = len(columns) - 1 - max(i for i, kind in enumerate(columns) if kind is Said.TASK)
    if len(cells) <= after or not (cells[0] and cells[-after - 1]):
        return
    last = cells[len(cells) - after :]
    start, end = cells[0].places[0], cells[-after - 1].places[-1]
    task = words[words.places.index(start) : words.places.index(end) + 1]
    row = Row(number, task, tuple(zip(columns[len(columns) - after :], last, strict=True)), line)
    if _holds_names(row):
        yield row


def _of_cells(lines: list[Line], header: int, columns: list[Said]) -> Table | None:
    """The table whose cells are lines; a row begins with the number that follows the one before."""
    found: list[Row | Line] = []
    cells: list[Line] = []
    body = lines[header + len(columns) :]
    for index, line in enumerate(body):
        words = line.passage.strip("|")
        starts = words.folded.isdigit() and len(words) <= 3 and (not cells or len(cells) > 2)
        if starts or _is_heading(words):
            found += _row_of_cells(cells, columns)
            cells = []
            if not starts:
                found.append(Line(words, line.number))
        if starts or cells:
            cells.append(Line(words, line.number))
        elif not found and index:
            break
    found += _row_of_cells(cells, columns)
    used = frozenset(line.number for line in lines[header:])
    return Table(tuple(found), used) if any(isinstance(row, Row) for row in found) else None


def _row_of_cells(cells: list[Line], columns: list[Said]) -> Iterator[Row]:
    """The row of these cells: more than the columns have are lines of the task, or notes below the table."""
    if len(cells) < 3:
        return
    kinds = columns[1:]
    texts = [cell.passage for cell in cells[1:]]
    task = kinds.index(Said.TASK)
    for joined in range(max(0, len(texts) - len(kinds)), -1, -1):
        words = texts[task]
        for more in texts[task + 1 : task + 1 + joined]:
            words += more
        others = [*texts[:task], *texts[task + 1 + joined :]]
        row = Row(
            int(cells[0].passage.folded),
            words,
            tuple(zip([kind for i, kind in enumerate(kinds) if i != task], others, strict=False)),
            cells[0].number,
        )
        if _holds_names(row):
            yield row
            return


def _holds_names(row: Row) -> bool:
    """Whether what stands in the columns of departments are departments."""
    cells = [cell for kind, cell in row.cells if kind in OF_PARTIES and cell.strip("—-/")]
    return bool(cells) and all(is_responsibility(cell) for cell in cells)


def _is_heading(words: Passage) -> bool:
    return (found := marker(words)) is not None and found[0] == SECTION


def _pieces(words: Passage, separator: re.Pattern[str]) -> Iterator[Passage]:
    start = 0
    for match in separator.finditer(words.folded):
        yield words[start : match.start()]
        start = match.end()
    yield words[start:]
