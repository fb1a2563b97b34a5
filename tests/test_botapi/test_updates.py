"""Updates, by long polling."""

import asyncio
import time

import pytest
from telegram import Update

from tests.botapi import Chat, User, World
from tests.botapi.update import UPDATE_TYPES
from tests.test_botapi.raw import Json, Raw


async def test_updates_are_kept_until_confirmed(raw: Raw, world: World, private: Chat, ann: User) -> None:
    for text in ("one", "two", "three"):
        world.user_says(private, ann, text)
    first = await raw.updates(limit=2)
    assert [(update["update_id"], update["message"]["text"]) for update in first] == [(1, "one"), (2, "two")]
    assert await raw.updates(limit=2) == first
    assert [update["update_id"] for update in await raw.updates(offset=2)] == [2, 3]
    assert [update["update_id"] for update in await raw.updates(offset=0)] == [2, 3]
    assert [update["update_id"] for update in await raw.updates(offset=-1)] == [3]
    assert [update["update_id"] for update in await raw.updates()] == [3]
    assert await raw.updates(offset=4) == []
    world.user_says(private, ann, "four")
    assert (await raw.updates())[0]["update_id"] == 4


async def test_a_long_poll_waits_for_an_update(raw: Raw, world: World, private: Chat, ann: User) -> None:
    poll = asyncio.create_task(raw.updates(timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()
    world.user_says(private, ann, "hello")
    assert (await asyncio.wait_for(poll, 1))[0]["message"]["text"] == "hello"


async def test_a_long_poll_ends_empty(raw: Raw) -> None:
    started = time.monotonic()
    assert await raw.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - started < 2


@pytest.mark.parametrize(
    "parameters", [{"limit": 0}, {"limit": 101}, {"timeout": 51}, {"timeout": -1}, {"allowed_updates": ["mesage"]}]
)
async def test_poll_parameters_are_checked(raw: Raw, parameters: Json) -> None:
    assert (await raw("getUpdates", **parameters))[0] == 400


async def test_a_newer_poll_ends_the_older(raw: Raw, world: World, private: Chat, ann: User) -> None:
    older = asyncio.create_task(raw.refused("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(raw.updates(timeout=5))
    assert await asyncio.wait_for(older, 1) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    world.user_says(private, ann, "hello")
    assert len(await asyncio.wait_for(newer, 1)) == 1


async def test_allowed_updates_filter_what_is_queued_from_then_on(
    raw: Raw, world: World, private: Chat, ann: User
) -> None:
    message = world.user_says(private, ann, "one")
    assert len(await raw.updates(allowed_updates=["edited_message"])) == 1
    world.user_says(private, ann, "two")
    world.edit(message, "one!")
    assert [sorted(update) for update in await raw.updates(offset=2)] == [["edited_message", "update_id"]]
    await raw.updates(allowed_updates=[])
    world.user_says(private, ann, "three")
    assert [update["update_id"] for update in await raw.updates(offset=3)] == [3]


def test_the_update_types_are_all_that_the_library_knows() -> None:
    assert set(UPDATE_TYPES) == set(Update.ALL_TYPES)


async def test_an_update_can_come_again(raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, "one")
    assert await raw.updates(offset=2) == []
    world.updates.repeat(1)
    assert [update["update_id"] for update in await raw.updates()] == [1]
