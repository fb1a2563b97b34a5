"""A process that makes and sends notices, as the bot does: `python -m tests.faults.process`, an Order in JSON as its input."""

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

from bot.db.engine import open_database
from bot.limits import Limits
from tests.process import running


@dataclass(frozen=True, slots=True)
class Order:
    """What a process sends from where to where, and whether it also makes notices of all that is due."""

    url: str
    base_url: str
    token: str
    limits: Limits
    rounds: bool = False


async def work(order: Order) -> None:
    """Makes and sends notices until SIGTERM; the parts are the bot's, only without its answers to updates."""
    os.environ["PTB_TIMEDELTA"] = "true"
    from telegram import Bot
    from telegram.request import HTTPXRequest

    from bot.app import build_plans
    from bot.commands.wiring import build_notifying
    from bot.config import Settings
    from bot.notifications.sender import Sender
    from bot.screens.wording import Wording
    from bot.telegram.channel import TelegramChannel

    logging.disable(logging.WARNING)  # a kill leaves notices under way: that is what is counted here
    stop, wording = asyncio.Event(), Wording()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    request = HTTPXRequest(connection_pool_size=order.limits.batch)
    async with (
        open_database(order.url) as database,
        Bot(order.token, base_url=order.base_url, request=request) as bot,
    ):
        parts = [Sender(database, TelegramChannel(bot, wording), order.limits).run(stop)]
        if order.rounds:
            engines = build_plans(Settings(), wording).engines
            made = build_notifying(database, engines, wording, lambda: "bot", frozenset(), _nobody)
            parts.append(made.rounds.run(stop))
        print("ready", flush=True)
        await asyncio.gather(*parts)


async def _nobody(chat_id: int, user_id: int) -> bool:
    return False


@asynccontextmanager
async def started(order: Order) -> AsyncIterator[asyncio.subprocess.Process]:
    """Such a process, killed at the end if it still runs."""
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    async with running("tests.faults.process", **pipes) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(order)).encode())
        process.stdin.close()
        yield process


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
    """Carries the order out."""
    told = json.loads(argument)
    asyncio.run(work(Order(**{**told, "limits": Limits(**told["limits"])})))


if __name__ == "__main__":
    main(sys.stdin.read())
