"""When each chat's topic gets its digest, and the claim that lets one process send it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import digests
from bot.notifications.schedule import Schedule, as_json, from_json


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A topic's digest: its schedule in the chat's time, when it is due next and was told last (UTC), None for never."""

    id: int
    chat_id: int
    thread_id: int
    schedule: Schedule
    next_due: dt.datetime
    last_run: dt.datetime | None = None


async def set_digest(
    transaction: Transaction, chat_id: int, thread_id: int, schedule: Schedule, due: dt.datetime, by: int
) -> int:
    """Sets a topic's digest, in place of the one it had; its id."""
    values = {
        "schedule": as_json(schedule),
        "next_due": due,
        "created_by": by,
        "paused": False,
    }
    new = upsert(transaction, digests).values(chat_id=chat_id, thread_id=thread_id, **values)
    set_ = new.on_conflict_do_update(index_elements=["chat_id", "thread_id"], set_=values)
    return int((await transaction.execute(set_.returning(digests.c.id))).scalar_one())


async def get_digest(transaction: Transaction, chat_id: int, thread_id: int) -> DigestRow | None:
    """A topic's digest, None where it has none."""
    found = select(digests).where(digests.c.chat_id == chat_id, digests.c.thread_id == thread_id)
    row = (await transaction.execute(found)).one_or_none()
    return _digest(row) if row else None


async def digests_of(transaction: Transaction, chat_id: int) -> list[DigestRow]:
    """The digests of a chat's topics."""
    found = select(digests).where(digests.c.chat_id == chat_id).order_by(digests.c.thread_id)
    return [_digest(row) for row in await transaction.execute(found)]


async def remove_digest(transaction: Transaction, chat_id: int, thread_id: int) -> bool:
    """Removes a topic's digest; whether it had one."""
    gone = delete(digests).where(digests.c.chat_id == chat_id, digests.c.thread_id == thread_id)
    return bool((await transaction.execute(gone)).rowcount)


async def due_digests(transaction: Transaction, now: dt.datetime, limit: int) -> list[DigestRow]:
    """Digests that are due, the longest due first."""
    found = select(digests).where(digests.c.next_due <= now, digests.c.paused.is_(False))
    return [
        _digest(row) for row in await transaction.execute(found.order_by(digests.c.next_due, digests.c.id).limit(limit))
    ]


async def claim_digests(transaction: Transaction, following: Mapping[DigestRow, dt.datetime]) -> set[DigestRow]:
    """Moves digests that were seen due to their next due times; those that were still due, and so are ours to send."""
    # Most were due at the same time and will be again: one statement for all of those.
    alike: dict[tuple[dt.datetime, dt.datetime], dict[int, DigestRow]] = {}
    for row, due in following.items():
        alike.setdefault((row.next_due, due), {})[row.id] = row
    claimed: set[DigestRow] = set()
    for (seen, due), rows in alike.items():
        moved = update(digests).where(digests.c.id.in_(list(rows)), digests.c.next_due == seen).values(next_due=due)
        claimed.update(rows[row.id] for row in await transaction.execute(moved.returning(digests.c.id)))
    return claimed


async def mark_told(transaction: Transaction, ids: Collection[int], now: dt.datetime) -> None:
    """Notes that those digests are told now: the next ones say what is new since."""
    await transaction.execute(update(digests).where(digests.c.id.in_(list(ids))).values(last_run=now))


async def set_due(transaction: Transaction, id: int, due: dt.datetime) -> None:
    """Sets when a digest is due next."""
    await transaction.execute(update(digests).where(digests.c.id == id).values(next_due=due))


def _digest(row: Row[Any]) -> DigestRow:
    return DigestRow(row.id, row.chat_id, row.thread_id, from_json(row.schedule), row.next_due, row.last_run)
