"""Words of a question that the cells of a plan's further columns have, without the heads of these: 常务副市长负责哪些任务."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index.details import plain
from index.query import AnyOf, Condition, Detailed, Not
from index.reading.lexicon import Lexicon
from index.reading.spans import Span
from index.tables import Tables

OPEN, CLOSE = '《“"「『(', '》”"」』)'
_EXCEPT = re.compile(r"(?:除了?|除去|除开|不含|不要|去掉|排除)$")
_EXCEPTED = re.compile(r"的?(?:之外|以外|除外|不算|不要)")
# So many characters of a cell tell it, fewer where a number is among them, or where they are all that it says.
_LEAST, _LEAST_NUMBERED, LEAST_WHOLE = 4, 3, 2
LONGEST, _LONGEST_CALLED = 40, 8
# What is done by whom a cell names, or what a document does that it names: 李副市长牵头的任务, 7号文件部署的任务.
_DOES = re.compile(r"[\u3400-\u9fff]{2,4}?(?=的(?:任务|工作|事项|有|是|[哪几]))")
_RUN_BEFORE, _RUN = re.compile(r"\s[\u3400-\u9fff]*$"), re.compile(r"[\u3400-\u9fff]*[\s”\"」]")
_ALIKE = re.compile("的?")


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a question that speaks of a column: the heads that this may have, and the words of its cells.

    Without words it asks for them. `out` is whether the tasks with these words are left out.
    """

    start: int
    end: int
    heads: tuple[str, ...]
    words: str = ""
    out: bool = False


def conditions(said: Sequence[Said]) -> list[Condition]:
    """The tasks of which columns say the words, or do not; any of several words of one column: 张副市长和李副市长分管的."""
    together: dict[tuple[tuple[str, ...], bool], list[Condition]] = {}
    for each in said:
        if each.words:
            columns = (Detailed(head, each.words) for head in each.heads)
            together.setdefault((each.heads, each.out), []).extend(columns)
    found: list[Condition] = []
    for (_, out), cells in together.items():
        where = cells[0] if len(cells) == 1 else AnyOf(tuple(cells))
        found.append(Not(where) if out else where)
    return found


def said_of(
    text: str, start: int, words: tuple[int, int], heads: tuple[str, ...], out: bool = False, upto: int = 0
) -> Said:
    """Words of cells with the marks around them and what else is said from `start` to `upto`, and whether they are left out."""
    first, last = words
    end = max(last + (text[last : last + 1] in tuple(CLOSE)), upto)
    start -= start == first and text[max(start - 1, 0) : start] in tuple(OPEN)
    out = out or bool(_EXCEPT.search(text[:start]) or _EXCEPTED.match(text, end))
    return Said(start, end, heads, text[first:last].strip(OPEN + CLOSE), out)


def is_clear(known: Sequence[Span], start: int, end: int) -> bool:
    """Whether no span lies in a part of a text."""
    return all(span.lies_beside(start, end) for span in known)


def cuts_number(text: str, start: int, end: int) -> bool:
    """Whether a part of a text begins or ends within a number."""
    return any(text[at - 1].isdigit() and text[at].isdigit() for at in (start, end) if 0 < at < len(text))


class Cells:
    """The cells of one plan's further columns, as words may tell them that no task says and no other word accounts for."""

    def __init__(self, tables: Tables, lexicon: Lexicon) -> None:
        self._tables = tables
        self._details = tables.details
        self._lexicon = lexicon

    def said(self, text: str, known: Sequence[Span]) -> list[Said]:
        """The parts of a text that tell cells, from left to right; `known` are the spans that are something else."""
        found: list[Said] = []
        at = 0
        while at < len(text):
            said = self._told(text, at, known)
            if said is None:
                at += 1
                continue
            at = said.end
            both = self._joined(text, found[-1], said) if found else None
            found[len(found) - bool(both) :] = [both or said]
        return [replace(said, end=self._to_what_is_done(text, said.end, known)) for said in found]

    def _joined(self, text: str, first: Said, second: Said) -> Said | None:
        """Two parts of one cell that stand together: 皖林护58号文件, 分管农业农村的副县长."""
        if not _ALIKE.fullmatch(text, first.end, second.start):
            return None
        words = first.words + second.words
        heads = tuple(head for head in first.heads if self._details.holding(head, words))
        return replace(first, end=second.end, heads=heads, words=words) if heads else None

    def _to_what_is_done(self, text: str, end: int, known: Sequence[Span]) -> int:
        """The end of the words that say what is done by whom a cell names."""
        word = self._lexicon.longest(text, end, len(text)) if end < len(text) else ""
        if any(name.startswith("role.") for name in self._lexicon.words.get(word, ())):
            return end + len(word)
        does = _DOES.match(text, end)
        return does.end() if does and is_clear(known, end, does.end()) else end

    def _told(self, text: str, at: int, known: Sequence[Span]) -> Said | None:
        """The longest words at a place that tell a cell."""
        if text[at : at + 2] not in self._pairs:
            return None
        for last in reversed(range(at + LEAST_WHOLE, min(at + LONGEST, len(text)) + 1)):
            words = text[at:last]
            if not words.isalnum() or cuts_number(text, at, last) or not self._tells(words):
                continue
            if any(not _beyond(span, at, last) for span in known) or _is_copied(text, at, last):
                continue
            heads = tuple(head for head in self._details.heads if self._names(head, words))
            return said_of(text, at, (at, last), heads)
        return None

    def _tells(self, words: str) -> bool:
        """Whether words tell a cell by themselves, which no task says and the lexicon does not know."""
        told = any(self._names(head, words) for head in self._details.heads)
        return told and words not in self._lexicon.words and words not in self._prose

    def _names(self, head: str, words: str) -> bool:
        """Whether words are all that a cell says, one of those it lists, a long part of it, or its first character and end."""
        if words.isdigit():
            return False
        least = _LEAST_NUMBERED if any(map(str.isdigit, words)) else _LEAST
        if len(words) >= least and words in self._together[head]:
            return bool(self._details.holding(head, words))
        return words in self._called[head]

    @cached_property
    def _pairs(self) -> frozenset[str]:
        """The two characters with which words that tell a cell may begin."""
        texts = [*self._together.values(), *(name for names in self._called.values() for name in names)]
        return frozenset(text[at : at + 2] for text in texts for at in range(len(text) - 1))

    @cached_property
    def _together(self) -> dict[str, str]:
        return {head: "\0".join(dict.fromkeys(cells.values())) for head, cells in self._details.plain.items()}

    @cached_property
    def _called(self) -> dict[str, frozenset[str]]:
        """By head what its cells are called: 李明副市长, 李副市长, 李市长."""
        return {
            head: frozenset(name for cell in cells.values() for part in cell.split("|") for name in _called(part))
            for head, cells in self._details.plain.items()
        }

    @cached_property
    def _prose(self) -> str:
        """The words of all tasks."""
        return "\0".join(plain(task.prose) for task in self._tables.plan.tasks)


def _called(cell: str) -> Iterator[str]:
    """All of a short cell, and its first character with what it ends with."""
    if LEAST_WHOLE <= len(cell) <= _LONGEST_CALLED:
        yield cell
        yield from (cell[0] + cell[-length:] for length in range(2, len(cell) - 1))


def _is_copied(text: str, start: int, end: int) -> bool:
    """Whether words are among others between blanks, as the cells of a row are that was copied into the question."""
    before, behind = _RUN_BEFORE.search(text[:start]), _RUN.match(text, end)
    return bool(before and behind)


def _beyond(span: Span, start: int, end: int) -> bool:
    """Whether a part of a text lies beside a span, or holds it and says more."""
    return span.lies_beside(start, end) or (
        start <= span.start and span.end <= end and end - start > span.end - span.start
    )
