"""What operators announce: a draft until it is confirmed, done once its notices are in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.db.engine import Transaction
from bot.db.tables import announcements, chats, subscriptions
from bot.notifications.subscriptions import DEPARTMENTS


class Stage(StrEnum):
    """How far an announcement has come."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement to the chats that subscribe to one of `departments`, to every chat where there are none.

    `receipt` says that it asks for receipts.
    """

    id: int
    author: int
    departments: tuple[str, ...]
    text: str
    stage: Stage
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat that gets an announcement, in its topic that subscribes; `lang` is None where it has set none."""

    chat_id: int
    thread_id: int
    lang: str | None
    muted_until: datetime | None


async def add_draft(transaction: Transaction, author: int, departments: Sequence[str], text: str) -> int:
    """Adds a draft; its id."""
    new = (
        announcements.insert()
        .values(
            author=author,
            audience={"departments": list(departments)},
            text=text,
            state=Stage.DRAFT,
            created=datetime.now(UTC),
        )
        .returning(announcements.c.id)
    )
    return int((await transaction.execute(new)).scalar_one())


async def get_announcement(transaction: Transaction, id: int) -> Announcement | None:
    """The announcement with that id."""
    row = (await transaction.execute(select(announcements).where(announcements.c.id == id))).one_or_none()
    return _announcement(row) if row else None


async def last_announcement(transaction: Transaction) -> Announcement | None:
    """The last announcement that was confirmed."""
    found = select(announcements).where(announcements.c.state != Stage.DRAFT).order_by(announcements.c.id.desc())
    row = (await transaction.execute(found.limit(1))).one_or_none()
    return _announcement(row) if row else None


async def confirmed_announcements(transaction: Transaction) -> list[Announcement]:
    """The announcements that are confirmed, their notices not yet in the outbox."""
    found = select(announcements).where(announcements.c.state == Stage.CONFIRMED).order_by(announcements.c.id)
    return [_announcement(row) for row in await transaction.execute(found)]


async def advance(transaction: Transaction, id: int, before: Stage, after: Stage) -> bool:
    """Takes an announcement from one stage to the next; whether it was in the first, so that what follows is ours to do."""
    moved = update(announcements).where(announcements.c.id == id, announcements.c.state == before).values(state=after)
    return bool((await transaction.execute(moved)).rowcount)


async def set_receipt(transaction: Transaction, announcement: Announcement, receipt: bool) -> None:
    """Lets a draft ask for receipts, or no more."""
    audience = {"departments": list(announcement.departments), "receipt": receipt}
    mine = (announcements.c.id == announcement.id, announcements.c.state == Stage.DRAFT)
    await transaction.execute(update(announcements).where(*mine).values(audience=audience))


async def drop_draft(transaction: Transaction, id: int) -> bool:
    """Removes a draft; whether it was still one."""
    gone = delete(announcements).where(announcements.c.id == id, announcements.c.state == Stage.DRAFT)
    return bool((await transaction.execute(gone)).rowcount)


async def drop_old_drafts(transaction: Transaction, age: timedelta) -> None:
    """Removes drafts that nobody confirmed."""
    old = announcements.c.created < datetime.now(UTC) - age
    await transaction.execute(delete(announcements).where(announcements.c.state == Stage.DRAFT, old))


async def recipients(transaction: Transaction, departments: Sequence[str]) -> list[Recipient]:
    """Who gets an announcement, each chat once, by id: those that the bot may write to and that have not paused it."""
    active = (chats.c.state == "active", chats.c.kind != "channel")
    lang = func.coalesce(chats.c.lang, chats.c.told_lang).label("lang")
    shown = (chats.c.chat_id, lang, chats.c.muted_until)
    if departments:
        threads = (
            select(subscriptions.c.chat_id, func.min(subscriptions.c.thread_id).label("thread_id"))
            .where(
                subscriptions.c.kind.in_(DEPARTMENTS),
                subscriptions.c.value.in_(list(departments)),
                subscriptions.c.paused.is_(False),
            )
            .group_by(subscriptions.c.chat_id)
            .subquery()
        )
        found = select(*shown, threads.c.thread_id).join(threads, threads.c.chat_id == chats.c.chat_id).where(*active)
    else:
        found = select(*shown).where(*active)
    rows = await transaction.execute(found.order_by(chats.c.chat_id))
    return [Recipient(row.chat_id, getattr(row, "thread_id", 0), row.lang, row.muted_until) for row in rows]


def _announcement(row: Row[Any]) -> Announcement:
    audience = row.audience
    receipt = bool(audience.get("receipt"))
    return Announcement(row.id, row.author, tuple(audience["departments"]), row.text, Stage(row.state), receipt)
