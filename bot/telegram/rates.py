"""How often one person may do something."""

from __future__ import annotations

import time
from collections.abc import Callable

from cachetools import LRUCache

_PEOPLE = 10_000


class Rates:
    """A bucket for each person: `most` at once, and one more after every `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        # When the person's bucket will be full again.
        self._full: LRUCache[int, float] = LRUCache(_PEOPLE)

    def allows(self, person: int) -> bool:
        """Whether the person may do it now; if so, it counts."""
        now = self._clock()
        full = max(self._full.get(person, now), now) + self._seconds
        if full - now > self._most * self._seconds + 1e-9:
            return False
        self._full[person] = full
        return True
