"""What all commands on notices share: the parts they work with, and which chat and topic a call is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.db import audit
from bot.db.chats import get_chat, set_preferences
from bot.db.engine import Database, Transaction
from bot.db.plan_versions import known_digests
from bot.dialogue.call import Call, Response
from bot.notifications.changes import ChangeNotices
from bot.notifications.digests import Digests
from bot.notifications.schedule import DEFAULT_ZONE
from bot.notifications.subscriptions import Targets
from bot.screens.keyboard import Keyboard, Screen
from bot.screens.labels import Labels
from bot.screens.message import Line, Message, Run, Style, text_message
from bot.screens.wording import Wording
from index.engine import Engine

# The prefix of every button of these commands.
PREFIX = "n"
# Whether a person administers a chat, asked of the chat channel: (chat_id, user_id).
Administers = Callable[[int, int], Awaitable[bool]]
_PLACE = re.compile(r"@(-?\d+)\.(\d+)$")


class Refusal(Exception):
    """Why a call is not carried out, in the caller's language."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class PlanParts:
    """One plan's parts that the commands work with."""

    engine: Engine
    targets: Targets
    labels: Labels
    digests: Digests
    changes: ChangeNotices

    @property
    def id(self) -> str:
        """The plan's id."""
        return self.engine.plan.id


@dataclass(frozen=True, slots=True)
class Place:
    """The topic of a chat that a call is about, and the plan that the chat asks.

    `title` is set where the chat is managed from a private one.
    """

    chat_id: int
    thread_id: int
    zone: ZoneInfo
    private: bool
    parts: PlanParts
    muted_until: dt.datetime | None = None
    title: str = ""

    @property
    def key(self) -> tuple[int, int, str]:
        """Where its subscriptions are: chat, topic and plan."""
        return self.chat_id, self.thread_id, self.parts.id

    def data(self, words: str) -> str:
        """The data of a button on this place: a managed chat is named in it, so that the button never means another."""
        return f"{PREFIX}.{words}@{self.chat_id}.{self.thread_id}" if self.title else f"{PREFIX}.{words}"


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The parts that the commands work with: `plans` by id, the first by default; whether the bot `serves` a chat."""

    database: Database
    plans: Mapping[str, PlanParts]
    wording: Wording
    admins: frozenset[int]
    administers: Administers
    serves: Callable[[int], bool] = lambda chat_id: True
    now: Callable[[], dt.datetime] = field(default=lambda: dt.datetime.now(dt.UTC))

    def parts(self, plan: str | None) -> PlanParts:
        """The parts of the plan with that id, of the first for None and for one that is no longer installed."""
        return self.plans.get(plan or "") or next(iter(self.plans.values()))

    async def behind(self, transaction: Transaction) -> set[str]:
        """The plans of which this process has another version than the one that subscribers know."""
        known = await known_digests(transaction)
        plans = tuple(self.plans.values())
        return {one.id for one in plans if known.get(one.id, one.engine.plan.digest) != one.engine.plan.digest}

    def say(self, call: Call, key: str, **values: object) -> str:
        """A text in the caller's language."""
        return self.wording.say(call.lang, key, **values)

    def refuse(self, call: Call, key: str, **values: object) -> Refusal:
        """A refusal, to be raised; below a button the person alone sees it."""
        return Refusal(self.wording.say(call.aside, key, **values))

    async def operate(self, call: Call, action: str = "", words: str = "") -> None:
        """Refusal for whoever is no operator, and elsewhere than in private; an `action` is written down before it is done."""
        if call.user_id not in self.admins or not call.private:
            raise self.refuse(call, "desk.operators_only")
        if action:
            async with self.database.transaction() as transaction:
                await audit.record(transaction, call.user_id, action, words)

    async def place(self, call: Call) -> Place:
        """The chat and topic that a command is about: the managed one, if any, else where it was said.

        Refusal for one that the person does not manage any more; the next command is about the private chat again.
        """
        async with self.database.transaction() as transaction:
            own = await get_chat(transaction, call.chat_id)
        if not (own and own.managing_chat_id and own.managing_until and own.managing_until > self.now()):
            return await self._place(call, call.chat_id, call.thread_id)
        try:
            return await self._place(call, own.managing_chat_id, own.managing_thread_id or 0)
        except Refusal:
            async with self.database.transaction() as transaction:
                await set_preferences(transaction, call.chat_id, own.kind, managing_chat_id=None, managing_until=None)
            raise

    async def place_of_button(self, call: Call) -> Place:
        """The chat and topic of a button: the one that it names, else where it was pressed, whatever is managed now."""
        if named := _PLACE.search(call.words):
            return await self._place(call, int(named[1]), int(named[2]))
        return await self._place(call, call.chat_id, call.thread_id)

    async def _place(self, call: Call, managed_id: int, thread_id: int) -> Place:
        async with self.database.transaction() as transaction:
            chat = await get_chat(transaction, managed_id)
            behind = await self.behind(transaction)
        zone = ZoneInfo(chat.zone if chat and chat.zone else DEFAULT_ZONE)
        muted = chat.muted_until if chat else None
        parts = self.parts(chat.plan if chat else None)
        if parts.id in behind:
            # By the numbers of another version, what is set and shown would be of other tasks.
            raise self.refuse(call, "desk.other_version")
        if managed_id == call.chat_id:
            return Place(call.chat_id, thread_id, zone, call.private, parts, muted)
        if not call.private or chat is None or not await self.administers(managed_id, call.user_id):
            raise self.refuse(call, "desk.not_administrator_there")
        return Place(managed_id, thread_id, zone, False, parts, muted, chat.title or str(managed_id))

    async def may_change(self, call: Call, place: Place) -> None:
        """Refusal where the person may not change the place's settings."""
        if not place.title and not place.private and not await call.may_change():
            raise self.refuse(call, "desk.not_administrator")

    async def note_language(self, transaction: Transaction, call: Call, place: Place) -> None:
        """What is set here is told in the language that it was set up in, where the chat chose none.

        Notices come unasked: a person's are in the language that their Telegram has now.
        """
        chat = await get_chat(transaction, place.chat_id)
        if chat is None or chat.lang is None:
            kind = "private" if place.private else chat.kind if chat else "group"
            column = "lang" if place.private else "told_lang"
            await set_preferences(transaction, place.chat_id, kind, **{column: call.lang})

    async def note_told(self, transaction: Transaction, call: Call, chat_id: int) -> None:
        """A chat that is only told of something is told in the language of who named it, where it has none yet."""
        chat = await get_chat(transaction, chat_id)
        if chat and chat.kind != "private" and chat.lang is None and chat.told_lang is None:
            await set_preferences(transaction, chat_id, chat.kind, told_lang=call.lang)

    def screen(self, place: Place, lines: Sequence[Line | str], keyboard: Keyboard = ()) -> Response:
        """A response of lines; on a managed chat it begins with the chat's name."""
        shown = tuple(
            (Run(line),) if isinstance(line, str) and line else (() if isinstance(line, str) else line)
            for line in lines
        )
        if place.title:
            shown = ((Run(f"【{place.title}】", Style.BOLD),), *shown)
        return Response(Screen(Message(shown), keyboard))


def without_place(words: str) -> str:
    """The words of a button without the place that they name."""
    return _PLACE.sub("", words)


def told(said: str) -> Response:
    """A response of one line."""
    return Response(Screen(text_message(said)))


def bold(text: str) -> Line:
    """A line in bold."""
    return (Run(text, Style.BOLD),)


def italic(text: str) -> Line:
    """A line in italics."""
    return (Run(text, Style.ITALIC),)
