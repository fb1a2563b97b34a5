"""Which groups a person may manage from a private chat."""

from __future__ import annotations

from sqlalchemy import or_, select

from bot.db.engine import Transaction
from bot.db.tables import answers, chats, digests, reminders

MOST_GROUPS = 50


async def groups_of(transaction: Transaction, user_id: int) -> list[tuple[int, str]]:
    """Ids and titles of groups in which the person may be an administrator: all where there are few, else where active."""
    groups = select(chats.c.chat_id, chats.c.title).where(
        chats.c.kind.in_(["group", "supergroup"]), chats.c.state == "active"
    )
    groups = groups.order_by(chats.c.title, chats.c.chat_id).limit(MOST_GROUPS + 1)
    rows = (await transaction.execute(groups)).all()
    if len(rows) > MOST_GROUPS:
        traces = ((answers, answers.c.user_id), (digests, digests.c.created_by), (reminders, reminders.c.created_by))
        active = [chats.c.chat_id.in_(select(table.c.chat_id).where(who == user_id)) for table, who in traces]
        rows = (await transaction.execute(groups.where(or_(*active)))).all()[:MOST_GROUPS]
    return [(row.chat_id, row.title) for row in rows]
