"""What many look for at once in the database is read in one transaction; what is written behind is told once it is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db import inbox
from bot.db.answers import GivenAnswer
from bot.db.engine import Database, Transaction
from bot.db.errors import DatabaseFault
from bot.db.inbox import Arrival
from bot.db.tables import inbox as rows
from bot.telegram import memory as memory_module
from bot.telegram.memory import Memory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GIVEN = GivenAnswer(1, 1, "商务厅牵头哪些任务", "zh", "neimenggu-2011", "tg:1:0:1")


@dataclass(slots=True)
class Watched:
    """How many transactions were opened, and whether the database is away."""

    opened: int = 0
    away: bool = False


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    watch, real = Watched(), Database.transaction

    @asynccontextmanager
    async def counted(self: Database) -> AsyncIterator[Transaction]:
        watch.opened += 1
        if watch.away:
            raise DatabaseFault("away")
        async with real(self) as transaction:
            yield transaction

    monkeypatch.setattr(Database, "transaction", counted)
    return watch


async def test_answers_that_many_look_for_are_read_together(database: Database, watched: Watched) -> None:
    memory = Memory(database, alone=True)
    for number in range(50):
        memory.remember(replace(GIVEN, conversation=f"c{number}", id=number))
    await memory.flush()
    watched.opened = 0
    found = await asyncio.gather(*(memory.last_answer(f"c{number}") for number in range(50)))
    assert [each.id for each in found if each] == list(range(50)) and watched.opened <= 2


async def test_who_is_cut_off_takes_nobody_along(database: Database) -> None:
    memory = Memory(database, alone=True)
    memory.remember(GIVEN)
    looking = [asyncio.create_task(memory.answer(GIVEN.id)) for _ in range(3)]
    await asyncio.sleep(0)
    looking[0].cancel()
    assert [each and each.id for each in await asyncio.gather(*looking[1:])] == [GIVEN.id] * 2


async def test_a_fault_is_told_to_all_and_passes(database: Database, watched: Watched) -> None:
    memory = Memory(database, alone=True)
    memory.remember(GIVEN)
    await memory.flush()
    watched.away = True
    found = await asyncio.gather(*(memory.answer(GIVEN.id) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, DatabaseFault) for each in found)
    watched.away = False
    assert (await memory.answer(GIVEN.id)) is not None


async def test_an_answer_is_not_begun_before_that_is_written(
    database: Database, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused is written one by one; where the database goes away meanwhile, who waited was told that it is written."""

    async def refused(*arguments: object) -> None:
        watched.away = True
        raise RuntimeError("refused")

    memory = Memory(database, alone=True)
    async with database.transaction() as transaction:
        await inbox.write_down(transaction, [Arrival(1, "c1", "{}"), Arrival(2, "c2", "{}")], NOW)
        await inbox.claim(transaction, memory.owner, NOW, 30, 1)
    with monkeypatch.context() as patched:
        patched.setattr(memory_module, "remember_answers", refused)
        begun = [asyncio.create_task(memory.finish([], [update_id])) for update_id in (1, 2)]
        await asyncio.sleep(0)
        with pytest.raises(DatabaseFault):
            await memory.flush()
    await asyncio.sleep(0)
    assert not any(each.done() for each in begun)
    watched.away = False
    await memory.flush()
    assert await asyncio.gather(*begun) == [{2}, {2}]
    async with database.transaction() as transaction:
        assert list((await transaction.execute(select(rows.c.attempts).order_by(rows.c.update_id))).scalars()) == [1, 0]
