"""Rounds of what is due: digests, reminders and confirmed announcements go into the outbox, once however many processes."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.commands.context import CommandContext
from bot.db import progress
from bot.db.addressees import Addressee, addressees
from bot.db.digests import DigestRow, claim_digests, due_digests, mark_told
from bot.db.errors import DatabaseFault
from bot.db.notices import enqueue
from bot.db.reminders import claim_reminder, due_reminders
from bot.db.responsibles import responsibles_of
from bot.notifications.announcements import Announcing, enqueue_confirmed
from bot.notifications.deadline_notices import DeadlineNotices
from bot.notifications.digest_notices import DigestNotices, DigestPlace, Gathered, digest_place
from bot.notifications.notice import Notice
from bot.notifications.receipts import Reminders, asked_by_places
from bot.notifications.reminder_notices import ReminderNotices
from bot.notifications.schedule import Schedule, missed, next_due
from bot.running.vitals import CLOCK
from bot.screens.pages import pages_of

TICK_SECONDS = 5.0
# So many are worked on between two looks at what is due.
BATCH = 200
# Told later than this, a notice says so.
LATE = dt.timedelta(minutes=15)
_LOG = logging.getLogger(__name__)


class Rounds:
    """Puts what is due into the outbox, in the same transaction as its next due time."""

    def __init__(
        self,
        context: CommandContext,
        announcing: Announcing,
    ) -> None:
        self._database = context.database
        self._context = context
        self._announcing = announcing
        self._wording = context.wording
        self._serves = context.serves
        self._deadlines = DeadlineNotices(context)
        self._receipts = Reminders(context.database, context.wording, context.serves)
        self._reminders = ReminderNotices(context)
        self._digests = DigestNotices(context)
        self._behind: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """A round every few seconds until `stop`, but none by a wrong clock; a database that fails is tried again in the next."""
        while not stop.is_set():
            try:
                # By a wrong clock, what is not due would be sent, and what recurs would be set for another year.
                if not self._database.vitals.failing(CLOCK):
                    await self.once(dt.datetime.now(dt.UTC), stop)
            except DatabaseFault as fault:
                _LOG.warning("what is due waits: %s", fault)
            except Exception:
                _LOG.exception("a round of what is due failed")
            try:
                async with asyncio.timeout(TICK_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue

    async def once(self, now: dt.datetime, stop: asyncio.Event | None = None) -> int:
        """Everything due by now, or what of it is done when `stop` is set; how many notices that gave."""
        async with self._database.transaction() as transaction:
            behind = await self._context.behind(transaction)
        if behind != self._behind:
            self._behind = behind
            _LOG.warning("nothing is told from here while this process has another version of %s", sorted(behind))
        if behind:
            # The numbers of what is set are those of that version: a process that has it tells what is due.
            return 0
        count = await enqueue_confirmed(self._database, self._announcing, self._serves, now)
        count += await self._receipts.once(now)
        count += await self._deadlines.once(now)
        for batch in (self._digest_batch, self._reminder_batch):
            while not (stop and stop.is_set()) and (added := await batch(now)) is not None:
                count += added
        return count

    async def _digest_batch(self, now: dt.datetime) -> int | None:
        """Some digests that are due, and how many notices they gave; None where none is due."""
        async with self._database.transaction() as transaction:
            due = await due_digests(transaction, now, BATCH)
            if not due:
                return None
            chats = await addressees(transaction, {row.chat_id for row in due})
            places = {row.id: _place(row, chats[row.chat_id], now) for row in due}
            gathered = await self._digests.gather(transaction, places.values(), now)
        told = await self._digest_notices(due, chats, places, gathered, now)
        async with self._database.transaction() as transaction:
            following = {row: _following(row.schedule, chats[row.chat_id].zone, now) for row in due}
            claimed = await claim_digests(transaction, following)
            count = 0
            ours = [row for row in due if row in claimed and told[row.id]]
            await mark_told(transaction, [row.id for row in ours], now)
            for row in ours:
                chat = chats[row.chat_id]
                title = self._wording.say(chat.lang, "digest.title", date=self._date(chat, now))
                notices = await asked_by_places(transaction, self._wording, title, told[row.id], now)
                count += await enqueue(transaction, notices)
            return count

    def _date(self, chat: Addressee, now: dt.datetime) -> str:
        return self._context.parts(None).labels.date(chat.lang, now, chat.zone)

    async def _digest_notices(
        self,
        due: Sequence[DigestRow],
        chats: Mapping[int, Addressee],
        places: Mapping[int, DigestPlace],
        gathered: Gathered,
        now: dt.datetime,
    ) -> dict[int, list[Notice]]:
        """The notices of each digest that is due, by its id; none for a chat that is not to be told."""
        told: dict[int, list[Notice]] = {row.id: [] for row in due}
        rows = [
            row
            for row in due
            if chats[row.chat_id].active and not chats[row.chat_id].muted(now) and self._serves(row.chat_id)
        ]
        noted = [(places[row.id], self._note(row, chats[row.chat_id], now)) for row in rows]
        messages = await self._digests.messages(noted, gathered, now)
        for row, message in zip(rows, messages, strict=True):
            if message is not None:
                event = f"digest:{row.id}:{row.next_due.isoformat()}"
                keyboard = self._digests.keyboard(places[row.id], gathered)
                chat = chats[row.chat_id]
                told[row.id] = pages_of(event, row.chat_id, row.thread_id, chat, message, now, keyboard)
        return told

    def _note(self, row: DigestRow, chat: Addressee, now: dt.datetime) -> str:
        """Why a digest arrives later than it was due; empty for one that does not."""
        note = self._late(chat, row.schedule, row.next_due, now, "digest")
        if not note and chat.quiet_until(now):
            note = self._wording.say(chat.lang, "quiet.held", due=self._moment(chat, row.next_due))
        return note

    def _moment(self, chat: Addressee, instant: dt.datetime) -> str:
        return self._context.parts(None).labels.moment(chat.lang, instant, chat.zone)

    async def _reminder_batch(self, now: dt.datetime) -> int | None:
        """Some reminders that are due, and how many notices they gave; None where none is due."""
        async with self._database.transaction() as transaction:
            due = await due_reminders(transaction, now, BATCH)
            chats = await addressees(transaction, {reminder.chat_id for reminder in due})
            people = await responsibles_of(transaction, {(one.chat_id, one.thread_id) for one in due})
            reports = {plan: await progress.latest(transaction, plan) for plan in {one.plan for one in due}}
            notices: list[Notice] = []
            for reminder in due:
                chat = chats[reminder.chat_id]
                ours = await claim_reminder(transaction, reminder, next_due(reminder.schedule, chat.zone, now))
                if ours and chat.active and self._serves(reminder.chat_id):
                    late = self._late(chat, reminder.schedule, reminder.next_due, now, "remind")
                    mine = people.get((reminder.chat_id, reminder.thread_id), ())
                    report = reports[reminder.plan].get(reminder.task)
                    closed = report is not None and report.done
                    notices += self._reminders.notices(reminder, chat, now, late, mine, closed)
            count = await enqueue(transaction, notices)
        return count if due else None

    def _late(self, chat: Addressee, schedule: Schedule, due: dt.datetime, now: dt.datetime, table: str) -> str:
        """Why a notice comes late, and for how many it stands; empty for one that is on time."""
        if now - due <= LATE:
            return ""
        count = 1 + missed(schedule, chat.zone, due, now)
        key = f"{table}.late" if count == 1 else f"{table}.late_more"
        return self._wording.say(chat.lang, key, due=self._moment(chat, due), count=count)


def _following(schedule: Schedule, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    due = next_due(schedule, zone, now)
    assert due is not None, "a digest recurs"
    return due


def _place(row: DigestRow, chat: Addressee, now: dt.datetime) -> DigestPlace:
    return digest_place((row.chat_id, row.thread_id), chat.lang, chat.zone, row.last_run, now)
