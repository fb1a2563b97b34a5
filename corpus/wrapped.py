"""Tables of a printed page copied as text: the cells of a row one after another, broken over lines, with blanks between some."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.cells import ENDS, names_only
from corpus.clauses import is_responsibility
from corpus.deadlines import is_deadline
from corpus.grids import Grid, Heading, Read, Unread, between, finished
from corpus.markers import SECTION, SUBSECTION, marker
from corpus.parties import is_institution, may_name
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, Said, head_kind
from corpus.ways import NEVER, cheapest, named
from corpus.whole_rows import beside

_FEWEST_HEADS, _MOST_HEADS, _LONGEST_HEAD, _LONGEST_LINE = 3, 9, 10, 80
# Pieces of a head stand in so many lines above or below the others.
_LONGEST_PIECE, _MOST_ABOVE = 4, 2
_FEWEST_ROWS = 2
# A row has no more pieces between blanks and the ends of lines.
_MOST_PIECES = 60
_LONGEST_HEADING = 60
_ROW = re.compile(r"(\d{1,3})(?:[.、]\s*(?!\d)|\s+|$)")
_NUMERAL = re.compile(r"([一二三四五六七八九十]{1,3})(?:\s+|、)(?=\S)")
# By how much the lines of a cell may differ that the width of its column cuts; an ideograph is as wide as two letters.
_UNEVEN = 4
# The cost of a column without a cell, of a blank within one, of a line that its column's width does not cut, of two names
# that nothing parts, of what looks wrong, of a piece behind the last row.
_MISSING, _BLANK, _SHORT, _ADJACENT, _ODD, _BEHIND = 8, 2, 2, 3, 5, 6
_LONGEST_ASIDE = 30
_MARKS = set("。;,:")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between blanks, and whether it begins a line."""

    words: Passage
    begins: bool
    line: int


@dataclass(slots=True)
class _Row:
    """The number of a row and the pieces of its cells."""

    number: Passage
    pieces: list[_Piece]
    line: int


def read_wrapped(lines: Sequence[Line], index: int, blanks: Mapping[str, bool]) -> Read | None:
    """The parts of the table of which the line at `index` has heads, the numbers of its lines, and notices."""
    if (found := _heads(lines, index)) is None:
        return None
    ways, first, end = found
    head = {line.passage.folded for line in lines[first:end]}
    entries = _collect(lines[end:], head)
    rows = [entry for entry in entries if isinstance(entry, _Row)]
    if len(rows) < _FEWEST_ROWS or sum(_names_any(row.pieces) for row in rows) * 2 < len(rows):
        return None
    tried: list[tuple[int, int, list[str], list[tuple[int, tuple[int, ...] | None]]]] = []
    for names in ways:
        kinds = [head_kind(name) or Said.OTHER for name in names]
        given = [_given(row.pieces, kinds, last=row is rows[-1]) for row in rows]
        tried.append((sum(cost for cost, _ in given), len(tried), names, given))
    _, _, names, given = min(tried)
    grid = Grid(["序号", *names], [Said.NUMBER, *map(head_kind, names)])
    pending = iter(given)
    for entry in entries:
        if isinstance(entry, _Row):
            _, ends = next(pending)
            if ends is None:
                words = entry.pieces[0].words if entry.pieces else entry.number
                grid.entries.append((Unread(words, entry.line, "its cells cannot be told apart"), entry.line))
            else:
                grid.entries.append(([entry.number, *_cells(entry.pieces, ends, names)], entry.line))
        else:
            grid.entries.append((entry, entry.line))
    parts = finished(grid, blanks, lines[index].number)
    if parts is None:
        parts = [entry for entry, _ in grid.entries if not isinstance(entry, list)], []
    ends = given[-1][1]
    pieces = rows[-1].pieces
    last = pieces[(len(pieces) if ends is None else ends[-1]) - 1].line if pieces else rows[-1].line
    own = frozenset(line.number for line in lines[first:] if line.number <= last)
    return parts[0], own, parts[1]


def _heads(lines: Sequence[Line], index: int) -> tuple[list[list[str]], int, int] | None:
    """The heads but that of the number, in each order that they may have, and the places of the first line and after the last.

    Heads of two characters a line stand above the others, or half above and half below: 完成, 序号 重点任务, 时限.
    """
    folded = lines[index].passage.folded
    if len(folded) > _LONGEST_LINE or set(folded) & set("\t|。;,:"):
        return None
    names = folded.split()
    if len(names) < _FEWEST_HEADS - 1 or len(names) > _MOST_HEADS or max(map(len, names)) > _LONGEST_HEAD:
        return None
    if sum(head_kind(name) is None for name in names) > 1:
        return None
    first, end = index, index + 1
    above, below = list[str](), list[str]()
    while first and index - first < _MOST_ABOVE and (pieces := _pieces_of_heads(lines[first - 1])):
        above[:0] = pieces
        first -= 1
    while end < len(lines) and end - index <= _MOST_ABOVE and (pieces := _pieces_of_heads(lines[end])):
        below += pieces
        end += 1
    if below and len(above) == len(below):
        more = [over + under for over, under in zip(above, below, strict=True)]
    elif not below and len(above) == 2:
        more = ["".join(above)]
    else:
        more, first = [], index
    if any(head_kind(name) is None for name in more):
        more, first, end = [], index, index + 1
    if Said.NUMBER not in map(head_kind, [*names, *more]):
        return None
    names, more = ([name for name in written if head_kind(name) is not Said.NUMBER] for written in (names, more))
    kinds = {head_kind(name) for name in [*names, *more]}
    if Said.TASK not in kinds or not kinds & set(OF_PARTIES):
        return None
    return list(_merged(names, more)), first, end


def _pieces_of_heads(line: Line) -> list[str]:
    """The halves of heads that a line consists of; empty for any other line."""
    pieces = line.passage.folded.split()
    short = all(len(piece) <= _LONGEST_PIECE and re.fullmatch(r"[\u3400-\u9fff]+", piece) for piece in pieces)
    return pieces if short else []


def _merged(names: Sequence[str], more: Sequence[str]) -> Iterator[list[str]]:
    """The orders in which the heads of two lists may stand beside each other, each list in its own; who leads stands first."""
    for places in itertools.combinations(range(len(names) + len(more)), len(more)):
        found, rest = list(more), list(names)
        merged = [found.pop(0) if place in places else rest.pop(0) for place in range(len(names) + len(more))]
        parties = [kind for name in merged if (kind := head_kind(name)) in OF_PARTIES]
        if not more or Said.LEAD not in parties or parties[0] is Said.LEAD:
            yield merged


def _collect(lines: Sequence[Line], head: set[str]) -> list[_Row | Heading]:
    """The rows and the headings between them, from the line below the heads on; `head` are the lines of these, left out."""
    found: list[_Row | Heading] = []
    row: _Row | None = None
    number = 0
    for line in lines:
        words = line.passage
        if words.folded in head:
            continue
        whole = row is None or _names_any(row.pieces)
        begins = _ROW.match(words.folded)
        if begins and whole and (int(begins[1]) in (number + 1, 1) or not number):
            number = int(begins[1])
            row = _Row(words[: begins.end(1)], [], line.number)
            found.append(row)
            row.pieces += _pieces(words[begins.end() :], line.number)
        elif whole and ENDS.match(words.folded):
            break
        elif whole and (heading := _heading(line)) is not None:
            found.append(heading)
            row = None
        elif row is not None:
            row.pieces += _pieces(words, line.number)
            if len(row.pieces) > _MOST_PIECES:
                break
        elif found and isinstance(found[-1], Heading) and len(found[-1].words) + len(words) <= _LONGEST_HEADING:
            found[-1] = replace(found[-1], words=found[-1].words + words)
        else:
            break
    while found and isinstance(found[-1], Heading):
        found.pop()
    return found


def _heading(line: Line) -> Heading | None:
    """The heading that a line between rows is: 一 空气质量目标, （一）提升服务."""
    words = line.passage
    if len(words) > _LONGEST_HEADING:
        return None
    if (numeral := _NUMERAL.match(words.folded)) is not None:
        return Heading(between([words[: numeral.end(1)], words[numeral.end() :]]), line.number, SECTION)
    found = marker(words)
    return Heading(words, line.number, found[0]) if found is not None and found[0] <= SUBSECTION else None


def _names_any(pieces: Sequence[_Piece]) -> bool:
    """Whether a piece names departments, or two do in which a name is broken."""
    joined = (beside(above.words, below.words) for above, below in itertools.pairwise(pieces))
    return any(map(names_only, itertools.chain((piece.words for piece in pieces), joined)))


def _pieces(words: Passage, line: int) -> Iterator[_Piece]:
    for place, match in enumerate(re.finditer(r"\S+", words.folded)):
        yield _Piece(words[match.start() : match.end()], not place, line)


def _given(pieces: Sequence[_Piece], kinds: Sequence[Said], last: bool) -> tuple[int, tuple[int, ...] | None]:
    """The cost of the best way to give the pieces of a row to its columns, and where each cell ends.

    None where there is no way, or where another as good names other departments. Behind the `last` row other words may stand.
    """
    if len(pieces) > _MOST_PIECES:
        return NEVER, None
    task = max(place for place, kind in enumerate(kinds) if kind is Said.TASK)
    parties = [kind in OF_PARTIES for kind in kinds]

    def cost(column: int, start: int, end: int) -> int:
        return _cost(kinds[column], pieces[start:end], column == task)

    ways = cheapest(len(pieces), parties, cost, lambda left: left * _BEHIND if last or not left else NEVER)
    if not ways:
        return NEVER, None
    tied = len(ways) > 1 and ways[1][0] == ways[0][0]
    nobody = all(start == end for start, end in named(0, ways[0][1], parties))
    return ways[0][0], None if tied or nobody else ways[0][1]


def _cost(kind: Said, cell: Sequence[_Piece], task: bool) -> int:
    """How badly pieces fit a column; `task` is whether it is the one that is never blank."""
    if not cell:
        if kind is Said.TASK:
            return NEVER if task else _MISSING
        # Of two columns of departments the one of those who take part is blank rather than the leads'.
        if kind in OF_PARTIES:
            return _MISSING + (kind is Said.LEAD)
        return _MISSING // 2 + (kind is Said.DEADLINE)
    within = sum(not piece.begins for piece in cell[1:])
    if kind in OF_PARTIES:
        return _cost_of_names(cell)
    if kind is Said.DEADLINE:
        return 0 if is_deadline("".join(piece.words.folded for piece in cell)) else NEVER
    if kind is Said.TASK:
        words = [piece.words for piece in cell]
        odd = sum(map(names_only, words)) + sum(is_deadline(piece.folded) or _begins_names(piece) for piece in words)
        odd += sum(
            above.folded.endswith("。") and not set(below.folded) & _MARKS for above, below in itertools.pairwise(words)
        )
        return _ODD * odd + _BLANK * within + _uneven(cell)
    institutions = sum(is_institution(piece.words.folded) for piece in cell)
    long = sum(len(piece.words) for piece in cell) > _LONGEST_ASIDE
    sentence = any("。" in piece.words.folded for piece in cell)
    return _ODD * (_names_any(cell) + institutions + long + sentence) + (kind is not Said.PERSON) * within


def _cost_of_names(cell: Sequence[_Piece]) -> int:
    joined, adjacent = cell[0].words, 0
    for piece in cell[1:]:
        last = re.split(r"[、,;\s]", joined.folded)[-1]
        first = re.split(r"[、,;]", piece.words.folded)[0]
        adjacent += may_name(last) and may_name(first) and not first.startswith("(")
        joined = beside(joined, piece.words)
    are_names = not set(joined.folded[:-1]) & set("。;") and is_responsibility(joined)
    return _ADJACENT * adjacent + _ODD * joined.folded.endswith(("、", ",")) if are_names else NEVER


def _begins_names(words: Passage) -> bool:
    """Whether a line begins with a name of several, of which the last may be broken: 市民政局、市卫."""
    return "、" in words.folded and may_name(words.folded.split("、")[0])


def _uneven(cell: Sequence[_Piece]) -> int:
    """How many lines of a cell but its last are shorter than the width of its column, by which it was broken."""
    widths = [_width(piece.words) for piece in cell if piece.begins]
    return _SHORT * sum(width < max(widths) - _UNEVEN for width in widths[:-1]) if widths else 0


def _width(words: Passage) -> int:
    return sum(1 + (char > "\u2000") for char in words.words)


def _cells(pieces: Sequence[_Piece], ends: Sequence[int], names: Sequence[str]) -> list[Passage]:
    """The words of each cell; names are parted by a blank where nothing else parts them."""
    found = []
    for name, start, end in zip(names, (0, *ends[:-1]), ends, strict=True):
        cell = [piece.words for piece in pieces[start:end]]
        join = beside if head_kind(name) in OF_PARTIES else Passage.__add__
        found.append(functools.reduce(join, cell) if cell else Passage("", "", ()))
    return found
