"""The columns of a table: which holds the task, which group the rows, and what a blank cell stands for."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from corpus.clauses import is_responsibility
from corpus.normalize import number
from corpus.passage import Passage
from corpus.roles import OF_PARTIES, Said, head_kind, is_nothing, label_kind

NOTHING = Passage("", "", ())
_DITTO = re.compile(r"同上|[〃″”\"']+|:")
# 空白栏与上一栏内容相同
_SAME_AS_ABOVE = re.compile(
    r"空白?(?:的)?(?:单元)?(?:栏|格|处|项|表示|为)?[^。;]{0,8}(?:与|同|和)[^。;]{0,6}上[^。;]{0,8}(?:相同|一致|同)|空白?(?:栏|格|处|项)?[^。;]{0,6}同上"
)
_MEANS_NONE = re.compile(r"空白?(?:栏|格|处|项|的)[^。;]{0,8}(?:无|没有|不涉及)")
# “目标任务”“责任领导”栏空白的: of these columns only.
_OF_COLUMNS = re.compile(r"[\"“「']([^\"“”「」']{2,12})[\"”」'](?=[^。;]*空)")
# 主办单位一栏为空的
_OF_NAMED = re.compile(r"([\u3400-\u9fff]{2,8}?)(?:一?栏|一?列)(?=[^。;]*空)")
_REMEDY = re.compile("整改(?:目标|措施|举措|要求)$")
_NEVER = 1e9
# Of rows longer than the heads there are so many, and a cell of one may fit its column so badly.
_FEWEST_WHOLE, _MOST_ODD = 2, 2
# 序号3（市序号4）: another list's number stands in brackets.
_NUMBER = re.compile(
    r"(?:序号|编号|问题)?[(第]?(?:\d{1,3}\s?[.-]\s?)*(\d{1,5}|[一二三四五六七八九十百]{1,4})[)、.项号]?"
    r"(?:\([^()\d]{0,6}序号[^()]*\d\))?"
)


def is_none(cell: Passage) -> bool:
    """Whether a cell says that there is nothing: 无, —, /."""
    return is_nothing(cell.folded)


def value(cell: Passage) -> int | None:
    """The number that a cell holds: 3, （三）, 3、, 2.3 (the third of its group)."""
    match = _NUMBER.fullmatch(cell.folded.strip())
    return number(match[1]) if match else None


def blanks_repeat(notes: Sequence[Passage]) -> dict[str, bool]:
    """Whether a blank cell repeats the one above by the notes of a document, by the head of the column; "" for all others."""
    said: dict[str, bool] = {}
    for note in notes:
        for sentence in re.split("[。;]", note.folded):
            repeats = _SAME_AS_ABOVE.search(sentence) is not None
            if repeats or _MEANS_NONE.search(sentence):
                named = [head for head in _OF_NAMED.findall(sentence) if label_kind(head) is not None]
                for head in _OF_COLUMNS.findall(sentence) or named or [""]:
                    said[head] = said.get(head, False) or repeats
    return said


def decided(kinds: Sequence[Said | None], rows: Sequence[Sequence[Passage]]) -> list[Said]:
    """What each column holds, exactly one the task and some before it the groups of the rows; OTHER is kept and named."""
    found = [kind or Said.OTHER for kind in kinds]
    _number_column(found, rows)
    wide = [_width(column, rows) for column in range(len(found))]
    grouping = {column for column in range(len(found)) if _groups(column, rows)}
    tasks = [column for column, kind in enumerate(found) if kind is Said.TASK and column not in grouping]
    others = [column for column, kind in enumerate(found) if kind in (Said.OTHER, Said.TASK) and column not in grouping]
    if not tasks and others and (Said.TASK not in found or max(wide[column] for column in others) > 6):
        tasks = others
    if not tasks:
        tasks = [column for column, kind in enumerate(found) if kind is Said.TASK]
    if not tasks:
        return found
    task = max(tasks, key=lambda column: (wide[column], -column))
    for column, kind in enumerate(found):
        if column == task:
            found[column] = Said.TASK
        elif kind is Said.TASK or (kind is Said.OTHER and column in grouping):
            found[column] = Said.GROUP if column in grouping and column < task else Said.OTHER
        elif kind is Said.GROUP and column > task:
            found[column] = Said.OTHER
    return found


def _number_column(found: list[Said], rows: Sequence[Sequence[Passage]]) -> None:
    """Makes the first column of numbers the one of the tasks' numbers where no head says so."""
    if Said.NUMBER in found or not rows:
        return
    cells = [row[0] for row in rows if row[0]]
    if found[0] is Said.OTHER and cells and all(cell.folded.isdigit() for cell in cells):
        found[0] = Said.NUMBER


def _width(column: int, rows: Sequence[Sequence[Passage]]) -> float:
    written = [len(row[column]) for row in rows if row[column]]
    return sum(written) / max(1, len(written))


def _groups(column: int, rows: Sequence[Sequence[Passage]]) -> bool:
    """Whether a column's cells hold for several rows: left blank below the first, or repeated."""
    if not rows or not rows[0][column]:
        return False
    same = sum(not row[column] or row[column].folded == above[column].folded for above, row in itertools.pairwise(rows))
    return same > 0


def filled(
    rows: Sequence[Sequence[Passage]],
    kinds: Sequence[Said],
    repeat: Sequence[bool | None],
    unread: Collection[int] = (),
) -> tuple[list[list[Passage]], list[int]]:
    """The rows with what blank cells repeat from above, and the places of the rows in which that is our reading of them.

    `repeat` is what the document says of blank cells in each column. Where it says nothing, a blank repeats the cell above
    in a column of groups; and in one of departments if otherwise nobody would lead those who take part, or nobody would be
    named at all. `unread` are the places before which a row could not be read: what stood there repeats nowhere, but a group.
    """
    above = [NOTHING] * len(kinds)
    marked = any(is_none(row[column]) for row in rows for column, kind in enumerate(kinds) if kind in OF_PARTIES)
    found, guessed = [], []
    for place, row in enumerate(rows):
        begins = any(kinds[c] is Said.GROUP and cell and cell.folded != above[c].folded for c, cell in enumerate(row))
        if begins or place in unread:
            above = [
                cell if kind is Said.GROUP or (again and place not in unread) else NOTHING
                for cell, kind, again in zip(above, kinds, repeat, strict=True)
            ]
        cells = [above[column] if _DITTO.fullmatch(cell.folded) else cell for column, cell in enumerate(row)]
        blank = {column for column, cell in enumerate(cells) if not cell}
        repeated = {column for column in blank if kinds[column] is Said.GROUP}
        repeated |= {c for c in blank if repeat[c] and kinds[c] not in (Said.NUMBER, Said.TASK)}
        if merged := {c for c in _merged(cells, kinds, blank, marked) if repeat[c] is None}:
            repeated |= merged
            guessed += [place] * any(above[column] for column in merged)
        cells = [above[column] if column in repeated else cell for column, cell in enumerate(cells)]
        above = [cell or above[column] for column, cell in enumerate(cells)]
        found.append(cells)
    return found, guessed


def _merged(cells: Sequence[Passage], kinds: Sequence[Said], blank: set[int], marked: bool) -> set[int]:
    """Blank cells that go on with those above though no note says so."""
    parties = {column for column, kind in enumerate(kinds) if kind in OF_PARTIES}
    beside = {column for column in blank if kinds[column] in (Said.PERSON, Said.DEADLINE)}
    if parties and parties <= blank:
        return parties | beside
    lead = {column for column in parties if kinds[column] is Said.LEAD}
    main = lead or {column for column in parties if kinds[column] is Said.RESPONSIBLE}
    joint = lead and any(kinds[column] is Said.RESPONSIBLE for column in parties - blank)
    if main <= blank and (marked or not joint) and main != parties:
        return main | {column for column in beside if kinds[column] is Said.PERSON}
    return set()


def head_kinds(names: Sequence[str]) -> list[Said | None]:
    """What the columns hold by their heads; measures and aims (整改措施) are beside a task before them."""
    kinds = [head_kind(name) for name in names]
    if not set(kinds) & set(OF_PARTIES):
        kinds = [Said.RESPONSIBLE if judges(name) else kind for name, kind in zip(names, kinds, strict=True)]
    first = next((place for place, kind in enumerate(kinds) if kind is Said.TASK), len(kinds))
    return [
        Said.OTHER if kind is Said.TASK and place > first and _REMEDY.match(re.sub(r"\s", "", names[place])) else kind
        for place, kind in enumerate(kinds)
    ]


def judges(head: str) -> bool:
    """Whether a head names those within an institution for whose work points are given: 考核处室."""
    return re.fullmatch("(?:被?考核|评价)(?:责任)?[处科股]室", head) is not None


def spread(
    heads: Sequence[str], kinds: Sequence[Said | None], rows: Sequence[Sequence[Passage]]
) -> tuple[list[str], list[Said | None]]:
    """The heads and kinds of the columns, the head written for each that stands over several: where most whole rows have more
    cells than there are heads, and only one head can have them.
    """
    longer = Counter(len(row) for row in rows if any(row[len(heads) :]))
    width, times = max(longer.items(), key=lambda found: found[::-1], default=(0, 0))
    whole = [row for row in rows if len(row) == width]
    if times < _FEWEST_WHOLE:
        return list(heads), list(kinds)
    ways = []
    for place, kind in enumerate(kinds):
        over = [place] * (width - len(heads))
        columns = sorted([*range(len(heads)), *over])
        spanned = grouped([kinds[column] or Said.OTHER for column in columns], whole)
        costs = sum(_cost(kind, cell) for row in whole for kind, cell in zip(spanned, row, strict=True))
        ways.append((costs / len(whole), kind not in (Said.TASK, Said.GROUP), columns))
    best = min(ways)

    def parties(columns: Sequence[int]) -> list[int]:
        return [place for place, column in enumerate(columns) if kinds[column] in OF_PARTIES]

    alike = all(parties(way[2]) == parties(best[2]) for way in ways if way[0] < best[0] + 1)
    if best[0] > _MOST_ODD or not alike:
        return list(heads), list(kinds)
    return [heads[column] for column in best[2]], [kinds[column] for column in best[2]]


def grouped(kinds: Sequence[Said], rows: Sequence[Sequence[Passage]]) -> list[Said]:
    """The kinds of columns, of several that may be the task the widest in whole rows; those before it group the rows."""
    tasks = [column for column, kind in enumerate(kinds) if kind is Said.TASK]
    whole = [row for row in rows if len(row) == len(kinds)]
    if len(tasks) < 2 or not whole:
        return list(kinds)
    widest = max(tasks, key=lambda column: _width(column, whole))
    other = {column: Said.GROUP if column < widest else Said.OTHER for column in tasks if column != widest}
    return [other.get(column, kind) for column, kind in enumerate(kinds)]


def fitted(cells: Sequence[Passage], kinds: Sequence[Said]) -> list[Passage] | None:
    """Fewer or more cells than columns given to the columns whose kind they fit, in order; None where they do not."""
    if len(cells) > len(kinds):
        extra = cells[len(kinds) :]
        return None if any(extra) else list(cells[: len(kinds)])
    missing = len(kinds) - len(cells)
    ways = [[_NEVER] * len(cells) + [0.0] for _ in range(len(kinds) + 1)]
    for column in range(len(kinds) - 1, -1, -1):
        for place in range(len(cells), -1, -1):
            skip = ways[column + 1][place] + _absent(kinds[column])
            take = ways[column + 1][place + 1] + _cost(kinds[column], cells[place]) if place < len(cells) else _NEVER
            ways[column][place] = min(skip, take)
    if ways[0][0] > 3 * missing + 6:
        return None
    given, place = [], 0
    for column, kind in enumerate(kinds):
        can = place < len(cells)
        if can and ways[column][place] == ways[column + 1][place + 1] + _cost(kind, cells[place]):
            given.append(cells[place])
            place += 1
        else:
            given.append(NOTHING)
    return given


def _absent(kind: Said) -> float:
    return {Said.TASK: 20.0, Said.NUMBER: 4.0, Said.GROUP: 0.5}.get(kind, 2.0)


def _cost(kind: Said, cell: Passage) -> float:
    """How little a cell fits a kind of column."""
    if not cell or is_none(cell):
        return 8.0 if kind is Said.TASK else 0.2
    if kind is Said.NUMBER:
        return 0.0 if value(cell) is not None else 9.0
    named = is_responsibility(cell)
    if kind in OF_PARTIES:
        return 0.0 if named else 6.0
    if kind is Said.TASK:
        return 4.0 * named + 6.0 * (value(cell) is not None) + (1.0 if len(cell) < 6 else 0.0)
    return 3.0 * named + 3.0 * (len(cell) > 30) + 3.0 * (kind is Said.GROUP and cell.folded.isdigit())
