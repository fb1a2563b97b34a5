"""How fast the bot sends: measured always, refused where limits are enforced."""

import pytest

from tests.botapi import BotApiServer, Chat, User, World
from tests.botapi.limits import SendLog
from tests.test_botapi.raw import Raw


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock=clock)


def test_the_busiest_window_is_found(world: World, private: Chat, group: Chat) -> None:
    log = SendLog()
    for at in (0.0, 0.5, 0.9, 1.0, 1.4):
        log.admit(private, at)
    log.admit(group, 1.45)
    log.admit(private, 3.0)
    # 0.5, 0.9, 1.0, 1.4 and 1.45; a send exactly a second after another is out of its window.
    assert (log.busiest(1.0), log.busiest(1.0, private), log.busiest(60, group), len(log)) == (5, 4, 1, 7)
    assert (log.exceeded(), SendLog().busiest(1.0)) == ([], 0)


def test_what_was_exceeded_is_named(private: Chat, group: Chat) -> None:
    log = SendLog()
    for number in range(31):
        log.admit(private, number / 31)
    for number in range(21):
        log.admit(group, 100 + 2.9 * number)
    assert log.exceeded() == ["31 messages within a second", f"21 messages within a minute to {group.id}"]


async def test_sends_are_counted_and_edits_are_not(raw: Raw, world: World, private: Chat) -> None:
    await raw.result("sendMessage", chat_id=private.id, text="x")
    await raw.result("editMessageText", chat_id=private.id, message_id=1, text="y")
    await raw.refused("sendMessage", chat_id=private.id, text="")
    assert len(world.sends) == 1


async def test_enforced_limits_answer_429(
    raw: Raw, server: BotApiServer, world: World, clock: Clock, private: Chat, group: Chat, ann: User
) -> None:
    world.sends.enforced = True

    async def status(chat: Chat) -> tuple[int, int | None]:
        code, answer = await raw("sendMessage", chat_id=chat.id, text="x")
        return code, answer.get("parameters", {}).get("retry_after")

    assert [await status(group) for _ in range(21)] == [(200, None)] * 20 + [(429, 60)]
    assert [await status(private) for _ in range(11)] == [(200, None)] * 10 + [(429, 1)]
    clock.now += 30.5
    assert await status(private) == (200, None)
    assert await status(group) == (429, 30)
    clock.now += 30
    assert await status(group) == (200, None)
    assert world.sends.exceeded() == []
