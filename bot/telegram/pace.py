"""How fast this process sends answers: within Telegram's limits, so that a chat that asks much is not told to wait."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque

from cachetools import LRUCache

# Messages and the seconds in which no more go out: to all chats, to a group, to a person (short bursts are allowed).
ALL = (28, 1.0)
GROUP = (20, 60.0)
PRIVATE = (10, 10.0)
_CHATS = 10_000


class _Window:
    """At most so many moments in any stretch of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=most)

    def take(self, now: float) -> float:
        """Takes the next free moment, and gives it."""
        full = len(self._taken) == self._taken.maxlen
        moment = max(now, self._taken[0] + self._seconds) if full else now
        self._taken.append(moment)
        return moment


class Pace:
    """Lets sends go when their chat, and then all chats together, have room; `ending` lets them go at once."""

    def __init__(self, ending: asyncio.Event) -> None:
        self._ending = ending
        self._all = _Window(*ALL)
        self._chats: LRUCache[int, _Window] = LRUCache(_CHATS)

    async def wait(self, chat_id: int) -> None:
        """Returns once a message may go to the chat."""
        window = self._chats.get(chat_id)
        if window is None:
            window = self._chats[chat_id] = _Window(*(PRIVATE if chat_id > 0 else GROUP))
        for each in (window, self._all):
            now = time.monotonic()
            if (pause := each.take(now) - now) > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), pause)
