"""Words of time at the beginning of a text: «每周一 9点», «monthly 1 09:00», «2027-03-01 提交实施方案»."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.schedule import Every, Schedule, at, exists, next_due
from corpus.normalize import NUMERAL, fold, number
from corpus.readers import read_toml

WORDS_FILE = Path(__file__).with_name("when.toml")
DIGEST_TIME = dt.time(8, 30)
REMINDER_TIME = dt.time(9, 0)
MOST_YEARS = 10
# A schedule stands within so many characters; the words of a reminder go on behind it.
MOST_READ = 100
_WEEKDAYS = "一二三四五六日"


class WhenFault(Exception):
    """Words of time that name no due time. `reason` is a key of the table [when] in locales/, `said` the words."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason, said)
        self.reason = reason
        self.said = said


@dataclass(frozen=True, slots=True)
class When:
    """What was said of time, None where nothing was, and the `rest` of the text as written.

    A date without a year has month and day, a day alone is one of every month, a weekday alone the next such day.
    """

    every: Every | None = None
    workdays: bool | None = None
    time: dt.time | None = None
    date: dt.date | None = None
    weekday: int | None = None
    month: int | None = None
    day: int | None = None
    off: bool | None = None
    rest: str = ""


def read_when(text: str, today: dt.date) -> When:
    """The words of time at the beginning of `text`; WhenFault for a time or date that does not exist."""
    # Letter by letter, so that the rest can be cut off the text as written.
    head = text[:MOST_READ]
    folded = "".join(other if len(other := fold(char)) == 1 else char for char in head)
    when, position = When(), 0
    while position < len(folded):
        # A filler after the last word of time belongs to the rest: «9点 和财政厅核对».
        found = _FILLERS.match(folded, position)
        step = _next(folded, found.end() if found else position, when, today)
        if step is None:
            break
        when, position = step
    return replace(when, rest=text[position:].strip(" ,，、:：;；"))


def digest_schedule(when: When) -> Schedule:
    """The schedule of a digest, daily at 08:30 where nothing else is said; WhenFault for one that does not recur."""
    if when.rest:
        raise WhenFault("unreadable", when.rest)
    every = when.every or (Every.WEEKLY if when.weekday is not None else Every.DAILY)
    dated = when.date is not None or when.month is not None
    if dated or every is Every.YEARLY or (when.day is not None and every is not Every.MONTHLY):
        raise WhenFault("digest_recurs")
    if when.weekday is not None and every is not Every.WEEKLY:
        raise WhenFault("day_mismatch")
    return Schedule(
        every, when.time or DIGEST_TIME, weekday=when.weekday or 0, day=when.day or 1, workdays=bool(when.workdays)
    )


def reminder_schedule(when: When, zone: ZoneInfo, now: dt.datetime) -> tuple[Schedule, dt.datetime]:
    """The schedule of a reminder and its first due time (UTC); WhenFault where there is none, or it is past or too far."""
    today = now.astimezone(zone).date()
    time = when.time or REMINDER_TIME
    date = when.date or _date_of(when, today)
    every = when.every or (Every.DAILY if when.workdays else Every.ONCE)
    if every is Every.ONCE:
        if date is None:
            date = _weekday_from(when, time, zone, now) if when.weekday is not None else None
        if date is None:
            raise WhenFault("no_date")
        schedule = Schedule(every, time, date=date)
        if not exists(date, time, zone):
            raise WhenFault("skipped", f"{date} {time:%H:%M}")
    else:
        day = when.day or (date.day if date else None)
        weekday = when.weekday if when.weekday is not None else date.weekday() if date else None
        month = when.month or (date.month if date else None)
        lacks = {Every.WEEKLY: weekday is None, Every.MONTHLY: day is None, Every.YEARLY: day is None or month is None}
        if lacks.get(every):
            raise WhenFault("no_day")
        schedule = Schedule(every, time, weekday or 0, day or 1, month or 1, workdays=bool(when.workdays))
    # A full date beside a repetition is the day that it starts.
    if when.date is not None and every is not Every.ONCE and at(when.date, time, zone) > now:
        first = next_due(schedule, zone, at(when.date, dt.time(), zone) - dt.timedelta(seconds=1))
    else:
        first = next_due(schedule, zone, now)
    if first is None:
        raise WhenFault("past", f"{date} {time:%H:%M}")
    if first > now + dt.timedelta(days=366 * MOST_YEARS):
        raise WhenFault("too_far", str(first.astimezone(zone).date()))
    return schedule, first


def _date_of(when: When, today: dt.date) -> dt.date | None:
    """The next date of that month and day; a year has it that is at most eight away."""
    if when.month is None or when.day is None:
        return None
    for year in range(today.year, today.year + 9):
        try:
            date = dt.date(year, when.month, when.day)
        except ValueError:
            continue
        if date >= today:
            return date
    return None


def _weekday_from(when: When, time: dt.time, zone: ZoneInfo, now: dt.datetime) -> dt.date:
    due = next_due(Schedule(Every.WEEKLY, time, weekday=when.weekday or 0), zone, now)
    assert due is not None
    return due.astimezone(zone).date()


# Reading, piece by piece.


def _words(table: str, *keys: str) -> str:
    """The words of a table as a pattern, longest first; a Latin word is matched whole."""
    lists = read_toml(WORDS_FILE)[table]
    return _either(word for key in (keys or lists) for word in lists[key])


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) + (r"(?![a-z])" if word[-1].isascii() else "") for word in ordered) + ")"


@functools.cache
def _values(table: str) -> dict[str, int]:
    return {word: int(key) for key, words in read_toml(WORDS_FILE)[table].items() for word in words}


_N = rf"(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})"
_PART = _words("part")
_END = r"(?![\d:.])"
_FILLERS = re.compile(rf"(?:\s|{_words('filler')})*")
_OFF = re.compile(_words("off"))
_REPEAT = {every: re.compile(_words("every", every)) for every in Every if every is not Every.ONCE}
_WORKDAYS = re.compile(_words("every", "workdays"))
_WEEKDAY = re.compile(
    rf"(?P<each>{_words('every', 'each')}\s*)?(?P<week>{_words('week')}\s*)?(?P<word>{_words('weekday')})"
)
_WEEKDAY_LEFT = re.compile(rf"(?P<n>[{_WEEKDAYS}天]|[1-7](?![\d:点时.]))")
_TIME = re.compile(
    rf"(?P<part>{_PART})?\s*(?:(?P<h>\d{{1,3}}):(?P<m>\d{{1,3}})(?::\d\d)?"
    rf"|(?P<hour>\d{{1,3}}|[{NUMERAL}]{{1,3}})(?:点|时)(?!后|之后|以后)(?:钟|整)?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{{1,2}}|[{NUMERAL}]{{1,4}})分?)?"
    rf"|(?P<clock>\d{{1,2}})(?=\s*{_PART}))(?:\s*(?P<after>{_words('part', '0', '12')}))?"
)
_DATE = re.compile(rf"(?P<y>\d{{4}})\s*[-/.年]\s*(?P<m>{_N})\s*[-/.月]\s*(?P<d>{_N})\s*[日号]?{_END}")
_MONTH_DAY = re.compile(rf"(?P<year>{_words('year')})?\s*(?P<m>{_N})\s*月\s*(?P<d>{_N})\s*[日号]?{_END}")
_MONTH = _words("month")
_ENGLISH_DATE = re.compile(
    rf"(?:(?P<m>{_MONTH})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH}))"
    rf"(?:,?\s*(?P<y>\d{{4}}))?{_END}"
)
_YEARLY_DAY = re.compile(rf"(?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_END}")
_MONTHLY_DAY = re.compile(rf"(?P<d>{_N})\s*(?:号|日|st|nd|rd|th)?(?![\d:点时.])")
_DAY = re.compile(rf"(?P<word>{_words('day')})|(?P<short>{_words('day_of_part')})(?={_PART})")
_LATER = re.compile(
    rf"(?P<n>{_N})\s*(?:(?P<days>天)|(?P<weeks>周|个?星期))(?:后|以后|之后)|in (?P<en>\d{{1,3}}) (?:days?|(?P<w>weeks?))(?![a-z])"
)
_LAST = re.compile(_words("last"))


def _next(text: str, position: int, when: When, today: dt.date) -> tuple[When, int] | None:
    """`when` with the word of time at `position` and where that ends; None for other words or a thing said before."""
    if position >= len(text) or (_latin(text[position]) and position and _latin(text[position - 1])):
        return None
    for read in (_off, _weekday, _repeat, _date, _day_of_repeat, _time):
        if found := read(text, position, when, today):
            given, end = found
            if any(getattr(when, name) is not None for name in given):
                return None
            return replace(when, **given), end  # type: ignore[arg-type]
    return None


Found = tuple[dict[str, object], int] | None


def _off(text: str, position: int, when: When, today: dt.date) -> Found:
    found = _OFF.match(text, position)
    return ({"off": True}, found.end()) if found else None


def _weekday(text: str, position: int, when: When, today: dt.date) -> Found:
    found = _WEEKDAY.match(text, position)
    if not found:
        return None
    weekday = _values("weekday")[found["word"]]
    if found["week"]:
        monday = today - dt.timedelta(days=today.weekday())
        weeks = _values("week")[found["week"].strip()]
        return {"date": monday + dt.timedelta(weeks=weeks, days=weekday)}, found.end()
    given: dict[str, object] = {"weekday": weekday}
    return (given | {"every": Every.WEEKLY} if found["each"] else given), found.end()


def _repeat(text: str, position: int, when: When, today: dt.date) -> Found:
    if found := _WORKDAYS.match(text, position):
        return {"workdays": True}, found.end()
    for every, pattern in _REPEAT.items():
        if found := pattern.match(text, position):
            left = _WEEKDAY_LEFT.match(text, found.end()) if every is Every.WEEKLY else None
            if left is None:
                return {"every": every}, found.end()
            day = int(left["n"]) - 1 if left["n"].isdigit() else _WEEKDAYS.index(left["n"].replace("天", "日"))
            return {"every": every, "weekday": day}, left.end()
    return None


def _date(text: str, position: int, when: When, today: dt.date) -> Found:
    if found := _DATE.match(text, position):
        return {"date": _dated(int(found["y"]), found["m"], found["d"], found.group())}, found.end()
    if found := _MONTH_DAY.match(text, position):
        if found["year"]:
            year = today.year + _values("year")[found["year"]]
            return {"date": _dated(year, found["m"], found["d"], found.group())}, found.end()
        return _month_day(found["m"], found["d"], found.group()), found.end()
    if found := _ENGLISH_DATE.match(text, position):
        month, day = str(_values("month")[found["m"] or found["m2"]]), found["d"] or found["d2"]
        if found["y"]:
            return {"date": _dated(int(found["y"]), month, day, found.group())}, found.end()
        return _month_day(month, day, found.group()), found.end()
    if found := _LATER.match(text, position):
        count = int(found["en"]) if found["en"] else number(found["n"]) or 0
        return {"date": today + dt.timedelta(days=count * (7 if found["weeks"] or found["w"] else 1))}, found.end()
    if found := _DAY.match(text, position):
        days = _values("day")[found["word"]] if found["word"] else _values("day_of_part")[found["short"]]
        return {"date": today + dt.timedelta(days=days)}, found.end()
    return None


def _day_of_repeat(text: str, position: int, when: When, today: dt.date) -> Found:
    """A bare day beside monthly, a bare month and day beside yearly."""
    if when.every is Every.MONTHLY:
        if found := _LAST.match(text, position):
            return {"day": 31}, found.end()
        if (found := _MONTHLY_DAY.match(text, position)) and not _TIME.match(text, position):
            day = number(found["d"]) or 0
            if not 1 <= day <= 31:
                raise WhenFault("no_such_date", found.group().strip())
            return {"day": day}, found.end()
    if when.every is Every.YEARLY and (found := _YEARLY_DAY.match(text, position)):
        return _month_day(found["m"], found["d"], found.group()), found.end()
    return None


def _time(text: str, position: int, when: When, today: dt.date) -> Found:
    found = _TIME.match(text, position)
    if not found:
        return None
    hour = number(found["h"] or found["hour"] or found["clock"]) or 0
    if found["half"]:
        minute = 30
    elif found["quarter"]:
        minute = 15 if found["quarter"] == "一" else 45
    else:
        minute = number(found["m"] or found["minute"] or "0") or 0
    part = found["part"] or found["after"]
    if part and 0 < hour <= 12:
        first = _values("part")[part]
        hour = (first + (hour - first) % 12) % 24
    try:
        return {"time": dt.time(hour, minute)}, found.end()
    except ValueError:
        raise WhenFault("no_such_time", found.group().strip()) from None


def _dated(year: int, month: str, day: str, said: str) -> dt.date:
    try:
        return dt.date(year, number(month) or 0, number(day) or 0)
    except ValueError:
        raise WhenFault("no_such_date", said.strip()) from None


def _month_day(month: str, day: str, said: str) -> dict[str, object]:
    leap = _dated(2000, month, day, said)
    return {"month": leap.month, "day": leap.day}


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
