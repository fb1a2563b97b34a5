"""Things that one process at a time may do: poll a token, run a round of digests."""

from __future__ import annotations

import os
import socket
import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.db.engine import Database
from bot.db.statements import upsert
from bot.db.tables import leases


def new_owner() -> str:
    """A name for this process, which no other process or later run has; it helps an operator to find it."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


async def hold_lease(database: Database, name: str, owner: str, seconds: float) -> bool:
    """Acquires or renews the lease: whether `owner` has it for the next `seconds`; it lapses if not renewed."""
    async with database.transaction() as transaction:
        now: datetime = await database.now(transaction)
        until = now + timedelta(seconds=seconds)
        new = upsert(transaction, leases).values(name=name, owner=owner, until=until)
        held = new.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": owner, "until": until},
            where=(leases.c.owner == owner) | (leases.c.until <= now),
        )
        return (await transaction.execute(held.returning(leases.c.name))).one_or_none() is not None


async def break_lease(database: Database, name: str) -> None:
    """Takes a lease from whoever has it: only for a database that no other process can have open."""
    async with database.transaction() as transaction:
        await transaction.execute(delete(leases).where(leases.c.name == name))


async def release_lease(database: Database, name: str, owner: str) -> None:
    """Gives the lease back, if `owner` has it."""
    async with database.transaction() as transaction:
        await transaction.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
