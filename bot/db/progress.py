"""What is reported on tasks, deadlines that operators set, and how long before one a place is reminded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import deadline_rules, deadlines, progress

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """One report on a task: how far it is, in percent if that was said, whether it is closed, and the reporter's words."""

    task: int
    percent: int | None
    done: bool
    text: str
    user_id: int
    name: str
    created: dt.datetime


_SHOWN = [progress.c[name] for name in Report.__dataclass_fields__]


async def add_report(transaction: Transaction, plan: str, report: Report, chat_id: int) -> None:
    """Adds a report; those before it are the task's history."""
    values = {name: getattr(report, name) for name in Report.__dataclass_fields__}
    await transaction.execute(progress.insert().values(plan=plan, chat_id=chat_id, **values))


async def history(transaction: Transaction, plan: str, task: int, limit: int) -> list[Report]:
    """The reports on a task, the newest first."""
    found = select(*_SHOWN).where(progress.c.plan == plan, progress.c.task == task).order_by(progress.c.id.desc())
    return [Report(**row._asdict()) for row in await transaction.execute(found.limit(limit))]


async def latest(transaction: Transaction, plan: str) -> dict[int, Report]:
    """The newest report on each task that has one."""
    newest = select(func.max(progress.c.id)).where(progress.c.plan == plan).group_by(progress.c.task)
    found = await transaction.execute(select(*_SHOWN).where(progress.c.id.in_(newest)))
    return {row.task: Report(**row._asdict()) for row in found}


async def deadlines_of(transaction: Transaction, plan: str) -> dict[int, dt.date]:
    """The deadlines that operators set, by task."""
    rows = await transaction.execute(select(deadlines).where(deadlines.c.plan == plan).order_by(deadlines.c.id))
    return {row.task: dt.date.fromisoformat(row.date) for row in rows}


async def set_deadline(transaction: Transaction, plan: str, task: int, date: dt.date | None, by: int) -> bool:
    """Sets a task's deadline in place of the one it had, None for none; whether it had one."""
    mine = (deadlines.c.plan == plan, deadlines.c.task == task)
    had = bool((await transaction.execute(delete(deadlines).where(*mine))).rowcount)
    if date is not None:
        new = deadlines.insert().values(plan=plan, task=task, date=date.isoformat(), set_by=by)
        await transaction.execute(new)
    return had


async def rules(transaction: Transaction, spots: Collection[Spot]) -> dict[Spot, tuple[int, ...]]:
    """How many days before a deadline those places are reminded that have set it."""
    wanted = set(spots)
    found = select(deadline_rules)
    if len(wanted) == 1:
        found = found.where(deadline_rules.c.chat_id == next(iter(wanted))[0])
    rows = await transaction.execute(found)
    return {(r.chat_id, r.thread_id): tuple(r.days) for r in rows if (r.chat_id, r.thread_id) in wanted}


async def set_rule(transaction: Transaction, spot: Spot, days: Iterable[int]) -> None:
    """Sets how many days before a deadline a place is reminded; never for none."""
    new = upsert(transaction, deadline_rules).values(chat_id=spot[0], thread_id=spot[1], days=list(days))
    changed = {"days": new.excluded.days}
    await transaction.execute(new.on_conflict_do_update(index_elements=["chat_id", "thread_id"], set_=changed))
