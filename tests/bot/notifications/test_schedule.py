"""Due times: calendars, clocks that go forward and back, months of different lengths, working days as announced."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.notifications.schedule import (
    Every,
    Schedule,
    at,
    comes_twice,
    exists,
    has_holidays,
    is_workday,
    missed,
    next_due,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
HALF_PAST_EIGHT = dt.time(8, 30)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def local(schedule: Schedule, zone: ZoneInfo, after: str, count: int = 3) -> list[str]:
    """The next due times as the zone's clocks show them."""
    found, moment = [], dt.datetime.fromisoformat(after).replace(tzinfo=zone).astimezone(dt.UTC)
    for _ in range(count):
        due = next_due(schedule, zone, moment)
        if due is None:
            break
        assert due.tzinfo is dt.UTC and due > moment
        found.append(f"{due.astimezone(zone):%Y-%m-%d %H:%M}")
        moment = due
    return found


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        (Schedule(Every.DAILY, (HALF_PAST_EIGHT,)), "2026-11-25 08:29", ["2026-11-25 08:30", "2026-11-26 08:30"]),
        (Schedule(Every.DAILY, (HALF_PAST_EIGHT,)), "2026-11-25 08:30", ["2026-11-26 08:30", "2026-11-27 08:30"]),
        (
            Schedule(Every.WEEKLY, (HALF_PAST_EIGHT,), weekdays=(0,)),
            "2026-11-25 12:00",
            ["2026-11-30 08:30", "2026-12-07 08:30"],
        ),
        (
            Schedule(Every.MONTHLY, (HALF_PAST_EIGHT,), days=(31,)),
            "2026-11-25 12:00",
            ["2026-11-30 08:30", "2026-12-31 08:30", "2027-01-31 08:30", "2027-02-28 08:30"],
        ),
        (
            Schedule(Every.YEARLY, (HALF_PAST_EIGHT,), months=(2,), days=(29,)),
            "2026-11-25 12:00",
            ["2027-02-28 08:30", "2028-02-29 08:30"],
        ),
        (
            Schedule(Every.ONCE, (HALF_PAST_EIGHT,), dates=(dt.date(2026, 12, 1),)),
            "2026-11-25 12:00",
            ["2026-12-01 08:30"],
        ),
        (Schedule(Every.ONCE, (HALF_PAST_EIGHT,), dates=(dt.date(2026, 11, 1),)), "2026-11-25 12:00", []),
    ],
    ids=["today", "the same minute", "weekly", "the 31st", "February 29", "once", "once in the past"],
)
def test_next_due(schedule: Schedule, after: str, expected: list[str]) -> None:
    assert local(schedule, SHANGHAI, after, len(expected) or 1) == expected


def test_workdays_follow_the_announced_calendar() -> None:
    # The National Day holidays of 2026 are October 1 to 7; Saturday October 10 is worked for them.
    daily = Schedule(Every.DAILY, (HALF_PAST_EIGHT,), workdays=True)
    assert local(daily, SHANGHAI, "2026-09-30 09:00", 4) == [
        "2026-10-08 08:30",
        "2026-10-09 08:30",
        "2026-10-10 08:30",
        "2026-10-12 08:30",
    ]


def test_a_day_off_puts_off_what_is_weekly_or_monthly() -> None:
    thursday = Schedule(Every.WEEKLY, (HALF_PAST_EIGHT,), weekdays=(3,), workdays=True)
    assert local(thursday, SHANGHAI, "2026-09-30 09:00", 2) == ["2026-10-08 08:30", "2026-10-15 08:30"]
    first = Schedule(Every.MONTHLY, (HALF_PAST_EIGHT,), days=(1,), workdays=True)
    assert local(first, SHANGHAI, "2026-09-30 09:00", 2) == ["2026-10-08 08:30", "2026-11-02 08:30"]
    # Put off from before the moment that is asked about to after it.
    assert local(first, SHANGHAI, "2026-10-03 09:00", 1) == ["2026-10-08 08:30"]


def test_a_year_without_data_counts_monday_to_friday_but_for_the_days_off_of_the_law() -> None:
    assert has_holidays(2026) and not has_holidays(2099)
    # January 1, 2099 is a Thursday, and off by the law.
    assert [is_workday(dt.date(2099, 1, day)) for day in range(1, 8)] == [False, True, False, False, True, True, True]
    assert [is_workday(dt.date(2098, 10, day)) for day in range(1, 8)] == [
        False,
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_clocks_that_skip_a_time_show_it_later_that_day() -> None:
    # On March 14, 2027, clocks in New York go from 02:00 to 03:00.
    daily = Schedule(Every.DAILY, (dt.time(2, 30),))
    assert local(daily, NEW_YORK, "2027-03-13 00:00") == ["2027-03-13 02:30", "2027-03-14 03:30", "2027-03-15 02:30"]
    assert not exists(dt.date(2027, 3, 14), dt.time(2, 30), NEW_YORK)
    assert exists(dt.date(2027, 3, 14), dt.time(3, 30), NEW_YORK)


def test_a_time_that_comes_twice_is_due_once_the_first_time() -> None:
    # On November 7, 2027, clocks in New York go from 02:00 back to 01:00.
    assert at(dt.date(2027, 11, 7), dt.time(1, 30), NEW_YORK) == utc("2027-11-07 05:30")
    assert comes_twice(dt.date(2027, 11, 7), dt.time(1, 30), NEW_YORK)
    assert not comes_twice(dt.date(2027, 11, 7), dt.time(2, 30), NEW_YORK)
    assert not comes_twice(dt.date(2027, 3, 14), dt.time(2, 30), NEW_YORK)
    daily = Schedule(Every.DAILY, (dt.time(1, 30),))
    assert local(daily, NEW_YORK, "2027-11-06 12:00", 2) == ["2027-11-07 01:30", "2027-11-08 01:30"]


def test_missed_times_are_counted() -> None:
    daily = Schedule(Every.DAILY, (HALF_PAST_EIGHT,))
    due = utc("2026-11-20 00:30")
    assert missed(daily, SHANGHAI, due, utc("2026-11-20 12:00")) == 0
    assert missed(daily, SHANGHAI, due, utc("2026-11-23 00:30")) == 3
    once = Schedule(Every.ONCE, (HALF_PAST_EIGHT,), dates=(dt.date(2026, 11, 20),))
    assert missed(once, SHANGHAI, due, utc("2027-11-23 00:30")) == 0


ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "UTC"]


@settings(deadline=None)
@given(
    st.sampled_from([every for every in Every if every is not Every.ONCE]),
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.integers(0, 6),
    st.integers(1, 31),
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from(ZONES),
    st.datetimes(dt.datetime(2005, 1, 1), dt.datetime(2040, 1, 1)),
)
def test_due_times_rise_and_none_is_left_out(
    every: Every, time: dt.time, weekday: int, day: int, month: int, workdays: bool, name: str, start: dt.datetime
) -> None:
    days = {
        Every.WEEKLY: {"weekdays": (weekday,)},
        Every.MONTHLY: {"days": (day,)},
        Every.YEARLY: {"days": (day,), "months": (month,)},
    }
    schedule, zone = Schedule(every, (time,), workdays=workdays, **days.get(every, {})), ZoneInfo(name)
    after = start.replace(tzinfo=dt.UTC)
    due = next_due(schedule, zone, after)
    assert due is not None and after < due
    # However the question is asked, the same time is next: nothing lies between.
    middle = after + (due - after) / 2
    assert next_due(schedule, zone, middle) == due
    shown = due.astimezone(zone)
    # A skipped time is shown at most a day later: Apia once left out a whole one.
    assert shown.time() == time or not exists(shown.date(), time, zone) or (shown.date().year, name) == (2011, ZONES[3])
    if every is Every.WEEKLY and not workdays and name != ZONES[3]:
        assert shown.weekday() == weekday or shown.time() != time
    if every is Every.DAILY and workdays and shown.time() == time:
        assert is_workday(shown.date())
    longest = {Every.DAILY: 12, Every.WEEKLY: 20, Every.MONTHLY: 45, Every.YEARLY: 380}[every]
    assert due - after <= dt.timedelta(days=longest)
