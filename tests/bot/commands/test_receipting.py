"""Receipts: who pressed and when, who has not, one reminder for those, and the list for a chat that the sender names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from bot.db import tables
from bot.db.chats import see_chat
from bot.db.forgetting import forget_person
from tests.bot.commands.talk import GROUP, OPERATOR, World


async def sent(world: World, beginning: str = "") -> list[Any]:
    """The outbox: chat, event, text and the data of the buttons, of events that begin so."""
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.notices).order_by(tables.notices.c.id))
        return [
            (row.chat_id, row.body["html"], [b["data"] for line in row.body["keyboard"] for b in line])
            for row in rows
            if row.event.startswith(beginning)
        ]


async def announced(world: World) -> str:
    """An announcement with receipts to two people and a group; the data of its button."""
    async with world.database.transaction() as transaction:
        for id, kind, title in ((1, "private", ""), (2, "private", ""), (GROUP, "group", "商务厅群")):
            await see_chat(transaction, id, kind, title)
    for talk in (world.person(1), world.person(2), world.member(7, administrator=True)):
        await talk.say("/subscribe 商务厅")
    operator = world.person(OPERATOR)
    await operator.say("/announce 商务厅 请于周五前报送进展")
    await operator.press("要求回执：否")
    assert "要求回执：是" in operator.buttons
    await operator.press("发送给 3 个聊天")
    assert "回执情况" in operator.buttons
    [*_, (_, _, [data])] = await sent(world, "announcement:")
    return data


async def test_an_announcement_with_receipts(world: World) -> None:
    data = await announced(world)
    assert [buttons for _, _, buttons in await sent(world, "announcement:")] == [[data]] * 3
    member = world.member(8)
    member.call = member.call.__class__(**{**_fields(member.call), "name": "张三"})
    assert await member.pressed(data) == "已记下：张三 2026-11-25（周三）16:00 收到。"
    # Who presses after the first is kept too, each once.
    other = world.member(9)
    world.now += dt.timedelta(hours=1)
    after = "已记下：9 2026-11-25（周三）17:00 收到，是第 2 位；最先的是 张三 2026-11-25（周三）16:00。"
    assert await other.pressed(data) == after
    world.now += dt.timedelta(hours=1)
    assert await other.pressed(data) == after
    assert await member.pressed(data) == "已记下：张三 2026-11-25（周三）16:00 收到。"
    assert "· 请于周五前报送进展：1/3，2 人" in await member.say("/receipts")
    operator = world.person(OPERATOR)
    await operator.say("/announce")
    await operator.press("回执情况")
    assert operator.text.splitlines() == [
        "请于周五前报送进展：已收到 1/3",
        "",
        "未回执 2：",
        "· 1",
        "· 2",
        "",
        "已回执 1：",
        "· 商务厅群 — 张三 · 2026-11-25（周三）16:00",
        "    另有 1 人：9 2026-11-25（周三）17:00",
    ]
    async with world.database.transaction() as transaction:
        await forget_person(transaction, 9)
    await operator.press("刷新")
    assert "另有" not in operator.text
    stranger = world.person(55)
    assert (await stranger.pressed(data)).startswith("这个按钮已经失效")


def _fields(call: Any) -> dict[str, Any]:
    return {name: getattr(call, name) for name in call.__dataclass_fields__}


async def test_those_without_a_receipt_are_reminded_once_and_reported(world: World) -> None:
    data = await announced(world)
    await world.person(1).pressed(data)
    operator = world.person(OPERATOR)
    await operator.say("/receipts")
    assert "· 请于周五前报送进展：1/3" in operator.text
    await operator.press("请于周五前")
    await operator.press("定时催一次")
    assert await operator.reply("3点") is not None
    assert operator.text.startswith("3点 是上午还是下午？")
    assert await operator.reply("明天9点") is not None
    assert "2026-11-26（周四）09:00 提醒未回执的一次。" in operator.text
    await operator.press("定时上报")
    await operator.press("报给我自己")
    await operator.reply("明天17:00")
    assert "2026-11-26（周四）17:00 上报未回执的。" in operator.text

    world.now = dt.datetime(2026, 11, 26, 1, 0, 30, tzinfo=dt.UTC)
    assert await world.notifying.rounds.once(world.now) == 2
    assert await world.notifying.rounds.once(world.now) == 0
    assert [(chat, text, buttons) for chat, text, buttons in await sent(world, "receipt:")] == [
        (GROUP, "<b>请确认收到：请于周五前报送进展</b>", [data]),
        (2, "<b>请确认收到：请于周五前报送进展</b>", [data]),
    ]
    await world.person(2).pressed(data)
    world.now = dt.datetime(2026, 11, 26, 9, 0, 30, tzinfo=dt.UTC)
    assert await world.notifying.rounds.once(world.now) == 1
    [(chat, text, _)] = await sent(world, "escalation:")
    assert (chat, text) == (OPERATOR, "<b>还有 1 个聊天没有回执：请于周五前报送进展</b>\n· 商务厅群")


async def test_a_chat_that_is_only_reported_to_is_told_in_the_senders_language(world: World) -> None:
    await announced(world)
    async with world.database.transaction() as transaction:
        await see_chat(transaction, -77, "group", "Leaders")
    operator = world.person(OPERATOR, "en")
    await operator.say("/receipts")
    await operator.press("请于周五前")
    await operator.press("Report who has not")
    await operator.press("Leaders")
    await operator.reply("tomorrow at 17:00")
    world.now = dt.datetime(2026, 11, 26, 9, 0, 30, tzinfo=dt.UTC)
    await world.notifying.rounds.once(world.now)
    [(chat, text, _)] = await sent(world, "escalation:")
    assert chat == -77 and text.startswith("<b>3 chats have not confirmed: 请于周五前报送进展</b>")


async def test_digests_of_a_place_ask_for_receipts(world: World) -> None:
    administrator = world.member(7, administrator=True)
    await administrator.say("/subscribe 商务厅")
    await administrator.say("/digest daily 08:30")
    await administrator.say("/receipts")
    assert administrator.text.splitlines()[-1] == "本聊天的摘要和变更通知不要求回执。"
    await administrator.press("要求回执")
    assert administrator.text.splitlines()[-1] == "本聊天的摘要和变更通知要求回执。"
    world.now = dt.datetime(2026, 11, 26, 0, 30, 30, tzinfo=dt.UTC)
    await world.notifying.rounds.once(world.now)
    [(_, _, [tasks, data])] = await sent(world, "digest:")
    assert tasks == "n.dl"
    assert "张三" not in await world.member(8).pressed(data)
    await world.member(8).say("/receipts")
    reader = world.member(8)
    await reader.say("/receipts")
    assert "· 任务摘要 · 2026-11-26（周四）：1/1" in reader.text
    # Who may not change the place's settings may not change this one.
    await reader.press("不再要求回执")
    assert reader.response.toast.startswith("这里的订阅和提醒只能由群管理员修改")


async def test_only_the_sender_and_operators_set_reminders(world: World) -> None:
    data = await announced(world)
    id = data.rsplit(".", 1)[1]
    assert (await world.person(1).pressed(f"n.ct.{id}")).startswith("只有发出通知的人和运维人员可以设置")
    # Who was asked sees the receipts of the own place alone.
    assert (await world.person(1).pressed(f"n.cr.{id}")).splitlines()[0] == "请于周五前报送进展：已收到 0/1"


async def test_a_digest_names_what_nobody_has_confirmed_and_takes_the_receipt(world: World) -> None:
    data = await announced(world)
    member = world.member(7, administrator=True)
    await member.say("/digest daily 18:00")
    world.now = dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.UTC)
    await world.notifying.rounds.once(world.now)
    [(chat, text, buttons)] = await sent(world, "digest:")
    assert chat == GROUP and "<b>待确认收到 1 件</b>\n· 请于周五前报送进展（2026-11-25" in text
    assert buttons == ["n.dl", data]
    await member.pressed(data)
    assert "待确认收到" not in await member.say("/digest")
