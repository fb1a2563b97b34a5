"""The version of each plan that its subscribers know, and those before it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import plan_past, plan_versions
from corpus.records import CorpusError
from corpus.versions import Version, from_json, to_json

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version as remembered, with the sha256 of its text, and since when; None where this program cannot read it.

    `accepted` is the digest of an earlier one that an operator agreed to go back to.
    """

    digest: str
    version: Version | None
    noticed: datetime
    accepted: str | None = None


async def known_version(transaction: Transaction, plan: str) -> KnownVersion | None:
    """The plan's version that subscribers know, None for a new plan."""
    row = (await transaction.execute(select(plan_versions).where(plan_versions.c.plan == plan))).one_or_none()
    return None if row is None else KnownVersion(row.digest, _read(row), row.noticed, row.accepted)


async def add_version(transaction: Transaction, plan: str, digest: str, version: Version) -> None:
    """Remembers the first version of a plan; another process may have done so."""
    new = upsert(transaction, plan_versions).values(
        plan=plan, digest=digest, records=to_json(version), noticed=datetime.now(UTC)
    )
    await transaction.execute(new.on_conflict_do_nothing())


async def replace_version(
    transaction: Transaction, plan: str, old: str, digest: str, version: Version, now: datetime
) -> bool:
    """Remembers a new version in place of the one with the digest `old`; whether that was still the one known."""
    mine = (plan_versions.c.plan == plan, plan_versions.c.digest == old)
    known = (await transaction.execute(select(plan_versions).where(*mine).with_for_update())).one_or_none()
    if known is None:
        return False
    past = {"plan": plan, "digest": old, "records": known.records, "until": now}
    await transaction.execute(plan_past.insert().values(**past))
    changed = update(plan_versions).where(*mine)
    values = {"digest": digest, "records": to_json(version), "noticed": datetime.now(UTC), "accepted": None}
    return bool((await transaction.execute(changed.values(**values))).rowcount)


async def known_digests(transaction: Transaction) -> dict[str, str]:
    """The sha256 of each plan's version that subscribers know, by the plan's id."""
    rows = await transaction.execute(select(plan_versions.c.plan, plan_versions.c.digest))
    return {row.plan: row.digest for row in rows}


async def accepted_digests(transaction: Transaction) -> dict[str, str]:
    """The versions that operators agreed to go back to and no process has gone back to yet, by the plan's id."""
    found = select(plan_versions.c.plan, plan_versions.c.accepted).where(plan_versions.c.accepted.is_not(None))
    return {row.plan: row.accepted for row in await transaction.execute(found)}


async def is_past(transaction: Transaction, plan: str, digest: str) -> bool:
    """Whether a version of a plan was known once and replaced."""
    found = select(plan_past.c.id).where(plan_past.c.plan == plan, plan_past.c.digest == digest).limit(1)
    return (await transaction.execute(found)).first() is not None


async def accept_version(transaction: Transaction, plan: str, digest: str) -> bool:
    """Agrees to go back to the past version whose digest begins so; whether there is one that is not known now."""
    wanted = (plan_past.c.plan == plan, plan_past.c.digest.startswith(digest, autoescape=True))
    found = (await transaction.execute(select(plan_past.c.digest).where(*wanted).limit(1))).scalar_one_or_none()
    if found is None:
        return False
    other = update(plan_versions).where(plan_versions.c.plan == plan, plan_versions.c.digest != found)
    return bool((await transaction.execute(other.values(accepted=found))).rowcount)


@dataclass(frozen=True, slots=True)
class PastVersion:
    """A version that was known `until` another one was; its id, and the sha256 of its text."""

    id: int
    plan: str
    digest: str
    until: datetime


async def past_versions(transaction: Transaction, since: datetime) -> list[PastVersion]:
    """The versions of all plans that were given up later than that, the oldest first."""
    columns = [plan_past.c[name] for name in PastVersion.__dataclass_fields__]
    found = select(*columns).where(plan_past.c.until > since).order_by(plan_past.c.until, plan_past.c.id)
    return [PastVersion(**row._asdict()) for row in await transaction.execute(found)]


async def past_version(transaction: Transaction, id: int) -> Version | None:
    """A past version's records; None where this program cannot read it, or it is no longer kept."""
    row = (await transaction.execute(select(plan_past).where(plan_past.c.id == id))).one_or_none()
    return None if row is None else _read(row)


def _read(row: Row[Any]) -> Version | None:
    try:
        return from_json(row.records)
    except CorpusError as error:
        _LOG.warning("%s: %s", row.plan, error)
        return None
