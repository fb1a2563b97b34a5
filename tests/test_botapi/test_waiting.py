"""What a test waits for."""

import asyncio

import pytest

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Raw


async def test_waiting_gives_each_message_once(raw: Raw, world: World, private: Chat, ann: User) -> None:
    asked = world.user_says(private, ann, "hello")
    waiting = asyncio.create_task(world.wait_for_message(private, timeout=1))
    for text in ("one", "two"):
        await raw.result("sendMessage", chat_id=private.id, text=text)
    assert (await waiting).text == "one"
    assert (await world.wait_for_message(private)).text == "two"
    assert (await world.wait_for_message(private, after=asked)).text == "one"
    with pytest.raises(TimeoutError, match=r"no bot message in Ann within 0.1 s; last calls: .*'text': 'two'"):
        await world.wait_for_message(private, after=private.messages[3], timeout=0.1)


async def test_waiting_minds_the_chat(raw: Raw, world: World, private: Chat, group: Chat) -> None:
    await raw.result("sendMessage", chat_id=group.id, text="x")
    with pytest.raises(TimeoutError):
        await world.wait_for_message(private, timeout=0.05)


async def test_waiting_for_anything(raw: Raw, world: World) -> None:
    waiting = asyncio.create_task(world.wait_until(lambda: world.calls_of("getMe"), timeout=1))
    await asyncio.sleep(0)
    await raw.result("getMe")
    assert [call.method for call in await waiting] == ["getMe"]
