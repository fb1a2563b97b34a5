"""How chats are told: in which language and by which clock, and whether at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.db.chats import ChatState
from bot.db.engine import Transaction
from bot.db.tables import chats
from bot.notifications.quiet import Quiet, quiet_of
from bot.notifications.schedule import DEFAULT_ZONE
from bot.screens.wording import DEFAULT_LANGUAGE

# SQLite takes 32,766 values in a statement.
IDS = 10_000


@dataclass(frozen=True, slots=True)
class Addressee:
    """A chat's settings with the defaults filled in; `active` is whether the bot may write to it."""

    lang: str = DEFAULT_LANGUAGE
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(DEFAULT_ZONE))
    muted_until: datetime | None = None
    active: bool = True
    quiet: Quiet | None = None

    def muted(self, now: datetime) -> bool:
        """Whether it is to be left alone."""
        return self.muted_until is not None and self.muted_until > now

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours end that `now` lies in; None outside them."""
        return self.quiet.until(now, self.zone) if self.quiet else None

    def held_until(self, now: datetime) -> datetime | None:
        """Before when it is not told anything by itself: the end of a silence and of quiet hours; None for now."""
        silent = self.muted_until if self.muted_until and self.muted_until > now else None
        return self.quiet_until(silent or now) or silent


async def addressees(transaction: Transaction, ids: Collection[int]) -> dict[int, Addressee]:
    """The chats with those ids; one never seen has the defaults."""
    found = {id: Addressee() for id in ids}
    columns = [chats.c[name] for name in ("chat_id", "lang", "told_lang", "zone", "muted_until", "state", "quiet")]
    wanted = list(found)
    for start in range(0, len(wanted), IDS):
        some = wanted[start : start + IDS]
        for row in await transaction.execute(select(*columns).where(chats.c.chat_id.in_(some))):
            found[row.chat_id] = Addressee(
                row.lang or row.told_lang or DEFAULT_LANGUAGE,
                ZoneInfo(row.zone or DEFAULT_ZONE),
                row.muted_until,
                row.state == ChatState.ACTIVE,
                quiet_of(row.quiet),
            )
    return found
