"""When something is due: schedules in a chat's local time, turned into instants in UTC."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal
from zoneinfo import ZoneInfo

import chinese_calendar
from dateutil import rrule

UTC = dt.UTC
DEFAULT_ZONE = "Asia/Shanghai"


class Every(StrEnum):
    """How often something is due."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


LAST = -1
_FREQUENCIES: dict[Every, Literal[1, 2, 3]] = {
    Every.DAILY: rrule.DAILY,
    Every.WEEKLY: rrule.WEEKLY,
    Every.MONTHLY: rrule.MONTHLY,
    # Of the months that it names.
    Every.YEARLY: rrule.MONTHLY,
}
# Every month has so many days.
SHORTEST_MONTH = 28
# The law's days off by the sun's calendar; the others of a year, and the days made up for, are announced late in the year before.
_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# People plan holidays so far ahead.
_AHEAD = dt.timedelta(days=60)
# A day put off, and the last period's, lie within so many days before.
_BACK = dt.timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times of day and the days that they fall on.

    Once has `dates`; weekly `weekdays` (0 is Monday); monthly `days` (LAST is the last one) and perhaps the only `months`;
    yearly `months` and `days`. A month with `nth` has the n-th of its weekdays, or of its working days where there are
    none, from the end for LAST. A day that a month does not have is its last one. `interval` counts days, weeks or months
    from `start`, which is also the first day, as `until` is the last. With `workdays`, daily leaves out days off, and
    the others wait for the next working day.
    """

    every: Every
    times: tuple[dt.time, ...]
    weekdays: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    dates: tuple[dt.date, ...] = ()
    nth: int = 0
    interval: int = 1
    start: dt.date | None = None
    until: dt.date | None = None
    workdays: bool = False


def as_json(schedule: Schedule) -> dict[str, Any]:
    """The schedule as JSON keeps it, without what is as usual."""
    kept = {
        "every": schedule.every.value,
        "times": [f"{time:%H:%M}" for time in schedule.times],
        "weekdays": list(schedule.weekdays),
        "days": list(schedule.days),
        "months": list(schedule.months),
        "dates": [date.isoformat() for date in schedule.dates],
        "nth": schedule.nth,
        "interval": schedule.interval if schedule.interval > 1 else 0,
        "start": schedule.start and schedule.start.isoformat(),
        "until": schedule.until and schedule.until.isoformat(),
        "workdays": schedule.workdays,
    }
    return {key: value for key, value in kept.items() if value}


def from_json(kept: Mapping[str, Any]) -> Schedule:
    """The schedule that `as_json` gave."""

    def date(key: str) -> dt.date | None:
        return dt.date.fromisoformat(kept[key]) if key in kept else None

    return Schedule(
        Every(kept["every"]),
        tuple(map(dt.time.fromisoformat, kept["times"])),
        tuple(kept.get("weekdays", ())),
        tuple(kept.get("days", ())),
        tuple(kept.get("months", ())),
        tuple(map(dt.date.fromisoformat, kept.get("dates", ()))),
        kept.get("nth", 0),
        kept.get("interval", 1),
        date("start"),
        date("until"),
        kept.get("workdays", False),
    )


def next_due(schedule: Schedule, zone: ZoneInfo, after: dt.datetime) -> dt.datetime | None:
    """The first instant (UTC) later than `after`; None where nothing more is due."""
    start = after.astimezone(zone).date()
    times = sorted(schedule.times)
    for day in _days(schedule, start):
        for instant in (at(day, time, zone) for time in times):
            if instant > after:
                return instant
    return None


def following(schedule: Schedule, zone: ZoneInfo, after: dt.datetime) -> Iterator[dt.datetime]:
    """The instants (UTC) later than `after`, one after another; without an end where the schedule has none."""
    due = next_due(schedule, zone, after)
    while due is not None:
        yield due
        due = next_due(schedule, zone, due)


def due_times(schedule: Schedule, zone: ZoneInfo, after: dt.datetime) -> list[dt.datetime]:
    """All instants (UTC) of a single schedule that are later than `after`."""
    found = sorted({at(day, time, zone) for day in schedule.dates for time in schedule.times})
    return [instant for instant in found if instant > after]


def missed(schedule: Schedule, zone: ZoneInfo, due: dt.datetime, now: dt.datetime) -> int:
    """How many due times after `due` have passed too, by `now`."""
    return sum(1 for _ in itertools.takewhile(lambda instant: instant <= now, following(schedule, zone, due)))


def at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The instant in UTC of a local time: the first of two where clocks go back, as much later where they skip it."""
    return dt.datetime.combine(day, time, zone).astimezone(UTC)


def exists(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether clocks show that local time on that day; they skip some where they go forward."""
    return at(day, time, zone).astimezone(zone).replace(tzinfo=None) == dt.datetime.combine(day, time)


def comes_twice(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Whether clocks show that local time twice on that day; they do where they go back."""
    local = dt.datetime.combine(day, time, zone)
    return local.utcoffset() != local.replace(fold=1).utcoffset() and exists(day, time, zone)


def is_workday(day: dt.date) -> bool:
    """Whether people work on that day in China: Monday to Friday but for the law's days off, where no holidays are known."""
    if not has_holidays(day.year):
        return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS
    return bool(chinese_calendar.is_workday(day))


def has_holidays(year: int) -> bool:
    """Whether the holidays of that year, which are announced late in the year before, are known."""
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def unknown_year(schedule: Schedule, due: dt.datetime, now: dt.datetime) -> int | None:
    """The first year from now on whose holidays a schedule by working days meets soon and that are not known."""
    if not (schedule.workdays or (schedule.nth and not schedule.weekdays)):
        return None
    years = sorted({now.year, due.year, (now + _AHEAD).year})
    return next((year for year in years if not has_holidays(year)), None)


def add_workdays(day: dt.date, count: int) -> dt.date:
    """The day so many working days after `day`, or before it for a negative count."""
    step = dt.timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        count -= step.days if is_workday(day) else 0
    return day


def _days(schedule: Schedule, start: dt.date) -> Iterator[dt.date]:
    """The days it falls on in order, from a period before `start`: a day put off may come after `start`."""
    last = None
    for day in _plain_days(schedule, start):
        if schedule.workdays and schedule.every is Every.DAILY and not is_workday(day):
            continue
        if schedule.workdays and schedule.every is not Every.ONCE:
            while not is_workday(day):
                day += dt.timedelta(days=1)
        if day != last:
            yield day
        last = day


def _plain_days(schedule: Schedule, start: dt.date) -> Iterator[dt.date]:
    if schedule.every is Every.ONCE:
        yield from sorted(schedule.dates)
        return
    # An interval is counted from its first day; without one the calendar itself says which days.
    anchor = schedule.start if schedule.start and (schedule.interval > 1 or schedule.start > start) else start - _BACK
    for day in (
        _nth_workdays(schedule, anchor) if schedule.nth and not schedule.weekdays else _recurring(schedule, anchor)
    ):
        if schedule.until and day > schedule.until:
            return
        if not schedule.start or day >= schedule.start:
            yield day


def _recurring(schedule: Schedule, anchor: dt.date) -> Iterator[dt.date]:
    """The days of its recurrence rules (RFC 5545), each once and in order."""
    last = None
    # A rule of its own for each day that not every month has: of those days that the month has, the last.
    late = [day for day in schedule.days if day > SHORTEST_MONTH]
    kept = [day for day in schedule.days if day <= SHORTEST_MONTH]
    rules = [_rule(schedule, anchor, range(SHORTEST_MONTH, day + 1), -1) for day in late]
    if kept or not late:
        rules.append(_rule(schedule, anchor, kept))
    for moment in heapq.merge(*rules):
        if moment != last:
            yield moment.date()
        last = moment


def _rule(schedule: Schedule, anchor: dt.date, days: list[int] | range, position: int | None = None) -> rrule.rrule:
    weekdays = [rrule.weekday(day, schedule.nth or None) for day in schedule.weekdays]
    # Weeks begin on Monday, and those between are counted from the week of the first day.
    return rrule.rrule(
        _FREQUENCIES[schedule.every],
        dtstart=dt.datetime.combine(anchor, dt.time()),
        interval=schedule.interval,
        byweekday=weekdays or None,
        bymonthday=list(days) or None,
        bymonth=schedule.months or None,
        bysetpos=position,
        wkst=rrule.MO,
    )


def _nth_workdays(schedule: Schedule, anchor: dt.date) -> Iterator[dt.date]:
    for moment in rrule.rrule(
        rrule.MONTHLY,
        dtstart=dt.datetime.combine(anchor.replace(day=1), dt.time()),
        interval=schedule.interval,
        bymonth=schedule.months or None,
    ):
        first = moment.date()
        if schedule.nth > 0:
            yield add_workdays(first - dt.timedelta(days=1), schedule.nth)
        else:
            following = (first + dt.timedelta(days=31)).replace(day=1)
            yield add_workdays(following, schedule.nth)
