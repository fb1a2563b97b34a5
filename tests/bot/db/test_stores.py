"""The stores of chats, answers and leases, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.db import answers, chats, leases
from bot.db.chats import Chat, ChatState
from bot.db.engine import Database
from bot.db.tables import answers as answers_table

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANSWER = answers.GivenAnswer(
    -7, 5, "商务厅牵头哪些任务", "zh", "neimenggu-2011", "tg:-7:0:5", thread_id=3, message_id=40, context="一\n二"
)


async def test_a_chat_is_remembered_with_its_settings(database: Database) -> None:
    async with database.transaction() as transaction:
        assert await chats.get_chat(transaction, 5) is None
        await chats.see_chat(transaction, 5, "private", "Ann")
        assert await chats.get_chat(transaction, 5) == Chat(5, "private", "Ann")
        await chats.set_preferences(transaction, 5, "private", lang="en", department="shangwu", muted_until=NOON)
        await chats.set_preferences(transaction, -7, "group", zone="Asia/Urumqi")
        await chats.see_chat(transaction, 5, "private", "Anne")
    async with database.transaction() as transaction:
        ann = Chat(5, "private", "Anne", lang="en", department="shangwu", muted_until=NOON)
        assert await chats.get_chat(transaction, 5) == ann
        assert await chats.get_chat(transaction, -7) == Chat(-7, "group", zone="Asia/Urumqi")
        await chats.set_preferences(transaction, 5, "private", department=None)
        assert await chats.get_chat(transaction, 5) == replace(ann, department=None)
        with pytest.raises(KeyError, match="state"):
            await chats.set_preferences(transaction, 5, "private", state="gone")


async def test_chats_are_remembered_at_once(database: Database) -> None:
    async with database.transaction() as transaction:
        await chats.see_chat(transaction, 5, "private", "Ann")
        await chats.see_chats(transaction, {5: ("private", "Anne"), -6: ("group", "Team")})
        await chats.see_chats(transaction, {})
        found = await chats.get_chats(transaction, [5, -6])
    assert {id: (chat.kind, chat.title) for id, chat in found.items()} == {
        5: ("private", "Anne"),
        -6: ("group", "Team"),
    }


async def test_the_language_of_a_person_is_remembered_until_they_have_another(database: Database) -> None:
    async with database.transaction() as transaction:
        told = []
        for met in (("private", ""), ("private", "", "en"), ("private", ""), ("private", "", "zh")):
            await chats.see_chats(transaction, {5: met})
            found = await chats.get_chat(transaction, 5)
            told.append(found and found.told_lang)
    assert told == [None, "en", "en", "zh"]


async def test_a_chat_is_marked(database: Database) -> None:
    async with database.transaction() as transaction:
        await chats.see_chat(transaction, 5, "private")
        assert await chats.set_state(transaction, 5, ChatState.BLOCKED)
        assert not await chats.set_state(transaction, 5, ChatState.BLOCKED)
        assert not await chats.set_state(transaction, 6, ChatState.BLOCKED)
        await chats.see_chat(transaction, 6, "private")
        assert await chats.get_chat(transaction, 5) == Chat(5, "private", state=ChatState.BLOCKED)
        assert await chats.get_chat(transaction, 6) == Chat(6, "private")


async def test_an_answer_is_found_by_what_is_known_of_it(database: Database) -> None:
    later = replace(ANSWER, id=ANSWER.id ^ 1, question="那财政厅呢", created=ANSWER.created + timedelta(seconds=1))
    async with database.transaction() as transaction:
        await answers.remember_answers(transaction, [])
        first = replace(ANSWER, reply_id=41)
        await answers.remember_answers(transaction, [first, later])
        await answers.remember_answers(transaction, [ANSWER])
        assert await answers.answer_by_id(transaction, ANSWER.id) == first
        assert await answers.answer_by_reply(transaction, -7, 41) == first
        assert await answers.answer_by_message(transaction, -7, 40) == later
        assert await answers.last_answer(transaction, "tg:-7:0:5") == later
        assert await answers.answer_by_id(transaction, 1) is None
        assert await answers.answer_by_reply(transaction, 8, 41) is None


async def test_old_answers_are_forgotten(database: Database) -> None:
    new = replace(ANSWER, id=1)
    async with database.transaction() as transaction:
        await answers.remember_answers(transaction, [ANSWER, new])
        old = update(answers_table).where(answers_table.c.id == ANSWER.id)
        await transaction.execute(old.values(created=datetime.now(UTC) - answers.KEPT - timedelta(seconds=9)))
        assert await answers.prune_answers(transaction) == 1
        assert await answers.answer_by_id(transaction, ANSWER.id) is None
        assert await answers.answer_by_id(transaction, 1) == new


def test_an_answers_id_fits_into_a_button() -> None:
    assert all(0 <= replace_id < 1 << 47 for replace_id in (answers.GivenAnswer(1, 1, "", "", "", "").id,) * 3)


async def test_a_lease_has_one_owner_until_it_lapses(database: Database) -> None:
    assert await leases.hold_lease(database, "poll", "a", 30)
    assert not await leases.hold_lease(database, "poll", "b", 30)
    assert await leases.hold_lease(database, "digests", "b", 30)
    assert await leases.hold_lease(database, "poll", "a", -1)  # renewed, and lapsed at once
    assert await leases.hold_lease(database, "poll", "b", 30)
    await leases.release_lease(database, "poll", "a")
    assert not await leases.hold_lease(database, "poll", "a", 30)
    await leases.release_lease(database, "poll", "b")
    assert await leases.hold_lease(database, "poll", "a", 30)


def test_owners_are_told_apart() -> None:
    assert leases.new_owner() != leases.new_owner()
