"""Persons whom a chat or topic names as responsible for a department or a task, and who has confirmed it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from bot.db.engine import Transaction
from bot.db.tables import responsibles
from bot.notifications.subscriptions import Aim, Target

Spot = tuple[int, int]
_USERNAME = re.compile(r"@[A-Za-z0-9_]{2,32}")


@dataclass(frozen=True, slots=True)
class Responsible:
    """A person responsible for a target in a place: as they were `named`, and who confirmed it, None for nobody yet.

    `expected_id` is whom a mention meant.
    """

    id: int
    chat_id: int
    thread_id: int
    plan: str
    kind: Aim
    value: str
    named: str
    expected_id: int | None
    user_id: int | None
    name: str
    confirmed: dt.datetime | None

    @property
    def target(self) -> Target:
        """What they are responsible for."""
        return Target(self.kind, self.value)

    @property
    def is_bound(self) -> bool:
        """Whether only one person can confirm it: they were named by their @username or by a mention."""
        return self.expected_id is not None or bool(_USERNAME.fullmatch(self.named))

    def is_meant(self, user_id: int, username: str) -> bool:
        """Whether a person may confirm it: with a plain name anybody, who is then said to have done so."""
        if self.expected_id is not None:
            return user_id == self.expected_id
        return not self.is_bound or username.casefold() == self.named[1:].casefold()

    @property
    def spot(self) -> Spot:
        """The chat and topic."""
        return self.chat_id, self.thread_id


_SHOWN = [responsibles.c[name] for name in Responsible.__dataclass_fields__]


async def name_responsible(
    transaction: Transaction, spot: Spot, plan: str, target: Target, named: str, by: int, expected: int | None = None
) -> int:
    """Names who is responsible for a target, in place of whoever was; the id. `expected` is whom a mention means."""
    mine = {"chat_id": spot[0], "thread_id": spot[1], "plan": plan, "kind": target.aim.value, "value": target.value}
    await transaction.execute(delete(responsibles).filter_by(**mine))
    values = {"named": named, "expected_id": expected, "created_by": by}
    new = responsibles.insert().values(**mine, **values).returning(responsibles.c.id)
    return int((await transaction.execute(new)).scalar_one())


async def get_responsible(transaction: Transaction, id: int) -> Responsible | None:
    """The one with that id."""
    row = (await transaction.execute(select(*_SHOWN).where(responsibles.c.id == id))).one_or_none()
    return _responsible(row._asdict()) if row else None


async def confirm(transaction: Transaction, id: int, user_id: int, name: str, now: dt.datetime) -> bool:
    """Notes who says that they are the one; whether nobody had before."""
    free = update(responsibles).where(responsibles.c.id == id, responsibles.c.confirmed.is_(None))
    done = await transaction.execute(free.values(user_id=user_id, name=name, confirmed=now))
    return bool(done.rowcount)


async def remove(transaction: Transaction, chat_id: int, id: int) -> bool:
    """Removes one of a chat; whether it was there."""
    gone = delete(responsibles).where(responsibles.c.chat_id == chat_id, responsibles.c.id == id)
    return bool((await transaction.execute(gone)).rowcount)


async def responsibles_of(
    transaction: Transaction, spots: Collection[Spot], plan: str | None = None
) -> dict[Spot, list[Responsible]]:
    """Who is responsible in those places, by place; of one plan or of all."""
    if not spots:
        return {}
    found = select(*_SHOWN).order_by(responsibles.c.id)
    if plan is not None:
        found = found.where(responsibles.c.plan == plan)
    chats = {chat for chat, _ in spots}
    if len(chats) == 1:
        found = found.where(responsibles.c.chat_id.in_(chats))
    wanted = set(spots)
    by_spot: dict[Spot, list[Responsible]] = {}
    for row in await transaction.execute(found):
        one = _responsible(row._asdict())
        if one.spot in wanted:
            by_spot.setdefault(one.spot, []).append(one)
    return by_spot


def _responsible(kept: dict[str, object]) -> Responsible:
    return Responsible(**{**kept, "kind": Aim(str(kept["kind"]))})  # type: ignore[arg-type]
