"""What was set before an update goes on after it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from bot.db.digests import digests_of
from bot.db.engine import open_database
from bot.db.reminders import reminders_of
from bot.notifications.schedule import Every, Schedule

ROOT = Path(__file__).parents[3]
MOMENT = "2026-12-01 01:00:00.000000"
NINE = (dt.time(9, 0),)


def at_version(connection: Connection, version: str) -> None:
    """Empty tables of that version."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "bot/db/migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


async def test_schedules_are_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        at_version(connection, "0700")
        for thread, every, day, workdays in (
            (0, "daily", None, 1), (1, "weekly", 3, 0), (2, "monthly", 31, 0),
        ):  # fmt: skip
            connection.execute(
                text(
                    "INSERT INTO digests (chat_id, thread_id, every, day, time, workdays_only, next_due) "
                    f"VALUES (1, {thread}, '{every}', {day or 'NULL'}, '09:00', {workdays}, '{MOMENT}')"
                )
            )
        for task, date, repeat in (
            (1, "2026-12-01", "once"), (2, "2026-12-02", "weekly"), (3, "2026-01-31", "monthly-workdays"),
            (4, "2000-02-29", "yearly"),
        ):  # fmt: skip
            connection.execute(
                text(
                    "INSERT INTO reminders (chat_id, plan, task, text, date, time, repeat, next_due, created) "
                    f"VALUES (1, 'p', {task}, 'x', '{date}', '09:00', '{repeat}', '{MOMENT}', '{MOMENT}')"
                )
            )
    engine.dispose()
    async with open_database(f"sqlite:///{path}") as database, database.transaction() as transaction:
        digests = [row.schedule for row in await digests_of(transaction, 1)]
        reminders = [row.schedule for row in await reminders_of(transaction, 1)]
    assert digests == [
        Schedule(Every.DAILY, NINE, workdays=True),
        Schedule(Every.WEEKLY, NINE, weekdays=(2,)),
        Schedule(Every.MONTHLY, NINE, days=(31,)),
    ]
    assert reminders == [
        Schedule(Every.ONCE, NINE, dates=(dt.date(2026, 12, 1),)),
        Schedule(Every.WEEKLY, NINE, weekdays=(2,)),
        Schedule(Every.MONTHLY, NINE, days=(31,), workdays=True),
        Schedule(Every.YEARLY, NINE, days=(29,), months=(2,)),
    ]
