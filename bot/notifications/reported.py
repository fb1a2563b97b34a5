"""What people report on tasks, as the cells of a list to take along say it."""

from __future__ import annotations

import datetime as dt

from bot.export.listing import Reported
from bot.notifications.progress import Standing, Status, stated_days
from bot.notifications.schedule_words import date_words
from bot.screens.wording import Wording
from index.tables import Tables


def reported(wording: Wording, lang: str, standing: Standing, tables: Tables, today: dt.date) -> dict[int, Reported]:
    """The tasks on which anything is reported or set, or whose time is over; none of it is the plan's words."""
    stated = stated_days(tables)
    found = {}
    for task in tables.every:
        report, day = standing.reports.get(task), standing.days.get(task)
        status = standing.status(task, today)
        if report is None and status is Status.OPEN and (day is None or task in stated):
            continue
        words = wording.say(lang, f"status.{status}")
        if report and report.percent and status is not Status.DONE:
            words += f" {report.percent}%"
        if report:
            words += f"\n{report.created:%Y-%m-%d} {report.text}".rstrip()
        set_day = date_words(wording, lang, day) if day and task not in stated else ""
        deadline = wording.say(lang, "export.set_deadline", date=set_day) if set_day else ""
        found[task] = Reported(words, deadline)
    return found
