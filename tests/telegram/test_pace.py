"""How fast answers go: each chat within its window and all within theirs, and nobody waits for another chat."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.telegram import pace
from bot.telegram.pace import Pace

SECONDS = 0.3
MANY = (1000, SECONDS)


async def sent(paced: Pace, *chats: int) -> list[float]:
    """When each of those sends may go, which all want to at once."""

    async def one(chat_id: int) -> float:
        await paced.wait(chat_id)
        return time.monotonic()

    return await asyncio.gather(*map(one, chats))


def within(moments: list[float], most: int) -> bool:
    """Whether no stretch of SECONDS holds more; a moment is noted a little after its send may go."""
    return all(later - one > 0.9 * SECONDS for one, later in zip(moments, moments[most:], strict=False))


@pytest.mark.parametrize(("chat_id", "most"), [(5, 4), (-5, 2)], ids=["a person", "a group"])
async def test_a_chat_keeps_its_window_and_holds_up_no_other(
    chat_id: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "ALL", MANY)
    monkeypatch.setattr(pace, "PRIVATE", (4, SECONDS))
    monkeypatch.setattr(pace, "GROUP", (2, SECONDS))
    begun = time.monotonic()
    *loud, quiet = await sent(Pace(asyncio.Event()), *[chat_id] * (3 * most), 6)
    loud.sort()
    assert within(loud, most)
    assert loud[most - 1] - begun < 0.5 * SECONDS and quiet - begun < 0.5 * SECONDS


async def test_all_chats_together_keep_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "ALL", (5, SECONDS))
    moments = sorted(await sent(Pace(asyncio.Event()), *range(1, 16)))
    assert within(moments, 5) and moments[4] - moments[0] < 0.5 * SECONDS


async def test_the_end_waits_for_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PRIVATE", (1, 3600.0))
    ending = asyncio.Event()
    waiting = asyncio.create_task(sent(Pace(ending), 5, 5, 5))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    ending.set()
    await asyncio.wait_for(waiting, 5)
