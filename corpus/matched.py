"""Tables copied a cell a line whose heads do not stand one for each column: broken over lines, in two levels, or left out.

What the columns hold is seen from the rows, and the lines above the first of them are given to the columns as heads.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.cells import ENDS, head_of, is_broken, names_only
from corpus.columns import NOTHING, head_kinds, is_none
from corpus.deadlines import is_deadline
from corpus.grids import Grid, Heading, Read, Row, Unread, finished
from corpus.head_lines import Holds, heads_for
from corpus.markers import SECTION, marker
from corpus.passage import Line, Passage
from corpus.roles import Said, head_kind
from corpus.ways import NEVER, Way, cheapest, named
from corpus.whole_rows import beside

_FEWEST_COLUMNS, _MOST_COLUMNS, _FEWEST_ROWS = 3, 14, 2
_MOST_HEAD_LINES, _LONGEST_HEAD, _LONGEST_GROUP = 24, 14, 40
# A row has no more cells than these.
_MOST_CELLS = 30
# The cost of a line more in a cell, of what looks wrong, of a cell that is no name below a head for names; how far a reading
# that names others must be behind the best.
_FURTHER, _ODD, _UNNAMED, _CLEAR = 1, 6, 14, 2
_PERSON = re.compile(r"[\u3400-\u9fff]{2,3}(?:[、,\s]+[\u3400-\u9fff]{2,3})*")


@dataclass(frozen=True, slots=True)
class _Cell:
    words: Passage
    line: int
    last: int


# What blank cells of a column cost in a row that has too few.
_BLANK = {Holds.NUMBER: NEVER, Holds.NAMES: 8, Holds.DATE: 5, Holds.PERSON: 5, Holds.TEXT: 7}
_BLANK_FIRST = 1


def read_matched(lines: Sequence[Line], blanks: Mapping[str, bool]) -> tuple[Read, bool] | None:
    """The parts of the table with whose heads the lines begin, the numbers of its lines, and notices; and whether one line is
    above each column, as readers expect that take each for a head.
    """
    if len(head_of(lines[0])) > _LONGEST_HEAD or head_kind(head_of(lines[0])) is None:
        return None
    if not any(head_of(line) == "1" for line in lines[1 : _MOST_HEAD_LINES * 2]):
        return None
    cells, parted = _cells(lines)
    first = next((place for place, cell in enumerate(cells) if cell.words.folded == "1"), 0)
    heads = [re.sub(r"\s", "", cell.words.folded) for cell in cells[:first]]
    if not _FEWEST_COLUMNS <= len(heads) <= _MOST_HEAD_LINES:
        return None
    read = [
        found
        for before in (0, 1)
        if all(map(_may_head, heads[: first - before])) and len(cells[first - 1].words) <= _LONGEST_GROUP
        for found in _readings(cells, first, before, parted)
    ]
    if not read:
        return None
    _, _, names, entries, last = min(read, key=lambda found: found[:2])
    grid = Grid(names, _kinds(names), entries)
    if (table := finished(grid, blanks, lines[0].number)) is None:
        return None
    rows = [isinstance(part, Row) for part in table[0] if not isinstance(part, Heading)]
    if sum(rows) < _FEWEST_ROWS or sum(rows) * 2 < len(rows):
        return None
    own = frozenset(line.number for line in lines if line.number <= last)
    return (table[0], own, table[1]), names == heads


def _may_head(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_HEAD and not re.search(r"[。;:,!\d]", name)


def _kinds(names: Sequence[str]) -> list[Said | None]:
    return [Said.NUMBER if not name else kind for name, kind in zip(names, head_kinds(names), strict=True)]


def _cells(lines: Sequence[Line]) -> tuple[list[_Cell], bool]:
    """The cells that bars or blank lines part, and whether they do; else the lines, each a cell or a part of one."""
    bars = [line.passage.folded.endswith("|") for line in lines[:_MOST_HEAD_LINES]]
    if sum(bars) * 3 >= len(bars):
        return list(_between_bars(lines)), True
    head = lines[:_FEWEST_COLUMNS]
    apart = all(below.number - above.number > 1 for above, below in itertools.pairwise(head))
    found: list[_Cell] = []
    joined = False
    for line in lines:
        if apart and found and line.number == found[-1].last + 1:
            found[-1] = _Cell(beside(found[-1].words, line.passage), found[-1].line, line.number)
            joined = True
        else:
            found.append(_Cell(line.passage, line.number, line.number))
    return found, joined


def _between_bars(lines: Sequence[Line]) -> Iterator[_Cell]:
    """The cells that end with a bar, at a line's end or on a line of its own; a number is one in any case."""
    cell: _Cell | None = None
    for line in lines:
        piece = line.passage.strip("|")
        if cell is not None and piece.folded.isdigit():
            yield cell
            cell = None
        if cell is None:
            cell = _Cell(piece, line.number, line.number)
        elif piece:
            cell = _Cell(beside(cell.words, piece) if cell.words else piece, cell.line, line.number)
        if line.passage.folded.endswith("|"):
            yield cell
            cell = None
    if cell is not None:
        yield cell


_Entry = tuple[list[Passage] | Heading | Unread, int]
_Reading = tuple[int, int, list[str], list[_Entry], int]


def _readings(cells: Sequence[_Cell], first: int, before: int, parted: bool) -> Iterator[_Reading]:
    """The ways to read the rows with `before` columns before the number's: how many stay unread, how badly heads and cells fit,
    the heads, the rows, and the last line.
    """
    rows, headings = _rows(cells, first)
    if len(rows) < _FEWEST_ROWS:
        return
    counts = Counter(len(row) for row in rows)
    for width in sorted(counts):
        whole = [row[:width] for row in rows if len(row) == width]
        if len(whole) < _FEWEST_ROWS or not _FEWEST_COLUMNS <= width + before <= _MOST_COLUMNS:
            continue
        holds = [Holds.NUMBER, *(_held([row[column].words for row in whole]) for column in range(1, width))]
        columns = [Holds.TEXT] * before + holds
        if Holds.NAMES not in columns:
            continue
        heads = [re.sub(r"\s", "", cell.words.folded) for cell in cells[: first - before]]
        if (matched := heads_for(heads, columns)) is None:
            continue
        cost, names = matched
        over = cells[first - 1] if before else None
        entries: list[_Entry] = [(heading, heading.line) for heading in headings]
        # A head that is odd is so for each row.
        unread, odd, last = 0, cost * len(rows), cells[0].last
        for place, row in enumerate(rows):
            is_last = place == len(rows) - 1
            price, entry, rest, last = _row(row, holds, parted, bool(before) and not is_last, is_last)
            group, over, odd = over, rest, odd + price
            unread += isinstance(entry, Unread)
            if isinstance(entry, list) and before:
                entry = [group.words if group else NOTHING, *entry]
            entries.append((entry, row[0].line))
        yield unread, odd, names, sorted(entries, key=lambda entry: entry[1]), last


def _rows(cells: Sequence[_Cell], first: int) -> tuple[list[list[_Cell]], list[Heading]]:
    """The cells of each row from its number to the next, which is greater by one, and the headings between rows."""
    rows: list[list[_Cell]] = []
    headings: list[Heading] = []
    for place in range(first, len(cells)):
        cell = cells[place]
        if cell.words.folded == str(len(rows) + 1) and (not rows or len(rows[-1]) >= _FEWEST_COLUMNS - 1):
            rows.append([cell])
        elif ENDS.match(cell.words.folded) or len(rows[-1]) > _MOST_CELLS:
            break
        elif _heads_rows(cells, place, len(rows) + 1):
            headings.append(Heading(cell.words, cell.line, SECTION))
        else:
            rows[-1].append(cell)
    return rows, headings


def _heads_rows(cells: Sequence[_Cell], place: int, due: int) -> bool:
    """Whether a numeral and a title stand above the number that is due: 二、工业."""
    below = cells[place + 1].words.folded if place + 1 < len(cells) else ""
    found = marker(cells[place].words)
    return below == str(due) and found is not None and found[0] == SECTION


def _held(cells: Sequence[Passage]) -> Holds:
    """What the cells of one column are, most of them."""
    written = [cell for cell in cells if cell and not is_none(cell)]
    for holds in (Holds.NAMES, Holds.DATE, Holds.PERSON):
        if written and sum(_is(holds, cell) for cell in written) * 3 > len(written) * 2:
            return holds
    return Holds.TEXT


def _is(holds: Holds, cell: Passage) -> bool:
    if holds is Holds.NAMES:
        return names_only(cell)
    if holds is Holds.DATE:
        return is_deadline(cell.folded)
    if holds is Holds.PERSON:
        return _PERSON.fullmatch(cell.folded) is not None and not names_only(cell)
    return True


def _row(
    row: Sequence[_Cell], holds: Sequence[Holds], parted: bool, grouped: bool, last: bool
) -> tuple[int, list[Passage] | Unread, _Cell | None, int]:
    """How badly the cells of a row fit the columns, these given to them, the cell behind that belongs to the next row, and the
    row's last line.

    Behind the `last` row other words may stand; where another way as good names others, the row is unread.
    """
    ends = [len(row)]
    if grouped and len(row) > len(holds) - 1:
        ends.append(len(row) - 1)
    if last and len(row) > len(holds):
        ends.append(len(holds))
    ways = sorted(
        (cost + (end < len(row)) * _FURTHER, end, given)
        for end in ends
        for cost, given in _ways(row[:end], holds, parted)
    )
    longest = max((cell.words for cell in row[1:]), key=len)
    parties = [[*named(0, given, _of_names(holds))] for _, _, given in ways]
    other = next((cost for (cost, _, _), those in zip(ways, parties, strict=True) if those != parties[0]), NEVER)
    if not ways or ways[0][0] >= _UNNAMED or other < ways[0][0] + _CLEAR:
        return _UNNAMED, Unread(longest, row[0].line), None, row[-1].last
    price, end, given = ways[0]
    cells = [
        _joined([cell.words for cell in row[start:stop]], kind)
        for (start, stop), kind in zip(itertools.pairwise((0, *given)), holds, strict=True)
    ]
    return price, cells, row[end] if grouped and end < len(row) else None, row[end - 1].last


def _ways(row: Sequence[_Cell], holds: Sequence[Holds], parted: bool) -> tuple[Way, ...]:
    """The best way to give cells to columns in order, and the best in which others are named."""
    pieces = [cell.words for cell in row]

    def cost(column: int, start: int, end: int) -> int:
        alone = parted or holds[column] is Holds.NUMBER
        return NEVER if alone and end > start + 1 else _cost(holds, column, pieces[start:end])

    return cheapest(len(pieces), _of_names(holds), cost, lambda left: NEVER * (left > 0))


def _of_names(holds: Sequence[Holds]) -> list[bool]:
    return [kind is Holds.NAMES for kind in holds]


def _cost(holds: Sequence[Holds], column: int, cell: Sequence[Passage]) -> int:
    """How badly cells, or lines of one, fit a column."""
    kind = holds[column]
    if not cell:
        # The first of several columns of words groups the rows, and its cells span some.
        first = kind is Holds.TEXT and Holds.TEXT not in holds[:column] and Holds.TEXT in holds[column + 1 :]
        return _BLANK_FIRST if first else _BLANK[kind]
    further = sum(not _follows(above, below) for above, below in itertools.pairwise(cell)) * _FURTHER
    if len(cell) == 1 and (not cell[0] or is_none(cell[0])):
        return 0
    if kind is Holds.NUMBER:
        return 0 if cell[0].folded.isdigit() else NEVER
    if kind is Holds.NAMES:
        if all(map(names_only, cell)) or is_broken(cell):
            return further
        return _UNNAMED if len(cell) == 1 else NEVER
    named = sum(map(names_only, cell))
    if kind is Holds.TEXT:
        return further + _ODD * named
    joined = functools.reduce(lambda one, more: one + more, cell)
    return 2 * further + _ODD * (named + (not _is(kind, joined)))


def _follows(above: Passage, below: Passage) -> bool:
    """Whether a line goes on with a list: 2.… below 1.…."""
    one, two = marker(above), marker(below)
    if one is None or two is None or one[1] is None:
        return False
    return one[0] == two[0] and one[1] + 1 == two[1]


def _joined(cell: Sequence[Passage], kind: Holds) -> Passage:
    if not cell:
        return NOTHING
    return functools.reduce(beside if kind is Holds.NAMES else Passage.__add__, cell)
