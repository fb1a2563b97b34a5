"""A schedule said in words: 每周一、周三 16:00."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.notifications.schedule import LAST, Every, Schedule
from bot.screens.wording import Wording

_QUARTER_ENDS: tuple[int, ...] = (3, 6, 9, 12)
_QUARTER_BEGINNINGS: tuple[int, ...] = (1, 4, 7, 10)


def schedule_words(wording: Wording, lang: str, schedule: Schedule) -> str:
    """How often and when, with what bounds it."""

    def say(key: str, **values: object) -> str:
        return wording.say(lang, f"schedule.{key}", **values)

    words = say(
        _key(schedule),
        times=_joined(wording, lang, (f"{time:%H:%M}" for time in schedule.times)),
        days=_days(wording, lang, schedule),
        weekdays=_weekdays(wording, lang, schedule.weekdays),
        months=_joined(wording, lang, (wording.say(lang, f"month.{month}") for month in schedule.months)),
        dates=_joined(wording, lang, (date_words(wording, lang, date) for date in schedule.dates)),
        interval=schedule.interval,
    )
    if schedule.workdays and schedule.every not in (Every.DAILY, Every.ONCE):
        words += say("put_off")
    if schedule.start:
        words += say("from", date=date_words(wording, lang, schedule.start))
    if schedule.until:
        words += say("until", date=date_words(wording, lang, schedule.until))
    return words


def date_words(wording: Wording, lang: str, date: dt.date) -> str:
    """A date with its day of the week."""
    return wording.say(lang, "schedule.date", date=date, weekday=wording.say(lang, f"weekday.{date.weekday()}"))


def _key(schedule: Schedule) -> str:
    if schedule.months and schedule.every is Every.MONTHLY:
        ends, begins = schedule.months == _QUARTER_ENDS, schedule.months == _QUARTER_BEGINNINGS
        if (ends and (schedule.days == (LAST,) or schedule.nth == LAST)) or (begins and schedule.nth == 1):
            return "quarter_plain"
        if begins and schedule.days == (1,):
            return "quarter_first"
        quarters = {_QUARTER_ENDS: "quarter_end", _QUARTER_BEGINNINGS: "quarter"}
        return quarters.get(schedule.months, "yearly")
    if schedule.interval > 1:
        return f"{schedule.every}_more"
    if schedule.every is Every.DAILY and schedule.workdays:
        return "workdays"
    return schedule.every


def _days(wording: Wording, lang: str, schedule: Schedule) -> str:
    """The days of a month, or which of its weekdays or working days."""
    if schedule.nth:
        which = wording.say(lang, f"nth.{schedule.nth if schedule.nth > 0 else 'last'}")
        if not schedule.weekdays:
            return wording.say(lang, "nth.workday", which=which)
        return wording.say(lang, "nth.weekday", which=which, weekday=_weekdays(wording, lang, schedule.weekdays))
    return _joined(
        wording,
        lang,
        (
            wording.say(lang, "nth.last_day") if day == LAST else wording.say(lang, "nth.day", day=day)
            for day in schedule.days
        ),
    )


def _weekdays(wording: Wording, lang: str, days: Iterable[int]) -> str:
    return _joined(wording, lang, (wording.say(lang, f"weekday.{day}") for day in days))


def _joined(wording: Wording, lang: str, words: Iterable[str]) -> str:
    return wording.say(lang, "schedule.joint").join(words)
