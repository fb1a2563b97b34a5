"""The outbox's rows: written with the change that they tell of, and what operators see of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update

from bot.db.chats import ChatState, set_state
from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import chats, notices
from bot.notifications.notice import STUCK, UNSENT, Notice, Priority, State
from bot.screens.keyboard import Button, Keyboard

# SQLite takes 32,766 values in a statement.
ROWS = 500
# What is done with is kept for reports, and so that nothing is told twice.
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class StuckNotice:
    """A notice that waits for an operator, with the reason."""

    id: int
    event: str
    chat_id: int
    thread_id: int
    state: State
    error: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A notice that has not arrived, its chat by title, and why."""

    chat_id: int
    thread_id: int
    chat: str
    state: State
    error: str


async def enqueue(transaction: Transaction, new: Iterable[Notice]) -> int:
    """Adds notices to the outbox and says how many were new; one that is there by its key stays as it is."""
    moment = datetime.now(UTC)
    added, iterator = 0, iter(new)
    while rows := [_row(notice, moment) for notice in islice(iterator, ROWS)]:
        inserted = upsert(transaction, notices).values(rows).on_conflict_do_nothing().returning(notices.c.id)
        added += len((await transaction.execute(inserted)).all())
    return added


async def count_by_state(transaction: Transaction, event: str | None = None) -> dict[State, int]:
    """How many notices of an event, or of all for None, are in each state; states without any are left out."""
    counted = select(notices.c.state, func.count()).group_by(notices.c.state)
    if event is not None:
        counted = counted.where(notices.c.event == event)
    return {State(state): count for state, count in await transaction.execute(counted)}


async def count_repeats(transaction: Transaction) -> int:
    """How often a send whose outcome nobody knew was repeated."""
    found: int = (await transaction.execute(select(func.coalesce(func.sum(notices.c.repeats), 0)))).scalar_one()
    return int(found)


async def missed(transaction: Transaction, event: str) -> list[Missed]:
    """The notices of an event that have not arrived and do not wait, with their chats."""
    columns = (chats.c.title, notices.c.chat_id, notices.c.thread_id, notices.c.state, notices.c.error)
    found = select(*columns).select_from(notices.outerjoin(chats, chats.c.chat_id == notices.c.chat_id))
    found = found.where(notices.c.event == event, notices.c.state.in_([*STUCK, State.CANCELLED, State.DROPPED]))
    rows = await transaction.execute(found.order_by(notices.c.id))
    return [Missed(row.chat_id, row.thread_id, row.title or "", State(row.state), row.error or "") for row in rows]


async def count_held(transaction: Transaction, event: str, now: datetime) -> int:
    """How many notices of an event wait for the end of a silence or of quiet hours."""
    held = or_(chats.c.muted_until > now, and_(chats.c.quiet.is_not(None), notices.c.not_before > now))
    waiting = (held, notices.c.state == State.WAITING, notices.c.event == event)
    joined = notices.join(chats, chats.c.chat_id == notices.c.chat_id)
    counted = select(func.count()).select_from(joined).where(*waiting)
    return int((await transaction.execute(counted)).scalar_one())


async def stuck_notices(transaction: Transaction, limit: int = 50) -> list[StuckNotice]:
    """The notices that wait for an operator, the oldest first."""
    columns = [notices.c[name] for name in StuckNotice.__dataclass_fields__]
    found = select(*columns).where(notices.c.state.in_(STUCK)).order_by(notices.c.id).limit(limit)
    rows = await transaction.execute(found)
    return [StuckNotice(**{**row._asdict(), "state": State(row.state), "error": row.error or ""}) for row in rows]


async def stuck_since(transaction: Transaction, but: str) -> tuple[datetime | None, int, int]:
    """When a notice was last stuck, and how many are dead and uncertain; those whose event begins with `but` aside."""
    own = ~notices.c.event.startswith(but, autoescape=True)
    found = select(func.max(notices.c.updated)).where(notices.c.state.in_(STUCK), own)
    newest: datetime | None = (await transaction.execute(found)).scalar_one()
    counted = select(notices.c.state, func.count()).where(notices.c.state.in_(STUCK), own).group_by(notices.c.state)
    counts = {row[0]: row[1] for row in await transaction.execute(counted)}
    return newest, counts.get(State.DEAD, 0), counts.get(State.UNCERTAIN, 0)


async def retry(transaction: Transaction, ids: Collection[int] | None = None) -> int:
    """Lets stuck notices wait again, all of them for None, and says how many."""
    return await _settle(transaction, ids, State.WAITING)


async def drop(transaction: Transaction, ids: Collection[int] | None = None) -> int:
    """Gives stuck notices up, all of them for None, and says how many."""
    return await _settle(transaction, ids, State.DROPPED)


async def doubt(transaction: Transaction, ids: Collection[int] | None = None) -> int:
    """Lets notices that wait say that they may have arrived before, as after a restored backup; says how many."""
    doubted = update(notices).where(notices.c.state.in_(UNSENT), notices.c.repeats == 0).values(repeats=1)
    if ids is not None:
        doubted = doubted.where(notices.c.id.in_(ids))
    return (await transaction.execute(doubted)).rowcount


async def stop_chat(transaction: Transaction, chat_id: int, state: ChatState, reason: str) -> int:
    """Marks a chat as blocked or gone and cancels what waits for it; says how many notices that were."""
    await set_state(transaction, chat_id, state)
    cancelled = (
        update(notices)
        .where(notices.c.chat_id == chat_id, notices.c.state == State.WAITING)
        .values(state=State.CANCELLED, error=reason, updated=datetime.now(UTC))
    )
    return (await transaction.execute(cancelled)).rowcount


async def bring_back_chat(transaction: Transaction, chat_id: int) -> int:
    """Marks a chat as active, as after /start, and lets its cancelled notices wait again; says how many."""
    await set_state(transaction, chat_id, ChatState.ACTIVE)
    moment = datetime.now(UTC)
    waiting = (
        update(notices)
        .where(notices.c.chat_id == chat_id, notices.c.state == State.CANCELLED)
        .values(state=State.WAITING, not_before=moment, error=None, updated=moment)
    )
    return (await transaction.execute(waiting)).rowcount


async def hold_back(transaction: Transaction, chat_id: int, until: datetime) -> int:
    """Lets what waits for a chat, answers aside, wait until then: longer or not as long; says how many notices that were."""
    waiting = (
        update(notices)
        .where(notices.c.chat_id == chat_id, notices.c.state == State.WAITING, notices.c.priority > Priority.ANSWER)
        .values(not_before=until, updated=datetime.now(UTC))
    )
    return (await transaction.execute(waiting)).rowcount


async def prune_notices(transaction: Transaction) -> int:
    """Forgets what was sent, dropped or cancelled longer ago than KEPT and says how many."""
    done = [State.SENT, State.DROPPED, State.CANCELLED]
    old = delete(notices).where(notices.c.state.in_(done), notices.c.updated < datetime.now(UTC) - KEPT)
    return (await transaction.execute(old)).rowcount


async def _settle(transaction: Transaction, ids: Collection[int] | None, state: State) -> int:
    moment = datetime.now(UTC)
    # An uncertain notice that is sent again may arrive once more: that counts, as it did the first time.
    again = case((notices.c.state == State.UNCERTAIN, 1), else_=0) if state == State.WAITING else 0
    settled = (
        update(notices)
        .where(notices.c.state.in_(STUCK))
        .values(state=state, not_before=moment, updated=moment, repeats=notices.c.repeats + again)
    )
    if ids is not None:
        settled = settled.where(notices.c.id.in_(ids))
    return (await transaction.execute(settled)).rowcount


def _row(notice: Notice, moment: datetime) -> dict[str, Any]:
    rows = [[asdict(button) for button in row] for row in notice.keyboard]
    body = {"html": notice.html, "lang": notice.lang, "keyboard": rows}
    return {
        "event": notice.event,
        "chat_id": notice.chat_id,
        "thread_id": notice.thread_id,
        "part": notice.part,
        "body": {**body, "urgent": True} if notice.urgent else body,
        "priority": notice.priority,
        "state": State.WAITING,
        "not_before": notice.not_before or moment,
        "created": moment,
        "updated": moment,
    }


def keyboard_of(body: dict[str, Any]) -> Keyboard:
    """The buttons in a row's body."""
    return tuple(tuple(Button(**button) for button in row) for row in body["keyboard"])
