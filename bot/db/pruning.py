"""Forgets what has been kept long enough."""

from __future__ import annotations

from bot.db.answers import prune_answers
from bot.db.effects import prune_effects
from bot.db.engine import Transaction
from bot.db.inbox import prune_inbox
from bot.db.notices import prune_notices


async def prune(transaction: Transaction) -> int:
    """Removes old answers, updates, effects and notices and says how many rows."""
    parts = (prune_answers, prune_inbox, prune_effects, prune_notices)
    return sum([await part(transaction) for part in parts])
