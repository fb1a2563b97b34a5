"""Updates that come as nobody expects them: unreadable, repeated, left over, too many, edited; and what is made of each."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import select
from telegram.error import TelegramError

from bot.config import Settings
from bot.db import inbox
from bot.db.engine import Database
from bot.db.inbox import Arrival, lane_of
from bot.db.tables import inbox as rows
from bot.db.tables import reminders, subscriptions
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram import app, lanes, memory, receiving
from bot.telegram.app import Service, build_service, serve
from bot.telegram.handlers import Handlers
from bot.telegram.lanes import MOST_ATTEMPTS, MOST_WAITING
from bot.telegram.suspects import MOST_TRIED, SUSPECTED
from index.engine import Engine
from tests.assistant import assistant_of
from tests.botapi import ApiError, Chat, Fault, User, World, too_many_requests
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, from_bot
from tests.telegram.test_life import SECRET, hooked

__all__ = ["hooked"]
OTHER = "文化厅牵头哪些任务"
PRIVATE_WORDS = "别人不该看到的话"
ANN: dict[str, Any] = {"id": 77, "is_bot": False, "first_name": PRIVATE_WORDS}
CHAT: dict[str, Any] = {"id": 77, "type": "private", "first_name": PRIVATE_WORDS}
POISON: dict[str, tuple[str, Any]] = {
    "an inline query without its words": ("inline_query", {"id": "1", "from": ANN, "offset": ""}),
    "an entity without its length": (
        "message",
        {
            "message_id": 1,
            "date": 1,
            "chat": CHAT,
            "from": ANN,
            "text": PRIVATE_WORDS,
            "entities": [{"type": "bold", "offset": 0}],
        },
    ),
    "a date in words": (
        "message",
        {"message_id": 1, "date": "today", "chat": CHAT, "from": ANN, "text": PRIVATE_WORDS},
    ),
    "a text for a message": ("message", PRIVATE_WORDS),
    "a chat without an id": (
        "message",
        {"message_id": 1, "date": 1, "chat": {"type": "private"}, "text": PRIVATE_WORDS},
    ),
    "an id beyond all numbers": ("message", {"message_id": 1, "date": 1, "chat": {**CHAT, "id": 1 << 80}, "from": ANN}),
}


@pytest.fixture(autouse=True, scope="module")
def _warm(engine: Engine) -> None:
    """The first question of all reads the words that questions are read by, which takes seconds."""
    assistant_of(engine).answer(LEADS, "warm")


@pytest.mark.parametrize("kind", POISON)
async def test_what_cannot_be_read_is_skipped_and_noted_by_its_id(
    bot: Service, world: World, log: io.StringIO, private: Chat, ann: User, kind: str
) -> None:
    world.updates.push(*POISON[kind])
    said = await answer_to(world, private, ann, LEADS)
    assert said.text.startswith(LED)
    assert (await answer_to(world, private, ann, OTHER)).text.startswith("文化厅牵头")
    assert "update 1 cannot be read and is skipped" in log.getvalue()
    assert PRIVATE_WORDS not in log.getvalue()
    assert len(world.calls_of("getUpdates")) < 10 and all(each["update_id"] > 1 for each in world.updates.pending)


@pytest.mark.parametrize("kind", POISON)
async def test_by_webhook_too(hooked: int, world: World, private: Chat, ann: User, kind: str) -> None:
    name, body = POISON[kind]
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient() as client:
        given = await client.post(
            f"http://127.0.0.1:{hooked}/hook/fengong", json={"update_id": 9999, name: body}, headers=headers
        )
    assert given.status_code == 200
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[" * 100_000, 400), (b'{"a": 1}', 200)])
async def test_what_is_posted_that_is_no_update(hooked: int, body: bytes, status: int) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient() as client:
        given = await client.post(f"http://127.0.0.1:{hooked}/hook/fengong", content=body, headers=headers)
    assert given.status_code == status


async def test_a_body_of_megabytes_is_not_taken_in(hooked: int) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient() as client:
        # The server may have gone before all of it is sent.
        with contextlib.suppress(httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            given = await client.post(f"http://127.0.0.1:{hooked}/hook/fengong", content=b"x" * 2**22, headers=headers)
            assert given.status_code == 400


async def test_bodies_of_others_are_not_kept(hooked: int) -> None:
    """Six of 95 MB without the secret had taken 995 MB of memory."""
    process = psutil.Process()
    before, most = process.memory_info().rss, 0

    async def post() -> None:
        nonlocal most
        reader, writer = await asyncio.open_connection("127.0.0.1", hooked)
        writer.write(b"POST /hook/fengong HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(1500):
                writer.write(b"x" * 2**16)
                await writer.drain()
                most = max(most, process.memory_info().rss)
        with contextlib.suppress(ConnectionError):
            assert (await reader.read(100)).split(b" ")[1:2] in ([b"403"], [b"400"], [])
        writer.close()

    await asyncio.gather(*(post() for _ in range(6)))
    assert most - before < 2**25


# What is said of the polling


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ApiError(404, "Not Found"), "polling fails and goes on: Not Found: is TELEGRAM_BASE_URL right?"),
        (ApiError(409, "Conflict: other"), "another program has the updates"),
        (too_many_requests(1), "polling waits for 1 s, as Telegram asks for"),
    ],
    ids=["404", "409", "429"],
)
async def test_what_is_wrong_with_the_polling_is_said_once_and_passes(
    bot: Service,
    world: World,
    log: io.StringIO,
    private: Chat,
    ann: User,
    error: ApiError,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "FIRST_PAUSE", 0.01)
    world.faults.add(Fault(error=error), method="getUpdates", times=1 if error.code == 429 else 3)
    world.user_says(private, ann, LEADS)
    await world.wait_until(lambda: [call for call in world.calls_of("getUpdates") if call.status == error.code])
    world.user_says(private, ann, OTHER)
    await world.wait_until(lambda: len(from_bot(world, private)) == 2 or None)
    assert log.getvalue().count(line) == 1 and "polling works again" in log.getvalue()


async def test_an_address_that_stays_unknown_ends_the_bot(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(receiving, "UNKNOWN_SECONDS", 0.1)
    world.faults.add(Fault(error=ApiError(404, "Not Found")), method="getUpdates", times=None)
    service = build_service(settings, plans, wording, database)
    with pytest.raises(TelegramError, match="getUpdates is not known there"):
        await asyncio.wait_for(serve(service, app.receiving(settings, service, database), asyncio.Event()), 20)


# What a process leaves


def told(world: World, chat: Chat, user: User, update_id: int, text: str) -> tuple[dict[str, Any], Arrival]:
    """An update of a message in a chat, and how it is written down."""
    message = world.post(chat, user)
    body = message.to_api() | {"text": text}
    update = {"update_id": update_id, "message": body}
    lane, message_id = lane_of(update)
    return update, Arrival(update_id, lane, json.dumps(update), message_id)


@pytest.mark.parametrize("begun", [False, True], ids=["not begun", "begun"])
async def test_what_a_process_that_died_had_is_answered(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    begun: bool,
) -> None:
    _, arrival = told(world, private, ann, 50, LEADS)
    async with database.transaction() as transaction:
        await inbox.write_down(transaction, [arrival], datetime.now(UTC))
        await inbox.claim(transaction, "dead", datetime.now(UTC), 3600, 9)
        await inbox.begin(transaction, "dead", [50] if begun else [], datetime.now(UTC), 0)
    async with serving(settings, plans, wording, database, world):
        said = await world.wait_for_message(private)
    first, *rest = said.text.splitlines()
    assert (LED in rest and "可能重复" in first) if begun else first == LED
    async with database.transaction() as transaction:
        found = (await transaction.execute(select(rows.c.body, rows.c.done, rows.c.reply_id))).one()
    assert found.body is None and found.done is not None and found.reply_id == said.id


async def test_what_another_process_has_taken_over_is_not_answered_here(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    group: Chat,
    ann: User,
    bob: User,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The claim has lapsed while it was computed: the other one answers, and nobody would mark the second answer."""
    real = Handlers.on_message

    async def late(self: Handlers, update: Any, context: Any) -> None:
        if update.message.chat_id == private.id:
            async with database.transaction() as transaction:
                await inbox.claim(transaction, "other", datetime.now(UTC) + timedelta(hours=1), 3600, 9)
        await real(self, update, context)

    monkeypatch.setattr(Handlers, "on_message", late)
    async with serving(settings, plans, wording, database, world):
        world.user_says(private, ann, LEADS)
        await world.wait_until(lambda: not len(world.updates) or None)
        assert (await answer_to(world, group, bob, f"/ask {OTHER}")).text.startswith("文化厅牵头")
    assert from_bot(world, private) == [] and "could not be answered" not in log.getvalue()
    async with database.transaction() as transaction:
        found = select(rows.c.claimed_by, rows.c.done, rows.c.attempts).where(rows.c.lane == f"c{private.id}")
        assert (await transaction.execute(found)).all() == [("other", None, 0)]


@pytest.mark.parametrize("attempts", [MOST_ATTEMPTS - 1, MOST_ATTEMPTS, MOST_ATTEMPTS + 1])
async def test_what_ends_process_after_process_is_given_up_with_one_word(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    attempts: int,
) -> None:
    _, arrival = told(world, private, ann, 50, LEADS)
    async with database.transaction() as transaction:
        await inbox.write_down(transaction, [arrival], datetime.now(UTC))
        await inbox.claim(transaction, "dead", datetime.now(UTC), 3600, 9)
        for _ in range(attempts):
            await inbox.begin(transaction, "dead", [50], datetime.now(UTC), 0)
    async with serving(settings, plans, wording, database, world):
        world.user_says(private, ann, OTHER)
        await world.wait_until(lambda: [text for text in from_bot(world, private) if text.startswith("文化厅")] or None)
    first = ["可能重复", "没能处理好", "文化厅牵头"][attempts - MOST_ATTEMPTS + 1]
    assert first in from_bot(world, private)[0].splitlines()[0]
    assert len(from_bot(world, private)) == (1 if attempts > MOST_ATTEMPTS else 2)


async def test_deliveries_at_once_are_written_down_together(
    hooked: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction for each would hold up the ends of answers, and a process that dies would answer again."""
    real, sizes = inbox.write_down, list[int]()

    async def counted(transaction: Any, arrivals: Any, now: Any) -> set[int]:
        sizes.append(len(arrivals))
        return await real(transaction, arrivals, now)

    monkeypatch.setattr(inbox, "write_down", counted)
    for number in range(40):
        user = world.add_user(f"P{number}", language_code="zh-hans")
        world.user_says(world.add_private_chat(user), user, f"/task {number % 20 + 1}")
    await world.wait_until(lambda: len(world.calls_of("sendMessage")) == 40 or None)
    assert sum(sizes) == 40 and len(sizes) < 20


async def test_an_update_is_written_down_before_it_is_confirmed(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    """While nothing can be sent, the update is off Telegram's hands and in the inbox."""
    world.faults.add(Fault(delay=3), method="sendMessage")
    world.user_says(private, ann, LEADS)
    await world.wait_until(lambda: (not len(world.updates) and bool(world.calls_of("sendMessage"))) or None)
    async with database.transaction() as transaction:
        assert await inbox.count_open(transaction) == 1


async def test_an_update_waits_for_the_database(
    bot: Service, world: World, private: Chat, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.db.errors import DatabaseFault

    real, failures = inbox.write_down, iter([DatabaseFault("the disk is full")])

    async def failing(*arguments: Any) -> set[int]:
        for failure in failures:
            raise failure
        return await real(*arguments)

    monkeypatch.setattr(inbox, "write_down", failing)
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert len(from_bot(world, private)) == 1


async def test_a_database_that_fails_is_said_once_and_its_end_too(
    bot: Service, world: World, private: Chat, ann: User, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is tried again; before, each try said twice a second that it fails and that polling works."""
    from bot.db.errors import DatabaseFault

    monkeypatch.setattr(receiving, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(memory, "_OUTAGE_SECONDS", 0.01)
    real, receipts, ends = inbox.write_down, iter(range(5)), iter(range(5))
    really_finish = memory.finish

    async def failing(*arguments: Any) -> set[int]:
        for _ in receipts:
            raise DatabaseFault("the disk is full")
        return await real(*arguments)

    async def failing_too(*arguments: Any) -> None:
        for _ in ends:
            raise DatabaseFault("the disk is full")
        await really_finish(*arguments)

    monkeypatch.setattr(inbox, "write_down", failing)
    monkeypatch.setattr(memory, "finish", failing_too)
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert (await answer_to(world, private, ann, OTHER)).text.startswith("文化厅牵头")
    said = log.getvalue()
    assert said.count("updates are left with Telegram for now: the disk is full") == 1
    assert said.count("updates are taken again") == 1 and "polling works again" not in said
    assert said.count("answers and updates are not yet written down: the disk is full") == 1
    assert said.count("answers and updates are written down again") == 1


async def test_by_webhook_it_is_said_once_too(
    hooked: int, world: World, private: Chat, ann: User, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram delivers each update again and again, and each try was a line."""
    from bot.db.errors import DatabaseFault

    real, faults = inbox.write_down, iter(range(5))

    async def failing(*arguments: Any) -> set[int]:
        for _ in faults:
            raise DatabaseFault("the disk is full")
        return await real(*arguments)

    monkeypatch.setattr(inbox, "write_down", failing)
    world.webhook.backoff = world.webhook.longest = 0.05
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert log.getvalue().count("updates are left with Telegram for now: the disk is full") == 1
    assert log.getvalue().count("updates are taken again") == 1


async def test_an_update_that_waits_says_so_once(
    bot: Service, world: World, private: Chat, ann: User, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.db.errors import DatabaseFault

    monkeypatch.setattr(lanes, "PAUSE_SECONDS", 0.01)
    real, faults = bot.memory.preferences, iter(range(5))

    async def failing(chat_id: int) -> Any:
        for _ in faults:
            raise DatabaseFault("the disk is full")
        return await real(chat_id)

    monkeypatch.setattr(bot.memory, "preferences", failing)
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert log.getvalue().count(" waits: the disk is full") == 1


async def test_who_has_the_answer_is_not_told_that_there_is_none(
    bot: Service, world: World, private: Chat, ann: User, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """The database fails just after the answer has been sent: it is there, and nothing more is to be said."""
    from bot.db.errors import DatabaseFault

    real = bot.memory.preferences

    async def failing(chat_id: int) -> Any:
        if from_bot(world, private) and "could not be answered" not in log.getvalue():
            raise DatabaseFault("the database is shutting down")
        return await real(chat_id)

    monkeypatch.setattr(bot.memory, "preferences", failing)
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert (await answer_to(world, private, ann, OTHER)).text.startswith("文化厅牵头")
    assert "could not be answered: the database is shutting down" in log.getvalue()
    assert len(from_bot(world, private)) == 2


async def test_no_error_ends_the_writing_behind(
    bot: Service, world: World, private: Chat, ann: User, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = memory.remember_answers, iter([RuntimeError("canceling statement due to statement timeout")] * 3)

    async def failing(*arguments: Any) -> None:
        for failure in failures:
            raise failure
        await real(*arguments)

    monkeypatch.setattr(memory, "remember_answers", failing)
    await answer_to(world, private, ann, LEADS)
    said = await answer_to(world, private, ann, OTHER)
    assert said.text.startswith("文化厅牵头")
    again = world.edit(private.messages[said.id - 1], LEADS)
    assert (await world.wait_for_message(private, after=again)).text.startswith(LED)
    assert "it is written one by one" in log.getvalue()


# Too many


async def test_one_chat_holds_up_no_other_and_is_told_to_be_patient(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User
) -> None:
    world.faults.add(Fault(delay=1.0), method="sendMessage", chat=private)
    for number in range(100):
        world.user_says(private, ann, f"/task {number % 20 + 1}")
    assert (await answer_to(world, group, bob, f"/ask {LEADS}")).text.startswith(LED)
    await world.wait_until(lambda: len(from_bot(world, private)) >= MOST_WAITING + 1 or None)
    texts = from_bot(world, private)
    assert sum("请稍等" in text for text in texts) == 1, texts
    answered = [int(text.split(".")[0]) for text in texts if "请稍等" not in text]
    assert answered == sorted(answered) and answered[0] == 1 and MOST_WAITING <= len(answered) <= MOST_WAITING + 1
    assert (await answer_to(world, private, ann, OTHER)).text.startswith("文化厅牵头")


async def test_the_first_of_many_chats_are_answered_while_others_have_not_begun(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hundred chats have waited: computing all answers before any is sent would leave all in doubt where it ends."""
    begun, at_first_send = list[int](), list[int]()
    real = Handlers.on_message

    async def counted(self: Handlers, update: Any, context: Any) -> None:
        begun.append(update.update_id)
        await real(self, update, context)

    monkeypatch.setattr(Handlers, "on_message", counted)
    for number in range(100):
        user = world.add_user(f"P{number}", language_code="zh-hans")
        world.user_says(world.add_private_chat(user), user, f"/task {number % 20 + 1}")
    async with serving(settings, plans, wording, database, world):
        at_first_send.append(await world.wait_until(lambda: len(begun) if world.calls_of("sendMessage") else None))
        await world.wait_until(lambda: len(world.calls_of("sendMessage")) == 100 or None)
    assert at_first_send[0] < 50 and begun == sorted(begun)


async def test_what_is_dropped_of_a_flood_is_not_read_by_the_library(
    bot: Service, world: World, private: Chat, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading an update takes longer than all else that a dropped one costs, and others wait for it."""
    from telegram import Update

    real, read = Update.de_json, list[int]()
    monkeypatch.setattr(Update, "de_json", lambda data, bot: read.append(1) or real(data, bot))
    world.faults.add(Fault(delay=1.0), method="sendMessage", chat=private)
    for number in range(300):
        world.user_says(private, ann, f"/task {number % 20 + 1}")
    world.user_sends(private, ann, "document", b"x", name="late.txt")
    await world.wait_until(lambda: not len(world.updates) or None)
    assert MOST_WAITING < len(read) < 20


async def test_other_bots_commands_in_a_group_are_no_flood(bot: Service, world: World, group: Chat, ann: User) -> None:
    world.bot.privacy = False
    for _ in range(20):
        world.user_says(group, ann, "/roll")
    assert (await answer_to(world, group, ann, f"/ask {LEADS}")).text.startswith(LED)
    assert len(from_bot(world, group)) == 1


# Edited and repeated


async def how_many(database: Database, table: Any) -> int:
    async with database.transaction() as transaction:
        return len((await transaction.execute(select(table.c.id))).all())


async def test_an_edited_reminder_replaces_the_first(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    asked = world.user_says(private, ann, "/remind 12 明天 9:00 报进度")
    first = await world.wait_for_message(private, after=asked)
    edited = world.edit(asked, "/remind 12 后天 10:00 报进度")
    second = await world.wait_for_message(private, after=edited)
    assert second.id == first.id and "10:00" in second.text
    assert await how_many(database, reminders) == 1
    again = world.edit(asked, LEADS)
    assert (await world.wait_for_message(private, after=again)).text.startswith(LED)
    assert await how_many(database, reminders) == 0


async def test_an_edited_subscription_replaces_what_it_added(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    await answer_to(world, private, ann, "/subscribe 财政厅")
    asked = world.user_says(private, ann, "/subscribe 商务厅 财政厅")
    await world.wait_for_message(private, after=asked)
    edited = world.edit(asked, "/subscribe 文化厅")
    await world.wait_for_message(private, after=edited)
    listed = (await answer_to(world, private, ann, "/subscriptions")).text
    assert "财政厅" in listed and "文化厅" in listed and "商务厅" not in listed


async def test_an_edit_with_the_same_text_does_nothing(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    asked = world.user_says(private, ann, "/remind 12 明天 9:00 报进度")
    await world.wait_for_message(private, after=asked)
    calls = len(world.calls_of("sendMessage")) + len(world.calls_of("editMessageText"))
    world.edit(asked, asked.text)
    await answer_to(world, private, ann, OTHER)
    assert len(world.calls_of("sendMessage")) + len(world.calls_of("editMessageText")) == calls + 1
    assert await how_many(database, reminders) == 1


async def test_a_repeated_old_command_undoes_nothing_newer(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    await answer_to(world, private, ann, "/subscribe 商务厅")
    await answer_to(world, private, ann, "/unsubscribe 商务厅")
    await answer_to(world, private, ann, "/subscribe 商务厅")
    world.updates.repeat(2)
    await answer_to(world, private, ann, LEADS)
    assert await how_many(database, subscriptions) == 1


async def test_of_several_edits_that_wait_the_newest_is_answered(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    asked = world.user_says(private, ann, "第1项谁负责")
    for text in ("第2项谁负责", "第3项谁负责", OTHER):
        world.edit(asked, text)
    async with serving(settings, plans, wording, database, world):
        world.user_says(private, ann, LEADS)
        await world.wait_until(lambda: len(from_bot(world, private)) == 2 or None)
    assert [text[:5] for text in from_bot(world, private)] == ["文化厅牵头", LED[:5]]


@pytest.mark.parametrize("tried", [0, MOST_TRIED, MOST_TRIED + 1])
async def test_what_ends_processes_while_it_is_computed_is_given_up(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    group: Chat,
    ann: User,
    bob: User,
    tried: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing had been sent, so no attempt was counted, and it ended process after process."""
    computed = list[tuple[int, int]]()
    real = Handlers.on_message

    async def noted(self: Handlers, update: Any, context: Any) -> None:
        async with database.transaction() as transaction:
            found = await transaction.execute(select(rows.c.tried).where(rows.c.update_id == update.update_id))
            computed.append((update.update_id, found.scalar_one()))
        await real(self, update, context)

    monkeypatch.setattr(Handlers, "on_message", noted)
    _, poison = told(world, private, ann, 50, LEADS)
    _, beside = told(world, group, bob, 51, f"/ask {OTHER}")
    async with database.transaction() as transaction:
        await inbox.write_down(transaction, [poison, beside], datetime.now(UTC))
        for number in range(SUSPECTED - 1):
            await inbox.claim(transaction, f"dead {number}", datetime.now(UTC), 3600, 9)
            await inbox.release(transaction, None)
        for _ in range(tried):
            await inbox.suspect(transaction, [50])
        await inbox.claim(transaction, "dead", datetime.now(UTC), 3600, 9)
    async with serving(settings, plans, wording, database, world):
        assert (await world.wait_for_message(group)).text.startswith("文化厅牵头")
        last = await answer_to(world, private, ann, OTHER)
    before = [text for text in from_bot(world, private) if text != last.text]
    said = {0: [LED], MOST_TRIED: ["没能处理好"], MOST_TRIED + 1: list[str]()}[tried]
    assert len(before) == len(said) and all(one in text for one, text in zip(said, before, strict=True))
    # It is noted before it is computed; what came after is not suspected.
    suspects = [one for one in computed if one[0] in (50, 51)]
    assert suspects == ([(50, 1)] if not tried else []) + [(51, 1)] and computed[-1][1] == 0


@pytest.mark.parametrize("how", ["lapsed", "restarted"])
async def test_each_process_that_ends_with_an_update_is_counted(database: Database, how: str) -> None:
    now = datetime.now(UTC)
    async with database.transaction() as transaction:
        await inbox.write_down(transaction, [Arrival(50, "c5", "{}")], now)
        first = await inbox.claim(transaction, "first", now, 30, 9)
        if how == "restarted":
            await inbox.release(transaction, None)
        later = now + timedelta(seconds=31)
        second = await inbox.claim(transaction, "second", later, 30, 9)
        await inbox.release(transaction, "second")
        third = await inbox.claim(transaction, "third", later, 30, 9)
        # Late, and not ended.
        same = await inbox.claim(transaction, "third", later + timedelta(seconds=31), 30, 9)
    assert [each[0].ended for each in (first, second, third, same)] == [0, 1, 1, 1]
