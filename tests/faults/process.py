"""A process that enqueues and sends, as the bot does: `python -m tests.faults.process` with an Order in JSON as its input."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.db.engine import Database, open_database
from bot.limits import Limits

ROOT = Path(__file__).parents[2]
DUE = 25


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to do: enqueue an announcement in one transaction, run a round of digests, or only send."""

    url: str
    base_url: str
    token: str
    limits: Limits
    event: str = ""
    job: str = ""
    chat_ids: tuple[int, ...] = ()


def text_of(event: str, chat_id: int) -> str:
    """The words of a notice, which no other notice has."""
    return f"{event} / {chat_id}"


async def _announce(database: Database, order: Order) -> None:
    """2,000 notices and the announcement's new state, at once or not at all."""
    from sqlalchemy import update

    from bot.db.notices import enqueue
    from bot.db.tables import announcements
    from bot.notice import Notice

    rows = [Notice(order.event, chat_id, text_of(order.event, chat_id), "zh") for chat_id in order.chat_ids]
    async with database.transaction() as transaction:
        await enqueue(transaction, rows)
        await transaction.execute(update(announcements).values(state="done"))


async def _digest(database: Database, order: Order) -> None:
    """Every digest that is due, a few in a transaction, each with its next time."""
    from sqlalchemy import select, update

    from bot.db.notices import enqueue
    from bot.db.tables import digests
    from bot.notice import Notice

    due = select(digests.c.id, digests.c.chat_id).where(digests.c.next_due <= datetime.now(UTC)).limit(DUE)
    while True:
        async with database.transaction() as transaction:
            rows = (await transaction.execute(due.order_by(digests.c.id).with_for_update(skip_locked=True))).all()
            if not rows:
                return
            new = [Notice(order.event, row.chat_id, text_of(order.event, row.chat_id), "zh") for row in rows]
            await enqueue(transaction, new)
            done = update(digests).where(digests.c.id.in_([row.id for row in rows]))
            await transaction.execute(done.values(next_due=datetime.now(UTC) + timedelta(days=1)))


async def work(order: Order) -> None:
    """Carries an order out and sends until SIGTERM."""
    os.environ["PTB_TIMEDELTA"] = "true"
    from telegram import Bot
    from telegram.request import HTTPXRequest

    from bot.sender import Sender
    from bot.telegram.channel import TelegramChannel
    from bot.wording import Wording

    logging.disable(logging.WARNING)  # a kill leaves notices under way: that is what is counted here
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    request = HTTPXRequest(connection_pool_size=order.limits.batch)
    async with (
        open_database(order.url) as database,
        Bot(order.token, base_url=order.base_url, request=request) as bot,
    ):
        print("ready", flush=True)
        sender = Sender(database, TelegramChannel(bot, Wording()), order.limits)
        sending = asyncio.create_task(sender.run(stop))
        jobs = {"announce": _announce, "digest": _digest}
        if order.job:
            await jobs[order.job](database, order)
        await sending


@asynccontextmanager
async def started(order: Order) -> AsyncIterator[asyncio.subprocess.Process]:
    """Such a process, killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.process",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(order)).encode())
    process.stdin.close()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ready(process: asyncio.subprocess.Process) -> None:
    """Returns once the process has its database and its bot."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    if line != b"ready\n":
        raise RuntimeError("the process ended before it began")


async def stopped(process: asyncio.subprocess.Process) -> None:
    """Sends SIGTERM, after which the process ends by itself, within seconds and without an error."""
    process.send_signal(signal.SIGTERM)
    if code := await asyncio.wait_for(process.wait(), 15):
        raise RuntimeError(f"the process ended with {code}")


def main(argument: str) -> None:
    told = json.loads(argument)
    asyncio.run(work(Order(**{**told, "limits": Limits(**told["limits"]), "chat_ids": tuple(told["chat_ids"])})))


if __name__ == "__main__":
    main(sys.stdin.read())
