"""Rounds of what is due: digests, reminders and confirmed announcements go into the outbox, once however many processes."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.commands.context import CommandContext
from bot.db import progress
from bot.db import subscriptions as subscribed
from bot.db.addressees import Addressee, addressees
from bot.db.digests import DigestRow, claim_digests, due_digests
from bot.db.errors import DatabaseFault
from bot.db.notices import enqueue
from bot.db.reminders import claim_reminder, due_reminders
from bot.db.responsibles import Responsible, responsibles_of
from bot.db.subscriptions import Subscription
from bot.notifications.announcements import Announcing, enqueue_confirmed
from bot.notifications.deadline_notices import DeadlineNotices, tasks_of
from bot.notifications.mentions import mentions
from bot.notifications.notice import Notice
from bot.notifications.progress import Standing, standing_of
from bot.notifications.receipts import Reminders, asked_by_places
from bot.notifications.reminder_notices import ReminderNotices
from bot.notifications.schedule import Schedule, missed, next_due
from bot.running.vitals import CLOCK
from bot.screens.message import Message
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
            chats = await addressees(transaction, {row.chat_id for row in due})
            wanted: dict[tuple[int, int], list[Subscription]] = {}
            for subscription in await subscribed.of_chats(transaction, chats):
                wanted.setdefault((subscription.chat_id, subscription.thread_id), []).append(subscription)
        if not due:
            return None
        async with self._database.transaction() as transaction:
            standing = {
                parts.id: await standing_of(transaction, parts.id, parts.engine.tables)
                for parts in tuple(self._context.plans.values())
            }
            people = await responsibles_of(transaction, {(row.chat_id, row.thread_id) for row in due})
        told = {
            row.id: await self._digest(
                row, chats[row.chat_id], wanted.get((row.chat_id, row.thread_id), []), now, standing, people
            )
            for row in due
        }
        async with self._database.transaction() as transaction:
            following = {row: _following(row.schedule, chats[row.chat_id].zone, now) for row in due}
            claimed = await claim_digests(transaction, following, now)
            count = 0
            for row in (row for row in due if row in claimed and told[row.id]):
                chat = chats[row.chat_id]
                title = self._wording.say(chat.lang, "digest.title", date=self._date(chat, now))
                notices = await asked_by_places(transaction, self._wording, title, told[row.id], now)
                count += await enqueue(transaction, notices)
            return count

    def _date(self, chat: Addressee, now: dt.datetime) -> str:
        return self._context.parts(None).labels.date(chat.lang, now, chat.zone)

    async def _digest(
        self,
        row: DigestRow,
        chat: Addressee,
        wanted: list[Subscription],
        now: dt.datetime,
        standing: Mapping[str, Standing],
        people: Mapping[tuple[int, int], list[Responsible]],
    ) -> list[Notice]:
        if not chat.active or chat.muted(now) or not self._serves(row.chat_id):
            return []
        note = self._late(chat, row.schedule, row.next_due, now, "digest")
        message: Message | None = None
        for parts in self._context.plans.values():
            if chosen := [subscription.target for subscription in wanted if subscription.plan == parts.id]:
                date = parts.labels.date(chat.lang, now, chat.zone)
                pressing = standing.get(parts.id, Standing()).pressing(now.astimezone(chat.zone).date())
                made = await asyncio.to_thread(parts.digests.message, chat.lang, tuple(chosen), date, note, pressing)
                if mine := [one for one in people.get((row.chat_id, row.thread_id), ()) if one.plan == parts.id]:
                    tasks = await asyncio.to_thread(tasks_of, parts, chosen)
                    made += Message(tuple(mentions(self._wording, chat.lang, parts.engine.tables, mine, tasks)))
                message = message + made if message else made
        if message is None:
            return []
        return pages_of(f"digest:{row.id}:{row.next_due.isoformat()}", row.chat_id, row.thread_id, chat, message)

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
        said = self._context.parts(None).labels.moment(chat.lang, due, chat.zone)
        return self._wording.say(chat.lang, key, due=said, count=count)


def _following(schedule: Schedule, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    due = next_due(schedule, zone, now)
    assert due is not None, "a digest recurs"
    return due
