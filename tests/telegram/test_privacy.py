"""A person's data goes when they say so, questions are kept only where that is set, and the log names nobody."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import logging

import pytest
from sqlalchemy import func, select

from bot.config import Settings
from bot.db import tables
from bot.db.engine import Database
from bot.dialogue import unanswered
from bot.telegram.app import Service
from bot.telegram.log import hide, set_up
from tests.botapi import Chat, User, World
from tests.telegram.talk import LEADS, LED, answer_to, press, press_data

UNANSWERED = "民政厅牵头哪些任务"


@pytest.fixture
def settings(settings: Settings, ann: User, request: pytest.FixtureRequest) -> Settings:
    return dataclasses.replace(settings, admin_ids=frozenset({ann.id}), keep_questions=getattr(request, "param", ""))


async def _kept(database: Database, user_id: int) -> int:
    async with database.transaction() as transaction:
        count = 0
        for table in (tables.answers, tables.chats, tables.subscriptions):
            key = table.c.get("user_id", table.c.chat_id)
            count += (
                await transaction.execute(select(func.count()).select_from(table).where(key == user_id))
            ).scalar_one()
        return count


@pytest.mark.parametrize("words", ["/forget", "删除我的数据"])
async def test_a_person_deletes_what_is_kept(
    bot: Service, database: Database, world: World, private: Chat, ann: User, words: str
) -> None:
    await answer_to(world, private, ann, LEADS)
    await answer_to(world, private, ann, "/me 商务厅")
    await answer_to(world, private, ann, "/subscribe 商务厅")
    await bot.memory.flush()
    assert await _kept(database, ann.id) == 3
    asked = await answer_to(world, private, ann, words)
    assert "现在全部删除" in asked.text
    kept, _ = await press(world, asked, "不删除", by=ann)
    assert kept.text == "没有删除任何内容。" and await _kept(database, ann.id) == 3
    asked = await answer_to(world, private, ann, words)
    done, _ = await press(world, asked, "全部删除", by=ann)
    assert done.text.startswith("已全部删除") and await _kept(database, ann.id) == 0
    # Neither the department nor the conversation is remembered any more.
    assert not (await answer_to(world, private, ann, "我们牵头哪些")).text.startswith(LED)
    assert "商务厅" not in (await answer_to(world, private, ann, "那配合的呢")).text


async def test_in_a_group_nothing_is_deleted(bot: Service, world: World, group: Chat, ann: User) -> None:
    said = await answer_to(world, group, ann, "/forget")
    assert said.text == "请在和机器人的私聊里发 /forget。"
    _, answer = await press_data(world, said, "f.y", by=ann, forged=True)
    assert answer["show_alert"]


@pytest.mark.parametrize("settings", ["unanswered"], indirect=True)
async def test_refused_questions_are_listed_without_who_asked(
    bot: Service,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
    bob: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asker = world.add_private_chat(bob)
    for text in (UNANSWERED, UNANSWERED, LEADS, "民政厅 13912345678 牵头哪些任务"):
        await answer_to(world, asker, bob, text)
    await bot.collector.flush()
    listed = await answer_to(world, private, ann, "/unanswered")
    assert "2× 民政厅牵头哪些任务" in listed.text and "商务厅" not in listed.text
    assert "139" not in listed.text
    async with database.transaction() as transaction:
        rows = (await transaction.execute(select(tables.unanswered))).mappings().all()
    assert all(bob.id not in row.values() for row in rows)
    assert (await answer_to(world, asker, bob, "/unanswered")).text.startswith("This command is for")
    cleared, _ = await press(world, listed, "全部清除", by=ann)
    assert cleared.text.startswith("已清除")


async def test_none_are_kept_unless_asked_for(
    bot: Service, database: Database, world: World, private: Chat, ann: User
) -> None:
    await answer_to(world, private, ann, UNANSWERED)
    await bot.collector.flush()
    async with database.transaction() as transaction:
        assert (await transaction.execute(select(tables.unanswered))).all() == []
    assert (await answer_to(world, private, ann, "/unanswered")).text.startswith("没有保存问题")


async def test_a_collector_writes_what_waits_at_the_end(database: Database) -> None:
    collector, stop = unanswered.Collector(database, True), asyncio.Event()
    running = asyncio.create_task(collector.run(stop))
    collector.note("p", "问题", "zh")
    stop.set()
    await running
    async with database.transaction() as transaction:
        assert len((await transaction.execute(select(tables.unanswered))).all()) == 1


@pytest.mark.parametrize("ids", [False, True])
def test_the_log_names_nobody_unless_asked(ids: bool, world: World) -> None:
    hide(world.bot.token)
    root = logging.getLogger()
    before = list(root.handlers)
    root.handlers.clear()
    try:
        set_up("INFO", "console", ids)
        text = io.StringIO()
        root.handlers[0].setStream(text)  # type: ignore[attr-defined]
        logger = logging.getLogger("bot.test")
        for line in ("chat %s is not left", "an answer to chat %s goes through", "notice 7 to chat %s: Sent(5)"):
            logger.warning(line, -1001234567890)
        logger.info("%s: answer", "tg:-1001234567890:0:77777777")
    finally:
        root.handlers[:] = before
        logging.getLogger().setLevel(logging.DEBUG)
        logging.setLogRecordFactory(logging.LogRecord)
    lines = text.getvalue()
    assert ("-1001234567890" in lines) is ids and ("77777777" in lines) is ids
    if not ids:
        names = {word for word in lines.split() if word.startswith("#")}
        assert len({name.rstrip(":") for name in names}) == 1 and "notice 7" in lines
