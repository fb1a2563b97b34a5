"""Notices over HTTP to the stand-in for Telegram: what is sent, and what each answer says about it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.notifications.notice import (
    NOTICE_UNITS,
    Barred,
    Blocked,
    Claim,
    Gone,
    Moved,
    NoTopic,
    Outcome,
    Refused,
    RetryAfter,
    Sent,
    Unknown,
    Unsent,
)
from bot.screens.keyboard import Button
from bot.screens.message import PAGE_UNITS, units
from bot.screens.wording import Wording
from bot.telegram.channel import TelegramChannel
from bot.telegram.keyboard import markup, written
from bot.telegram.outcomes import outcome
from tests.botapi import BotApiServer, Fault, World, bad_request, forbidden, migrated, server_error, too_many_requests

WORDING = Wording()
KEYBOARD = ((Button("第12项", data="t.12"), Button("原文", url="https://example.org/?a=1&b=2")),)


@asynccontextmanager
async def channel_to(server: BotApiServer, world: World) -> AsyncIterator[TelegramChannel]:
    async with Bot(world.bot.token, base_url=server.base_url) as bot:
        yield TelegramChannel(bot, WORDING)


def claim_for(chat_id: int) -> Claim:
    return Claim(1, chat_id, 0, "<b>第12项</b>改由商务厅牵头 &lt;原文&gt;", "zh", KEYBOARD, False, 1)


async def test_a_notice_arrives_as_it_was_written() -> None:
    world = World()
    ann = world.add_user("Ann")
    forum = world.add_supergroup("Team", ann, is_forum=True)
    thread = world.add_topic(forum, "分工", ann)
    async with BotApiServer(world) as server, channel_to(server, world) as channel:
        end = await channel.send(replace(claim_for(forum.id), thread_id=thread))
    message = world.messages(forum)[-1]
    assert end == Sent(message.id)
    assert message.text == "第12项改由商务厅牵头 <原文>" and message.thread == thread
    assert [entity["type"] for entity in message.entities] == ["bold"]
    assert [button.text for button in message.buttons] == ["第12项", "原文"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "可能重复"), ("en", "Possibly a repeat")])
async def test_a_repeat_says_so(lang: str, words: str) -> None:
    world = World()
    private = world.add_private_chat(world.add_user("Ann"))
    async with BotApiServer(world) as server, channel_to(server, world) as channel:
        await channel.send(replace(claim_for(private.id), lang=lang, repeat=True))
        await channel.send(replace(claim_for(private.id), lang=lang, keyboard=()))
    repeat, plain = world.messages(private)
    first, rest = repeat.text.split("\n")
    assert words in first and rest == plain.text


@pytest.mark.parametrize("lang", WORDING.languages)
def test_the_mark_of_a_repeat_fits_on_a_full_page(lang: str) -> None:
    assert units(WORDING.say(lang, "notice.repeat") + "\n") + NOTICE_UNITS <= PAGE_UNITS


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        (Fault(error=too_many_requests(17)), RetryAfter(17)),
        (Fault(error=forbidden("bot was blocked by the user")), Blocked("Forbidden: bot was blocked by the user")),
        (Fault(error=migrated(-1001)), Moved(-1001)),
        (Fault(error=bad_request("chat not found")), Gone("Chat not found")),
        (Fault(error=bad_request("not enough rights to send text messages to the chat")), Barred),
        (Fault(error=bad_request("can't parse entities: oh")), Refused("Can't parse entities: oh")),
        (Fault(error=server_error(500)), Unsent("Internal Server Error")),
        (Fault(error=server_error(502)), Unsent("Bad Gateway")),
        (Fault(drop="before"), Unknown),
        (Fault(drop="after"), Unknown),
    ],
    ids=["429", "403", "moved", "gone", "no right", "refused", "500", "502", "lost request", "lost answer"],
)
async def test_each_answer_has_its_meaning(fault: Fault, end: Outcome | type[Outcome]) -> None:
    world = World()
    private = world.add_private_chat(world.add_user("Ann"))
    world.faults.add(fault, method="sendMessage")
    async with BotApiServer(world) as server, channel_to(server, world) as channel:
        found = await channel.send(claim_for(private.id))
        assert found == end or (isinstance(end, type) and isinstance(found, end))
        assert isinstance(await channel.send(claim_for(private.id)), Sent)


async def test_without_a_server_nothing_was_sent() -> None:
    world = World()
    private = world.add_private_chat(world.add_user("Ann"))
    async with BotApiServer(world) as server:
        bot = Bot(world.bot.token, base_url=server.base_url)
        await bot.initialize()
    assert isinstance(await TelegramChannel(bot, WORDING).send(claim_for(private.id)), Unsent)
    await bot.shutdown()


def raised(error: TelegramError, cause: BaseException | None) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (raised(TimedOut(), httpx.ReadTimeout("")), Unknown),
        (raised(TimedOut(), httpx.WriteTimeout("")), Unknown),
        (raised(TimedOut(), httpx.ConnectTimeout("")), Unsent),
        (raised(TimedOut(), httpx.PoolTimeout("")), Unsent),
        (raised(NetworkError("x"), httpx.ConnectError("")), Unsent),
        (raised(NetworkError("x"), httpx.ReadError("")), Unknown),
        (raised(NetworkError("x"), httpx.RemoteProtocolError("")), Unknown),
        (raised(NetworkError("x"), RuntimeError("")), Unknown),
        (raised(NetworkError("Bad Gateway (502)"), TelegramError("not JSON")), Unsent),
        (TelegramError("Invalid server response"), Unknown),
        (InvalidToken("Unauthorized"), Unsent),
        (Conflict("other"), Unknown),
        (Forbidden("bot was kicked from the group chat"), Blocked),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), Barred),
        (BadRequest("CHAT_RESTRICTED"), Barred),
        (Forbidden("CHAT_SEND_PHOTOS_FORBIDDEN"), Barred),
        (BadRequest("TOPIC_CLOSED"), NoTopic),
        (BadRequest("TOPIC_DELETED"), NoTopic),
        (BadRequest("BUTTON_DATA_INVALID"), Refused),
        (Forbidden("something new"), Blocked),
        (BadRequest("Group chat was deactivated"), Gone),
        (BadRequest("Message thread not found"), NoTopic),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{type(value).__name__}-{value.__cause__!r}",
)
def test_each_error_has_its_meaning(error: TelegramError, end: type[Outcome]) -> None:
    assert isinstance(outcome(error), end)


def test_buttons_are_what_they_do() -> None:
    keyboard = (*KEYBOARD, (Button("转发", share="第12项"),))
    shown = markup(keyboard)
    assert shown is not None
    (open_task, source), (share,) = shown.inline_keyboard
    assert (open_task.callback_data, source.url, share.switch_inline_query) == (
        "t.12",
        "https://example.org/?a=1&b=2",
        "第12项",
    )
    assert json.loads(written(keyboard) or "") == shown.to_dict()
    assert markup(()) is written(()) is None
