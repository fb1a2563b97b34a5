"""How updates come to the bot: it polls, one process a token, or Telegram calls it by webhook."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.leases import hold_lease, new_owner, release_lease

UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
LEASE_SECONDS = 30.0
RENEWAL_SECONDS = 5.0
_LOG = logging.getLogger(__name__)


class Receiving(Protocol):
    """A way for updates to come."""

    async def start(self, stop: asyncio.Event) -> bool:
        """Begins; False where `stop` was set before it could. Raises TelegramError where it cannot begin."""

    async def stop(self) -> None:
        """Ends; no update that has come is lost."""


class Polling:
    """Long polling by the one process that holds the token's lease; the others wait to take over."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        database: Database,
        load: Callable[[], Awaitable[None]],
    ) -> None:
        self._application = application
        self._database = database
        self._load = load
        self._owner = new_owner()
        self._over = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    @property
    def _lease(self) -> str:
        return f"poll:{self._application.bot.id}"

    async def start(self, stop: asyncio.Event) -> bool:
        """Polls once no other process does."""
        waiting = False
        while not await hold_lease(self._database, self._lease, self._owner, LEASE_SECONDS):
            if not waiting:
                _LOG.warning("another process polls for this bot: waiting to take over")
                waiting = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RENEWAL_SECONDS)
                return False
        self._keeping = asyncio.create_task(self._keep())
        await self._poll()
        return True

    async def _poll(self) -> None:
        await self._load()
        assert self._application.updater is not None
        await self._application.updater.start_polling(
            allowed_updates=UPDATES, drop_pending_updates=False, error_callback=_log_polling_error
        )

    async def _keep(self) -> None:
        """Renews the lease; stops polling while another process has it."""
        updater = self._application.updater
        assert updater is not None
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), RENEWAL_SECONDS)
                return
            try:
                held = await hold_lease(self._database, self._lease, self._owner, LEASE_SECONDS)
            except DatabaseFault as fault:
                _LOG.error("the right to poll is not renewed: %s", fault)
                continue
            if not held and updater.running:
                _LOG.warning("another process polls for this bot now")
                await updater.stop()
            elif held and not updater.running:
                await self._poll()

    async def stop(self) -> None:
        """Stops polling and lets another process begin."""
        self._over.set()
        if self._keeping is not None:
            await self._keeping
        assert self._application.updater is not None
        if self._application.updater.running:
            # What has ended the polling itself comes up again here; whoever waits for it knows already.
            with contextlib.suppress(InvalidToken):
                await self._application.updater.stop()
        with contextlib.suppress(DatabaseFault):
            await release_lease(self._database, self._lease, self._owner)


class Webhook:
    """A small HTTP server behind the public address, which takes only what knows the secret."""

    def __init__(
        self, application: Application[Any, Any, Any, Any, Any, Any], url: str, secret: str, listen: tuple[str, int]
    ) -> None:
        self._application = application
        self._url = url
        self._secret = secret
        self._host, self._port = listen

    async def start(self, stop: asyncio.Event) -> bool:
        """Listens, and tells Telegram where."""
        assert self._application.updater is not None
        await self._application.updater.start_webhook(
            listen=self._host,
            port=self._port,
            url_path=urlsplit(self._url).path.lstrip("/"),
            webhook_url=self._url,
            secret_token=self._secret,
            allowed_updates=UPDATES,
            drop_pending_updates=False,
        )
        return True

    async def stop(self) -> None:
        """Stops listening; Telegram keeps what comes until a process listens again."""
        assert self._application.updater is not None
        if self._application.updater.running:
            await self._application.updater.stop()


def _log_polling_error(error: TelegramError) -> None:
    _LOG.warning("polling fails and goes on: %s", error)
