"""The outbox at work on both databases: order, windows, and what becomes of every end of a send."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db import notices, sending, windows
from bot.db.chats import ChatState, get_chat, see_chat
from bot.db.engine import Database, Transaction, open_database
from bot.db.tables import notices as table
from bot.db.tables import sends
from bot.limits import Limits
from bot.notifications.notice import (
    Blocked,
    Claim,
    Gone,
    Moved,
    Notice,
    NoTopic,
    Outcome,
    Priority,
    Refused,
    RetryAfter,
    Sent,
    State,
    Unknown,
    Unsent,
)
from tests.databases import Postgresql

NOTICE = Notice("e", 1, "words", "zh")
LIMITS = Limits(spare=0, claim_seconds=60)


def later(seconds: float = 0) -> datetime:
    """A moment after everything that a test enqueues."""
    return START + timedelta(seconds=seconds)


START = datetime.now(UTC) + timedelta(hours=1)


def to(*chat_ids: int) -> list[Notice]:
    """A notice to each of the chats, told apart by its event."""
    return [replace(NOTICE, chat_id=chat_id, event=f"e{number}") for number, chat_id in enumerate(chat_ids)]


async def claim(
    transaction: Transaction, seconds: float = 0, count: int = 100, owner: str = "me", limits: Limits = LIMITS
) -> list[Claim]:
    """What goes out `seconds` after START."""
    claims, _ = await sending.claim(transaction, owner, later(seconds), limits, count)
    return await sending.begin(transaction, owner, claims, later(seconds))


async def end(transaction: Transaction, claims: Sequence[Claim], outcome: Outcome, seconds: float = 0) -> None:
    """Writes down that all ended in one way."""
    await sending.record(transaction, "me", [(each, outcome) for each in claims], later(seconds), LIMITS)


async def row(transaction: Transaction, chat_id: int = 1) -> tuple[str, int, str | None]:
    """State, repeats and error of the one notice of a chat."""
    columns = table.c.state, table.c.repeats, table.c.error
    found = (await transaction.execute(select(*columns).where(table.c.chat_id == chat_id))).one()
    return found.state, found.repeats, found.error


async def test_answers_go_first_then_what_was_first(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(3, 1, 2))
        await notices.enqueue(transaction, [replace(NOTICE, chat_id=9, priority=Priority.ANSWER)])
        assert [each.chat_id for each in await claim(transaction, count=2)] == [9, 3]
        assert [each.chat_id for each in await claim(transaction)] == [1, 2]
        assert await claim(transaction, 10) == []


async def test_a_notice_waits_for_its_time(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, [replace(NOTICE, not_before=later(5))])
        assert await claim(transaction, 4) == []
        assert len(await claim(transaction, 5)) == 1


async def test_a_chat_gets_one_a_second_and_delays_no_other(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(*[1] * 50, 2, 3))
        first = await claim(transaction, count=10)
        assert [each.chat_id for each in first] == [1, 2, 3]
        await end(transaction, first, Sent(1), 0.5)
        assert await claim(transaction, 1.4) == []
        second = await claim(transaction, 1.6, count=1)
        assert [each.chat_id for each in second] == [1] and second[0].id > first[0].id


async def test_pages_of_a_notice_arrive_in_order(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, [replace(NOTICE, part=part) for part in (0, 1)])
        first = await claim(transaction)
        await end(transaction, first, Unsent("no connection"), 1)
        # The first page waits for its next try; the second waits for the first.
        tries = await claim(transaction, 2.9 + 400)
        assert [each.id for each in tries] == [first[0].id]
        await end(transaction, tries, Sent(1), 403)
        assert [each.id for each in await claim(transaction, 405)] == [first[0].id + 1]


async def test_no_more_than_allowed_in_any_second(database: Database) -> None:
    limits = replace(LIMITS, overall=30, spare=3)
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(*range(1, 100)))
        await windows.note_sends(transaction, [501, 502], later())
        first = await claim(transaction, 0.1, limits=limits)
        assert len(first) == 25
        assert await sending.claim(transaction, "you", later(0.2), limits, 100) == ([], pytest.approx(0.8))
        await end(transaction, first[:10], Sent(1), 0.3)
        # The answers have left the window, the fifteen on their way have not.
        assert len(await claim(transaction, 1.05, limits=limits)) == 2
        assert len(await claim(transaction, 1.31, limits=limits)) == 10


async def test_a_clock_that_is_put_back_closes_no_window(database: Database) -> None:
    """What was sent just before is noted as of a time that comes in a day."""
    limits = replace(LIMITS, overall=5)
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(*range(1, 20)))
        await windows.note_sends(transaction, [501, 502, 503, 1, -2], later(86_400))
        assert len(await claim(transaction, limits=limits)) == 5
        await windows.prune_windows(transaction, later(), limits)
        assert (await transaction.execute(select(func.count()).select_from(sends))).scalar_one() == 5


async def test_a_request_that_never_ended_leaves_the_windows(database: Database) -> None:
    limits = replace(LIMITS, overall=5)
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(*range(1, 20)))
        assert len(await claim(transaction, limits=limits)) == 5
        assert await claim(transaction, 4.9, limits=limits) == []
        assert len(await claim(transaction, 5.1, limits=limits)) == 5


async def test_a_group_gets_twenty_a_minute_and_a_person_more(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(*[-5, 5] * 30))
        got: dict[int, list[int]] = {-5: [], 5: []}
        for second in range(90):
            await windows.prune_windows(transaction, later(second), LIMITS)
            claims = await claim(transaction, second)
            await end(transaction, claims, Sent(1), second)
            for each in claims:
                got[each.chat_id].append(second)
    assert got == {-5: [*range(20), *range(60, 70)], 5: list(range(30))}


async def test_the_windows_forget_what_is_past(database: Database) -> None:
    async with database.transaction() as transaction:
        await windows.note_sends(transaction, [5, -5], later())
        await windows.cool_down(transaction, 6, later(10))
        await windows.prune_windows(transaction, later(2), LIMITS)
        assert (await transaction.execute(select(sends.c.chat_id))).scalars().all() == [-5]
        await windows.prune_windows(transaction, later(61), LIMITS)
        assert (await transaction.execute(select(func.count()).select_from(sends))).scalar_one() == 0


async def test_a_sent_notice_is_done(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        await end(transaction, await claim(transaction), Sent(77))
        found = await transaction.execute(select(table.c.state, table.c.sent_message_id, table.c.claimed_by))
        assert tuple(found.one()) == (State.SENT, 77, None)
        assert await claim(transaction, 1000) == []


async def test_only_the_chat_that_is_flooded_cools_down(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1, 1, 2, 2))
        first = await claim(transaction)
        await end(transaction, first[:1], RetryAfter(30))
        await end(transaction, first[1:], Sent(1))
        assert [each.chat_id for each in await claim(transaction, 2)] == [2]
        assert await claim(transaction, 29) == []
        assert [each.id for each in await claim(transaction, 31)] == [first[0].id]


async def test_a_shorter_cooldown_does_not_end_a_longer_one(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        await windows.cool_down(transaction, 1, later(30))
        await windows.cool_down(transaction, 1, later(5))
        assert await claim(transaction, 29) == []


async def test_what_was_not_sent_is_tried_again_ever_more_slowly(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        moment, waits = 0.0, []
        for _ in range(14):
            (only,) = await claim(transaction, moment)
            await end(transaction, [only], Unsent("Bad Gateway"), moment)
            assert (await row(transaction)) == (State.WAITING, 0, "Bad Gateway")
            due = (await transaction.execute(select(table.c.not_before))).scalar_one()
            waits.append((due - later(moment)).total_seconds())
            moment += 400
    for tries, wait in enumerate(waits):
        assert min(300, 2**tries) / 2 <= wait <= min(300, 2**tries)


async def test_an_unknowable_send_is_repeated_once_and_then_waits_for_an_operator(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        (first,) = await claim(transaction)
        assert not first.repeat
        await end(transaction, [first], Unknown("cut"))
        assert await row(transaction) == (State.WAITING, 1, "cut")
        (second,) = await claim(transaction, 10)
        assert second.repeat
        await end(transaction, [second], Unknown("cut again"), 10)
        assert await row(transaction) == (State.UNCERTAIN, 1, "cut again")
        assert await claim(transaction, 1000) == []


async def test_a_refused_notice_is_put_aside_with_the_reason(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1, 2))
        await end(transaction, await claim(transaction, count=1), Refused("can't parse entities"))
        assert await row(transaction) == (State.DEAD, 0, "can't parse entities")
        assert [each.chat_id for each in await claim(transaction, 5)] == [2]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Blocked("Forbidden: bot was blocked"), ChatState.BLOCKED), (Gone("chat not found"), ChatState.GONE)],
)
async def test_a_chat_that_cannot_be_written_to(outcome: Blocked | Gone, state: ChatState, database: Database) -> None:
    async with database.transaction() as transaction:
        await see_chat(transaction, 1, "private")
        await notices.enqueue(transaction, to(1, 1, 2))
        await end(transaction, (await claim(transaction))[:1], outcome)
        assert await notices.count_by_state(transaction) == {State.CANCELLED: 2, State.SENDING: 1}
        chat = await get_chat(transaction, 1)
        assert chat is not None and chat.state == state
        assert await notices.bring_back_chat(transaction, 1) == 2
        assert len(await claim(transaction, 10)) == 1


async def test_a_general_topic_that_is_closed_may_be_opened_again(database: Database) -> None:
    """There is nowhere else to tell it."""
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        await end(transaction, await claim(transaction), NoTopic("TOPIC_CLOSED"))
        assert await row(transaction) == (State.WAITING, 0, "TOPIC_CLOSED")
        assert await claim(transaction, 10) == []


async def test_a_group_that_moved_gets_it_under_the_new_id(database: Database) -> None:
    async with database.transaction() as transaction:
        await see_chat(transaction, -1, "group", "Team")
        await notices.enqueue(transaction, to(-1, -1))
        await end(transaction, await claim(transaction), Moved(-1001))
        assert [each.chat_id for each in await claim(transaction, 5)] == [-1001]
        assert await notices.count_by_state(transaction) == {State.SENDING: 1, State.WAITING: 1}
        chat = await get_chat(transaction, -1001)
        assert chat is not None and (chat.kind, chat.title) == ("supergroup", "Team")


async def test_what_a_dead_process_had_claimed_is_sent_by_another(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1, 2, 3))
        await sending.claim(transaction, "dead", later(), LIMITS, 1)
        (begun,) = await claim(transaction, count=1, owner="dead")
        assert await sending.recover(transaction, later(59)) == 0
        assert await sending.recover(transaction, later(61)) == 2
        again = await claim(transaction, 61)
        assert [(each.chat_id, each.repeat) for each in again] == [(1, False), (2, True), (3, False)]
        # The dead process was only slow: what it says of a message that arrived is true all the same.
        await sending.record(transaction, "dead", [(begun, Unsent("late"))], later(62), LIMITS)
        assert (await row(transaction, 2))[0] == State.SENDING
        await sending.record(transaction, "dead", [(begun, Sent(5))], later(62), LIMITS)
        assert (await row(transaction, 2))[0] == State.SENT


@pytest.mark.parametrize("late", [Unknown("late"), Unsent("late"), Refused("late"), RetryAfter(5)], ids=str)
async def test_the_end_of_a_lapsed_claim_is_not_that_of_the_next(late: Outcome, database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        first = await claim(transaction)
        await sending.recover(transaction, later(61))
        second = await claim(transaction, 61)
        assert [each.repeat for each in second] == [True]
        await end(transaction, first, late, 62)
        assert (await row(transaction))[:2] == (State.SENDING, 1)
        await end(transaction, second, Sent(1), 63)
        assert (await row(transaction))[:2] == (State.SENT, 1)


async def test_a_process_that_dies_twice_with_the_same_notice_leaves_it_to_an_operator(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        await claim(transaction)
        assert await sending.recover(transaction, later(0.1), everything=True) == 1
        assert (await row(transaction))[:2] == (State.WAITING, 1)
        await claim(transaction, 2)
        assert await sending.recover(transaction, later(2), everything=True) == 1
        assert (await row(transaction))[:2] == (State.UNCERTAIN, 1)


async def test_a_claim_that_lapsed_is_not_sent(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, to(1))
        claims, _ = await sending.claim(transaction, "slow", later(), LIMITS, 9)
        assert await sending.begin(transaction, "slow", claims, later(61)) == []
        await sending.recover(transaction, later(61))
        assert len(await claim(transaction, 61)) == 1
        assert await sending.begin(transaction, "slow", claims, later(61)) == []


async def test_processes_never_claim_the_same_and_never_too_much(postgresql_server: Postgresql) -> None:
    limits = replace(LIMITS, overall=40)

    async def take(database: Database, owner: str) -> list[Claim]:
        async with database.transaction() as transaction:
            return (await sending.claim(transaction, owner, later(), limits, 7))[0]

    url = postgresql_server.new_database()
    async with open_database(url) as one, open_database(url) as two:
        async with one.transaction() as transaction:
            await notices.enqueue(transaction, to(*range(1, 101)))
        taken = await asyncio.gather(*(take(each, str(n)) for n, each in enumerate((one, two) * 5)))
    ids = [each.id for claims in taken for each in claims]
    assert len(ids) == len(set(ids)) == 40
