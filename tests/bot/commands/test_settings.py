"""/digest, /mute and /timezone: what is set, what is said of it, and what cannot be set."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.db import tables
from bot.db.chats import get_chat
from bot.db.digests import get_digest
from bot.db.reminders import reminders_of
from bot.notifications.schedule import Every, Schedule
from tests.bot.commands.talk import PERSON, World


async def schedule_of(world: World) -> tuple[Schedule, str] | None:
    async with world.database.transaction() as transaction:
        found = await get_digest(transaction, PERSON, 0)
    return (found.schedule, f"{found.next_due:%Y-%m-%d %H:%M}") if found else None


async def test_a_digest_now(world: World) -> None:
    person = world.person()
    assert (await person.say("/digest")).startswith("还没有订阅")
    await person.say("/subscribe 商务厅 12 口岸通关")
    said = await person.say("摘要")
    assert said.splitlines() == [
        "任务摘要 · 2026-11-25（周三）",
        "最近一周没有新情况，也没有超期和一周内到期的任务。",
        "",
        "订阅的任务：商务厅（牵头 5 项、参与 7 项）；主题“口岸通关”（1 项）；单项任务（1 项）",
        "来源：内蒙古承接产业转移分工方案（2011）（标题为本助手所拟，点开看原文）",
        "/subscriptions 修改订阅 · /digest off 停发",
    ]
    said = await person.press("任务清单")
    assert said.splitlines()[:2] == ["商务厅牵头 5 项", "7. 国际服务外包承接与服务贸易基地"]
    assert said.index("商务厅牵头") < said.index("商务厅参与（不牵头）7 项") < said.index("主题“口岸通关”：1 项")
    assert said.index("主题“口岸通关”") < said.index("单项任务 1 项\n12. ")
    message = person.response.screen.message  # type: ignore[union-attr]
    links = [run.link for line in message.lines for run in line if run.link]
    assert links[0] == "https://t.me/plan_bot?start=t7" and len(links) == 14
    await person.say("/subscriptions")
    await person.press("全部暂停")
    assert (await person.say("/digest")).startswith("还没有订阅")


@pytest.mark.parametrize(
    ("words", "said", "schedule", "due"),
    [
        (
            "daily 08:30",
            "已设定摘要：每天 08:30（Asia/Shanghai）\n下一次：2026-11-26（周四）08:30",
            Schedule(Every.DAILY, (dt.time(8, 30),)),
            "2026-11-26 00:30",
        ),
        (
            "每周一 9点",
            "已设定摘要：每周一 09:00（Asia/Shanghai）\n下一次：2026-11-30（周一）09:00",
            Schedule(Every.WEEKLY, (dt.time(9, 0),), weekdays=(0,)),
            "2026-11-30 01:00",
        ),
        (
            "monthly 31 17:00",
            "已设定摘要：每月 31 日 17:00（Asia/Shanghai）\n下一次：2026-11-30（周一）17:00\n没有 31 日的月份，在最后一天发送。",
            Schedule(Every.MONTHLY, (dt.time(17, 0),), days=(31,)),
            "2026-11-30 09:00",
        ),
    ],
)
async def test_schedules(words: str, said: str, schedule: Schedule, due: str, world: World) -> None:
    person = world.person()
    heard = await person.say(f"/digest {words}")
    assert heard.startswith(said) and "还没有订阅" in heard
    assert await schedule_of(world) == (schedule, due)
    assert await person.say("/digest off") == "已停发定时摘要。随时可以用 /digest 看一次。"
    assert await schedule_of(world) is None
    assert await person.say("/digest off") == "本来就没有设定时摘要。"


async def test_working_days_say_where_holidays_are_not_known(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅")
    assert await person.say("/digest workdays 8:30") == (
        "已设定摘要：每个工作日 08:30（Asia/Shanghai）\n"
        "下一次：2026-11-26（周四）08:30\n"
        "2027 年的放假安排尚无数据，那一年按周一至周五算工作日（元旦、五一、国庆的法定假日除外）。"
    )
    world.now = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    assert "放假安排" not in await person.say("/digest workdays 8:30")


async def test_a_digest_from_buttons(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅")
    await person.press("定时摘要")
    assert list(person.buttons) == [
        "每个工作日 08:30",
        "每天 08:30",
        "每周一 09:00",
        "每月 1 日 09:00",
        "现在看一次",
        "预览",
    ]
    await person.press("每周一")
    assert await schedule_of(world) == (Schedule(Every.WEEKLY, (dt.time(9, 0),), weekdays=(0,)), "2026-11-30 01:00")
    await person.press("定时摘要")
    await person.press("停发摘要")
    assert await schedule_of(world) is None


SCHEDULES_THAT_CANNOT_BE = [
    ("daily 25:00", "没有“25:00”这个时刻。"),
    ("每月32日", "没有“32日”这一天"),
    ("sometimes", "没看懂“sometimes”。可以写：每天 08:30"),
    ("明天", "摘要按天、周或月发送"),
]


async def test_schedules_that_cannot_be(world: World) -> None:
    for words, said in SCHEDULES_THAT_CANNOT_BE:
        assert (await world.person().say(f"/digest {words}")).startswith(said)
        assert await schedule_of(world) is None


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("3d", "2026-11-28 08:00"),
        ("2小时", "2026-11-25 10:00"),
        ("两周", "2026-12-09 08:00"),
        ("until 2027-01-01", "2026-12-31 16:00"),
        ("到1月5日 9点", "2027-01-05 01:00"),
        ("明天", "2026-11-25 16:00"),
    ],
)
async def test_muting(words: str, until: str, world: World) -> None:
    person = world.person()
    assert "以前不打扰" in await person.say(f"/mute {words}")
    async with world.database.transaction() as transaction:
        chat = await get_chat(transaction, PERSON)
    assert chat is not None and chat.muted_until is not None and f"{chat.muted_until:%Y-%m-%d %H:%M}" == until
    assert "静音到" in await person.say("/subscriptions")
    assert await person.say("/unmute") == "已恢复通知。"
    assert await person.say("/unmute") == "本来就没有静音。"


SILENCES_THAT_CANNOT_BE = [
    ("until 2020-01-01", "这个时间已经过去了"),
    ("0d", "这个时间已经过去了"),
    ("400d", "静音最长一年"),
    ("一会儿", "“一会儿”说不准是什么时候"),
    ("安静", "没看懂“安静”"),
    ("until 25:00", "没有“25:00”这个时刻"),
]


async def test_silences_that_cannot_be(world: World) -> None:
    for words, said in SILENCES_THAT_CANNOT_BE:
        assert (await world.person().say(f"/mute {words}")).startswith(said)


async def test_what_waits_follows_the_silence(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 2026-11-25 16:10 提交")
    await person.say("/mute 3d")
    world.now += dt.timedelta(minutes=15)
    assert await world.notifying.rounds.once(world.now) == 1

    async def waits_until() -> dt.datetime:
        async with world.database.transaction() as transaction:
            return (await transaction.execute(select(tables.notices.c.not_before))).scalar_one()

    assert await waits_until() == dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)
    await person.say("/mute 1d")
    assert await waits_until() == world.now + dt.timedelta(days=1)
    await person.say("/unmute")
    assert await waits_until() == world.now


async def test_muting_from_buttons(world: World) -> None:
    person = world.person()
    await person.say("/mute")
    assert list(person.buttons) == ["1 天", "3 天", "1 周", "30 天"]
    await person.press("1 周")
    assert person.text.startswith("好的，2026-12-02（周三）16:00 以前不打扰。")


async def test_another_clock_moves_what_is_due(world: World) -> None:
    person = world.person()
    await person.say("/digest daily 08:30")
    await person.say("/remind 12 2027-03-01 09:00 提交")
    assert (await person.say("/timezone")).startswith("时区：Asia/Shanghai，现在是 2026-11-25（周三）16:00。")
    assert (await person.say("/timezone asia/urumqi")) == (
        "时区已改为 Asia/Urumqi，现在是 2026-11-25（周三）14:00。摘要和提醒按新的时区发送。"
    )
    assert await schedule_of(world) == (Schedule(Every.DAILY, (dt.time(8, 30),)), "2026-11-26 02:30")
    async with world.database.transaction() as transaction:
        [reminder] = await reminders_of(transaction, PERSON)
    assert reminder.next_due == dt.datetime(2027, 3, 1, 3, 0, tzinfo=dt.UTC)
    assert (await person.say("/timezone 北京时间")).startswith("时区已改为 Asia/Shanghai")


async def test_a_zone_that_there_is_not(world: World) -> None:
    person = world.person()
    assert (await person.say("/timezone Asia/Shanghia")).startswith("没有叫“Asia/Shanghia”的时区。")
    assert "Asia/Shanghai" in person.buttons
    await person.press("Asia/Shanghai")
    assert person.text.startswith("时区已改为 Asia/Shanghai")


async def test_a_time_that_clocks_skip_is_named(world: World) -> None:
    person = world.person()
    await person.say("/timezone America/New_York")
    assert await person.say("/remind 12 2027-03-14 02:30 x") == (
        "2027-03-14 02:30 在 America/New_York 不存在（那天拨快时钟，跳过了这一段）。请换一个时刻。"
    )


async def test_a_time_that_comes_twice_is_named(world: World) -> None:
    person = world.person()
    await person.say("/timezone America/New_York")
    assert "那天拨回时钟，01:30 出现两次，在第一次时提醒。" in await person.say("/remind 12 2027-11-07 01:30 x")


async def test_reminders_are_set_listed_and_removed(world: World) -> None:
    person = world.person()
    assert await person.say("/remind 12 2027-03-01 提交实施方案") == (
        "到时提醒：2027-03-01（周一）09:00（Asia/Shanghai）\n12. 综合交通运输与现代物流体系建设\n提交实施方案\n"
        "没写几点，按 09:00 提醒。"
    )
    assert list(person.buttons) == ["改时间", "撤销", "全部提醒"]
    assert "重复：每周五 16:00" in await person.say("提醒我 第3项 每周五 16:00 报进度")
    listed = await person.say("/reminders")
    assert listed.splitlines() == [
        "待发提醒 2 条",
        "1. 2026-11-27（周五）16:00 · 每周五 16:00",
        "    第3项 报进度",
        "2. 2027-03-01（周一）09:00",
        "    第12项 提交实施方案",
    ]
    await person.press("✕ 1. 报进度")
    assert person.response.toast == "已删去这条提醒。" and "待发提醒 1 条" in person.text
    assert (await world.person(2).say("/reminders")).startswith("没有待发的提醒")


REMINDERS_THAT_CANNOT_BE = [
    ("", "写任务编号、日期和要提醒的话"),
    ("明天 提交", "请写明是哪一项任务"),
    ("41 明天 提交", "方案只有 40 项任务，没有第 41 项。"),
    ("12 提交", "请写明日期"),
    ("12 2020-01-01 提交", "2020-01-01 09:00 已经过去了"),
    ("12 2月30日 提交", "没有“2月30日”这一天"),
    ("12 明天 " + "长" * 501, "提醒的话最多 500 字。"),
]


async def test_reminders_are_ended_by_an_order_after_a_button(world: World) -> None:
    person = world.person()
    assert (await person.say("取消所有提醒")).startswith("没有待发的提醒")
    for order in ("/remind 12 明天 15:00 催办", "/remind 12 每周五 16:00 报进度", "/remind 3 明天 9:00"):
        await person.say(order)
    assert (await person.say("第12项别再提醒我了")).startswith("要删去这 2 条提醒吗？") and "催办" in person.text
    assert len((await person.say("/reminders")).splitlines()) == 7, "nothing is gone before the button is pressed"
    await person.say("取消第12项的提醒")
    assert await person.press("删去这 2 条") == "已删去 2 条提醒。"
    assert "第3项" in await person.say("取消所有提醒") and "第12项" not in person.text
    assert await person.press("删去这 1 条") == "已删去 1 条提醒。"
    assert (await person.say("/reminders")).startswith("没有待发的提醒")
    member = world.member(7)
    assert "管理员" in await member.say("取消所有提醒")


async def test_a_schedule_is_changed_and_ended_in_words(world: World) -> None:
    person = world.person()
    await person.say("每天8点半发摘要")
    assert "每周一" in await person.say("不要每天发，改成每周一")
    assert "每周一" in await person.say("/subscriptions")
    await person.say("停发摘要")
    assert "每周一" not in await person.say("/subscriptions")


async def test_reminders_that_cannot_be(world: World) -> None:
    for words, said in REMINDERS_THAT_CANNOT_BE:
        assert (await world.person().say(f"/remind {words}")).startswith(said)


async def test_the_day_of_a_monthly_reminder_is_kept(world: World) -> None:
    person = world.person()
    assert "没有 31 日的月份，在最后一天发送。" in await person.say("/remind 12 每月31日 报数据")
    await person.say("/remind 12 每年2月29日 总结")
    await person.say("/remind 12 工作日 9点 看一眼")
    async with world.database.transaction() as transaction:
        found = {reminder.text: reminder.schedule for reminder in await reminders_of(transaction, PERSON)}
    assert (found["报数据"].every, found["报数据"].days) == (Every.MONTHLY, (31,))
    assert (found["总结"].every, found["总结"].months, found["总结"].days) == (Every.YEARLY, (2,), (29,))
    assert (found["看一眼"].every, found["看一眼"].workdays) == (Every.DAILY, True)


async def test_no_more_reminders_than_the_limit(world: World) -> None:
    person = world.person()
    for number in range(50):
        await person.say(f"/remind 12 明天 x{number}")
    assert (await person.say("/remind 12 明天 x")).startswith("每个聊天最多 50 条提醒")
    # Eight to a page.
    assert len((await person.say("/reminders")).splitlines()) == 17
    await person.press("下一页")
    assert person.text.splitlines()[1].startswith("9. ") and "‹ 上一页" in person.buttons


async def test_equal_reminders_are_refused(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 明天 x")
    assert await person.say("/remind 12 明天9点 x") == "已经有一条完全相同的提醒，没有重复添加。"


async def test_several_days_and_tasks_in_one_order(world: World) -> None:
    person = world.person()
    said = await person.say("/remind 12、15 明天9点、后天15点 核对")
    assert said.splitlines() == [
        "到时提醒：2026-11-26（周四）09:00（Asia/Shanghai）",
        "到时提醒：2026-11-27（周五）15:00（Asia/Shanghai）",
        "12. 综合交通运输与现代物流体系建设",
        "15. 承接项目环评准入与环境监测",
        "核对",
    ]
    await person.press("撤销")
    assert person.text.startswith("没有待发的提醒")
    await person.say("/remind 明天9点、15点看第12条和第15条")
    assert person.text.startswith("到时提醒：2026-11-26（周四）09:00、2026-11-26（周四）15:00")
    assert person.text.splitlines()[-1] == "看第12条和第15条"
    assert (await person.say("/remind 1、2、3、4、5、6 明天")).startswith("一次最多设 5 条提醒")


async def test_the_time_of_a_reminder_is_changed(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 明天9点 核对")
    asked = await person.press("改时间")
    assert asked is not None and "原定 2026-11-26（周四）09:00。请发新的时间" in asked
    said = await person.reply("后天下午3点")
    assert said is not None and said.splitlines()[0] == "到时提醒：2026-11-27（周五）15:00（Asia/Shanghai）"
    assert (await person.say("/reminders")).startswith("待发提醒 1 条\n1. 2026-11-27（周五）15:00\n    第12项 核对")


@pytest.mark.parametrize(
    ("set_for", "first"), [("12月9日 15:00", "2026-12-09（周三）16:30"), ("每周五 9:00", "2026-11-27（周五）16:30")]
)
async def test_a_time_of_day_alone_keeps_the_day_of_a_reminder(world: World, set_for: str, first: str) -> None:
    person = world.person()
    await person.say(f"/remind 12 {set_for} 核对")
    await person.press("改时间")
    said = await person.reply("下午四点半")
    assert said is not None and said.splitlines()[0] == f"到时提醒：{first}（Asia/Shanghai）"
    assert (await person.say("/reminders")).startswith("待发提醒 1 条")


ASKED_BACK = [
    ("12 提交方案", "请写明日期", "明天9点", "2026-11-26（周四）09:00", "提交方案"),
    ("12 下周 交", "“下周”的哪一天？", "周三", "2026-12-02（周三）09:00", "交"),
    ("12 每周 交", "请写明是哪一天", "周五", "2026-11-27（周五）09:00", "交"),
    ("12 明天3点 交", "3点 是上午还是下午？", "下午", "2026-11-26（周四）15:00", "交"),
    ("12 明天3点 交", "3点 是上午还是下午？", "15:00", "2026-11-26（周四）15:00", "交"),
    ("12 12月4日前 交", "“12月4日前”只说了期限", "12月2日", "2026-12-02（周三）09:00", "交"),
    ("12 12月5日周五 交", "“12月5日周五”里的星期几", "12月4日", "2026-12-04（周五）09:00", "交"),
    ("12 tomorrow at 5 call", "at 5 是上午还是下午？", "pm", "2026-11-26（周四）17:00", "call"),
]


async def test_the_next_message_is_the_time_that_was_asked_for(world: World) -> None:
    for words, asked, reply, due, text in ASKED_BACK:
        person = world.person(int(due[8:10]) + len(words) * 100 + len(reply))
        assert (await person.say(f"/remind {words}")).startswith(asked)
        said = await person.reply(reply)
        assert said is not None and said.startswith(f"到时提醒：{due}") and text in said.splitlines(), (words, said)
        assert await person.reply("商务厅牵头哪些任务") is None and await person.reply(reply) is None


async def test_the_half_of_the_day_is_answered_in_english(world: World) -> None:
    person = world.person(lang="en")
    asked = await person.say("/remind 12 tomorrow at 3 call")
    assert asked.startswith("“at 3”: in the morning or in the afternoon?")
    said = await person.reply("in the afternoon")
    assert said is not None and said.startswith("Reminder set for Thu 2026-11-26 15:00")


async def test_a_message_that_is_no_time_is_no_answer(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 提交")
    assert await person.reply("商务厅牵头哪些任务") is None
    assert await person.reply("明天9点") is None


async def test_the_next_message_is_the_task_that_was_asked_for(world: World) -> None:
    person = world.person()
    assert (await person.say("明天9点提醒我交材料")).startswith("请写明是哪一项任务")
    said = await person.reply("第12项")
    assert said is not None and said.splitlines()[0] == "到时提醒：2026-11-26（周四）09:00（Asia/Shanghai）"
    assert said.splitlines()[-1] == "交材料"
