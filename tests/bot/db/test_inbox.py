"""The inbox and what messages have set, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.db import effects, inbox, subscriptions
from bot.db.engine import Database, open_database
from bot.db.inbox import Arrival, Done, Waiting, lane_of
from bot.db.tables import inbox as rows
from bot.dialogue.call import Call
from bot.notifications.subscriptions import Aim, Target
from bot.telegram.memory import Memory
from tests.databases import Postgresql

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN, BOB = "c5", "c6"
PLACE = (5, 0, "plan")


def arrivals(*which: tuple[int, str]) -> list[Arrival]:
    return [Arrival(update_id, lane, f'{{"update_id": {update_id}}}', update_id + 100) for update_id, lane in which]


async def written(database: Database, *which: tuple[int, str]) -> None:
    async with database.transaction() as transaction:
        await inbox.write_down(transaction, arrivals(*which), NOW)


async def claimed(database: Database, owner: str, now: datetime = NOW, count: int = 9) -> list[int]:
    async with database.transaction() as transaction:
        return [row.update_id for row in await inbox.claim(transaction, owner, now, 30, count)]


async def test_an_update_is_written_down_once(database: Database) -> None:
    async with database.transaction() as transaction:
        assert await inbox.write_down(transaction, arrivals((12, ANN), (10, ANN), (12, ANN)), NOW) == {10, 12}
        assert await inbox.write_down(transaction, arrivals((11, BOB), (12, ANN)), NOW) == {11}
        assert await inbox.write_down(transaction, [], NOW) == set()
        assert await inbox.count_open(transaction) == 3


async def test_what_was_begun_is_known_to_have_been(database: Database) -> None:
    await written(database, (1, ANN), (2, ANN), (3, BOB))
    body = '{"update_id": %d}'
    async with database.transaction() as transaction:
        assert await inbox.claim(transaction, "me", NOW, 30, 2) == [
            Waiting(1, ANN, body % 1, 0),
            Waiting(2, ANN, body % 2, 0),
        ]
        assert await inbox.begin(transaction, "me", [1], NOW) == {1}
        await inbox.release(transaction, "me")
        again = await inbox.claim(transaction, "you", NOW, 30, 9)
    assert [(row.update_id, row.attempts) for row in again] == [(1, 1), (2, 0), (3, 0)]


async def test_what_another_process_has_claimed_since_is_not_begun(database: Database) -> None:
    """A process that was late, or away from the database, had answered beside the one that took over."""
    await written(database, (1, ANN), (2, BOB))
    assert await claimed(database, "late") == [1, 2]
    assert await claimed(database, "other", NOW + timedelta(seconds=31), 1) == [1]
    async with database.transaction() as transaction:
        assert await inbox.begin(transaction, "late", [1, 2], NOW) == {2}
        assert await inbox.begin(transaction, "other", [1], NOW) == {1}
        await inbox.finish(transaction, [Done(1)], NOW)
        assert await inbox.begin(transaction, "other", [1], NOW) == set()
        found = await transaction.execute(select(rows.c.attempts).order_by(rows.c.update_id))
        assert list(found.scalars()) == [1, 1]


async def test_an_answer_on_its_way_is_taken_over_by_nobody(database: Database) -> None:
    """A claim that was about to lapse: the other one's answer, marked, and this one's, unmarked, arrived in either order."""
    await written(database, (1, ANN))
    assert await claimed(database, "slow") == [1]
    late = NOW + timedelta(seconds=29)
    async with database.transaction() as transaction:
        assert await inbox.begin(transaction, "slow", [1], late) == {1}
    assert await claimed(database, "other", late + timedelta(seconds=20)) == []
    assert await claimed(database, "other", late + timedelta(seconds=31)) == [1]


async def test_what_a_process_does_not_know_that_it_has_is_claimed_again(database: Database) -> None:
    """The commit's answer was lost with the connection: while anything else waited, its claim was renewed for ever."""
    await written(database, (1, ANN), (2, BOB))
    assert await claimed(database, "me") == [1, 2]
    late = NOW + timedelta(seconds=25)
    async with database.transaction() as transaction:
        await inbox.renew(transaction, "me", [2], late, 30)
    assert await claimed(database, "me", late + timedelta(seconds=10)) == [1]


async def test_a_lane_belongs_to_one_process_until_its_claims_lapse(database: Database) -> None:
    await written(database, (1, ANN))
    assert await claimed(database, "a") == [1]
    await written(database, (2, ANN), (3, BOB))
    assert await claimed(database, "b") == [3]
    assert await claimed(database, "a") == [2]
    late = NOW + timedelta(seconds=31)
    async with database.transaction() as transaction:
        await inbox.renew(transaction, "b", [3], late, 30)
    assert await claimed(database, "c", late) == [1, 2]


async def test_what_is_done_is_never_claimed_again_and_keeps_no_text(database: Database) -> None:
    await written(database, (1, ANN))
    await claimed(database, "a")
    async with database.transaction() as transaction:
        await inbox.finish(transaction, [Done(1, "digest", 41)], NOW)
        await inbox.finish(transaction, [Done(1, "later", 42)], NOW)
        assert await inbox.last_handled(transaction, ANN, 101) == Done(1, "digest", 41)
        assert await inbox.last_handled(transaction, BOB, 101) is None
        assert await inbox.write_down(transaction, arrivals((1, ANN)), NOW) == set()
        assert (await transaction.execute(select(rows.c.body))).scalar_one() is None
    assert await claimed(database, "b", NOW + timedelta(days=1)) == []


async def test_of_many_who_claim_at_once_one_has_each_lane(postgresql_server: Postgresql) -> None:
    url = postgresql_server.new_database()
    async with open_database(url) as one, open_database(url) as two:
        await written(one, *((number, f"c{number % 7 + 1}") for number in range(1, 70)))
        owners = [(one, "a"), (two, "b")] * 6
        found = await asyncio.gather(*(claimed(database, owner, count=10) for database, owner in owners))
    by_owner = {
        name: {id for (_, owner), ids in zip(owners, found, strict=True) for id in ids if owner == name}
        for name in "ab"
    }
    assert not by_owner["a"] & by_owner["b"]
    assert not {id % 7 for id in by_owner["a"]} & {id % 7 for id in by_owner["b"]}
    every = [id for ids in found for id in ids]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("other", ["renews", "claims"])
async def test_who_writes_the_ends_of_many_waits_for_others_in_no_circle(
    postgresql_server: Postgresql, other: str
) -> None:
    """Ends come in the order of the answers; PostgreSQL ended one of two that held what the other wanted."""
    async with open_database(postgresql_server.new_database()) as database:
        await written(database, *((number, f"c{number}") for number in range(1, 10)))
        now = datetime.now(UTC)
        await claimed(database, "me", now)

        async def beside() -> None:
            async with database.transaction() as transaction:
                if other == "renews":
                    await inbox.renew(transaction, "me", range(1, 10), now, 30)
                else:
                    await inbox.claim(transaction, "you", now + timedelta(seconds=31), 30, 9)

        memory = Memory(database, alone=False)
        memory.owner = "me"
        async with database.transaction() as transaction:
            await inbox.begin(transaction, "me", [5], now)
            going = [asyncio.create_task(beside())]
            going += [asyncio.create_task(memory.finish([Done(number)], [number])) for number in range(9, 0, -1)]
            await asyncio.sleep(0.3)
            going.append(asyncio.create_task(memory.flush()))
            await asyncio.sleep(0.3)
        await asyncio.wait_for(asyncio.gather(*going), 20)
        assert await claimed(database, "you", now + timedelta(days=1)) == []


async def test_old_updates_are_forgotten_once_they_are_done(database: Database) -> None:
    await written(database, (1, ANN), (2, ANN), (3, ANN))
    async with database.transaction() as transaction:
        old = update(rows).where(rows.c.update_id < 3)
        await transaction.execute(old.values(received=datetime.now(UTC) - inbox.KEPT - timedelta(seconds=9)))
        await transaction.execute(update(rows).where(rows.c.update_id == 3).values(received=datetime.now(UTC)))
        await inbox.finish(transaction, [Done(1), Done(3)], NOW)
        assert await inbox.prune_inbox(transaction) == 1
        assert list((await transaction.execute(select(rows.c.update_id).order_by(rows.c.update_id))).scalars()) == [
            2,
            3,
        ]


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"message_id": 7, "chat": {"id": 5}, "from": {"id": 5}}}, ("c5", 7)),
        ({"edited_message": {"message_id": 7, "chat": {"id": -9}, "from": {"id": 5}}}, ("c-9:5", 7)),
        (
            {"message": {"message_id": 7, "chat": {"id": -9}, "from": {"id": 1}, "sender_chat": {"id": -9}}},
            ("c-9:-9", 7),
        ),
        ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -9}}}}, ("c-9:5", None)),
        ({"callback_query": {"from": {"id": 5}}}, ("c5", None)),
        ({"inline_query": {"from": {"id": 5}}}, ("i5", None)),
        ({"my_chat_member": {"chat": {"id": -9}}}, ("c-9", None)),
        ({"something_new": {}}, ("", None)),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value[0],
)
def test_lanes(update: dict[str, object], lane: tuple[str, int | None]) -> None:
    assert lane_of({"update_id": 1, **update}) == lane


@pytest.mark.parametrize(
    "update",
    [
        {"message": "x"},
        {"message": {"chat": {"id": "5"}, "message_id": 1}},
        {"inline_query": {"from": {"id": 1 << 70}}},
    ],
)
def test_what_is_no_update_has_no_lane(update: dict[str, object]) -> None:
    with pytest.raises((TypeError, KeyError)):
        lane_of(update)


async def test_what_a_message_set_is_taken_back_once(database: Database) -> None:
    call, kept, other = Call("", 5, 5, "zh", message_id=70), Target(Aim.TASK, "1"), Target(Aim.DEPARTMENT, "x")
    async with database.transaction() as transaction:
        await subscriptions.subscribe(transaction, *PLACE, [kept, other])
        await effects.note_subscribed(transaction, call, PLACE, [other])
        await subscriptions.remove(transaction, *PLACE, [kept])
        await effects.note_unsubscribed(transaction, call, PLACE, [kept])
        await effects.note_subscribed(transaction, Call("", 5, 5, "zh"), PLACE, [kept])  # a button's is no message's
        assert not await effects.take_back(transaction, 5, 71)
        assert await effects.take_back(transaction, 5, 70)
        assert [row.target for row in await subscriptions.of_place(transaction, *PLACE)] == [kept]
        assert not await effects.take_back(transaction, 5, 70)
