"""/groups: a group's administrator manages it from the private chat."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from zoneinfo import ZoneInfo

from cachetools import TTLCache

from bot.commands.context import CommandContext, Place
from bot.commands.listing import Listing
from bot.db.chats import get_chat, set_preferences
from bot.db.managing import groups_of
from bot.dialogue.call import Call, Response
from bot.screens.keyboard import Button
from bot.screens.labels import shortened

# So long commands in the private chat are about the group.
MANAGED = dt.timedelta(minutes=30)
MOST_SHOWN = 20
# So many groups are looked at, so many at once; how long that is known.
MOST_ASKED, ASKED_AT_ONCE, KNOWN_SECONDS = 50, 5, 60.0
_PAYLOAD = re.compile(r"g(-?\d{1,19})_(\d{1,12})")


class Groups:
    """Picks the group that commands in a private chat are about."""

    def __init__(self, context: CommandContext, listing: Listing) -> None:
        self._context = context
        self._listing = listing
        # What a button of it does is allowed or not when it is pressed.
        self._known: TTLCache[int, list[tuple[int, str]]] = TTLCache(1000, KNOWN_SECONDS)

    async def groups(self, call: Call) -> Response:
        """The groups that the person administers, as buttons."""
        context = self._context
        if not call.private:
            raise context.refuse(call, "groups.only_private")
        own = Place(call.chat_id, 0, ZoneInfo("UTC"), True, context.parts(None))
        buttons = [
            (Button(shortened(title or str(chat_id), 40), own.data(f"gm.{chat_id}.0")),)
            for chat_id, title in await self._administered(call.user_id)
        ]
        key = "groups.pick" if buttons else "groups.none"
        return context.screen(own, context.say(call, key).splitlines(), tuple(buttons[:MOST_SHOWN]))

    async def _administered(self, user_id: int) -> list[tuple[int, str]]:
        """The groups that a person administers; asked of the chat channel once in a while, a few at a time."""
        if (known := self._known.get(user_id)) is not None:
            return known
        async with self._context.database.transaction() as transaction:
            found = (await groups_of(transaction, user_id))[:MOST_ASKED]
        at_once = asyncio.Semaphore(ASKED_AT_ONCE)

        async def administers(chat_id: int) -> bool:
            async with at_once:
                return await self._context.administers(chat_id, user_id)

        mine = await asyncio.gather(*(administers(chat_id) for chat_id, _ in found))
        known = [group for group, his in zip(found, mine, strict=True) if his]
        # Who has none is told to become an administrator, and asks again.
        if known:
            self._known[user_id] = known
        return known

    async def start(self, call: Call) -> Response:
        """Begins to manage the topic that a link names: g-1001234567890_5."""
        found = _PAYLOAD.fullmatch(call.words)
        if not found:
            raise self._context.refuse(call, "desk.old_button")
        return await self.manage(call, found[1], found[2])

    async def manage(self, call: Call, chat_id: str, thread_id: str) -> Response:
        """Lets the commands be about that topic of a group for a while, and shows what it subscribes to."""
        context = self._context
        async with context.database.transaction() as transaction:
            chat = await get_chat(transaction, int(chat_id))
        if not call.private or chat is None or not await context.administers(int(chat_id), call.user_id):
            raise context.refuse(call, "desk.not_administrator_there")
        async with context.database.transaction() as transaction:
            await set_preferences(
                transaction,
                call.chat_id,
                "private",
                managing_chat_id=int(chat_id),
                managing_thread_id=int(thread_id),
                managing_until=context.now() + MANAGED,
            )
        shown = await self._listing.subscriptions(call)
        return Response(shown.screen, context.say(call, "groups.begun", title=chat.title))

    async def end(self, call: Call, place: Place) -> Response:
        """Lets the commands be about the private chat again."""
        async with self._context.database.transaction() as transaction:
            await set_preferences(transaction, call.chat_id, "private", managing_chat_id=None, managing_until=None)
        return await self._listing.subscriptions(
            Call("", call.chat_id, call.user_id, call.lang, call.thread_id, call.private, may_change=call.may_change)
        )
