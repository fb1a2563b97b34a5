"""/receipts and the button 收到: who has and has not, a reminder at a time that the sender sets, and whom it is told then."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.commands.context import CommandContext, Place, bold, italic
from bot.commands.pending import ESCALATE, REMIND, Pending, Waiting, instant_said, time_alone
from bot.db import receipts as store
from bot.db.chats import get_chat
from bot.db.managing import groups_of
from bot.db.receipts import Presser, Receipt, Request
from bot.dialogue.call import Call, Response
from bot.notifications.receipts import MOST_NAMED, place_name
from bot.notifications.schedule import DEFAULT_ZONE
from bot.screens.keyboard import Button
from bot.screens.labels import Labels, shortened
from bot.screens.message import Line
from bot.when import WhenFault

SHOWN = 8
# Of those who pressed after the first in a place so many are named.
MOST_OTHERS = 20
MOST_CHATS = 10


class Receipting:
    """Takes receipts and reports them."""

    def __init__(self, context: CommandContext, pending: Pending) -> None:
        self._context = context
        self._pending = pending

    async def press(self, call: Call, id: str) -> Response:
        """Somebody has received it; who presses after the first is told who that was."""
        context, say = self._context, self._context.say
        async with context.database.transaction() as transaction:
            spot = (call.chat_id, call.thread_id)
            found = await store.press(transaction, int(id), spot, call.user_id, call.name, context.now())
            chat = await get_chat(transaction, call.chat_id)
        if found is None or found.pressed is None:
            raise context.refuse(call, "desk.old_button")
        zone = ZoneInfo(chat.zone if chat and chat.zone else DEFAULT_ZONE)
        labels, call = context.parts(None).labels, replace(call, lang=call.aside)
        first = self._presser(call, labels, _name(found), found.pressed, zone)
        for place, one in enumerate(found.others, 2):
            if one.user_id == call.user_id:
                mine = self._presser(call, labels, _name(one), one.pressed, zone)
                return Response(toast=say(call, "receipt.pressed_after", presser=mine, place=place, first=first))
        return Response(toast=say(call, "receipt.pressed", presser=first))

    async def receipts(self, call: Call) -> Response:
        """The last requests: of the place, or of all for an operator; a place's setting is changed by a button."""
        place = await self._context.place(call)
        return await self.listed(call, place)

    async def listed(self, call: Call, place: Place) -> Response:
        """The last requests with how many have pressed."""
        context, say = self._context, self._context.say
        spot = (place.chat_id, place.thread_id)
        every = self._is_operator(call) and not place.title
        async with context.database.transaction() as transaction:
            requests = await store.last_requests(transaction, SHOWN, None if every else spot)
            asked = spot in await store.asks(transaction, [spot])
            counts = [await store.receipts_of(transaction, request.id) for request in requests]
        lines: list[Line | str] = [bold(say(call, "receipt.title"))]
        if not requests:
            lines.append(say(call, "receipt.none"))
        keyboard = []
        for request, found in zip(requests, counts, strict=True):
            done = sum(one.pressed is not None for one in found)
            people = sum(one.people for one in found)
            row = say(call, "receipt.row", title=shortened(request.title, 40), done=done, count=len(found))
            more = say(call, "receipt.people", count=people) if people > done else ""
            lines.append(f"· {row}{more}")
            keyboard.append((Button(shortened(request.title, 24), place.data(f"cr.{request.id}")),))
        lines += ["", say(call, "receipt.on" if asked else "receipt.off")]
        keyboard.append((Button(say(call, "receipt.button_off" if asked else "receipt.button_on"), place.data("cq")),))
        return context.screen(place, lines, tuple(keyboard))

    async def toggle(self, call: Call, place: Place) -> Response:
        """Lets the digests and change notices of a place ask for receipts, or no more."""
        async with self._context.database.transaction() as transaction:
            await store.toggle(transaction, (place.chat_id, place.thread_id), call.user_id)
        return await self.listed(call, place)

    async def report(self, call: Call, place: Place, id: str) -> Response:
        """Who has and who has not: of a place its own, of every place for an operator and who asked."""
        context, say, labels = self._context, self._context.say, place.parts.labels
        request = await self._request(call, id)
        async with context.database.transaction() as transaction:
            found = await store.receipts_of(transaction, request.id)
        if not self._is_senders(call, request):
            found = [one for one in found if (one.chat_id, one.thread_id) == (place.chat_id, place.thread_id)]
            if not found:
                raise context.refuse(call, "desk.old_button")
        missing = [one for one in found if one.pressed is None]
        done = [one for one in found if one.pressed is not None]
        lines: list[Line | str] = [
            bold(say(call, "receipt.report", title=shortened(request.title, 80), done=len(done), count=len(found)))
        ]
        if missing:
            lines += ["", say(call, "receipt.missing", count=len(missing))]
            lines += [f"· {place_name(one)}" for one in missing[:MOST_NAMED]]
        if done:
            lines += ["", say(call, "receipt.done", count=len(done))]
            for one in done[:MOST_NAMED]:
                moment = labels.moment(call.lang, one.pressed, place.zone) if one.pressed else ""
                lines.append(f"· {place_name(one)} — {_name(one)} · {moment}")
                if one.others:
                    lines.append(self._others(call, place, one))
        if len(found) > MOST_NAMED:
            lines.append("…")
        lines += self._coming(call, place, request)
        keyboard: list[tuple[Button, ...]] = [(Button(say(call, "desk.refresh"), place.data(f"cr.{request.id}")),)]
        if missing and self._is_senders(call, request):
            keyboard.append(
                (
                    Button(say(call, "receipt.button_remind"), place.data(f"ct.{request.id}")),
                    Button(say(call, "receipt.button_escalate"), place.data(f"ce.{request.id}")),
                )
            )
        return context.screen(place, lines, tuple(keyboard))

    async def ask_time(self, call: Call, place: Place, id: str) -> Response:
        """Asks when those who have not pressed are to be reminded; the next message says it."""
        request = await self._mine(call, id)
        self._pending.ask(call, Waiting(REMIND, str(request.id), WhenFault("no_date")))
        return self._context.screen(place, [self._context.say(call, "receipt.ask_time")])

    async def pick_chat(self, call: Call, place: Place, id: str) -> Response:
        """The groups that who has not pressed can be reported to, as buttons."""
        request = await self._mine(call, id)
        async with self._context.database.transaction() as transaction:
            groups = await groups_of(transaction, call.user_id)
        own = (call.user_id, self._context.say(call, "receipt.to_me"))
        buttons = [
            (Button(shortened(title or str(chat_id), 40), place.data(f"cg.{request.id}.{chat_id}")),)
            for chat_id, title in (own, *groups[: MOST_CHATS - 1])
        ]
        return self._context.screen(place, [self._context.say(call, "receipt.ask_chat")], tuple(buttons))

    async def picked(self, call: Call, place: Place, id: str, chat_id: str) -> Response:
        """Asks when that chat is to be told; the next message says it."""
        request = await self._mine(call, id)
        chat = int(chat_id)
        if chat != call.user_id and not (
            self._is_operator(call) or await self._context.administers(chat, call.user_id)
        ):
            raise self._context.refuse(call, "desk.not_administrator_there")
        self._pending.ask(call, Waiting(ESCALATE, f"{request.id} {chat}", WhenFault("no_date")))
        return self._context.screen(place, [self._context.say(call, "receipt.ask_escalation")])

    async def time_said(self, call: Call, command: str) -> Response:
        """Sets what was asked: the words are the request's id, perhaps a chat's, and a time."""
        place = await self._context.place(call)
        id, _, words = call.words.partition(" ")
        values: dict[str, object] = {}
        if command == ESCALATE:
            chat, _, words = words.partition(" ")
            values["escalate_to"] = int(chat)
        request = await self._mine(call, id)
        try:
            at = instant_said(words, place.zone, self._context.now())
        except WhenFault as fault:
            head = call.words.removesuffix(words).strip()
            self._pending.ask(call, time_alone(command, head, words.strip(), fault))
            raise
        values["escalate_at" if command == ESCALATE else "remind_at"] = at
        async with self._context.database.transaction() as transaction:
            # Who is told of them here is told in the language that this was set up in.
            await self._context.note_language(transaction, call, place)
            if command == ESCALATE:
                await self._context.note_told(transaction, call, int(chat))
            await store.set_due(transaction, request.id, **values)
        return await self.report(call, place, id)

    def _presser(self, call: Call, labels: Labels, name: str, pressed: dt.datetime, zone: ZoneInfo) -> str:
        """Who pressed, and when."""
        moment = labels.moment(call.lang, pressed, zone)
        return self._context.say(call, "receipt.presser", name=name, moment=moment)

    def _others(self, call: Call, place: Place, receipt: Receipt) -> str:
        """Who pressed in a place after the first, and when."""
        say, labels = self._context.say, place.parts.labels
        names = [
            self._presser(call, labels, _name(one), one.pressed, place.zone) for one in receipt.others[:MOST_OTHERS]
        ]
        said = say(call, "schedule.joint").join(names) + ("…" if len(receipt.others) > MOST_OTHERS else "")
        return "    " + say(call, "receipt.others", count=len(receipt.others), names=said)

    def _coming(self, call: Call, place: Place, request: Request) -> list[Line | str]:
        lines: list[Line | str] = []
        for key, at in (("receipt.reminds", request.remind_at), ("receipt.escalates", request.escalate_at)):
            if at is not None:
                lines.append(
                    italic(self._context.say(call, key, moment=place.parts.labels.moment(call.lang, at, place.zone)))
                )
        return lines

    async def _request(self, call: Call, id: str) -> Request:
        async with self._context.database.transaction() as transaction:
            found = await store.get_request(transaction, int(id))
        if found is None:
            raise self._context.refuse(call, "desk.old_button")
        return found

    async def _mine(self, call: Call, id: str) -> Request:
        """The request, for who asked for it and for operators."""
        found = await self._request(call, id)
        if not self._is_senders(call, found):
            raise self._context.refuse(call, "receipt.not_yours")
        return found

    def _is_senders(self, call: Call, request: Request) -> bool:
        return self._is_operator(call) or call.user_id == request.asked_by

    def _is_operator(self, call: Call) -> bool:
        return call.private and call.user_id in self._context.admins


def _name(one: Receipt | Presser) -> str:
    return one.name or str(one.user_id)
