"""Chats that ask different plans: each plan's subscriptions are its own, a digest is of all of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db import tables
from bot.db.chats import set_preferences
from bot.db.engine import Database
from bot.screens.refs import tag_of
from corpus.library import Library
from corpus.records import Plan
from index.engine import Engine
from tests.bot.commands.talk import World

OTHER = "other-2020"


@pytest.fixture
def world(database: Database, engine: Engine, plan: Plan, library: Library, var_dir: Path) -> World:
    other = dataclasses.replace(plan, id=OTHER, titles={"zh": "另一方案"}, digest="0" * 64)
    return World(database, engine, more=[Engine(other, var_dir)])


async def choose(world: World, plan: str | None) -> None:
    async with world.database.transaction() as transaction:
        await set_preferences(transaction, 1, "private", plan=plan)


async def test_subscriptions_and_reminders_of_two_plans(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅 12")
    await choose(world, OTHER)
    assert (await person.say("/subscriptions")).startswith("还没有订阅")
    assert "另有 2 项订阅属于其他方案，用 /plan 换到那个方案后查看。" in person.text
    await person.say("/subscribe 12")
    await person.say("/remind 3 2026-11-26 08:30 另一件事")
    said = await person.say("/digest")
    assert said.index("来源：内蒙古承接产业转移分工方案（2011）") < said.index("来源：另一方案")
    links = [run.link for line in person.response.screen.message.lines for run in line if run.link]  # type: ignore[union-attr]
    # What comes within a week is named, and the lists are behind the button.
    assert links == [f"https://t.me/plan_bot?start=t3-{tag_of(OTHER)}"] and "一周内的提醒 1 条" in said
    listed = await person.press("任务清单")
    assert listed.index("来源：内蒙古承接产业转移分工方案（2011）") < listed.index("来源：另一方案")
    links = [run.link for line in person.response.screen.message.lines for run in line if run.link]  # type: ignore[union-attr]
    assert links[-1] == f"https://t.me/plan_bot?start=t12-{tag_of(OTHER)}"
    await person.say("/digest daily 08:30")
    assert await world.notifying.rounds.once(dt.datetime(2026, 11, 26, 0, 30, tzinfo=dt.UTC)) == 2
    async with world.database.transaction() as transaction:
        digest, reminder = [row.body["html"] for row in await transaction.execute(select(tables.notices))]
    assert "另一方案" in digest and f"start=t3-{tag_of(OTHER)}" in reminder
    await choose(world, "no longer installed")
    assert "1. 商务厅" in await person.say("/subscriptions")


async def test_each_plan_is_compared_with_its_own_version(world: World) -> None:
    assert await world.notifying.tell_changes() == 0
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.plan_versions.c.plan).order_by(tables.plan_versions.c.plan))
        assert [row.plan for row in rows] == ["neimenggu-2011", OTHER]
