"""What is kept of a plan's tasks and sections, in a version in which these have other numbers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table, delete, select, update

from bot.db import announcements
from bot.db.engine import Transaction
from bot.db.tables import deadlines, progress, reminders, responsibles, subscriptions
from bot.notifications.subscriptions import Aim

# New numbers by the old ones; None for what is gone.
Moved = Mapping[int, int | None]


async def follow_numbers(transaction: Transaction, plan: str, tasks: Moved, sections: Moved) -> None:
    """Lets everything follow its task or section to the new number; what concerned one that is gone is removed.

    Done reminders too: their buttons can let them come again.
    """
    for table in (reminders, progress, deadlines):
        await _follow_tasks(transaction, table, plan, tasks)
    for table in (subscriptions, responsibles):
        await _follow_targets(transaction, table, plan, Aim.TASK, tasks)
    await _follow_targets(transaction, subscriptions, plan, Aim.SECTION, sections)
    await announcements.follow_numbers(transaction, plan, tasks, sections)


async def _follow_tasks(transaction: Transaction, table: Table, plan: str, moved: Moved) -> None:
    """Of a table with the plan and the task in each row."""
    found = select(table.c.id, table.c.task).where(table.c.plan == plan, table.c.task.in_(list(moved)))
    rows = (await transaction.execute(found)).all()
    await _drop(transaction, table, [row.id for row in rows if moved[row.task] is None])
    for row in rows:
        if (number := moved[row.task]) is not None:
            await transaction.execute(update(table).where(table.c.id == row.id).values(task=number))


async def _follow_targets(transaction: Transaction, table: Table, plan: str, aim: Aim, moved: Moved) -> None:
    """Of a table with the plan, an aim and its value in each row, which are there only once in a place."""
    held = table.c.value.in_([str(number) for number in moved])
    found = select(table.c.id, table.c.value).where(table.c.plan == plan, table.c.kind == aim.value, held)
    rows = (await transaction.execute(found)).all()
    await _drop(transaction, table, [row.id for row in rows if moved[int(row.value)] is None])
    # Numbers swap and shift: each row is first given a value that no other has.
    for mark in ("~", ""):
        for row in rows:
            if (number := moved[int(row.value)]) is not None:
                await transaction.execute(update(table).where(table.c.id == row.id).values(value=f"{mark}{number}"))


async def _drop(transaction: Transaction, table: Table, ids: list[int]) -> None:
    if ids:
        await transaction.execute(delete(table).where(table.c.id.in_(ids)))
