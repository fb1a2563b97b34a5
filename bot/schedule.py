"""When something is due: schedules in a chat's local time, turned into instants in UTC."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

import chinese_calendar

UTC = dt.UTC
DEFAULT_ZONE = "Asia/Shanghai"


class Every(StrEnum):
    """How often something is due."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day and the days it falls on.

    Weekly has `weekday` (0 is Monday), monthly `day`, yearly `month` and `day`, once `date`. A day that a month does not
    have is its last one. With `workdays`, daily leaves out days off, and the others wait for the next working day.
    """

    every: Every
    time: dt.time
    weekday: int = 0
    day: int = 1
    month: int = 1
    date: dt.date | None = None
    workdays: bool = False


def next_due(schedule: Schedule, zone: ZoneInfo, after: dt.datetime) -> dt.datetime | None:
    """The first instant (UTC) later than `after`; None where nothing more is due."""
    start = after.astimezone(zone).date()
    for day in _days(schedule, start):
        instant = at(day, schedule.time, zone)
        if instant > after:
            return instant
    return None


def missed(schedule: Schedule, zone: ZoneInfo, due: dt.datetime, now: dt.datetime) -> int:
    """How many due times after `due` have passed too, by `now`."""
    count = 0
    following = next_due(schedule, zone, due)
    while following is not None and following <= now:
        count += 1
        following = next_due(schedule, zone, following)
    return count


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
    """Whether people work on that day in China; Monday to Friday in a year whose holidays are not known."""
    if not has_holidays(day.year):
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


def has_holidays(year: int) -> bool:
    """Whether the holidays of that year, which are announced late in the year before, are known."""
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _days(schedule: Schedule, start: dt.date) -> Iterator[dt.date]:
    """The days it falls on in order, from a period before `start`: a day put off may come after `start`."""
    for day in _plain_days(schedule, start):
        if not schedule.workdays or schedule.every is Every.ONCE or is_workday(day):
            yield day
        elif schedule.every is not Every.DAILY:
            while not is_workday(day):
                day += dt.timedelta(days=1)
            yield day


def _plain_days(schedule: Schedule, start: dt.date) -> Iterator[dt.date]:
    match schedule.every:
        case Every.ONCE:
            if schedule.date is not None:
                yield schedule.date
        case Every.DAILY:
            day = start
            while True:
                yield day
                day += dt.timedelta(days=1)
        case Every.WEEKLY:
            day = start - dt.timedelta(days=start.weekday() + 14 - schedule.weekday)
            while True:
                yield day
                day += dt.timedelta(days=7)
        case Every.MONTHLY:
            month = start.year * 12 + start.month - 2
            while True:
                yield _clamped(month // 12, month % 12 + 1, schedule.day)
                month += 1
        case Every.YEARLY:
            year = start.year - 1
            while True:
                yield _clamped(year, schedule.month, schedule.day)
                year += 1


def _clamped(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
