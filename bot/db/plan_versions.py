"""The version of each plan that its subscribers know."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from bot.db.engine import Transaction
from bot.db.statements import upsert
from bot.db.tables import plan_versions
from corpus.records import CorpusError
from corpus.versions import Version, from_json, to_json

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version as remembered, with the sha256 of its text, and since when; None where this program cannot read it."""

    digest: str
    version: Version | None
    noticed: datetime


async def known_version(transaction: Transaction, plan: str) -> KnownVersion | None:
    """The plan's version that subscribers know, None for a new plan."""
    row = (await transaction.execute(select(plan_versions).where(plan_versions.c.plan == plan))).one_or_none()
    if row is None:
        return None
    try:
        return KnownVersion(row.digest, from_json(row.records), row.noticed)
    except CorpusError as error:
        _LOG.warning("%s: %s", plan, error)
        return KnownVersion(row.digest, None, row.noticed)


async def add_version(transaction: Transaction, plan: str, digest: str, version: Version) -> None:
    """Remembers the first version of a plan; another process may have done so."""
    new = upsert(transaction, plan_versions).values(
        plan=plan, digest=digest, records=to_json(version), noticed=datetime.now(UTC)
    )
    await transaction.execute(new.on_conflict_do_nothing())


async def replace_version(transaction: Transaction, plan: str, old: str, digest: str, version: Version) -> bool:
    """Remembers a new version in place of the one with the digest `old`; whether that was still the one known."""
    changed = (
        update(plan_versions)
        .where(plan_versions.c.plan == plan, plan_versions.c.digest == old)
        .values(digest=digest, records=to_json(version), noticed=datetime.now(UTC))
    )
    return bool((await transaction.execute(changed)).rowcount)
