"""Tables copied a cell a line in which points follow the departments: what is to be done, who does it, how it is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.cells import below_heads, head_of, names_only
from corpus.columns import NOTHING, head_kinds
from corpus.grids import Grid, Heading, Read, finished
from corpus.markers import DIGITS, marker
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, Said

_FEWEST_HEADS, _MOST_HEADS, _LONGEST_HEAD = 4, 8, 14
_FEWEST_ROWS = 3
_POINTS = re.compile("(?:标准|基础|考核)?(?:分数|分值|满分|权重|得分)")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d+)?[分%]?")
_LONGEST_HEADING, _LONGEST_NAMES, _LONGEST_UNKNOWN = 30, 80, 20
_ENDED = ("。", ";", "!")


def read_scored(lines: Sequence[Line], blanks: Mapping[str, bool]) -> Read | None:
    """The parts of the table with whose heads the lines begin, the numbers of its lines, and notices."""
    heads = _heads(lines)
    if heads is None:
        return None
    names, place = heads
    body = below_heads(lines, names)
    places = list(_departments(body))
    if len(places) < _FEWEST_ROWS:
        return None
    # Before the departments stands the task, below the headings of its groups; behind the points how it is judged.
    kinds = head_kinds(names)
    grid = Grid([names[place - 1], *names[place:]], [Said.TASK, kinds[place], *[Said.OTHER] * (len(names) - place - 1)])
    before, most = 0, 0
    for index, (start, end) in enumerate(places):
        task = _task(body, before, start)
        for line in body[_headings(body, before, task) : task]:
            grid.entries.append((_heading(line), line.number))
        words, named = _joined(body[task:start]), _joined(body[start:end], parted=True)
        following = places[index + 1][0] if index + 1 < len(places) else min(end + 1 + most, len(body))
        after = _headings(body, end + 1, _task(body, end + 1, following)) if index + 1 < len(places) else following
        most, before = max(most, after - end - 1), end + 1
        judged = [_joined(body[end + 1 : after])] + [NOTHING] * (len(names) - place - 3)
        grid.entries.append(([words, named, body[end].passage, *judged[: len(names) - place - 2]], body[task].number))
        last = body[max(after - 1, end)].number
    if (read := finished(grid, blanks, lines[0].number)) is None:
        return None
    return read[0], frozenset(line.number for line in lines if line.number <= last), read[1]


def _heads(lines: Sequence[Line]) -> tuple[list[str], int] | None:
    """The heads, and the place of the departments' among them, behind which points stand; None where they are others."""
    names: list[str] = []
    for line in lines[:_MOST_HEADS]:
        name = head_of(line)
        if len(name) > _LONGEST_HEAD or marker(line.passage) is not None or re.search(r"[\d:。,;]", name):
            break
        names.append(name)
    kinds = head_kinds(names)
    place = next((place for place, kind in enumerate(kinds) if kind in OF_PARTIES), 0)
    several = sum(kind in OF_PARTIES for kind in kinds) > 1
    if not place or several or len(names) < _FEWEST_HEADS or Said.TASK not in kinds[:place]:
        return None
    return (names, place) if place + 1 < len(names) and _POINTS.fullmatch(names[place + 1]) else None


def _departments(body: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where lines of departments begin and end that stand below a task and above its points.

    A line above points in which nobody is known stands there too: it is said to be unread.
    """
    before = 0
    for place, line in enumerate(body):
        if not _NUMBER.fullmatch(line.passage.folded) or place < before + 2:
            continue
        start = place
        while start > before + 1 and _names(body[start - 1].passage):
            start -= 1
        above = body[place - 1].passage
        if start < place or (len(above) <= _LONGEST_UNKNOWN and not above.folded.endswith(_ENDED)):
            yield min(start, place - 1), place
            before = place + 1


def _names(words: Passage) -> bool:
    return len(words) <= _LONGEST_NAMES and names_only(words)


def _task(body: Sequence[Line], first: int, start: int) -> int:
    """Where the words of the task begin that end before `start`: in the line before, or above where no line has ended."""
    task = start - 1
    while task > first and not body[task - 1].passage.folded.endswith(_ENDED) and not _heads_rows(body[task - 1]):
        task -= 1
    return task


def _headings(body: Sequence[Line], first: int, task: int) -> int:
    """Where the headings begin that stand above a task."""
    while task > first and _heads_rows(body[task - 1]):
        task -= 1
    return task


def _heads_rows(line: Line) -> bool:
    words = line.passage
    found = marker(words)
    short = len(words) <= _LONGEST_HEADING and not words.folded.endswith(_ENDED)
    return found is not None and found[0] <= DIGITS and short


def _heading(line: Line) -> Heading:
    found = marker(line.passage)
    return Heading(line.passage, line.number, found[0] if found else 1)


def _joined(lines: Sequence[Line], parted: bool = False) -> Passage:
    """The words of lines; those that are names parted."""
    joined = lines[0].passage if lines else NOTHING
    for line in lines[1:]:
        joined = joined.below(line.passage) if parted else joined + line.passage
    return joined
