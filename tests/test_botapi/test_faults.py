"""Ordered faults."""

import time

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from tests.botapi import Chat, Fault, User, World, bad_request, forbidden, migrated, server_error, too_many_requests
from tests.test_botapi.raw import Raw


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        (Fault(error=too_many_requests(3)), RetryAfter, "Retry in 0:00:03"),
        (Fault(error=forbidden("bot was blocked by the user")), Forbidden, "Forbidden: bot was blocked by the user"),
        (Fault(error=server_error(500)), NetworkError, "Internal Server Error"),
        (Fault(error=server_error(502)), NetworkError, "Bad Gateway"),
        (Fault(error=migrated(-1_005)), ChatMigrated, "New chat id: -1005"),
        (Fault(error=bad_request("TOPIC_CLOSED")), BadRequest, "Topic_closed"),
        (Fault(drop="before"), NetworkError, "Server disconnected"),
    ],
)
async def test_an_ordered_fault_happens_once_and_nothing_is_sent(
    bot: Bot, world: World, private: Chat, fault: Fault, error: type[Exception], message: str
) -> None:
    world.faults.add(fault, method="sendMessage")
    with pytest.raises(error, match=message):
        await bot.send_message(private.id, "x")
    assert private.messages == {}
    await bot.send_message(private.id, "x")
    assert len(private.messages) == 1


async def test_a_connection_dropped_after_execution_leaves_the_message(bot: Bot, world: World, private: Chat) -> None:
    world.faults.add(Fault(drop="after"))
    with pytest.raises(NetworkError):
        await bot.send_message(private.id, "x")
    assert (await world.wait_for_message(private)).text == "x"
    assert world.calls[-1].status is None


async def test_flood_control_says_how_long(raw: Raw, world: World) -> None:
    world.faults.add(Fault(error=too_many_requests(7)))
    response = await raw.client.get(raw.url("getMe"))
    assert Raw.read(response) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    assert response.headers["Retry-After"] == "7"


async def test_a_delay_delays(raw: Raw, world: World, private: Chat) -> None:
    world.faults.add(Fault(delay=0.2))
    started = time.monotonic()
    await raw.result("sendMessage", chat_id=private.id, text="x")
    assert 0.2 <= time.monotonic() - started < 1


async def test_a_fault_keeps_to_its_method_chat_and_count(raw: Raw, world: World, ann: User) -> None:
    public = world.add_supergroup("Open", ann, username="open_group")
    other = world.add_group("Team", ann)
    world.faults.add(Fault(error=server_error()), method="sendMessage", chat=public, times=2)

    async def statuses(*targets: int | str) -> list[int]:
        return [(await raw("sendMessage", chat_id=target, text="x"))[0] for target in targets]

    await raw.result("getMe")
    await raw.result("sendChatAction", chat_id=public.id, action="typing")
    assert await statuses(other.id, public.id, "@open_group", public.id) == [200, 500, 500, 200]
    world.faults.add(Fault(error=server_error()), times=None)
    assert await statuses(other.id, public.id, other.id) == [500, 500, 500]
    world.faults.clear()
    assert await statuses(other.id) == [200]


async def test_faults_spare_malformed_calls(raw: Raw, world: World, private: Chat) -> None:
    world.faults.add(Fault(error=server_error()))
    assert (await raw("sendMessage", chat_id=private.id))[0] == 400
    assert (await raw("sendMessage", chat_id=private.id, text="x"))[0] == 500


async def test_a_fault_may_be_a_matter_of_chance(raw: Raw, world: World, private: Chat) -> None:
    async def statuses(seed: int) -> list[int]:
        world.faults.clear()
        world.faults.seed(seed)
        world.faults.add(Fault(error=server_error()), times=None, chance=0.3)
        return [(await raw("getMe"))[0] for _ in range(40)]

    first = await statuses(1)
    assert first == await statuses(1) != await statuses(2)
    assert 4 <= first.count(500) <= 20
