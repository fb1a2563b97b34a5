"""Quiet hours: what a chat sets, what waits until they end and says so, and what comes all the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.db import sending, tables
from bot.db.addressees import addressees
from bot.db.chats import see_chat
from bot.db.notices import enqueue
from bot.limits import Limits
from bot.notifications.notice import Notice, Priority
from bot.notifications.quiet import Quiet
from tests.bot.commands.talk import OPERATOR, PERSON, World

ZONE = ZoneInfo("Asia/Shanghai")
NIGHT = Quiet(dt.time(22), dt.time(8))


def shanghai(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


async def quiet_of(world: World) -> Quiet | None:
    async with world.database.transaction() as transaction:
        return (await addressees(transaction, [PERSON]))[PERSON].quiet


async def sent(world: World) -> list[Any]:
    async with world.database.transaction() as transaction:
        return list(await transaction.execute(select(tables.notices).order_by(tables.notices.c.id)))


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2026-11-25 21:59", None),
        (NIGHT, "2026-11-25 22:00", "2026-11-26 08:00"),
        (NIGHT, "2026-11-26 07:59", "2026-11-26 08:00"),
        (NIGHT, "2026-11-26 08:00", None),
        (Quiet(dt.time(12), dt.time(14)), "2026-11-26 13:00", "2026-11-26 14:00"),
        (Quiet(dt.time(12), dt.time(14)), "2026-11-26 14:00", None),
        (Quiet(dt.time(18), dt.time(0)), "2026-11-26 23:30", "2026-11-27 00:00"),
    ],
)
def test_when_they_end(quiet: Quiet, now: str, until: str | None) -> None:
    assert quiet.until(shanghai(now), ZONE) == (shanghai(until) if until else None)


def test_where_clocks_change() -> None:
    """Berlin, in the night in which 2:00 is 3:00: the end is that of its clocks."""
    zone = ZoneInfo("Europe/Berlin")
    now = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)
    assert NIGHT.until(now, zone) == dt.datetime(2026, 3, 29, 6, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("22:00-8:00", NIGHT),
        ("22：00－08：00", NIGHT),
        ("晚上10点到早上8点", NIGHT),
        ("每晚10点到次日早上8点", NIGHT),
        ("22时至次日8时", NIGHT),
        ("10 pm to 8 am", NIGHT),
        ("from 10pm until 8am", NIGHT),
        ("晚上十点半到早上七点", Quiet(dt.time(22, 30), dt.time(7))),
        ("中午12点到下午2点", Quiet(dt.time(12), dt.time(14))),
    ],
)
async def test_hours_that_are_set(words: str, hours: Quiet, world: World) -> None:
    said = await world.person().say(f"/quiet {words}")
    assert said.startswith(f"免打扰：每天 {hours}（Asia/Shanghai）\n这段时间不主动发消息")
    assert await quiet_of(world) == hours


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("晚上", "没看懂“晚上”。请写两个钟点"),
        ("8点", "没看懂“8点”。请写两个钟点"),
        ("晚上10点到天亮", "没看懂"),
        ("周末 22:00-8:00", "没看懂"),
        ("22:00-22:00", "没看懂"),
        # Morning for evening would leave two hours of the day.
        ("10点到8点", "10:00-08:00 超过 16 小时，没有设置。是不是少写了“晚上”？"),
    ],
)
async def test_hours_that_are_not(words: str, said: str, world: World) -> None:
    assert (await world.person().say(f"/quiet {words}")).startswith(said)
    assert await quiet_of(world) is None


async def test_by_buttons_and_by_administrators_alone(world: World) -> None:
    person = world.person()
    assert (await person.say("/quiet")).startswith("没有设免打扰时段。")
    assert list(person.buttons) == ["22:00-08:00", "20:00-08:00", "18:00-08:30"]
    assert (await person.press("22:00-08:00")).startswith("免打扰：每天 22:00-08:00")
    await person.say("/quiet")
    assert list(person.buttons) == ["20:00-08:00", "18:00-08:30", "取消免打扰"]
    assert await person.press("取消免打扰") == "已取消免打扰时段（原来是每天 22:00-08:00）。"
    assert (await person.pressed("n.q.99990800")).startswith("这个按钮已经失效")
    assert (await world.member(6).say("/quiet 22:00-8:00")).startswith("这里的订阅和提醒只能由群管理员修改")
    english = world.person(2, "en")
    assert (await english.say("/quiet 10 pm to 8 am")).startswith("Quiet hours: 22:00-08:00 every day")
    assert await english.say("/quiet off") == "The quiet hours are off (they were 22:00-08:00 every day)."
    assert await english.say("/quiet off") == "No quiet hours are set."


async def test_what_is_due_in_them_waits_and_says_when_it_was_due(world: World) -> None:
    person = world.person()
    for text in ("/quiet 22:00-8:00", "/subscribe 商务厅", "/digest daily 23:00", "/remind 7 2026-11-25 23:00 提交"):
        await person.say(text)
    world.now = shanghai("2026-11-25 23:00")
    assert await world.notifying.rounds.once(world.now) == 2
    rows = await sent(world)
    assert all("原定 2026-11-25（周三）23:00，当时在免打扰时段。" in row.body["html"] for row in rows)
    assert {row.not_before for row in rows} == {shanghai("2026-11-26 08:00")}
    # Ended by hand, they wait no longer.
    await person.say("/quiet off")
    assert {row.not_before for row in await sent(world)} == {world.now}


async def test_a_silence_that_ends_in_them(world: World) -> None:
    person = world.person()
    for text in ("/quiet 22:00-8:00", "/remind 7 2026-11-25 21:00 提交", "/mute 到今天23:30"):
        await person.say(text)
    world.now = shanghai("2026-11-25 21:00")
    await world.notifying.rounds.once(world.now)
    [row] = await sent(world)
    assert row.not_before == shanghai("2026-11-26 08:00") and "当时静音" in row.body["html"]


async def claimed(world: World, now: dt.datetime) -> list[int]:
    """The chats whose notices would be sent now."""
    async with world.database.transaction() as transaction:
        await transaction.execute(
            update(tables.notices).where(tables.notices.c.state == "claimed").values(state="sent")
        )
        claims, _ = await sending.claim(transaction, "me", now, Limits(), 10)
    return [claim.chat_id for claim in claims]


async def test_what_was_put_off_into_them_waits_and_what_was_asked_for_does_not(world: World) -> None:
    await world.person().say("/quiet 22:00-8:00")
    night, morning = shanghai("2026-11-25 23:00"), shanghai("2026-11-26 08:00")
    usual = Notice("event", PERSON, "words", "zh", not_before=night)
    others = (
        replace(usual, event="answer", priority=Priority.ANSWER),
        replace(usual, event="urgent", urgent=True),
        replace(usual, event="elsewhere", chat_id=2),
    )
    async with world.database.transaction() as transaction:
        await enqueue(transaction, [usual, *others])
    assert sorted(await claimed(world, night)) == [PERSON, 2]
    async with world.database.transaction() as transaction:
        await transaction.execute(tables.sends.delete())
    assert await claimed(world, night) == [PERSON]
    async with world.database.transaction() as transaction:
        await transaction.execute(tables.sends.delete())
    assert await claimed(world, night) == []
    held = {row.event: row.not_before for row in await sent(world) if row.state == "waiting"}
    assert held == {"event": morning}
    assert await claimed(world, morning) == [PERSON]


async def test_urgent_announcements_come_all_the_same(world: World) -> None:
    for id in (1, 2, 3):
        async with world.database.transaction() as transaction:
            await see_chat(transaction, id, "private", f"chat {id}")
        await world.person(id).say("/subscribe 商务厅")
    await world.person(1).say("/quiet 22:00-8:00")
    await world.person(2).say("/mute 3d")
    world.now = shanghai("2026-11-25 23:00")
    operator = world.person(OPERATOR)
    await operator.say("/announce 商务厅 请核对值班表")
    await operator.press("发送给 3 个聊天")
    assert "等待 3（其中静音或免打扰 2）" in operator.text
    await operator.say("/announce 商务厅 台风红色预警，请立即到岗")
    assert "\n通知\n" in operator.text
    await operator.press("加急：否")
    assert "\n加急通知\n" in operator.text
    await operator.press("要求回执：否")
    assert "加急：是（免打扰时段也发）" in operator.buttons
    await operator.press("发送给 3 个聊天")
    rows = {(row.event, row.chat_id): row for row in await sent(world)}
    usual, urgent = sorted({row.event for row in rows.values()})
    assert rows[usual, 1].not_before == shanghai("2026-11-26 08:00")
    assert rows[urgent, 1].body["urgent"] and rows[urgent, 1].not_before == rows[urgent, 1].created
    assert rows[urgent, 1].body["html"].startswith("<b>加急通知</b>")
    # A silence that was ordered holds for them, too.
    assert rows[urgent, 2].not_before == rows[usual, 2].not_before > world.now + dt.timedelta(days=2)


async def test_the_end_of_a_silence_says_that_quiet_hours_stay(world: World) -> None:
    person = world.person()
    await person.say("晚上10点到早上8点免打扰")
    assert (await person.say("取消静音")).splitlines() == [
        "本来就没有静音。",
        "每天 22:00-08:00 的免打扰时段仍然有效，/quiet off 取消。",
    ]
    assert await person.press("取消免打扰") == "已取消免打扰时段（原来是每天 22:00-08:00）。"
    assert await person.say("取消静音") == "本来就没有静音。" and not person.buttons


@pytest.mark.parametrize(
    "words", ["取消免打扰", "免打扰取消", "不用免打扰了", "把免打扰关掉吧", "turn off do not disturb"]
)
async def test_a_silence_of_any_kind_is_ended_by_its_name(words: str, world: World) -> None:
    person = world.person()
    assert await person.say(words) == "本来就没有静音。"
    await person.say("晚上10点到早上8点免打扰")
    assert await person.say(words) == "已取消免打扰时段（原来是每天 22:00-08:00）。"
    assert await quiet_of(world) is None
    await person.say("免打扰两小时")
    assert await person.say(words) == "已恢复通知。"
    for order in ("晚上10点到早上8点免打扰", "免打扰两小时"):
        await person.say(order)
    assert (await person.say(words)).splitlines() == ["已恢复通知。", "已取消免打扰时段（原来是每天 22:00-08:00）。"]


async def test_quiet_hours_by_their_own_name_end_alone(world: World) -> None:
    english = world.person(lang="en")
    for order in ("/quiet 10 pm to 8 am", "/mute 3d"):
        await english.say(order)
    assert await english.say("turn off quiet hours") == "The quiet hours are off (they were 22:00-08:00 every day)."
    assert await english.say("/unmute") == "Notices come again."
