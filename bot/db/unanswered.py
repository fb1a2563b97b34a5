"""Questions that were refused, of nobody: the plan, the words, how often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import unanswered

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was refused `count` times, last at a moment."""

    plan: str
    question: str
    lang: str
    count: int
    last: datetime


async def note(transaction: Transaction, plan: str, question: str, lang: str, count: int = 1) -> None:
    """Counts a question."""
    new = upsert(transaction, unanswered).values(
        plan=plan, question=question, lang=lang, count=count, last=datetime.now(UTC)
    )
    more = {"count": unanswered.c.count + new.excluded.count, "last": new.excluded.last}
    await transaction.execute(new.on_conflict_do_update(index_elements=["plan", "question"], set_=more))


async def listed(transaction: Transaction, limit: int) -> Sequence[Unanswered]:
    """The questions asked most, of those asked as often the last."""
    columns = [unanswered.c[name] for name in Unanswered.__dataclass_fields__]
    order = unanswered.c.count.desc(), unanswered.c.last.desc(), unanswered.c.id
    return [Unanswered(*row) for row in await transaction.execute(select(*columns).order_by(*order).limit(limit))]


async def clear(transaction: Transaction) -> int:
    """Forgets them all and says how many."""
    return (await transaction.execute(delete(unanswered))).rowcount


async def prune_unanswered(transaction: Transaction) -> int:
    """Forgets what was not asked for longer than KEPT."""
    old = delete(unanswered).where(unanswered.c.last < datetime.now(UTC) - KEPT)
    return (await transaction.execute(old)).rowcount
