"""Where tasks stand: what is reported and by when they are due. None of it is the plan's words but its own time limits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.db import progress as store
from bot.db.engine import Transaction
from bot.db.progress import Report
from bot.screens.wording import Wording
from index.tables import Tables

# What is due within so many days stands first in a digest.
SOON = dt.timedelta(days=7)
# A deadline is announced so many days before where a place has not set it.
USUAL_DAYS = (7, 1)


class Status(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Pressing:
    """The tasks that press, each with its last day: `overdue` and due `soon`, the longest due first."""

    overdue: tuple[tuple[int, dt.date], ...] = ()
    soon: tuple[tuple[int, dt.date], ...] = ()

    def within(self, tasks: Collection[int]) -> Pressing:
        """Of those tasks alone."""
        return Pressing(
            tuple(one for one in self.overdue if one[0] in tasks), tuple(one for one in self.soon if one[0] in tasks)
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest report and the last day of each task; a task without one is in neither."""

    reports: Mapping[int, Report] = field(default_factory=dict)
    days: Mapping[int, dt.date] = field(default_factory=dict)

    def status(self, task: int, today: dt.date) -> Status:
        """Where a task stands on a day."""
        report = self.reports.get(task)
        if report and report.done:
            return Status.DONE
        if task in self.days and self.days[task] < today:
            return Status.OVERDUE
        return Status.STARTED if report and report.percent != 0 else Status.OPEN

    def counts(self, tasks: Iterable[int], today: dt.date) -> Counter[Status]:
        """How many tasks stand where."""
        return Counter(self.status(task, today) for task in tasks)

    def pressing(self, today: dt.date) -> Pressing:
        """What is overdue and what is due within a week."""
        waiting = sorted((day, task) for task, day in self.days.items() if self.status(task, today) is not Status.DONE)
        return Pressing(
            tuple((task, day) for day, task in waiting if day < today),
            tuple((task, day) for day, task in waiting if today <= day <= today + SOON),
        )


def state_of(wording: Wording, lang: str, report: Report) -> str:
    """How far a report says that its task is, in a word or a figure."""
    if report.done or report.percent is None:
        return wording.say(lang, f"status.{Status.DONE if report.done else Status.STARTED}")
    return f"{report.percent}%"


def stated_days(tables: Tables) -> dict[int, dt.date]:
    """The last days that the plan itself states."""
    found = {}
    for task, day in tables.days.items():
        if day is not None:
            try:
                found[task] = dt.date(*day)
            except ValueError:
                continue
    return found


async def standing_of(transaction: Transaction, plan: str, tables: Tables) -> Standing:
    """Where a plan's tasks stand; what the plan states goes before what was set."""
    set_days = await store.deadlines_of(transaction, plan)
    return Standing(await store.latest(transaction, plan), {**set_days, **stated_days(tables)})
