"""Delivery of updates to a webhook: in order within a chat, again until it is taken."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from .fault import Fault, Faults
from .json_type import Json
from .update import UpdateQueue

# Faults for the deliveries themselves are ordered under this name.
DELIVERY = "webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
DEFAULT_CONNECTIONS = 40
_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt: where it went, and the HTTP status or None where none came."""

    update_id: int
    address: str
    status: int | None


@dataclass(slots=True)
class _Failing:
    """A chat whose last delivery failed."""

    attempts: int
    not_before: float


@dataclass
class Webhook:
    """The webhook as set and what became of each delivery.

    ``setting`` holds the effective ``setWebhook`` parameters or None. ``hosts`` stands in for the name service and
    the load balancer: the public origin (``https://bot.example``) to the addresses of the processes behind it, used in
    turn. ``backoff`` is the pause in seconds after a first failure; it doubles, up to ``longest``.
    """

    updates: UpdateQueue
    faults: Faults
    clock: Callable[[], float]
    setting: Json | None = None
    hosts: dict[str, list[str]] = field(default_factory=dict)
    backoff: float = 1.0
    longest: float = 60.0
    deliveries: list[Delivery] = field(default_factory=list)
    last_error: tuple[int, str] | None = None
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)
    _failing: dict[int, _Failing] = field(default_factory=dict)

    async def run(self) -> None:
        """Delivers for as long as it is not cancelled."""
        busy: dict[int, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            try:
                while True:
                    self.updates.changed.clear()
                    busy = {chat: task for chat, task in busy.items() if not task.done()}
                    for chat, update in self._due(busy):
                        busy[chat] = asyncio.create_task(self._deliver(session, chat, update))
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(self._pause(busy)):
                            await self.updates.changed.wait()
            finally:
                for task in busy.values():
                    task.cancel()
                await asyncio.gather(*busy.values(), return_exceptions=True)

    def _due(self, busy: dict[int, asyncio.Task[None]]) -> list[tuple[int, Json]]:
        """The first update of every chat that is neither busy nor pausing, while connections are free."""
        if self.setting is None:
            return []
        free = self.setting.get("max_connections", DEFAULT_CONNECTIONS) - len(busy)
        found: list[tuple[int, Json]] = []
        now, seen = asyncio.get_running_loop().time(), set(busy)
        for update in self.updates.pending:
            chat = _chat_of(update)
            if chat not in seen and free > len(found):
                failing = self._failing.get(chat)
                if failing is None or failing.not_before <= now:
                    found.append((chat, update))
            seen.add(chat)
        return found

    def _pause(self, busy: dict[int, asyncio.Task[None]]) -> float | None:
        """Seconds until a chat's pause ends; None where nothing pauses."""
        now = asyncio.get_running_loop().time()
        ends = [failing.not_before - now for chat, failing in self._failing.items() if chat not in busy]
        return max(0.0, min(ends)) if ends else None

    async def _deliver(self, session: aiohttp.ClientSession, chat: int, update: Json) -> None:
        try:
            error = await self._attempt(session, chat, update)
            if error is None:
                self._failing.pop(chat, None)
                self.updates.confirm_one(update["update_id"])
            else:
                self._fail(chat, error)
        finally:
            self.updates.changed.set()

    def _fail(self, chat: int, error: str) -> None:
        self.last_error = (int(self.clock()), error)
        attempts = self._failing[chat].attempts + 1 if chat in self._failing else 1
        pause = min(self.backoff * 2 ** (attempts - 1), self.longest)
        self._failing[chat] = _Failing(attempts, asyncio.get_running_loop().time() + pause)

    async def _attempt(self, session: aiohttp.ClientSession, chat: int, update: Json) -> str | None:
        """What went wrong, in Telegram's words; None for a delivery that was taken."""
        setting = self.setting
        if setting is None:
            return "Webhook was deleted"
        fault = self.faults.take(DELIVERY, chat) or Fault()
        await asyncio.sleep(fault.delay)
        address = self._address(setting["url"])
        if address is None:
            return "Failed to resolve host: Name or service not known"
        if fault.drop == "before":
            return "Connection refused"
        headers = {SECRET_HEADER: setting["secret_token"]} if setting.get("secret_token") else {}
        try:
            async with session.post(address, json=update, headers=headers) as response:
                status: int | None = response.status
        except TimeoutError:
            status, error = None, "Read timeout expired"
        except aiohttp.ClientError:
            status, error = None, "Connection refused"
        self.deliveries.append(Delivery(update["update_id"], address, status))
        if fault.drop == "after":
            return "Read timeout expired"
        if status is None:
            return error
        return None if status // 100 == 2 else f"Wrong response from the webhook: {status} {response.reason}"

    def _address(self, url: str) -> str | None:
        parts = urlsplit(url)
        addresses = self.hosts.get(f"{parts.scheme}://{parts.netloc}")
        if not addresses:
            return None
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return addresses[next(self._turn) % len(addresses)].rstrip("/") + (path or "/")


def _chat_of(update: Json) -> int:
    """What updates are kept in order by: their chat or, without one, their person."""
    body = next(value for name, value in update.items() if name != "update_id")
    chat = body.get("chat") or body.get("message", {}).get("chat") or body["from"]
    found: int = chat["id"]
    return found
