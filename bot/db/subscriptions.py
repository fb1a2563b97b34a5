"""What chats subscribe to, per topic of a forum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import subscriptions
from bot.notifications.subscriptions import Aim, Target


@dataclass(frozen=True, slots=True)
class Subscription:
    """A row: `thread_id` is 0 outside topics."""

    id: int
    chat_id: int
    thread_id: int
    plan: str
    target: Target
    paused: bool


_SHOWN = [subscriptions.c[name] for name in ("id", "chat_id", "thread_id", "plan", "kind", "value", "paused")]


async def subscribe(
    transaction: Transaction, chat_id: int, thread_id: int, plan: str, targets: Sequence[Target]
) -> list[Target]:
    """Adds the targets; the ones that were not subscribed to before."""
    if not targets:
        return []
    rows = [
        {
            "chat_id": chat_id,
            "thread_id": thread_id,
            "plan": plan,
            "kind": target.aim,
            "value": target.value,
            "created": datetime.now(UTC),
        }
        for target in targets
    ]
    new = upsert(transaction, subscriptions).values(rows).on_conflict_do_nothing()
    added = {Target(Aim(row.kind), row.value) for row in await transaction.execute(new.returning(*_SHOWN))}
    return [target for target in targets if target in added]


async def count_of_chat(transaction: Transaction, chat_id: int) -> int:
    """How many subscriptions a chat has, in all its topics and plans."""
    counted = select(func.count()).select_from(subscriptions).where(subscriptions.c.chat_id == chat_id)
    return int((await transaction.execute(counted)).scalar_one())


async def of_place(transaction: Transaction, chat_id: int, thread_id: int, plan: str) -> list[Subscription]:
    """The subscriptions of a chat's topic, the oldest first."""
    found = select(*_SHOWN).where(
        subscriptions.c.chat_id == chat_id, subscriptions.c.thread_id == thread_id, subscriptions.c.plan == plan
    )
    return [_subscription(row) for row in await transaction.execute(found.order_by(subscriptions.c.id))]


async def count_elsewhere(transaction: Transaction, chat_id: int, thread_id: int, plan: str) -> int:
    """How many subscriptions to other plans a chat's topic has."""
    mine = (subscriptions.c.chat_id == chat_id, subscriptions.c.thread_id == thread_id, subscriptions.c.plan != plan)
    return int((await transaction.execute(select(func.count()).select_from(subscriptions).where(*mine))).scalar_one())


async def threads_of(transaction: Transaction, chat_id: int) -> list[int]:
    """The topics of a chat that have subscriptions, in order."""
    found = select(subscriptions.c.thread_id).where(subscriptions.c.chat_id == chat_id).distinct()
    return [row.thread_id for row in await transaction.execute(found.order_by(subscriptions.c.thread_id))]


async def of_plan(transaction: Transaction, plan: str) -> list[Subscription]:
    """Every subscription of a plan that is not paused, by chat and topic."""
    found = select(*_SHOWN).where(subscriptions.c.plan == plan, subscriptions.c.paused.is_(False))
    order = (subscriptions.c.chat_id, subscriptions.c.thread_id, subscriptions.c.id)
    return [_subscription(row) for row in await transaction.execute(found.order_by(*order))]


async def of_chats(transaction: Transaction, chats: Iterable[int]) -> list[Subscription]:
    """The subscriptions of those chats, to any plan, that are not paused, by chat and topic."""
    found = select(*_SHOWN).where(subscriptions.c.paused.is_(False), subscriptions.c.chat_id.in_(list(chats)))
    order = (subscriptions.c.chat_id, subscriptions.c.thread_id, subscriptions.c.id)
    return [_subscription(row) for row in await transaction.execute(found.order_by(*order))]


async def remove(transaction: Transaction, chat_id: int, thread_id: int, plan: str, targets: Iterable[Target]) -> int:
    """Removes a place's subscriptions to those targets; how many there were."""
    gone = 0
    for target in targets:
        found = delete(subscriptions).where(*_place(chat_id, thread_id, plan), *_is(target))
        gone += (await transaction.execute(found)).rowcount
    return gone


async def remove_all(transaction: Transaction, chat_id: int, thread_id: int, plan: str) -> int:
    """Removes all of a place's subscriptions; how many there were."""
    return int((await transaction.execute(delete(subscriptions).where(*_place(chat_id, thread_id, plan)))).rowcount)


async def set_paused(
    transaction: Transaction, chat_id: int, thread_id: int, plan: str, paused: bool, target: Target | None = None
) -> int:
    """Pauses or resumes a place's subscription to a target, all of its subscriptions for None; how many changed."""
    which = [*_place(chat_id, thread_id, plan), *(_is(target) if target else ())]
    changed = update(subscriptions).where(*which, subscriptions.c.paused.is_(not paused)).values(paused=paused)
    return int((await transaction.execute(changed)).rowcount)


def _place(chat_id: int, thread_id: int, plan: str) -> tuple[Any, ...]:
    return (
        subscriptions.c.chat_id == chat_id,
        subscriptions.c.thread_id == thread_id,
        subscriptions.c.plan == plan,
    )


def _is(target: Target) -> tuple[Any, ...]:
    return subscriptions.c.kind == target.aim, subscriptions.c.value == target.value


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(row.id, row.chat_id, row.thread_id, row.plan, Target(Aim(row.kind), row.value), row.paused)
