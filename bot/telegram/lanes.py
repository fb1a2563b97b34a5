"""Updates on their way: written down, then answered one after another in each chat and side by side across chats."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Bot, Update

from bot.db import inbox
from bot.db.engine import Database, Transaction
from bot.db.errors import DatabaseFault
from bot.db.inbox import CLAIM_SECONDS, Arrival, Done, Waiting, chats_of, lane_of
from bot.telegram.memory import Memory
from bot.telegram.suspects import MOST_TRIED, Suspects, is_guilty
from bot.telegram.taken import TAKEN, Taken

# So many messages of a chat wait for their turn, of those sent within so short a time; what is more is refused.
MOST_WAITING = 5
FLOOD = timedelta(seconds=30)
RENEWAL_SECONDS, LOOK_SECONDS = 5.0, 1.0
MOST_HELD = 1000
# An update whose answering ended its process this often is not tried again.
MOST_ATTEMPTS = 10
# How long a handler that the database failed is tried again.
PATIENCE_SECONDS, PAUSE_SECONDS = 60.0, 1.0
# Between two lanes that begin, at most.
LONGEST_BREATH = 0.05
_LOG = logging.getLogger(__name__)

Handle = Callable[[Update], Awaitable[None]]


class Lanes:
    """The updates that this process has claimed, a queue for each lane: a chat, or who types inline.

    `handle` answers an update, and never raises for what is wrong with it; `asks` tells those that a person waits for;
    `refused` is told of each that was one too many, and how many there were since the lane was empty; `lost` of what is
    not tried again.
    """

    def __init__(
        self,
        bot: Bot,
        memory: Memory,
        handle: Handle,
        asks: Callable[[Update], bool],
        refused: Callable[[Update, int], Awaitable[None]],
        lost: Handle,
    ) -> None:
        self.owner = memory.owner
        self.taking = False
        self._bot = bot
        self._memory = memory
        self._handle = handle
        self._asks = asks
        self._refused = refused
        self._lost = lost
        self._queues: dict[str, deque[Taken]] = {}
        self._excess: dict[str, int] = {}
        self._workers: dict[asyncio.Task[None], str] = {}
        self._aside: set[asyncio.Task[Any]] = set()
        self._under_way: dict[str, Taken] = {}
        self._suspects = Suspects(memory)
        self._look = asyncio.Event()
        self._beginning, self._began = asyncio.Lock(), 0.0
        self._fresh = True
        self._ending = False

    @property
    def _database(self) -> Database:
        return self._memory.database

    @property
    def held(self) -> int:
        """How many updates this process has and has not yet answered."""
        return len(self._under_way) + sum(map(len, self._queues.values()))

    async def receive(self, raw: Sequence[object]) -> None:
        """Writes updates down and begins to answer those that are new; DatabaseFault where they cannot be written.

        What has no lane is written down as done: it is noted by its id and never asked for again.
        """
        arrivals, unreadable = [], list[Done]()
        for each in raw:
            if (update_id := _id_of(each)) is None:
                _LOG.warning("an update without an id is skipped")
                continue
            try:
                assert isinstance(each, dict)
                lane, message_id = lane_of(each)
            except Exception as error:
                _note_unreadable(update_id, error)
                arrivals.append(Arrival(update_id, "", ""))
                unreadable.append(Done(update_id))
                continue
            arrivals.append(Arrival(update_id, lane, json.dumps(each, ensure_ascii=True), message_id))
        async with self._database.transaction() as transaction:
            now = await self._database.now(transaction)
            new = await inbox.write_down(transaction, arrivals, now)
            await inbox.finish(transaction, unreadable, now)
            waiting = await self._claim(transaction, now) if new else []
            await self._memory.recall(transaction, _chats_of(waiting))
        for update_id in {arrival.update_id for arrival in arrivals} - new:
            _LOG.info("update %s has been taken before", update_id)
        self._add(waiting)

    async def run(self, stop: asyncio.Event) -> None:
        """Keeps what is claimed, and claims what others have left, until `stop` is set."""
        clock = asyncio.get_running_loop().time
        renewed, failing = clock(), False
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOK_SECONDS)
            self._look.clear()
            try:
                if self.held and clock() - renewed > RENEWAL_SECONDS:
                    async with self._database.transaction() as transaction:
                        now = await self._database.now(transaction)
                        await inbox.renew(transaction, self.owner, self._held(), now, CLAIM_SECONDS)
                    renewed = clock()
                if self.taking and not self._ending:
                    await self.take()
                failing = False
            except Exception as error:
                if not failing:
                    _LOG.error("updates wait: %s", error if isinstance(error, DatabaseFault) else repr(error))
                failing = True
                await asyncio.sleep(PAUSE_SECONDS)

    async def take(self) -> None:
        """Claims what waits in the inbox; at first, where no other process can have it, all that a process before had."""
        async with self._database.transaction() as transaction:
            if self._fresh and self._database.alone:
                await inbox.release(transaction, None)
            now = await self._database.now(transaction)
            waiting = await self._claim(transaction, now)
            await self._memory.recall(transaction, _chats_of(waiting))
        self._fresh = False
        self._add(waiting)

    async def stop(self, seconds: float) -> bool:
        """Gives what is under way so many seconds, and the rest back to the inbox; whether nothing was cut off."""
        self._ending, self.taking = True, False
        tasks = {*self._workers, *self._aside}
        late: set[asyncio.Task[None]] = set()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        with contextlib.suppress(DatabaseFault):
            await self._memory.flush()
            async with self._database.transaction() as transaction:
                await inbox.release(transaction, self.owner)
        return not late

    async def _claim(self, transaction: Transaction, now: datetime) -> list[Waiting]:
        if self._ending:
            return []
        return await inbox.claim(transaction, self.owner, now, CLAIM_SECONDS, MOST_HELD - self.held)

    def _held(self) -> set[int]:
        """The ids of all that this process has and has not yet answered."""
        waiting = itertools.chain(self._under_way.values(), *self._queues.values())
        return {id for taken in waiting for id in taken.ids}

    async def _begin(self, update_id: int) -> bool:
        return update_id not in await self._memory.finish([], [update_id])

    def _add(self, rows: Sequence[Waiting]) -> None:
        finished: list[Done] = []
        # A clock that jumps lets claims lapse, and their own process claims again what it is at.
        held = self._held() if rows else set()
        for row in rows:
            if row.update_id in held:
                continue
            try:
                raw = json.loads(row.body)
                if self._beyond(row, raw):
                    finished.append(Done(row.update_id))
                    continue
                if (update := Update.de_json(raw, self._bot)) is None:
                    raise TypeError("nothing")
            except Exception as error:
                _note_unreadable(row.update_id, error)
                finished.append(Done(row.update_id))
                continue
            taken = Taken(
                [row.update_id], row.lane, update, row.attempts, _sent_at(update), self._asks(update), begin=self._begin
            )
            taken.ended, taken.tried = row.ended, row.tried
            finished += self._queue(taken)
        if finished:
            self._spawn(self._memory.finish(finished))

    def _beyond(self, row: Waiting, raw: Any) -> bool:
        """Whether it is one more of a flood of which its person has been told; the library takes long to read what is dropped.

        In private alone, where whatever is said is said to the bot.
        """
        queue, sent = self._queues.get(row.lane), raw.get("message")
        if queue is None or row.attempts or not self._excess.get(row.lane) or sent is None or ":" in row.lane:
            return False
        if not self._full(queue, datetime.fromtimestamp(sent["date"], UTC)):
            return False
        self._excess[row.lane] += 1
        return True

    def _queue(self, taken: Taken) -> list[Done]:
        """Puts an update into its lane; what is over with that: what it takes the place of, or itself if it is too much."""
        queue = self._queues.get(taken.lane)
        if queue is None:
            queue = self._queues[taken.lane] = deque()
            worker = asyncio.create_task(self._work(taken.lane, queue))
            self._workers[worker] = taken.lane
            worker.add_done_callback(self._workers.pop)
            # The worker takes it once this task waits.
            queue.append(taken)
            return []
        if self._replaced(queue, taken):
            return []
        if taken.lane.startswith("i"):
            # Who types on has asked again: only the last is waited for.
            over = [Done(id) for each in queue for id in each.ids]
            queue.clear()
            queue.append(taken)
            return over
        if taken.asks and not taken.attempts and self._full(queue, taken.at):
            count = self._excess[taken.lane] = self._excess.get(taken.lane, 0) + 1
            self._spawn(self._refused(taken.update, count))
            return [Done(id) for id in taken.ids]
        queue.append(taken)
        if len(queue) > 1 and queue[-2].ids[0] > taken.ids[0]:
            ordered = sorted(queue, key=lambda each: each.ids[0])
            queue.clear()
            queue.extend(ordered)
        return []

    def _replaced(self, queue: deque[Taken], taken: Taken) -> bool:
        """Whether an edit has taken the place of what waits of the same message: the newest text is answered, once."""
        edited = taken.update.edited_message
        if edited is None:
            return False
        for place, each in enumerate(queue):
            before = each.update.message or each.update.edited_message
            if before is None or before.message_id != edited.message_id:
                continue
            first = each.update.message is not None
            newer = (taken.ids[0] > each.ids[-1], edited.edit_date or edited.date) >= (
                True,
                before.edit_date or before.date,
            )
            ids = [*each.ids, *taken.ids]
            shown = taken.update if newer else each.update
            if first and newer:
                shown = Update(each.update.update_id, message=edited)
            kept = Taken(ids, each.lane, shown, each.attempts, each.at, each.asks, begin=self._begin)
            kept.ended, kept.tried = max(each.ended, taken.ended), max(each.tried, taken.tried)
            queue[place] = kept
            return True
        return False

    def _full(self, queue: deque[Taken], at: datetime | None) -> bool:
        """Whether as many as may wait were sent shortly before; what came in hours that the bot was off does not count."""
        asking = [each for each in queue if each.asks]
        if at is not None:
            asking = [each for each in asking if each.at is not None and abs(at - each.at) <= FLOOD]
        return len(asking) >= MOST_WAITING

    async def _work(self, lane: str, queue: deque[Taken]) -> None:
        """Answers what waits in a lane, until nothing does."""
        try:
            while queue:
                await self._turn()
                if self._ending:
                    return
                taken = self._under_way[lane] = queue.popleft()
                await self._answer(taken)
                if taken.lost:
                    _LOG.warning("update %s is answered by another process", taken.ids[0])
                else:
                    # The next one waits until this one's end is written: a process that dies has one answer in doubt.
                    await self._memory.finish(_ends(taken))
                del self._under_way[lane]
        finally:
            self._under_way.pop(lane, None)
            self._queues.pop(lane, None)
            self._excess.pop(lane, None)
            self._look.set()

    async def _turn(self) -> None:
        """Returns when a lane may begin with an update.

        Hundreds that begin at once would all be computed before any is sent. One begins after another, and what is sent and
        written gets as much of the loop as a beginning takes: so the first are over before the last have begun. Where all that
        have begun are with the encoder, there is nothing to send.
        """
        clock, others = asyncio.get_running_loop().time, self._beginning.locked()
        async with self._beginning:
            sends = others and len(self._under_way) > self._memory.database.vitals.encoding
            await asyncio.sleep(min(clock() - self._began, LONGEST_BREATH) if sends else 0)
            self._began = clock()

    async def _answer(self, taken: Taken) -> None:
        TAKEN.set(taken)
        clock = asyncio.get_running_loop().time
        until, said = clock() + (PATIENCE_SECONDS if taken.update.effective_message else 0.0), ""
        while True:
            taken.fault, taken.last_try = None, self._ending or clock() > until
            try:
                if taken.attempts >= MOST_ATTEMPTS or is_guilty(taken):
                    ended = max(taken.attempts, taken.ended)
                    _LOG.error("update %s is given up: it has ended %s processes", taken.ids[0], ended)
                    # Where saying so ended a process too, nothing more is said.
                    if taken.attempts <= MOST_ATTEMPTS and taken.tried <= MOST_TRIED:
                        async with self._suspects.alone(taken):
                            await self._lost(taken.update)
                else:
                    async with self._suspects.alone(taken):
                        await self._handle(taken.update)
            except Exception as error:
                # What handles it says so itself; this is an error in how it does.
                _LOG.error("update %s is given up: %s", taken.ids[0], type(error).__name__)
                return
            if taken.fault is None or taken.last_try:
                return
            if str(taken.fault) != said:
                said = str(taken.fault)
                _LOG.warning("update %s waits: %s", taken.ids[0], said)
            await asyncio.sleep(PAUSE_SECONDS)

    def _spawn(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)


def _ends(taken: Taken) -> list[Done]:
    """The ends of an update and of the edits that it stood for; the last one tells what was answered."""
    *before, last = taken.ids
    return [*map(Done, before), Done(last, taken.digest, taken.reply_id)]


def _note_unreadable(update_id: int, error: Exception) -> None:
    # The text of the error holds words of a person.
    _LOG.warning("update %s cannot be read and is skipped: %s", update_id, type(error).__name__)


def _id_of(raw: object) -> int | None:
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 1 << 63 else None


def _sent_at(update: Update) -> datetime | None:
    """When a person did it, as far as Telegram says."""
    if update.edited_message is not None:
        return update.edited_message.edit_date
    return update.message.date if update.message is not None else None


def _chats_of(rows: Sequence[Waiting]) -> set[int]:
    return {id for row in rows for id in chats_of(row.lane)}
