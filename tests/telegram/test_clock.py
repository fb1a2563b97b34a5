"""This machine's clock is put forward and back while the bot runs."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from bot.db import tables
from bot.db.engine import Database
from bot.notifications import scheduler
from bot.running.vitals import CLOCK
from bot.telegram import lanes
from bot.telegram.app import Service
from tests.botapi import Chat, Fault, User, World
from tests.telegram.talk import LEADS, LED, answer_to, from_bot

HOUR, YEARS = dt.timedelta(hours=1), dt.timedelta(days=1500)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(lanes, "LOOK_SECONDS", 0.05)


@pytest.fixture
def put(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.timedelta], None]:
    """Puts the clock by which updates and notices are claimed."""

    def by(shift: dt.timedelta) -> None:
        async def now(transaction: object) -> dt.datetime:
            return dt.datetime.now(dt.UTC) + shift

        monkeypatch.setattr(database, "now", now)

    return by


async def test_put_forward_what_is_under_way_is_answered_once(
    bot: Service, world: World, private: Chat, ann: User, put: Callable[[dt.timedelta], None]
) -> None:
    """Its claim has lapsed, and nobody but this process can have it."""
    world.faults.add(Fault(delay=1.0), method="sendMessage", chat=private)
    world.user_says(private, ann, LEADS)
    await world.wait_until(lambda: world.calls_of("sendMessage"))
    put(HOUR)
    await asyncio.sleep(1.5)
    await answer_to(world, private, ann, "文化厅牵头哪些任务")
    assert [text[:5] for text in from_bot(world, private)] == [LED[:5], "文化厅牵头"]


@pytest.mark.parametrize("shift", [HOUR, -HOUR, YEARS, -YEARS])
async def test_put_either_way_questions_are_answered(
    bot: Service, world: World, private: Chat, ann: User, put: Callable[[dt.timedelta], None], shift: dt.timedelta
) -> None:
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    put(shift)
    assert (await answer_to(world, private, ann, "文化厅牵头哪些任务")).text.startswith("文化厅牵头")
    put(dt.timedelta(0))
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)


async def test_by_a_wrong_clock_nothing_is_due_and_nothing_late(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    """By a clock that is years ahead, a digest would be set for that year and never come again."""
    await answer_to(world, private, ann, "/subscribe 商务厅")
    await answer_to(world, private, ann, "每天8点半发摘要")
    world._clock = lambda: time.time() - YEARS.total_seconds()
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert database.vitals.failing(CLOCK) and "ahead of Telegram's" in database.vitals.signs[CLOCK].reason
    # A look for what is due that began before that was known is over by then.
    await asyncio.sleep(0.5)
    due = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    async with database.transaction() as transaction:
        await transaction.execute(update(tables.digests).values(next_due=due))
    await asyncio.sleep(0.5)
    async with database.transaction() as transaction:
        assert (await transaction.execute(select(tables.digests.c.next_due))).scalar_one() == due
    world._clock = time.time
    await answer_to(world, private, ann, LEADS)
    assert not database.vitals.failing(CLOCK)
    await world.wait_until(
        lambda: [text for text in from_bot(world, private) if "摘要" in text[:8]] or None, timeout=10
    )
