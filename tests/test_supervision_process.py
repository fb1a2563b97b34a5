"""A supervision office at work with the real process over HTTP, in both languages: receipts chased and escalated, quiet
hours, announcements by audience and time, progress, a delivered reminder, calendars, and who answers without a language."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.db import tables
from index.engine import Engine
from tests.botapi import Chat, Message, User, World
from tests.people import Front, front

ZONE = ZoneInfo("Asia/Shanghai")
CODES = {"zh": "zh-hans", "en": "en"}


@pytest.fixture
async def stage(engine: Engine, var_dir: Path, tmp_path: Path) -> AsyncIterator[Front]:
    # With the index built, so that nothing is built beside the chat.
    engine.topics()
    async with front(World(), var_dir, f"sqlite:///{tmp_path / 'bot.db'}") as opened:
        yield opened


def office(stage: Front, lang: str) -> tuple[User, Chat, User, Chat]:
    """An operator with the private chat, and the head of a group that the bot is in."""
    olga = stage.world.add_user("Olga", language_code=CODES[lang])
    head = stage.world.add_user("Head", language_code=CODES[lang])
    return olga, stage.world.add_private_chat(olga), head, stage.world.add_supergroup("Commerce", head)


CHASED = {
    "zh": {
        "department": "商务厅",
        "words": "请于周五前报送进展",
        "ask": "要求回执：否",
        "asked": "要求回执：是",
        "send": "发送给 1 个聊天",
        "report": "回执情况",
        "none": "请于周五前报送进展：已收到 0/1\n\n未回执 1：\n· Commerce",
        "remind": "定时催一次",
        "when": "2小时后",
        "reminds": "提醒未回执的一次。",
        "reminder": "请确认收到：请于周五前报送进展",
        "escalate": "定时上报",
        "later": "3天后上午9点",
        "escalates": "09:00 上报未回执的。",
        "escalated": "还有 1 个聊天没有回执：请于周五前报送进展\n· Commerce",
        "received": "✅ 收到",
        "noted": "已记下：{} ",
        "done": "已收到 1/1\n\n已回执 1：\n· Commerce — Ben · ",
    },
    "en": {
        "department": "Department of Commerce",
        "words": "please report by Friday",
        "ask": "Ask for receipts: no",
        "asked": "Ask for receipts: yes",
        "send": "Send to 1 chat",
        "report": "Receipts",
        "none": "please report by Friday: 0 of 1 received\n\nWithout a receipt, 1:\n· Commerce",
        "remind": "Remind once",
        "when": "in 2 hours",
        "reminds": "Those without a receipt are reminded once: ",
        "reminder": "Please confirm that you have received: please report by Friday",
        "escalate": "Report who has not",
        "later": "in 3 days at 9:00",
        "escalates": "Those without a receipt are reported: ",
        "escalated": "1 chat has not confirmed: please report by Friday\n· Commerce",
        "received": "✅ Received",
        "noted": "Noted: received by {}, ",
        "done": "1 of 1 received\n\nReceived, 1:\n· Commerce — Ben · ",
    },
}


@pytest.mark.parametrize("lang", CHASED)
async def test_who_has_not_received_is_chased_and_reported_to_a_chat(stage: Front, lang: str) -> None:
    said = CHASED[lang]
    olga, desk, head, group = office(stage, lang)
    ben = stage.world.add_user("Ben", language_code=CODES[lang])
    leaders = stage.world.add_supergroup("Leaders", head, administrators=[olga])
    stage.world.set_status(group, ben, "member")
    async with stage.bot(olga):
        await stage.says(group, head, f"/subscribe {said['department']}")
        await stage.says(leaders, olga, "/subscriptions")
        preview = await stage.says(desk, olga, f"/announce {said['department']}: {said['words']}")
        preview = await stage.presses(preview, said["ask"])
        assert said["asked"] in [one.text for one in preview.buttons]
        report = await stage.presses(preview, said["send"])
        notice = await stage.comes(group, said["words"])
        assert [one.text for one in notice.buttons] == [said["received"]]
        shown = await stage.presses(report, said["report"])
        assert shown.text.startswith(said["none"])

        # Those who have not pressed are reminded once, at the time that the sender says.
        await stage.presses(shown, said["remind"])
        shown = await stage.says(desk, olga, said["when"])
        assert said["reminds"] in shown.text
        await stage.brought_forward(tables.receipt_requests, "remind_at")
        reminder = await stage.comes(group, said["reminder"])
        assert [one.text for one in reminder.buttons] == [said["received"]]

        # The list of those goes to the chat that the sender names.
        chats = await stage.presses(shown, said["escalate"])
        assert {"Commerce", "Leaders"} <= {one.text for one in chats.buttons}
        await stage.presses(chats, "Leaders")
        shown = await stage.says(desk, olga, said["later"])
        assert said["escalates"] in shown.text
        await stage.brought_forward(tables.receipt_requests, "escalate_at")
        told = await stage.comes(leaders, said["escalated"])
        assert told.text == said["escalated"]

        assert (await stage.toast(reminder, said["received"], by=ben)).startswith(said["noted"].format("Ben"))
        # Who presses after the first is counted and named too.
        assert (await stage.toast(notice, said["received"], by=head)).startswith(said["noted"].format("Head"))
        listed = await stage.says(desk, olga, "/receipts")
        shown = await stage.presses(listed, said["words"][:8])
        assert said["done"] in shown.text
    texts = [one.text for one in group.messages.values()]
    assert len([text for text in texts if said["reminder"] in text]) == 1


QUIET = {
    "zh": {
        "department": "商务厅",
        "section": "第三部分",
        "parties": "第12项的责任部门",
        "leads": "各牵头单位",
        "send": "发送给",
        "urgent": "加急：否",
        "waiting": "等待 1（其中静音或免打扰 1）",
        "delivered": "已送达 1 · 等待 0",
        "refresh": "刷新",
        "heading": "通知\n",
        "heading_urgent": "加急通知\n",
        "at": "定时发送",
        "when": "1分钟后",
        "then": "到时发送给",
        "waits": " 发送。",
        "quiet": "免打扰：每天 ",
    },
    "en": {
        "department": "Department of Commerce",
        "section": "section 3",
        "parties": "task 12",
        "leads": "all leads",
        "send": "Send to",
        "urgent": "Urgent: no",
        "waiting": "waiting 1 (1 muted or in quiet hours)",
        "delivered": "Delivered 1 · waiting 0",
        "refresh": "Refresh",
        "heading": "Announcement\n",
        "heading_urgent": "Urgent announcement\n",
        "at": "Send at a time",
        "when": "in 1 minute",
        "then": "Send then to",
        "waits": "Will be sent ",
        "quiet": "Quiet hours: ",
    },
}


async def sent(stage: Front, desk: Chat, olga: User, words: str, button: str) -> Message:
    """An announcement confirmed at once: its report."""
    return await stage.presses(await stage.says(desk, olga, f"/announce {words}"), button)


@pytest.mark.parametrize("lang", QUIET)
async def test_quiet_hours_hold_what_comes_by_itself_until_they_end(stage: Front, lang: str) -> None:
    said = QUIET[lang]
    olga, desk, head, group = office(stage, lang)
    async with stage.bot(olga):
        await stage.says(group, head, f"/subscribe {said['department']}")
        # Quiet hours that end with this minute or the next, by the clock that the bot has.
        now = dt.datetime.now(ZONE)
        end = now + dt.timedelta(minutes=1 if now.second < 30 else 2)
        shown = await stage.says(group, head, f"/quiet {now - dt.timedelta(hours=2):%H:%M}-{end:%H:%M}")
        assert shown.text.startswith(said["quiet"])
        report = await sent(stage, desk, olga, f"{said['department']}: first", said["send"])
        assert said["waiting"] in report.text
        # What is urgent comes all the same, and questions are answered.
        preview = await stage.says(desk, olga, f"/announce {said['department']}: second")
        report = await stage.presses(await stage.presses(preview, said["urgent"]), said["send"])
        urgent = await stage.comes(group, "second")
        assert urgent.text.startswith(said["heading_urgent"])
        assert "12" in (await stage.says(group, head, "/task 12")).text
        assert not [one for one in group.messages.values() if "first" in one.text]
        held = await stage.comes(group, "first")
        assert dt.datetime.now(ZONE) >= end.replace(second=0, microsecond=0)
        assert held.text.startswith(said["heading"]) and held.id > urgent.id


@pytest.mark.parametrize("lang", QUIET)
async def test_announcements_by_audience_and_at_their_time(stage: Front, lang: str) -> None:
    said, world = QUIET[lang], stage.world
    olga, desk, head, commerce = office(stage, lang)
    section, rail, other = (world.add_supergroup(name, head) for name in ("Section", "Rail", "Culture"))
    forum = world.add_supergroup("Forum", head, is_forum=True)
    topics = [world.add_topic(forum, name, head) for name in ("A", "B", "C")]
    async with stage.bot(olga):
        for chat, words in (
            (commerce, "/subscribe 商务厅"),
            (section, "/subscribe 第三部分"),
            (rail, "/subscribe 铁路办"),
            (other, "/subscribe 卫生厅"),
        ):
            await stage.says(chat, head, words)
        for topic, words in zip(topics, ("商务厅", "12", "卫生厅"), strict=True):
            await stage.says(forum, head, f"/subscribe@sandbox_bot {words}", thread=topic)
        every = {"commerce": commerce, "section": section, "rail": rail, "other": other}
        # Whom each is for, with the topics of the forum that get it.
        for number, (audience, places, threads) in enumerate(
            (
                (said["section"], {"commerce", "section", "rail"}, {0, 1}),
                (said["parties"], {"rail"}, {1}),
                (said["leads"], {"commerce"}, {0}),
            )
        ):
            await asyncio.sleep(0.1)
            words = f"please look at 第36项 ({number})"
            report = await sent(stage, desk, olga, f"{audience}: {words}", said["send"])
            got = [await stage.comes(every[name], words) for name in places]
            got += [await stage.comes(forum, words, thread=topics[place]) for place in threads]
            for one in got:
                assert any(entity["type"] == "text_link" for entity in one.entities)
                assert "Olga" in one.text
            for _ in range(40):
                report = await stage.presses(report, said["refresh"])
                if f" · {said['delivered'].rsplit(' · ')[1]}" in report.text:
                    break
                await asyncio.sleep(0.5)
            else:
                raise AssertionError(report.text)
            assert re.search(rf"(?:共|of) {len(got)}$", report.text), report.text
            missed = [name for name in every if name not in places and words in str(texts(every[name]))]
            assert missed == []
            assert {one.thread for one in forum.messages.values() if words in one.text} == {topics[n] for n in threads}

        # At a set time: nothing before it, and it can be cancelled until then.
        preview = await stage.says(desk, olga, f"/announce {said['department']}: later")
        await stage.presses(preview, said["at"])
        preview = await stage.says(desk, olga, said["when"])
        report = await stage.presses(preview, said["then"])
        confirmed = dt.datetime.now(dt.UTC)
        assert said["waits"] in report.text and "later" not in str(texts(commerce))
        await stage.comes(commerce, "later")
        assert dt.datetime.now(dt.UTC) - confirmed > dt.timedelta(seconds=20)


def texts(chat: Chat) -> list[str]:
    return [one.text for one in chat.messages.values()]


AT_WORK = {
    "zh": {
        "responsible": "/responsible 12 张三",
        "mine": "我负责",
        "report": "/progress 12 60% 已完成初稿",
        "noted": "已记下\n",
        "now": "目前：进行中 60%",
        "refused": "这里的订阅和提醒只能由群管理员修改",
        "done": "/progress 12 办结 已印发",
        "counts": "交通运输厅参与（不牵头）1 项：未开始 0 · 进行中 1 · 办结 0 · 超期 0",
        "closed": "办结 1",
        "picture": "进度图",
        "pictured": "全部 40 项任务的进度",
        "export": "导出任务清单",
        "column": "进度（填报）",
        "not_plan": "不是方案原文",
        "remind": "/remind 12 每周五 16:00 报进度",
        "hour": "1 小时后",
        "again": " 再提醒。",
        "tomorrow": "明天 16:00",
        "finish": "✅ 办结",
        "finished": "办结这条提醒。",
        "close": "第12项报办结",
        "calendar": "加到日历",
    },
    "en": {
        "responsible": "/responsible 12 Zhang San",
        "mine": "I am: Task 12",
        "report": "/progress 12 60% first draft ready",
        "noted": "Noted\n",
        "now": "Now: under way 60%",
        "refused": "Only the group's administrators may change",
        "done": "/progress 12 done, issued",
        "counts": "Department of Transport (交通运输厅) takes part in 1 without leading: "
        "not begun 0 · under way 1 · done 0 · overdue 0",
        "closed": "done 1",
        "picture": "Picture",
        "pictured": "Where all 40 tasks stand",
        "export": "Export the tasks",
        "column": "Progress (reported)",
        "not_plan": "they are not the plan's words",
        "remind": "/remind 12 every Friday 16:00 report",
        "hour": "In 1 hour",
        "again": "It comes again ",
        "tomorrow": "Tomorrow 16:00",
        "finish": "✅ Done",
        "finished": "✅ Done: Zhang San, ",
        "close": "Report task 12 as closed",
        "calendar": "Add to calendar",
    },
}


@pytest.mark.parametrize("lang", AT_WORK)
async def test_progress_status_reminders_and_calendars(stage: Front, lang: str) -> None:
    said, world = AT_WORK[lang], stage.world
    olga, desk, head, group = office(stage, lang)
    zhang, ben = (
        world.add_user(name, language_code=CODES[lang]) for name in ("张三" if lang == "zh" else "Zhang San", "Ben")
    )
    for user in (zhang, ben):
        world.set_status(group, user, "member")
    async with stage.bot(olga):
        await stage.says(group, head, "/subscribe 12")
        await stage.says(desk, olga, "/deadline 12 2031-06-30")
        asked = await stage.says(group, head, said["responsible"])
        await stage.presses(asked, said["mine"], by=zhang)
        # Who is responsible reports, and nobody else of the group but its administrators.
        refused = await stage.says(group, ben, said["report"])
        assert refused.text.startswith(said["refused"])
        reported = await stage.says(group, zhang, said["report"])
        assert (
            reported.text.startswith(said["noted"]) and said["now"] in reported.text and "2031-06-30" in reported.text
        )
        status = await stage.says(desk, olga, "/status")
        assert said["counts"] in status.text and said["not_plan"] in status.text
        picture = await stage.asks(status, said["picture"])
        assert picture.media is not None and picture.media.kind == "photo" and picture.text.startswith(said["pictured"])
        file = await stage.asks(status, said["export"])
        assert file.media is not None
        sheet = openpyxl.load_workbook(io.BytesIO(file.media.file.content)).worksheets[0]
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert any(said["column"] in row for row in rows) and any("60%" in " ".join(row) for row in rows)

        # A reminder that comes: later, tomorrow, done, and the task with it.
        await stage.says(group, head, said["remind"])
        last = group.last_message_id
        await stage.brought_forward(tables.reminders, "next_due")
        reminder = await stage.comes(group, "12. ", after=last)
        assert "张三" in reminder.text or "Zhang San" in reminder.text
        assert said["again"] in (await stage.presses(reminder, said["hour"], by=head)).text
        shown = await stage.presses(reminder, said["tomorrow"], by=head)
        day = dt.datetime.now(ZONE).date() + dt.timedelta(days=1)
        assert said["again"] in shown.text and f"{day}" in shown.text and "16:00" in shown.text
        # To put it off is the administrators', to say that it is done anybody's; the task is its person's.
        assert said["finished"] in (await stage.presses(reminder, said["finish"], by=zhang)).text
        closed = await stage.presses(reminder, said["close"], by=zhang)
        assert said["closed"] in (await stage.says(desk, olga, "/status")).text, closed.text

        # What is due and the reminders to come, for a calendar: of the task closed no deadline any more.
        await stage.says(desk, olga, "/deadline 9 2031-03-31")
        await stage.says(group, head, "/subscribe 9")
        listed = await stage.says(group, head, "/deadlines")
        file = await stage.asks(listed, said["calendar"], by=head)
        assert file.media is not None
        words = file.media.file.content.decode().replace("\r\n ", "")
        assert "DTSTART;VALUE=DATE:20310331" in words and "20310630" not in words
        assert re.search(r"SUMMARY:(?:报进度|report)", words) and "URL:https://t.me/sandbox_bot?start=t12" in words


SPOKEN = {
    # What is written, and how it is answered.
    "订阅商务厅": "已订阅 1 项",
    "subscribe to Department of Finance": "Subscribed",
    "/subscriptions@sandbox_bot 订阅": "已订阅 2 项",
    "提醒我后天下午3点看第12条": "到时提醒：",
    "remind me about task 15 the day after tomorrow at 9": "Reminder set for",
    "静音半小时": "好的，",
    "mute for half an hour": "Silent until",
}


@pytest.mark.parametrize("anonymous", [False, True], ids=["without a language", "anonymous"])
async def test_who_has_no_language_is_answered_in_the_one_they_write(stage: Front, anonymous: bool) -> None:
    world = stage.world
    olga, _, head, group = office(stage, "zh")
    nobody = world.add_user("Nobody", language_code=None)
    user, chat = (head, group) if anonymous else (nobody, world.add_private_chat(nobody))
    where = {"anonymous": True} if anonymous else {}
    async with stage.bot(olga):
        for text, answer in SPOKEN.items():
            words = f"@{world.bot.user.username} {text}" if anonymous and not text.startswith("/") else text
            said = await stage.says(chat, user, words, **where)
            assert said.text.startswith(answer), (text, said.text)
