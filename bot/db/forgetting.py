"""Deletes all that is kept of a chat or a person, whichever tables there are: their columns have the same names everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from bot.db.chats import ChatState
from bot.db.engine import Transaction
from bot.db.tables import METADATA, chats, notices, progress, receipts, responsibles

# A chat that has blocked the bot, or is gone, may come back for so long and find everything as it was.
KEPT_CLOSED = timedelta(days=30)
_BATCH = 500
# No chat or person has this id.
NOBODY = 0


async def forget_chat(transaction: Transaction, chat_id: int) -> int:
    """Deletes every row of a chat and says how many; what it reported on tasks stays the plan's, without names."""
    count = await _unname(transaction, progress.c.chat_id == chat_id)
    for table in METADATA.sorted_tables:
        if "chat_id" in table.c:
            count += (await transaction.execute(delete(table).where(table.c.chat_id == chat_id))).rowcount
    return count


async def forget_person(transaction: Transaction, user_id: int) -> int:
    """Deletes every row of a person: of the private chat, and what they asked in groups; says how many.

    What they have set for a group stays the group's, and the progress and receipts that they gave the plan's and the
    operators', without them; their reports go from the operators' outbox too.
    """
    count = await _unname(transaction, progress.c.user_id == user_id)
    count += await forget_chat(transaction, user_id)
    pressed = update(receipts).where(receipts.c.user_id == user_id).values(user_id=None, name="")
    count += (await transaction.execute(pressed)).rowcount
    named = delete(responsibles).where(responsibles.c.expected_id == user_id)
    count += (await transaction.execute(named)).rowcount
    for table in METADATA.sorted_tables:
        if "user_id" in table.c:
            count += (await transaction.execute(delete(table).where(table.c.user_id == user_id))).rowcount
        if "created_by" in table.c:
            await transaction.execute(update(table).where(table.c.created_by == user_id).values(created_by=None))
    reports = notices.c.event.like(f"wrong:%:{user_id}")
    return count + (await transaction.execute(delete(notices).where(reports))).rowcount


async def _unname(transaction: Transaction, whose: ColumnElement[bool]) -> int:
    nobody = {"chat_id": NOBODY, "user_id": NOBODY, "name": ""}
    return (await transaction.execute(update(progress).where(whose).values(nobody))).rowcount


async def prune_closed(transaction: Transaction) -> int:
    """Forgets the chats that have been closed to the bot for longer than KEPT_CLOSED, and says how many rows."""
    closed = (
        select(chats.c.chat_id, chats.c.kind)
        .where(chats.c.state != ChatState.ACTIVE, chats.c.updated < datetime.now(UTC) - KEPT_CLOSED)
        .limit(_BATCH)
    )
    count = 0
    for chat_id, kind in (await transaction.execute(closed)).all():
        forget = forget_person if kind == "private" else forget_chat
        count += await forget(transaction, chat_id)
    return count
