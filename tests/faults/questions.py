"""Kill -9 at random moments while people ask: every question is answered, in each chat's order, and repeats say so."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi import BotApiServer, Chat, Message, User, World
from tests.process import free_port, running

# What an answer says first where it may have been given before.
MARK = "可能重复"
SECRET = "a-secret-that-nobody-guesses"
# Enough people that nobody asks faster than may be, however long a start takes.
PEOPLE = 400
READY_SECONDS = 120.0
ANSWERED_SECONDS = 180.0
_NUMBER = re.compile(r"^(\d+)\. ", re.MULTILINE)


@dataclass(slots=True)
class Tally:
    """What became of the questions."""

    kills: int = 0
    asked: int = 0
    unanswered: int = 0
    repeated: int = 0
    unmarked: int = 0
    disordered: int = 0
    marked: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every question was answered in its order, and none twice without a mark."""
        return not (self.unanswered or self.unmarked or self.disordered or self.faults)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills under {self.asked} questions in {self.seconds:.0f} s: {self.unanswered} unanswered, "
            f"{self.repeated} answered more than once, of which {self.unmarked} without a mark; {self.disordered} out of "
            f"their chat's order; {self.marked} answers say that they may be a repeat"
        )


@dataclass(slots=True)
class _Asking:
    """The people who ask, and what they asked, in order."""

    world: World
    chats: list[tuple[Chat, User]]
    chance: random.Random
    asked: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    async def run(self, rate: float, stop: asyncio.Event) -> None:
        """Asks so often a second, each time somebody else, until `stop`."""
        turn = 0
        while not stop.is_set():
            chat, user = self.chats[turn % len(self.chats)]
            turn += 1
            number = len(self.asked[chat.id]) + 1
            self.asked[chat.id].append(number)
            self.world.user_says(chat, user, f"/task {number}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self.chance.expovariate(rate))

    def tally(self, tally: Tally) -> None:
        """Compares what was said with what was asked."""
        for chat, _ in self.chats:
            said = [message for message in self.world.messages(chat) if message.sender == self.world.bot.user]
            wanted, got, last = len(self.asked[chat.id]), set[int](), 0
            tally.asked += wanted
            for message in said:
                number = _task(message)
                if number is None:
                    tally.faults.append(f"{chat.title}: {message.text[:60]}")
                elif number in got:
                    tally.repeated += 1
                    tally.unmarked += MARK not in message.text
                else:
                    got.add(number)
                    tally.disordered += number < last
                    last = number
                tally.marked += MARK in message.text
            tally.unanswered += wanted - len(got)

    @property
    def missing(self) -> int:
        """How many questions have no answer yet, at least."""
        said = sum(1 for message in self.world.history if message.sender == self.world.bot.user and message.chat)
        return sum(map(len, self.asked.values())) - said


def _task(message: Message) -> int | None:
    found = _NUMBER.search(message.text)
    return int(found[1]) if found else None


async def run(
    url: str, var: Path, kills: int, seed: int, *, webhook: bool = False, replicas: int = 1, rate: float = 20
) -> Tally:
    """Processes of the real bot on one database, one killed at each of so many random moments and started again."""
    chance, tally, world, stop = random.Random(seed), Tally(), World(), asyncio.Event()
    chats = [
        (world.add_private_chat(user), user)
        for user in (world.add_user(f"P{n}", language_code="zh-hans") for n in range(PEOPLE))
    ]
    asking = _Asking(world, chats, chance)
    world.webhook.backoff = world.webhook.longest = 0.2
    async with BotApiServer(world) as server, contextlib.AsyncExitStack() as stack:
        ports = [free_port() for _ in range(replicas)]
        settings = {"TELEGRAM_BOT_TOKEN": world.bot.token, "TELEGRAM_BASE_URL": server.base_url, "VAR_DIR": str(var)}
        settings |= {"DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
        if webhook:
            world.webhook.hosts["https://bot.example"] = [f"http://127.0.0.1:{port}" for port in ports]
            settings |= {"WEBHOOK_URL": "https://bot.example/hook", "WEBHOOK_SECRET": SECRET}
        fleet = [
            await stack.enter_async_context(_Kept(settings | {"WEBHOOK_LISTEN": f"127.0.0.1:{port}"}).kept())
            for port in ports
        ]
        begun = time.monotonic()
        people = asyncio.create_task(asking.run(rate, stop))
        await _answered(asking)
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.2, 2.0))
            await chance.choice(fleet).kill()
            tally.kills += 1
            # The next kill hits a process that works, or one that still starts.
            if chance.random() < 0.8:
                await _answered(asking)
        stop.set()
        await people
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWERED_SECONDS):
                while asking.missing > 0 or world.updates.pending or _lacking(asking):
                    await asyncio.sleep(0.2)
        tally.seconds = time.monotonic() - begun
    asking.tally(tally)
    return tally


def _lacking(asking: _Asking) -> bool:
    """Whether any question has no answer at all."""
    tally = Tally()
    asking.tally(tally)
    return tally.unanswered > 0


async def _answered(asking: _Asking) -> None:
    """Returns once the bot has said something more."""
    world = asking.world
    before = sum(message.sender == world.bot.user for message in world.history)
    await world.wait_until(
        lambda: sum(message.sender == world.bot.user for message in world.history) > before or None,
        timeout=READY_SECONDS,
    )


class _Kept:
    """A process of the bot that is started again whenever it was killed."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._started = asyncio.Event()
        self._over = False

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[_Kept]:
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
