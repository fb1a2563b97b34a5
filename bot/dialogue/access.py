"""Who may use the bot: everyone, or the chats of ALLOWED_CHATS, the operators and whom they have invited."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

from bot.db.access import admit, guest_ids, is_guest
from bot.db.engine import Database
from bot.db.errors import DatabaseFault

# How soon a process knows whom another one has let in or sent away.
REFRESH_SECONDS = 15.0
INVITED = "i-"
_LOG = logging.getLogger(__name__)


class Access:
    """Decides whom the bot serves. Without `allowed` chats it is everyone."""

    def __init__(self, allowed: frozenset[int], operators: frozenset[int], database: Database) -> None:
        self._allowed = allowed | operators if allowed else frozenset[int]()
        self._database = database
        self._guests: frozenset[int] = frozenset()

    def serves(self, chat_id: int) -> bool:
        """Whether the bot speaks with a chat, or a person, as far as this process knows."""
        return not self._allowed or chat_id in self._allowed or chat_id in self._guests

    async def lets_in(self, chat_id: int, words: str = "", name: str = "") -> bool:
        """Whether it speaks with a chat now: also after a look at the database, and by the words of an invitation's link."""
        if self.serves(chat_id):
            return True
        if chat_id < 0:
            return False
        async with self._database.transaction() as transaction:
            if words.startswith(INVITED):
                token = words.removeprefix(INVITED)
                known = await admit(transaction, token, chat_id, name, datetime.now(UTC))
            else:
                known = await is_guest(transaction, chat_id)
        if known:
            self._guests |= {chat_id}
        return known

    async def refresh(self) -> None:
        """Reads anew who was let in."""
        async with self._database.transaction() as transaction:
            self._guests = await guest_ids(transaction)

    async def run(self, stop: asyncio.Event) -> None:
        """Keeps up with other processes until `stop`; without ALLOWED_CHATS there is nothing to keep up with."""
        while self._allowed and not stop.is_set():
            try:
                await self.refresh()
            except DatabaseFault as fault:
                _LOG.warning("who was let in is not read anew: %s", fault)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), REFRESH_SECONDS)
