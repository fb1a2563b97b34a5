"""Kill -9 at random moments of an announcement or a round of digests, until every chat has it."""

from __future__ import annotations

import asyncio
import random
import signal
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import delete, select

from bot.db.announcements import Audience, Stage, add_draft, advance
from bot.db.chats import see_chat
from bot.db.digests import set_digest
from bot.db.engine import Database, open_database
from bot.db.notices import count_by_state, retry
from bot.db.subscriptions import subscribe
from bot.db.tables import announcements, chats, digests, notices, subscriptions
from bot.limits import Limits
from bot.notifications.notice import UNSENT, State
from bot.notifications.schedule import Every, Schedule
from bot.notifications.subscriptions import Aim, Target
from tests.botapi import BotApiServer, Fault, World, server_error, too_many_requests
from tests.faults.process import Order, ready, started, stopped

PLAN = "neimenggu-2011"
# Patience is cut short, so that a round with its kills takes seconds; the rules stay the same.
LIMITS = Limits(
    overall=1_000_000,
    spare=0,
    chat_seconds=0.01,
    batch=50,
    claim_seconds=3,
    send_seconds=2,
    arrive_seconds=1,
    backoff_seconds=0.05,
    backoff_ceiling=0.5,
    idle_seconds=0.05,
)
# Of ten kills two hit a process that still starts; the others fall into so many seconds of its work.
STARTING, WORKING_SECONDS, STARTING_SECONDS = 0.2, 0.7, 1.5
MARK = "可能重复"


@dataclass(slots=True)
class Tally:
    """What became of one or more rounds."""

    rounds: int = 0
    kills: int = 0
    notices: int = 0
    messages: int = 0
    missing: int = 0
    duplicates: int = 0
    unmarked: int = 0
    unexplained: int = 0
    unknowable: int = 0
    settled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was lost, and nothing doubled without a mark and a reason."""
        return not (self.missing or self.unmarked or self.unexplained or self.faults)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in {self.rounds} rounds of {self.notices // max(1, self.rounds)} chats: "
            f"{self.missing} without the notice; {self.messages} messages, {self.duplicates} more than once, "
            f"of which {self.unmarked} unmarked and {self.unexplained} where the outcome was known; "
            f"{self.unknowable} unknowable sends repeated, {self.settled} of them left to the operator"
        )


async def run(url: str, job: str, kills: int, chats: int, seed: int, a_round: int) -> Tally:
    """Rounds of `job` with `a_round` kills each until there were `kills`."""
    tally, number = Tally(), 0
    while tally.kills < kills:
        wanted = min(a_round, kills - tally.kills)
        await _round(url, job, f"{job} {seed}.{number}", wanted, chats, random.Random(f"{seed}.{number}"), tally)
        number += 1
    return tally


async def _round(url: str, job: str, event: str, kills: int, count: int, chance: random.Random, tally: Tally) -> None:
    world = World()
    people = [world.add_private_chat(world.add_user(f"P{number}")) for number in range(count)]
    for chat in chance.sample(people, max(4, count // 50)):
        lies = (
            Fault(drop="after"),
            Fault(drop="before"),
            Fault(error=server_error(502)),
            Fault(error=too_many_requests(1)),
        )
        world.faults.add(chance.choice(lies), method="sendMessage", chat=chat)
    chat_ids = [chat.id for chat in people]
    async with open_database(url) as database:
        await _prepare(database, job, chat_ids)
    async with BotApiServer(world) as server:
        order = Order(url, server.base_url, world.bot.token, LIMITS, rounds=True)
        for _ in range(kills):
            await _kill(order, chance)
            tally.kills += 1
        await _finish(order, count, tally)
    await _judge(url, world, event, chat_ids, tally)


async def _prepare(database: Database, job: str, chat_ids: list[int]) -> None:
    """Chats, and either an announcement to all of them that was just confirmed, or a digest that is due in each."""
    now = datetime.now(UTC)
    async with database.transaction() as transaction:
        for table in (announcements, digests, notices, subscriptions, chats):
            await transaction.execute(delete(table))
        for chat_id in chat_ids:
            await see_chat(transaction, chat_id, "private")
        if job == "announce":
            draft = await add_draft(transaction, 1, Audience(), "请于周五前报送进展。")
            await advance(transaction, draft, Stage.DRAFT, Stage.CONFIRMED)
            return
        daily = Schedule(Every.DAILY, (time(9, 0),))
        for chat_id in chat_ids:
            await subscribe(transaction, chat_id, 0, PLAN, [Target(Aim.TASK, "12")])
            await set_digest(transaction, chat_id, 0, daily, now - timedelta(minutes=5), chat_id)


async def _kill(order: Order, chance: random.Random) -> None:
    async with started(order) as process:
        if chance.random() < STARTING:
            await asyncio.sleep(chance.uniform(0, STARTING_SECONDS))
        else:
            await ready(process)
            await asyncio.sleep(chance.uniform(0, WORKING_SECONDS))
        process.send_signal(signal.SIGKILL)


async def _finish(order: Order, count: int, tally: Tally) -> None:
    """Lets a process end the work in peace; the operator retries what waits for a decision."""
    async with started(order) as process:
        await ready(process)
        async with asyncio.timeout(300):
            while True:
                await asyncio.sleep(0.2)
                async with open_database(order.url, beside=True) as database, database.transaction() as transaction:
                    counts = await count_by_state(transaction)
                    if sum(counts.values()) < count or counts.keys() & UNSENT:
                        continue
                    if not (settled := await retry(transaction)):
                        break
                    tally.settled += settled
        await stopped(process)


async def _judge(url: str, world: World, event: str, chat_ids: list[int], tally: Tally) -> None:
    async with open_database(url) as database, database.transaction() as transaction:
        found = await transaction.execute(select(notices.c.chat_id, notices.c.state, notices.c.repeats))
        rows = {row.chat_id: row for row in found}
        states = await count_by_state(transaction)
    if states != {State.SENT: len(chat_ids)}:
        tally.faults.append(f"{event}: {states}")
    tally.rounds += 1
    tally.notices += len(chat_ids)
    tally.unknowable += sum(row.repeats for row in rows.values())
    for chat_id in chat_ids:
        texts = [message.text for message in world.messages(world.chats[chat_id])]
        tally.messages += len(texts)
        tally.missing += not texts
        tally.duplicates += len(texts) > 1
        tally.unmarked += sum(MARK not in text for text in texts) > 1
        tally.unexplained += len(texts) > 1 + rows[chat_id].repeats
