"""What a frame states of tasks beside their departments, as conditions: numbers, sections, times, counts, states."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.normalize import fold
from corpus.records import Role
from index.query import All, AnyOf, Condition, Day, Due, InSection, Not, Numbered, PartyCount, Placed, RoleCount
from index.reading import cells, dates
from index.reading.numerals import MANY
from index.reading.numerals import numbers as printed
from index.reading.parse import Analysis
from index.reading.periods import Period, due, due_within
from index.tables import Tables

if TYPE_CHECKING:
    from index.reading.frames import Frame

LEAD, PART = Role.LEAD, Role.PARTICIPANT


class Numbers:
    """Printed numbers of a plan's tasks and sections as keys; one that the plan lacks as its negative."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._nested: dict[int, tuple[int, ...]] = {}
        for section in tables.plan.sections:
            if section.parent:
                self._nested[section.number] = (*self._nested.get(section.number, ()), section.key)

    def tasks(self, printed: Iterable[int]) -> tuple[int, ...]:
        """The keys of tasks with those numbers."""
        return tuple(dict.fromkeys(key for n in printed for key in self._tables.numbered(abs(n))))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days on which tasks are due, each once."""
        return tuple(sorted({day for day in self._tables.days.values() if day}))

    def sections(self, printed: Iterable[int]) -> tuple[int, ...]:
        """The keys of sections with those numbers, of nested ones where no outer one has it."""
        found: dict[int, None] = {}
        for number in printed:
            keys = self._tables.sections_numbered(abs(number))
            found.update(dict.fromkeys(self._nested.get(number, keys) if keys[0] < 0 else keys))
        return tuple(found)

    def has_inner(self, printed: Iterable[int]) -> bool:
        """Whether sections within others bear one of those numbers as well as outer ones."""
        return any(n in self._nested and self._tables.sections_numbered(abs(n))[0] > 0 for n in printed)

    def inner(self, printed: Iterable[int]) -> tuple[int, ...]:
        """The keys of the sections within others with those numbers."""
        return tuple(key for n in printed for key in self._nested.get(n, ()))

    def in_sections(self, found: list[Condition]) -> list[Condition]:
        """Sections that are named apart, by number and by title, as any of them, unless one lies within another."""
        named = [each for each in found if isinstance(each, InSection)]
        if len(named) < 2 or self._tables.run(All(tuple(named))):
            return found
        keys = tuple(dict.fromkeys(key for each in named for key in each.numbers))
        return [InSection(keys), *(each for each in found if not isinstance(each, InSection))]

    def paired(self, group: int, printed: int) -> tuple[int, ...]:
        """The keys of task `printed` of section `group`, 2-3 where numbers begin again; its negative where there is none."""
        named = All((InSection(self.sections((group,))), Numbered(self.tasks((printed,)))))
        return tuple(sorted(self._tables.run(named))) or (-printed,)

    @cached_property
    def _periods(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """The sections whose title begins with a time, by its first and last month: the quarters of a year."""
        found: dict[tuple[int, int], tuple[int, ...]] = {}
        for section in self._tables.plan.sections:
            title = fold(section.title)
            matches = ((pattern.match(title), values) for _, pattern, values in dates.SHAPES)
            if period := next((values(match) for match, values in matches if match), ()):
                months = period[1], period[-2]
                found[months] = (*found.get(months, ()), section.key)
        return found

    def named_for(self, period: Period) -> tuple[int, ...]:
        """The keys of the sections whose title is a period's months; none where sections are not named for times."""
        return self._periods.get((period[1], period[-2]), ()) if len(self._periods) > 1 else ()


def conditions(frame: Frame, analysis: Analysis, numbers: Numbers, today: Day, year: int) -> list[Condition]:
    """The conditions of a frame beside its departments."""
    found: list[Condition] = []
    spans = zip(analysis.numbers, frame.modes, strict=True)
    paired = [numbers.paired(span.numbers[0], span.numbers[-1]) for span, mode in spans if mode == "pair"]
    if picked := (*numbers.tasks(frame.numbers(analysis, "num")), *itertools.chain.from_iterable(paired)):
        found.append(Numbered(tuple(dict.fromkeys(picked))))
    if places := frame.numbers(analysis, "sec"):
        found.append(InSection(numbers.sections(places)))
    if places := frame.numbers(analysis, "inner"):
        found.append(InSection(numbers.inner(places)))
    if left_out := frame.numbers(analysis, "neg"):
        found.append(Not(Numbered(numbers.tasks(left_out))))
    if left_out := frame.numbers(analysis, "negsec"):
        found.append(Not(InSection(numbers.sections(left_out))))
    for span, mode in zip(analysis.numbers, frame.modes, strict=True):
        match mode:
            case "last":  # 第12，不对，第13条
                found.append(Numbered(numbers.tasks(span.numbers[-1:])))
            case "one":  # 第7条后面的括号 is no range
                found.append(Numbered(numbers.tasks(printed(span.text)[:1])))
            case "range":
                found.append(Numbered(numbers.tasks(range(span.numbers[0], span.numbers[1] + 1))))
            case "pc":
                found.append(PartyCount(span.numbers[0], span.numbers[-1]))
            case "roles":
                found.append(RoleCount(LEAD, span.numbers[0], span.numbers[-1]))
            case "helpers":
                found.append(RoleCount(PART, span.numbers[0], span.numbers[-1]))
    found += _times(frame, analysis, numbers, today, year)
    found += cells.conditions(analysis.columns)
    found += [stated for extra in frame.extras for stated in state(extra, analysis, today)]
    return numbers.in_sections(found)


def _times(frame: Frame, analysis: Analysis, numbers: Numbers, today: Day, year: int) -> Iterator[Condition]:
    """The times of a frame: those within which any of several, those by and after which each."""
    within: list[Condition] = []
    for span, mode in zip(analysis.numbers, frame.modes, strict=True):
        if span.kind != "M" or mode == "skip":
            continue
        stated = _time(mode.removeprefix("not"), span.numbers, numbers, today, year)
        if mode.startswith("not"):
            yield Not(stated)
        elif mode in ("before", "after", "later"):
            yield stated
        else:
            within.append(stated)
    sections = [item for item in within if isinstance(item, InSection)]
    if sections and len(sections) == len(within):
        yield InSection(tuple(key for section in sections for key in section.numbers))
    elif within:
        yield within[0] if len(within) == 1 else AnyOf(tuple(within))


def _time(mode: str, period: Period, numbers: Numbers, today: Day, year: int) -> Condition:
    match mode:
        case "period":
            return InSection(numbers.named_for(period))
        case "due" | "on":
            return due_within(period, year, numbers.days, today, mode)
        case _:
            return due(mode, period, year, today)


# What is said of tasks in words alone, by its name.
_STATES: dict[str, Condition] = {
    "alone": PartyCount(1, 1),
    "notalone": Not(PartyCount(1, 1)),
    "nolead": RoleCount(LEAD, 0, 0),
    "nopart": RoleCount(PART, 0, 0),
    "onelead": RoleCount(LEAD, 1, 1),
    "twoleads": RoleCount(LEAD, 2, 2),
    "manyleads": RoleCount(LEAD, 2, MANY),
    "nodue": Due(),
    "dated": Due(dated=True),
    "day": Due(said="日"),
    "ongoing": Due(ongoing=True),
    "notongoing": Not(Due(ongoing=True)),
}


def state(extra: str, analysis: Analysis, today: Day) -> list[Condition]:
    """The condition of an extra; limit:1 is the second of the printed time limits that a question says."""
    name, _, index = extra.partition(":")
    match name:
        case "title" | "nottitle":
            titled = InSection(tuple(dict.fromkeys(n for span in analysis.titles for n in span.numbers)))
            return [titled if name == "title" else Not(titled)]
        case "limit":
            return [Due(said=analysis.limits[int(index)].text)]
        case "notlimit":
            return [Not(Due(said=analysis.limits[int(index)].text))]
        case "overdue":
            return [Due(None, today)]
        case _:
            return [_STATES[name]] if name in _STATES else []


def placed(condition: Condition | None, frame: Frame, analysis: Analysis) -> Condition | None:
    """The condition with the places that the frame picks from it: the third that it leads."""
    places = tuple(
        n - analysis.tasks - 1 if span.how == "end" and n > 0 else n
        for span, mode in zip(analysis.numbers, frame.modes, strict=True)
        if mode == "pick"
        for n in span.numbers
    )
    if condition is None and places and min(places) > 0:
        return Numbered(places)  # of all tasks, keys are places
    return Placed(condition, places) if places else condition
