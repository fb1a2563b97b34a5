"""/announce, for the operators: words to every chat or to those whom they concern, when they go, and what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.commands.context import CommandContext, bold, told
from bot.commands.pending import ANNOUNCE, Pending, Waiting, instant_said, time_alone
from bot.db import announcements as store
from bot.db import audit
from bot.db.announcements import Announcement, Stage
from bot.db.notices import Missed, count_by_state, count_held, missed
from bot.db.receipts import receipts_of, request_of
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.notifications.announcements import MOST_UNITS, Announcing, addressed, enqueue_confirmed, event
from bot.notifications.notice import UNSENT, State
from bot.screens.keyboard import Button, Keyboard, Screen
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run, units
from bot.when import WhenFault

MISSED_SHOWN = 10
SCHEDULED_SHOWN = 5
DRAFT_AGE = dt.timedelta(days=7)


class Announcements:
    """Drafts, confirms and reports announcements; only operators get this far."""

    def __init__(self, context: CommandContext, announcing: Announcing, pending: Pending) -> None:
        self._context = context
        self._announcing = announcing
        self._pending = pending

    async def announce(self, call: Call) -> Response:
        """Shows what would be sent, and to how many chats; without words, how the last announcement stands."""
        context = self._context
        await context.operate(call)
        if not call.words.strip():
            async with context.database.transaction() as transaction:
                last = await store.last_announcement(transaction)
            return await self._report(call, last) if last else told(context.say(call, "announce.hint"))
        parts = (await context.place(call)).parts
        found = await aside(lambda words: addressed(words, parts.targets, parts.id), call.words)
        if found is None:
            raise context.refuse(call, "announce.nobody")
        if not found.text:
            raise context.refuse(call, "announce.empty")
        if units(found.text) > MOST_UNITS:
            raise context.refuse(call, "announce.too_long", most=MOST_UNITS)
        async with context.database.transaction() as transaction:
            await store.drop_old_drafts(transaction, DRAFT_AGE)
            await audit.record(transaction, call.user_id, "announce")
            id = await store.add_draft(transaction, call.user_id, found.audience, found.text, call.name)
        draft = Announcement(id, call.user_id, found.audience, found.text, Stage.DRAFT, by=call.name)
        return await self._preview(call, draft)

    async def toggle_receipt(self, call: Call, id: str) -> Response:
        """Lets a draft ask for receipts, or no more, and shows it again."""
        found = await self._draft(call, id)
        return await self._kept(call, replace(found, receipt=not found.receipt))

    async def toggle_urgent(self, call: Call, id: str) -> Response:
        """Lets a draft be sent in quiet hours too, or no more, and shows it again."""
        found = await self._draft(call, id)
        return await self._kept(call, replace(found, urgent=not found.urgent))

    async def _kept(self, call: Call, draft: Announcement) -> Response:
        async with self._context.database.transaction() as transaction:
            await store.keep_draft(transaction, draft)
        return await self._preview(call, draft)

    async def ask_time(self, call: Call, id: str) -> Response:
        """Asks when a draft is to be sent; the next message says it."""
        found = await self._draft(call, id)
        self._pending.ask(call, Waiting(ANNOUNCE, str(found.id), WhenFault("no_date")))
        return Response(Screen(Message(((Run(self._context.say(call, "announce.ask_time")),),))), fresh=True)

    async def at_once(self, call: Call, id: str) -> Response:
        """Lets a draft be sent at once again."""
        found = await self._draft(call, id)
        async with self._context.database.transaction() as transaction:
            await store.set_send_at(transaction, found.id, None)
        return await self._preview(call, replace(found, send_at=None))

    async def time_said(self, call: Call) -> Response:
        """Sets when a draft is to be sent: the words are its id and a time."""
        id, _, words = call.words.partition(" ")
        found = await self._draft(call, id)
        zone = (await self._context.place(call)).zone
        try:
            at = instant_said(words, zone, self._context.now())
            if at > self._context.now() + dt.timedelta(days=366):
                raise WhenFault("too_late_to_send", words.strip())
        except WhenFault as fault:
            self._pending.ask(call, time_alone(ANNOUNCE, id, words, fault))
            raise
        async with self._context.database.transaction() as transaction:
            await store.set_send_at(transaction, found.id, at)
        return await self._preview(call, replace(found, send_at=at))

    async def _draft(self, call: Call, id: str) -> Announcement:
        await self._context.operate(call)
        async with self._context.database.transaction() as transaction:
            found = await store.get_announcement(transaction, int(id))
        if found is None or found.stage is not Stage.DRAFT:
            raise self._context.refuse(call, "desk.old_button")
        return found

    async def _preview(self, call: Call, draft: Announcement) -> Response:
        """What would be sent, when, and to how many chats."""
        context, id, say = self._context, draft.id, self._context.say
        async with context.database.transaction() as transaction:
            chats = await self._announcing.recipients(transaction, draft.audience)
        count = sum(context.serves(chat.chat_id) for chat in chats)
        audience = self._announcing.audience(call.lang, draft.audience)
        preview = self._announcing.message(call.lang, draft)
        lines: list[Line] = [bold(say(call, "announce.preview", audience=audience, count=count))]
        if draft.send_at:
            lines.append(bold(say(call, "announce.send_at", moment=await self._moment(call, draft.send_at))))
        rows: list[tuple[Button, ...]] = [(Button(say(call, "announce.button_cancel"), f"n.ax.{id}"),)]
        if count:
            key = "announce.button_send_then" if draft.send_at else "announce.button_send"
            rows[0] = (Button(say(call, key, count=count), f"n.ac.{id}"), *rows[0])
            key = "receipt.button_unasked" if draft.receipt else "receipt.button_asked"
            time = ("announce.button_at_once", "an") if draft.send_at else ("announce.button_time", "at")
            rows.append((Button(say(call, time[0]), f"n.{time[1]}.{id}"), Button(say(call, key), f"n.aq.{id}")))
            key = "announce.button_not_urgent" if draft.urgent else "announce.button_urgent"
            rows.append((Button(say(call, key), f"n.au.{id}"),))
        return Response(Screen(Message((*lines, (), *preview.lines)), tuple(rows)))

    async def confirm(self, call: Call, id: str) -> Response:
        """Sends a draft, or has it wait for its time; pressed again, it only shows how that stands."""
        context = self._context
        await context.operate(call, "confirm", id)
        async with context.database.transaction() as transaction:
            await store.advance(transaction, int(id), Stage.DRAFT, Stage.CONFIRMED)
        await enqueue_confirmed(context.database, self._announcing, context.serves, context.now())
        return await self.report(call, id)

    async def cancel(self, call: Call, id: str) -> Response:
        """Drops a draft, or what waits for its time."""
        await self._context.operate(call, "cancel", id)
        async with self._context.database.transaction() as transaction:
            gone = await store.drop_unsent(transaction, int(id))
        return told(self._context.say(call, "announce.cancelled")) if gone else await self.report(call, id)

    async def report(self, call: Call, id: str) -> Response:
        """How an announcement stands."""
        await self._context.operate(call)
        async with self._context.database.transaction() as transaction:
            found = await store.get_announcement(transaction, int(id))
        if found is None:
            raise self._context.refuse(call, "desk.old_button")
        return await self._report(call, found)

    async def _report(self, call: Call, announcement: Announcement) -> Response:
        context, say = self._context, self._context.say
        audience = self._announcing.audience(call.lang, announcement.audience)
        lines: list[Line] = [
            bold(say(call, "announce.report", audience=audience)),
            (Run(shortened(announcement.text.replace("\n", " "), 80)),),
            (),
        ]
        if announcement.stage is Stage.CONFIRMED and announcement.send_at:
            lines.append((Run(say(call, "announce.waits", moment=await self._moment(call, announcement.send_at))),))
            return Response(Screen(Message(tuple(lines)), await self._waiting(call, announcement)))
        async with context.database.transaction() as transaction:
            counts = await count_by_state(transaction, event(announcement.id))
            held = await count_held(transaction, event(announcement.id), context.now())
            why = await missed(transaction, event(announcement.id))
            request = await request_of(transaction, event(announcement.id))
            receipts = await receipts_of(transaction, request) if request else []
        waiting, total = sum(counts.get(state, 0) for state in UNSENT), sum(counts.values())
        doubtful = counts.get(State.UNCERTAIN, 0)
        figures = [
            say(call, "announce.sent", sent=counts.get(State.SENT, 0)),
            say(call, "announce.waiting_held" if held else "announce.waiting", waiting=waiting, held=held),
            *([say(call, "announce.doubtful", doubtful=doubtful)] if doubtful else []),
            say(call, "announce.failed", failed=len(why) - doubtful),
            say(call, "announce.total", total=total),
        ]
        lines.append((Run(" · ".join(figures)),))
        if request:
            done = sum(one.pressed is not None for one in receipts)
            lines.append((Run(say(call, "announce.acknowledged", done=done, count=len(receipts))),))
        lines += self._missed(call, why)
        row = [Button(say(call, "desk.refresh"), f"n.ar.{announcement.id}")]
        if request:
            row.append(Button(say(call, "receipt.button_report"), f"n.cr.{request}"))
        return Response(Screen(Message(tuple(lines)), (tuple(row), *await self._waiting(call, announcement))))

    def _missed(self, call: Call, why: list[Missed]) -> list[Line]:
        """Which chats it has not reached, or perhaps not, and why."""
        say = self._context.say
        lines: list[Line] = []
        for key, found in (
            ("announce.doubted", [one for one in why if one.state is State.UNCERTAIN]),
            ("announce.refused", [one for one in why if one.state is not State.UNCERTAIN]),
        ):
            if found:
                lines += [(), bold(say(call, key, count=len(found)))]
            for one in found[:MISSED_SHOWN]:
                name = (one.chat or str(one.chat_id)) + (f" / {one.thread_id}" if one.thread_id else "")
                key = f"announce.why_{one.state}"
                reason = say(call, key) if self._context.wording.has(key) else shortened(one.error, 80)
                lines.append((Run(say(call, "announce.row", chat=name, reason=reason)),))
            if len(found) > MISSED_SHOWN:
                lines.append((Run("…"),))
        return lines

    async def _waiting(self, call: Call, shown: Announcement) -> Keyboard:
        """What waits for its time: the one shown can be cancelled, the others are opened."""
        async with self._context.database.transaction() as transaction:
            found = [one for one in await store.confirmed_announcements(transaction) if one.send_at]
        rows: list[tuple[Button, ...]] = []
        for one in found[:SCHEDULED_SHOWN]:
            if one.id == shown.id:
                rows.insert(0, (Button(self._context.say(call, "announce.button_cancel"), f"n.ax.{one.id}"),))
            else:
                assert one.send_at is not None
                label = f"{await self._moment(call, one.send_at)} {one.text}".replace("\n", " ")
                rows.append((Button(shortened(label, 40), f"n.ar.{one.id}"),))
        return tuple(rows)

    async def _moment(self, call: Call, instant: dt.datetime) -> str:
        place = await self._context.place(call)
        return place.parts.labels.moment(call.lang, instant, place.zone)
