"""Sends the notices of the outbox: claims what may go now, hands it to a channel, writes down how each send ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable

from bot.db import sending, windows
from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.leases import new_owner
from bot.db.pruning import prune
from bot.limits import Limits
from bot.notifications.notice import Channel, Claim, Outcome, Sent, Unknown

# Our own direct sends since the last look at the database; more than the windows hold are of no interest.
_ANSWERS = 1000
_LONGEST_OUTAGE_PAUSE = 30.0
_SHORTEST_PAUSE = 0.05
_CARE_SECONDS = 1.0
_PRUNING_SECONDS = 3600.0
_LOG = logging.getLogger(__name__)


class Sender:
    """One process's part in emptying the outbox; several processes share the work on one PostgreSQL."""

    def __init__(self, database: Database, channel: Channel, limits: Limits | None = None) -> None:
        self.owner = new_owner()
        self._database = database
        self._channel = channel
        self._limits = limits or Limits()
        self._sends: dict[asyncio.Task[Outcome], Claim] = {}
        self._ended: list[tuple[Claim, Outcome]] = []
        self._answers: deque[int] = deque(maxlen=_ANSWERS)
        self._changed, self._enough = asyncio.Event(), asyncio.Event()
        self._next_care = self._next_pruning = 0.0

    def record_send(self, chat_id: int) -> None:
        """Counts a message that was sent beside the outbox, an answer, so that notices leave room for it."""
        self._answers.append(chat_id)

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until `stop` is set, then gives sends under way a few seconds; a database out of reach is waited for."""
        stopping = asyncio.create_task(self._wake_at(stop))
        outages = 0
        try:
            while not stop.is_set():
                self._changed.clear()
                self._enough.clear()
                try:
                    pause, outages = await self._cycle(), 0
                except Exception as error:
                    # An error of our own must not end the sending for good, either.
                    outages += 1
                    _LOG.error("notices wait: %s", error, exc_info=None if isinstance(error, DatabaseFault) else error)
                    await _first(stop.wait(), min(_LONGEST_OUTAGE_PAUSE, 2.0 ** min(outages - 2, 10)))
                else:
                    # Sends end one by one; a look at the database is worthwhile for many, or after a while.
                    await _first(self._enough.wait(), _SHORTEST_PAUSE)
                    await _first(self._changed.wait(), pause - _SHORTEST_PAUSE)
            await self._drain()
        finally:
            stopping.cancel()
            for send in self._sends:
                send.cancel()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._changed.set()
        self._enough.set()

    async def _cycle(self) -> float:
        """Writes down what has ended and sends what may go; gives the seconds until another look is worthwhile."""
        await self._record()
        await self._care()
        free = self._limits.batch - len(self._sends)
        if free <= 0:
            return self._limits.idle_seconds
        async with self._database.transaction() as transaction:
            now = await self._database.now(transaction)
            answers = [self._answers.popleft() for _ in range(len(self._answers))]
            await windows.note_sends(transaction, answers, now)
            claims, pause = await sending.claim(transaction, self.owner, now, self._limits, free)
        if not claims:
            return max(pause, _SHORTEST_PAUSE) if pause else self._limits.idle_seconds
        async with self._database.transaction() as transaction:
            now = await self._database.now(transaction)
            begun = await sending.begin(transaction, self.owner, claims, now)
        for claim in begun:
            task = asyncio.create_task(self._send(claim))
            self._sends[task] = claim
            task.add_done_callback(self._on_end)
        return _SHORTEST_PAUSE

    async def _send(self, claim: Claim) -> Outcome:
        try:
            async with asyncio.timeout(self._limits.send_seconds):
                return await self._channel.send(claim)
        except TimeoutError:
            return Unknown(f"no answer within {self._limits.send_seconds:.0f} s")
        except Exception as error:
            _LOG.exception("the channel fails with notice %s", claim.id)
            return Unknown(repr(error))

    def _on_end(self, task: asyncio.Task[Outcome]) -> None:
        claim = self._sends.pop(task)
        end = Unknown("the process ended while it was sent") if task.cancelled() else task.result()
        if not isinstance(end, Sent):
            _LOG.info("notice %s to chat %s: %s", claim.id, claim.chat_id, end)
        self._ended.append((claim, end))
        self._changed.set()
        if len(self._ended) * 2 >= self._limits.batch:
            self._enough.set()

    async def _record(self) -> None:
        """Writes down what has ended; it is kept until that is committed."""
        if count := len(self._ended):
            async with self._database.transaction() as transaction:
                now = await self._database.now(transaction)
                await sending.record(transaction, self.owner, self._ended[:count], now, self._limits)
            del self._ended[:count]

    async def _care(self) -> None:
        """From time to time, takes back what others left behind and forgets what is past."""
        if time.monotonic() < self._next_care:
            return
        # Before our own first claim, all that is claimed in a database of our own is left from a process that died.
        alone = self._database.alone and not self._next_care
        async with self._database.transaction() as transaction:
            now = await self._database.now(transaction)
            left = await sending.recover(transaction, now, everything=alone)
            await windows.prune_windows(transaction, now, self._limits)
            if time.monotonic() >= self._next_pruning:
                await prune(transaction)
                self._next_pruning = time.monotonic() + _PRUNING_SECONDS
        self._next_care = time.monotonic() + _CARE_SECONDS
        if left:
            _LOG.warning("%s notices were under way when their process ended", left)

    async def _drain(self) -> None:
        """Lets sends under way end, cuts off what takes too long, and writes both down."""
        if self._sends:
            await asyncio.wait(self._sends, timeout=self._limits.grace_seconds)
        if late := list(self._sends):
            for task in late:
                task.cancel()
            await asyncio.wait(late)
        try:
            await self._record()
        except DatabaseFault as fault:
            _LOG.error("%s notices are taken back later: %s", len(self._ended), fault)


async def _first(event: Awaitable[object], seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event, seconds)
