"""The address for monitors: what it answers at each time of a process's life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.db.engine import Database
from bot.running.monitor import Monitor
from bot.running.vitals import DATABASE, PATIENCE_SECONDS, Phase
from bot.running.watch import Watch
from bot.screens.wording import Wording
from tests.process import free_port


@pytest.fixture
async def monitor(database: Database) -> AsyncIterator[tuple[Monitor, str]]:
    """A monitor that listens, and the address of its health."""
    port = free_port()
    made = Monitor(database.vitals, database, ("127.0.0.1", port))
    made.start()
    yield made, f"http://127.0.0.1:{port}/healthz"
    made.stop()


async def asked(url: str) -> tuple[int, str, str]:
    """The status of the answer, and what it says of the process and why."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(url)
    return answer.status_code, answer.json()["status"], answer.json().get("reason", "")


async def test_it_is_not_well_before_the_bot_serves_and_after(database: Database, monitor: tuple[Monitor, str]) -> None:
    _, url = monitor
    assert await asked(url) == (503, "starting", "Telegram has not said yet who the bot is")
    stop = asyncio.Event()
    watching = asyncio.create_task(Watch(database.vitals, database, Wording(), (), lambda: False).run(stop))
    await asyncio.sleep(0)
    assert await asked(url) == (200, "ok", "")
    stop.set()
    await watching
    code, status, reason = await asked(url)
    assert (code, status) == (503, "ending") and reason


async def test_what_has_failed_for_two_minutes_is_not_well(database: Database, monitor: tuple[Monitor, str]) -> None:
    _, url = monitor
    now = 1000.0
    database.vitals.clock, database.vitals.phase = lambda: now, Phase.SERVING
    for name in ("sending", DATABASE):
        database.vitals.ill(name, "HTTP 502")
    now += PATIENCE_SECONDS
    # The look itself finds the database well.
    assert await asked(url) == (200, "ok", "")
    now += 1
    assert await asked(url) == (503, "failing", "")


async def test_a_request_that_the_end_cuts_off_is_told_so(
    monitor: tuple[Monitor, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, url = monitor
    begun: asyncio.Future[asyncio.Task[object] | None] = asyncio.get_running_loop().create_future()

    async def look() -> bool:
        begun.set_result(asyncio.current_task())
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(made, "look", look)
    answer = asyncio.create_task(asked(url))
    handling = await begun
    assert handling is not None
    handling.cancel()
    code, status, reason = await answer
    assert (code, status) == (503, "ending") and reason
