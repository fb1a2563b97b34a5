"""What is kept ends: each table has a term that docs/privacy.md states and pruning enforces, and a person is forgotten whole."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db import tables
from bot.db.engine import Database
from bot.db.forgetting import forget_chat, forget_person
from bot.db.pruning import TERMS, prune
from bot.db.tables import METADATA

DOCUMENT = Path(__file__).parents[3] / "docs/privacy.md"
DAY = timedelta(days=1)
PERSON, OTHER, GROUP = 41, 42, -100


def _row(table: str, age: timedelta, **values: Any) -> dict[str, Any]:
    """A row of a table that was last touched so long ago."""
    moment = datetime.now(UTC) - age
    made: dict[str, Any] = {}
    for column in METADATA.tables[table].c:
        kind = column.type.python_type if not isinstance(column.type, tables.Moment) else datetime
        if column.name in values or column.nullable or column.server_default is not None:
            continue
        if column.primary_key and column.autoincrement is True:
            continue
        made[column.name] = {int: 1, str: "x", datetime: moment, bool: False}.get(kind, {})
    return made | values


async def _put(database: Database, table: str, **values: Any) -> None:
    age = values.pop("age", timedelta(0))
    async with database.transaction() as transaction:
        row = _row(table, age, **values)
        if table not in ("answers", "chats", "inbox", "guests"):
            row.pop("id", None)
        await transaction.execute(METADATA.tables[table].insert().values(row))


async def _count(database: Database, table: str) -> int:
    async with database.transaction() as transaction:
        return int((await transaction.execute(select(func.count()).select_from(METADATA.tables[table]))).scalar_one())


def test_every_table_has_a_term_and_the_document_says_the_same() -> None:
    assert TERMS.keys() == METADATA.tables.keys()
    said: dict[str, str] = {}
    for row in re.findall(r"^\| (`.+) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE):
        names, *_, term = row.split(" | ")
        terms = term.split("; ") if "`, `" in names else [term]
        said |= dict(zip(re.findall(r"`(\w+)`", names), terms, strict=True))
    assert said == TERMS


@pytest.mark.parametrize(
    ("table", "days", "values"),
    [
        ("answers", 30, {}),
        ("audit", 365, {}),
        ("announcements", 365, {"state": "done"}),
        ("announcements", 7, {"state": "draft"}),
        ("chats", 30, {"state": "blocked", "kind": "private"}),
        ("chats", 30, {"state": "gone", "kind": "group"}),
        ("invitations", 30, {}),
        ("leases", 1, {}),
        ("notices", 90, {"state": "sent"}),
        ("notices", 180, {"state": "dead"}),
        ("reminders", 365, {"next_due": None}),
        ("unanswered", 90, {}),
        ("inbox", 3, {"done": datetime.now(UTC)}),
        ("effects", 3, {}),
        ("receipt_requests", 365, {}),
    ],
)
async def test_what_is_past_its_term_goes(database: Database, table: str, days: int, values: dict[str, Any]) -> None:
    await _put(database, table, age=days * DAY - timedelta(hours=1), **values)
    async with database.transaction() as transaction:
        await prune(transaction)
    assert await _count(database, table) == 1
    async with database.transaction() as transaction:
        await transaction.execute(METADATA.tables[table].delete())
    await _put(database, table, age=days * DAY + timedelta(hours=1), **values)
    async with database.transaction() as transaction:
        assert await prune(transaction) == 1
    assert await _count(database, table) == 0


async def test_receipts_go_with_what_asked_for_them(database: Database) -> None:
    await _put(database, "receipt_requests", age=366 * DAY, event="old")
    await _put(database, "receipt_requests", event="new")
    for request in (1, 2):
        await _put(database, "receipts", request_id=request, chat_id=GROUP)
    async with database.transaction() as transaction:
        assert await prune(transaction) == 2
        assert (await transaction.execute(select(tables.receipts.c.request_id))).scalars().all() == [2]


async def test_progress_and_receipts_outlive_who_gave_them(database: Database) -> None:
    await _put(database, "progress", chat_id=GROUP, user_id=PERSON, name="Ann", text="done")
    await _put(database, "progress", chat_id=GROUP, user_id=OTHER, name="Bob", text="half")
    await _put(database, "receipts", request_id=1, chat_id=GROUP, user_id=PERSON, name="Ann", pressed=datetime.now(UTC))
    reports = select(*(tables.progress.c[name] for name in ("text", "chat_id", "user_id", "name")))
    async with database.transaction() as transaction:
        await forget_person(transaction, PERSON)
        found = {tuple(row) for row in await transaction.execute(reports)}
        assert found == {("done", 0, 0, ""), ("half", GROUP, OTHER, "Bob")}
        [receipt] = await transaction.execute(select(tables.receipts))
        assert (receipt.user_id, receipt.name) == (None, "") and receipt.pressed is not None
        await forget_chat(transaction, GROUP)
        found = {tuple(row) for row in await transaction.execute(reports)}
        assert found == {("done", 0, 0, ""), ("half", 0, 0, "")}


async def test_an_active_chat_stays(database: Database) -> None:
    await _put(database, "chats", age=1000 * DAY, state="active")
    await _put(database, "reminders", age=1000 * DAY, next_due=datetime.now(UTC))
    async with database.transaction() as transaction:
        assert await prune(transaction) == 0


async def _fill(database: Database, chat_id: int, user_id: int) -> None:
    for table in METADATA.sorted_tables:
        if table.name == "chats" and chat_id < 0:
            continue
        values = {"chat_id": chat_id, "user_id": user_id, "created_by": user_id}
        values |= {"event": f"digest:{chat_id}:{user_id}", "id": chat_id * 1000 + user_id}
        if {"chat_id", "user_id"} & set(table.c.keys()) and not (table.name == "guests" and chat_id < 0):
            await _put(database, table.name, **{name: value for name, value in values.items() if name in table.c})


async def test_a_person_is_forgotten_and_nobody_else(database: Database) -> None:
    await _fill(database, PERSON, PERSON)
    await _fill(database, OTHER, OTHER)
    await _fill(database, GROUP, PERSON)
    await _put(database, "notices", chat_id=900, event=f"wrong:abc:{PERSON}")
    await _put(database, "notices", chat_id=900, event=f"wrong:abc:1{PERSON}")
    async with database.transaction() as transaction:
        assert await forget_person(transaction, PERSON) > 8
    async with database.transaction() as transaction:
        for table in METADATA.sorted_tables:
            for name in {"chat_id", "user_id", "created_by"} & set(table.c.keys()):
                rows = (await transaction.execute(select(table.c[name]))).scalars().all()
                assert PERSON not in rows, table.name
                assert name == "created_by" or OTHER in rows, table.name
        events = set((await transaction.execute(select(tables.notices.c.event))).scalars())
    assert events == {f"digest:{OTHER}:{OTHER}", f"digest:{GROUP}:{PERSON}", f"wrong:abc:1{PERSON}"}


async def test_a_person_who_has_blocked_the_bot_is_forgotten_whole(database: Database) -> None:
    await _fill(database, GROUP, PERSON)
    await _put(database, "chats", chat_id=PERSON, state="blocked", kind="private", age=31 * DAY)
    async with database.transaction() as transaction:
        await prune(transaction)
    assert await _count(database, "answers") == 0 and await _count(database, "subscriptions") == 1
