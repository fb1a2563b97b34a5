"""Updates that may have ended processes while they were computed: one at a time, noted before, and given up after a few."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.telegram.memory import Memory
from bot.telegram.taken import Taken

# So many processes may have ended with an update by chance: whoever kills one takes along all that it had.
SUSPECTED = 3
# An update that was computed alone when this many processes ended is the one that ended them. The first that a process computes
# takes longest, so that who kills one every second or two hits the same update several times.
MOST_TRIED = 6


def is_guilty(taken: Taken) -> bool:
    """Whether the update is not to be computed again."""
    return taken.tried >= MOST_TRIED


class Suspects:
    """Lets those that are suspected be computed one after another; others at once, without a word to the database."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._computing = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def alone(self, taken: Taken) -> AsyncIterator[None]:
        """Within it the update may be computed; the next suspect begins once its answer is sent, however long that takes."""
        if taken.ended < SUSPECTED:
            yield
            return
        await self._computing.acquire()
        released = False

        def computed() -> None:
            nonlocal released
            if not released:
                released = True
                self._computing.release()

        try:
            await self._memory.finish([], suspected=[taken.ids[0]])
            taken.computed = computed
            yield
        finally:
            computed()
