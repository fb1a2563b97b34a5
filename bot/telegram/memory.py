"""What the bot keeps in the database, near at hand: settings read once, answers and updates written behind their sending."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from cachetools import LRUCache, TTLCache

from bot.db.answers import (
    GivenAnswer,
    answer_by_id,
    answer_by_message,
    answer_by_reply,
    last_answer,
    prune_answers,
    remember_answers,
)
from bot.db.chats import ChatState, get_chat, see_chat, set_preferences
from bot.db.engine import Database, Transaction
from bot.db.errors import DatabaseFault
from bot.db.forgetting import forget_person
from bot.db.moves import move_chat
from bot.db.notices import bring_back_chat, enqueue, stop_chat
from bot.db.updates import claim_updates, first_time, prune_updates, recent_updates
from bot.notice import Notice

# Answers become rows together, so soon after they are sent.
BEHIND_SECONDS = 0.2
_CHATS, _CHAT_SECONDS = 10_000, 3600
_UPDATES = 10_000
_PRUNE_SECONDS = 6 * 3600
_OUTAGE_SECONDS = 1.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a chat or a person has chosen: a language, a department's id, a plan's id; None where nothing."""

    lang: str | None = None
    department: str | None = None
    plan: str | None = None


NONE = Preferences()


class Memory:
    """The bot's memory over one database.

    `alone` is whether this process gets all updates: then what was read or seen once is known. Several processes ask
    the database every time.
    """

    def __init__(self, database: Database, alone: bool) -> None:
        self.database = database
        self._alone = alone
        self._chats: TTLCache[int, Preferences] = TTLCache(_CHATS, _CHAT_SECONDS)
        self._titles: LRUCache[int, tuple[str, str]] = LRUCache(_CHATS)
        self._known: LRUCache[int, bool] = LRUCache(_UPDATES)
        self._given: list[GivenAnswer] = []
        self._taken: list[int] = []
        self._met: dict[int, tuple[str, str]] = {}
        self._writing = asyncio.Lock()
        self._due = asyncio.Event()
        self._ending = asyncio.Event()

    # Updates.

    async def load(self) -> None:
        """Recalls the updates taken lately, before the first one of this process."""
        if self._alone:
            async with self.database.transaction() as transaction:
                for update_id in await recent_updates(transaction, _UPDATES):
                    self._known[update_id] = True

    async def first_time(self, update_id: int) -> bool:
        """Whether the update has not been taken before, by this process or any other."""
        if not self._alone:
            async with self.database.transaction() as transaction:
                return await first_time(transaction, update_id)
        if update_id in self._known:
            return False
        self._known[update_id] = True
        return True

    def done(self, update_id: int) -> None:
        """Notes that an update is dealt with; only then is it not to be taken again after a crash."""
        if self._alone:
            self._taken.append(update_id)
            self._due.set()

    # Chats.

    async def preferences(self, chat_id: int) -> Preferences:
        """What the chat, or the person of that id, has chosen."""
        known = self._chats.get(chat_id)
        if known is None:
            async with self.database.transaction() as transaction:
                chat = await get_chat(transaction, chat_id)
            known = NONE if chat is None else Preferences(chat.lang, chat.department, chat.plan)
            if self._alone:
                self._chats[chat_id] = known
        return known

    async def prefer(self, chat_id: int, kind: str, **chosen: str | None) -> None:
        """Keeps what a chat or a person has chosen."""
        async with self.database.transaction() as transaction:
            await set_preferences(transaction, chat_id, kind, **chosen)
        self._chats.pop(chat_id, None)

    def meet(self, chat_id: int, kind: str, title: str) -> None:
        """Notes that there is such a chat, for announcements."""
        if self._titles.get(chat_id) != (kind, title):
            self._titles[chat_id] = self._met[chat_id] = (kind, title)
            self._due.set()

    async def moved(self, old_id: int, new_id: int) -> None:
        """Keeps all that belongs to a group under its new id."""
        await self.flush()
        async with self.database.transaction() as transaction:
            await move_chat(transaction, old_id, new_id)
        self._chats.pop(old_id, None)
        self._chats.pop(new_id, None)

    async def closed(self, chat_id: int, gone: bool, reason: str) -> None:
        """Notes that the bot may not write to a chat any more; its notices wait until it may."""
        state = ChatState.GONE if gone else ChatState.BLOCKED
        await self.flush()
        async with self.database.transaction() as transaction:
            await stop_chat(transaction, chat_id, state, reason)

    async def forget(self, user_id: int) -> None:
        """Deletes all that is kept of a person."""
        await self.flush()
        async with self.database.transaction() as transaction:
            await forget_person(transaction, user_id)
        self._chats.pop(user_id, None)
        self._titles.pop(user_id, None)

    async def opened(self, chat_id: int) -> None:
        """Notes that the bot may write to a chat again."""
        await self.flush()
        async with self.database.transaction() as transaction:
            await bring_back_chat(transaction, chat_id)

    # Answers.

    def remember(self, answer: GivenAnswer) -> None:
        """Keeps an answer, soon."""
        self._given.append(answer)
        self._due.set()

    async def answer(self, id: int) -> GivenAnswer | None:
        """The answer of that id, None once it is forgotten."""
        return await self._find(lambda transaction: answer_by_id(transaction, id))

    async def answer_to(self, chat_id: int, message_id: int) -> GivenAnswer | None:
        """The answer to a person's message."""
        return await self._find(lambda transaction: answer_by_message(transaction, chat_id, message_id))

    async def answer_in(self, chat_id: int, reply_id: int) -> GivenAnswer | None:
        """The answer that a message of the bot holds."""
        return await self._find(lambda transaction: answer_by_reply(transaction, chat_id, reply_id))

    async def last_answer(self, conversation: str) -> GivenAnswer | None:
        """The last answer of a conversation."""
        return await self._find(lambda transaction: last_answer(transaction, conversation))

    async def _find(self, find: Callable[[Transaction], Awaitable[GivenAnswer | None]]) -> GivenAnswer | None:
        await self.flush()
        async with self.database.transaction() as transaction:
            return await find(transaction)

    async def enqueue(self, notices: Iterable[Notice]) -> int:
        """Hands messages to the outbox, and says how many of them are new there."""
        async with self.database.transaction() as transaction:
            return await enqueue(transaction, notices)

    # Writing behind.

    async def flush(self) -> None:
        """Writes what is not yet written; raises DatabaseFault where that fails, and keeps it for the next time."""
        async with self._writing:
            given, taken, met = self._given, self._taken, self._met
            if not (given or taken or met):
                return
            self._given, self._taken, self._met = [], [], {}
            try:
                async with self.database.transaction() as transaction:
                    await remember_answers(transaction, given)
                    await claim_updates(transaction, taken)
                    for chat_id, (kind, title) in met.items():
                        await see_chat(transaction, chat_id, kind, title)
            except BaseException:
                self._given, self._taken, self._met = given + self._given, taken + self._taken, met | self._met
                raise

    async def run(self) -> None:
        """Writes behind and forgets what is old, until `end`; then writes what is left."""
        pruned = 0.0
        clock = asyncio.get_running_loop().time
        while not self._ending.is_set():
            await self._due.wait()
            await self._pause(BEHIND_SECONDS)
            self._due.clear()
            try:
                await self.flush()
                if not pruned or clock() - pruned > _PRUNE_SECONDS:
                    pruned = clock()
                    async with self.database.transaction() as transaction:
                        await prune_answers(transaction)
                        await prune_updates(transaction)
            except DatabaseFault as fault:
                _LOG.error("answers and updates are not yet written down: %s", fault)
                self._due.set()
                await self._pause(_OUTAGE_SECONDS)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    def end(self) -> None:
        """Lets `run` end; what comes later is written by `flush` alone."""
        self._ending.set()
        self._due.set()
