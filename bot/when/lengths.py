"""Spans of a length of time, alone or counted from now or a day."""

from __future__ import annotations

import re

from bot.when.lexicon import (
    ENGLISH,
    LIST,
    NUMBER,
    Kind,
    Span,
    number_of,
    pattern,
    values_of,
)
from bot.when.results import Length, WhenFault
from corpus.normalize import NUMERAL

# Lengths of time.

_HALF = "(?:半|half\\s+(?:an?\\s+)?)"
_LENGTH_UNIT = pattern("length")
_PIECE = (
    rf"(?:(?P<half#>{_HALF})\s*个?(?P<of#>{_LENGTH_UNIT})"
    rf"|(?P<n#>\d{{1,4}}|[{NUMERAL}]{{1,4}}|{ENGLISH})\s*-?\s*(?:(?P<mid#>个半|(?:and\s+)?a\s+half)\s*)?"
    rf"(?P<unit#>{_LENGTH_UNIT})(?P<more#>半(?!年|天|个)|\s+and\s+a\s+half)?)"
)
LENGTH = rf"(?:{_PIECE.replace('#', '1')})(?:\s*(?:零|又|and)?\s*(?:{_PIECE.replace('#', '2')}))?"
# The same where another stands before it in one pattern.
_OTHER = LENGTH.replace("(?P<", "(?P<b")
_LENGTH_ALONE = re.compile(rf"(?:{pattern('lasting')}\s*)?{LENGTH}")
_LENGTH_BARE = re.compile(LENGTH)
_AFTER = re.compile(
    rf"(?:过|再过)?\s*{LENGTH}\s*{pattern('after', 'behind')}|{pattern('after', 'before')}\s*{_OTHER}(?:(?:'s?)?\s+time)?"
)
# The same without names, and several: 提前十天、三天; three days and again one day before.
_PLAIN = re.sub(r"\(\?P<\w+>", "(?:", LENGTH)
_AGAIN = rf"{LIST}(?:(?:again|then|once more)\s+)?"
_NOT_BEFORE = rf"(?<!日)(?!\s*(?:{pattern('after', 'behind')}|{pattern('lasting', 'within_behind')}))"
_BEFORE = re.compile(
    rf"{pattern('before', 'before')}\s*(?P<listed>{_PLAIN}(?:{_AGAIN}{_PLAIN}{_NOT_BEFORE})*)|(?:的)?{pattern('before', 'day')}"
    rf"|(?P<ahead>{_PLAIN}(?:{_AGAIN}{_PLAIN})*)\s+(?:{pattern('before', 'behind')})"
)
_ENDING = re.compile(
    rf"(?:最后|末尾|最末|头)\s*(?![一1](?:个|天|日|周))(?:{NUMBER}|几)\s*个?(?:天|日|工作日|周|星期|礼拜)(?!天)"
    rf"|(?:the\s+)?(?:last|first|final)\s+(?:{ENGLISH}|\d{{1,2}}|few)\s+(?:working\s+|business\s+)?(?:days|weeks)(?![a-z])"
)
_DAY = Length(days=1)
_UNITS = {
    "quarter_hour": Length(minutes=15),
    "minute": Length(minutes=1),
    "hour": Length(minutes=60),
    "day": Length(days=1),
    "week": Length(days=7),
    "fortnight": Length(days=14),
    "month": Length(months=1),
    "year": Length(months=12),
    "workday": Length(workdays=1),
}
# The longest first.
_BY_SIZE = ("year", "month", "fortnight", "week", "workday", "day", "hour", "quarter_hour", "minute")
# Of the other units nobody says half.
_HALVES = {"hour": Length(minutes=30), "day": Length(minutes=720), "month": Length(days=15), "year": Length(months=6)}


def _plus(one: Length, other: Length, times: int = 1) -> Length:
    return Length(
        one.months + other.months * times,
        one.days + other.days * times,
        one.minutes + other.minutes * times,
        one.workdays + other.workdays * times,
    )


def length_in(found: re.Match[str], prefix: str = "") -> Length:
    """The one length of time that a pattern of this module found; WhenFault for two: three days and one day."""
    lengths = _lengths_in(found, prefix)
    if len(lengths) > 1:
        raise WhenFault("several", found.group().strip())
    return lengths[0]


def _lengths_in(found: re.Match[str], prefix: str = "") -> list[Length]:
    """The length of time that was found, of two pieces where the second unit is the smaller one, else one of each piece."""
    lengths, units = list[Length](), list[str]()
    for which in "12":
        half, n = found[f"{prefix}half{which}"], found[f"{prefix}n{which}"]
        if not (half or n):
            continue
        units.append(_length_unit(found[f"{prefix}of{which}"] or found[f"{prefix}unit{which}"]))
        if half:
            length = _half_of(found[f"{prefix}of{which}"])
        else:
            length = _plus(Length(), _UNITS[units[-1]], number_of(n))
            if found[f"{prefix}mid{which}"] or found[f"{prefix}more{which}"]:
                length = _plus(length, _half_of(found[f"{prefix}unit{which}"]))
        if len(units) == 1 or _BY_SIZE.index(units[1]) <= _BY_SIZE.index(units[0]):
            lengths.append(length)
        else:
            lengths = [_plus(lengths[0], length)]
    return lengths or [Length()]


def _half_of(word: str) -> Length:
    half = _HALVES.get(_length_unit(word))
    if half is None:
        raise WhenFault("unreadable", word)
    return half


def _length_unit(word: str) -> str:
    return values_of("length")[re.sub(r"\s+", " ", word)]


def read_after(text: str, at: int) -> Span | None:
    found = _AFTER.match(text, at)
    if not found:
        return None
    length = length_in(found) if found["half1"] or found["n1"] else length_in(found, "b")
    if not any((length.months, length.days, length.minutes, length.workdays)):
        raise WhenFault("unreadable", found.group())
    return Span(Kind.AFTER, at, found.end(), length)


def read_before(text: str, at: int) -> Span | None:
    found = _BEFORE.match(text, at)
    if not found:
        return None
    said = found["listed"] or found["ahead"]
    pieces = list(_LENGTH_BARE.finditer(said)) if said else []
    # Two weeks, one week and two days before: of several the and joins two.
    lengths = [one for piece in pieces for one in _lengths_before(piece, len(pieces) > 1)] if said else [_DAY]
    return Span(Kind.BEFORE, at, found.end(), tuple(-one for one in lengths), behind=not found["ahead"])


def _lengths_before(found: re.Match[str], listed: bool) -> list[Length]:
    if listed and " and " in found.group() and found["n2"] and _length_unit(found["unit1"]) != "hour":
        return [one for piece in found.group().split(" and ") for one in _lengths_in(_whole_length(piece))]
    lengths = _lengths_in(found)
    joined = " and " in found.group() and len(lengths) == 1 and found["n2"]
    if joined and _length_unit(found["unit1"]) != "hour":
        # A week and a day before are two times to some.
        raise WhenFault("several", found.group().strip())
    return lengths


def _whole_length(text: str) -> re.Match[str]:
    found = _LENGTH_BARE.match(text.strip())
    assert found is not None, "a piece of a length is one"
    return found


def read_length(text: str, at: int) -> Span | None:
    found = _LENGTH_ALONE.match(text, at)
    return Span(Kind.LENGTH, at, found.end(), length_in(found)) if found else None


_WITHIN = re.compile(
    rf"{pattern('lasting', 'within')}\s*{LENGTH}|{_OTHER}\s*{pattern('lasting', 'within_behind')}(?![容部涵])"
)


def read_within(text: str, at: int) -> Span | None:
    """A length that bounds a time and names none: 3天内, for a week. Its value is the length."""
    found = _WITHIN.match(text, at)
    if not found:
        return None
    return Span(
        Kind.VAGUE, at, found.end(), length_in(found) if found["half1"] or found["n1"] else length_in(found, "b")
    )


def read_ending(text: str, at: int) -> Span | None:
    """Several days at an end of a period, which are not told day by day: 最后三天."""
    found = _ENDING.match(text, at)
    return Span(Kind.VAGUE, at, found.end()) if found else None
