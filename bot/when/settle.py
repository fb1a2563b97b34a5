"""Groups of days and times of day settled into schedules and instants, in a chat's zone and from now on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.notifications.schedule import LAST, Every, Schedule, add_workdays, at, exists, next_due
from bot.when.compose import lacking
from bot.when.results import Clock, Group, Length, Month, Repeat, When, WhenFault

DIGEST_TIME = dt.time(8, 30)
REMINDER_TIME = dt.time(9, 0)
MOST_YEARS = 10
# A day of February 29 comes again within so many years.
LEAP_YEARS = 9
_QUARTER = 3
_DAY = dt.timedelta(days=1)


def reminder_schedules(when: When, zone: ZoneInfo, now: dt.datetime) -> list[tuple[Schedule, dt.datetime]]:
    """The schedules of a reminder with their first due times (UTC); WhenFault where there is none, or one is past."""
    _require(when)
    schedules = [schedule for group in when.groups for schedule in _schedules(group, when, zone, now)]
    return list(dict.fromkeys(_due(_anchored(schedule, zone, now), zone, now, when) for schedule in schedules))


def moved(schedule: Schedule, length: Length, zone: ZoneInfo, now: dt.datetime) -> list[tuple[Schedule, dt.datetime]]:
    """What comes once, so much later or earlier: its schedules with their due times; WhenFault where one is past."""
    today = now.astimezone(zone).date()
    days = [day for day in schedule.dates if day >= today]
    times: dict[int, list[dt.time]] = {}
    for time in schedule.times:
        later = dt.datetime.combine(today, time) + dt.timedelta(minutes=length.minutes)
        times.setdefault((later.date() - today).days, []).append(later.time())
    found = [
        replace(schedule, times=tuple(hours), dates=tuple(_shifted(day, length) + turn * _DAY for day in days))
        for turn, hours in times.items()
    ]
    return [_due(one, zone, now, When()) for one in found]


def digest_schedule(when: When, zone: ZoneInfo, now: dt.datetime) -> Schedule:
    """The schedule of a digest, daily at 08:30 where nothing else is said; WhenFault for one that does not recur."""
    if when.rest or len(when.groups) != 1:
        raise WhenFault("unreadable", when.rest or when.said, when.said if when.rest else "")
    [group] = when.groups
    if (
        group.repeat is None
        and group.days
        and all(day.day and not day.month for day in group.days)
        and not group.period
    ):
        group = replace(group, repeat=Repeat("month"))
    if group.repeat is None:
        once = group.days or group.near or group.period or group.after or group.edge or group.week is not None
        if once or group.start or group.until:
            raise WhenFault("digest_recurs", when.said)
    if group.repeat and (group.repeat.unit == "year" or group.until or group.near):
        raise WhenFault("digest_recurs", when.said)
    if group.weekdays and group.repeat and group.repeat.unit == "day":
        raise WhenFault("day_mismatch", when.said)
    times = _times(group, when, DIGEST_TIME)
    if group.repeat is None:
        if group.weekdays:
            return Schedule(Every.WEEKLY, times, tuple(sorted(group.weekdays)), workdays=group.workdays)
        return Schedule(Every.DAILY, times, workdays=group.workdays)
    _complete(group, when)
    return _anchored(_recurring(group, when, times, now.astimezone(zone).date())[0], zone, now)


def instant(when: When, zone: ZoneInfo, now: dt.datetime, end: bool = False) -> dt.datetime:
    """The one instant (UTC) that is named: with `end` the end of a time, which a length lasts and a day begins."""
    _require(when)
    if len(when.groups) != 1:
        raise WhenFault("several", when.said)
    [group] = when.groups
    if end and group.start and not _is_today(group.start):
        raise WhenFault("from_now", when.said)
    if end and group.lasting:
        if group.has_other_day or group.clocks:
            raise WhenFault("several", when.said)
        return _later(now, group.lasting, zone)
    if end and group.until and group.has_day and not _is_today(group):
        # 3月1日至3日 is not from now on.
        raise WhenFault("from_now", when.said)
    bound = group.until if end and group.until else None
    today = now.astimezone(zone).date()
    if end and not bound and group.near == [0] and not group.clocks:
        # 今天: until it is over.
        return at(today + _DAY, dt.time(), zone)
    if end and not bound and lacking(group) == "which_day" and _is_now(group, today) and not group.clocks:
        # 这周 too.
        unit = "week" if group.week is not None else group.period[0] if group.period else "month"
        return at(_period(unit, 0, today)[1] + _DAY, dt.time(), zone)
    if end and not bound and group.assumed:
        raise WhenFault("until_when", when.said)
    # 今天到周五 has Friday in it.
    through = bound is not None and (group.through or _is_today(group))
    if bound is not None:
        group = replace(bound, clocks=group.clocks)
    if group.repeat:
        raise WhenFault("recurs", when.said)
    if group.after and group.after.minutes:
        return _later(now, group.after, zone)
    if group.clocks and not group.has_day and (end or not group.assumed):
        group = replace(group, near=[_next_day(group, when, zone, now)])
    times = _times(group, when, dt.time() if end else REMINDER_TIME)
    if lack := lacking(group):
        raise WhenFault(lack, when.said, when.said)
    days = [day for day, _ in _single(group, when, zone, now, times)]
    if len(days) != 1 or len(times) != 1:
        raise WhenFault("several", when.said)
    if end and (group.edge == LAST or through) and not group.clocks:
        # To the end of the month is to the end of its last day.
        days = [days[0] + _DAY]
    return _at(days[0], _clocks(group, times)[0], zone)


def _is_today(group: Group) -> bool:
    return group.near == [0] and not group.clocks


def _require(when: When) -> None:
    if not when.groups:
        raise WhenFault("no_date")


def _complete(group: Group, when: When) -> None:
    if lack := lacking(group):
        raise WhenFault(lack, when.said, when.said)


def _times(group: Group, when: When, usual: dt.time) -> tuple[dt.time, ...]:
    """The times of day; WhenFault for an hour that may be before or after noon."""
    if doubtful := next((clock for clock in group.clocks if clock.half), None):
        raise WhenFault("which_half", doubtful.said, when.said)
    return tuple(dict.fromkeys(clock.time for clock in group.clocks)) or (usual,)


def _clocks(group: Group, times: Sequence[dt.time]) -> list[Clock]:
    return group.clocks or [Clock(time) for time in times]


def _at(day: dt.date, clock: Clock, zone: ZoneInfo) -> dt.datetime:
    return at(day + _DAY if clock.late else day, clock.time, zone)


def _later(now: dt.datetime, length: Length, zone: ZoneInfo) -> dt.datetime:
    """The instant so much later; days and months by the zone's calendar, a minute begun is not cut."""
    local = now.astimezone(zone)
    day = _shifted(local.date(), length)
    return dt.datetime.combine(day, local.time(), zone).astimezone(dt.UTC) + dt.timedelta(minutes=length.minutes)


def _shifted(day: dt.date, length: Length) -> dt.date:
    moved: dt.date = day + relativedelta(months=length.months, days=length.days)
    return add_workdays(moved, length.workdays) if length.workdays else moved


def _anchored(schedule: Schedule, zone: ZoneInfo, now: dt.datetime) -> Schedule:
    """What comes every second time is counted from its next time on, where no day was said."""
    if schedule.interval == 1 or schedule.start:
        return schedule
    first = next_due(replace(schedule, interval=1), zone, now)
    return replace(schedule, start=first.astimezone(zone).date()) if first else schedule


def _due(schedule: Schedule, zone: ZoneInfo, now: dt.datetime, when: When) -> tuple[Schedule, dt.datetime]:
    """The schedule and when it is due first; every time of a single one must be to come."""
    if schedule.every is Every.ONCE:
        for day in schedule.dates:
            for time in schedule.times:
                said = f"{day} {time:%H:%M}"
                if not exists(day, time, zone):
                    raise WhenFault("skipped", said)
                if at(day, time, zone) <= now:
                    raise WhenFault("past", said)
    due = next_due(schedule, zone, now)
    if due is None:
        raise WhenFault("past", when.said)
    if due > now + dt.timedelta(days=366 * MOST_YEARS):
        raise WhenFault("too_far", str(due.astimezone(zone).date()))
    return schedule, due


def _schedules(group: Group, when: When, zone: ZoneInfo, now: dt.datetime) -> Iterator[Schedule]:
    today = now.astimezone(zone).date()
    if group.after and group.after.minutes:
        if group.clocks or group.repeat:
            raise WhenFault("partly", when.said)
        # To the minute, and never before.
        due = (_later(now, group.after, zone) + dt.timedelta(seconds=59)).astimezone(zone)
        yield Schedule(Every.ONCE, (due.time().replace(second=0, microsecond=0),), dates=(due.date(),))
        return
    times = _times(group, when, REMINDER_TIME)
    if group.clocks and not group.has_day and not group.assumed:
        # A time of day alone is the next one.
        group = replace(group, near=[_next_day(group, when, zone, now)])
    _complete(group, when)
    if len(group.weekdays) > 1 and group.week is None and not (group.repeat or group.nth):
        raise WhenFault("once_or_every", when.said, when.said)
    if group.repeat:
        if group.before:
            raise WhenFault("partly", when.said)
        yield from _recurring(group, when, times, today)
        return
    if group.until and not group.start:
        raise WhenFault("range", when.said, when.said)
    if group.start:
        raise WhenFault("no_day", when.said, when.said)
    days = sorted({day for day, _ in _single(group, when, zone, now, times)})
    # Midnight at the end of a day is the next one's.
    late = {clock.time for clock in group.clocks if clock.late}
    if usual := tuple(time for time in times if time not in late):
        yield Schedule(Every.ONCE, usual, dates=tuple(days))
    if late:
        yield Schedule(Every.ONCE, tuple(late), dates=tuple(day + _DAY for day in days))


def _next_day(group: Group, when: When, zone: ZoneInfo, now: dt.datetime) -> int:
    """How many days from today the times of day come next, all of one day."""
    today = now.astimezone(zone).date()
    return 0 if all(_at(today, clock, zone) > now for clock in group.clocks) else 1


# Days that come once.


def _single(
    group: Group, when: When, zone: ZoneInfo, now: dt.datetime, times: Sequence[dt.time]
) -> list[tuple[dt.date, bool]]:
    """The days that a group without a repetition names, and whether each was named by its date."""
    today = now.astimezone(zone).date()
    # A weekday or date without its week or year is the next one whose time is to come.
    since = today if any(at(today, time, zone) > now for time in times) else today + _DAY
    found: list[tuple[dt.date, bool]] = [(today + dt.timedelta(days=days), True) for days in group.near]
    if group.after:
        group, days = _after(group, group.after, when, today)
        found += [(day, True) for day in days]
    found += [(day, True) for day in _dated(group, when, today, since)]
    named = {day for day, _ in found}
    weekdays = [] if group.nth else [_weekday(group, weekday, today, since) for weekday in group.weekdays]
    if named and weekdays:
        # 12月5日（周六）: the weekday only says again which day it is, or something is wrong.
        if {day.weekday() for day in named} != set(group.weekdays):
            raise WhenFault("mismatch", when.said, when.said)
    else:
        found += [(day, False) for day in weekdays]
    if group.workdays and not group.nth:
        raise WhenFault("no_day", when.said, when.said)
    if group.before:
        if group.before.minutes:
            # Half an hour before a day is before no hour.
            raise WhenFault("partly", when.said)
        found = [(_shifted(day, group.before), sure) for day, sure in found]
    return list(dict.fromkeys(found))


def _after(group: Group, after: Length, when: When, today: dt.date) -> tuple[Group, list[dt.date]]:
    """The days of 两周后的周三, 两个月后的1号 or 3天后, and the group without them."""
    day = _shifted(today, after)
    if group.near or group.period or group.edge or group.nth or (group.days and group.weekdays):
        raise WhenFault("partly", when.said)
    if group.weekdays:
        monday = day - dt.timedelta(days=day.weekday())
        return replace(group, weekdays=[]), [monday + dt.timedelta(days=one) for one in group.weekdays]
    if group.days:
        if not after.months or any(one.month or not one.day for one in group.days):
            raise WhenFault("partly", when.said)
        return replace(group, days=[]), [_real(day.year, day.month, one.day or 1, when) for one in group.days]
    return group, [day]


def _weekday(group: Group, weekday: int, today: dt.date, since: dt.date) -> dt.date:
    if group.week is not None:
        return today + dt.timedelta(days=weekday - today.weekday(), weeks=group.week)
    return since + dt.timedelta(days=(weekday - since.weekday()) % 7)


def _dated(group: Group, when: When, today: dt.date, since: dt.date) -> Iterator[dt.date]:
    if group.nth:
        for month in _months_of(group, today):
            yield _nth_of(group, when, month)
        return
    if group.edge and not any(day.day for day in group.days):
        for first, last in _spans(group, today):
            yield first if group.edge == 1 else last
        return
    for day in group.days:
        if group.period:
            yield _within(group.period, day, when, today)
        else:
            yield _next_date(day, when, today, since)


def _spans(group: Group, today: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and last days of the periods or months that an end is of."""
    if group.days:
        for day in group.days:
            year = day.year if day.year is not None else _year_of(day, group.edge, group.period, today)
            if day.month is None:
                yield dt.date(year, 1, 1), dt.date(year, 12, 31)
            else:
                yield _month_span(dt.date(year, day.month, 1), 1)
        return
    unit, turn = group.period or (("week", group.week) if group.week is not None else ("month", 0))
    first, last = _period(unit, turn, today)
    # 月初 said in the middle of the month is the next one's.
    bare = turn == 0 and (last if group.edge == LAST else first) < today
    yield _period(unit, turn + 1, today) if bare else (first, last)


def _year_of(day: Month, edge: int, period: tuple[str, int] | None, today: dt.date) -> int:
    if period and period[0] == "year":
        return today.year + period[1]
    first, last = _month_span(dt.date(today.year, day.month or 1, 1), 1)
    return today.year + ((last if edge == LAST else first) < today)


def _period(unit: str, turn: int, today: dt.date) -> tuple[dt.date, dt.date]:
    match unit:
        case "week":
            first = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=turn)
            return first, first + dt.timedelta(days=6)
        case "month":
            return _month_span(today.replace(day=1) + relativedelta(months=turn), 1)
        case "quarter":
            first = today.replace(month=(today.month - 1) // _QUARTER * _QUARTER + 1, day=1)
            return _month_span(first + relativedelta(months=_QUARTER * turn), _QUARTER)
    return dt.date(today.year + turn, 1, 1), dt.date(today.year + turn, 12, 31)


def _month_span(first: dt.date, months: int) -> tuple[dt.date, dt.date]:
    following: dt.date = first + relativedelta(months=months)
    return first, following - _DAY


def _within(period: tuple[str, int], day: Month, when: When, today: dt.date) -> dt.date:
    """A day of a period: 下个月5号, 明年3月1日."""
    unit, turn = period
    first, _ = _period(unit, turn, today)
    if unit == "month" and day.month is None and day.day:
        return _real(first.year, first.month, day.day, when)
    if unit == "year" and day.month and day.day:
        return _real(first.year, day.month, day.day, when)
    raise WhenFault("which_day", when.said, when.said)


def _real(year: int, month: int, day: int, when: When) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise WhenFault("no_such_date", when.said) from None


def _next_date(day: Month, when: When, today: dt.date, since: dt.date) -> dt.date:
    """The date, in the next month or year that has it where none was said."""
    if day.day is None:
        raise WhenFault("which_day", when.said, when.said)
    if day.year is not None and day.month is not None:
        return _real(day.year, day.month, day.day, when)
    month = since.replace(day=1) if day.month is None else dt.date(since.year, day.month, 1)
    step = relativedelta(months=1) if day.month is None else relativedelta(years=1)
    for _ in range(LEAP_YEARS):
        try:
            found = month.replace(day=day.day)
        except ValueError:
            pass
        else:
            if found == today < since:
                # Who names today's date does not mean a month or a year from now.
                raise WhenFault("past", when.said)
            if found >= since:
                return found
        month += step
    raise WhenFault("no_such_date", when.said)


def _months_of(group: Group, today: dt.date) -> Iterator[dt.date]:
    """The first days of the months that an n-th weekday is of: those named, else this one, or the next where it is past."""
    if group.days:
        for day in group.days:
            year = day.year or _year_of(day, LAST, group.period, today)
            yield dt.date(year, day.month or 1, 1)
        return
    unit, turn = group.period or ("month", 0)
    first, last = _period(unit, turn, today)
    yield first if group.nth > 0 else last.replace(day=1)


def _nth_of(group: Group, when: When, month: dt.date) -> dt.date:
    first, last = _month_span(month, 1)
    if group.workdays:
        return add_workdays(first - _DAY if group.nth > 0 else last + _DAY, group.nth)
    [weekday] = group.weekdays[:1] or [0]
    if group.nth > 0:
        found = first + dt.timedelta(days=(weekday - first.weekday()) % 7, weeks=group.nth - 1)
    else:
        found = last - dt.timedelta(days=(last.weekday() - weekday) % 7)
    return found


# Days that come again.


def _recurring(group: Group, when: When, times: tuple[dt.time, ...], today: dt.date) -> list[Schedule]:
    """The schedules of a group with a repetition; several where its months have different days."""
    assert group.repeat is not None
    late = any(clock.late for clock in group.clocks) and group.repeat.unit != "day"
    if late or (group.edge and group.repeat.unit in ("day", "week")):
        raise WhenFault("day_mismatch", when.said)
    if group.nth and group.repeat.unit in ("day", "week"):
        # 每周第一个工作日 is a day of no schedule.
        raise WhenFault("no_day", when.said, when.said)
    start = _bound(group.start, when, today, 1) or _first_day(group, when, today)
    if start is None and group.near:
        start = today + dt.timedelta(days=group.near[0])
    until = _bound(group.until, when, today, LAST)
    if group.until and start and until and until < start and not group.until.near:
        # 从下周一开始，到周五; 3月8日到12日: the end is the next one after the beginning.
        until = _bound(group.until, when, start, LAST)
    interval = group.repeat.interval
    common = Schedule(
        Every.DAILY,
        times,
        nth=group.nth,
        interval=interval,
        start=start,
        until=until,
        workdays=group.workdays and not group.nth,
    )
    match group.repeat.unit:
        case "day":
            return [common]
        case "week":
            weekdays = group.weekdays or ([start.weekday()] if start else [])
            if not weekdays and group.workdays:
                weekdays, common = [0, 1, 2, 3, 4], replace(common, workdays=False)
            return [replace(common, every=Every.WEEKLY, weekdays=tuple(sorted(weekdays)))]
        case "month" | "quarter":
            return [_monthly(group, common, when, start)]
    return _yearly(group, common, when, start)


def _first_day(group: Group, when: When, today: dt.date) -> dt.date | None:
    """The day that a repetition begins on where a date stands beside it: 2027-03-31 每月, 12月1日到5日每天."""
    assert group.repeat is not None
    daily = group.repeat.unit in ("day", "week")
    # 7号到11号每天: a day of a range begins it without its month too.
    begins = [day for day in group.days if day.day and ((day.month and (day.year or daily)) or (daily and group.until))]
    if daily and len(group.days) > len(begins[:1]):
        raise WhenFault("day_mismatch", when.said)
    return _next_date(begins[0], when, today, today) if begins else None


def _bound(group: Group | None, when: When, today: dt.date, edge: int) -> dt.date | None:
    """The day that bounds a repetition: of a month or another period its first or last."""
    if group is None:
        return None
    if lacking(group) == "which_day":
        if edge == 1 and _is_now(group, today):
            # From this week on is from now on.
            return None
        group = replace(group, edge=edge)
    _complete(group, when)
    zone = ZoneInfo("UTC")
    now = dt.datetime.combine(today, dt.time(), zone)
    days = [day for day, _ in _single(group, when, zone, now, [dt.time(23, 59)])]
    if len(days) != 1:
        raise WhenFault("several", when.said)
    return days[0]


def _is_now(group: Group, today: dt.date) -> bool:
    """Whether a week, month or other period is the one of today."""
    if 0 in (group.week, group.period and group.period[1]):
        return True
    return any(day.month == today.month and day.year in (None, today.year) for day in group.days)


def _monthly(group: Group, common: Schedule, when: When, start: dt.date | None) -> Schedule:
    assert group.repeat is not None
    days = [day.day for day in group.days if day.day] or ([group.edge] if group.edge else [])
    if any(day.month for day in group.days) and not start:
        raise WhenFault("day_mismatch", when.said)
    if not days and not group.nth:
        days = [start.day] if start else []
    months: tuple[int, ...] = ()
    if group.repeat.unit == "quarter":
        if group.repeat.interval > 1:
            raise WhenFault("partly", when.said)
        # An end is that of the quarter's last month, a day one of its first.
        last = group.edge == LAST or (group.nth == LAST)
        months = tuple(range(_QUARTER if last else 1, 13, _QUARTER))
    weekdays = tuple(sorted(group.weekdays)) if group.nth else ()
    if group.weekdays and not group.nth:
        raise WhenFault("day_mismatch", when.said)
    return replace(
        common,
        every=Every.MONTHLY,
        days=() if group.nth else tuple(dict.fromkeys(days)),
        months=months,
        weekdays=weekdays,
    )


def _yearly(group: Group, common: Schedule, when: When, start: dt.date | None) -> list[Schedule]:
    assert group.repeat is not None
    if group.repeat.interval > 1:
        raise WhenFault("partly", when.said)
    common = replace(common, every=Every.YEARLY)
    if group.nth:
        months = tuple(day.month for day in group.days if day.month)
        if not months:
            raise WhenFault("no_day", when.said, when.said)
        return [replace(common, months=months, weekdays=tuple(sorted(group.weekdays)))]
    if group.edge and not any(day.month for day in group.days):
        return [replace(common, months=(1 if group.edge == 1 else 12,), days=(group.edge,))]
    found: dict[int, list[int]] = {}
    for day in group.days or ([Month(None, start.month, start.day)] if start else []):
        found.setdefault(day.day or group.edge or 1, []).append(day.month or 1)
    return [replace(common, months=tuple(months), days=(day,)) for day, months in found.items()]
