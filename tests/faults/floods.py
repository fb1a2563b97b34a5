"""Much at once: a chat's flood beside another's question, a thousand chats together, and ten times the expected load."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from tests.botapi import Chat, User, World
from tests.faults.bots import READY_SECONDS, people, served

EXACT, OTHER, SUBJECT = "商务厅牵头哪些任务", "文化厅牵头哪些任务", "谁负责口岸通关改革"
# What a person who waits should not notice.
PROMPT_SECONDS = 1.0


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
