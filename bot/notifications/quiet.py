"""Quiet hours: the part of a chat's day in which nothing is sent to it by itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.notifications.schedule import at

# Longer is rather a slip, 8点-7点 or morning for evening, than a wish.
LONGEST = dt.timedelta(hours=16)
_DAY = dt.timedelta(days=1)
_KEPT = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `begin` to `end`, which is the next day's where it is earlier; local times of the chat."""

    begin: dt.time
    end: dt.time

    @property
    def length(self) -> dt.timedelta:
        """How long it is."""
        day = dt.date(2000, 1, 1)
        length = dt.datetime.combine(day, self.end) - dt.datetime.combine(day, self.begin)
        return length if length > dt.timedelta() else length + _DAY

    def until(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
        """When the quiet hours end that `now` lies in (UTC); None outside them."""
        today = now.astimezone(zone).date()
        for day in (today - _DAY, today):
            ends = day if self.end > self.begin else day + _DAY
            begin, end = at(day, self.begin, zone), at(ends, self.end, zone)
            if begin <= now < end:
                return end
        return None

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


def quiet_of(kept: str | None) -> Quiet | None:
    """The quiet hours that a database keeps; None for none."""
    found = _KEPT.fullmatch(kept or "")
    return Quiet(dt.time.fromisoformat(found[1]), dt.time.fromisoformat(found[2])) if found else None
