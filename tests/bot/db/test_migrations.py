"""What was set before an update goes on after it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Boolean, Connection, DateTime, Integer, MetaData, Table, create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.db.chats import get_chat
from bot.db.digests import digests_of
from bot.db.engine import open_database
from bot.db.reminders import reminders_of
from bot.notifications.schedule import Every, Schedule
from tests.databases import KINDS, Postgresql

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


# What a column's name asks for, where not any words or number will do.
WRITTEN: dict[str, object] = {
    "date": "2026-12-01", "time": "09:00", "every": "daily", "repeat": "once", "state": "sent", "lang": "zh",
    "zone": "Asia/Shanghai", "kind": "task", "value": "1", "schedule": {"every": "daily", "times": ["09:00"]},
    "body": {"text": "x"}, "days": [3], "audience": {},
}  # fmt: skip
WRITTEN_OF: dict[tuple[str, str], object] = {
    ("chats", "state"): "active", ("chats", "kind"): "private", ("effects", "body"): {"ids": [1]}, ("inbox", "body"): "{}",
}  # fmt: skip
VERSIONS = sorted(path.stem[1:5] for path in (ROOT / "bot/db/migrations/versions").glob("v*.py"))


def a_row(table: Table) -> dict[str, object]:
    """Something in each column, of its type."""
    made: dict[str, object] = {}
    for column in table.columns:
        written = WRITTEN_OF.get((table.name, column.name), WRITTEN.get(column.name))
        if isinstance(column.type, DateTime):
            made[column.name] = dt.datetime(2026, 12, 1, 1, tzinfo=dt.UTC)
        elif isinstance(column.type, Boolean):
            made[column.name] = False
        elif isinstance(column.type, Integer):
            made[column.name] = 1
        elif written is not None:
            made[column.name] = written
        else:
            made[column.name] = {} if isinstance(column.type, JSON) else f"{column.name}'s 字"
    return made


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", VERSIONS)
async def test_every_row_of_every_version_is_carried_over(
    version: str, kind: str, tmp_path: Path, postgresql_server: Postgresql
) -> None:
    """A row in each table of each version: it is there in the newest, with what it said, and the program reads it."""
    url = f"sqlite:///{tmp_path}/old.db" if kind == "sqlite" else postgresql_server.new_database()
    before: dict[str, dict[str, Any]] = {}

    def fill(connection: Connection) -> None:
        at_version(connection, version)
        metadata = MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values(a_row(table)))
                before[table.name] = dict(connection.execute(table.select()).mappings().one())

    def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        metadata = MetaData()
        metadata.reflect(connection)
        return {
            table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for table in metadata.sorted_tables
        }

    plain = create_async_engine(
        url.replace("sqlite://", "sqlite+aiosqlite://").replace("postgresql://", "postgresql+asyncpg://")
    )
    async with plain.begin() as connection:
        await connection.run_sync(fill)
    await plain.dispose()
    async with open_database(url) as database, database.transaction() as transaction:
        after = await transaction.run_sync(read)
        assert len(await digests_of(transaction, 1)) == len(await reminders_of(transaction, 1)) == 1
        assert (await get_chat(transaction, 1)) is not None
    assert after["alembic_version"] == [{"version_num": VERSIONS[-1]}]
    # The first version's list of updates became the inbox.
    if (seen := before.pop("updates_seen", None)) is not None:
        (row,) = after["inbox"]
        assert (row["update_id"], row["done"]) == (seen["update_id"], seen["received"])
    for name, was in before.items():
        (row,) = after[name]
        assert {key: value for key, value in was.items() if key in row} == {key: row[key] for key in was if key in row}
