"""Periods of time as conditions: within them, up to their end, from their beginning, at their last day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from index.query import AnyOf, Condition, Day, Due

# First year, month and day, last year, month and day: a day of 0 is the month's first or last, a year of 0 is not stated,
# of NEXT the one after. THIS_MONTH and THIS_QUARTER in place of a year count the month from today. Several follow each other.
Period = tuple[int, ...]
NEXT, THIS_MONTH, THIS_QUARTER = -1, -2, -3
_LENGTH = 6

# What makes a time the last that is meant, and what makes it the first.
_BEFORE = re.compile(
    r"(?:份|底|末|中旬|上旬|下旬|\d{1,2}[日号])*(?:及?之?以?前|以内|之内|为止)| (?:or|and) (?:earlier|before|sooner)"
)
_BY = re.compile(
    r"\b(?:by|before|until|till|no later than|not later than|on or before|up to|through)(?: the)?(?: end of)? ?$"
    r"|(?:赶在|不晚于|不迟于|截至|截止到?|早于)$"
)
_FROM = re.compile(
    r"(?:份|底|末|年|及)*(?:那一?[批拨茬])?(?:之后|以后|过后|过完|弄完|办完|一过|后|往后|起|开始|以降)"
    r"| (?:or|and) (?:later|after)|(?: on| onwards?| is over| has passed| is past)\b"
)
_AFTER = re.compile(
    r"\b(?:after|(?<!no )(?<!not )later than|past|beyond|since|from|starting)(?: the)?(?: end of)? ?$|(?:晚于|迟于|过了|超过)$"
)


_END = re.compile(
    r"[底末终日号]|\d前|\b(?:end|close)\b|\d(?:st|nd|rd|th)\b|\b\d{1,2} [a-z]|[a-z] \d{1,2}\b|-\d+-\d|^\d+\.\d"
)


def ends(words: str) -> bool:
    """Whether the words of a time name its last day: 10月底, end of May, 20 March."""
    return _END.search(words) is not None


def bounded(text: str, start: int, end: int) -> bool:
    """Whether a time is the last that is meant: 6月底前, by June; 6月底到期 is within it."""
    return bool(_BEFORE.match(text, end) or _BEFORE.search(text, start, end) or _BY.search(text, 0, start))


def may_be_bounded(text: str, start: int, end: int) -> bool:
    """Whether a time may be the last that is meant though nothing says so for certain: 到6月底要完成的."""
    return text.endswith("到", 0, start) and ends(text[start:end])


def opened(text: str, start: int, end: int) -> bool:
    """Whether a time is the first that is meant or the one before that: 7月以后, after June."""
    return bool(_FROM.match(text, end) or _AFTER.search(text, 0, start))


def _resolved(period: Period, usual: int, today: Day) -> tuple[Day, Day]:
    """The first and the last day of a period; `usual` is the year of a time that states none."""
    (y, m, d), (z, n, e) = period[:3], period[-3:]
    if y in (THIS_MONTH, THIS_QUARTER):
        long = 3 if y == THIS_QUARTER else 1
        month = (today[0] * 12 + today[1] - 1) // long * long + m * long
        last = month + long - 1
        return (month // 12, month % 12 + 1, 1), _month_end(last // 12, last % 12 + 1)
    year = usual + 1 if y == NEXT else y or usual
    final = year + 1 if z == NEXT and y != NEXT else z if z > 0 else year
    if (final, n) < (year, m):
        final += 1
    end = _month_end(final, n)
    return (year, m, d or 1), (final, n, min(e or end[2], end[2]))


def _month_end(year: int, month: int) -> Day:
    return year, month, calendar.monthrange(year, month)[1]


def _following(day: Day) -> Day:
    """The day after, also of a year that nothing states (0)."""
    year, month, last = day
    if last < _month_end(year, month)[2]:
        return year, month, last + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def due(mode: str, period: Period, usual: int, today: Day) -> Due:
    """Up to a period's end (before), from its beginning on (after), only after it (later), on its last day (on), or within it."""
    first, last = _resolved(period, usual, today)
    match mode:
        case "before":
            return Due(None, last)
        case "on":
            return Due(last, last)
        case "after":
            return Due(first, None)
        case "later":
            return Due(_following(last), None)
        case _:
            return Due(first, last)


def due_within(period: Period, usual: int, days: Sequence[Day], today: Day, mode: str = "due") -> Condition:
    """The time within a period, or its last day (on); where it states no year the usual one, if something is due then, else any.

    `days` are those on which something is due.
    """
    parts = [period[at : at + _LENGTH] for at in range(0, len(period), _LENGTH)]
    found = [each for part in parts for each in _of_years(part, usual, days, today, mode)]
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _of_years(period: Period, usual: int, days: Sequence[Day], today: Day, mode: str) -> list[Due]:
    found = due(mode, period, usual, today)
    years = sorted({day[0] for day in days})
    whole = period[1] == 1 and period[4] == 12
    if period[0] or whole or len(years) < 2 or any(_holds(found, day) for day in days):
        return [found]
    return [due(mode, (each, *period[1:3], each, *period[4:]), usual, today) for each in years]


def _holds(time: Due, day: Day) -> bool:
    return (time.first is None or time.first <= day) and (time.last is None or day <= time.last)
