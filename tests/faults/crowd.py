"""Several processes on one PostgreSQL, among floods, blocks, moves and failures, with what the server measures."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy import select

from bot.db.engine import open_database
from bot.db.notices import count_by_state, enqueue, retry
from bot.db.tables import notices
from bot.limits import Limits
from bot.notifications.notice import UNSENT, Notice, State
from tests.botapi import BotApiServer, Call, Chat, Fault, World, bad_request, migrated, server_error, too_many_requests
from tests.faults.process import Order, ready, started, stopped

MARK = "可能重复"
_SEND = "sendMessage"
_FLOODS = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How much there is to send, by how many processes and within which limits."""

    notices: int
    processes: int
    limits: Limits
    groups: int
    a_group: int  # notices to each group
    to_flooded: int  # notices to the chat that is told to wait, before any other is told anything
    flooded_seconds: int
    seed: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """The chats by what happens to them, and who is to get what."""

    world: World
    flooded: Chat
    unreachable: set[int]
    moved: dict[int, int]
    expected: list[Notice]

    def home(self, chat_id: int) -> int:
        """The id under which a chat goes on."""
        return self.moved.get(chat_id, chat_id)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of it; the rates are the most that the server saw in any window."""

    seconds: float
    states: dict[str, int]
    answers: dict[str, int]
    lost: int
    unmarked: int
    unexplained: int
    repeats: int
    overall: int
    group: int
    beside_flood: tuple[int, float]
    limits: Limits

    @property
    def sound(self) -> bool:
        """Whether all is accounted for, within the limits, and others got theirs while the flooded chat waited."""
        kept = self.overall <= self.limits.overall and self.group <= self.limits.group
        return kept and self.beside_flood[0] > 0 and not (self.lost or self.unmarked or self.unexplained)

    def __str__(self) -> str:
        limits, (count, waited) = self.limits, self.beside_flood
        return "\n".join(
            (
                f"{sum(self.states.values())} notices in {self.seconds:.0f} s: {self.states}; answered: {self.answers}",
                f"  lost {self.lost}; twice without a mark {self.unmarked}, twice with a known outcome {self.unexplained}; "
                f"{self.repeats} unknowable sends repeated",
                f"  at most {self.overall} requests in any {limits.overall_seconds:g} s (allowed {limits.overall}), "
                f"{self.group} to a group in any {limits.group_seconds:g} s (allowed {limits.group})",
                f"  while the flooded chat waited {waited:.0f} s, others got {count} messages, {count / waited:.1f} a second",
            )
        )


def _populate(plan: Plan) -> Crowd:
    world, chance = World(), random.Random(plan.seed)
    owner = world.add_user("Owner")
    flooded = world.add_private_chat(world.add_user("Flooded"))
    groups = [world.add_group(f"G{number}", owner) for number in range(plan.groups)]
    count = plan.notices - plan.to_flooded - plan.groups * plan.a_group
    people = [world.add_private_chat(world.add_user(f"P{number}")) for number in range(count)]
    mixed = chance.sample(people, count)
    few = max(2, count // 100)
    blocked, gone, odd = mixed[:few], mixed[few : 2 * few], mixed[2 * few : 6 * few]

    def order(chat: Chat, fault: Fault, times: int | None = None) -> None:
        world.faults.add(fault, method=_SEND, chat=chat, times=times)

    order(flooded, Fault(error=too_many_requests(plan.flooded_seconds)), _FLOODS)
    for chat in blocked:
        world.set_status(chat, world.bot.user, "kicked")
    for chat in gone:
        order(chat, Fault(error=bad_request("chat not found")))
    lies = (
        (Fault(error=too_many_requests(1)), 1),
        (Fault(error=server_error(502)), 2),
        (Fault(drop="after"), 1),
        (Fault(drop="before"), 1),
    )
    for number, chat in enumerate(odd):
        order(chat, *lies[number % len(lies)])
    moved = {}
    for chat in groups[: plan.groups // 3]:
        moved[chat.id] = world.add_supergroup(chat.title, owner).id
        order(chat, Fault(error=migrated(moved[chat.id])))
    chats = [flooded] * plan.to_flooded + groups * plan.a_group + people
    expected = [Notice(f"e{number}", chat.id, f"notice {number}", "zh") for number, chat in enumerate(chats)]
    return Crowd(world, flooded, {chat.id for chat in blocked + gone}, moved, expected)


async def run(url: str, plan: Plan) -> Report:
    """Sends the plan's notices to the end, an operator retrying what waits for a decision."""
    crowd = _populate(plan)
    async with open_database(url) as database, AsyncExitStack() as stack:
        async with database.transaction() as transaction:
            await enqueue(transaction, crowd.expected)
        server = await stack.enter_async_context(BotApiServer(crowd.world))
        order = Order(url, server.base_url, crowd.world.bot.token, plan.limits)
        processes = [await stack.enter_async_context(started(order)) for _ in range(plan.processes)]
        await asyncio.gather(*map(ready, processes))
        begun = time.time()
        async with asyncio.timeout(3600):
            while True:
                await asyncio.sleep(0.5)
                async with database.transaction() as transaction:
                    states = await count_by_state(transaction)
                    if not (states.keys() & UNSENT or await retry(transaction)):
                        break
        seconds = time.time() - begun
        await asyncio.gather(*map(stopped, processes))
        async with database.transaction() as transaction:
            rows = await transaction.execute(select(notices.c.event, notices.c.state, notices.c.repeats))
            found = {row.event: (row.state, row.repeats) for row in rows}
    return _report(plan, crowd, seconds, found)


def _report(plan: Plan, crowd: Crowd, seconds: float, found: dict[str, tuple[str, int]]) -> Report:
    texts: dict[str, list[str]] = defaultdict(list)
    for message in crowd.world.history:
        texts[message.text.rpartition("\n")[2]].append(message.text)
    lost = unmarked = unexplained = 0
    for notice in crowd.expected:
        state, repeats = found[notice.event]
        got = texts[notice.html]
        away = notice.chat_id in crowd.unreachable
        lost += (state, len(got)) != (State.CANCELLED, 0) if away else not got or state != State.SENT
        unmarked += sum(MARK not in text for text in got) > 1
        unexplained += len(got) > 1 + repeats
    calls = crowd.world.calls_of(_SEND)
    by_group = defaultdict(list)
    for call in calls:
        if (home := crowd.home(int(call.parameters["chat_id"]))) < 0:
            by_group[home].append(call.at)
    limits = plan.limits
    return Report(
        seconds=seconds,
        states=dict(Counter(state for state, _ in found.values())),
        answers=dict(Counter(str(call.status or "cut") for call in calls).most_common()),
        lost=lost,
        unmarked=unmarked,
        unexplained=unexplained,
        repeats=sum(repeats for _, repeats in found.values()),
        overall=_most([call.at for call in calls], limits.overall_seconds),
        group=max(_most(moments, limits.group_seconds) for moments in by_group.values()),
        beside_flood=_beside_flood(plan, crowd, calls),
        limits=limits,
    )


def _most(moments: Sequence[float], seconds: float) -> int:
    """The most moments in any window of that length."""
    ordered, first, most = sorted(moments), 0, 0
    for index, moment in enumerate(ordered):
        while ordered[first] <= moment - seconds:
            first += 1
        most = max(most, index - first + 1)
    return most


def _beside_flood(plan: Plan, crowd: Crowd, calls: Sequence[Call]) -> tuple[int, float]:
    """How many messages others got while the flooded chat had to wait, and how long it had to."""
    own = [call.at for call in calls if call.status == 429 and int(call.parameters["chat_id"]) == crowd.flooded.id]
    others = [call.at for call in calls if call.status == 200 and int(call.parameters["chat_id"]) != crowd.flooded.id]
    within = [at for at in others if any(begun < at < begun + plan.flooded_seconds for begun in own)]
    return len(within), float(len(own) * plan.flooded_seconds)
