"""What is due: told once however many processes look, and once for all that was missed."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.db import tables
from bot.db.chats import ChatState, see_chat, set_preferences, set_state
from bot.db.digests import get_digest
from bot.db.engine import Transaction
from bot.db.notices import count_by_state, enqueue
from bot.notifications import scheduler as rounds
from bot.notifications.notice import NOTICE_UNITS, Notice, State
from tests.bot.commands.talk import OPERATOR, World

DAY = dt.timedelta(days=1)

DAILY = {"every": "daily", "times": ["08:30"]}


async def sent(world: World) -> list[Any]:
    """The outbox in the order of writing."""
    async with world.database.transaction() as transaction:
        return list(await transaction.execute(select(tables.notices).order_by(tables.notices.c.id)))


def shanghai(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text + "+08:00")


async def test_a_digest_on_time(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅")
    await person.say("/digest daily 08:30")
    rounds = world.notifying.rounds
    assert await rounds.once(shanghai("2026-11-26 08:29")) == 0
    assert await rounds.once(shanghai("2026-11-26 08:30")) == 1
    assert await rounds.once(shanghai("2026-11-26 08:31")) == 0
    [notice] = await sent(world)
    assert notice.body["html"].startswith(
        "<b>任务摘要 · 2026-11-26（周四）</b>\n最近一周没有新情况，也没有超期和一周内到期的任务。"
        "\n\n订阅的任务：商务厅（牵头 5 项、参与 7 项）\n"
    )
    assert [[button["data"] for button in row] for row in notice.body["keyboard"]] == [["n.dl"]]
    assert "原定" not in notice.body["html"] and (notice.chat_id, notice.thread_id, notice.part) == (1, 0, 0)
    assert await rounds.once(shanghai("2026-11-27 08:30")) == 1


async def test_what_was_missed_is_told_once(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅")
    await person.say("/digest daily 08:30")
    await person.say("/remind 12 每周五 16:00 报进度")
    await person.say("/remind 3 2026-11-30 提交")
    rounds = world.notifying.rounds
    # Off from Wednesday to the Friday of the week after next.
    assert await rounds.once(shanghai("2026-12-11 20:00")) == 3
    digest, first, second = [notice.body["html"] for notice in await sent(world)]
    assert "\n原定 2026-11-26（周四）08:30 起应发 16 次，当时机器人没有运行，合为这一次。\n" in digest
    assert "原定 2026-11-27（周五）16:00 起应提醒 3 次" in first and "重复：每周五 16:00" in first
    assert "原定 2026-11-30（周一）09:00，当时机器人没有运行。" in second
    assert await rounds.once(shanghai("2026-12-11 20:01")) == 0
    assert await rounds.once(shanghai("2026-12-12 08:30")) == 1
    # The single reminder is done, the other one goes on.
    assert (await person.say("/reminders")).splitlines()[:2] == [
        "待发提醒 1 条",
        "1. 2026-12-18（周五）16:00 · 每周五 16:00",
    ]


async def test_however_many_processes(world: World) -> None:
    for id in range(1, 31):
        person = world.person(id)
        await person.say("/subscribe 商务厅 财政厅")
        await person.say("/digest daily 08:30")
        await person.say("/remind 12 2026-11-26 08:30 提交")
    other = World(world.database, world.engine).notifying.rounds
    now = shanghai("2026-11-26 08:30")
    counts = await asyncio.gather(*(rounds.once(now) for rounds in (world.notifying.rounds, other) * 3))
    assert sum(counts) == 60
    found = [(notice.chat_id, notice.event.split(":")[0]) for notice in await sent(world)]
    assert sorted(found) == sorted((id, kind) for id in range(1, 31) for kind in ("digest", "reminder"))


async def test_a_process_that_dies_leaves_it_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅")
    await person.say("/digest daily 08:30")
    await person.say("/remind 12 2026-11-26 08:30 提交")
    now = shanghai("2026-11-26 08:30")

    async def dies(transaction: Transaction, new: Iterable[Notice]) -> int:
        await enqueue(transaction, new)
        raise KeyboardInterrupt

    # It has claimed and written, and ends before the transaction does.
    with monkeypatch.context() as patched:
        patched.setattr(rounds, "enqueue", dies)
        for batch in (world.notifying.rounds._digest_batch, world.notifying.rounds._reminder_batch):
            with pytest.raises(KeyboardInterrupt):
                await batch(now)
    assert await sent(world) == []
    assert await world.notifying.rounds.once(now) == 2


async def test_who_is_not_told(world: World) -> None:
    kinds = {1: "silent", 2: "blocked", 3: "paused", 4: "without subscriptions", 5: "told"}
    for id in kinds:
        person = world.person(id)
        await person.say("/subscribe 商务厅")
        await person.say("/digest daily 08:30")
        await person.say("/remind 12 2026-11-26 08:30 提交")
    await world.person(1).say("/mute 3d")
    async with world.database.transaction() as transaction:
        await see_chat(transaction, 2, "private")
        await set_state(transaction, 2, ChatState.BLOCKED)
    person = world.person(3)
    await person.say("/subscriptions")
    await person.press("⏸ 商务厅")
    await world.person(4).say("/unsubscribe 商务厅")
    assert await world.notifying.rounds.once(shanghai("2026-11-26 08:30")) == 5
    found = {(notice.chat_id, notice.event.split(":")[0]): notice for notice in await sent(world)}
    assert set(found) == {(5, "digest"), (1, "reminder"), (3, "reminder"), (4, "reminder"), (5, "reminder")}
    # A reminder waits until the silence is over; a digest of that time is left out.
    assert found[1, "reminder"].not_before == world.now + 3 * DAY
    async with world.database.transaction() as transaction:
        for id in kinds:
            digest = await get_digest(transaction, id, 0)
            assert digest is not None and digest.next_due == shanghai("2026-11-27 08:30")


async def test_chats_that_are_not_served(world: World) -> None:
    await world.person(1).say("/remind 12 2026-11-26 08:30 提交")
    world.not_served.add(1)
    assert await world.notifying.rounds.once(shanghai("2026-11-26 08:30")) == 0


async def test_in_the_chats_language_and_time(world: World) -> None:
    person = world.person(lang="en")
    await person.say("/subscribe 商务厅")
    async with world.database.transaction() as transaction:
        await set_preferences(transaction, 1, "private", zone="Europe/London")
    await person.say("/digest weekly Mon 09:00")
    await person.say("/remind 12 every Friday 16:00 report")
    assert await world.notifying.rounds.once(dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)) == 2
    digest, reminder = [notice.body for notice in await sent(world)]
    assert digest["html"].startswith("<b>Digest · 2026-11-30 (Mon)</b>") and digest["lang"] == "en"
    assert "Repeats: every Fri at 16:00" in reminder["html"]
    assert [[(button["text"], button["data"]) for button in row] for row in reminder["keyboard"]] == [
        [("✅ Done", "n.rd.1"), ("In 1 hour", "n.rh.1"), ("Tomorrow 16:00", "n.rt.1")],
        [("Remove it", "n.rx.1")],
    ]


async def test_everything_in_one_page_and_its_list_in_several(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 全部")
    await person.say(
        "/subscribe 商务厅 财政厅 发展改革委 经济和信息化委 教育厅 科技厅 国土资源厅 环保厅 农牧业厅 人力资源社会保障厅"
    )
    await person.say("/digest daily 08:30")
    await world.notifying.rounds.once(shanghai("2026-11-26 08:30"))
    async with world.database.transaction() as transaction:
        await transaction.execute(tables.notices.delete())
    # All forty tasks reported on since, and each with a deadline within the week, and reminders: ten of each are shown.
    operator = world.person(OPERATOR)
    world.now = shanghai("2026-11-26 09:00")
    for number in range(1, 41):
        await operator.say(f"/deadline {number} 2026-11-30")
        await operator.say(f"/progress {number} 60% " + "已完成初稿" * 20)
    for number in range(1, 9):
        await person.say(f"/remind {number} 2026-11-28 09:00 " + "请各处室报送材料" * 60)
    await world.notifying.rounds.once(shanghai("2026-11-27 08:30"))
    [notice] = await sent(world)
    lines = notice.body["html"].split("\n")
    counts = dict.fromkeys(("<b>一周内到期 40 项</b>", "<b>新报进度 40 项</b>", "<b>一周内的提醒 8 条</b>"), 0)
    for heading in counts:
        start = lines.index(heading) + 1
        counts[heading] = lines.index("…", start) - start
    assert list(counts.values()) == [10, 10, 5]
    # The list has them all, in several pages.
    await person.say("/digest")
    await person.press("任务清单")
    screen = person.response.screen
    assert screen and len(screen.message.pages(NOTICE_UNITS)) > 1 and screen.message.plain.count("\n40. ") > 1


async def test_a_round_goes_on_after_the_database_failed(world: World) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(world.notifying.rounds.run(stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(running, 2)


async def test_two_thousand_digests(world: World) -> None:
    moment = shanghai("2026-11-26 08:30")
    async with world.database.transaction() as transaction:
        for start in range(1, 2001, 500):
            ids = range(start, start + 500)
            await transaction.execute(
                insert(tables.subscriptions),
                [
                    {
                        "chat_id": id,
                        "thread_id": 0,
                        "plan": "neimenggu-2011",
                        "kind": "department",
                        "value": "shangwu",
                        "created": moment,
                    }
                    for id in ids
                ],
            )
            await transaction.execute(
                insert(tables.digests),
                [{"chat_id": id, "thread_id": 0, "schedule": DAILY, "next_due": moment} for id in ids],
            )
    assert await world.notifying.rounds.once(moment) == 2000
    async with world.database.transaction() as transaction:
        assert await count_by_state(transaction) == {State.WAITING: 2000}


async def test_a_reminder_held_by_a_silence_says_when_it_was_due(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 2026-11-25 16:10 提交")
    await person.say("/mute 3d")
    world.now += dt.timedelta(minutes=11)
    await world.notifying.rounds.once(world.now)
    [row] = await sent(world)
    assert "原定 2026-11-25（周三）16:10，当时静音。" in row.body["html"]


async def test_a_group_is_told_in_the_language_that_it_was_set_up_in(world: World) -> None:
    member = world.member(7, administrator=True, lang="en")
    await member.say("/remind 12 2026-11-25 16:10 submit")
    world.now += dt.timedelta(minutes=11)
    await world.notifying.rounds.once(world.now)
    [row] = await sent(world)
    assert row.body["html"].startswith("<b>Reminder")
