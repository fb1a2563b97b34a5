"""The sliding windows of Telegram's limits, shared by all processes.

A send is in the windows from its reservation until its end is long enough ago. The server sees it in between, whenever
that is, so no window of the server's can hold more than is allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import chat_cooldowns, sends
from bot.limits import Limits

# A send that is said to be later than this was noted before the clock was put back.
CLOCK_AHEAD = timedelta(seconds=60)
_LOCK = 733_511_003


async def lock_windows(transaction: Transaction) -> None:
    """HasRole the windows until the transaction ends: who looks and reserves does so alone."""
    if transaction.dialect.name == "postgresql":
        await transaction.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def room(transaction: Transaction, now: datetime, limits: Limits) -> tuple[int, float]:
    """How many notices may be sent now to chats that may get one; where none, the seconds until one may."""
    taken = select(func.count(), func.min(sends.c.finished)).where(_within(now, limits.overall_seconds, limits))
    used, oldest = (await transaction.execute(taken)).one()
    left = limits.overall - limits.spare - used
    # Without an end, all are on their way, and the first that ends says so.
    passed = 0.0 if oldest is None else (now - oldest).total_seconds()
    return left, limits.overall_seconds - passed if left <= 0 else 0.0


def closed_chats(now: datetime, limits: Limits) -> CompoundSelect[tuple[int]]:
    """The ids of the chats that may not get anything now."""
    recent = select(sends.c.chat_id).where(_within(now, limits.chat_seconds, limits))
    full = (
        select(sends.c.chat_id)
        .where(sends.c.chat_id < 0, _within(now, limits.group_seconds, limits))
        .group_by(sends.c.chat_id)
        .having(func.count() >= limits.group)
    )
    cooling = select(chat_cooldowns.c.chat_id).where(chat_cooldowns.c.until > now)
    return union_all(recent, full, cooling)


async def reserve(transaction: Transaction, notice_chats: Sequence[tuple[int, int]], now: datetime) -> None:
    """Takes a place in the windows for each (notice id, chat id)."""
    rows = [{"notice_id": notice, "chat_id": chat, "reserved": now} for notice, chat in notice_chats]
    await transaction.execute(insert(sends), rows)


async def finish(transaction: Transaction, notice_ids: Collection[int], now: datetime) -> None:
    """Notes that sends are over: their places become free once the windows have passed."""
    under_way = update(sends).where(sends.c.notice_id.in_(notice_ids), sends.c.finished.is_(None))
    await transaction.execute(under_way.values(finished=now))


async def finish_all(transaction: Transaction, now: datetime) -> None:
    """Notes that nothing is on its way any more."""
    await transaction.execute(update(sends).where(sends.c.finished.is_(None)).values(finished=now))


async def note_sends(transaction: Transaction, chat_ids: Sequence[int], now: datetime) -> None:
    """Counts messages that were sent beside the outbox."""
    if chat_ids:
        rows = [{"chat_id": chat_id, "reserved": now, "finished": now} for chat_id in chat_ids]
        await transaction.execute(insert(sends), rows)


async def cool_down(transaction: Transaction, chat_id: int, until: datetime) -> None:
    """Leaves a chat alone until then."""
    new = upsert(transaction, chat_cooldowns).values(chat_id=chat_id, until=until)
    await transaction.execute(
        new.on_conflict_do_update(
            index_elements=["chat_id"], set_={"until": until}, where=chat_cooldowns.c.until < until
        )
    )


async def prune_windows(transaction: Transaction, now: datetime, limits: Limits) -> None:
    """Forgets what has left every window; one process at a time does, so that none waits for another's row in a circle."""
    await lock_windows(transaction)
    longest = max(limits.overall_seconds, limits.chat_seconds)
    past = or_(
        and_(sends.c.chat_id > 0, sends.c.finished <= now - timedelta(seconds=longest)),
        sends.c.finished <= now - timedelta(seconds=max(longest, limits.group_seconds)),
        and_(sends.c.finished.is_(None), sends.c.reserved <= now - timedelta(seconds=limits.claim_seconds)),
        sends.c.reserved > now + CLOCK_AHEAD,
    )
    await transaction.execute(delete(sends).where(past))
    await transaction.execute(delete(chat_cooldowns).where(chat_cooldowns.c.until <= now))


def _within(now: datetime, seconds: float, limits: Limits) -> ColumnElement[bool]:
    """That a send may have reached Telegram in the last `seconds`, or may be about to."""
    kind, latest = sends.c.finished.type, now + CLOCK_AHEAD
    on_its_way = sends.c.reserved.between(now - timedelta(seconds=limits.arrive_seconds), latest)
    return or_(
        and_(sends.c.finished > literal(now - timedelta(seconds=seconds), kind), sends.c.finished <= latest),
        and_(sends.c.finished.is_(None), on_its_way),
    )
