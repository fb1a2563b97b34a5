"""The watch: operators are told once of what has failed for two minutes, of its end, and of notices that are stuck."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.db.engine import Database
from bot.db.notices import enqueue
from bot.db.tables import notices
from bot.notifications.notice import Notice, State
from bot.running import watch as watch_module
from bot.running.vitals import POLLING, SENDING, Vitals
from bot.running.watch import GIVING_SECONDS, Watch
from bot.screens.wording import Wording

OPERATORS = (7, 8)


class Clock:
    """A clock that a test turns."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vitals(clock: Clock) -> Vitals:
    return Vitals(clock)


async def _alarms(database: Database) -> list[tuple[int, str]]:
    async with database.transaction() as transaction:
        rows = await transaction.execute(
            select(notices.c.chat_id, notices.c.body).where(notices.c.event.startswith("alarm:")).order_by(notices.c.id)
        )
        return [(row[0], row[1]["html"]) for row in rows]


async def test_a_failure_is_told_after_two_minutes_once_and_its_end_too(
    database: Database, vitals: Vitals, clock: Clock
) -> None:
    watch = Watch(vitals, database, Wording(), OPERATORS, lambda: False)
    vitals.well(SENDING)
    vitals.ill(SENDING, "HTTP 502")
    clock.now += 119
    await watch.once()
    assert await _alarms(database) == []
    for _ in range(3):
        clock.now += 30
        vitals.ill(SENDING, "TimedOut")
        await watch.once()
    told = await _alarms(database)
    assert [chat for chat, _ in told] == [7, 8] and told[0][1] == "⚠️ 向 Telegram 发送已失败 2 分钟：TimedOut"
    vitals.well(SENDING)
    await watch.once()
    assert [html for _, html in await _alarms(database)][2:] == ["又能向 Telegram 发送了。"] * 2


async def test_a_poll_that_is_never_heard_of_again_is_a_failure(
    database: Database, vitals: Vitals, clock: Clock
) -> None:
    watch = Watch(vitals, database, Wording(), OPERATORS, lambda: True)
    await watch.once()
    vitals.well(POLLING)
    clock.now += 121
    await watch.once()
    assert (await _alarms(database))[0][1].startswith("⚠️ 已有 2 分钟收不到 Telegram 的消息：no answer for 121 s")
    assert vitals.failing(POLLING) == 121


async def test_who_need_not_poll_is_not_missed(database: Database, vitals: Vitals, clock: Clock) -> None:
    watch = Watch(vitals, database, Wording(), OPERATORS, lambda: False)
    vitals.well(POLLING)
    clock.now += 1000
    await watch.once()
    assert await _alarms(database) == []


async def test_stuck_notices_are_told_again_when_there_are_more_but_not_alarms(
    database: Database, vitals: Vitals, clock: Clock
) -> None:
    async def get_stuck(event: str, state: State) -> None:
        async with database.transaction() as transaction:
            await enqueue(transaction, [Notice(event, 1, "text", "zh")])
            moment = datetime.now(UTC)
            await transaction.execute(
                update(notices).where(notices.c.event == event).values(state=state, updated=moment)
            )

    watch = Watch(vitals, database, Wording(), (7,), lambda: False)
    await get_stuck("digest:1", State.DEAD)
    await watch.once()
    clock.now += 61
    await watch.once()
    assert len(await _alarms(database)) == 1 and "被拒 1 条，不确定 0 条" in (await _alarms(database))[0][1]
    await get_stuck("digest:2", State.UNCERTAIN)
    # Another process, which has told nothing yet, tells the same only once.
    for one in (watch, Watch(vitals, database, Wording(), (7,), lambda: False)):
        clock.now += 61
        await one.once()
    assert len(await _alarms(database)) == 2 and "被拒 1 条，不确定 1 条" in (await _alarms(database))[1][1]
    await get_stuck("alarm:stuck:x", State.DEAD)
    clock.now += 61
    await watch.once()
    assert len(await _alarms(database)) == 3


async def test_memory_is_given_back_from_time_to_time(
    database: Database, vitals: Vitals, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    monkeypatch.setattr(watch_module, "give_back", lambda: given.append(clock.now))
    watch = Watch(vitals, database, Wording(), OPERATORS, lambda: False)
    for now in (1000.0, 1000.0 + GIVING_SECONDS - 1, 1000.0 + GIVING_SECONDS, 1001.0 + GIVING_SECONDS):
        clock.now = now
        await watch.once()
    assert given == [1000.0 + GIVING_SECONDS]
