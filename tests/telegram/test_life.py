"""From start to end: polling and webhook, who polls, what was taken before, signals, a token that is revoked."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import io
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from telegram.error import InvalidToken

from bot.config import BotError, Settings
from bot.db.engine import Database, open_database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram import app, receiving
from bot.telegram.app import Service, build_service, run, serve
from bot.telegram.receiving import UPDATES
from index.engine import Engine
from tests.botapi import ApiError, BotApiServer, Chat, Fault, User, World, server_error, too_many_requests
from tests.databases import Postgresql
from tests.process import free_port
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, from_bot, settle

FIRST_UPDATE = 1
SECRET = "a-secret-that-nobody-guesses"


# Polling


async def test_questions_asked_before_the_start_are_answered(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    world.user_says(private, ann, LEADS)
    async with serving(settings, plans, wording, database, world):
        assert (await world.wait_for_message(private)).text.startswith(LED)
    assert world.calls_of("getUpdates")[0].parameters["allowed_updates"] == UPDATES


async def test_a_repeated_update_is_answered_once(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    async with serving(settings, plans, wording, database, world):
        world.user_says(private, ann, LEADS)
        await world.wait_for_message(private)
        world.updates.repeat(FIRST_UPDATE)
        await settle(world)
        assert len(from_bot(world, private)) == 1
    world.updates.repeat(FIRST_UPDATE)
    async with serving(settings, plans, wording, database, world):
        await settle(world)
        assert len(from_bot(world, private)) == 1


async def test_one_process_polls_and_another_takes_over(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    postgresql_server: Postgresql,
    world: World,
    private: Chat,
    ann: User,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "RENEWAL_SECONDS", 0.05)
    url = postgresql_server.new_database()
    async with open_database(url) as one, open_database(url) as two:
        async with serving(settings, plans, wording, one, world):
            stop = asyncio.Event()
            service = build_service(settings, plans, wording, two)
            waiting = asyncio.create_task(serve(service, app.receiving(settings, service, two), stop))
            while "waiting to take over" not in log.getvalue():
                await asyncio.sleep(0.02)
            assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
            assert len(from_bot(world, private)) == 1
        world.user_says(private, ann, "文化厅牵头哪些任务")
        said = await world.wait_for_message(private)
        assert said.text.startswith("文化厅") and len(from_bot(world, private)) == 2
        stop.set()
        await waiting


# Webhook


@pytest.fixture
async def hooked(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World
) -> AsyncIterator[int]:
    """The bot by webhook; the port that it listens on."""
    port = free_port()
    world.webhook.hosts["https://bot.example"] = [f"http://127.0.0.1:{port}"]
    settings = dataclasses.replace(
        settings,
        webhook_url="https://bot.example/hook/fengong",
        webhook_secret=SECRET,
        webhook_listen=("127.0.0.1", port),
    )
    service = build_service(settings, plans, wording, database)
    stop = asyncio.Event()
    task = asyncio.create_task(serve(service, app.receiving(settings, service, database), stop))
    await world.wait_until(lambda: world.webhook.setting)
    yield port
    stop.set()
    await task


async def test_a_session_by_webhook(hooked: int, world: World, private: Chat, group: Chat, ann: User) -> None:
    asked = world.calls_of("setWebhook")[0].parameters
    assert (asked["allowed_updates"], asked["secret_token"]) == (UPDATES, SECRET)
    assert "drop_pending_updates" not in asked or not asked["drop_pending_updates"]
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    listed = await answer_to(world, group, ann, f"/ask {LEADS}")
    query = world.user_presses(listed, listed.buttons[0].data or "", by=ann)
    await world.wait_for_answer(query)
    assert group.messages[listed.id].text.startswith("7. ")
    assert {delivery.status for delivery in world.webhook.deliveries} == {200}


@pytest.mark.parametrize("told", [None, "", "wrong", SECRET + "x"])
async def test_who_does_not_know_the_secret_is_turned_away(
    hooked: int, world: World, private: Chat, told: str | None
) -> None:
    headers = {} if told is None else {"X-Telegram-Bot-Api-Secret-Token": told}
    update = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": private.to_api(), "text": LEADS}}
    async with httpx.AsyncClient() as client:
        given = await client.post(f"http://127.0.0.1:{hooked}/hook/fengong", json=update, headers=headers)
        other = await client.post(f"http://127.0.0.1:{hooked}/", json=update)
    assert (given.status_code, other.status_code) == (403, 404)
    assert from_bot(world) == []


async def test_several_processes_share_a_webhook_and_answer_once(
    settings: Settings,
    plans: Plans,
    engine: Engine,
    wording: Wording,
    postgresql_server: Postgresql,
    world: World,
    private: Chat,
    ann: User,
) -> None:
    """Deliveries go to two processes in turn, one of them is repeated to the other, and conversations go on."""
    url, stop = postgresql_server.new_database(), asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        tasks, ports = [], [free_port(), free_port()]
        world.webhook.hosts["https://bot.example"] = [f"http://127.0.0.1:{port}" for port in ports]
        for port in ports:
            database = await stack.enter_async_context(open_database(url))
            own = dataclasses.replace(
                settings,
                database_url=url,
                webhook_url="https://bot.example/hook",
                webhook_secret=SECRET,
                webhook_listen=("127.0.0.1", port),
            )
            mine = Plans([engine], wording, reports=True)
            service = build_service(own, mine, wording, database)
            tasks.append(asyncio.create_task(serve(service, app.receiving(own, service, database), stop)))
        await world.wait_until(lambda: len(world.calls_of("setWebhook")) == 2 or None)
        await answer_to(world, private, ann, LEADS)
        for question, first in (("那财政厅呢", "财政厅牵头"), ("那教育厅呢", "教育厅"), ("那商务厅呢", LED)):
            assert (await answer_to(world, private, ann, question)).text.startswith(first)
        assert (await answer_to(world, private, ann, "/me 商务厅")).text.startswith("已记住")
        assert (await answer_to(world, private, ann, "我们牵头哪些")).text.startswith(LED)
        said = len(from_bot(world, private))
        world.updates.repeat(FIRST_UPDATE)
        world.updates.repeat(FIRST_UPDATE)
        await settle(world)
        assert len(from_bot(world, private)) == said
        assert {delivery.address for delivery in world.webhook.deliveries} == {
            f"http://127.0.0.1:{port}/hook" for port in ports
        }
        stop.set()
        await asyncio.gather(*tasks)


# The end


async def test_the_end_lets_a_short_answer_finish(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    world.faults.add(Fault(delay=0.3), method="sendMessage")
    async with serving(settings, plans, wording, database, world):
        world.user_says(private, ann, LEADS)
        await world.wait_until(lambda: world.calls_of("sendMessage"))
    assert from_bot(world)[0].startswith(LED)
    assert len(world.updates) == 0


async def test_an_answer_that_the_end_cuts_off_is_sent_by_the_next_process(
    settings: Settings,
    plans: Plans,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "GRACE_SECONDS", 0.1)
    world.faults.add(Fault(error=too_many_requests(2)), method="sendMessage")
    async with serving(settings, plans, wording, database, world):
        world.user_says(private, ann, LEADS)
        await world.wait_until(lambda: [call for call in world.calls if call.status == 429])
    assert from_bot(world) == []
    async with serving(settings, plans, wording, database, world):
        assert (await world.wait_for_message(private)).text.startswith(LED)


async def test_a_revoked_token_ends_it(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    service = build_service(settings, plans, wording, database)
    task = asyncio.create_task(serve(service, app.receiving(settings, service, database), asyncio.Event()))
    await world.wait_until(lambda: world.calls_of("getUpdates"))
    world.faults.add(Fault(error=ApiError(401, "Unauthorized")), times=None)
    world.user_says(private, ann, LEADS)
    with pytest.raises(InvalidToken):
        await asyncio.wait_for(task, 20)


@pytest.fixture
def threaded_server(world: World) -> Iterator[BotApiServer]:
    """The server on a loop of its own, so that `run` can have the main thread."""
    loop, server = asyncio.new_event_loop(), BotApiServer(world)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def settings_there(world: World, threaded_server: BotApiServer, tmp_path: os.PathLike[str]) -> Settings:
    return Settings(world.bot.token, threaded_server.base_url, database_url=f"sqlite:///{tmp_path}/bot.db")


@pytest.fixture(autouse=True)
def _cold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Plans, "warm", lambda self: None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds_whatever_waits(
    settings_there: Settings,
    world: World,
    plans: Plans,
    wording: Wording,
    monkeypatch: pytest.MonkeyPatch,
    log: io.StringIO,
    private: Chat,
    ann: User,
    number: signal.Signals,
) -> None:
    monkeypatch.setattr(app, "GRACE_SECONDS", 0.3)
    world.faults.add(Fault(error=too_many_requests(20)), method="sendMessage", times=None)
    world.user_says(private, ann, LEADS)

    def interrupt() -> None:
        while not any(call.status == 429 for call in world.calls):
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt, daemon=True).start()
    started = time.monotonic()
    run(settings_there, plans, wording)
    assert time.monotonic() - started < 8
    assert "goes through the outbox" in log.getvalue()


def test_a_wrong_token_is_one_clear_line(settings_there: Settings, plans: Plans, wording: Wording, secret: str) -> None:
    wrong = dataclasses.replace(settings_there, telegram_bot_token=f"7000000002:{secret}")
    with pytest.raises(BotError, match="Telegram rejects TELEGRAM_BOT_TOKEN") as caught:
        run(wrong, plans, wording)
    assert secret not in str(caught.value) and caught.value.__suppress_context__


@pytest.mark.parametrize("fault", [Fault(error=server_error(502)), Fault(drop="before")], ids=["502", "dropped"])
def test_a_server_that_fails_at_the_start_is_one_clear_line(
    settings_there: Settings, world: World, plans: Plans, wording: Wording, fault: Fault
) -> None:
    world.faults.add(fault, method="getMe", times=None)
    with pytest.raises(BotError, match=f"TELEGRAM_BASE_URL={settings_there.telegram_base_url} gives no answer: .+"):
        run(settings_there, plans, wording)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/bot", "http://127.0.0.1:1"], ids=["no server", "not to /bot"])
def test_an_unreachable_server_is_one_clear_line(
    settings_there: Settings, plans: Plans, wording: Wording, secret: str, url: str
) -> None:
    away = dataclasses.replace(settings_there, telegram_base_url=url)
    with pytest.raises(BotError, match=f"TELEGRAM_BASE_URL={url} gives no answer: .+") as caught:
        run(away, plans, wording)
    assert secret not in str(caught.value) and caught.value.__suppress_context__


async def test_no_token_is_one_clear_line(database: Database, plans: Plans, wording: Wording) -> None:
    with pytest.raises(BotError, match="TELEGRAM_BOT_TOKEN is not set"):
        build_service(Settings(), plans, wording, database)


async def test_what_the_service_is(bot: Service) -> None:
    assert bot.lanes.taking and not bot.revoked.is_set()
