"""Tables whose cells are parted by tabs, bars or the commas of CSV: their rows and groups."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.clauses import is_responsibility
from corpus.columns import NOTHING, decided, filled, fitted, grouped, is_none, judges, spread, value
from corpus.deadlines import is_deadline
from corpus.heads import RULING, are_heads, cells_of, read_heads
from corpus.markers import SUBSECTION, marker
from corpus.passage import Line, Passage
from corpus.prose import duties
from corpus.records import Notice
from corpus.roles import OF_PARTIES, Said, head_kind
from corpus.whole_rows import beside

_FEWEST_ROWS = 2
_LONGEST_TITLE = 20
_LONGEST_HEADING = 60
_NOTE = re.compile(r"(?:备?注|说明|填表|制表|备注\d?)\s?[:：、]|\*|※|附件")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a table's rows; `depth` grows with those that stand below other headings."""

    words: Passage
    line: int
    depth: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number, the task's words, each other cell with what its column holds, and the cells of columns kept by name."""

    number: int | None
    task: Passage
    cells: tuple[tuple[Said, Passage], ...]
    line: int
    details: tuple[tuple[str, Passage], ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A row whose cells could not be told apart, or in which nobody is named where departments stand."""

    words: Passage
    line: int
    why: str = ""


Part = Row | Heading | Unread
# What is read of a table of a cell a line: its parts, the numbers of its lines, and notices.
Read = tuple[list[Part], frozenset[int], list[Notice]]


@dataclass(slots=True)
class Grid:
    """A table while it is read: its heads, and its rows with their lines, headings among them."""

    heads: list[str]
    kinds: list[Said | None]
    entries: list[tuple[list[Passage] | Heading | Unread, int]] = field(default_factory=list)


def read_grid(
    lines: Sequence[Line], start: int, blanks: Mapping[str, bool]
) -> tuple[list[Part], int, list[Notice]] | None:
    """The parts of the table whose head the line at `start` is, and the place of the line after its last row."""
    if (head := read_heads(lines, start)) is None:
        return None
    grid, index = Grid(*head[:2]), head[2]
    index = _collect(lines, index, grid)
    rows = [entry for entry, _ in grid.entries if isinstance(entry, list)]
    grid.heads, grid.kinds = spread(grid.heads, grid.kinds, rows)
    kinds = grouped([kind or Said.OTHER for kind in grid.kinds], rows)
    grid.entries = [(_fitted(entry, line, grid, kinds), line) for entry, line in grid.entries]
    read = finished(grid, blanks, lines[start].number)
    return None if read is None else (read[0], index, read[1])


def finished(grid: Grid, blanks: Mapping[str, bool], first: int) -> tuple[list[Part], list[Notice]] | None:
    """The parts of a table whose rows have a cell for each column; `first` is the line of its head."""
    rows = [entry for entry, _ in grid.entries if isinstance(entry, list)]
    if not rows:
        return None
    kinds = decided(grid.kinds, rows)
    if Said.TASK not in kinds:
        notice = Notice(first, "a table without a column of tasks was not read")
        return ([], [notice]) if len(rows) >= _FEWEST_ROWS else None
    places = itertools.accumulate(isinstance(entry, list) for entry, _ in grid.entries)
    unread = {place for place, (entry, _) in zip(places, grid.entries, strict=True) if isinstance(entry, Unread)}
    full, guessed = filled(rows, kinds, [blanks.get(head, blanks.get("")) for head in grid.heads], unread)
    numbers = [line for entry, line in grid.entries if isinstance(entry, list)]
    notices = [
        Notice(
            numbers[place],
            f"blank cells were read as those above them: {rows[place][kinds.index(Said.TASK)].words[:40]}",
        )
        for place in guessed[:1]
    ]
    notices += [
        Notice(first, f"no column says who is responsible: those in {head} were read as such")
        for head, kind in zip(grid.heads, kinds, strict=True)
        if kind in OF_PARTIES and judges(head)
    ]
    return _parts(grid, kinds, full), notices


def _collect(lines: Sequence[Line], index: int, grid: Grid) -> int:
    """Adds the rows and headings from `index` on to the grid; the place of the line after the last of them."""
    last = index
    for place in range(index, len(lines)):
        line = lines[place]
        if not set(line.passage.folded) - RULING:
            continue
        cells = cells_of(line)
        if [cell.folded for cell in cells] == grid.heads:
            last = place + 1
            continue
        if _completes(grid, cells, line):
            row = grid.entries[-1][0]
            assert isinstance(row, list)
            row[-1:] = [beside(row[-1], cells[0]), *cells[1:]]
        elif len(cells) > 1:
            if (entry := _entry(cells, line, grid)) is None:
                break
            grid.entries.append((entry, line.number))
        elif _belongs(grid, line) and _continued(grid, line):
            pass
        elif (heading := _heading(line)) is not None and _goes_on(lines, place, grid):
            grid.entries.append((heading, line.number))
        elif not _continued(grid, line):
            break
        last = place + 1
    return last


def _entry(cells: list[Passage], line: Line, grid: Grid) -> list[Passage] | Heading | Unread | None:
    """What a line of several cells is; None for one that begins another table or ends this one."""
    if are_heads(cells) and sum(head_kind(cell.folded) is not None for cell in cells) * 2 > len(cells):
        return None
    written = list({cell.folded: cell for cell in cells if cell}.values())
    if not written or _NOTE.match(written[0].folded):
        return None
    numeral = len(written) == 2 and cells[0].folded == written[0].folded and not written[0].folded.isdigit()
    alone = len(written) == 1 and not _merged_task(cells, grid)
    titled = alone or (numeral and value(written[0]) is not None)
    if (
        titled
        and len(written[-1]) <= _LONGEST_HEADING
        and value(written[-1]) is None
        and not is_responsibility(written[-1])
    ):
        return Heading(written[-1] if len(written) == 1 else between(written), line.number, _depth(written[0]))
    return cells


def _fitted(
    entry: list[Passage] | Heading | Unread, line: int, grid: Grid, kinds: Sequence[Said]
) -> list[Passage] | Heading | Unread:
    """The entry, the cells of a row given to the columns where they are not as many."""
    if not isinstance(entry, list):
        return entry
    if len(entry) == len(grid.kinds):
        return _moved(entry, grid)
    if (fit := fitted(entry, kinds)) is not None:
        return fit
    words = next((cell for cell in entry if len(cell) > 4), entry[0])
    return Unread(words, line, f"{len(entry)} cells for {len(grid.kinds)} columns")


def _moved(cells: list[Passage], grid: Grid) -> list[Passage]:
    """The cells of a row, moved by one where the first is left out that spans several rows: names stand left of their column."""
    parties = [column for column, kind in enumerate(grid.kinds) if kind in OF_PARTIES]
    if not parties or parties[0] < 2 or Said.NUMBER in grid.kinds:
        return cells
    left = parties[0] - 1
    named = is_responsibility(cells[parties[0]]) or any(is_none(cells[column]) for column in parties)
    if cells[-1] or named or not is_responsibility(cells[left]):
        return cells
    return [NOTHING, *cells[:-1]]


def _completes(grid: Grid, cells: Sequence[Passage], line: Line) -> bool:
    """Whether a line goes on in the last cell of a row that has too few: a cell of several lines."""
    row = grid.entries[-1][0] if grid.entries else None
    if not isinstance(row, list) or len(row) == len(grid.kinds) or Said.NUMBER not in grid.kinds or not row[-1]:
        return False
    begins = value(cells[0]) is not None and len(cells) > 1
    short = len(cells) == 1 and marker(line.passage) is not None and not row[-1].folded.endswith(("、", ","))
    return bool(cells[0]) and not begins and not short and len(row) + len(cells) - 1 <= len(grid.kinds)


def _merged_task(cells: Sequence[Passage], grid: Grid) -> bool:
    """Whether a row of one cell is a task beside whose words all cells are those above."""
    place = next(place for place, cell in enumerate(cells) if cell)
    return place > 0 and place < len(grid.kinds) and grid.kinds[place] is Said.TASK


def between(written: Sequence[Passage]) -> Passage:
    """A numeral and a title from cells beside each other, as they would stand in a line."""
    numeral, title = written
    return numeral + Passage("、", "、", numeral.places[-1:]) + title


def _depth(words: Passage) -> float:
    found = marker(words)
    return found[0] if found else 1


def _heading(line: Line) -> Heading | None:
    """The heading that a line without cells is."""
    words = cells_of(line)[0]
    numeral = (found := marker(words)) is not None and found[2] == len(words)
    ended = words.folded.endswith(("。", ";", ",", "、", ":")) and not numeral
    if len(words) > _LONGEST_HEADING or _NOTE.match(words.folded) or ended:
        return None
    return Heading(words, line.number, _depth(words))


def _goes_on(lines: Sequence[Line], place: int, grid: Grid) -> bool:
    """Whether a row of the table follows, after further headings at most, and the row before is whole."""
    if grid.entries and marker(lines[place].passage) is None:
        before = grid.entries[-1][0]
        if isinstance(before, list) and not any(before[-2:]):
            return False
    for line in lines[place + 1 : place + 4]:
        cells = cells_of(line)
        if len(cells) > 1:
            return len(cells) >= len(grid.kinds) - 2 and not are_heads(cells)
    return False


def _belongs(grid: Grid, line: Line) -> bool:
    """Whether a line is of the kind of the last cell before it: further departments, or the rest of a time limit."""
    row = grid.entries[-1][0] if grid.entries else None
    if not isinstance(row, list) or marker(line.passage) is not None:
        return False
    place = max((place for place, cell in enumerate(row) if cell), default=0)
    kind = grid.kinds[place] if place < len(grid.kinds) else None
    if kind is Said.DEADLINE:
        return is_deadline(line.passage.folded)
    return kind in OF_PARTIES and (is_responsibility(line.passage) or row[place].folded.endswith(("、", ",")))


def _continued(grid: Grid, line: Line) -> bool:
    """Whether a line without cells goes on with the last cell before it; it is then added to it."""
    if not grid.entries or _NOTE.match(line.passage.folded):
        return False
    begun = marker(line.passage)
    if begun is not None and begun[0] <= SUBSECTION:
        return False
    cells = grid.entries[-1][0]
    if not isinstance(cells, list):
        return False
    filled_cells = [place for place, cell in enumerate(cells) if cell]
    if not filled_cells:
        return False
    place = filled_cells[-1]
    if place >= len(grid.kinds):
        return False  # a row of more cells than its table has heads
    if grid.kinds[place] in OF_PARTIES and not is_responsibility(line.passage):
        return False
    if grid.kinds[place] is Said.DEADLINE and not is_deadline(cells[place].folded + line.passage.folded):
        return False
    if grid.kinds[place] not in (*OF_PARTIES, Said.TASK, Said.DEADLINE, None):
        return False
    cells[place] = beside(cells[place], line.passage)
    return True


def _parts(grid: Grid, kinds: Sequence[Said], full: Sequence[list[Passage]]) -> list[Part]:
    """The rows in order, each group's heading before the first of its rows."""
    found: list[Part] = []
    rows = iter(full)
    groups: dict[int, str] = {}
    for entry, line in grid.entries:
        if not isinstance(entry, list):
            found.append(entry)
            groups = {}
            continue
        cells = next(rows)
        for column in (c for c, kind in enumerate(kinds) if kind is Said.GROUP and cells[c]):
            if groups.get(column) != cells[column].folded and not is_none(cells[column]):
                groups = {c: words for c, words in groups.items() if c < column} | {column: cells[column].folded}
                found.append(Heading(cells[column], line, 10 + column))
        part = _row(cells, kinds, grid.heads, line)
        if isinstance(part, Row) and (before := _same_task(found, part)) is not None:
            found[-1] = Row(before.number, before.task, before.cells + part.cells, before.line, before.details)
        elif part is not None:
            found.append(part)
    return found


def _same_task(found: Sequence[Part], row: Row) -> Row | None:
    """The row before, where another goes on with its task: merged cells left blank or written out again."""
    before = found[-1] if found else None
    if not isinstance(before, Row) or (row.number is not None and row.number != before.number):
        return None
    return before if not row.task or (row.task.folded == before.task.folded and row.number is not None) else None


def _row(cells: Sequence[Passage], kinds: Sequence[Said], heads: Sequence[str], line: int) -> Row | Unread | None:
    number = next((value(cell) for cell, kind in zip(cells, kinds, strict=True) if kind is Said.NUMBER and cell), None)
    place = kinds.index(Said.TASK)
    task, title = cells[place], _title(cells, kinds, heads, place)
    named_by = title
    if Said.NUMBER not in kinds and (begun := marker(task)) is not None and begun[0] > SUBSECTION and begun[1]:
        number, task = begun[1], task[begun[2] :]
    elif number is None and title is not None and (begun := marker(title)) is not None and begun[0] > SUBSECTION:
        number, named_by = begun[1], title[begun[2] :]
    beside = [
        (kind, cell)
        for kind, cell in zip(kinds, cells, strict=True)
        if kind not in (Said.TASK, Said.NUMBER, Said.GROUP)
    ]
    named = [cell for kind, cell in beside if kind in OF_PARTIES and cell and not is_none(cell)]
    if not task and not named:
        return None
    if named and not any(is_responsibility(cell) or duties(cell) for cell in named):
        return Unread(task or named[0], line)
    details = tuple(
        (head, cell)
        for head, kind, cell in zip(heads, kinds, cells, strict=True)
        if kind in (Said.OTHER, Said.PERSON) and head and cell and not is_none(cell) and cell is not title
    )
    if named_by is not None:
        task = named_by + Passage("：", ":", named_by.places[-1:]) + task
    return Row(number, task, tuple((kind, NOTHING if is_none(cell) else cell) for kind, cell in beside), line, details)


def _title(cells: Sequence[Passage], kinds: Sequence[Said], heads: Sequence[str], place: int) -> Passage | None:
    """The short name of a task in the first such column before its words, which begin with it; None where there is none."""
    named = [column for column in range(place) if kinds[column] is Said.OTHER and head_kind(heads[column]) is Said.TASK]
    if not named or set(kinds[named[0] : place]) & {Said.NUMBER, Said.TASK, Said.GROUP}:
        return None
    title = cells[named[0]]
    short = 0 < len(title) <= _LONGEST_TITLE and "。" not in title.folded
    return title if short and cells[place] and not is_none(title) else None
