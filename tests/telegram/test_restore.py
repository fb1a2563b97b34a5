"""A backup made while the bot runs is restored: what was set before is there, and what waited says that it may be a repeat."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.config import Settings
from bot.db.engine import Database, open_database
from bot.db.inbox import count_open
from bot.db.notices import doubt, enqueue
from bot.db.tables import notices
from bot.notifications.notice import Notice
from bot.plans.served import Plans
from bot.screens.wording import Wording
from index.engine import Engine
from tests.assistant import assistant_of
from tests.botapi import Chat, User, World
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, from_bot, press


@pytest.fixture(autouse=True)
def _warm(engine: Engine) -> None:
    """The first question of all reads the words that questions are read by, which takes seconds."""
    assistant_of(engine).answer(LEADS, "warm")


async def _open(database: Database) -> int:
    async with database.transaction() as transaction:
        return await count_open(transaction)


async def test_a_restored_backup_goes_on(
    settings: Settings, plans: Plans, wording: Wording, world: World, private: Chat, ann: User
) -> None:
    file, copy = settings.var_dir / "fengong.db", settings.var_dir / "backup.db"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    async with open_database(settings.database) as database, serving(settings, plans, wording, database, world):
        listed = await answer_to(world, private, ann, LEADS)
        await answer_to(world, private, ann, "/subscribe 商务厅")
        await answer_to(world, private, ann, "/remind 12 2030-03-01 提交方案")
        async with database.transaction() as transaction:
            await enqueue(transaction, [Notice("e", private.id, "通知", "zh", not_before=tomorrow)])
        while await _open(database):
            await asyncio.sleep(0.05)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        await answer_to(world, private, ann, "/subscribe 财政厅")
        await answer_to(world, private, ann, "/unsubscribe 商务厅")
        await answer_to(world, private, ann, LEADS)
    for left in ("-wal", "-shm"):
        (settings.var_dir / f"fengong.db{left}").unlink(missing_ok=True)
    shutil.copy(copy, file)
    async with open_database(settings.database, beside=True) as database, database.transaction() as transaction:
        assert await doubt(transaction) == 1
        await transaction.execute(update(notices).values(not_before=datetime.now(UTC)))
    before = len(from_bot(world, private))
    async with open_database(settings.database) as database, serving(settings, plans, wording, database, world):
        told = await world.wait_until(lambda: from_bot(world, private)[before:] or None)
        assert "可能重复" in told[0] and told[0].endswith("通知")
        said = (await answer_to(world, private, ann, "/subscriptions")).text
        assert "商务厅" in said and "财政厅" not in said
        assert "提交方案" in (await answer_to(world, private, ann, "/reminders")).text
        shown, _ = await press(world, listed, "7")
        assert shown.text.startswith("7. ")
        assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
        heads = [text[:5] for text in from_bot(world, private)[before:]]
        assert heads == ["可能重复：", "已订阅 1", "待发提醒 ", shown.text[:5], LED[:5]]
