"""Webhooks: set up, delivered with their secret, in order within a chat and again until taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.botapi import BotApiServer, Chat, Fault, User, World, server_error
from tests.test_botapi.raw import Json, Raw

URL = "https://bot.example/hook?a=1"
POLLED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class Hook:
    """A process behind the public address: what it was sent, and the statuses it answers with, then 200."""

    address: str = ""
    received: list[Json] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        assert request.path_qs == "/hook?a=1"
        self.received.append(await request.json())
        self.headers.append(dict(request.headers))
        await self.open.wait()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.received]


@asynccontextmanager
async def listening() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    hook.open.set()
    app.router.add_post("/{path:.*}", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with listening() as found:
        yield found


@pytest.fixture
async def hooked(raw: Raw, world: World, hook: Hook) -> Hook:
    world.webhook.hosts["https://bot.example"] = [hook.address]
    world.webhook.backoff = 0.02
    await raw.result("setWebhook", url=URL, secret_token="s3cret_-")
    return hook


async def until(condition: object) -> None:
    async with asyncio.timeout(60):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def test_a_webhook_excludes_polling(raw: Raw, world: World, private: Chat, ann: User) -> None:
    poll = asyncio.create_task(raw.refused("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    assert await raw.result("setWebhook", url=URL, max_connections=3, allowed_updates=["message"]) is True
    assert await asyncio.wait_for(poll, 1) == (409, "Conflict: terminated by setWebhook request")
    assert await raw.result("getWebhookInfo") == {
        "url": URL,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 3,
        "allowed_updates": ["message"],
    }
    world.user_says(private, ann, "hello")
    await until(lambda: world.webhook.last_error)
    info = await raw.result("getWebhookInfo")
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "Failed to resolve host: Name or service not known"
    assert await raw.refused("getUpdates") == (409, POLLED)
    assert await raw.result("deleteWebhook") is True
    assert len(await raw.updates()) == 1
    assert await raw.result("deleteWebhook", drop_pending_updates=True) is True
    assert await raw.updates() == []
    assert (await raw.result("getWebhookInfo"))["url"] == ""


async def test_an_empty_webhook_url_deletes_it(raw: Raw, world: World) -> None:
    await raw.result("setWebhook", url="https://example.org", drop_pending_updates=True, allowed_updates=["message"])
    await raw.result("setWebhook", url="")
    assert world.webhook.setting is None


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8080"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": URL, "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": URL, "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_is_checked(raw: Raw, parameters: Json, reason: str) -> None:
    assert await raw.refused("setWebhook", **parameters) == (400, f"Bad Request: {reason}")


async def test_updates_are_delivered_with_the_secret(
    raw: Raw, world: World, hooked: Hook, private: Chat, ann: User
) -> None:
    world.user_says(private, ann, "hello")
    await until(lambda: not len(world.updates))
    assert hooked.texts == ["hello"]
    assert hooked.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret_-"
    assert [(delivery.update_id, delivery.status) for delivery in world.webhook.deliveries] == [(1, 200)]


async def test_what_waited_is_delivered_when_the_webhook_is_set(
    raw: Raw, world: World, hook: Hook, private: Chat, ann: User
) -> None:
    world.webhook.hosts["https://bot.example"] = [hook.address]
    world.user_says(private, ann, "early")
    await raw.result("setWebhook", url=URL)
    await until(lambda: hook.texts == ["early"])


async def test_a_chat_keeps_its_order_and_holds_up_no_other(
    raw: Raw, world: World, hooked: Hook, private: Chat, group: Chat, ann: User
) -> None:
    hooked.open.clear()
    world.user_says(private, ann, "one")
    world.user_says(private, ann, "two")
    world.user_says(group, ann, "/other")
    await until(lambda: len(hooked.received) == 2)
    assert sorted(hooked.texts) == ["/other", "one"]
    hooked.open.set()
    await until(lambda: not len(world.updates))
    assert hooked.texts[2:] == ["two"]


async def test_a_refused_delivery_is_made_again(raw: Raw, world: World, hooked: Hook, private: Chat, ann: User) -> None:
    hooked.statuses[:] = [500, 503]
    world.user_says(private, ann, "one")
    world.user_says(private, ann, "two")
    await until(lambda: not len(world.updates))
    assert hooked.texts == ["one", "one", "one", "two"]
    assert (await raw.result("getWebhookInfo"))["last_error_message"] == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


async def test_a_lost_answer_repeats_the_update_and_a_drop_does_not(
    raw: Raw, world: World, hooked: Hook, private: Chat, ann: User
) -> None:
    world.faults.add(Fault(drop="after"), method="webhook")
    world.faults.add(Fault(drop="before"), method="webhook", chat=private)
    # Deliveries are no calls of the bot: faults without a method do not meet them.
    world.faults.add(Fault(error=server_error()), times=None)
    world.user_says(private, ann, "one")
    await until(lambda: not len(world.updates))
    assert [update["update_id"] for update in hooked.received] == [1, 1]


async def test_several_processes_take_turns(raw: Raw, world: World, hooked: Hook, private: Chat, ann: User) -> None:
    async with listening() as second:
        world.webhook.hosts["https://bot.example"].append(second.address)
        for text in ("one", "two", "three"):
            world.user_says(private, ann, text)
        await until(lambda: not len(world.updates))
        assert (hooked.texts, second.texts) == (["one", "three"], ["two"])


async def test_a_process_that_is_away_gets_it_later(raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.webhook.backoff = 0.02
    world.webhook.hosts["https://bot.example"] = ["http://127.0.0.1:1"]
    await raw.result("setWebhook", url=URL)
    world.user_says(private, ann, "one")
    await until(lambda: world.webhook.last_error == (1_700_000_000, "Connection refused"))
    async with listening() as late:
        world.webhook.hosts["https://bot.example"] = [late.address]
        await until(lambda: late.texts == ["one"])


async def test_the_end_of_the_server_ends_deliveries(world: World, hook: Hook, private: Chat, ann: User) -> None:
    hook.open.clear()
    world.webhook.hosts["https://bot.example"] = [hook.address]
    world.webhook.setting = {"url": URL}
    world.user_says(private, ann, "one")
    async with BotApiServer(world):
        await until(lambda: hook.received)
    assert len(world.updates) == 1
    hook.open.set()
