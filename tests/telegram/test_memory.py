"""What many look for at once in the database is read in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from bot.db.answers import GivenAnswer
from bot.db.engine import Database, Transaction
from bot.db.errors import DatabaseFault
from bot.telegram.memory import Memory

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
