"""Progress and deadlines: reports with their history, counts by department, and reminders before a deadline."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands.spoken_progress import progress_order
from bot.db import progress, tables
from bot.db.renumbering import follow_numbers
from tests.bot.commands.talk import OPERATOR, World

NOT_THE_PLANS = "进度和补设的时限由人填报，不是方案原文。"


async def sent(world: World, beginning: str) -> list[Any]:
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.notices).order_by(tables.notices.c.id))
        return [(row.chat_id, row.body["html"]) for row in rows if row.event.startswith(beginning)]


async def test_reports_and_their_history(world: World) -> None:
    administrator = world.member(7, administrator=True)
    assert (await administrator.say("/progress 12 60% 已完成初稿")).startswith("这个群没有订阅第 12 项")
    await administrator.say("/subscribe 12")
    assert (await administrator.say("/progress 12 60% 已完成初稿")).splitlines() == [
        "已记下",
        "12. 综合交通运输与现代物流体系建设",
        "目前：进行中 60%",
        "",
        "填报记录：",
        "· 2026-11-25（周三）16:00 7：60% 已完成初稿",
        "",
        NOT_THE_PLANS,
    ]
    world.now += dt.timedelta(days=1)
    await administrator.say("/progress 第12项 办结：已印发")
    reader = world.member(8)
    assert (await reader.say("/progress 12")).splitlines()[2:6] == [
        "目前：办结",
        "",
        "填报记录：",
        "· 2026-11-26（周四）16:00 7：办结 已印发",
    ]
    assert (await reader.say("/progress 12 10% x")).startswith("这里的订阅和提醒只能由群管理员修改")
    # What is taken up again is under way again.
    await administrator.say("/progress 12 百分之八十")
    assert "目前：进行中 80%" in administrator.text


REPORTS_THAT_CANNOT_BE = [
    ("60% x", "请写明一项任务的编号"),
    ("12 15 60%", "请写明一项任务的编号"),
    ("41 60%", "方案只有 40 项任务"),
    ("12 160%", "160% 不对"),
    ("12 " + "长" * 301, "情况说明最多 300 字"),
]


async def test_reports_that_cannot_be(world: World) -> None:
    operator = world.person(OPERATOR)
    for words, said in REPORTS_THAT_CANNOT_BE:
        assert (await operator.say(f"/progress {words}")).startswith(said), words
    assert (await world.person(5).say("/progress 12 60%")).startswith("进度由订阅了该任务的群的管理员")


async def test_a_report_that_is_not_done_only_looks_like_it(world: World) -> None:
    operator = world.person(OPERATOR)
    await operator.say("/progress 12 50% 已完成初稿")
    assert "目前：进行中 50%" in operator.text
    await operator.say("/progress 12 办结材料正在准备")
    assert "目前：进行中 50%" in operator.text


async def test_counts_by_department(world: World) -> None:
    operator = world.person(OPERATOR)
    assert "还没有填报过进度。" in await operator.say("/status")
    await operator.say("/progress 7 办结")
    await operator.say("/progress 30 20%")
    assert (await operator.say("/deadline 9 2026-12-01")).startswith("时限已设：2026-12-01（周二）\n9. ")
    world.now += dt.timedelta(days=10)
    said = (await operator.say("/status")).splitlines()
    assert said[:2] == ["全部 40 项任务的进度", "未开始 37 · 进行中 1 · 办结 1 · 超期 1"]
    assert said[2].startswith("四个数相加是全部 40 项") and said[-4].startswith("部门按牵头的任务计")
    assert "商务厅牵头 5 项：未开始 3 · 进行中 0 · 办结 1 · 超期 1" in said
    assert said[-1] == NOT_THE_PLANS
    one = (await operator.say("/status 商务厅")).splitlines()
    # The same numbers as in the list of all departments, and those of the other tasks beside.
    assert one[0] == "商务厅牵头 5 项：未开始 3 · 进行中 0 · 办结 1 · 超期 1"
    assert one[1:3] == ["超期：9", "办结：7"] and one[4].startswith("商务厅参与（不牵头）7 项：未开始")
    assert (await operator.say("/status 外星")).startswith("没看懂“外星”")


async def test_deadlines_are_set_by_operators(world: World) -> None:
    assert (await world.person().say("/deadline 12 2026-12-01")).startswith("这个命令只供机器人的运维人员")
    operator = world.person(OPERATOR)
    assert (await operator.say("/deadline 12 下周")).startswith("“下周”的哪一天？")
    assert (await operator.say("/deadline 12 2020-01-01")).startswith("2020-01-01 已经过去了")
    await operator.say("/deadline 12 月底")
    await operator.say("/deadline 12 年底")
    async with world.database.transaction() as transaction:
        found = await progress.deadlines_of(transaction, world.engine.plan.id)
    assert found == {12: dt.date(2026, 12, 31)}
    assert (await operator.say("/deadline 12 取消")).startswith("已取消补设的时限。")


async def test_reminders_before_a_deadline(world: World) -> None:
    operator, person, other = world.person(OPERATOR), world.person(1), world.person(2)
    await operator.say("/deadline 12 2026-12-03")
    for talk in (person, other):
        await talk.say("/subscribe 12")
    assert "到期前 3、1 天各提醒一次" in await other.say("/deadlines 1 3")
    told = []
    for day in range(26, 35):
        world.now = dt.datetime(2026, 11, 1, 1, 0, 5, tzinfo=dt.UTC) + dt.timedelta(days=day - 1)
        await world.notifying.rounds.once(world.now)
        await world.notifying.rounds.once(world.now + dt.timedelta(hours=2))
        now = await sent(world, "deadline:")
        told += [(f"{world.now:%m-%d}", chat) for chat, _ in now[len(told) :]]
    # Seven days and one day before; the other place three days and one.
    assert told == [("11-26", 1), ("11-30", 2), ("12-02", 1), ("12-02", 2)]
    text = (await sent(world, "deadline:"))[0][1]
    assert text.startswith("<b>时限临近</b>\n") and "还有 7 天：2026-12-03（周四）" in text


async def test_what_is_closed_is_not_reminded_of(world: World) -> None:
    operator, person = world.person(OPERATOR), world.person(1)
    await operator.say("/deadline 12 2026-12-02")
    await person.say("/subscribe 12")
    await operator.say("/progress 12 办结")
    world.now = dt.datetime(2026, 12, 1, 1, 0, 5, tzinfo=dt.UTC)
    await world.notifying.rounds.once(world.now)
    assert await sent(world, "deadline:") == []


async def test_what_presses_stands_first_in_a_digest(world: World) -> None:
    operator, person = world.person(OPERATOR), world.person(1)
    await operator.say("/deadline 12 2026-11-26")
    await operator.say("/deadline 7 2026-11-30")
    await person.say("/subscribe 商务厅 12")
    await person.say("/digest daily 08:30")
    world.now = dt.datetime(2026, 11, 27, 0, 30, 5, tzinfo=dt.UTC)
    assert (await person.say("/digest")).splitlines()[:7] == [
        "任务摘要 · 2026-11-27（周五）",
        "",
        "已超期 1 项",
        "12. 综合交通运输与现代物流体系建设 · 时限 2026-11-26（周四）",
        "",
        "一周内到期 1 项",
        "7. 国际服务外包承接与服务贸易基地 · 时限 2026-11-30（周一）",
    ]
    await world.notifying.rounds.once(world.now)
    [(_, html)] = await sent(world, "digest:")
    assert html.index("已超期 1 项") < html.index("订阅的任务：商务厅（牵头 5 项、参与 7 项）；单项任务（1 项）")
    assert "已超期 1 项" in await person.say("/deadlines")


async def test_progress_follows_its_task_to_a_new_number(world: World) -> None:
    operator = world.person(OPERATOR)
    for task in (12, 13, 14):
        await operator.say(f"/progress {task} {task}%")
        await operator.say(f"/deadline {task} 2026-12-{task}")
    plan = world.engine.plan.id
    async with world.database.transaction() as transaction:
        await follow_numbers(transaction, plan, {12: 13, 13: 12, 14: None}, {})
        reports = await progress.latest(transaction, plan)
        days = await progress.deadlines_of(transaction, plan)
    assert {task: report.percent for task, report in reports.items()} == {13: 12, 12: 13}
    assert days == {13: dt.date(2026, 12, 12), 12: dt.date(2026, 12, 13)}


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("完成", "办结"),
        ("已完成，材料已报", "办结"),
        ("complete", "办结"),
        ("完成60%", "进行中 60%"),
        ("已完成初稿", "进行中"),
        ("未完成", "进行中"),
        ("办结了，材料已报", "办结"),
        ("完成了60%", "进行中 60%"),
        ("完成了一半", "进行中"),
    ],
)
async def test_what_closes_a_task(words: str, now: str, world: World) -> None:
    assert f"目前：{now}" in (await world.person(OPERATOR).say(f"/progress 12 {words}")).splitlines()


@pytest.mark.parametrize(
    ("said", "now", "row"),
    [
        ("第12项完成了", "办结", "办结"),
        ("第12项进展60%", "进行中 60%", "60%"),
        ("我们第12项完成了60%，初稿已报", "进行中 60%", "60% 初稿已报"),
        ("第12项完成100%", "办结", "办结"),
        ("第12项进行中", "进行中", "进行中"),
        ("我们第12项还没开始", "未开始", "0%"),
        ("报一下进度：第12项到百分之三十了", "进行中 30%", "30%"),
        ("task 12 is done", "办结", "办结"),
        ("task 12 is 60% done", "进行中 60%", "60%"),
    ],
)
async def test_progress_in_words(said: str, now: str, row: str, world: World) -> None:
    operator = world.person(OPERATOR)
    lines = (await operator.say(said)).splitlines()
    assert lines[0] == "已记下" and f"目前：{now}" in lines
    assert any(line.startswith("· ") and f"：{row}" in line for line in lines)
    # Whoever may not report by the command may not in words.
    assert (await world.person(5).say(said)).startswith("进度由订阅了该任务的群的管理员")


async def test_what_has_no_figure_counts_as_under_way_and_what_has_not_begun_as_open(world: World) -> None:
    operator = world.person(OPERATOR)
    await operator.say("第12项进行中")
    await operator.say("第13项还没开始")
    assert "进行中 1 · 办结 0" in await operator.say("/status")
    # A figure that was said stays until another is.
    await operator.say("第12项进展60%")
    await operator.say("第12项正在推进")
    assert "目前：进行中 60%" in await operator.say("/progress 12")


@pytest.mark.parametrize(
    "text",
    [
        "第3项完成了吗",
        "第3项的进度",
        "第3项完成时限",
        "哪些任务完成了",
        "第3项和第5项完成了",
        "第3项进展如何",
        "商务厅的完成了",
    ],
)
def test_what_reports_nothing(text: str) -> None:
    assert progress_order(text) is None


async def test_the_first_digest_says_what_was_reported_before_it(world: World) -> None:
    operator, person = world.person(OPERATOR), world.person(1)
    await person.say("/subscribe 12 13")
    await operator.say("/progress 13 10% 太早")
    world.now += dt.timedelta(days=8)
    await operator.say("/progress 12 60% 已完成初稿")
    await person.say("/digest daily 08:30")
    assert (
        "12. " in await person.say("/digest preview") and "60% 已完成初稿" in person.text and "太早" not in person.text
    )
    world.now = dt.datetime(2026, 12, 4, 0, 30, 5, tzinfo=dt.UTC)
    await world.notifying.rounds.once(world.now)
    assert "60% 已完成初稿" in (await sent(world, "digest:"))[-1][1]
    world.now += dt.timedelta(hours=1)
    await operator.say("/progress 13 办结")
    world.now += dt.timedelta(hours=23)
    await world.notifying.rounds.once(world.now)
    second = (await sent(world, "digest:"))[-1][1]
    assert "已完成初稿" not in second and "13. " in second
