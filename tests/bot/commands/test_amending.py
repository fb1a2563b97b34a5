"""What is said of a reminder right after it was set or listed changes or ends it, and can be undone."""

from __future__ import annotations

import pytest

from bot.commands.spoken_amendment import amendment
from bot.db.answers import GivenAnswer
from bot.dialogue.call import Response
from bot.screens.keyboard import Screen
from bot.screens.message import text_message
from tests.bot.commands.talk import World

CHANGES = [
    ("zh", "不对，改成下周三", "2026-12-02（周三）09:30"),
    ("zh", "不是明天，是后天", "2026-11-27（周五）09:30"),
    ("zh", "改到下午三点", "2026-11-26（周四）15:00"),
    ("zh", "推迟一天", "2026-11-27（周五）09:30"),
    ("zh", "提前半小时吧", "2026-11-26（周四）09:00"),
    ("zh", "后天", "2026-11-27（周五）09:30"),
    ("zh", "第12项的改成下周三", "2026-12-02（周三）09:30"),
    ("en", "no, make it Friday", "Fri 2026-11-27 09:30"),
    ("en", "push it a day", "Fri 2026-11-27 09:30"),
    ("en", "sorry, 3pm please", "Thu 2026-11-26 15:00"),
    ("en", "an hour later", "Thu 2026-11-26 10:30"),
]


async def listed(world: World) -> list[str]:
    """The reminders to come, in a list of another person's."""
    return (await world.person().say("/reminders")).splitlines()[1:]


@pytest.mark.parametrize(("lang", "words", "due"), CHANGES)
async def test_the_reminder_just_set_is_changed(world: World, lang: str, words: str, due: str) -> None:
    person = world.person(lang=lang)
    await person.say("/remind 12 明天9点半 交明天的会议材料")
    said = await person.reply(words)
    assert said is not None and due in said.splitlines()[0] and said.splitlines()[2] == "交明天的会议材料"
    assert len(await listed(world)) == 2
    # What was changed is undone: the reminder comes as it did before.
    await person.press("撤销" if lang == "zh" else "Undo")
    assert (await listed(world))[0].startswith("1. 2026-11-26（周四）09:30")
    assert len(await listed(world)) == 2


@pytest.mark.parametrize("words", ["算了", "算了，不要了", "不用了", "取消", "删掉这条", "never mind", "cancel it"])
async def test_the_reminder_just_set_is_ended_and_comes_back(world: World, words: str) -> None:
    person = world.person()
    await person.say("/remind 3 12月9日 15:00 催办")
    await person.say("/remind 12 明天9点 核对")
    said = await person.reply(words)
    assert said is not None and said.splitlines()[0] == "已取消 1 条提醒：" and "核对" in said
    assert (await listed(world))[1] == "    第3项 催办" and len(await listed(world)) == 2
    await person.press("恢复")
    assert person.response.toast == "已恢复到改动以前。" and len(await listed(world)) == 4
    assert (await person.pressed("n.ru.1")).startswith("这个按钮已经失效")


async def test_what_is_not_surely_one_is_asked_back(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 每周五 16:00 报进度")
    # Whether once or from now on is not said.
    asked = await person.reply("推迟一天")
    assert asked is not None and "请发新的时间" in asked
    said = await person.reply("每周一 16:00")
    assert said is not None and "重复：每周一 16:00" in said
    asked = await person.reply("不对")
    assert asked is not None and "请发新的时间" in asked
    asked = await person.reply("算了")
    assert asked == "好的，什么都没有改。"
    asked = await person.reply("改到下周")
    assert asked is not None and asked.startswith("“下周”的哪一天？")
    said = await person.reply("周三")
    assert said is not None and said.startswith("到时提醒：2026-12-02（周三）16:00")
    assert len(await listed(world)) == 2
    asked = await person.reply("提前一个月")
    assert asked is not None and "已经过去了" in asked


async def test_of_several_listed_it_is_asked_which(world: World) -> None:
    person = world.person()
    await person.say("/remind 3 明天9点 催办")
    await person.say("/remind 12 后天9点 核对")
    await person.say("/reminders")
    assert await person.reply("下周三") is None
    await person.say("/reminders")
    asked = await person.reply("推迟一天")
    assert asked is not None and asked.startswith("是哪一条？") and list(person.buttons) == ["1. 催办", "2. 核对"]
    said = await person.reply("第二条")
    assert said is not None and said.splitlines() == [
        "到时提醒：2026-11-28（周六）09:00（Asia/Shanghai）",
        "12. 综合交通运输与现代物流体系建设",
        "核对",
    ]
    await person.say("/reminders")
    await person.reply("不要了")
    assert (await person.press("1. 催办")).startswith("已取消 1 条提醒：")
    await person.say("/reminders")
    assert (await person.reply("第12项的改成明天10点") or "").startswith("到时提醒：2026-11-26（周四）10:00")


async def test_what_is_said_of_something_else_changes_nothing(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 明天9点 核对")
    assert await person.reply("商务厅牵头哪些任务") is None
    assert await person.reply("算了") is None
    await person.say("/remind 12 明天10点 核对")
    await person.say("/subscribe 商务厅")
    assert await person.reply("不要了") is None
    assert len(await listed(world)) == 4
    member = world.member(7, administrator=True)
    await member.say("/remind 12 明天9点 核对")
    world.administrators.clear()
    assert "管理员" in (await member.reply("算了") or "")


async def test_an_order_may_change_what_was_just_set(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 明天9点 核对")
    assert (await person.say("改成后天提醒我")).startswith("到时提醒：2026-11-27（周五）09:00")
    assert len(await listed(world)) == 2
    # One more beside it is an order of its own.
    assert (await person.say("再提前一天提醒我第12项")) != "" and len(await listed(world)) == 2


NOTHING_OF_A_REMINDER = [
    "改革任务",
    "第12条",
    "下一条",
    "不对，是财政厅",
    "算了，看看商务厅的任务",
    "不是说第12项吗",
    "哪些任务推迟了",
    "Which tasks are due Friday?",
]


@pytest.mark.parametrize("words", NOTHING_OF_A_REMINDER)
def test_other_words_amend_nothing(words: str) -> None:
    assert amendment(words) is None


async def test_undoing_a_change_of_the_time_brings_the_earlier_one_back(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 每周五 16:00 核对")
    await person.press("改时间")
    await person.reply("每周一 9点")
    undo = person.buttons["撤销"]
    await person.press("撤销")
    assert person.text.splitlines() == ["待发提醒 1 条", "1. 2026-11-27（周五）16:00 · 每周五 16:00", "    第12项 核对"]
    assert (await person.pressed(undo)).startswith("这个按钮已经失效")


async def test_a_reminder_without_words_is_completed_by_the_next_messages(world: World) -> None:
    for replies in (["周五上午9点", "第12项"], ["第12项", "周五上午9点"], ["12 周五上午9点"], ["周五上午9点，第12项"]):
        person = world.person(len(replies) * 10 + len(replies[0]))
        await person.say("提醒我")
        said = ""
        for reply in replies:
            said = await person.reply(reply) or ""
        assert said.startswith("到时提醒：2026-11-27（周五）09:00"), replies
    await person.say("提醒我")
    assert await person.reply("商务厅牵头哪些任务") is None


@pytest.mark.parametrize(
    ("order", "words", "due"),
    [
        # A weekday alone is of the week that was named before, whatever week it is.
        ("下周二9点", "改成周三", "2026-12-02（周三）09:00"),
        ("下周二9点", "不对，周五下午3点", "2026-12-04（周五）15:00"),
        ("下下周二9点", "改成周三", "2026-12-09（周三）09:00"),
        ("next Tuesday at 9", "make it Thursday", "2026-12-03（周四）09:00"),
        # In this one Tuesday is past.
        ("这周五9点", "改成周二", "2026-12-01（周二）09:00"),
        # Where another week is said, or none was.
        ("下周二9点", "改成这周五", "2026-11-27（周五）09:00"),
        ("周二9点", "改成周五", "2026-11-27（周五）09:00"),
        ("12月1日9点", "改成周五", "2026-11-27（周五）09:00"),
    ],
)
async def test_a_weekday_alone_is_of_the_week_that_was_named(world: World, order: str, words: str, due: str) -> None:
    person = world.person()
    await person.say(f"/remind 12 {order} 核对")
    assert due in (await person.reply(words) or "")
    assert len(await listed(world)) == 2


async def test_the_week_that_was_named_stays_for_further_changes(world: World) -> None:
    person = world.person()
    await person.say("/remind 12 下周二9点 核对")
    await person.reply("改成周三")
    assert "2026-12-03（周四）09:00" in (await person.reply("不，周四") or "")
    await person.reply("改到这周五")
    assert "2026-11-28（周六）09:00" in (await person.reply("周六吧") or "")


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("提醒我这项下周三交材料", "交材料"),
        ("下周三提醒我这项", ""),
        ("这项下周三提醒我", ""),
        ("提醒我下周三看一下这个任务", "看一下"),
        ("这个下周三提醒我", ""),
        ("remind me about this next Wednesday", ""),
        ("next Wednesday remind me of this task", ""),
    ],
)
async def test_an_order_points_to_the_task_just_shown(world: World, order: str, text: str) -> None:
    person = world.person()
    plan = world.engine.plan.id
    shown = Screen(text_message("12. …"), task=(plan, 12))
    world.notifying.commands.shown(person.call, Response(shown))
    said = await person.say(order)
    assert said.startswith("到时提醒：2026-12-02（周三）09:00") and "12. 综合交通运输" in said
    assert (await listed(world))[1].split() == ["第12项", *text.split()]


async def test_an_order_that_points_to_no_task_sets_nothing_and_says_so(world: World) -> None:
    person = world.person()
    for order in ("提醒我这项下周三交材料", "提醒我周五开会汇总", "remind me about this next Wednesday"):
        assert "还没有设提醒" in await person.say(order)
    # The task may follow.
    said = await person.reply("第12项")
    assert said is not None and said.startswith("到时提醒：2026-12-02（周三）09:00")
    # Of the task of another plan nothing is known here, nor of one after which something else was shown.
    commands, shown = world.notifying.commands, Screen(text_message("12. …"), task=(world.engine.plan.id, 12))
    commands.shown(person.call, Response(Screen(text_message("12. …"), task=("another", 12))))
    assert "还没有设提醒" in await person.say("提醒我这项下周三交材料")
    commands.shown(person.call, Response(shown))
    commands.shown(person.call, Response(Screen(text_message("…")), answer=GivenAnswer(1, 1, "…", "zh", "plan", "c")))
    assert "还没有设提醒" in await person.say("提醒我这项下周三交材料")
    # A month is no task.
    commands.shown(person.call, Response(shown))
    assert "还没有设提醒" in await person.say("提醒我这个月底交材料")
