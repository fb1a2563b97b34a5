"""Notices from the bot as a real process: what was due while it was off, a plan replaced between two starts."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.db.chats import see_chat, set_preferences
from bot.db.digests import set_digest
from bot.db.engine import open_database
from bot.db.reminders import add_reminder
from bot.db.subscriptions import subscribe
from bot.notifications.schedule import Every, Schedule
from bot.notifications.subscriptions import Aim, Target
from index.engine import Engine
from tests.botapi import BotApiServer, Chat, World
from tests.corpus.folders import PLAN_ID, copied, rewritten
from tests.process import running

SECONDS = 30
# The shipped plan is never another one's version: what is added has an id of its own.
ADDED = "added-2011"


@asynccontextmanager
async def running_bot(server: BotApiServer, world: World, var: Path, plans: Path) -> AsyncIterator[None]:
    """`python -m bot` against the server, ended as systemd does."""
    settings = {
        "TELEGRAM_BOT_TOKEN": world.bot.token,
        "TELEGRAM_BASE_URL": server.base_url,
        "VAR_DIR": str(var),
        "PLANS_DIR": str(plans),
    }
    async with running("bot", settings) as process:
        yield
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0


async def told(world: World, chat: Chat, count: int) -> list[str]:
    """The first `count` messages of the bot in a chat."""

    def found() -> list[str] | None:
        texts = [message.text for message in world.messages(chat) if message.sender == world.bot.user]
        return texts if len(texts) >= count else None

    return await world.wait_until(found, timeout=SECONDS)


async def test_what_was_due_and_what_changed_while_the_bot_was_off(
    tmp_path: Path, var_dir: Path, engine: Engine
) -> None:
    engine.topics()
    shutil.copytree(var_dir, tmp_path / "var")
    # The same words have the same index, which takes long to build.
    for built in (tmp_path / "var" / "index").glob(f"{PLAN_ID}-*"):
        shutil.copytree(built, built.with_name(built.name.replace(PLAN_ID, ADDED)))
    plans = tmp_path / "plans"
    copied(plans).rename(plans / ADDED)
    world = World()
    ann = world.add_user("Ann", language_code="zh-hans")
    private = world.add_private_chat(ann)
    ben = world.add_user("Ben", language_code="en")
    bens = world.add_private_chat(ben)
    url = f"sqlite:///{tmp_path / 'var' / 'fengong.db'}"
    now = dt.datetime.now(dt.UTC)
    # Six hours ahead on the chat's clock, so that the same three days pass at whatever time this runs.
    later = (now + dt.timedelta(hours=6)).astimezone(ZoneInfo("Asia/Shanghai"))
    daily = Schedule(Every.DAILY, (dt.time(later.hour, later.minute),))
    async with BotApiServer(world) as server:
        async with open_database(url) as database, database.transaction() as transaction:
            await see_chat(transaction, private.id, "private")
            await set_preferences(transaction, private.id, "private", plan=ADDED)
            await subscribe(transaction, private.id, 0, ADDED, [Target(Aim.TASK, "16")])
            await set_digest(transaction, private.id, 0, daily, now - dt.timedelta(days=3, hours=1), ann.id)
            once = Schedule(Every.ONCE, (dt.time(9, 0),), dates=(now.date(),))
            yesterday = now - dt.timedelta(days=1)
            await add_reminder(transaction, private.id, 0, ADDED, 12, "提交实施方案", once, yesterday, ann.id)
            await see_chat(transaction, bens.id, "private")
            await set_preferences(transaction, bens.id, "private", plan=ADDED, lang="en")
            await subscribe(transaction, bens.id, 0, ADDED, [Target(Aim.TASK, "16")])
            await set_digest(transaction, bens.id, 0, daily, now - dt.timedelta(days=3, hours=1), ben.id)
            await add_reminder(transaction, bens.id, 0, ADDED, 12, "send the plan", once, yesterday, ben.id)
        async with running_bot(server, world, tmp_path / "var", plans):
            texts = await told(world, private, 2)
            english = await told(world, bens, 2)
        digest = next(text for text in texts if text.startswith("任务摘要"))
        reminder = next(text for text in texts if text.startswith("提醒"))
        assert "起应发 4 次，当时机器人没有运行，合为这一次。" in digest
        assert "提交实施方案\n12. 综合交通运输与现代物流体系建设\n原定 " in reminder
        assert "when the bot was not running" in next(text for text in english if text.startswith("Digest"))
        said = next(text for text in english if text.startswith("Reminder"))
        assert "send the plan\n12. Build integrated transport" in said and "when the bot was not running" in said

        rewritten(plans / ADDED, lambda text: text.replace("推广多层标准厂房建设", "推广高层绿色厂房建设"))
        async with running_bot(server, world, tmp_path / "var", plans):
            texts = await told(world, private, 3)
            english = await told(world, bens, 3)
        assert len(texts) == 3 and texts[2].startswith("方案有新版本：")
        assert "推广多层标准厂房建设" in texts[2] and "推广高层绿色厂房建设" in texts[2]
        assert english[2].startswith("A new version of the plan: ") and "推广高层绿色厂房建设" in english[2]
        # The words of the difference are marked for the eye.
        message = world.messages(private)[-1]
        marks = {entity["type"] for entity in message.entities}
        assert {"blockquote", "strikethrough", "underline", "text_link"} <= marks

        async with running_bot(server, world, tmp_path / "var", plans):
            asked = world.user_says(private, ann, "/subscriptions")
            listed = await world.wait_for_message(private, after=asked, timeout=SECONDS)
        assert listed.text.startswith("已订阅 1 项")
        assert len([m for m in world.messages(private) if m.sender == world.bot.user]) == 4
