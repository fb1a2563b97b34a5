"""What operators announce: a draft until it is confirmed, done once its notices are in the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from bot.db.engine import Transaction
from bot.db.tables import announcements, chats, subscriptions
from bot.notifications.subscriptions import DEPARTMENTS, Aim


class Stage(StrEnum):
    """How far an announcement has come."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement is for: departments by id, sections and tasks of a plan by key, whoever leads a task.

    Every chat where it names none of these.
    """

    departments: tuple[str, ...] = ()
    sections: tuple[int, ...] = ()
    tasks: tuple[int, ...] = ()
    leads: bool = False
    plan: str = ""

    @property
    def everyone(self) -> bool:
        """Whether it is for every chat."""
        return not (self.departments or self.sections or self.tasks or self.leads)


@dataclass(frozen=True, slots=True)
class Reach:
    """The subscriptions by which an audience is found: departments in any role, in the lead alone, sections and tasks."""

    departments: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    sections: tuple[int, ...] = ()
    tasks: tuple[int, ...] = ()
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement by a person whose first name is `by`; `receipt` says that it asks for receipts.

    It is sent once it is confirmed, where there is `send_at` not before then; an `urgent` one in quiet hours too.
    """

    id: int
    author: int
    audience: Audience
    text: str
    stage: Stage
    receipt: bool = False
    by: str = ""
    send_at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """A chat that gets an announcement, in each topic that subscribes."""

    chat_id: int
    thread_id: int


async def add_draft(transaction: Transaction, author: int, audience: Audience, text: str, by: str = "") -> int:
    """Adds a draft; its id."""
    new = (
        announcements.insert()
        .values(
            author=author,
            audience={**asdict(audience), "by": by},
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


async def confirmed_announcements(transaction: Transaction, by: datetime | None = None) -> list[Announcement]:
    """The announcements that are confirmed and not yet in the outbox, the next first; those that are due `by` then."""
    found = select(announcements).where(announcements.c.state == Stage.CONFIRMED)
    if by is not None:
        found = found.where(or_(announcements.c.send_at.is_(None), announcements.c.send_at <= by))
    rows = await transaction.execute(found.order_by(announcements.c.send_at, announcements.c.id))
    return [_announcement(row) for row in rows]


async def advance(transaction: Transaction, id: int, before: Stage, after: Stage) -> bool:
    """Takes an announcement from one stage to the next; whether it was in the first, so that what follows is ours to do."""
    moved = update(announcements).where(announcements.c.id == id, announcements.c.state == before).values(state=after)
    return bool((await transaction.execute(moved)).rowcount)


async def keep_draft(transaction: Transaction, draft: Announcement) -> None:
    """Keeps whether a draft asks for receipts, and whether it is urgent."""
    mine = (announcements.c.id == draft.id, announcements.c.state == Stage.DRAFT)
    await transaction.execute(update(announcements).where(*mine).values(audience=_kept(draft)))


async def set_send_at(transaction: Transaction, id: int, at: datetime | None) -> None:
    """Sets when a draft is sent once it is confirmed, None for at once."""
    mine = (announcements.c.id == id, announcements.c.state == Stage.DRAFT)
    await transaction.execute(update(announcements).where(*mine).values(send_at=at))


async def drop_unsent(transaction: Transaction, id: int) -> bool:
    """Removes a draft, or what waits for its time; whether it was still there."""
    waiting = and_(announcements.c.state == Stage.CONFIRMED, announcements.c.send_at.is_not(None))
    gone = delete(announcements).where(announcements.c.id == id, or_(announcements.c.state == Stage.DRAFT, waiting))
    return bool((await transaction.execute(gone)).rowcount)


async def drop_old_drafts(transaction: Transaction, age: timedelta) -> None:
    """Removes drafts that nobody confirmed."""
    old = announcements.c.created < datetime.now(UTC) - age
    await transaction.execute(delete(announcements).where(announcements.c.state == Stage.DRAFT, old))


async def recipients(transaction: Transaction, reach: Reach | None) -> list[Recipient]:
    """Who gets an announcement, by id: those that the bot may write to and that have not paused it.

    Of a forum each topic that subscribes; every chat once where `reach` is None.
    """
    active = (chats.c.state == "active", chats.c.kind != "channel")
    if reach is None:
        rows = await transaction.execute(select(chats.c.chat_id).where(*active).order_by(chats.c.chat_id))
        return [Recipient(row.chat_id, 0) for row in rows]
    subscribed = (
        select(subscriptions.c.chat_id, subscriptions.c.thread_id)
        .where(or_(*_wanted(reach)), subscriptions.c.paused.is_(False))
        .distinct()
        .subquery()
    )
    shown = select(chats.c.chat_id, subscribed.c.thread_id)
    found = shown.join(subscribed, subscribed.c.chat_id == chats.c.chat_id).where(*active)
    rows = await transaction.execute(found.order_by(chats.c.chat_id, subscribed.c.thread_id))
    return [Recipient(row.chat_id, row.thread_id) for row in rows]


async def follow_numbers(
    transaction: Transaction, plan: str, tasks: Mapping[int, int | None], sections: Mapping[int, int | None]
) -> None:
    """Lets what waits for its time follow its tasks and sections to their new numbers."""
    for announcement in await confirmed_announcements(transaction):
        audience = announcement.audience
        if audience.plan != plan or not (audience.tasks or audience.sections):
            continue
        moved = replace(audience, tasks=_moved(audience.tasks, tasks), sections=_moved(audience.sections, sections))
        mine = announcements.c.id == announcement.id
        kept = _kept(replace(announcement, audience=moved))
        await transaction.execute(update(announcements).where(mine).values(audience=kept))


def _moved(numbers: tuple[int, ...], moved: Mapping[int, int | None]) -> tuple[int, ...]:
    """The numbers that they have now; one whose task is gone stays, and finds nobody."""
    return tuple(number if (now := moved.get(number, number)) is None else now for number in numbers)


def _wanted(reach: Reach) -> list[ColumnElement[bool]]:
    kind, value = subscriptions.c.kind, subscriptions.c.value
    mine = subscriptions.c.plan == reach.plan
    return [
        and_(kind.in_(DEPARTMENTS), value.in_(reach.departments)),
        and_(kind.in_((Aim.DEPARTMENT, Aim.LED)), value.in_(reach.leads)),
        and_(mine, kind == Aim.SECTION, value.in_([str(number) for number in reach.sections])),
        and_(mine, kind == Aim.TASK, value.in_([str(number) for number in reach.tasks])),
    ]


def _kept(announcement: Announcement) -> dict[str, Any]:
    flags = {name: getattr(announcement, name) for name in ("by", "receipt", "urgent")}
    return {**asdict(announcement.audience), **flags}


def _announcement(row: Row[Any]) -> Announcement:
    kept = row.audience
    audience = Audience(
        tuple(kept["departments"]),
        tuple(kept.get("sections", ())),
        tuple(kept.get("tasks", ())),
        bool(kept.get("leads")),
        kept.get("plan", ""),
    )
    receipt, by, urgent = bool(kept.get("receipt")), kept.get("by", ""), bool(kept.get("urgent"))
    return Announcement(row.id, row.author, audience, row.text, Stage(row.state), receipt, by, row.send_at, urgent)
