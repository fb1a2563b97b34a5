"""What a person's message has set, kept for as long as it can be edited: an edit, or a repeat after a crash, replaces it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select

from bot.db import subscriptions
from bot.db.engine import Transaction
from bot.db.inbox import KEPT
from bot.db.reminders import reminders_of, remove_reminder, set_reminder_due
from bot.db.tables import effects
from bot.dialogue.call import Call
from bot.notifications.subscriptions import Aim, Target

Place = tuple[int, int, str]


async def note_reminder(transaction: Transaction, call: Call, chat_id: int, id: int) -> None:
    """Notes that the call's message made a reminder."""
    await _note(transaction, call, "reminder", {"chat": chat_id, "id": id})


async def note_replaced(
    transaction: Transaction, call: Call, chat_id: int, ended: Mapping[int, datetime], by: Sequence[int]
) -> None:
    """Notes that the call's message ended reminders, which were due then; `by` are those that took their place, if any."""
    due = {str(id): moment.isoformat() for id, moment in ended.items()}
    await _note(transaction, call, "replaced", {"chat": chat_id, "due": due, "by": list(by)})


async def note_subscribed(transaction: Transaction, call: Call, place: Place, targets: Iterable[Target]) -> None:
    """Notes that the call's message added subscriptions."""
    await _note_targets(transaction, call, "subscribed", place, targets)


async def note_unsubscribed(transaction: Transaction, call: Call, place: Place, targets: Iterable[Target]) -> None:
    """Notes that the call's message removed subscriptions."""
    await _note_targets(transaction, call, "unsubscribed", place, targets)


async def take_back(transaction: Transaction, chat_id: int, message_id: int) -> bool:
    """Undoes what a message has set, in the reverse order; whether there was anything."""
    mine = (effects.c.chat_id == chat_id, effects.c.message_id == message_id)
    rows = (await transaction.execute(select(effects).where(*mine).order_by(effects.c.id.desc()))).all()
    for row in rows:
        await _UNDOING[row.kind](transaction, row.body)
    if rows:
        await transaction.execute(delete(effects).where(*mine))
    return bool(rows)


async def begin_anew(transaction: Transaction, call: Call) -> None:
    """Undoes what the call's message has set before: a process may have died before it could say so."""
    if call.message_id is not None and not call.continued:
        await take_back(transaction, call.chat_id, call.message_id)


async def prune_effects(transaction: Transaction) -> int:
    """Forgets what messages set that can no longer be edited, and says how much."""
    return (await transaction.execute(delete(effects).where(effects.c.created < datetime.now(UTC) - KEPT))).rowcount


async def _note_targets(
    transaction: Transaction, call: Call, kind: str, place: Place, targets: Iterable[Target]
) -> None:
    if named := [[target.aim, target.value] for target in targets]:
        await _note(transaction, call, kind, {"place": list(place), "targets": named})


async def _note(transaction: Transaction, call: Call, kind: str, body: dict[str, Any]) -> None:
    # A button belongs to no message of a person.
    if call.message_id is not None:
        row = {"chat_id": call.chat_id, "message_id": call.message_id, "kind": kind, "body": body}
        await transaction.execute(effects.insert().values(**row, created=datetime.now(UTC)))


async def _remove_reminder(transaction: Transaction, body: dict[str, Any]) -> None:
    await remove_reminder(transaction, body["chat"], body["id"])


async def _restore(transaction: Transaction, body: dict[str, Any]) -> None:
    """Lets reminders come again, unless what took their place was itself replaced."""
    waiting = {one.id for one in await reminders_of(transaction, body["chat"])}
    if body["by"] and not waiting.intersection(body["by"]):
        return
    for id, due in body["due"].items():
        await set_reminder_due(transaction, int(id), datetime.fromisoformat(due))


async def _unsubscribe(transaction: Transaction, body: dict[str, Any]) -> None:
    await subscriptions.remove(transaction, *_place(body), _targets(body))


async def _subscribe(transaction: Transaction, body: dict[str, Any]) -> None:
    await subscriptions.subscribe(transaction, *_place(body), _targets(body))


def _place(body: dict[str, Any]) -> Place:
    chat_id, thread_id, plan = body["place"]
    return int(chat_id), int(thread_id), str(plan)


def _targets(body: dict[str, Any]) -> list[Target]:
    return [Target(Aim(aim), value) for aim, value in body["targets"]]


_UNDOING: dict[str, Callable[[Transaction, dict[str, Any]], Awaitable[None]]] = {
    "reminder": _remove_reminder,
    "replaced": _restore,
    "subscribed": _unsubscribe,
    "unsubscribed": _subscribe,
}
