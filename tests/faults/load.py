"""Many chats for a while: a thousand at once, and ten times the load that is expected; nothing fails, nothing grows."""

from __future__ import annotations

import asyncio
import functools
import itertools
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from corpus.library import load_library
from tests.bench.questions import odd_texts
from tests.botapi import Chat, Message, User, World
from tests.faults.bots import READY_SECONDS, people, served
from tests.generated import questions

# One question a second is what two hundred people ask who ask twenty times an hour; ten times that is asked here.
EXPECTED_RATE, TIMES = 1.0, 10
# So much more than in the second quarter a process may hold in the last.
GROWTH = 1.1
# What loads once is loaded before it is weighed: both encoders.
WARM_QUESTIONS = ("商务厅牵头哪些任务", "谁负责口岸通关改革", "customs clearance reform")
SUBJECTS = ("谁负责口岸通关改革", "哪些任务涉及加工贸易", "职业培训归谁管", "物流园区建设", "用电价格", "人才引进")
FAILED = ("没能处理好", "请稍等")
# How long the last questions may take once nobody asks any more.
ENDING_SECONDS = 120.0


@dataclass(slots=True)
class Load:
    """What was asked, how long answers took, and what the process held."""

    chats: int
    seconds: float
    asked: int = 0
    failed: int = 0
    waits: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def flat(self) -> bool:
        """Whether neither memory nor handles have grown between the second quarter and the last."""
        return all(_late(held) <= GROWTH * _early(held) for held in (self.memory, self.handles))

    @property
    def sound(self) -> bool:
        """Whether everything was answered by an answer, and nothing has grown."""
        return self.flat and not self.failed and len(self.waits) == self.asked

    def __str__(self) -> str:
        cuts = statistics.quantiles(self.waits, n=100)
        return (
            f"{self.asked} of {self.chats} chats in {self.seconds:.0f} s, {self.asked - len(self.waits)} unanswered, "
            f"{self.failed} failed; waits: median {cuts[49]:.2f} s, 99 in 100 {cuts[98]:.2f} s, longest {max(self.waits):.2f} s; "
            f"memory {_early(self.memory):.0f} MB, then {_late(self.memory):.0f} MB, at most {max(self.memory):.0f} MB; "
            f"handles {_early(self.handles):.0f}, then {_late(self.handles):.0f}; {self.cpu_seconds:.0f} s of a processor"
        )


def _early(held: list[float] | list[int]) -> float:
    return statistics.median(held[len(held) // 4 : len(held) // 2])


def _late(held: list[float] | list[int]) -> float:
    return statistics.median(held[3 * len(held) // 4 :])


@dataclass(slots=True)
class _Room:
    """People, and what they wait for."""

    world: World
    chats: list[tuple[Chat, User]]
    load: Load
    waiting: dict[int, tuple[float, int]] = field(default_factory=dict)

    def say(self, place: int, text: str) -> None:
        """A question of one of them; the bot's next message or edit in their chat answers it."""
        chat, user = self.chats[place]
        message = self.world.user_says(chat, user, text)
        self._wait(place, message.moment)

    def edit(self, place: int, text: str) -> None:
        """The person's last message says something else; where they have said nothing yet, they say it."""
        chat, user = self.chats[place]
        own = [message for message in chat.messages.values() if message.sender == user]
        if own:
            self._wait(place, self.world.edit(own[-1], text).moment)
        else:
            self.say(place, text)

    def press(self, place: int, chance: random.Random) -> None:
        """A press of one of the buttons of the chat's last answer; whatever changes answers it."""
        chat, user = self.chats[place]
        said = self._said(chat)
        if said is not None and (buttons := [button.data for button in said.buttons if button.data]):
            query = self.world.user_presses(said, chance.choice(buttons), by=user)
            self.load.asked += 1
            self.waiting[-place - 1] = (time.monotonic(), int(query.id))

    def _wait(self, place: int, moment: int) -> None:
        self.load.asked += 1
        self.waiting[place] = (time.monotonic(), moment)

    def _said(self, chat: Chat) -> Message | None:
        said = [message for message in chat.messages.values() if message.sender == self.world.bot.user]
        return max(said, key=lambda message: message.moment, default=None)

    def heard(self) -> list[int]:
        """The places whose question was answered since the last look."""
        found = []
        for place, (since, moment) in list(self.waiting.items()):
            if place < 0:
                if self.world.callbacks[str(moment)].answer is None:
                    continue
            else:
                said = self._said(self.chats[place][0])
                if said is None or said.moment <= moment:
                    continue
                self.load.failed += any(words in said.text for words in FAILED)
                found.append(place)
            self.load.waits.append(time.monotonic() - since)
            del self.waiting[place]
        return found

    def tidy(self, kept: int = 20) -> None:
        """Forgets what is long past, so that the stand-in stays quick."""
        del self.world.calls[:-1000], self.world.history[:-1000]
        for chat, _ in self.chats:
            for id in list(chat.messages)[:-kept]:
                del chat.messages[id]


async def _weigh(load: Load, process: psutil.Process, seconds: float) -> None:
    """Notes what the process holds, every so many seconds."""
    while True:
        load.memory.append(process.memory_info().rss / 1e6)
        load.handles.append(process.num_fds())
        await asyncio.sleep(seconds)


async def throng(url: str, var: Path, seconds: float, chats: int = 1000) -> Load:
    """So many chats ask at once, and again as soon as they have their answer, for so many seconds."""
    texts = _exact(7)
    return await _run(url, var, chats, seconds, lambda room, seconds: _ask_again(room, seconds, texts))


async def soak(url: str, var: Path, seconds: float, rate: float = EXPECTED_RATE * TIMES) -> Load:
    """People ask, press, edit and write nonsense, so many times a second altogether."""
    exact, odd = _exact(14), odd_texts(20_000, 14)
    come_and_go = functools.partial(_come_and_go, rate=rate, exact=exact, odd=itertools.cycle(odd))
    return await _run(url, var, int(rate * 60), seconds, come_and_go)


async def _run(
    url: str, var: Path, chats: int, seconds: float, behave: Callable[[_Room, float], Awaitable[None]]
) -> Load:
    world, load = World(), Load(chats, seconds)
    room = _Room(world, people(world, chats), load)
    async with served(world, url, var) as fleet:
        for text in WARM_QUESTIONS:
            asked = world.user_says(*room.chats[0], text)
            await world.wait_for_message(room.chats[0][0], after=asked, timeout=READY_SECONDS)
        process = fleet.kept[0].measured
        before = sum(process.cpu_times()[:2])
        weighing = asyncio.create_task(_weigh(load, process, seconds / 60))
        await behave(room, seconds)
        until = time.monotonic() + ENDING_SECONDS
        while room.waiting and time.monotonic() < until:
            await asyncio.sleep(0.05)
            room.heard()
        load.cpu_seconds = sum(process.cpu_times()[:2]) - before
        weighing.cancel()
    return load


async def _ask_again(room: _Room, seconds: float, texts: Iterator[str]) -> None:
    until, tidied = time.monotonic() + seconds, time.monotonic()
    for place in range(len(room.chats)):
        room.say(place, next(texts))
    while time.monotonic() < until:
        await asyncio.sleep(0.05)
        for place in room.heard():
            room.say(place, next(texts))
        if time.monotonic() - tidied > 10:
            room.tidy()
            tidied = time.monotonic()


async def _come_and_go(room: _Room, seconds: float, *, rate: float, exact: Iterator[str], odd: Iterator[str]) -> None:
    chance = random.Random(14)
    begun, done, tidied = time.monotonic(), 0, time.monotonic()
    while (now := time.monotonic()) - begun < seconds:
        while done < (now - begun) * rate:
            place = done % len(room.chats)
            done += 1
            if place in room.waiting or -place - 1 in room.waiting:
                continue
            match chance.choices(("exact", "subject", "press", "edit", "odd"), (60, 10, 20, 5, 5))[0]:
                case "subject":
                    room.say(place, chance.choice(SUBJECTS))
                case "press":
                    room.press(place, chance)
                case "edit":
                    room.edit(place, next(exact))
                case "odd":
                    room.say(
                        place, next(odd)[:2000].encode("utf-8", "ignore").decode().replace("\0", "").strip() or "?"
                    )
                case _:
                    room.say(place, next(exact))
        await asyncio.sleep(0.05)
        room.heard()
        if now - tidied > 10:
            room.tidy()
            tidied = now


def _exact(seed: int) -> Iterator[str]:
    """Exact questions without end."""
    plan = load_library().plan("neimenggu-2011")
    made = [question.text for question in questions(plan, plan.registry, 3000, seed)]
    return itertools.cycle(made)
