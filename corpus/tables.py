"""Tables of tasks in plain text: a row a line, cells between bars, one cell a line, or drawn with lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.aligned import aligned_rows
from corpus.boxes import boxed_rows
from corpus.cell_rows import read_cells
from corpus.columns import blanks_repeat
from corpus.commas import barred as with_bars
from corpus.commas import has_commas
from corpus.grids import Heading, Part, Row, Unread, read_grid
from corpus.heads import RULING
from corpus.led import read_led
from corpus.markers import SECTION, marker
from corpus.matched import read_matched
from corpus.passage import Line, Passage
from corpus.quoted import quoted_rows
from corpus.roles import OF_PARTIES, Said, head_kind, label_kind
from corpus.run_on import read_run_on
from corpus.scored import read_scored
from corpus.stacked import read_spanned, read_stacked
from corpus.table_rows import Table, by_column, heading_of, is_read, table_of
from corpus.unnumbered import read_unnumbered
from corpus.whole_rows import whole_rows
from corpus.wrapped import read_wrapped

_GAPS = (re.compile(r"\t"), re.compile(r"\t+|\s{2,}"), re.compile(r"\s+"))
_NUMBERED = re.compile(r"(\d{1,3})\s")
_LONGEST_LABEL, _FEWEST_HEADS = 14, 3
# A head of a cell a line has no more columns than these.
_MOST_COLUMNS = 14


def read_tables(lines: list[Line]) -> list[Table]:
    """The tables of a document in order."""
    found: list[Table] = []
    blanks = blanks_repeat([line.passage for line in lines if "空" in line.passage.folded])
    index = 0
    lines, quoted = quoted_rows(lines)
    lines, barred = whole_rows(lines)
    more = quoted | barred
    while index < len(lines):
        table = _begins(lines, index, blanks)
        if table is None:
            index += 1
            continue
        found.append(replace(table, lines=table.lines.union(*(more.get(line, ()) for line in table.lines))))
        index += 1
        while index < len(lines) and lines[index].number in table.lines:
            index += 1
    return found or [table for table in (_drawn(lines),) if table is not None]


def _begins(lines: list[Line], index: int, blanks: Mapping[str, bool]) -> Table | None:
    """The table with whose head the lines from `index` on begin."""
    table = _of_heads(lines, index, blanks)
    if (matched := read_matched(lines[index:], blanks)) is None:
        return table
    (parts, own, notices), even = matched
    return table if even and not _reads_more(parts, table) else Table(tuple(parts), own, tuple(notices))


def _of_heads(lines: list[Line], index: int, blanks: Mapping[str, bool]) -> Table | None:
    """The table whose heads stand one for each column in the lines from `index` on."""
    first = lines[index].passage
    if (run_on := read_run_on(lines[index])) is not None:
        return Table(tuple(run_on[0]), frozenset({lines[index].number}), tuple(run_on[1]))
    commas = has_commas(first)
    if commas or set(first.folded) & set("\t|"):
        written = [*lines[:index], *with_bars(lines[index:])] if commas else lines
        if (grid := read_grid(written, index, blanks)) is not None:
            parts, end, notices = grid
            last = written[end].number if end < len(written) else lines[-1].number + 1
            own = frozenset(line.number for line in lines[index:] if line.number < last)
            return Table(tuple(parts), own, tuple(notices))
    header = _columns(first)
    of_rows = _of_rows(lines[index:], header) if header is not None and _is_header(header) else None
    if (wrapped := read_wrapped(lines, index, blanks)) is not None and _reads_more(wrapped[0], of_rows):
        return Table(tuple(wrapped[0]), *wrapped[1:2], tuple(wrapped[2]))
    if header is not None and _is_header(header):
        return of_rows
    vertical = _vertical_header(lines, index)
    if vertical is None:
        known = head_kind(first.folded.strip("| ")) is not None
        readers = (read_scored, read_unnumbered, read_led) if known else ()
        unnumbered = next((read for reader in readers if (read := reader(lines[index:], blanks)) is not None), None)
        return unnumbered and Table(tuple(unnumbered[0]), unnumbered[1], tuple(unnumbered[2]))
    if (stacked := read_stacked(lines[index:], len(vertical), blanks)) is not None and stacked[0]:
        parts, used, notices = stacked
        own = frozenset(line.number for line in lines[index : index + used])
        return Table(tuple(parts), own, tuple(notices))
    below = lines[index:]
    table = read_cells(below, vertical, lambda place: _vertical_header(below, place) is not None)
    if table is None:
        return None
    taken = [line for line in lines[index:] if line.number in table.lines]
    spanned = read_spanned(taken, len(vertical), blanks)
    return Table(tuple(spanned[0]), table.lines, tuple(spanned[1])) if spanned and spanned[0] else table


def _reads_more(parts: Sequence[Part], other: Table | None) -> bool:
    """Whether more rows are in these parts than in a table, and more are read or this has not half of them."""
    rows = sum(not isinstance(part, Heading) for part in parts)
    read = sum(isinstance(part, Row) for part in parts)
    before = sum(isinstance(part, Row) for part in other.rows) if other else 0
    return rows > before and (read > before or before * 2 <= rows)


def has_heads(line: Line) -> bool:
    """Whether a line names the columns of a table that blanks part, three at least."""
    names = line.passage.folded.split() if len(line.passage) < _LONGEST_LABEL * _MOST_COLUMNS else []
    if len(names) < _FEWEST_HEADS or max(map(len, names)) > _LONGEST_LABEL:
        return False
    kinds = [head_kind(name) for name in names]
    return None not in kinds and Said.TASK in kinds and bool(set(kinds) & set(OF_PARTIES))


def _is_header(columns: list[Said]) -> bool:
    return len(columns) > 1 and Said.TASK in columns and any(kind in OF_PARTIES for kind in columns)


def _columns(words: Passage) -> list[Said] | None:
    """The columns that a line names, from 序号 on where it stands in it; None where a word names none."""
    names = words.folded.split() if len(words) < _LONGEST_LABEL * _MOST_COLUMNS else []
    if not names or len(names[-1]) > _LONGEST_LABEL:
        return None  # nearly every line: before its words are looked up
    first = next((i for i, name in enumerate(names) if label_kind(name) is Said.NUMBER), 0)
    kinds = [label_kind(name) for name in names[first:]]
    short = all(len(name) <= _LONGEST_LABEL for name in names[first:])
    return [kind for kind in kinds if kind is not None] if short and None not in kinds else None


def _vertical_header(lines: list[Line], index: int) -> list[Said] | None:
    """The columns that lines name one below another, from 序号 to the line before the number of the first row."""
    found: list[Said] = []
    for line in lines[index : index + _MOST_COLUMNS + 1]:
        name = re.sub(r"\s", "", line.passage.folded.replace("|", ""))
        if len(name) > _LONGEST_LABEL or (name.isdigit() and found):
            break
        kind = label_kind(name) if not marker(line.passage) else None
        if not found and kind is not Said.NUMBER:
            return None
        if marker(line.passage):
            break
        found.append(kind or Said.OTHER)
    return found if _is_header(found) else None


def _or_unread(rows: Iterator[Row], words: Passage, line: int) -> list[Part]:
    """The rows that there are, else that these words were to be one."""
    return [*rows] or [Unread(words, line)]


def _of_rows(lines: list[Line], columns: list[Said]) -> Table | None:
    """The table whose rows are lines; where they have numbers, a line without one goes on with the row before."""
    if (table := _of_aligned(lines, columns)) is not None:
        return table
    found: list[Part] = []
    used = {lines[0].number}
    pending: Line | None = None

    def read(line: Line | None) -> list[Part]:
        return [] if line is None else _or_unread(_row_of_line(line, columns), line.passage, line.number)

    for line in lines[1:]:
        heading = heading_of(line)
        if heading is not None or _NUMBERED.match(line.passage.folded) or Said.NUMBER not in columns:
            found += read(pending)
            pending = line if heading is None else None
            if heading is not None:
                found.append(heading)
        elif pending is not None and not (_is_whole(pending, columns) and list(_row_of_line(pending, columns))):
            pending = Line(pending.passage.below(line.passage), pending.number)
        elif set(line.passage.folded) - RULING:
            break
        used.add(line.number)
    return table_of([*found, *read(pending)], used)


def _is_whole(line: Line, columns: list[Said]) -> bool:
    """Whether a row with tabs has all of its cells."""
    tabs = line.passage.folded.count("\t")
    return not tabs or tabs >= len(columns) - 1


def _of_aligned(lines: list[Line], columns: list[Said]) -> Table | None:
    """The table whose cells stand below the names of their columns, over several lines; a page may repeat the names."""
    if Said.NUMBER not in columns or set(lines[0].passage.folded) & set("\t|"):
        return None
    found: list[Part] = []
    used = {lines[0].number}
    head, body, heading = lines[0], [lines[0]], list[Line]()

    def read() -> bool:
        rows = [_below_names(cells, columns, line) for cells, line in aligned_rows(body, len(columns))]
        if any(isinstance(row, Row) for row in rows):
            found.extend(Heading(line.passage, line.number, SECTION) for line in heading)
            found.extend(rows)
            used.update(line.number for line in [*heading, *body])
        return bool(rows)

    for place, line in enumerate(lines[1:], 1):
        if _columns(line.passage) == columns:
            head = line
            used.add(line.number)
        elif _heads_rows(lines, place, columns):
            if not read():
                break
            body, heading = [head], [line]
        else:
            body.append(line)
    read()
    return table_of(found, used)


def _heads_rows(lines: Sequence[Line], place: int, columns: Sequence[Said]) -> bool:
    """Whether a line of a page is a heading between the rows of a table whose columns are named again below it."""
    again = place + 1 < len(lines) and _columns(lines[place + 1].passage) == columns
    return again and heading_of(lines[place]) is not None


def _below_names(cells: list[Passage], columns: list[Said], line: int) -> Part:
    """The row of a page whose cells, its number's among them, stand below the names of their columns."""
    number = next((cell.folded for kind, cell in zip(columns, cells, strict=True) if kind is Said.NUMBER), "")
    row = by_column(int(number) if number.isdecimal() else None, cells, columns, line)
    return row if is_read(row) else Unread(row.task, line)


def _row_of_line(line: Line, columns: list[Said]) -> Iterator[Row]:
    """The row that a line is, if it is one: cells between bars, tabs or wide gaps, else between blanks."""
    words = line.passage
    splits = [list(_pieces(words, gap)) for gap in _GAPS]
    exact = next((cells for cells in splits if len(cells) == len(columns)), None)
    if Said.NUMBER not in columns:
        if exact:
            yield from _row(None, words, exact, columns, line.number)
        return
    cells = exact or splits[-1]
    if number := _NUMBERED.match(cells[0].folded + " "):
        yield from _row(int(number[1]), words, cells[1:], columns[1:], line.number)


def _row(number: int | None, words: Passage, cells: list[Passage], columns: list[Said], line: int) -> Iterator[Row]:
    """The row of these cells; where they are more or fewer than the columns, those after the task are its last."""
    if len(cells) == len(columns):
        row = by_column(number, cells, columns, line)
    else:
        after = len(columns) - 1 - max(i for i, kind in enumerate(columns) if kind is Said.TASK)
        if len(cells) <= after or not (cells[0] and cells[-after - 1]):
            return
        start, end = cells[0].places[0], cells[-after - 1].places[-1]
        task = words[words.places.index(start) : words.places.index(end) + 1]
        last = zip(columns[len(columns) - after :], cells[len(cells) - after :], strict=True)
        row = Row(number, task, tuple(last), line)
    if is_read(row):
        yield row


def _drawn(lines: list[Line]) -> Table | None:
    """The table drawn with lines."""
    header: list[Said] = []
    found: list[Part] = []
    for cells, line in boxed_rows(lines):
        names = [re.sub(r"\s", "", cell.folded) for cell in cells]
        kinds = [(label_kind(name) if len(name) <= _LONGEST_LABEL else None) or Said.OTHER for name in names]
        if _is_header(kinds):
            header = kinds
        elif len(header) == len(cells):
            found.append(_below_names(cells, header, line))
    return table_of(found, {line.number for line in lines if set(line.passage.folded) & set("│─")})


def _pieces(words: Passage, separator: re.Pattern[str]) -> Iterator[Passage]:
    start = 0
    for match in separator.finditer(words.folded):
        yield words[start : match.start()]
        start = match.end()
    yield words[start:]
