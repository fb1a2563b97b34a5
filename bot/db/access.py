"""Invitations and the persons whom they let in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import guests, invitations

# An invitation that is over is listed for a while.
KEPT = timedelta(days=30)
MOST_LISTED = 30
NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets `most` persons in until a moment; `used` says how many it has."""

    id: int
    label: str
    most: int
    used: int
    until: datetime

    def open(self, now: datetime) -> bool:
        """Whether it still lets anybody in."""
        return self.used < self.most and now < self.until


@dataclass(frozen=True, slots=True)
class Guest:
    """A person who was let in."""

    user_id: int
    name: str
    since: datetime


async def invite(
    transaction: Transaction, made_by: int, label: str, most: int, age: timedelta, now: datetime
) -> tuple[int, str]:
    """Makes an invitation; its id, and the token that lets in, which nobody can find out again."""
    token = secrets.token_urlsafe(16)
    new = (
        invitations.insert()
        .values(digest=_digest(token), label=label, made_by=made_by, most=most, until=now + age, created=now)
        .returning(invitations.c.id)
    )
    return int((await transaction.execute(new)).scalar_one()), token


async def admit(transaction: Transaction, token: str, user_id: int, name: str, now: datetime) -> bool:
    """Lets a person in by a token; False for one that is over, revoked or none. Who is in already uses nothing up."""
    if await is_guest(transaction, user_id):
        return True
    taken = (
        update(invitations)
        .where(
            invitations.c.digest == _digest(token), invitations.c.until > now, invitations.c.used < invitations.c.most
        )
        .values(used=invitations.c.used + 1)
        .returning(invitations.c.id)
    )
    id = (await transaction.execute(taken)).scalar_one_or_none()
    if id is None:
        return False
    new = upsert(transaction, guests).values(user_id=user_id, invitation=id, name=name[:NAME_LENGTH], since=now)
    await transaction.execute(new.on_conflict_do_nothing())
    return True


async def revoke(transaction: Transaction, id: int, now: datetime) -> bool:
    """Ends an invitation; whom it has let in stays. False where it is over."""
    ended = update(invitations).where(invitations.c.id == id, invitations.c.until > now).values(until=now)
    return bool((await transaction.execute(ended)).rowcount)


async def dismiss(transaction: Transaction, user_id: int) -> bool:
    """Lets a person in no longer; False for one who was not."""
    return bool((await transaction.execute(delete(guests).where(guests.c.user_id == user_id))).rowcount)


async def is_guest(transaction: Transaction, user_id: int) -> bool:
    """Whether a person was let in."""
    found = select(guests.c.user_id).where(guests.c.user_id == user_id)
    return (await transaction.execute(found)).scalar_one_or_none() is not None


async def guest_ids(transaction: Transaction) -> frozenset[int]:
    """Everyone who was let in."""
    return frozenset((await transaction.execute(select(guests.c.user_id))).scalars())


async def listed_guests(transaction: Transaction) -> Sequence[Guest]:
    """Who was let in, the newest first."""
    columns = [guests.c[name] for name in Guest.__dataclass_fields__]
    found = select(*columns).order_by(guests.c.since.desc(), guests.c.user_id).limit(MOST_LISTED)
    return [Guest(*row) for row in await transaction.execute(found)]


async def listed_invitations(transaction: Transaction) -> Sequence[Invitation]:
    """The invitations, the newest first, also those that are over for a while."""
    columns = [invitations.c[name] for name in Invitation.__dataclass_fields__]
    found = select(*columns).order_by(invitations.c.id.desc()).limit(MOST_LISTED)
    return [Invitation(*row) for row in await transaction.execute(found)]


async def prune_invitations(transaction: Transaction) -> int:
    """Forgets invitations that have been over for longer than KEPT."""
    old = delete(invitations).where(invitations.c.until < datetime.now(UTC) - KEPT)
    return (await transaction.execute(old)).rowcount


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
