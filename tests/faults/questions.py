"""Kill -9 at random moments while people ask: every question is answered, in each chat's order, and repeats say so."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.botapi import Chat, Message, User, World
from tests.faults.bots import READY_SECONDS, people, served

# What an answer says first where it may have been given before.
MARK = "可能重复"
# Enough people that nobody asks faster than may be, however long a start takes.
PEOPLE = 800
# The plan's tasks, and how many a person asks for at once: what keeps an order.
TASKS, IN_A_ROW = 40, 2
# How long what waits at the end may take: to start, and then for each answer.
ANSWERED_SECONDS, ANSWERED_A_SECOND = 120.0, 10.0
_NUMBER = re.compile(r"^(\d+)\. ", re.MULTILINE)


@dataclass(slots=True)
class Tally:
    """What became of the questions."""

    kills: int = 0
    restarts: int = 0
    asked: int = 0
    unanswered: int = 0
    repeated: int = 0
    unmarked: int = 0
    disordered: int = 0
    marked: int = 0
    seconds: float = 0.0
    asking_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    # The repeats without a mark: of which chat, and when both were said and how, to be looked for in the log.
    doubled: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every question was answered in its order, and none twice without a mark."""
        return not (self.unanswered or self.unmarked or self.disordered or self.faults)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.restarts} restarts of the database, under {self.asked} questions in "
            f"{self.asking_seconds:.0f} s, all over after {self.seconds:.0f} s: {self.unanswered} unanswered, "
            f"{self.repeated} answered more than once, of which {self.unmarked} without a mark; {self.disordered} out of "
            f"their chat's order; {self.marked} answers say that they may be a repeat"
        )


@dataclass(slots=True)
class _Asking:
    """The people who ask, and how much each has asked: one task after another, over and over."""

    world: World
    chats: list[tuple[Chat, User]]
    chance: random.Random
    asked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _seen: int = 0
    _counted: int = 0

    async def run(self, rate: float, stop: asyncio.Event) -> None:
        """Asks so often a second, one person after another, until `stop`; on a busy machine, all that is due by now."""
        turn, due = 0, time.monotonic()
        while not stop.is_set():
            while due <= time.monotonic():
                chat, user = self.chats[turn // IN_A_ROW % len(self.chats)]
                turn += 1
                due += self.chance.expovariate(rate)
                self.asked[chat.id] += 1
                self.world.user_says(chat, user, f"/task {_number(self.asked[chat.id])}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), due - time.monotonic())

    def tally(self, tally: Tally) -> None:
        """Compares what was said with what was asked."""
        for chat, _ in self.chats:
            said = [message for message in self.world.messages(chat) if message.sender == self.world.bot.user]
            wanted, got, last = self.asked[chat.id], dict[int, Message](), 0
            tally.asked += wanted
            for message in said:
                number = _answered_by(message, last)
                if number is None or number > wanted:
                    tally.faults.append(f"{chat.title}: {message.text[:60]}")
                elif number in got:
                    tally.repeated += 1
                    if MARK not in message.text:
                        tally.unmarked += 1
                        before = got[number]
                        mark = "with a mark" if MARK in before.text else "without one"
                        tally.doubled.append(
                            f"{chat.title} {chat.id}, question {number}: {before.date} {mark}, {message.date}"
                        )
                else:
                    got[number] = message
                    tally.disordered += number < last
                    last = number
                tally.marked += MARK in message.text
            tally.unanswered += wanted - len(got)

    @property
    def said(self) -> int:
        """How many messages the bot has sent."""
        history = self.world.history
        self._counted += sum(history[place].sender == self.world.bot.user for place in range(self._seen, len(history)))
        self._seen = len(history)
        return self._counted

    @property
    def missing(self) -> int:
        """How many questions have no answer yet, at least."""
        return sum(self.asked.values()) - self.said


def _number(asked: int) -> int:
    """The task that a person's question of that place asks for."""
    return (asked - 1) % TASKS + 1


def _answered_by(message: Message, last: int) -> int | None:
    """The place of the question that a message answers, of those of its task the one nearest to the last answered."""
    found = _NUMBER.search(message.text)
    return None if found is None else last + (int(found[1]) - _number(last) + TASKS // 2) % TASKS - TASKS // 2


async def run(
    url: str,
    var: Path,
    kills: int,
    seed: int,
    *,
    webhook: bool = False,
    replicas: int = 1,
    rate: float = 20,
    restart: Callable[[], None] | None = None,
) -> Tally:
    """Processes of the real bot on one database, one killed at each of so many random moments and started again.

    `restart` ends the database's server and starts it again, after one kill in ten.
    """
    chance, tally, world, stop = random.Random(seed), Tally(), World(), asyncio.Event()
    asking = _Asking(world, people(world, PEOPLE), chance)
    async with served(world, url, var, webhook=webhook, replicas=replicas) as fleet:
        begun = time.monotonic()
        asker = asyncio.create_task(asking.run(rate, stop))
        await _answered(asking)
        for number in range(kills):
            await asyncio.sleep(chance.uniform(0.2, 2.0))
            await chance.choice(fleet.kept).kill()
            tally.kills += 1
            if restart is not None and number % 10 == 1:
                await asyncio.to_thread(restart)
                tally.restarts += 1
            # The next kill hits a process that works, or one that still starts.
            if chance.random() < 0.8:
                await _answered(asking)
        stop.set()
        await asker
        tally.asking_seconds = time.monotonic() - begun
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWERED_SECONDS + sum(asking.asked.values()) / ANSWERED_A_SECOND):
                while asking.missing > 0 or world.updates.pending or _lacking(asking):
                    await asyncio.sleep(1.0)
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
    before = asking.said
    await asking.world.wait_until(lambda: asking.said > before or None, timeout=READY_SECONDS)
