"""Which updates were already taken: Telegram repeats an update that it believes was not received."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import updates_seen

# Telegram itself keeps updates for a day.
KEPT = timedelta(days=2)


async def first_time(transaction: Transaction, update_id: int) -> bool:
    """Whether no process has taken this update before; from now on one has.

    On PostgreSQL a second process that asks meanwhile waits for this transaction's end.
    """
    return update_id in await claim_updates(transaction, [update_id])


async def claim_updates(transaction: Transaction, update_ids: Collection[int]) -> set[int]:
    """Those of the updates that no process has taken before; from now on one has."""
    if not update_ids:
        return set()
    moment = datetime.now(UTC)
    # In one order everywhere: processes that claim the same updates at once wait for each other, not in a circle.
    rows = [{"update_id": update_id, "received": moment} for update_id in sorted(set(update_ids))]
    added = upsert(transaction, updates_seen).values(rows).on_conflict_do_nothing()
    return set((await transaction.execute(added.returning(updates_seen.c.update_id))).scalars())


async def recent_updates(transaction: Transaction, limit: int) -> list[int]:
    """The updates taken last, the newest first."""
    order = updates_seen.c.received.desc(), updates_seen.c.update_id.desc()
    return list((await transaction.execute(select(updates_seen.c.update_id).order_by(*order).limit(limit))).scalars())


async def prune_updates(transaction: Transaction) -> int:
    """Forgets the updates older than KEPT and says how many."""
    old = delete(updates_seen).where(updates_seen.c.received < datetime.now(UTC) - KEPT)
    return (await transaction.execute(old)).rowcount
