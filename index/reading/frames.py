"""Frames: which spans of a question a candidate uses and as what, those nearest to the usual way first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.query import Condition, Day
from index.reading.choices import Choices
from index.reading.conditions import Numbers, state
from index.reading.numerals import numbers as printed
from index.reading.parse import Analysis
from index.reading.periods import bounded, ends, may_be_bounded, opened
from index.reading.spans import SURE, Span

MOST_FRAMES = 48
MOST_COST = 2
# Beyond these a number is no place in a list or ranking, no section.
_MOST_PLACES, _MOST_SECTIONS = 10, 12
# More numbers than these are no places that are picked.
_MOST_PICKED = 6
# Tasks 1 to 4 are those numbers; a place is said by an ordinal, or by no word of its own.
_CARDINAL = re.compile(r"[a-z]+s? ?#?\d+\b")
_ALONE = ("logic.alone", "logic.only")
# Words that rank.
RANKED = ("want.most", "want.fewest", "want.ranking")
_WITHIN = ("due", "on", "period")
# Of these states a task has one: no two of a family are stated together.
_FAMILIES = (
    ("alone", "notalone", "nopart"),
    ("nolead", "onelead", "twoleads", "manyleads"),
    ("limit", "nodue", "dated", "day", "ongoing", "overdue"),
    ("notlimit", "notongoing"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The departments used, the mode of each number, the states that no span states, and the cost of all that."""

    used: tuple[int, ...]
    modes: tuple[str, ...]
    extras: tuple[str, ...]
    cost: int

    def numbers(self, analysis: Analysis, *modes: str) -> tuple[int, ...]:
        """The values of the numbers in one of the modes, each once."""
        pairs = zip(analysis.numbers, self.modes, strict=True)
        return tuple(dict.fromkeys(n for span, mode in pairs if mode in modes for n in span.numbers))


def frames(choices: Choices, numbers: Numbers) -> list[Frame]:
    """The frames of a question, the cheapest first."""
    found = [
        Frame(used, modes, extras, a + b + c)
        for a, used in _departments(choices.analysis)
        for b, modes in _configurations(choices, numbers)
        for c, extras in _extras(choices)
        if a + b + c <= MOST_COST
    ]
    return sorted(found, key=lambda frame: frame.cost)[:MOST_FRAMES]


def _departments(analysis: Analysis) -> list[tuple[int, tuple[int, ...]]]:
    spans = analysis.departments
    every = tuple(range(len(spans)))
    names = [(span.mention.parties or span.mention.candidates) if span.mention else () for span in spans]
    # What is taken back is not meant, and who asks is mostly none of those asked about.
    meant = [i for i in every if spans[i].void != SURE]
    others = [i for i in meant if not spans[i].of]
    found: dict[tuple[int, ...], int] = {}
    for used in (meant, others or meant):
        # One that is named twice is one.
        found.setdefault(_once(used, names, last=True), 0)
        found.setdefault(_once(used, names, last=False), 0)
    if len(others) < len(every):
        found.setdefault((), 1)
    for cost, unusual in _unusually(spans) if every else ():
        found.setdefault(unusual, cost)
    return [(cost, used) for used, cost in found.items()]


def _once(used: Sequence[int], names: Sequence[tuple[str, ...]], last: bool) -> tuple[int, ...]:
    """Of the departments that are named several times the last of each, or the first; those without a name all stay."""
    apart = ((i, used[at + 1 :] if last else used[:at]) for at, i in enumerate(used))
    return tuple(i for i, others in apart if not names[i] or names[i] not in [names[j] for j in others])


def _unusually(spans: Sequence[Span]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What else may be meant where departments are named: the last, all, all but one, the sure ones, all but two, none."""
    every = tuple(range(len(spans)))
    yield 1, every[-1:]  # those before it are taken back
    yield 1, every
    for left_out in every:
        yield 1, tuple(i for i in every if i != left_out)
    yield 1, tuple(i for i in every if spans[i].sure)
    for kept in itertools.islice(itertools.combinations(every, len(every) - 2 if len(every) > 1 else 0), 6):
        yield 2, kept
    yield 2, ()


def _configurations(choices: Choices, numbers: Numbers) -> list[tuple[int, tuple[str, ...]]]:
    """The ways to take all numbers together, and what each costs: the times in one way, the others in another."""
    spans = choices.analysis.numbers
    ways = [_modes(choices, span, numbers) for span in spans]
    times = [index for index, span in enumerate(spans) if span.kind == "M"]
    others = [index for index, span in enumerate(spans) if span.kind != "M"]
    found = [
        (a + b, tuple(mode for _, mode in sorted(zip((*times, *others), (*timed, *rest), strict=True))))
        for a, timed in _timed([ways[index] for index in times], [spans[index] for index in times])
        for b, rest in _counted([ways[index] for index in others], [spans[index] for index in others], choices.negative)
    ]
    return [(cost, modes) for cost, modes in found if cost <= MOST_COST]


def _counted(ways: Sequence[list[str]], spans: Sequence[Span], negative: bool) -> list[tuple[int, tuple[str, ...]]]:
    """The ways to take numbers that are no times: as usual, one of them in another way, one of them alone."""
    usual = tuple("skip" if span.void == SURE else way[0] for span, way in zip(spans, ways, strict=True))
    found = {usual: 0}
    found.setdefault(tuple(way[0] for way in ways), 1)
    for index, way in enumerate(ways):
        for mode in way:
            found.setdefault((*usual[:index], mode, *usual[index + 1 :]), 1)
    for cost, modes in _counted_together(ways, usual, negative) if len(ways) > 1 else ():
        found.setdefault(modes, cost)
    return [(cost, modes) for modes, cost in found.items()]


def _counted_together(
    ways: Sequence[list[str]], usual: tuple[str, ...], negative: bool
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The further ways to take several numbers: none counts, one counts, all are left out, one counts in an unusual way."""
    none = ("skip",) * len(ways)
    yield 1, none
    # 不是第12条，是第13条: one of two counts, the other is taken back.
    for index in range(len(ways)):
        yield 1, tuple(mode if place == index else "skip" for place, mode in enumerate(usual))
    for left_out, usually in (("neg", "num"), ("negsec", "sec")) if negative else ():
        yield 1, tuple(left_out if mode == usually else mode for mode in usual)
    for index, way in enumerate(ways):
        for mode in way[1:]:
            yield 2, (*none[:index], mode, *none[index + 1 :])


def _timed(ways: Sequence[list[str]], spans: Sequence[Span]) -> list[tuple[int, tuple[str, ...]]]:
    """The ways to take times: none, one of them, two that go together."""
    none = ("skip",) * len(ways)
    found = {none: 0}
    for index, way in enumerate(ways):
        for mode in way[1:]:
            found.setdefault((*none[:index], mode, *none[index + 1 :]), 1)
    if len(ways) > 2 and all(_WITHIN[0] in way for way in ways):
        found.setdefault((_WITHIN[0],) * len(ways), 1)  # July, August or September
    for first, second in itertools.combinations(range(len(ways)), 2):
        apart = not _says_of(spans[first], spans[second])
        for one, other in _two_times(ways[first], ways[second], apart):
            pair = {first: one, second: other}
            found.setdefault(tuple(pair.get(index, "skip") for index in range(len(ways))), 1)
    return [(cost, modes) for modes, cost in found.items()]


def _says_of(one: Span, other: Span) -> bool:
    """Whether one of two times only says of which year the other is."""
    year, part = (one, other) if one.how == "year" else (other, one)
    return year.how == "year" and part.how != "year" and year.numbers[:1] == part.numbers[:1] > (0,)


def _two_times(one: list[str], other: list[str], apart: bool) -> Iterator[tuple[str, str]]:
    """How two times are taken together: either of them where they stand apart, one without the other, from one to the other."""
    for a, b in itertools.product(one, other):
        either = apart and a == b and a in _WITHIN
        without = "skip" not in (a, b) and a.startswith("not") is not b.startswith("not")
        if either or without or {a, b} in ({"after", "before"}, {"later", "before"}):
            yield a, b


def _modes(choices: Choices, span: Span, numbers: Numbers) -> list[str]:
    """The ways to take a number, the usual one first."""
    first = span.numbers[0] if span.numbers else 0
    negative = choices.negative
    match span.kind:
        case "N" if choices.excepted(span):
            return ["neg", "skip"]
        case "N":
            return _task_modes(span, negative)
        case "G":
            return ["skip"]
        case "S":
            return ["sec", "skip"] + ["negsec"] * negative + ["inner"] * numbers.has_inner(span.numbers)
        case "L":
            return _loose_modes(choices, first)
        case "P":
            return [span.how, "num", "skip"] + ["range"] * (span.how == "pair")
        case "Q" if span.how == "parties":
            # 最忙的五个单位
            ranks = choices.analysis.has(*RANKED) and len(set(span.numbers)) == 1
            return ["skip", "pc", "roles"] + ["helpers"] * (choices.parts > 0) + ["rank"] * ranks
        case "Q":
            return ["skip", "rank"]
        case "M":
            return _time_modes(choices, span, numbers)
        case _:
            found = ["skip", "pick"] + ["num"] * (first > 0)
            return found + ["day"] * (span.numbers in ((1,), (-1,)) and choices.timed)


def _task_modes(span: Span, negative: bool) -> list[str]:
    """The ways to take numbers of tasks: as these, as left out, as a place in a ranking or a list, as the last or one of them."""
    count = len(span.numbers)
    return (
        ["num", "skip"]
        + ["neg"] * negative
        + ["rank"] * (span.numbers[0] <= _MOST_PLACES)
        + ["pick"] * (count < _MOST_PICKED and (span.how == "end" or _are_places(span)))
        + ["last"] * (1 < count < 4)
        + ["one"] * (count > 3 or printed(span.text)[:1] != span.numbers[:1])
    )


def _are_places(span: Span) -> bool:
    """Whether numbers are written and as small as places in a list are."""
    small = -4 < span.numbers[-1] <= _MOST_PLACES and 0 not in span.numbers
    return small and not _CARDINAL.match(span.text)


def _loose_modes(choices: Choices, first: int) -> list[str]:
    """The ways to take a number of no stated kind: a task's, a section's, a place, left out, how many lead."""
    small = first <= _MOST_SECTIONS and choices.analysis.has("want.sections")
    return (
        ["num", "skip"]
        + ["sec"] * small
        + ["rank", "pick"] * (first <= _MOST_PLACES)
        + ["neg"] * choices.negative
        + ["roles"] * (first < 4 and choices.leads > 0)
    )


def _time_modes(choices: Choices, span: Span, numbers: Numbers) -> list[str]:
    """The ways to take a time: within it, by it, from it on, at its last day, outside it, as the section named for it."""
    text, has = choices.analysis.text, choices.analysis.has
    last = bounded(text, span.start, span.end) or has("due.overdue")
    by_then = last or may_be_bounded(text, span.start, span.end)
    first = opened(text, span.start, span.end) or has("want.following")
    ways = (
        ["due"]
        + ["before"] * by_then
        + ["after"] * (not last)
        + ["later"] * first
        + ["on"] * ends(span.text)
        + ["period"] * bool(numbers.named_for(span.numbers))
    )
    stated = {"due", "period", *(["before"] if last else ["after", "later"] if first else [])}
    left_out = ["not" + way for way in ways if way in stated] if choices.may_leave_out(span) else []
    return ["skip", *ways, *left_out]


def _extras(choices: Choices) -> list[tuple[int, tuple[str, ...]]]:
    """A title or none, with no state, one or two that go together, and what each costs: a title that is nearly whole is usual."""
    titles = choices.analysis.titles
    wide = any(title.how in ("whole", "half") for title in titles)
    single = list(_states(choices))
    pairs = itertools.combinations(single, 2)
    together = [(a + b, (one, other)) for (a, one), (b, other) in pairs if _family(one) != _family(other)]
    states = [(0, ()), *((cost, (name,)) for cost, name in single), *together]
    named: list[tuple[int, tuple[str, ...]]] = [(int(wide), ())] + [(int(not wide), ("title",))] * bool(titles)
    if any(map(choices.may_leave_out, titles)):
        named.append((1, ("nottitle",)))
    return [(a + b, (*title, *stated)) for a, title in named for b, stated in states]


def _family(extra: str) -> int:
    name = extra.split(":")[0]
    return next(place for place, names in enumerate(_FAMILIES) if name in names)


def _states(choices: Choices) -> Iterator[tuple[int, str]]:
    """Each state that words of a question may state, with its cost."""
    analysis, negative = choices.analysis, choices.negative
    lacking = negative or analysis.has("logic.blank")
    offered = (
        (1, "alone", analysis.has(*_ALONE)),
        (2, "notalone", analysis.has(*_ALONE) and negative),
        (1, "nolead", (lacking and choices.leads > 0) or analysis.has("logic.nolead")),
        (1, "nopart", lacking and choices.parts > 0),
        (1, "onelead", analysis.has(*_ALONE) and choices.leads > 0),
        (1, "twoleads", analysis.has("want.two")),
        (1, "nodue", analysis.has("due.none") or (lacking and analysis.has("due."))),
        (1, "dated", analysis.has("due.dated")),
        (1, "day", analysis.has("due.exact")),
        (1, "manyleads", analysis.has("want.several")),
        (1, "ongoing", analysis.has("due.ongoing")),
        (1, "notongoing", analysis.has("due.ongoing") and negative),
        (1, "overdue", analysis.has("due.overdue")),
    )
    yield from ((cost, name) for cost, name, is_offered in offered if is_offered)
    for index, limit in enumerate(analysis.limits):
        yield 1, f"limit:{index}"
        if choices.may_leave_out(limit) or analysis.has("due.none"):
            yield 1, f"notlimit:{index}"


def stated(choices: Choices, today: Day) -> Iterable[tuple[str, Condition]]:
    """What a question says of tasks in words alone, by name: that they have one party, no lead, no time limit."""
    for _, name in _states(choices):
        for condition in state(name, choices.analysis, today):
            yield name.split(":")[0], condition
