"""Forgets what has been kept long enough: each table's term, and what enforces it. docs/privacy.md says the same to people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.db.access import prune_invitations
from bot.db.announcements import Stage
from bot.db.answers import prune_answers
from bot.db.audit import prune_audit
from bot.db.effects import prune_effects
from bot.db.engine import Transaction
from bot.db.forgetting import prune_closed
from bot.db.inbox import prune_inbox
from bot.db.notices import prune_notices
from bot.db.tables import (
    announcements,
    leases,
    notices,
    plan_past,
    receipt_people,
    receipt_requests,
    receipts,
    reminders,
)
from bot.db.unanswered import prune_unanswered
from bot.notifications.notice import STUCK

ANNOUNCEMENTS_KEPT, DRAFTS_KEPT = timedelta(days=365), timedelta(days=7)
DONE_REMINDERS_KEPT = timedelta(days=365)
STUCK_KEPT = timedelta(days=180)
LEASES_KEPT = timedelta(days=1)
RECEIPTS_KEPT = timedelta(days=365)
# Longer than from one digest to the next.
PAST_VERSIONS_KEPT = timedelta(days=400)

# Table → how long a row is kept, in the words of docs/privacy.md.
TERMS = {
    "answers": "30 days",
    "audit": "365 days",
    "announcements": "365 days, a draft 7 days",
    "chat_cooldowns": "until it is over",
    "chats": "until 30 days after the chat has blocked or removed the bot",
    "deadline_rules": "as the chat",
    "deadlines": "until an operator removes it or the task goes",
    "digests": "as the chat",
    "effects": "3 days",
    "guests": "until an operator removes the person",
    "inbox": "3 days",
    "invitations": "until 30 days after it is over",
    "leases": "1 day after it has lapsed",
    "notices": "90 days after it is done with, 180 where it stays refused or uncertain",
    "plan_past": "400 days after the next version; names no person",
    "plan_versions": "as long as the plan is installed; names no person",
    "progress": "until the task goes; without names once the chat or the person is forgotten",
    "receipt_people": "365 days after it was asked for, or until the person is forgotten",
    "receipt_places": "as the chat",
    "receipt_requests": "365 days",
    "receipts": "365 days after it was asked for",
    "reminders": "as the chat, a year after it is made where it is done",
    "responsibles": "as the chat, or until the person is forgotten",
    "sends": "a minute",
    "subscriptions": "as the chat",
    "unanswered": "90 days after it was last asked; names no person",
}


async def prune(transaction: Transaction) -> int:
    """Removes what is past its term and says how many rows; sends and cooldowns go with the windows of the sender."""
    parts = (
        prune_answers,
        prune_inbox,
        prune_effects,
        prune_notices,
        prune_closed,
        prune_invitations,
        prune_audit,
        prune_unanswered,
        _prune_rest,
    )
    return sum([await part(transaction) for part in parts])


async def _prune_rest(transaction: Transaction) -> int:
    now = datetime.now(UTC)
    draft = announcements.c.state == Stage.DRAFT
    past = select(receipt_requests.c.id).where(receipt_requests.c.created < now - RECEIPTS_KEPT)
    old = (
        delete(receipts).where(receipts.c.request_id.in_(past)),
        delete(receipt_people).where(receipt_people.c.request_id.in_(past)),
        delete(receipt_requests).where(receipt_requests.c.created < now - RECEIPTS_KEPT),
        delete(announcements).where(draft, announcements.c.created < now - DRAFTS_KEPT),
        # What waits for its time is kept until it is sent.
        delete(announcements).where(
            announcements.c.state != Stage.CONFIRMED, announcements.c.created < now - ANNOUNCEMENTS_KEPT
        ),
        delete(reminders).where(reminders.c.next_due.is_(None), reminders.c.created < now - DONE_REMINDERS_KEPT),
        delete(notices).where(notices.c.state.in_(STUCK), notices.c.updated < now - STUCK_KEPT),
        delete(leases).where(leases.c.until < now - LEASES_KEPT),
        delete(plan_past).where(plan_past.c.until < now - PAST_VERSIONS_KEPT),
    )
    return sum([(await transaction.execute(one)).rowcount for one in old])
