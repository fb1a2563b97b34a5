"""How updates come to the bot: it polls, one process a token, or Telegram calls it by webhook."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest
from tornado.httpserver import HTTPServer

from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.leases import break_lease, hold_lease, new_owner, release_lease
from bot.telegram.hook import listening
from bot.telegram.lanes import Lanes
from bot.telegram.outcomes import seconds_of
from bot.telegram.requests import request_data

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
LEASE_SECONDS = 30.0
RENEWAL_SECONDS = 5.0
POLL_SECONDS = 10
# Between two requests that fail: at first, doubled each time, at most.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# How long an address may be unknown before the process ends; how often a trouble that lasts is said again.
UNKNOWN_SECONDS, REMINDER_SECONDS = 300.0, 600.0
_LOG = logging.getLogger(__name__)


class Receiving(Protocol):
    """A way for updates to come."""

    async def start(self, stop: asyncio.Event) -> bool:
        """Begins; False where `stop` was set before it could. Raises TelegramError where it cannot begin."""

    async def watch(self) -> None:
        """Lasts for as long as updates can come; raises TelegramError once they cannot come any more."""

    async def stop(self, seconds: float) -> None:
        """Ends: what is under way gets so many seconds. No update that has come is lost."""


class Polling:
    """Long polling by the one process that holds the token's lease; the others wait to take over."""

    def __init__(
        self, bot: Bot, request: BaseRequest, database: Database, lanes: Lanes, fresh: Callable[[], None]
    ) -> None:
        """`request` sends the polls, `fresh` is called before this process gets the updates that another one got."""
        self._bot = bot
        self._request = request
        self._database = database
        self._lanes = lanes
        self._fresh = fresh
        self._owner = new_owner()
        self._over = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._offset, self._confirmed = 0, 0

    @property
    def _lease(self) -> str:
        return f"poll:{self._bot.id}"

    async def start(self, stop: asyncio.Event) -> bool:
        """Polls once no other process does."""
        waiting = False
        if self._database.alone:
            # Whoever has it was killed: the file is ours alone.
            await break_lease(self._database, self._lease)
        while not await hold_lease(self._database, self._lease, self._owner, LEASE_SECONDS):
            if not waiting:
                _LOG.warning("another process polls for this bot: waiting to take over")
                waiting = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RENEWAL_SECONDS)
                return False
        # Polling and a webhook exclude each other.
        await self._bot.delete_webhook()
        await self._begin()
        self._keeping = asyncio.create_task(self._keep())
        return True

    async def watch(self) -> None:
        """Lasts until the polling has failed for good."""
        await asyncio.shield(self._failed)

    async def _begin(self) -> None:
        self._fresh()
        self._lanes.taking = True
        await self._lanes.take()
        self._polling = asyncio.create_task(self._poll())

    async def _end_polling(self) -> None:
        self._lanes.taking = False
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.wait([self._polling])
            self._polling = None

    async def _keep(self) -> None:
        """Renews the lease; stops polling while another process has it."""
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), RENEWAL_SECONDS)
                return
            try:
                held = await hold_lease(self._database, self._lease, self._owner, LEASE_SECONDS)
                if not held and self._polling is not None:
                    _LOG.warning("another process polls for this bot now")
                    await self._end_polling()
                elif held and self._polling is None:
                    await self._begin()
            except Exception as error:
                known = isinstance(error, DatabaseFault)
                _LOG.error("the right to poll is not renewed: %s", error if known else repr(error))

    async def _poll(self) -> None:
        """Asks for updates and writes them down, again and again; what goes wrong is said, and waited out."""
        trouble, untaken = Trouble("polling works again"), Trouble("updates are taken again")
        while True:
            try:
                raw = await self._fetch(POLL_SECONDS)
                trouble.over()
                await self._take(raw)
                untaken.over()
            except InvalidToken as error:
                if "unauthorized" in str(error).lower() or trouble.seconds > UNKNOWN_SECONDS:
                    self._fail(error)
                    return
                # Telegram says so of an address that it does not know, a proxy of a path that it does not.
                pause = trouble.met("polling fails and goes on: %s: is TELEGRAM_BASE_URL right?", error)
                await asyncio.sleep(pause)
            except RetryAfter as error:
                seconds = seconds_of(error)
                trouble.met("polling waits for %.0f s, as Telegram asks for", seconds)
                await asyncio.sleep(seconds)
            except Conflict as error:
                await asyncio.sleep(
                    trouble.met("polling fails and goes on: another program has the updates: %s", error)
                )
            except TelegramError as error:
                await asyncio.sleep(trouble.met("polling fails and goes on: %s", error))
            except DatabaseFault as fault:
                await asyncio.sleep(min(2.0, untaken.met("updates are left with Telegram for now: %s", fault)))
            except Exception as error:
                await asyncio.sleep(trouble.met("polling fails and goes on: %s", repr(error)))

    async def _fetch(self, seconds: int, limit: int = 100) -> list[Any]:
        """The updates that wait, as they are: the library would read all of them at once, or none."""
        asked = {"offset": self._offset, "limit": limit, "timeout": seconds, "allowed_updates": UPDATES}
        found = await self._request.post(
            f"{self._bot.base_url}/getUpdates",
            request_data(asked),
            read_timeout=seconds + 10.0,
        )
        self._confirmed = self._offset
        if not isinstance(found, list):
            raise TelegramError("getUpdates gives no list")
        return found

    async def _take(self, raw: Sequence[Any]) -> None:
        if not raw:
            return
        await self._lanes.receive(raw)
        ids = [each["update_id"] for each in raw if isinstance(each, dict) and isinstance(each.get("update_id"), int)]
        if not ids:
            raise TelegramError("getUpdates gives nothing that has an id")
        self._offset = max(ids) + 1

    def _fail(self, error: TelegramError) -> None:
        if not self._failed.done():
            self._failed.set_exception(error)

    async def stop(self, seconds: float) -> None:
        """Stops polling, confirms what is written down, and lets another process begin."""
        self._over.set()
        if self._keeping is not None:
            await self._keeping
        await self._end_polling()
        if self._offset != self._confirmed and not self._failed.done():
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._fetch(0, limit=1)
        if not await self._lanes.stop(seconds):
            _LOG.warning("what took more than %s s to finish is cut off", seconds)
        with contextlib.suppress(DatabaseFault):
            await release_lease(self._database, self._lease, self._owner)
        self._failed.cancel()


class Webhook:
    """A small HTTP server behind the public address, which takes only what knows the secret."""

    def __init__(self, bot: Bot, lanes: Lanes, url: str, secret: str, listen: tuple[str, int]) -> None:
        self._bot = bot
        self._lanes = lanes
        self._url = url
        self._secret = secret
        self._host, self._port = listen
        self._server: HTTPServer | None = None
        self._coming: list[tuple[object, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._untaken = Trouble("updates are taken again")

    async def start(self, stop: asyncio.Event) -> bool:
        """Listens, and tells Telegram where."""
        self._lanes.taking = True
        await self._lanes.take()
        self._server = listening(urlsplit(self._url).path, self._secret, self._host, self._port, self._take)
        await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=UPDATES)
        return True

    async def _take(self, raw: object) -> None:
        """Returns once the update is written down, together with all that came meanwhile.

        Telegram delivers up to a hundred at a time: with a transaction each, answers' ends would wait behind them.
        """
        written = asyncio.get_running_loop().create_future()
        self._coming.append((raw, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._coming:
            batch, self._coming = self._coming, []
            error: Exception | None = None
            try:
                await self._lanes.receive([raw for raw, _ in batch])
                self._untaken.over()
            except Exception as met:
                error = met
                if isinstance(met, DatabaseFault):
                    self._untaken.met("updates are left with Telegram for now: %s", met)
            for written in (written for _, written in batch if not written.done()):
                if error is None:
                    written.set_result(None)
                else:
                    written.set_exception(error)

    async def watch(self) -> None:
        """Lasts for ever: Telegram keeps what it cannot deliver."""
        await asyncio.Event().wait()

    async def stop(self, seconds: float) -> None:
        """Stops listening; Telegram keeps what comes until a process listens again."""
        if self._server is not None:
            self._server.stop()
        if not await self._lanes.stop(seconds):
            _LOG.warning("what took more than %s s to finish is cut off", seconds)
        if self._server is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._server.close_all_connections()


class Trouble:
    """What keeps failing: said when it begins or changes, from time to time while it lasts, and when it is `over`."""

    def __init__(self, over: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._over = over
        self._clock = clock
        self._since: float | None = None
        self._said_at = 0.0
        self._said = ""
        self._pause = FIRST_PAUSE

    @property
    def seconds(self) -> float:
        """For how long it has lasted."""
        return 0.0 if self._since is None else self._clock() - self._since

    def met(self, line: str, about: object) -> float:
        """Notes a failure; the seconds until another try is worthwhile."""
        now = self._clock()
        if self._since is None:
            self._since, self._pause = now, FIRST_PAUSE
        if (said := line % about) != self._said or now - self._said_at >= REMINDER_SECONDS:
            _LOG.warning("%s", said)
            self._said, self._said_at = said, now
        pause, self._pause = self._pause, min(LONGEST_PAUSE, self._pause * 2)
        return pause

    def over(self) -> None:
        """Notes that it works."""
        if self._since is not None:
            _LOG.warning("%s after %.0f s", self._over, self.seconds)
        self._since, self._said = None, ""
