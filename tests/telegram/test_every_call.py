"""Any one call fails, whichever it is: to Telegram, database, disk or encoder. Nothing is lost, or said twice unmarked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bot.config import Settings
from bot.db import tables
from bot.db.engine import Database, Transaction
from bot.db.errors import DatabaseFault
from bot.telegram import lanes
from bot.telegram.app import Service
from index.retrieval.encoders import Vectors
from index.retrieval.search import Search
from tests.botapi import Chat, Fault, Message, User, World, server_error
from tests.telegram.talk import LEADS, LED, answer_to, press

MARK, SORRY = "可能重复", "没能处理好"
SUBJECT = "a subject"
# Subjects that no other test asks about: what was asked before is remembered, and then nothing is encoded that could fail.
UNASKED = ("民族工艺品出口", "沿边仓储设施", "蔬菜大棚改造", "废旧轮胎处理", "乳品检测", "边民互市")
# What one says, what the answer begins with, and where what it sets is kept.
TALK = (
    (LEADS, LED, ""),
    ("/subscribe 商务厅", "已订阅 1 项", "subscriptions"),
    ("/digest 每周一 9点", "已设定摘要", "digests"),
    ("/remind 明年1月5日 9点 12 交材料", "", "reminders"),
    (SUBJECT, "", ""),
    ("/export 商务厅牵头哪些任务", "", ""),
)
# Each of these calls fails in turn; all up to the last with EVERY=1, which takes an hour.
FIRST = (1, 2, 4, 8, 16, 32)
LAST = {"telegram": 14, "before": 14, "database": 60, "disk": 160, "encoder": 1}
QUIET = {"getUpdates", "getMe", "sendChatAction", "setMyCommands", "setMyDescription", "setMyShortDescription"}


@dataclass(slots=True)
class Failing:
    """Which call of which kind fails: the `left`-th from now on, once."""

    kind: str
    left: int = 0
    failed: int = 0

    def now(self, kind: str) -> bool:
        if kind != self.kind or self.left <= 0:
            return False
        self.left -= 1
        self.failed += not self.left
        return not self.left


def kinds_of(kind: str) -> list[int]:
    last = LAST[kind]
    return list(range(1, last + 1)) if os.environ.get("EVERY") else [each for each in FIRST if each <= last]


@pytest.fixture(params=LAST)
def failing(
    request: pytest.FixtureRequest, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Failing:
    fails = Failing(request.param)
    take, transaction, encode = world.faults.take, Database.transaction, Search.encode
    faults = {"telegram": Fault(error=server_error(502)), "before": Fault(drop="before")}

    def faulty(method: str, chat_id: int | str | None) -> Fault | None:
        if method not in QUIET and fails.kind in faults and fails.now(fails.kind):
            return faults[fails.kind]
        return take(method, chat_id)

    @asynccontextmanager
    async def opened(self: Database) -> AsyncIterator[Transaction]:
        if fails.now("database"):
            raise DatabaseFault("the database does not answer")
        async with transaction(self) as found:
            yield found

    def encoded(self: Search, topic: str) -> Vectors:
        if fails.now("encoder"):
            raise RuntimeError("the encoder fails")
        return encode(self, topic)

    def executed(*arguments: Any) -> None:
        if fails.now("disk"):
            raise OperationalError("", {}, OSError("database or disk is full"))

    monkeypatch.setattr(world.faults, "take", faulty)
    monkeypatch.setattr(Database, "transaction", opened)
    monkeypatch.setattr(Search, "encode", encoded)
    event.listen(database._engine.sync_engine, "before_cursor_execute", executed)
    return fails


@pytest.fixture
def settings(settings: Settings, operator: User) -> Settings:
    return replace(settings, admin_ids=frozenset({operator.id}))


async def counted(database: Database, failing: Failing, table: str, chat: Chat) -> int:
    """How many rows a chat has; to look is no call of the bot's."""
    rows, left = getattr(tables, table), failing.left
    failing.left = 0
    async with database.transaction() as transaction:
        found = await transaction.execute(select(func.count()).where(rows.c.chat_id == chat.id))
    failing.left = left
    return int(found.scalar_one())


def said_by(world: World, chat: Chat) -> list[Message]:
    return [message for message in world.messages(chat) if message.sender == world.bot.user]


def unmarked(messages: list[Message]) -> list[str]:
    return [message.text or "file" for message in messages if MARK not in (message.text or "")]


async def converse(world: World, database: Database, failing: Failing, number: int, operator: User) -> None:
    """One person's talk and an announcement to all, among which the call of that number fails."""
    user = world.add_user(f"P{number}", language_code="zh-hans")
    chat, desk = world.add_private_chat(user), world.add_private_chat(operator)
    failing.left = number
    for text, beginning, table in TALK:
        text = f"哪些任务和{UNASKED[number % len(UNASKED)]}有关" if text == SUBJECT else text
        before = len(said_by(world, chat))
        answer = await world.wait_for_message(chat, after=world.user_says(chat, user, text), timeout=170)
        failed = SORRY in (answer.text or "")
        assert failed or beginning in (answer.text or answer.caption or ""), answer.text
        if table and not failed:
            assert await counted(database, failing, table, chat) == 1, (number, text)
        # A request whose end nobody knows is made again at once; everything else is said once.
        assert len(unmarked(said_by(world, chat)[before:])) <= 1, (number, text)
        if table and failed:
            assert await counted(database, failing, table, chat) <= 1
            await answer_to(world, chat, user, text)
    preview = await world.wait_for_message(
        desk, after=world.user_says(desk, operator, f"/announce 商务厅 报送{number}。"), timeout=170
    )
    with contextlib.suppress(TimeoutError, AssertionError):
        await press(world, preview, preview.buttons[0].text)
    left, failing.left = failing.left, 0
    if not any(f"报送{number}。" in (message.text or "") for message in said_by(world, chat)):
        # The operator has seen that the press failed, and presses again.
        with contextlib.suppress(AssertionError, ValueError):
            await press(world, preview, preview.buttons[0].text)

        def arrived() -> bool | None:
            return any(f"报送{number}。" in (message.text or "") for message in said_by(world, chat)) or None

        await world.wait_until(arrived, timeout=170)
    notices = [message for message in said_by(world, chat) if f"报送{number}。" in (message.text or "")]
    assert len(unmarked(notices)) == 1, (number, left)


async def test_whichever_call_fails_nothing_is_lost_or_doubled(
    failing: Failing,
    bot: Service,
    world: World,
    database: Database,
    private: Chat,
    ann: User,
    operator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "PAUSE_SECONDS", 0.05)
    for number in kinds_of(failing.kind):
        await converse(world, database, failing, number, operator)
        assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)
    assert failing.failed >= min(2, LAST[failing.kind])
