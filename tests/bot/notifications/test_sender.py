"""The sender with a channel of our own: everything arrives, a fault of one chat or of the database stays its own."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.db import notices
from bot.db.engine import Database, open_database
from bot.db.errors import DatabaseFault
from bot.limits import Limits
from bot.notifications.notice import Claim, Notice, Outcome, RetryAfter, Sent, State, Unsent
from bot.notifications.sender import Sender
from tests.databases import Postgresql

# Waits are cut short, so that the tests are; the rules stay the same.
LIMITS = Limits(overall=10_000, spare=0, chat_seconds=0.01, backoff_seconds=0.01, idle_seconds=0.02, grace_seconds=0.2)
NOTICE = Notice("e", 1, "words", "zh")


class Recorder:
    """A channel that remembers what it carried; `ends` gives a chat's outcomes in order, before it succeeds."""

    def __init__(self) -> None:
        self.sent: list[Claim] = []
        self.ends: defaultdict[int, list[Outcome | BaseException]] = defaultdict(list)
        self.holds: dict[int, asyncio.Event] = {}

    async def send(self, claim: Claim) -> Outcome:
        self.sent.append(claim)
        if hold := self.holds.get(claim.chat_id):
            await hold.wait()
        end = self.ends[claim.chat_id].pop(0) if self.ends[claim.chat_id] else Sent(len(self.sent))
        if isinstance(end, BaseException):
            raise end
        return end


@asynccontextmanager
async def sending(database: Database, channel: Recorder, limits: Limits = LIMITS) -> AsyncIterator[Sender]:
    """A sender at work; it ends with the block."""
    stop, sender = asyncio.Event(), Sender(database, channel, limits)
    task = asyncio.create_task(sender.run(stop))
    try:
        yield sender
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


async def add(database: Database, *chat_ids: int) -> None:
    rows = [replace(NOTICE, chat_id=chat_id, event=f"e{number}") for number, chat_id in enumerate(chat_ids)]
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, rows)


async def counts(database: Database) -> dict[State, int]:
    async with database.transaction() as transaction:
        return await notices.count_by_state(transaction)


async def until(condition: Callable[[dict[State, int]], bool], database: Database) -> None:
    """Waits for the states to be as they should."""
    async with asyncio.timeout(20):
        while not condition(await counts(database)):
            await asyncio.sleep(0.01)


async def test_everything_is_sent_once(database: Database) -> None:
    channel = Recorder()
    await add(database, *range(1, 301), 1, 2, 3)
    async with sending(database, channel):
        await until(lambda count: count == {State.SENT: 303}, database)
    assert sorted(claim.chat_id for claim in channel.sent) == sorted([*range(1, 301), 1, 2, 3])


async def test_what_is_added_later_is_sent_too(database: Database) -> None:
    async with sending(database, Recorder()):
        await asyncio.sleep(0.1)  # the first look finds nothing
        await add(database, 1)
        await until(lambda count: count == {State.SENT: 1}, database)


async def test_a_failing_chat_delays_no_other(database: Database) -> None:
    channel = Recorder()
    channel.ends[1] = [RetryAfter(600)]
    channel.ends[2] = [Unsent("502")] * 3
    channel.ends[3] = [ZeroDivisionError("a bug")]
    channel.holds[4] = asyncio.Event()
    await add(database, *[1, 2, 3, 4] * 5, *range(5, 50))
    async with sending(database, channel):
        await until(lambda count: count.get(State.SENT, 0) == 5 + 5 + 45, database)
        channel.holds[4].set()
        await until(lambda count: count == {State.WAITING: 5, State.SENT: 60}, database)
    async with database.transaction() as transaction:
        assert await notices.count_repeats(transaction) == 1


async def test_a_send_without_end_is_given_up(database: Database) -> None:
    channel = Recorder()
    channel.holds[1] = asyncio.Event()
    await add(database, 1)
    async with sending(database, channel, replace(LIMITS, send_seconds=0.05)):
        await until(lambda count: count == {State.UNCERTAIN: 1}, database)
    assert [claim.repeat for claim in channel.sent] == [False, True]


async def test_the_end_waits_a_little_for_what_is_under_way(database: Database) -> None:
    channel = Recorder()
    channel.holds = {1: asyncio.Event(), 2: asyncio.Event()}
    await add(database, 1, 2, 3)
    async with sending(database, channel):
        await until(lambda count: count == {State.SENDING: 2, State.SENT: 1}, database)
        asyncio.get_running_loop().call_later(0.05, channel.holds[1].set)
    # Chat 2 never answered: nobody can know, so it is repeated and marked.
    assert await counts(database) == {State.SENT: 2, State.WAITING: 1}
    channel.holds.clear()
    async with sending(database, channel):
        await until(lambda count: count == {State.SENT: 3}, database)
    assert [(claim.chat_id, claim.repeat) for claim in channel.sent][-1] == (2, True)


async def test_answers_take_room_from_notices(database: Database) -> None:
    channel = Recorder()
    limits = replace(LIMITS, overall=10, spare=2, overall_seconds=600)
    await add(database, *range(1, 20))
    async with sending(database, channel, limits) as sender:
        for chat_id in range(501, 506):
            sender.record_send(chat_id)
        await until(lambda count: count.get(State.SENT, 0) == 3, database)
        await asyncio.sleep(0.2)
    assert len(channel.sent) == 3


async def test_a_database_that_fails_for_a_while_is_waited_for(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await add(database, *range(1, 6))
    channel, whole = Recorder(), database.transaction
    faults = [DatabaseFault("the database is full: make room")]

    @asynccontextmanager
    async def failing() -> AsyncIterator[object]:
        if channel.sent and faults:
            raise faults.pop()
        async with whole() as transaction:
            yield transaction

    monkeypatch.setattr(database, "transaction", failing)
    async with sending(database, channel):
        async with asyncio.timeout(20):
            while faults:
                await asyncio.sleep(0.01)
        await until(lambda count: count == {State.SENT: 5}, database)
    # What had arrived was written down once the database was back: nothing went out twice.
    assert len(channel.sent) == 5
    assert "make room" in caplog.text and "Traceback" not in caplog.text


async def test_an_error_of_our_own_does_not_end_the_sending(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors, claim = [ZeroDivisionError("a bug")], Sender._record

    async def failing(sender: Sender) -> None:
        if errors:
            raise errors.pop()
        await claim(sender)

    monkeypatch.setattr(Sender, "_record", failing)
    await add(database, 1)
    async with sending(database, Recorder()):
        await until(lambda count: count == {State.SENT: 1}, database)
    assert "a bug" in caplog.text and "Traceback" in caplog.text


async def test_processes_share_the_work_and_the_limits(postgresql_server: Postgresql) -> None:
    url = postgresql_server.new_database()
    one, two = Recorder(), Recorder()
    async with open_database(url) as first, open_database(url) as second:
        await add(first, *range(1, 401))
        limits = replace(LIMITS, batch=20)
        async with sending(first, one, limits), sending(second, two, limits):
            await until(lambda count: count == {State.SENT: 400}, first)
    ids = [claim.id for claim in one.sent + two.sent]
    assert len(ids) == len(set(ids)) == 400
    assert one.sent and two.sent


async def test_what_the_process_before_left_is_taken_up_at_once(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/test.db"
    channel = Recorder()
    channel.holds[1] = asyncio.Event()
    async with open_database(url) as database:
        await add(database, 1)
        task = asyncio.create_task(Sender(database, channel, LIMITS).run(asyncio.Event()))
        await until(lambda count: count == {State.SENDING: 1}, database)
        task.cancel()  # as good as a kill: nothing is written down
        await asyncio.wait([task])
    channel.holds.clear()
    async with open_database(url) as database, sending(database, channel):
        await until(lambda count: count == {State.SENT: 1}, database)
    assert [claim.repeat for claim in channel.sent] == [False, True]
