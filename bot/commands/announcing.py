"""/announce and /outbox, for the operators: words to every chat or to the subscribers of departments, and what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.commands.context import CommandContext, bold, italic, told
from bot.db import announcements as store
from bot.db import audit
from bot.db.announcements import Announcement, Stage
from bot.db.notices import count_by_state, count_repeats, drop, reasons, retry, stuck_notices
from bot.db.receipts import request_of
from bot.dialogue.call import Call, Response
from bot.notifications.announcements import MOST_UNITS, Announcing, addressed, enqueue_confirmed, event
from bot.notifications.notice import STUCK, State
from bot.screens.keyboard import Button, Screen
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run, units

WAITING = (State.WAITING, State.CLAIMED, State.SENDING)
STUCK_SHOWN = 8
REASONS_SHOWN = 5
DRAFT_AGE = dt.timedelta(days=7)


class Announcements:
    """Drafts, confirms and reports announcements; only operators get this far."""

    def __init__(self, context: CommandContext, announcing: Announcing) -> None:
        self._context = context
        self._announcing = announcing

    async def announce(self, call: Call) -> Response:
        """Shows what would be sent, and to how many chats; without words, how the last announcement stands."""
        context = self._context
        await context.operate(call)
        if not call.words.strip():
            async with context.database.transaction() as transaction:
                last = await store.last_announcement(transaction)
            return await self._report(call, last) if last else told(context.say(call, "announce.hint"))
        found = addressed(call.words, context.parts(None).targets)
        if found is None:
            raise context.refuse(call, "announce.nobody")
        if not found.text:
            raise context.refuse(call, "announce.empty")
        if units(found.text) > MOST_UNITS:
            raise context.refuse(call, "announce.too_long", most=MOST_UNITS)
        async with context.database.transaction() as transaction:
            await store.drop_old_drafts(transaction, DRAFT_AGE)
            await audit.record(transaction, call.user_id, "announce")
            id = await store.add_draft(transaction, call.user_id, found.departments, found.text)
        return await self._preview(call, Announcement(id, call.user_id, found.departments, found.text, Stage.DRAFT))

    async def toggle_receipt(self, call: Call, id: str) -> Response:
        """Lets a draft ask for receipts, or no more, and shows it again."""
        await self._context.operate(call)
        async with self._context.database.transaction() as transaction:
            found = await store.get_announcement(transaction, int(id))
            if found is None or found.stage is not Stage.DRAFT:
                raise self._context.refuse(call, "desk.old_button")
            await store.set_receipt(transaction, found, not found.receipt)
        return await self._preview(call, replace(found, receipt=not found.receipt))

    async def _preview(self, call: Call, draft: Announcement) -> Response:
        """What would be sent, and to how many chats."""
        context, id = self._context, draft.id
        async with context.database.transaction() as transaction:
            chats = await store.recipients(transaction, draft.departments)
        count = sum(context.serves(chat.chat_id) for chat in chats)
        audience = self._audience(call, draft)
        preview = self._announcing.message(call.lang, draft)
        lines: list[Line] = [bold(context.say(call, "announce.preview", audience=audience, count=count)), ()]
        buttons = [Button(context.say(call, "announce.button_cancel"), f"n.ax.{id}")]
        if count:
            buttons.insert(0, Button(context.say(call, "announce.button_send", count=count), f"n.ac.{id}"))
        key = "receipt.button_unasked" if draft.receipt else "receipt.button_asked"
        rows = (tuple(buttons), *([(Button(context.say(call, key), f"n.aq.{id}"),)] if count else []))
        return Response(Screen(Message((*lines, *preview.lines)), rows))

    async def confirm(self, call: Call, id: str) -> Response:
        """Sends a draft; pressed again, it only shows how that stands."""
        context = self._context
        await context.operate(call, "confirm", id)
        async with context.database.transaction() as transaction:
            await store.advance(transaction, int(id), Stage.DRAFT, Stage.CONFIRMED)
        await enqueue_confirmed(context.database, self._announcing, context.serves)
        return await self.report(call, id)

    async def cancel(self, call: Call, id: str) -> Response:
        """Drops a draft."""
        await self._context.operate(call, "cancel", id)
        async with self._context.database.transaction() as transaction:
            gone = await store.drop_draft(transaction, int(id))
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
        async with context.database.transaction() as transaction:
            counts = await count_by_state(transaction, event(announcement.id))
            why = await reasons(transaction, event(announcement.id))
        waiting = sum(counts.get(state, 0) for state in WAITING)
        sent, total = counts.get(State.SENT, 0), sum(counts.values())
        lines: list[Line] = [
            bold(say(call, "announce.report", audience=self._audience(call, announcement))),
            (Run(shortened(announcement.text.replace("\n", " "), 80)),),
            (),
            (
                Run(
                    say(call, "announce.counts", sent=sent, waiting=waiting, failed=total - sent - waiting, total=total)
                ),
            ),
        ]
        lines += self._reasons(call, why)
        row = [Button(say(call, "desk.refresh"), f"n.ar.{announcement.id}")]
        if announcement.receipt and (request := await self._request(announcement)):
            row.append(Button(say(call, "receipt.button_report"), f"n.cr.{request}"))
        keyboard = (tuple(row),)
        return Response(Screen(Message(tuple(lines)), keyboard))

    async def outbox(self, call: Call) -> Response:
        """What waits and what is stuck, with buttons to try again."""
        context, say = self._context, self._context.say
        await self._context.operate(call)
        async with context.database.transaction() as transaction:
            counts = await count_by_state(transaction)
            repeats = await count_repeats(transaction)
            stuck = await stuck_notices(transaction, STUCK_SHOWN)
        lines: list[Line] = [bold(say(call, "outbox.title"))]
        lines += ((Run(say(call, f"outbox.{state}", count=counts[state])),) for state in State if counts.get(state))
        if not counts:
            lines.append((Run(say(call, "outbox.empty")),))
        if repeats:
            lines.append(italic(say(call, "outbox.repeats", count=repeats)))
        keyboard: list[tuple[Button, ...]] = []
        if stuck:
            lines += [(), bold(say(call, "outbox.stuck"))]
        for notice in stuck:
            state = say(call, f"outbox.{notice.state}", count=1)
            lines.append(
                (Run(f"#{notice.id} {notice.event} → {notice.chat_id} · {state} · {shortened(notice.error, 80)}"),)
            )
            keyboard.append(
                (
                    Button(say(call, "outbox.button_retry", id=notice.id), f"n.or.{notice.id}"),
                    Button(say(call, "outbox.button_drop", id=notice.id), f"n.od.{notice.id}"),
                )
            )
        if sum(counts.get(state, 0) for state in STUCK) > 1:
            keyboard.append((Button(say(call, "outbox.button_retry_all"), "n.or.all"),))
        keyboard.append((Button(say(call, "desk.refresh"), "n.ob"),))
        return Response(Screen(Message(tuple(lines)), tuple(keyboard)))

    async def retry(self, call: Call, id: str) -> Response:
        """Lets a stuck notice wait again, or all of them."""
        await self._context.operate(call, "retry", id)
        async with self._context.database.transaction() as transaction:
            count = await retry(transaction, None if id == "all" else [int(id)])
        shown = await self.outbox(call)
        return Response(shown.screen, self._context.say(call, "outbox.retried", count=count))

    async def drop(self, call: Call, id: str) -> Response:
        """Gives a stuck notice up."""
        await self._context.operate(call, "drop", id)
        async with self._context.database.transaction() as transaction:
            count = await drop(transaction, [int(id)])
        shown = await self.outbox(call)
        return Response(shown.screen, self._context.say(call, "outbox.dropped_now", count=count))

    async def _request(self, announcement: Announcement) -> int | None:
        async with self._context.database.transaction() as transaction:
            return await request_of(transaction, event(announcement.id))

    def _audience(self, call: Call, announcement: Announcement) -> str:
        if not announcement.departments:
            return self._context.say(call, "announce.everyone")
        return self._context.parts(None).labels.departments(call.lang, announcement.departments)

    def _reasons(self, call: Call, why: dict[str, int]) -> list[Line]:
        return [
            (
                Run(
                    f"· {shortened(reason, 80)}：{count}"
                    if call.lang == "zh"
                    else f"· {shortened(reason, 80)}: {count}"
                ),
            )
            for reason, count in list(why.items())[:REASONS_SHOWN]
        ]
