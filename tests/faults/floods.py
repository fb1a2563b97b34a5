"""Much at once: a chat's flood beside another's question, a thousand chats together, and ten times the expected load."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from tests.botapi import Chat, User, World
from tests.faults.bots import READY_SECONDS, people, served

EXACT, OTHER, SUBJECT = "商务厅牵头哪些任务", "文化厅牵头哪些任务", "谁负责口岸通关改革"
# What a person who waits should not notice.
PROMPT_SECONDS = 1.0
# Questions on subjects as people ask them, and what one may say before each, so that no two chats ask the same.
_ASKED = Path("tests/questions/measured.jsonl")
_BEFORE = ("", "请问", "帮我查一下", "想问：")
# How often the other chat asks for something exact meanwhile.
_BESIDE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Beside:
    """How long a question waited that came right after another chat's flood."""

    messages: int
    seconds: float
    told: int

    @property
    def sound(self) -> bool:
        """Whether the flood held nobody up, and who flooded was told something."""
        return self.seconds <= PROMPT_SECONDS and self.told > 0

    def __str__(self) -> str:
        return (
            f"{self.messages} messages of one chat at once: another's exact question was answered after "
            f"{self.seconds:.2f} s; the one had been told {self.told} messages five seconds later"
        )


async def beside_flood(url: str, var: Path, messages: int, text: str = "/task {}") -> Beside:
    """Floods the bot from one chat, then asks from another; `text` may hold the message's number within the plan's tasks."""
    world = World()
    (loud, lou), (quiet, ann) = people(world, 2)
    async with served(world, url, var):
        for question in (EXACT, SUBJECT):
            await _answer(world, quiet, ann, question)
        for number in range(messages):
            world.user_says(loud, lou, text.format(number % 41 + 1))
        begun = time.monotonic()
        await _answer(world, quiet, ann, OTHER)
        waited = time.monotonic() - begun
        await asyncio.sleep(5)
        told = sum(message.sender == world.bot.user for message in world.messages(loud))
    return Beside(messages, waited, told)


async def _answer(world: World, chat: Chat, user: User, text: str) -> None:
    asked = world.user_says(chat, user, text)
    await world.wait_for_message(chat, after=asked, timeout=READY_SECONDS)


@dataclass(frozen=True, slots=True)
class Subjects:
    """How long subjects waited that many chats asked at once, and exact questions of another chat meanwhile, in seconds."""

    waits: list[float]
    beside: list[float]

    @property
    def sound(self) -> bool:
        """Whether nobody who asked for something exact noticed."""
        return statistics.median(self.beside) <= PROMPT_SECONDS

    def __str__(self) -> str:
        return (
            f"{len(self.waits)} chats asked for a subject at once: median {statistics.median(self.waits):.1f} s, longest "
            f"{max(self.waits):.1f} s; {len(self.beside)} exact questions of another chat meanwhile: median "
            f"{statistics.median(self.beside):.2f} s, longest {max(self.beside):.2f} s"
        )


async def many_subjects(url: str, var: Path, chats: int) -> Subjects:
    """So many chats ask for a subject each at once, none the same, while another asks for something exact again and again."""
    world = World()
    (quiet, ann), *many = people(world, chats + 1)
    asked, beside = subjects(chats), list[float]()
    async with served(world, url, var):
        for question in (EXACT, SUBJECT, "customs clearance reform"):
            await _answer(world, quiet, ann, question)

        async def wait(chat: Chat, user: User, question: str) -> float:
            begun = time.monotonic()
            await _answer(world, chat, user, question)
            return time.monotonic() - begun

        async def go_on() -> None:
            for number in itertools.count(1):
                beside.append(await wait(quiet, ann, f"/task {number % 41 + 1}"))
                await asyncio.sleep(_BESIDE_SECONDS)

        going = asyncio.create_task(go_on())
        waits = await asyncio.gather(*(wait(*one, text) for one, text in zip(many, asked, strict=True)))
        going.cancel()
    return Subjects(list(waits), beside)


def subjects(count: int) -> list[str]:
    """So many questions on subjects, no two the same."""
    rows = [json.loads(line) for line in _ASKED.read_text("utf-8").splitlines()]
    said = [row["turns"][0] for row in rows if row["tag"] == "topic"]
    return [before + text for before in _BEFORE for text in said][:count]
