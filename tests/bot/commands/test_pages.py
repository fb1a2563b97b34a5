"""Every digest and every notice of a change is something that Telegram takes: parsed by its own parser, within its limits."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from bot.commands.context import PlanParts
from bot.commands.wiring import parts_of
from bot.db.progress import Report
from bot.notifications.changes import revision
from bot.notifications.digests import News
from bot.notifications.notice import NOTICE_UNITS
from bot.notifications.progress import Pressing
from bot.notifications.subscriptions import Aim, Target
from bot.screens.message import PAGE_MARKS, Message, Run
from bot.screens.wording import Wording
from corpus.library import Library, plan_of
from corpus.records import Plan
from corpus.versions import version_of
from index.engine import Engine
from tests.botapi.text import read_text, utf16_length


@pytest.fixture(scope="module")
def parts(engine: Engine) -> PlanParts:
    return parts_of(engine, Wording(), lambda: "plan_bot", "")


def everything(plan: Plan, engine: Engine) -> list[Target]:
    """Each department, section and task."""
    found = [Target(Aim.DEPARTMENT, id) for id in engine.tables.departments]
    found += [Target(Aim.SECTION, str(section.number)) for section in plan.sections]
    return found + [Target(Aim.TASK, str(task.number)) for task in plan.tasks]


def assert_taken(message: Message) -> int:
    """The number of pages, each of them fine."""
    pages = message.pages(NOTICE_UNITS)
    read = [read_text(page, html=True, users={}) for page in pages]
    assert all(0 < utf16_length(page.text) <= NOTICE_UNITS and len(page.entities) <= PAGE_MARKS for page in read)
    assert "".join("".join(page.text.split()) for page in read) == "".join(message.plain.split())
    return len(pages)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_digests(lang: str, parts: PlanParts, plan: Plan, engine: Engine) -> None:
    targets = everything(plan, engine)
    for target in targets:
        assert assert_taken(parts.digests.standing(lang, (target,))) == 1
        assert assert_taken(Message(tuple(parts.digests.ending(lang, (target,))))) == 1
    assert assert_taken(parts.digests.standing(lang, tuple(targets))) > 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_digests_with_news_of_everything(lang: str, parts: PlanParts, plan: Plan, engine: Engine) -> None:
    targets, keys = tuple(everything(plan, engine)), [task.key for task in plan.tasks]
    days = tuple((key, dt.date(2026, 11, 30)) for key in keys)
    moment = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
    reports = tuple(Report(key, 60, key % 2 == 0, "<初稿>" * 100, 1, "张三", moment) for key in keys)
    half = version_of(plan_of("half", plan.text[: len(plan.text) // 2]).document)
    changes = revision(half, version_of(plan.document)).changes
    news = News(changes, Pressing(days, days), reports)
    message = Message((*parts.digests.lines(lang, news), *parts.digests.ending(lang, targets)))
    assert assert_taken(message) <= 3
    # Of each kind ten at most, whatever there is.
    assert sum(line == (Run("…"),) for line in message.lines) == 4
    assert max(len("".join(run.text for run in line)) for line in message.lines) < 250


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("change", ["without leads", "reworded", "shorter", "longer"])
def test_notices_of_changes(
    lang: str, change: str, parts: PlanParts, plan: Plan, engine: Engine, library: Library, var_dir: Path
) -> None:
    text = {
        "without leads": plan.text.replace("。列第一位的为牵头部门，其他有关部门或单位按职责分工负责，下同", ""),
        "reworded": plan.text.replace("加强", "<大力>加强&").replace("推进", "加快推进"),
        "shorter": plan.text[: len(plan.text) // 2],
        "longer": plan.text,
    }[change]
    read = plan_of(plan.id, text, "1" * 64)
    old, new = version_of(plan.document), version_of(read.document)
    made = parts
    if change == "longer":
        old, new = version_of(plan_of("half", plan.text[: len(plan.text) // 2]).document), old
    else:
        revised = dataclasses.replace(plan, document=read.document, registry=read.registry, digest=read.digest)
        made = parts_of(Engine(revised, var_dir), Wording(), lambda: "plan_bot", "")
    found = revision(old, new)
    assert len(found.changes) > 10
    everywhere = everything(plan, engine)
    told = [made.changes.message(lang, found, [target]) for target in everywhere]
    assert all(assert_taken(message) for message in told if message is not None)
    whole = made.changes.message(lang, found, everywhere, ["a<b>"])
    assert whole is not None and assert_taken(whole)
