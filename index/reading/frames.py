"""Frames: which spans of a question a candidate uses and as what, those nearest to the usual way first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.records import Role
from index.query import All, Condition, Day, Due, InSection, Not, Numbered, PartyCount, Placed, RoleCount
from index.reading.choices import LEAD, PART, Choices
from index.reading.dates import bounded, due, opened, within
from index.reading.numerals import numbers as printed
from index.reading.parse import Analysis
from index.tables import Tables

MOST_FRAMES = 40
MOST_COST = 2
_MANY = 9999
# Beyond these a number is no place in a list or ranking, no section.
_MOST_PLACES, _MOST_SECTIONS = 10, 12
# Tasks 1 to 4 are those numbers; a place is said by an ordinal, or by no word of its own.
_CARDINAL = re.compile(r"[a-z]+s? ?#?\d+\b")
_ALONE = ("logic.alone", "logic.only")


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

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which tasks are due."""
        return tuple(sorted({day[0] for day in self._tables.days.values() if day}))

    def sections(self, printed: Iterable[int]) -> tuple[int, ...]:
        """The keys of sections with those numbers, of nested ones where no outer one has it."""
        found: dict[int, None] = {}
        for number in printed:
            keys = self._tables.sections_numbered(abs(number))
            found.update(dict.fromkeys(self._nested.get(number, keys) if keys[0] < 0 else keys))
        return tuple(found)

    def paired(self, group: int, printed: int) -> Condition:
        """Task `printed` of section `group`: 2-3 in a plan whose numbers begin again."""
        return All((InSection(self.sections((group,))), Numbered(self.tasks((printed,)))))


@dataclass(frozen=True, slots=True)
class Frame:
    """The departments used, the mode of each number, a condition that no span states, and the cost of all that."""

    used: tuple[int, ...]
    modes: tuple[str, ...]
    extra: str
    cost: int

    def numbers(self, analysis: Analysis, *modes: str) -> tuple[int, ...]:
        """The values of the numbers in one of the modes, each once."""
        pairs = zip(analysis.numbers, self.modes, strict=True)
        return tuple(dict.fromkeys(n for span, mode in pairs if mode in modes for n in span.numbers))


def frames(choices: Choices) -> list[Frame]:
    """The frames of a question, the cheapest first."""
    analysis = choices.analysis
    found = [
        Frame(used, modes, extra, a + b + c)
        for a, used in _departments(analysis)
        for b, modes in _configurations(choices)
        for c, extra in _extras(choices)
        if a + b + c <= MOST_COST
    ]
    return sorted(found, key=lambda frame: frame.cost)[:MOST_FRAMES]


def _departments(analysis: Analysis) -> list[tuple[int, tuple[int, ...]]]:
    spans = analysis.departments
    every = tuple(range(len(spans)))
    parties = [span.mention.parties if span.mention else () for span in spans]
    # One that is named twice is one.
    found = {tuple(i for i in every if not parties[i] or parties[i] not in parties[i + 1 :]): 0}
    found.setdefault(tuple(i for i in every if not parties[i] or parties[i] not in parties[:i]), 0)
    if every:
        found.setdefault(every[-1:], 1)  # those before it are taken back
        found.setdefault(every, 1)
        for left_out in every:
            found.setdefault(tuple(i for i in every if i != left_out), 1)
        found.setdefault(tuple(i for i in every if spans[i].sure), 1)
        for kept in itertools.islice(itertools.combinations(every, len(every) - 2 if len(every) > 1 else 0), 6):
            found.setdefault(kept, 2)
        found.setdefault((), 2)
    return [(cost, used) for used, cost in found.items()]


def _configurations(choices: Choices) -> list[tuple[int, tuple[str, ...]]]:
    ways = [_modes(choices, index) for index in range(len(choices.analysis.numbers))]
    usual = tuple(way[0] for way in ways)
    found = {usual: 0}
    for index, way in enumerate(ways):
        for mode in way[1:]:
            found.setdefault((*usual[:index], mode, *usual[index + 1 :]), 1)
    if len(ways) > 1:
        found.setdefault(("skip",) * len(ways), 1)
        # 不是第12条，是第13条: one of two counts, the other is taken back.
        for index in range(len(ways)):
            found.setdefault(tuple(m if i == index else "skip" for i, m in enumerate(usual)), 1)
        for left_out, usually in (("neg", "num"), ("negsec", "sec")):
            if choices.negative:
                found.setdefault(tuple(left_out if mode == usually else mode for mode in usual), 1)
    return [(cost, modes) for modes, cost in found.items()]


def _modes(choices: Choices, index: int) -> list[str]:
    """The ways to take a number, the usual one first."""
    span = choices.analysis.numbers[index]
    first = span.numbers[0] if span.numbers else 0
    places = len(span.numbers) < 6 and -4 < span.numbers[-1] <= _MOST_PLACES
    places = places and 0 not in span.numbers and not _CARDINAL.match(span.text)
    negative = choices.negative
    match span.kind:
        case "N":
            found = (
                ["num", "skip"]
                + ["neg"] * negative
                + ["rank"] * (first <= _MOST_PLACES)
                + ["pick"] * (places and span.how != "end")
            )
            found += ["pick"] * (span.how == "end" and len(span.numbers) < 6)
            return (
                found
                + ["last"] * (1 < len(span.numbers) < 4)
                + ["one"] * (len(span.numbers) > 3 or printed(span.text)[:1] != span.numbers[:1])
            )
        case "G":
            return ["skip"]
        case "S":
            return ["sec", "skip"] + ["negsec"] * negative
        case "L":
            small = first <= _MOST_SECTIONS and choices.analysis.has("want.sections")
            return (
                ["num", "skip"]
                + ["sec"] * small
                + ["rank", "pick"] * (first <= _MOST_PLACES)
                + ["neg"] * negative
                + ["roles"] * (first < 4 and choices.leads > 0)
            )
        case "P":
            return [span.how, "num", "skip"] + ["range"] * (span.how == "pair")
        case "Q":
            return ["skip", "pc", "roles"] if span.how == "parties" else ["skip", "rank"]
        case "M":
            last = bounded(choices.analysis.text, span.start, span.end)
            first = opened(choices.analysis.text, span.start, span.end)
            found = ["skip", "due"] + ["before"] * last + ["after"] * (not last) + ["later"] * first
            return found + ["notdue"] * negative
        case _:
            return ["skip", "pick", "num"] if first > 0 else ["skip", "pick"]


def _extras(choices: Choices) -> list[tuple[int, str]]:
    analysis = choices.analysis
    wide = any(title.how in ("whole", "half") for title in analysis.titles)
    found = [(int(wide), "")] + [(int(not wide), "title")] * bool(analysis.titles)
    if analysis.has(*_ALONE):
        found += [(1, "alone")] + [(2, "notalone")] * choices.negative
    if choices.negative:
        found += [(1, "nolead")] * (choices.leads > 0) + [(1, "nopart")] * (choices.parts > 0)
    if analysis.has("want.two"):
        found.append((1, "twoleads"))
    if analysis.has("logic.nolead"):
        found.append((1, "nolead"))
    if analysis.has("due.none") or (choices.negative and analysis.has("due.")):
        found.append((1, "nodue"))
    if analysis.limit:
        found.append((1, "limit"))
    if analysis.has("want.several"):
        found.append((1, "manyleads"))
    if analysis.has("due.ongoing"):
        found.append((1, "ongoing"))
    if analysis.has("due.overdue"):
        found.append((1, "overdue"))
    return found


def conditions(frame: Frame, analysis: Analysis, numbers: Numbers, today: Day, year: int) -> list[Condition]:
    """The conditions of a frame beside its departments."""
    found: list[Condition] = []
    if picked := frame.numbers(analysis, "num"):
        found.append(Numbered(numbers.tasks(picked)))
    if places := frame.numbers(analysis, "sec"):
        found.append(InSection(numbers.sections(places)))
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
            case "pair":
                found.append(numbers.paired(span.numbers[0], span.numbers[-1]))
            case "pc":
                found.append(PartyCount(span.numbers[0], span.numbers[-1]))
            case "roles":
                found.append(RoleCount(LEAD, span.numbers[0], span.numbers[-1]))
            case "notdue":
                found.append(Not(within(span.numbers, year, numbers.years, today)))
            case "due":
                found.append(within(span.numbers, year, numbers.years, today))
            case "before" | "after" | "later":
                found.append(due(mode, span.numbers, year, today))
    return found + _extra(frame.extra, analysis, today)


def stated(choices: Choices, today: Day) -> Iterable[tuple[str, Condition]]:
    """What a question says of tasks in words alone, by name: that they have one party, no lead, no time limit."""
    for _, name in _extras(choices):
        for condition in _extra(name, choices.analysis, today):
            yield name, condition


def _extra(extra: str, analysis: Analysis, today: Day) -> list[Condition]:
    none: dict[str, Role] = {"nolead": LEAD, "nopart": PART}
    match extra:
        case "title":
            return [InSection(tuple(dict.fromkeys(n for span in analysis.titles for n in span.numbers)))]
        case "alone":
            return [PartyCount(1, 1)]
        case "notalone":
            return [Not(PartyCount(1, 1))]
        case "nolead" | "nopart":
            return [RoleCount(none[extra], 0, 0)]
        case "twoleads":
            return [RoleCount(LEAD, 2, 2)]
        case "manyleads":
            return [RoleCount(LEAD, 2, _MANY)]
        case "limit":
            return [Due(said=analysis.limit)]
        case "nodue":
            return [Due()]
        case "ongoing":
            return [Due(ongoing=True)]
        case "overdue":
            return [Due(None, today)]
        case _:
            return []


def placed(condition: Condition | None, frame: Frame, analysis: Analysis) -> Condition | None:
    """The condition with the places that the frame picks from it: the third that it leads."""
    places = tuple(
        n - analysis.tasks - 1 if span.how == "end" and n > 0 else n
        for span, mode in zip(analysis.numbers, frame.modes, strict=True)
        if mode == "pick"
        for n in span.numbers
    )
    return Placed(condition, places) if places else condition
