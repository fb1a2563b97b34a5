"""The outbox: how many notices a second are claimed, sent and recorded, and whether memory stays flat meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.db.engine import Database, open_database
from bot.db.notices import count_by_state, enqueue
from bot.limits import Limits
from bot.notifications.notice import Claim, Notice, Outcome, Sent, State
from bot.notifications.sender import Sender
from tests.bench.clock import resident, rounded
from tests.botapi import BotApiServer, World
from tests.databases import KINDS, postgresql
from tests.faults.process import Order, ready, started, stopped

# Without Telegram's limits: what is measured is the outbox.
LIMITS = Limits(overall=10**9, spare=0, overall_seconds=0.001, chat_seconds=0.001, idle_seconds=0.05)


class Stub:
    """A channel that has sent everything already."""

    async def send(self, claim: Claim) -> Outcome:
        await asyncio.sleep(0)
        return Sent(claim.id)


async def _fill(database: Database, count: int, chat_ids: range) -> None:
    async with database.transaction() as transaction:
        rows = (
            Notice(f"e{n // len(chat_ids)}", chat_ids[n % len(chat_ids)], f"notice {n}", "zh") for n in range(count)
        )
        await enqueue(transaction, rows)


async def _sent(database: Database, count: int) -> None:
    while True:
        async with database.transaction() as transaction:
            if (await count_by_state(transaction)).get(State.SENT, 0) >= count:
                return
        await asyncio.sleep(0.1)


async def stubbed(url: str, count: int) -> tuple[float, list[float]]:
    """Claim, stubbed send and record: notices a second, and the megabytes held after each tenth."""
    held, stop = list[float](), asyncio.Event()
    async with open_database(url) as database:
        await _fill(database, count, range(1, count + 1))
        begun = time.perf_counter()
        sending = asyncio.create_task(Sender(database, Stub(), LIMITS).run(stop))
        for tenth in range(1, 11):
            await _sent(database, count * tenth // 10)
            held.append(resident())
        rate = count / (time.perf_counter() - begun)
        stop.set()
        await sending
    return rate, held


async def over_http(url: str, count: int) -> float:
    """The same by a process of its own, over HTTP to the stand-in for Telegram: notices a second."""
    world = World()
    chats = [world.add_private_chat(world.add_user(f"P{number}")).id for number in range(200)]
    async with open_database(url) as database:
        await _fill(database, count, range(chats[0], chats[-1] + 1))
    async with BotApiServer(world) as server, started(Order(url, server.base_url, world.bot.token, LIMITS)) as process:
        await ready(process)
        begun = time.perf_counter()
        await world.wait_until(lambda: len(world.history) >= count, timeout=300)
        rate = count / (time.perf_counter() - begun)
        await stopped(process)
    return rate


@contextmanager
def _urls() -> Iterator[dict[str, list[str]]]:
    """New databases of each kind, as they would be run."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder, postgresql() as server:
        files = [f"sqlite:///{folder}/{number}.db" for number in range(2)]
        yield {"sqlite": files, "postgresql": [server.new_database() for _ in range(2)]}


def outbox(notices: int) -> dict[str, Any]:
    """By the kind of database: notices a second through a stub and over HTTP, and the memory held meanwhile."""
    found: dict[str, Any] = {}
    with _urls() as urls:
        for kind in KINDS:
            rate, held = asyncio.run(stubbed(urls[kind][0], notices))
            found[kind] = {
                "to a stub, notices a second": rounded(rate),
                "memory after a tenth and after all, MB": [round(held[0]), round(held[-1])],
                "over HTTP on loopback, notices a second": rounded(
                    asyncio.run(over_http(urls[kind][1], notices // 50))
                ),
            }
    return {"notices": notices, **found}
