"""Lines below one another given to the columns of a table row: a cell may go over several, be empty, or be followed by notes."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence

from corpus.clauses import is_responsibility
from corpus.deadlines import is_deadline
from corpus.parties import has_level, may_name
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, Said
from corpus.whole_rows import beside

# What stands below a table of a cell a line.
ENDS = re.compile(r"附件|备?注\s?[:1-9]|说明:|填表")
# A row holds no more lines than these: what follows is no part of it.
_MOST_LINES = 40
_EMPTY = "—-/无"
_MEASURE = re.compile(r"\((\d{1,2})\)")
_DEADLINE = re.compile(r"年|月|季度|长期|持续|底")
_LONGEST_PERSON = 12
# The cost of a column without a line, of a line that no column takes, of one below a head for departments that names none (it
# is said to be unread there), of a further line in a cell, and of what looks wrong.
_MISSING, _DROPPED, _UNNAMED, _FURTHER, _ODD, _NEVER = 8, 12, 14, 1, 5, 1000
_SHORTEST_TASK, _SHORTEST_LINE = 8, 3
# A group of rows has a short title.
_LONGEST_GROUP = 20


def head_of(line: Line) -> str:
    """A line as the head of a column: folded, without blanks and bars."""
    return re.sub(r"[\s|]", "", line.passage.folded)


def below_heads(lines: Sequence[Line], names: Sequence[str]) -> list[Line]:
    """The lines below the heads of a table, up to a note or the heads once more."""

    def heads(place: int) -> bool:
        found = (head_of(line) for line in lines[place : place + len(names)])
        return all(name == head for name, head in zip(names, found, strict=False))

    body = range(len(names), len(lines))
    end = next((place for place in body if ENDS.match(lines[place].passage.folded) or heads(place)), len(lines))
    return list(lines[len(names) : end])


def assigned(lines: Sequence[Passage], columns: Sequence[Said]) -> list[Passage]:
    """For each column the lines of its cell, joined; the cheapest of all ways to part them in order."""
    lines = lines[:_MOST_LINES]
    names = list(map(names_only, lines))

    def cost(kind: Said, start: int, end: int, last: bool) -> int:
        if start == end:
            # Of two columns of departments the one of those who take part is blank rather than the leads'.
            return _NEVER if kind is Said.TASK else _MISSING + (kind is Said.LEAD)
        further, folded = (end - start - 1) * _FURTHER, lines[start].folded
        named = sum(names[start:end])
        if kind in OF_PARTIES:
            bare = all(not line.strip(_EMPTY) for line in lines[start:end])
            if named == end - start or bare:
                return further if last else 2 * further
            if is_broken(lines[start:end]):
                return further + 1
            return _UNNAMED if end - start == 1 else _NEVER
        if kind is Said.TASK:
            return _ODD * (named + _goes_over(lines[start:end]))
        if kind is Said.DEADLINE:
            return 2 * further + _ODD * sum(not _DEADLINE.search(line.folded) for line in lines[start:end])
        if kind is Said.PERSON:
            return 2 * further + (0 if len(folded) <= _LONGEST_PERSON and not named else _ODD)
        if kind is Said.GROUP:
            return 2 * further + _ODD * (bool(named) + 2 * (len(folded) > _LONGEST_GROUP))
        return 2 * further + _ODD * bool(named)

    @functools.cache
    def cheapest(column: int, start: int) -> tuple[int, tuple[int, ...]]:
        """The cost of giving the lines from `start` on to the columns from `column` on, and where each of these ends."""
        if column == len(columns):
            return _DROPPED * (len(lines) - start), ()
        kind = columns[column]
        last = all(later not in OF_PARTIES for later in columns[column + 1 :])
        ways = []
        for end in range(start, len(lines) + 1):
            rest, ends = cheapest(column + 1, end)
            ways.append((cost(kind, start, end, last) + rest, (end, *ends)))
        return min(ways)

    _, ends = cheapest(0, 0)
    starts = (0, *ends[:-1])
    return [_joined(lines[start:end], kind) for kind, start, end in zip(columns, starts, ends, strict=True)]


def _joined(lines: Sequence[Passage], kind: Said) -> Passage:
    """Lines of one cell; those of departments parted by a blank, as names are."""
    if not lines:
        return Passage("", "", ())
    if kind in OF_PARTIES:
        return functools.reduce(beside, lines)
    return functools.reduce(lambda joined, line: joined + line, lines)


def _goes_over(task: Sequence[Passage]) -> bool:
    """Whether lines of a task's words look like pieces of names: below a sentence that has ended, or a few characters."""
    short = len(task) > 1 and len(task[-1]) <= _SHORTEST_LINE and not task[-1].folded.endswith(("。", ";"))
    below = any(
        above.folded.endswith("。") and len(line) < _SHORTEST_TASK and not set(line.folded) & set("。;,:")
        for above, line in itertools.pairwise(task)
    )
    return short or below or any(may_name(line.folded.split("、")[0]) for line in task if "、" in line.folded)


def is_broken(lines: Sequence[Passage]) -> bool:
    """Whether lines are names of departments, some broken over them: 市水利, 局.

    A line before one that is a name by itself, or that begins with a level, is no beginning of it but the end of other words.
    """
    joined = lines[0]
    for line in lines[1:]:
        last = re.split(r"[、,;\s]", joined.folded)[-1]
        whole = not last or is_responsibility(joined[len(joined) - len(last) :])
        if not whole and (has_level(line.folded) or (names_only(line) and last == joined.folded)):
            return False
        joined = beside(joined, line)
    return len(lines) > 1 and is_responsibility(joined)


def names_only(line: Passage) -> bool:
    """Whether a line names departments and is no sentence: 新建3个养老服务中心。"""
    one = line.folded.endswith("。") and len(line) > _SHORTEST_TASK and not set(line.folded) & set("、,;:")
    return bool(line.strip(_EMPTY)) and not one and is_responsibility(line)


def by_measure(lines: Sequence[Passage]) -> list[Sequence[Passage]]:
    """The lines of a row, cut where each of its measures （1）, （2） and so on has lines of departments below it.

    What stands before the first is part of all: 老城更新, （1）改造…, 市住建局, （2）新建…, 市城管局.
    """
    numbered = [(place, match) for place, line in enumerate(lines) if (match := _MEASURE.match(line.folded))]
    places = [place for place, _ in numbered]
    cut = [lines[start:end] for start, end in itertools.pairwise([*places, len(lines)])]
    ordered = [int(match[1]) for _, match in numbered] == list(range(1, len(numbered) + 1))
    if not ordered or not all(any(map(names_only, piece[1:])) for piece in cut):
        return [lines]
    return [[*lines[: places[0]], *piece] for piece in cut] or [lines]


def rows_within(lines: Sequence[Passage], columns: Sequence[Said]) -> list[Sequence[Passage]]:
    """The lines of a numbered row, cut where its cells are there and a sentence begins another beside some that span both."""
    if len(measures := by_measure(lines)) > 1:
        return measures
    after = columns[columns.index(Said.TASK) + 1 :]
    if not set(after) <= {*OF_PARTIES, Said.DEADLINE, Said.PERSON}:
        return [lines]
    cuts, named = [0], False
    for place, line in enumerate(lines):
        sentence = len(line) >= _SHORTEST_TASK and line.folded.endswith("。") and not names_only(line)
        if sentence and named and not is_deadline(line.folded):
            cuts.append(place)
            named = False
        named = named or names_only(line) or (len(cuts) > 1 and is_deadline(line.folded))
    return [lines[start:end] for start, end in itertools.pairwise([*cuts, len(lines)])]
