"""What the bot keeps in the database, near at hand: settings read once, answers and the ends of updates written behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from cachetools import LRUCache, TTLCache

from bot.db.answers import (
    GivenAnswer,
    answer_by_id,
    answer_by_message,
    answer_by_reply,
    last_answer,
    remember_answers,
)
from bot.db.chats import Chat, ChatState, Met, get_chat, get_chats, see_chats, set_preferences
from bot.db.effects import take_back
from bot.db.engine import Database, Transaction
from bot.db.errors import DatabaseFault
from bot.db.forgetting import forget_person
from bot.db.inbox import Done, begin, finish, hold, last_handled, suspect
from bot.db.leases import new_owner
from bot.db.moves import move_chat
from bot.db.notices import bring_back_chat, enqueue, stop_chat
from bot.db.pruning import prune
from bot.notifications.notice import Notice
from bot.telegram.behind import Behind

# Answers become rows together, so soon after they are sent.
BEHIND_SECONDS = 0.2
_CHATS, _CHAT_SECONDS = 10_000, 3600
_PRUNE_SECONDS = 6 * 3600
_OUTAGE_SECONDS = 1.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a chat or a person has chosen: a language, a department's id, a plan's id; None where nothing.

    `active` is whether the bot may write there, as far as it knows.
    """

    lang: str | None = None
    department: str | None = None
    plan: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Before:
    """What a message had come to before it was edited: whether it was answered, by which message, and what was undone."""

    answered: bool = False
    reply_id: int | None = None
    undone: bool = False
    unchanged: bool = False


NONE = Preferences()
_Find = Callable[[Transaction], Awaitable[GivenAnswer | None]]
_Found = asyncio.Future[GivenAnswer | None]


def _preferences(chat: Chat | None) -> Preferences:
    if chat is None:
        return NONE
    return Preferences(chat.lang, chat.department, chat.plan, chat.state is ChatState.ACTIVE)


class Memory:
    """The bot's memory over one database.

    `alone` is whether this process gets all updates: then what was read or seen once is known. Several processes ask
    the database every time.
    """

    def __init__(self, database: Database, alone: bool) -> None:
        self.database = database
        # By whom updates are claimed.
        self.owner = new_owner()
        self._alone = alone
        self._chats: TTLCache[int, Preferences] = TTLCache(_CHATS, _CHAT_SECONDS)
        self._titles: LRUCache[int, Met] = LRUCache(_CHATS)
        self._behind = Behind()
        self._asked: list[tuple[_Find, _Found]] = []
        self._writing, self._reading = asyncio.Lock(), asyncio.Lock()
        self._due = asyncio.Event()
        self._ending = asyncio.Event()

    # Updates.

    async def finish(
        self, ends: Sequence[Done], begun: Collection[int] = (), suspected: Collection[int] = ()
    ) -> frozenset[int]:
        """Notes that updates are dealt with, that their answers are `begun`, or that what is `suspected` is computed next.

        Gives those of the begun that are another process's by now, once it is written down. It goes into one transaction with
        all else that waits to be written, and is tried until the database has it.
        """
        if not (ends or begun or suspected):
            return frozenset()
        written: asyncio.Future[frozenset[int]] = asyncio.get_running_loop().create_future()
        self._behind.ends += ends
        self._behind.begun += begun
        self._behind.suspected += suspected
        self._behind.waiting.append(written)
        self._due.set()
        return await written

    async def before(self, lane: str, chat_id: int, message_id: int, digest: str) -> Before:
        """What has become of a message that was edited; what it had set is undone unless its text is still that one."""
        await self.flush()
        async with self.database.transaction() as transaction:
            last = await last_handled(transaction, lane, message_id)
            if last is not None and last.digest == digest:
                return Before(unchanged=True)
            answer = await answer_by_message(transaction, chat_id, message_id)
            undone = await take_back(transaction, chat_id, message_id)
        reply_id = (last.reply_id if last is not None else None) or (answer.reply_id if answer is not None else None)
        return Before(last is not None or answer is not None, reply_id, undone)

    # Chats.

    async def preferences(self, chat_id: int) -> Preferences:
        """What the chat, or the person of that id, has chosen."""
        known = self._chats.get(chat_id)
        if known is None:
            async with self.database.transaction() as transaction:
                chat = await get_chat(transaction, chat_id)
            known = _preferences(chat)
            if self._alone:
                self._chats[chat_id] = known
        return known

    async def recall(self, transaction: Transaction, chat_ids: Collection[int]) -> None:
        """Reads what chats have chosen in a transaction that is open anyway, for many of them at once."""
        if self._alone and (new := [chat_id for chat_id in chat_ids if chat_id not in self._chats]):
            found = await get_chats(transaction, new)
            self._chats.update({chat_id: _preferences(found.get(chat_id)) for chat_id in new})

    def forget_chats(self) -> None:
        """Reads settings anew: another process may have changed them while it got the updates."""
        self._chats.clear()

    async def prefer(self, chat_id: int, kind: str, **chosen: str | None) -> None:
        """Keeps what a chat or a person has chosen."""
        async with self.database.transaction() as transaction:
            await set_preferences(transaction, chat_id, kind, **chosen)
        self._chats.pop(chat_id, None)

    def meet(self, chat_id: int, kind: str, title: str, lang: str = "") -> None:
        """Notes that there is such a chat, for announcements; `lang` is what the person's Telegram says, of a chat with one."""
        met: Met = (kind, title, lang) if lang else (kind, title)
        if self._titles.get(chat_id) != met:
            self._titles[chat_id] = self._behind.met[chat_id] = met
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
        self._chats.pop(chat_id, None)

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
        self._chats.pop(chat_id, None)

    # Answers.

    def remember(self, answer: GivenAnswer) -> None:
        """Keeps an answer, soon."""
        self._behind.given.append(answer)
        self._due.set()

    async def answer(self, id: int) -> GivenAnswer | None:
        """The answer of that id, None once it is forgotten."""
        return await self._find(lambda transaction: answer_by_id(transaction, id))

    async def answer_in(self, chat_id: int, reply_id: int) -> GivenAnswer | None:
        """The answer that a message of the bot holds."""
        return await self._find(lambda transaction: answer_by_reply(transaction, chat_id, reply_id))

    async def last_answer(self, conversation: str) -> GivenAnswer | None:
        """The last answer of a conversation."""
        return await self._find(lambda transaction: last_answer(transaction, conversation))

    async def _find(self, find: _Find) -> GivenAnswer | None:
        """What is looked for; all that many look for at once is read in one transaction, by whoever comes first."""
        found: _Found = asyncio.get_running_loop().create_future()
        self._asked.append((find, found))
        async with self._reading:
            if not found.done():
                asked, self._asked = self._asked, []
                await self._read(asked)
        return await found

    async def _read(self, asked: Sequence[tuple[_Find, _Found]]) -> None:
        try:
            await self.flush()
            async with self.database.transaction() as transaction:
                read = [await find(transaction) for find, _ in asked]
        except Exception as error:
            for _, found in asked:
                if not found.done():
                    found.set_exception(error)
                    found.exception()  # who looked for it may have been cut off meanwhile
            return
        except BaseException:
            self._asked = [*asked, *self._asked]  # the next one reads for those that are left
            raise
        for (_, found), answer in zip(asked, read, strict=True):
            if not found.done():
                found.set_result(answer)

    async def enqueue(self, notices: Iterable[Notice]) -> int:
        """Hands messages to the outbox, and says how many of them are new there."""
        async with self.database.transaction() as transaction:
            return await enqueue(transaction, notices)

    # Writing behind.

    async def flush(self) -> None:
        """Writes what is not yet written; raises DatabaseFault where that fails, and keeps it for the next time.

        What the database refuses for a reason of its own is dropped, and logged: it must not keep the rest from being written.
        """
        async with self._writing:
            behind = self._behind
            if not behind:
                return
            self._behind = Behind()
            try:
                try:
                    behind.lost |= await self._write(behind)
                except DatabaseFault:
                    raise
                except Exception as error:
                    _LOG.error(
                        "what is to be remembered is refused, it is written one by one: %s", type(error).__name__
                    )
                    behind.lost |= await self._write_each(behind)
            except BaseException:
                # Who waits for it is told once all of it is written: an answer is not begun on the word of a part.
                self._behind = behind + self._behind
                raise
            behind.settle()

    async def _write(self, behind: Behind) -> set[int]:
        """Writes it all in one transaction, and gives those of the begun that are another process's by now."""
        async with self.database.transaction() as transaction:
            await remember_answers(transaction, behind.given)
            await hold(transaction, behind.update_ids)
            now = await self.database.now(transaction)
            await finish(transaction, behind.ends, now)
            lost = set(behind.begun) - await begin(transaction, self.owner, behind.begun, now)
            await suspect(transaction, behind.suspected)
            await see_chats(transaction, behind.met)
        return lost

    async def _write_each(self, behind: Behind) -> set[int]:
        """The same, each thing in a transaction of its own; what is refused by itself is dropped."""
        lost = set[int]()
        for one in behind.one_by_one():
            try:
                lost |= await self._write(one)
            except DatabaseFault:
                raise
            except Exception as error:
                _LOG.error("%s is not remembered: %s", one.named, type(error).__name__)
        return lost

    async def run(self) -> None:
        """Writes behind and forgets what is old, until `end`; then writes what is left. No error ends it sooner."""
        pruned, failing = 0.0, ""
        clock = asyncio.get_running_loop().time
        while not self._ending.is_set():
            await self._due.wait()
            if not self._behind.waiting:
                await self._pause(BEHIND_SECONDS)
            self._due.clear()
            try:
                await self.flush()
                if not pruned or clock() - pruned > _PRUNE_SECONDS:
                    pruned = clock()
                    async with self.database.transaction() as transaction:
                        await prune(transaction)
                if failing:
                    _LOG.warning("answers and updates are written down again")
                failing = ""
            except Exception as error:
                said = str(error) if isinstance(error, DatabaseFault) else repr(error)
                if said != failing:
                    _LOG.error("answers and updates are not yet written down: %s", said)
                failing = said
                self._due.set()
                await self._pause(_OUTAGE_SECONDS)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    def end(self) -> None:
        """Lets `run` end; what comes later is written by `flush` alone."""
        self._ending.set()
        self._due.set()
