"""The vital signs of a process: what it counts, and which of the things that it depends on work."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

# What the bot depends on.
POLLING, SENDING, DATABASE, CLOCK = SIGNS = "polling", "sending", "database", "clock"
# Failing for so long is no hiccup.
PATIENCE_SECONDS = 120.0


class Phase(StrEnum):
    """How far a process is in its life."""

    STARTING = "starting"
    SERVING = "serving"
    ENDING = "ending"


@dataclass(slots=True)
class Sign:
    """How one thing is: when it last worked, and since when it has failed, in seconds of the monotonic clock."""

    worked: float | None = None
    worked_at: datetime | None = None
    failing_since: float | None = None
    failing_at: datetime | None = None
    reason: str = ""


@dataclass(slots=True)
class Vitals:
    """Counts by name and labels, and the signs. Cheap enough for every message; the reasons hold no secrets."""

    clock: Callable[[], float] = time.monotonic
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    signs: dict[str, Sign] = field(default_factory=dict)
    phase: Phase = Phase.STARTING
    # Questions that wait for the encoder, or are with it.
    encoding: int = 0

    def count(self, *labels: str) -> None:
        """One more of it."""
        self.counts[labels] += 1

    def well(self, name: str) -> None:
        """It works now."""
        sign = self.signs.setdefault(name, Sign())
        sign.worked, sign.worked_at = self.clock(), datetime.now(UTC)
        if sign.failing_since is not None:
            sign.failing_since, sign.failing_at, sign.reason = None, None, ""

    def ill(self, name: str, reason: str) -> None:
        """It has just failed."""
        self.counts["fault", name] += 1
        sign = self.signs.setdefault(name, Sign())
        if sign.failing_since is None:
            sign.failing_since, sign.failing_at = self.clock(), datetime.now(UTC)
        sign.reason = reason

    def expect(self, name: str) -> None:
        """It should work from now on: where it is not heard of again, it has failed since."""
        sign = self.signs.setdefault(name, Sign())
        if sign.worked is None:
            sign.worked = self.clock()

    def silent(self, name: str) -> float:
        """For how many seconds it has not worked; 0 for what was not expected to."""
        sign = self.signs.get(name)
        return 0.0 if sign is None or sign.worked is None else self.clock() - sign.worked

    def failing(self, name: str) -> float:
        """For how many seconds it has failed; 0 where it works."""
        sign = self.signs.get(name)
        if sign is None or sign.failing_since is None:
            return 0.0
        # A hair above nothing: it fails also in the moment in which it begins to.
        return max(self.clock() - sign.failing_since, 1e-9)
