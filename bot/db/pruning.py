"""Forgets what has been kept long enough."""

from __future__ import annotations

from bot.db.answers import prune_answers
from bot.db.engine import Transaction
from bot.db.notices import prune_notices
from bot.db.updates import prune_updates


async def prune(transaction: Transaction) -> int:
    """Removes old answers, updates and notices and says how many rows."""
    return await prune_answers(transaction) + await prune_updates(transaction) + await prune_notices(transaction)
