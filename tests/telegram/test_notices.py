"""Subscriptions, digests, reminders, changes of the plan and announcements on Telegram, with the sender behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.config import Settings
from bot.db import tables
from bot.db.engine import Database
from bot.notifications import scheduler as rounds
from bot.telegram.app import Service
from tests.botapi import Chat, User, World
from tests.telegram.talk import answer_to, data, labels, press


@pytest.fixture
def settings(settings: Settings, operator: User) -> Settings:
    return replace(settings, admin_ids=frozenset({operator.id}))


@pytest.fixture(autouse=True)
def _quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "TICK_SECONDS", 0.05)


async def overdue(database: Database, table: str, ago: dt.timedelta = dt.timedelta(0)) -> None:
    """Makes all digests or reminders due."""
    async with database.transaction() as transaction:
        await transaction.execute(update(getattr(tables, table)).values(next_due=dt.datetime.now(dt.UTC) - ago))


async def test_subscribing_in_words_and_by_buttons(bot: Service, world: World, private: Chat, ann: User) -> None:
    said = await answer_to(world, private, ann, "订阅商务厅和第三部分")
    assert said.text.startswith("已订阅 2 项：\n· 商务厅\n· 第3部分")
    assert labels(said) == [["我的订阅", "定时摘要"]]
    listed, _ = await press(world, said, "我的订阅")
    assert listed.id == said.id and listed.text.startswith("已订阅 2 项\n1. 商务厅")
    paused, _ = await press(world, listed, "⏸ 商务厅")
    assert "1. 商务厅（已暂停）" in paused.text
    menu, _ = await press(world, paused, "定时摘要")
    shown, _ = await press(world, menu, "每周一 09:00")
    assert shown.text.startswith("已设定摘要：每周一 09:00（Asia/Shanghai）\n下一次：")


async def test_a_digest_and_a_reminder_when_they_are_due(
    bot: Service, world: World, private: Chat, ann: User, database: Database
) -> None:
    await answer_to(world, private, ann, "/subscribe 商务厅")
    await answer_to(world, private, ann, "每天8点半发摘要")
    said = await answer_to(world, private, ann, "/remind 12 每周五 16:00 报<进度>")
    await overdue(database, "digests")
    digest = await world.wait_for_message(private, after=said)
    assert digest.text.startswith("任务摘要 · ") and "订阅的任务：商务厅（牵头 5 项、参与 7 项）" in digest.text
    links = [entity["url"] for entity in digest.entities if entity["type"] == "text_link"]
    # The reminder comes within a week, and its task is opened from the digest.
    assert links == ["https://t.me/sandbox_bot?start=t12"] and labels(digest) == [["任务清单"]]
    await press(world, digest, "任务清单")
    listed = await world.wait_for_message(private, after=digest)
    assert listed.text.startswith("商务厅牵头 5 项\n7. ")
    links = [entity["url"] for entity in listed.entities if entity["type"] == "text_link"]
    assert links[0] == "https://t.me/sandbox_bot?start=t7" and len(links) == 12
    opened = await answer_to(world, private, ann, "/start t7")
    assert opened.text.startswith("7. ")
    await overdue(database, "reminders", dt.timedelta(days=15))
    reminder = await world.wait_for_message(private, after=opened)
    assert reminder.text.startswith("提醒\n报<进度>\n12. 综合交通运输与现代物流体系建设\n原定 ")
    assert labels(reminder) == [["✅ 办结", "1 小时后", "明天 16:00"], ["删去这条"]]
    again, _ = await press(world, reminder, "1 小时后")
    assert again.text.endswith(" 再提醒。") and again.id == reminder.id
    reminder, _ = await press(world, again, "✅ 办结")
    assert "✅ Ann " in reminder.text and labels(reminder) == [["删去这条"]]
    gone, answer = await press(world, reminder, "删去这条")
    assert answer["text"] == "已删去这条提醒。" and gone.text.startswith("没有待发的提醒")


async def test_a_forums_topic_has_its_own_and_only_administrators_change_it(
    bot: Service, world: World, forum: Chat, ann: User, bob: User
) -> None:
    forum.members[bob.id] = "member"
    topic = world.add_topic(forum, "口岸", ann)
    said = await answer_to(world, forum, ann, "/subscribe 商务厅", thread=topic)
    assert said.text.startswith("已订阅 1 项") and said.thread == topic
    assert (await answer_to(world, forum, ann, "/subscriptions")).text.startswith("还没有订阅")
    refused = await answer_to(world, forum, bob, "/subscribe@sandbox_bot 财政厅", thread=topic)
    assert refused.text.startswith("Only the group's administrators may change")
    listed = await answer_to(world, forum, bob, "/subscriptions@sandbox_bot", thread=topic)
    assert "Department of Commerce" in listed.text
    _, answer = await press(world, listed, labels(listed)[0][0], by=bob)
    assert answer["show_alert"] and answer["text"].startswith("Only the group's administrators may change")


async def test_a_group_managed_from_the_private_chat(
    bot: Service, world: World, group: Chat, private: Chat, ann: User, bob: User
) -> None:
    listed = await answer_to(world, group, ann, "/subscriptions")
    link = next(button.url for button in listed.buttons if button.text == "在私聊里管理")
    payload = str(link).partition("?start=")[2]
    managed = await answer_to(world, private, ann, f"/start {payload}")
    assert managed.text.startswith("【CommandContext】\n还没有订阅")
    assert (await answer_to(world, private, ann, "订阅财政厅")).text.startswith("【CommandContext】\n已订阅 1 项")
    assert "1. 财政厅" in (await answer_to(world, group, ann, "/subscriptions")).text
    bobs = world.add_private_chat(bob)
    assert "do not administer" in (await answer_to(world, bobs, bob, f"/start {payload}")).text
    groups = await answer_to(world, private, ann, "/groups")
    assert labels(groups) == [["CommandContext"]]


async def test_an_announcement_from_preview_to_report(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User, operator: User
) -> None:
    await answer_to(world, private, ann, "/subscribe 商务厅")
    await answer_to(world, group, ann, "/subscribe 商务厅 财政厅")
    desk = world.add_private_chat(operator)
    preview = await answer_to(world, desk, operator, "/announce 商务厅 请于周五前报送 <进展>")
    assert preview.text.startswith("预览：发给 商务厅，共 2 个聊天") and labels(preview) == [
        ["发送给 2 个聊天", "取消"],
        ["定时发送", "要求回执：否"],
        ["加急：否"],
    ]
    # At a time that the next message says, and at once again.
    _, _ = await press(world, preview, "定时发送")
    timed = await answer_to(world, desk, operator, "1小时后")
    assert "\n发送时间：" in timed.text and labels(timed)[0] == ["到时发送给 2 个聊天", "取消"]
    preview, _ = await press(world, timed, "改为立即发送")
    report, _ = await press(world, preview, "发送给 2 个聊天")
    assert report.text.startswith("通知进展：商务厅")
    for chat in (private, group):
        notice = await world.wait_for_message(chat, after=timed)
        assert notice.text.startswith("通知\n请于周五前报送 <进展>") and "发自：" in notice.text

    for _ in range(50):
        report, _ = await press(world, report, "刷新")
        if "等待 0" in report.text:
            break
    assert "已送达 2 · 等待 0 · 未送达 0 · 共 2" in report.text
    assert "已送达 2" in (await answer_to(world, desk, operator, "/outbox")).text
    refused = await answer_to(world, private, ann, "/announce all x")
    assert refused.text.startswith("这个命令只供机器人的运维人员")
    assert data(preview, "取消").startswith("n.ax.")


async def test_menus(bot: Service, world: World, operator: User) -> None:
    def menus() -> dict[str, list[str]] | None:
        found = {}
        for call in world.calls_of("setMyCommands"):
            scope = call.parameters.get("scope")
            found[f"{scope} {call.parameters.get('language_code')}"] = [
                c["command"] for c in call.parameters["commands"]
            ]
        return found if any(str(operator.id) in key for key in found) else None

    found = await world.wait_until(menus)
    own = next(commands for key, commands in found.items() if str(operator.id) in key)
    assert {"announce", "outbox", "subscribe", "groups"} <= set(own)
    assert all("announce" not in commands for key, commands in found.items() if str(operator.id) not in key)
