"""Orders in plain words, receipts, progress, digests and reminders with the real process over HTTP, in both languages."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.db.chats import see_chat, set_preferences
from bot.db.engine import open_database
from bot.db.reminders import add_reminder
from bot.notifications.schedule import Every, Schedule
from index.engine import Engine
from tests.botapi import BotApiServer, Chat, Message, User, World
from tests.process import running

# A loaded machine takes long to start a process.
SECONDS = 90


@asynccontextmanager
async def running_bot(
    server: BotApiServer, world: World, var: Path, database: Path, operator: User
) -> AsyncIterator[None]:
    settings = {
        "DATABASE_URL": f"sqlite:///{database}",
        "TELEGRAM_BOT_TOKEN": world.bot.token,
        "TELEGRAM_BASE_URL": server.base_url,
        "VAR_DIR": str(var),
        "ADMIN_IDS": str(operator.id),
    }
    async with running("bot", settings) as process:
        yield
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0


async def answered(world: World, chat: Chat, user: User, text: str) -> Message:
    """The bot's answer to what a person says."""
    said = world.user_says(chat, user, text)
    return await world.wait_for_message(chat, after=said, timeout=SECONDS)


def data_of(message: Message, label: str) -> str:
    return next(button.data or "" for button in message.buttons if button.text.startswith(label))


async def test_orders_receipts_and_progress(engine: Engine, var_dir: Path, tmp_path: Path) -> None:
    # With the index built, so that nothing is built beside the chat.
    engine.topics()
    world = World()
    ann, ben = world.add_user("Ann", language_code="zh-hans"), world.add_user("Ben", language_code="en")
    olga = world.add_user("Olga", language_code="zh-hans")
    privates = {user.id: world.add_private_chat(user) for user in (ann, ben, olga)}
    async with BotApiServer(world) as server, running_bot(server, world, var_dir, tmp_path / "bot.db", olga):
        # An order with the time behind it, and one that is asked back about its time.
        set_ = await answered(world, privates[ann.id], ann, "提醒我后天下午3点看第12条")
        assert set_.text.startswith("到时提醒：") and set_.text.endswith("看第12条")
        asked = await answered(world, privates[ann.id], ann, "提醒我 12 下周 交材料")
        assert asked.text.startswith("“下周”的哪一天？")
        told = await answered(world, privates[ann.id], ann, "周三上午9点半")
        assert "（周三）09:30" in told.text and told.text.endswith("交材料")
        assert [button.text for button in told.buttons] == ["改时间", "撤销", "全部提醒"]
        # A question is none of the answers that are waited for.
        await answered(world, privates[ann.id], ann, "提醒我 12 交材料")
        plain = await answered(world, privates[ann.id], ann, "商务厅牵头哪些任务")
        assert "商务厅" in plain.text and "提醒" not in plain.text

        english = await answered(world, privates[ben.id], ben, "Please notify me about Department of Commerce")
        assert english.text.startswith("Subscribed")
        reminder = await answered(world, privates[ben.id], ben, "tomorrow at 9 remind me of task 12")
        assert reminder.text.startswith("Reminder set for")
        picture = await answered(world, privates[ann.id], ann, "帮助")
        assert "/remind" in picture.text
        await answered(world, privates[ann.id], ann, "请把商务厅的任务推送给我")

        # An announcement with receipts: one presses, the operator sees who has not.
        preview = await answered(world, privates[olga.id], olga, "/announce 商务厅 请于周五前报送进展")
        world.user_presses(preview, data_of(preview, "要求回执"))

        def asking() -> Message | None:
            last = world.messages(privates[olga.id])[-1]
            return last if any(button.text == "要求回执：是" for button in last.buttons) else None

        preview = await world.wait_until(asking, timeout=SECONDS)
        world.user_presses(preview, data_of(preview, "发送给"))

        def notice(chat: Chat) -> Message | None:
            found = [m for m in world.messages(chat) if any(b.data and b.data.startswith("n.ok.") for b in m.buttons)]
            return found[0] if found else None

        for user in (ann, ben):
            await world.wait_until(lambda user=user: notice(privates[user.id]), timeout=SECONDS)
        received = notice(privates[ben.id])
        assert received is not None and received.buttons[0].text == "✅ Received"
        query = world.user_presses(received, received.buttons[0].data or "")
        answer = await world.wait_for_answer(query, timeout=SECONDS)
        assert answer["text"].startswith("Noted: received by Ben")
        report = await answered(world, privates[olga.id], olga, "/receipts")
        assert "请于周五前报送进展：1/2" in report.text

        # Progress, with its history and counts.
        await answered(world, privates[olga.id], olga, "/progress 12 60% 已完成初稿")
        await answered(world, privates[olga.id], olga, "/progress 12 办结")
        history = await answered(world, privates[ben.id], ben, "/progress 12")
        assert "Now: done" in history.text and "60%: 已完成初稿" in history.text
        status = await answered(world, privates[ann.id], ann, "/status")
        assert "办结 1" in status.text and status.text.endswith("不是方案原文。")


# What a person says in their private chat, and what the answer has; by language.
SAID = {
    "zh": [
        ("每周一、周三 16:00提醒我第12条", "重复：每周一、周三 16:00"),
        ("提醒我明天9点、15点交第12、15条材料", "09:00、"),
        ("提醒我明天9点、15点交第12、15条材料", "已经有一条完全相同的提醒，没有重复添加。"),
        ("每季度最后一天提醒第15条", "重复：每季度最后一天 09:00"),
        ("每两周周三下午3点提醒第16条", "每 2 周的周三 15:00"),
        ("每月15号和月底提醒第17条", "15 日、最后一天"),
        ("后天上午9点提醒第18条", "（Asia/Shanghai）"),
        ("后天下午3点提醒第19条", "15:00"),
        ("一小时后提醒第20条", "（Asia/Shanghai）"),
        ("除周五外，每天上午9点提醒第12条", "没看懂“除周五外”"),
        ("每个工作日早上8点半给我发摘要", "已设定摘要：每个工作日 08:30"),
        ("静音到下周一", "以前不打扰"),
        ("取消静音", "已恢复通知。"),
        ("订阅发改委牵头的任务", "发展改革委牵头的任务"),
        ("关注商物厅", "“商物厅”按“商务厅”订阅。"),
        ("关注公安厅", "公安厅不在本方案所列的部门和单位之中，没有订阅。"),
        ("关注教育厅，每周五发摘要", "已设定摘要：每周五 08:30"),
        ("/responsible 教育厅 张三", "教育厅的责任人：张三"),
        ("预览摘要", "一周内的提醒"),
        ("/deadlines", "到期前 7、1 天各提醒一次"),
        ("晚上10点到早上8点免打扰", "免打扰：每天 22:00-08:00"),
    ],
    "en": [
        ("every Monday and Wednesday 16:00 remind me about task 12", "Repeats: every Mon, Wed at 16:00"),
        ("remind me tomorrow at 9 and 15:00 about tasks 12 and 15", "09:00, "),
        ("remind me tomorrow at 9 and 15:00 about tasks 12 and 15", "There is exactly such a reminder already"),
        ("remind me about task 15 on the last day of every quarter", "Repeats: on the last day of every quarter"),
        ("remind me about task 16 every other Wednesday at 3 pm", "every 2 weeks on Wed at 15:00"),
        ("remind me about task 17 on April 2, 6 and 9 at 10", "04-06 10:00"),
        ("remind me about task 18 the day after tomorrow at 9", "(Asia/Shanghai)"),
        ("remind me about task 19 the day after tomorrow at 3 pm", "15:00"),
        ("in an hour remind me about task 20", "(Asia/Shanghai)"),
        ("remind me about task 12 on the eve of May 1", "is not clear"),
        ("every weekday at 8:30 send me the digest", "The digest is set: every working day at 08:30"),
        ("mute until next Monday", "Silent until Mon "),
        ("unmute", "Notices come again."),
        ("subscribe to tasks led by the Development and Reform Commission", "the tasks that Development and Reform"),
        ("follow Departmnt of Comerce", "Department of Commerce (商务厅)"),
        ("follow Public Security Department", "Department of Public Security (公安厅): not among"),
        ("follow Education Department, and send the digest every Friday", "The digest is set: every Fri at 08:30"),
        ("/responsible Education Department Zhang San", "Responsible for Department of Education (教育厅): Zhang San"),
        ("preview the digest", "Reminders within a week"),
        ("/deadlines", "Reminders come 7, 1 days before a deadline"),
        ("quiet from 10 pm to 8 am", "Quiet hours: 22:00-08:00"),
    ],
}
# The button that puts a reminder off and what it says then, the list of reminders with two of its buttons, an announcement.
SHOWN = {
    "zh": ("1 小时后", "再提醒。", "待发提醒 ", "下一页 ›", "加到日历", "通知\n"),
    "en": ("In 1 hour", "It comes again ", "reminders to come", "More ›", "Add to calendar", "Announcement\n"),
}


@pytest.mark.parametrize("lang", SAID)
async def test_what_is_set_seen_and_pressed(engine: Engine, var_dir: Path, tmp_path: Path, lang: str) -> None:
    engine.topics()
    world = World()
    ann = world.add_user("Ann", language_code={"zh": "zh-hans", "en": "en"}[lang])
    olga = world.add_user("Olga", language_code="zh-hans")
    private, desk = world.add_private_chat(ann), world.add_private_chat(olga)
    forum = world.add_supergroup("Forum", ann, is_forum=True)
    hour, again, listed, further, calendar, notice = SHOWN[lang]
    now = dt.datetime.now(dt.UTC)
    async with open_database(f"sqlite:///{tmp_path / 'bot.db'}") as database, database.transaction() as transaction:
        await see_chat(transaction, private.id, "private", ann.first_name)
        await set_preferences(transaction, private.id, "private", lang=lang)
        once = Schedule(Every.ONCE, (dt.time(9, 0),), dates=(now.date(),))
        due = now - dt.timedelta(minutes=2)
        await add_reminder(transaction, private.id, 0, engine.plan.id, 12, "交表", once, due, ann.id)
    async with BotApiServer(world) as server, running_bot(server, world, var_dir, tmp_path / "bot.db", olga):

        def arrived() -> Message | None:
            return next((one for one in world.messages(private) if "交表" in one.text and one.buttons), None)

        # A reminder that was due is put off by its button.
        reminder = await world.wait_until(arrived, timeout=SECONDS)
        world.user_presses(reminder, data_of(reminder, hour))
        await world.wait_until(
            lambda: any(again in one.text for one in world.messages(private)) or None, timeout=SECONDS
        )

        for text, expected in SAID[lang]:
            said = await answered(world, private, ann, text)
            assert expected in said.text, (text, said.text)
        pages = await answered(world, private, ann, "/reminders")
        assert listed in pages.text and {button.text for button in pages.buttons} >= {further, calendar}
        world.user_presses(pages, data_of(pages, calendar))
        file = await world.wait_for_message(private, after=pages, timeout=SECONDS)
        assert file.media is not None and b"BEGIN:VCALENDAR" in file.media.file.content

        # An announcement to whoever leads reaches each topic of the forum that subscribes, with the task as a link.
        topics = [world.add_topic(forum, name, ann) for name in ("口岸", "教育")]
        for topic in topics:
            said = world.user_says(forum, ann, "/subscribe@sandbox_bot 商务厅", thread=topic)
            await world.wait_for_message(forum, after=said, timeout=SECONDS)
        before = forum.last_message_id
        preview = await answered(world, desk, olga, "/announce 各牵头单位：请报送第36项的进展")
        world.user_presses(preview, data_of(preview, "发送给"))

        def delivered() -> list[Message] | None:
            found = [one for one in world.messages(forum) if one.id > before and "第36项" in one.text]
            return found if len(found) == len(topics) else None

        notices = await world.wait_until(delivered, timeout=SECONDS)
        assert {one.thread for one in notices} == set(topics)
        for one in notices:
            assert one.text.startswith(notice) and any(entity["type"] == "text_link" for entity in one.entities)
