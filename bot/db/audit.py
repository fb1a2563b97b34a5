"""What operators did, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.db.engine import Transaction
from bot.db.tables import audit

KEPT = timedelta(days=365)
TERMINAL = 0
_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Deed:
    """An action of an operator; `words` name what it was about."""

    operator: int
    action: str
    words: str
    at: datetime


async def record(transaction: Transaction, operator: int, action: str, words: str = "") -> None:
    """Writes an action down."""
    values = {"operator": operator, "action": action, "words": words[:_MOST_WORDS], "at": datetime.now(UTC)}
    await transaction.execute(audit.insert().values(**values))


async def latest(transaction: Transaction, limit: int) -> Sequence[Deed]:
    """The last actions, the newest first."""
    columns = [audit.c[name] for name in Deed.__dataclass_fields__]
    found = select(*columns).order_by(audit.c.id.desc()).limit(limit)
    return [Deed(*row) for row in await transaction.execute(found)]


async def prune_audit(transaction: Transaction) -> int:
    """Forgets what is older than KEPT."""
    return (await transaction.execute(delete(audit).where(audit.c.at < datetime.now(UTC) - KEPT))).rowcount
