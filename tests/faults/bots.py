"""Processes of the real bot over HTTP to the stand-in for Telegram, started again whenever they end; people who write."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.botapi import BotApiServer, Chat, User, World
from tests.process import free_port, running

SECRET = "a-secret-that-nobody-guesses"
READY_SECONDS = 120.0


def people(world: World, count: int) -> list[tuple[Chat, User]]:
    """So many private chats with who is in them."""
    users = [world.add_user(f"P{n}", language_code="zh-hans") for n in range(count)]
    return [(world.add_private_chat(user), user) for user in users]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Processes of one bot."""

    world: World
    kept: Sequence[Kept]


@contextlib.asynccontextmanager
async def served(
    world: World, url: str, var: Path, *, webhook: bool = False, replicas: int = 1, **more: str
) -> AsyncIterator[Fleet]:
    """Processes of the real bot on one database, by polling or by webhook, with more settings."""
    async with BotApiServer(world) as server, contextlib.AsyncExitStack() as stack:
        ports = [free_port() for _ in range(replicas)]
        settings = {"TELEGRAM_BOT_TOKEN": world.bot.token, "TELEGRAM_BASE_URL": server.base_url, "VAR_DIR": str(var)}
        settings |= {"DATABASE_URL": url, "LOG_LEVEL": "WARNING", **more}
        if webhook:
            world.webhook.backoff = world.webhook.longest = 0.2
            world.webhook.hosts["https://bot.example"] = [f"http://127.0.0.1:{port}" for port in ports]
            settings |= {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": SECRET}
        fleet = [Kept(settings | {"WEBHOOK_LISTEN": f"127.0.0.1:{port}"}) for port in ports]
        yield Fleet(world, [await stack.enter_async_context(one.kept()) for one in fleet])


class Kept:
    """A process of the bot that is started again whenever it was killed."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._started = asyncio.Event()
        self._over = False

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[Kept]:
        """Keeps it for as long as the block lasts."""
        task = asyncio.create_task(self._run())
        try:
            await self._started.wait()
            yield self
        finally:
            self._over = True
            if self._process is not None and self._process.returncode is None:
                self._process.kill()
            await task

    async def _run(self) -> None:
        while not self._over:
            async with running("bot", self._settings) as self._process:
                self._started.set()
                await self._process.wait()

    async def kill(self) -> None:
        """Kill -9."""
        process = self._process
        assert process is not None
        if process.returncode is None:
            process.kill()
        await process.wait()

    @property
    def measured(self) -> psutil.Process:
        """The process that runs now, to be weighed."""
        assert self._process is not None
        return psutil.Process(self._process.pid)
