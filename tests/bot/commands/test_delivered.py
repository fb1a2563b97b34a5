"""The buttons under a reminder that has come: done, in an hour, tomorrow, and the task itself closed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.db import tables
from tests.bot.commands.talk import OPERATOR, World

ONCE = "/remind 12 2026-11-26 16:00 提交"
WEEKLY = "/remind 12 每周四 16:00 报进度"
DONE, HOUR, TOMORROW = "n.rd.1", "n.rh.1", "n.rt.1"


def shanghai(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC)


async def at(world: World, text: str) -> int:
    """How many notices a round gives at that time, which it then is."""
    world.now = shanghai(text)
    return await world.notifying.rounds.once(world.now)


async def newest(world: World) -> dict[str, object]:
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.notices.c.body).order_by(tables.notices.c.id.desc()))
        return dict(rows.scalars().first() or {})


async def test_a_reminder_is_done(world: World) -> None:
    person = world.person()
    await person.say(ONCE)
    assert await at(world, "2026-11-26 16:00") == 1
    keyboard = (await newest(world))["keyboard"]
    assert isinstance(keyboard, list)
    assert [[button["text"] for button in row] for row in keyboard] == [["✅ 办结", "1 小时后", "明天 16:00"]]
    said = await person.pressed(DONE)
    assert said.splitlines() == [
        "提醒",
        "提交",
        "12. 综合交通运输与现代物流体系建设",
        "✅ 1 2026-11-26（周四）16:00 办结这条提醒。",
    ]
    assert person.buttons == {}
    assert await at(world, "2026-11-27 16:00") == 0


async def test_in_an_hour_and_tomorrow_at_its_time(world: World) -> None:
    person = world.person()
    await person.say(ONCE)
    await at(world, "2026-11-26 16:00")
    world.now = shanghai("2026-11-26 16:20")
    assert (await person.pressed(HOUR)).endswith("\n2026-11-26（周四）17:20 再提醒。")
    assert "2026-11-26（周四）17:20" in await person.say("/reminders")
    assert await at(world, "2026-11-26 17:19") == 0
    assert await at(world, "2026-11-26 17:20") == 1
    assert (await person.pressed(TOMORROW)).endswith("\n2026-11-27（周五）16:00 再提醒。")
    # Another clock does not take away what was put off.
    await person.say("/timezone Asia/Urumqi")
    assert await at(world, "2026-11-27 15:59") == 0
    assert await at(world, "2026-11-27 16:00") == 1
    # Whoever has it done after putting it off is left alone.
    await person.pressed(HOUR)
    await person.pressed(DONE)
    assert await at(world, "2026-12-26 16:00") == 0


async def test_one_that_repeats_goes_on(world: World) -> None:
    person = world.person(lang="en")
    await person.say(WEEKLY)
    await at(world, "2026-11-26 16:00")
    assert (await person.pressed(DONE)).endswith("✅ Done: 1, Thu 2026-11-26 16:00.")
    assert list(person.buttons) == ["Remove it"]
    assert await at(world, "2026-12-03 16:00") == 1
    await person.pressed(TOMORROW)
    assert await at(world, "2026-12-04 16:00") == 1
    assert await at(world, "2026-12-10 16:00") == 1


async def test_the_task_is_closed_by_who_may_report_on_it(world: World) -> None:
    chief, member = world.member(5, administrator=True), world.member(6)
    await chief.say("/subscribe 12")
    await chief.say(ONCE)
    await at(world, "2026-11-26 16:00")
    # Anybody may say that it is done; to put it off is a setting.
    assert (await member.pressed(HOUR)).startswith("这里的订阅和提醒只能由群管理员修改")
    assert "办结这条提醒" in await member.pressed(DONE) and member.buttons == {}
    assert (await member.pressed("n.pc.12")).startswith("这里的订阅和提醒只能由群管理员修改")
    await chief.pressed(DONE)
    assert list(chief.buttons) == ["第12项报办结"]
    assert "目前：办结" in await chief.press("第12项报办结")
    await chief.pressed(DONE)
    assert chief.buttons == {}
    operator = world.person(OPERATOR)
    assert "办结：12" in await operator.say("/status 交通运输厅")


async def test_buttons_of_what_is_gone(world: World) -> None:
    person, other = world.person(), world.person(2)
    await person.say(ONCE)
    await at(world, "2026-11-26 16:00")
    for data in (DONE, HOUR, TOMORROW):
        assert (await other.pressed(data)).startswith("这个按钮已经失效")
    for data in ("n.rd.77", "n.rh.x", "n.rt", "n.pc.99", "n.pc.x"):
        assert (await person.pressed(data)).startswith("这个按钮已经失效")
