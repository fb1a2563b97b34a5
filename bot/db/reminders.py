"""Reminders of tasks, once or repeating, and the claim that lets one process send each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.db.engine import Transaction
from bot.db.tables import reminders
from bot.notifications.schedule import Schedule, as_json, from_json


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a task: its words, its schedule in the chat's time, and when it is due next (UTC)."""

    id: int
    chat_id: int
    thread_id: int
    plan: str
    task: int
    text: str
    schedule: Schedule
    next_due: dt.datetime


async def get_reminder(transaction: Transaction, chat_id: int, id: int) -> Reminder | None:
    """A chat's reminder, one that is done too: that was due since it was made."""
    found = select(reminders).where(reminders.c.chat_id == chat_id, reminders.c.id == id)
    row = (await transaction.execute(found)).one_or_none()
    return _reminder(row) if row else None


async def add_reminder(
    transaction: Transaction,
    chat_id: int,
    thread_id: int,
    plan: str,
    task: int,
    text: str,
    schedule: Schedule,
    due: dt.datetime,
    by: int,
) -> int:
    """Adds a reminder that is due first at `due`; its id."""
    new = (
        reminders.insert()
        .values(
            chat_id=chat_id,
            thread_id=thread_id,
            plan=plan,
            task=task,
            text=text,
            schedule=as_json(schedule),
            next_due=due,
            created_by=by,
            created=dt.datetime.now(dt.UTC),
        )
        .returning(reminders.c.id)
    )
    return int((await transaction.execute(new)).scalar_one())


async def count_reminders(transaction: Transaction, chat_id: int) -> int:
    """How many reminders of a chat are still to come."""
    counted = select(func.count()).select_from(reminders).where(reminders.c.chat_id == chat_id, _waiting())
    return int((await transaction.execute(counted)).scalar_one())


async def reminders_of(transaction: Transaction, chat_id: int, thread_id: int | None = None) -> list[Reminder]:
    """The reminders of a chat or one of its topics that are still to come, the next first."""
    found = select(reminders).where(reminders.c.chat_id == chat_id, _waiting())
    if thread_id is not None:
        found = found.where(reminders.c.thread_id == thread_id)
    return [_reminder(row) for row in await transaction.execute(found.order_by(reminders.c.next_due, reminders.c.id))]


async def coming(
    transaction: Transaction, chats: Collection[int], after: dt.datetime, until: dt.datetime
) -> list[Reminder]:
    """The reminders of those chats that are due after a moment and by another, the next first."""
    due = (reminders.c.next_due > after, reminders.c.next_due <= until)
    found = select(reminders).where(reminders.c.chat_id.in_(list(chats)), *due)
    return [_reminder(row) for row in await transaction.execute(found.order_by(reminders.c.next_due, reminders.c.id))]


async def remove_reminder(transaction: Transaction, chat_id: int, id: int) -> bool:
    """Removes a chat's reminder; whether it was there."""
    gone = delete(reminders).where(reminders.c.chat_id == chat_id, reminders.c.id == id, _waiting())
    return bool((await transaction.execute(gone)).rowcount)


async def due_reminders(transaction: Transaction, now: dt.datetime, limit: int) -> list[Reminder]:
    """Reminders that are due, the longest due first."""
    found = select(reminders).where(reminders.c.next_due <= now).order_by(reminders.c.next_due, reminders.c.id)
    return [_reminder(row) for row in await transaction.execute(found.limit(limit))]


async def claim_reminder(transaction: Transaction, reminder: Reminder, due: dt.datetime | None) -> bool:
    """Moves a reminder that was seen due to its next due time, None for its end; whether it is ours to send."""
    moved = (
        update(reminders)
        .where(reminders.c.id == reminder.id, reminders.c.next_due == reminder.next_due)
        .values(next_due=due)
    )
    return bool((await transaction.execute(moved)).rowcount)


async def set_reminder_due(transaction: Transaction, id: int, due: dt.datetime | None) -> None:
    """Sets when a reminder is due next."""
    await transaction.execute(update(reminders).where(reminders.c.id == id).values(next_due=due))


async def end_reminder(transaction: Transaction, chat_id: int, id: int) -> dt.datetime | None:
    """Ends a chat's reminder, which is kept so that it can come again; when it was due, None where it is not to come."""
    mine = (reminders.c.chat_id == chat_id, reminders.c.id == id, _waiting())
    due: dt.datetime | None = (
        await transaction.execute(select(reminders.c.next_due).where(*mine))
    ).scalar_one_or_none()
    await transaction.execute(update(reminders).where(*mine).values(next_due=None))
    return due


async def of_tasks(transaction: Transaction, plan: str, numbers: list[int]) -> list[Reminder]:
    """The reminders of those tasks that are still to come."""
    found = select(reminders).where(reminders.c.plan == plan, reminders.c.task.in_(numbers), _waiting())
    return [_reminder(row) for row in await transaction.execute(found.order_by(reminders.c.id))]


def _waiting() -> Any:
    return reminders.c.next_due.is_not(None)


def _reminder(row: Row[Any]) -> Reminder:
    schedule = from_json(row.schedule)
    due = row.next_due or row.created
    return Reminder(row.id, row.chat_id, row.thread_id, row.plan, row.task, row.text, schedule, due)
