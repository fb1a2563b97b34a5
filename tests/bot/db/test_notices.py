"""The outbox's rows on both databases: written once, seen and settled by operators, moved with their chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db import chats, notices, sending
from bot.db.chats import Chat, ChatState
from bot.db.engine import Database, Transaction
from bot.db.moves import move_chat
from bot.db.tables import digests, reminders, subscriptions
from bot.db.tables import notices as table
from bot.limits import Limits
from bot.notifications.notice import Claim, Notice, Refused, Sent, State, Unknown
from bot.screens.keyboard import Button

LIMITS = Limits()
_MINUTES = count(10)
KEYBOARD = ((Button("第12项", data="t.12"), Button("原文", url="https://example.org/?a=1&b")),)
NOTICE = Notice("plan:2", 5, "<b>第12项</b>改由商务厅牵头", "zh", thread_id=3, keyboard=KEYBOARD)


async def states(transaction: Transaction) -> list[tuple[int, str]]:
    """The chat and the state of every notice, in the order of the rows."""
    rows = await transaction.execute(select(table.c.chat_id, table.c.state).order_by(table.c.id))
    return [(row.chat_id, row.state) for row in rows]


async def sent_out(transaction: Transaction) -> tuple[list[Claim], datetime]:
    """What is on its way after a look at the outbox, all windows being empty, and when."""
    now = datetime.now(UTC) + timedelta(minutes=next(_MINUTES))
    claims, _ = await sending.claim(transaction, "me", now, LIMITS, 100)
    return await sending.begin(transaction, "me", claims, now), now


async def test_a_notice_is_written_once(database: Database) -> None:
    many = [replace(NOTICE, chat_id=chat_id) for chat_id in range(1, 1201)]
    async with database.transaction() as transaction:
        assert await notices.enqueue(transaction, []) == 0
        assert await notices.enqueue(transaction, [NOTICE, replace(NOTICE, html="other words")]) == 1
        assert await notices.enqueue(transaction, many) == 1199
        others = [replace(NOTICE, part=1), replace(NOTICE, thread_id=0), replace(NOTICE, event="plan:3")]
        assert await notices.enqueue(transaction, others) == 3
        assert await notices.count_by_state(transaction, "plan:2") == {State.WAITING: 1202}
        assert await notices.count_by_state(transaction) == {State.WAITING: 1203}


async def test_a_notice_and_its_change_are_one(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as transaction:
            await notices.enqueue(transaction, [NOTICE])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.transaction() as transaction:
        assert await notices.count_by_state(transaction) == {}


async def test_a_claim_is_what_was_written(database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, [NOTICE])
        (claim,), _ = await sent_out(transaction)
    assert (claim.chat_id, claim.thread_id, claim.html) == (5, 3, NOTICE.html)
    assert (claim.lang, claim.keyboard, claim.repeat) == ("zh", KEYBOARD, False)


async def _fail_all(transaction: Transaction) -> None:
    """Three notices of which one arrives and two are stuck."""
    await notices.enqueue(transaction, [replace(NOTICE, chat_id=chat_id) for chat_id in (1, 2, 3)])
    claims, now = await sent_out(transaction)
    uncertain = [(replace(claims[1], repeat=True), Unknown("cut"))]
    ends: list[Any] = [(claims[0], Refused("can't parse")), *uncertain, (claims[2], Sent(7))]
    await sending.record(transaction, "me", ends, now, LIMITS)


async def test_operators_see_what_is_stuck_and_why(database: Database) -> None:
    async with database.transaction() as transaction:
        await _fail_all(transaction)
        stuck = await notices.stuck_notices(transaction)
        assert [(each.chat_id, each.state, each.error) for each in stuck] == [
            (1, State.DEAD, "can't parse"),
            (2, State.UNCERTAIN, "cut"),
        ]
        assert len(await notices.stuck_notices(transaction, limit=1)) == 1
        missed = await notices.missed(transaction, "plan:2")
        assert [(one.chat_id, one.state, one.error) for one in missed] == [
            (1, State.DEAD, "can't parse"),
            (2, State.UNCERTAIN, "cut"),
        ]
        assert await notices.count_by_state(transaction) == {State.DEAD: 1, State.UNCERTAIN: 1, State.SENT: 1}


async def test_an_operator_retries_or_drops_one_or_all(database: Database) -> None:
    async with database.transaction() as transaction:
        await _fail_all(transaction)
        dead, uncertain = await notices.stuck_notices(transaction)
        assert await notices.retry(transaction, [uncertain.id]) == 1
        assert await notices.count_repeats(transaction) == 1
        assert await notices.drop(transaction, [dead.id, uncertain.id]) == 1
        assert await states(transaction) == [(1, State.DROPPED), (2, State.WAITING), (3, State.SENT)]
        (again,), _ = await sent_out(transaction)
        assert (again.chat_id, again.repeat) == (2, True)
        assert await notices.retry(transaction) == 0
        assert await notices.enqueue(transaction, [replace(NOTICE, chat_id=1)]) == 0


async def test_a_chat_that_blocks_gets_its_notices_when_it_is_back(database: Database) -> None:
    async with database.transaction() as transaction:
        await chats.see_chat(transaction, 5, "private")
        await notices.enqueue(transaction, [NOTICE, replace(NOTICE, part=1), replace(NOTICE, chat_id=6)])
        assert await notices.stop_chat(transaction, 5, ChatState.BLOCKED, "blocked") == 2
        missed = await notices.missed(transaction, "plan:2")
        assert [(one.chat_id, one.state, one.error) for one in missed] == [(5, State.CANCELLED, "blocked")] * 2
        assert await chats.get_chat(transaction, 5) == Chat(5, "private", state=ChatState.BLOCKED)
        assert [claim.chat_id for claim in (await sent_out(transaction))[0]] == [6]
        assert await notices.bring_back_chat(transaction, 5) == 2
        assert await chats.get_chat(transaction, 5) == Chat(5, "private")
        assert [claim.chat_id for claim in (await sent_out(transaction))[0]] == [5]


async def test_old_notices_are_forgotten(database: Database) -> None:
    async with database.transaction() as transaction:
        await _fail_all(transaction)
        await transaction.execute(update(table).values(updated=datetime.now(UTC) - notices.KEPT - timedelta(days=1)))
        assert await notices.prune_notices(transaction) == 1
        assert await notices.count_by_state(transaction) == {State.DEAD: 1, State.UNCERTAIN: 1}


async def test_a_group_keeps_everything_under_its_new_id(database: Database) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    row: dict[str, Any] = {"plan": "p", "kind": "department", "created": moment}
    digest: dict[str, Any] = {"schedule": {"every": "daily", "times": ["09:00"]}, "next_due": moment}
    once = {"every": "once", "times": ["09:00"], "date": "2027-03-01"}
    reminder = {"plan": "p", "task": 12, "text": "x", "schedule": once}
    async with database.transaction() as transaction:
        await chats.set_preferences(transaction, -7, "group", zone="Asia/Urumqi", lang="en")
        for chat_id, value in ((-7, "caizheng"), (-7, "shangwu"), (-100, "shangwu"), (8, "shangwu")):
            await transaction.execute(subscriptions.insert().values(chat_id=chat_id, value=value, **row))
        await transaction.execute(digests.insert().values(chat_id=-7, **digest))
        await transaction.execute(reminders.insert().values(chat_id=-7, created=moment, **reminder))
        await notices.enqueue(transaction, [replace(NOTICE, chat_id=-7), replace(NOTICE, chat_id=8)])
        for _ in range(2):
            await move_chat(transaction, -7, -100)
            chat = Chat(-100, "supergroup", zone="Asia/Urumqi", lang="en")
            assert await chats.get_chat(transaction, -7) is None
            assert await chats.get_chat(transaction, -100) == chat
            found = select(subscriptions.c.chat_id, subscriptions.c.value).order_by(subscriptions.c.id)
            assert [tuple(each) for each in await transaction.execute(found)] == [
                (-100, "caizheng"),
                (-100, "shangwu"),
                (8, "shangwu"),
            ]
            assert (await transaction.execute(select(digests.c.chat_id))).scalars().all() == [-100]
            assert (await transaction.execute(select(reminders.c.chat_id))).scalars().all() == [-100]
            assert await states(transaction) == [(-100, State.WAITING), (8, State.WAITING)]


async def test_two_rows_of_a_moved_group_become_one(database: Database) -> None:
    """The supergroup was seen before the move was."""
    async with database.transaction() as transaction:
        await chats.set_preferences(transaction, -7, "group", zone="Asia/Urumqi", lang="en")
        await chats.set_preferences(transaction, -100, "supergroup", lang="zh", department="shangwu")
        await move_chat(transaction, -7, -100)
        merged = Chat(-100, "supergroup", zone="Asia/Urumqi", lang="zh", department="shangwu")
        assert await chats.get_chat(transaction, -7) is None
        assert await chats.get_chat(transaction, -100) == merged


@pytest.mark.parametrize("first", [-7, -100], ids=["the old id got it", "the new id got it"])
async def test_a_notice_that_arrived_is_not_sent_again_under_the_other_id(first: int, database: Database) -> None:
    async with database.transaction() as transaction:
        await notices.enqueue(transaction, [replace(NOTICE, chat_id=first)])
        claims, now = await sent_out(transaction)
        await sending.record(transaction, "me", [(claims[0], Sent(1))], now, LIMITS)
        await notices.enqueue(transaction, [replace(NOTICE, chat_id=-107 - first)])
        await move_chat(transaction, -7, -100)
        assert await states(transaction) == [(-100, State.SENT)]
