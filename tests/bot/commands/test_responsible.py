"""Persons responsible for a department or a task: named by a group, confirmed by themselves, mentioned in its notices."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.db import tables
from bot.db.announcements import last_announcement
from bot.db.chats import see_chat
from bot.db.forgetting import forget_person
from tests.bot.commands.talk import GROUP, OPERATOR, Talk, World


def shanghai(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(dt.UTC)


async def told(world: World, event: str) -> list[str]:
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.notices).order_by(tables.notices.c.id))
        return [row.body["html"] for row in rows if row.event.startswith(event)]


def named(talk: Talk, name: str) -> Talk:
    talk.call = replace(talk.call, name=name)
    return talk


async def test_named_confirmed_and_mentioned(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "group", "商务厅群")
    chief = named(world.member(5, administrator=True), "李处")
    zhang, member = named(world.member(6), "张三"), named(world.member(7), "王五")
    assert (await zhang.say("/responsible")).startswith("责任人\n还没有指定责任人")
    assert (await zhang.say("/responsible 商务厅 张三")).startswith("这里的订阅和提醒只能由群管理员修改")
    for text in ("/subscribe 商务厅", "/digest daily 08:30", "/remind 7 2026-11-27 09:00 提交"):
        await chief.say(text)
    said = await chief.say("/responsible 商务厅 张三")
    assert said.startswith("商务厅的责任人：张三\n请本人点下面的按钮确认")
    await chief.say("/responsible 12 @wang")
    assert (
        await chief.say("/responsible")
        == "责任人\n· 商务厅：张三（未确认）\n· 第12项 综合交通运输与现代物流体系建设：@wang（未确认）"
    )
    assert (await zhang.pressed("n.yk.1")) == "商务厅的责任人：张三（2026-11-25（周三）16:00 确认）"
    await member.pressed("n.yk.1")
    assert member.response.toast == "张三 已经确认负责。要换人，请管理员重新指定。"
    world.now = shanghai("2026-11-27 09:00")
    await world.notifying.rounds.once(world.now)
    mention = '责任人：<a href="tg://user?id=6">张三</a>'
    [digest], [reminder] = await told(world, "digest"), await told(world, "reminder")
    assert digest.endswith(mention) and reminder.endswith(mention) and "@wang" not in digest
    operator = world.person(OPERATOR)
    await operator.say("/deadline 7 2026-12-05")
    await operator.say("/announce 商务厅 请报送")
    await operator.press("发送给")
    async with world.database.transaction() as transaction:
        assert await last_announcement(transaction)
    [announcement] = await told(world, "announcement")
    assert announcement.endswith(mention)
    world.now = shanghai("2026-11-28 09:01")
    await world.notifying.rounds.once(world.now)
    [deadline] = await told(world, "deadline")
    assert deadline.endswith(mention)


async def test_the_words_of_an_english_name_are_no_persons(world: World) -> None:
    chief = world.member(5, administrator=True, lang="en")
    said = await chief.say("/responsible Education Department Zhang San")
    assert said.startswith("Responsible for Department of Education (教育厅): Zhang San\n")


async def test_who_is_responsible_may_report(world: World) -> None:
    chief, zhang, member = world.member(5, administrator=True), world.member(6), world.member(7)
    await chief.say("/subscribe 商务厅")
    await chief.say("/responsible Department of Commerce Zhang San")
    assert (await zhang.say("/progress 7 60% 初稿")).startswith("这里的订阅和提醒只能由群管理员修改")
    await zhang.pressed("n.yk.1")
    assert "目前：进行中 60%" in await zhang.say("/progress 7 60% 初稿")
    assert (await zhang.say("/progress 12 60%")).startswith(("这个群没有订阅", "这里的订阅和提醒只能"))
    assert (await member.say("/progress 7 70%")).startswith("这里的订阅和提醒只能由群管理员修改")
    # Who is forgotten is responsible no more.
    async with world.database.transaction() as transaction:
        await forget_person(transaction, 6)
    assert (await chief.say("/responsible")).startswith("责任人\n还没有指定责任人")


async def test_names_that_cannot_be_and_those_that_are_removed(world: World) -> None:
    chief, member = world.member(5, administrator=True), world.member(7)
    for words in ("张三", "商务厅", "口岸通关 张三", "99 张三", "第三部分 张三"):
        assert (await chief.say(f"/responsible {words}")).startswith("请先写部门或任务编号")
    assert (await chief.say("/responsible 12 " + "长" * 61)).startswith("人名最多 60 字")
    await chief.say("/responsible 12 张三")
    said = await chief.say("/responsible 12 李四")
    assert "原来是 张三（未确认），现在换了人。要改回来，请发：/responsible 12 张三" in said
    assert list(chief.buttons) == ["我负责 第12项 综合交通运输与现代物流体系建设"]
    assert "李四" in await chief.say("/responsible") and "张三" not in chief.text
    assert (await member.pressed("n.yx.2")).startswith("这里的订阅和提醒只能由群管理员修改")
    await chief.press("✕ 第12项")
    assert chief.response.toast == "已取消。" and "还没有指定责任人" in chief.text
    await member.pressed("n.yk.2")
    assert member.response.toast.startswith("这个按钮已经失效")


@pytest.mark.parametrize("word", ["取消", "删除", "off", "nobody"])
async def test_who_is_named_is_taken_back_in_words(world: World, word: str) -> None:
    chief = world.member(5, administrator=True)
    await chief.say("/responsible 12 张三")
    assert (await chief.say(f"/responsible 12 {word}")).startswith("已取消。\n责任人\n还没有指定责任人")
    assert (await chief.say(f"/responsible 12 {word}")) == "这里本来就没有指定责任人。"


async def test_who_is_named_by_username_or_mention_confirms_alone(world: World) -> None:
    chief = named(world.member(5, administrator=True), "李处")
    other, zhang, wang = named(world.member(7), "王五"), named(world.member(6), "小张"), named(world.member(8), "小王")
    zhang.call = replace(zhang.call, username="ZhangSan")
    said = await chief.say("/responsible 12 @zhangsan")
    assert said == (
        "第12项 综合交通运输与现代物流体系建设的责任人：@zhangsan\n"
        "请本人点下面的按钮确认（别人点无效），以后有关的通知会提到您，您也可以填报进度。"
    )
    for talk in (other, chief):
        await talk.pressed("n.yk.1")
        assert (talk.response.toast, talk.response.alert) == ("这是请 @zhangsan 本人确认的，您不能代点。", True)
    assert "@zhangsan（未确认）" in await chief.say("/responsible")
    assert "的责任人：小张（" in await zhang.pressed("n.yk.1")
    # Somebody without a username is chosen from the list of members: a mention that knows whom it means.
    chief.call = replace(chief.call, mentioned=(("王 主任", 8),))
    await chief.say("/responsible 商务厅 王 主任")
    [line] = [line for line in chief.response.screen.message.lines if line[-1].link]  # type: ignore[union-attr]
    assert (line[-1].text, line[-1].link) == ("王 主任", "tg://user?id=8")
    await other.pressed("n.yk.2")
    assert other.response.toast == "这是请 王 主任 本人确认的，您不能代点。"
    assert "商务厅的责任人：小王（" in await wang.pressed("n.yk.2")
    async with world.database.transaction() as transaction:
        await forget_person(transaction, 8)
    assert "商务厅" not in await chief.say("/responsible")


async def test_a_plain_name_says_by_whom_it_was_confirmed(world: World) -> None:
    chief, other = named(world.member(5, administrator=True), "李处"), named(world.member(7), "王五")
    await chief.say("/responsible 商务厅 张三")
    assert await other.pressed("n.yk.1") == "商务厅的责任人：张三（王五 2026-11-25（周三）16:00 确认）"
    assert await chief.say("/responsible") == "责任人\n· 商务厅：张三（王五 确认）"
    english = named(world.member(9, administrator=True, lang="en"), "Chief")
    assert "Zhang San" in await english.say("/responsible 7 Zhang San")
    assert "(confirmed by 王五, Wed 2026-11-25 16:00)" in await named(world.member(7, lang="en"), "王五").pressed(
        "n.yk.2"
    )


async def test_who_stood_there_before_is_said_and_named_again(world: World) -> None:
    chief, zhang = named(world.member(5, administrator=True), "李处"), named(world.member(6), "张三")
    await chief.say("/responsible 商务厅 张三")
    await zhang.pressed("n.yk.1")
    assert (await chief.say("/responsible 商务厅 张三")).startswith("已经是这样指定的：\n· 商务厅：张三")
    assert "未确认" not in await chief.say("/responsible"), "what was confirmed holds"
    said = await chief.say("/responsible 商务厅 财政厅 李四")
    assert said.count("李四") == 2 and said.count("原来是 张三，") == 1
    again = said.partition("请发：")[2].splitlines()[0]
    assert again == "/responsible 商务厅 张三"
    await chief.say(again)
    assert "商务厅：张三（未确认）" in await chief.say("/responsible")
    english = named(world.member(9, administrator=True, lang="en"), "Chief")
    assert "Before it was 张三 (unconfirmed). To go back, send: /responsible 商务厅 张三" in await english.say(
        "/responsible 商务厅 Li Si"
    )


async def test_who_is_named_from_the_private_chat_is_asked_in_the_group(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "group", "商务厅群")
    world.member(5, administrator=True)
    chief, zhang = named(world.person(5), "李处"), named(world.member(6), "张三")
    said = await chief.say("/responsible 12 王五")
    assert said.splitlines()[-1].startswith("这里是您与机器人的私聊")
    await chief.say("/groups")
    await chief.press("商务厅群")
    said = await chief.say("/responsible 商务厅 张三")
    assert said.startswith("【商务厅群】\n商务厅的责任人：张三\n已在“商务厅群”里请本人确认。")
    assert list(chief.buttons) == ["撤销"], "nobody confirms it in the private chat"
    [notice] = await told(world, "responsible")
    assert notice.startswith("<b>商务厅的责任人：</b><b>张三</b>\n请本人点下面的按钮确认")
    async with world.database.transaction() as transaction:
        [row] = await transaction.execute(select(tables.notices))
    assert row.chat_id == GROUP and "n.yk.2" in str(row.body)
    assert "商务厅的责任人：张三（" in await zhang.pressed("n.yk.2")
    assert "王五" not in await chief.say("/responsible")
