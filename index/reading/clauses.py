"""Clauses of a question: which words of negation may leave out what is named beside them, and which belong to other talk."""

from __future__ import annotations

from collections.abc import Iterator

from index.reading.features import Sight, bucket
from index.reading.lexicon import Unit
from index.reading.spans import Span

NEGATIONS = ("logic.not", "logic.except", "logic.absent", "logic.else", "want.none")
_SENTENCE_ENDS = frozenset("。；;！!？?.\n")
# Words of leaving out that stand before what they leave out, always.
_PREPOSED = frozenset(("除", "除了", "除开", "除去", "除却"))
# Words that leave a clause a mere list of names.
_LISTING = ("logic.and", "logic.either", "logic.also", "stop.words", "talk.")


class Clauses:
    """The clauses of one question, in order, each a run of units; blanks between Chinese words end one as a comma does."""

    def __init__(self, sight: Sight) -> None:
        self._clauses: list[list[Unit]] = [[]]
        self._sentences: list[int] = [0]
        last: Unit | None = None
        for unit in sight.units:
            ends = "stop.mark" in unit.classes and unit.text != "、"
            blank = last is not None and last.end < unit.start and not unit.text.isascii() and not last.text.isascii()
            if ends or blank:
                self._sentences.append(self._sentences[-1] + (unit.text in _SENTENCE_ENDS))
                self._clauses.append([])
            if not ends:
                self._clauses[-1].append(unit)
            last = unit
        self._negated = [any(map(_negates, clause)) for clause in self._clauses]
        self._lists = [all(map(_is_listed, clause)) for clause in self._clauses]
        self._names = [any(unit.text.startswith("<") for unit in clause) for clause in self._clauses]

    def may_leave_out(self, span: Span) -> bool:
        """Whether what a span names may be left out: by a word of its clause, or of one beside it that names nothing itself."""
        at = self._at(span)
        if self._negated[at]:
            return not self._only_ahead(span, at)
        beside = [each for each in (at - 1, at + 1) if self._together(at, each)]
        return any(self._negated[each] and not self._names[each] for each in beside) or self._listed(at)

    def _only_ahead(self, span: Span, at: int) -> bool:
        """Whether all that leaves out in a clause stands behind a span, for what follows: 甲牵头的里面除去乙的还有哪些."""
        words = [unit for unit in self._clauses[at] if _negates(unit) and "logic.else" not in unit.classes]
        return bool(words) and all(unit.text in _PREPOSED and unit.start >= span.end for unit in words)

    def _listed(self, at: int) -> bool:
        """Whether a clause is but a list of names that goes on with a clause that leaves out: 甲、乙，这两家不要."""
        for step in (-1, 1):
            place = at
            while self._lists[place] and self._together(at, place + step):
                place += step
                if self._negated[place]:
                    return True
        return False

    def _together(self, at: int, other: int) -> bool:
        return 0 <= other < len(self._clauses) and self._sentences[at] == self._sentences[other]

    def _at(self, span: Span) -> int:
        """The clause of a span."""
        ends = (place for place, clause in enumerate(self._clauses) if clause and span.start < clause[-1].end)
        return next(ends, len(self._clauses) - 1)

    def nearest(self, span: Span) -> Iterator[tuple[str, str, int]]:
        """The nearest word of negation before and after a span in its clause: the side, the word's class, how far off."""
        clause = self._clauses[self._at(span)]
        before = [unit for unit in clause if unit.end <= span.start][::-1]
        after = [unit for unit in clause if unit.start >= span.end]
        for side, units in (("l", before), ("r", after)):
            far = next((n for n, unit in enumerate(units) if _negates(unit)), None)
            yield (side, "none", 0) if far is None else (side, _class(units[far]), bucket(far, 1, 2, 4, 7))


def _negates(unit: Unit) -> bool:
    return any(name in NEGATIONS for name in unit.classes)


def _class(unit: Unit) -> str:
    return next(name for name in unit.classes if name in NEGATIONS)


def _is_listed(unit: Unit) -> bool:
    return unit.text.startswith("<") or unit.text == "、" or any(name.startswith(_LISTING) for name in unit.classes)
