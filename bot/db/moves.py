"""What a chat or topic has, once that is another: a group that became a supergroup, a topic that was deleted or closed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Table, delete, exists, select, update

from bot.db.chats import PREFERENCES
from bot.db.engine import Transaction
from bot.db.tables import (
    answers,
    chat_cooldowns,
    chats,
    deadline_rules,
    digests,
    notices,
    progress,
    receipt_people,
    receipt_places,
    receipt_requests,
    receipts,
    reminders,
    responsibles,
    sends,
    subscriptions,
)

# Table → what, with the chat, is there only once; the new id's own row stays where both have one.
_FOLLOWING: dict[Table, tuple[str, ...]] = {
    answers: (),
    reminders: (),
    sends: (),
    subscriptions: ("thread_id", "plan", "kind", "value"),
    digests: ("thread_id",),
    receipts: ("request_id", "thread_id"),
    receipt_people: ("request_id", "thread_id", "user_id"),
    receipt_places: ("thread_id",),
    deadline_rules: ("thread_id",),
    responsibles: ("thread_id", "plan", "kind", "value"),
    progress: (),
    notices: ("event", "thread_id", "part"),
}
# Table → what, with the topic, is there only once; the chat's own row stays where both have one.
_OF_TOPICS: dict[Table, tuple[str, ...]] = {
    reminders: (),
    subscriptions: ("plan", "kind", "value"),
    digests: ("chat_id",),
    receipts: ("request_id",),
    receipt_people: ("request_id", "user_id"),
    receipt_places: ("chat_id",),
    deadline_rules: ("chat_id",),
    responsibles: ("plan", "kind", "value"),
    notices: ("event", "part"),
}
_UNSENT = ("waiting", "cancelled")
_PERHAPS_SENT = ("sending", "sent", "uncertain")


async def move_chat(transaction: Transaction, old_id: int, new_id: int) -> None:
    """Moves every row of a chat to its new id; the same move told twice changes nothing."""
    both = select(chats).where(chats.c.chat_id.in_([old_id, new_id])).order_by(chats.c.chat_id).with_for_update()
    known = {row.chat_id: row._mapping for row in await transaction.execute(both)}
    # A notice that the old id may have got is not sent to the new one as well.
    await transaction.execute(
        delete(notices).where(
            notices.c.chat_id == new_id,
            notices.c.state.in_(_UNSENT),
            _twin(notices, _FOLLOWING[notices], old_id, _PERHAPS_SENT),
        )
    )
    for table, key in _FOLLOWING.items():
        if key:
            await transaction.execute(delete(table).where(table.c.chat_id == old_id, _twin(table, key, new_id)))
        await transaction.execute(update(table).where(table.c.chat_id == old_id).values(chat_id=new_id))
    escalated = update(receipt_requests).where(receipt_requests.c.escalate_to == old_id)
    await transaction.execute(escalated.values(escalate_to=new_id))
    await transaction.execute(delete(chat_cooldowns).where(chat_cooldowns.c.chat_id == old_id))
    if old_id not in known:
        return
    moved = {"kind": "supergroup", "updated": datetime.now(UTC)}
    if new_id in known:
        moved |= {name: known[new_id][name] or known[old_id][name] for name in PREFERENCES}
        await transaction.execute(delete(chats).where(chats.c.chat_id == old_id))
        await transaction.execute(update(chats).where(chats.c.chat_id == new_id).values(moved))
    else:
        await transaction.execute(update(chats).where(chats.c.chat_id == old_id).values(chat_id=new_id, **moved))


async def move_topic(transaction: Transaction, chat_id: int, thread_id: int) -> None:
    """Moves what is told in a topic that is gone or closed to the chat itself, where it can be seen and removed."""
    if not thread_id:
        return
    for table, key in _OF_TOPICS.items():
        mine = (table.c.chat_id == chat_id, table.c.thread_id == thread_id)
        waits = [table.c.state.in_(_UNSENT)] if table is notices else []
        if key:
            other = table.alias()
            same = [other.c[name] == table.c[name] for name in key]
            twin = exists().where(other.c.chat_id == chat_id, other.c.thread_id == 0, *same)
            await transaction.execute(delete(table).where(*mine, *waits, twin))
        await transaction.execute(update(table).where(*mine, *waits).values(thread_id=0))


def _twin(table: Table, key: tuple[str, ...], chat_id: int, states: tuple[str, ...] = ()) -> ColumnElement[bool]:
    """That `chat_id` has a row with the same key, in one of the states if there are any."""
    other = table.alias()
    same = [other.c.chat_id == chat_id, *(other.c[name] == table.c[name] for name in key)]
    return exists().where(*same, *([other.c.state.in_(states)] if states else []))
