"""Notices that ask for receipts: the button under them, one reminder for those who have not pressed, and who is told then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.db import receipts as store
from bot.db.addressees import addressees
from bot.db.engine import Database, Transaction
from bot.db.notices import enqueue
from bot.db.receipts import Receipt, Request
from bot.notifications.notice import Notice
from bot.screens.keyboard import Button, Keyboard
from bot.screens.message import Message, Run, Style
from bot.screens.pages import pages_of
from bot.screens.wording import Wording

BATCH = 50
# A message names so many places.
MOST_NAMED = 40


def receipt_button(wording: Wording, lang: str, id: int, title: str = "") -> Keyboard:
    """The button of a request, by a title where it stands below something else."""
    said = wording.say(lang, "receipt.button_titled", title=title) if title else wording.say(lang, "receipt.button")
    return ((Button(said, f"n.ok.{id}"),),)


async def asking(
    transaction: Transaction, wording: Wording, title: str, by: int | None, notices: Sequence[Notice], now: dt.datetime
) -> list[Notice]:
    """The notices of one event with the button under the last page in each place, which is then asked."""
    if not notices:
        return []
    last = {(notice.chat_id, notice.thread_id): notice.part for notice in notices}
    id = await store.add_request(transaction, notices[0].event, title, by, last, now)
    return [
        replace(notice, keyboard=(*notice.keyboard, *receipt_button(wording, notice.lang, id)))
        if last[notice.chat_id, notice.thread_id] == notice.part
        else notice
        for notice in notices
    ]


async def asked_by_places(
    transaction: Transaction, wording: Wording, title: str, notices: Sequence[Notice], now: dt.datetime
) -> list[Notice]:
    """The notices of one event, those of places that ask for receipts with the button."""
    spots = await store.asks(transaction, {(notice.chat_id, notice.thread_id) for notice in notices})
    mine = [notice for notice in notices if (notice.chat_id, notice.thread_id) in spots]
    others = [notice for notice in notices if (notice.chat_id, notice.thread_id) not in spots]
    by = next(iter(spots.values()), None)
    return [*others, *await asking(transaction, wording, title, by, mine, now)]


class Reminders:
    """What is due for those who have not pressed: one reminder each, and a list for the chat that the sender named."""

    def __init__(self, database: Database, wording: Wording, serves: Callable[[int], bool]) -> None:
        self._database = database
        self._wording = wording
        self._serves = serves

    async def once(self, now: dt.datetime) -> int:
        """Everything due by now; how many notices that gave."""
        count = 0
        async with self._database.transaction() as transaction:
            for request in await store.due_requests(transaction, "remind_at", now, BATCH):
                if await store.claim(transaction, request, "remind_at"):
                    count += await enqueue(transaction, await self._reminders(transaction, request, now))
            for request in await store.due_requests(transaction, "escalate_at", now, BATCH):
                if await store.claim(transaction, request, "escalate_at"):
                    count += await enqueue(transaction, await self._escalation(transaction, request, now))
        return count

    async def _reminders(self, transaction: Transaction, request: Request, now: dt.datetime) -> list[Notice]:
        missing = [one for one in await store.receipts_of(transaction, request.id) if one.pressed is None]
        chats = await addressees(transaction, {one.chat_id for one in missing})
        found: list[Notice] = []
        for one in missing:
            chat = chats[one.chat_id]
            if chat.active and self._serves(one.chat_id):
                words = self._wording.say(chat.lang, "receipt.reminder", title=request.title)
                message = Message(((Run(words, Style.BOLD),),))
                button = receipt_button(self._wording, chat.lang, request.id)
                found += pages_of(f"receipt:{request.id}", one.chat_id, one.thread_id, chat, message, now, button)
        return found

    async def _escalation(self, transaction: Transaction, request: Request, now: dt.datetime) -> list[Notice]:
        to = request.escalate_to
        missing = [one for one in await store.receipts_of(transaction, request.id) if one.pressed is None]
        if to is None or not missing or not self._serves(to):
            return []
        chat = (await addressees(transaction, [to]))[to]
        heading = self._wording.say(chat.lang, "receipt.escalated", title=request.title, count=len(missing))
        lines = [(Run(heading, Style.BOLD),), *((Run(f"· {place_name(one)}"),) for one in missing[:MOST_NAMED])]
        if len(missing) > MOST_NAMED:
            lines.append((Run("…"),))
        return pages_of(f"escalation:{request.id}", to, 0, chat, Message(tuple(lines)), now) if chat.active else []


def place_name(receipt: Receipt) -> str:
    """A place as a report names it."""
    name = receipt.chat or str(receipt.chat_id)
    return f"{name} / {receipt.thread_id}" if receipt.thread_id else name
