"""A plan replaced by a new version: each subscriber is told once what changed for them, and their numbers follow."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db import tables
from bot.db.chats import ChatState, see_chat, set_state
from corpus.library import Library, plan_of
from corpus.records import Plan
from index.engine import Engine
from tests.bot.commands.talk import OPERATOR, World

NEW_TASK = "组织开展极地冰川科学考察。"


def changed(plan: Plan, library: Library, change: Callable[[str], str]) -> Plan:
    text = change(plan.text)
    assert text != plan.text
    read = plan_of(plan.id, text, f"{abs(hash(text)):064x}")
    return dataclasses.replace(plan, document=read.document, registry=read.registry, digest=read.digest)


def revised(text: str) -> str:
    """Task 16 reworded, task 14 with another lead and a department more, a task before 40, and task 19 gone."""
    for old, new in (
        ("推广多层标准厂房建设", "推广高层绿色厂房建设"),
        ("（自治区商务厅、知识产权局）", "（自治区知识产权局、商务厅、财政厅）"),
        ("　　（四十） ", f"　　（四十） {NEW_TASK}（自治区水利厅）\n　　（四十一） "),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return re.sub(r"　　（十九）.*\n", "", text)


@pytest.fixture(scope="session")
def new_engine(plan: Plan, library: Library, engine: Engine, var_dir: Path) -> Engine:
    """The engine of the new version. Its topics are found in the old index: no test here needs new ones."""
    made = Engine(changed(plan, library, revised), var_dir)
    made._topics = engine.topics()
    return made


async def told(world: World) -> dict[int, str]:
    """The text of subscribers' notices by chat; more than one to a chat is an error."""
    async with world.database.transaction() as transaction:
        rows = [row for row in await transaction.execute(select(tables.notices)) if row.event.startswith("change:")]
    assert len({row.chat_id for row in rows}) == len(rows)
    return {row.chat_id: row.body["html"] for row in rows}


@pytest.fixture
async def known(world: World) -> World:
    """A world whose subscribers know the first version."""
    assert await world.notifying.tell_changes() == 0
    return world


async def test_what_changed_for_each(known: World, new_engine: Engine) -> None:
    wishes = {
        1: "商务厅",
        2: "财政厅",
        3: "16",
        4: "19",
        5: "40",
        6: "水利厅",
        7: "教育厅",
        8: "口岸通关",
        9: "第八部分",
        10: "厂房",
    }
    for id, words in wishes.items():
        await known.person(id).say(f"/subscribe {words}")
    new = World(known.database, new_engine)
    count = await new.notifying.tell_changes()
    found = await told(new)
    assert count == len(found)
    assert (
        '<a href="https://t.me/plan_bot?start=t14">14. 市场秩序规范与投资者权益保护</a>\n'
        "牵头：商务厅 → 知识产权局\n新列入：财政厅" in found[1]
    )
    assert "新列入：财政厅" in found[2]
    assert (
        "原文：\n<blockquote>…相关行业建设用地控制标准，推广<s>多层标准</s>厂房建设，提高土地投资强度和用…</blockquote>\n"
        "现改为：\n<blockquote>…相关行业建设用地控制标准，推广<b><u>高层绿色</u></b>厂房建设，提高土地投资强度和用…</blockquote>"
    ) in found[3]
    assert "<b>删去原第19项</b>\n<blockquote><s>做好转移企业工商登记协调衔接。</s></blockquote>" in found[4]
    assert "只改编号：40 → 41" in found[5] and "极地" not in found[5]
    assert "<b>新增第40项</b>\n" in found[6] and f"<blockquote>{NEW_TASK}</blockquote>\n牵头：水利厅" in found[6]
    assert "极地" not in found[1] and 8 not in found
    # Told once, whoever starts again.
    assert await new.notifying.tell_changes() == 0
    assert await World(known.database, new_engine).notifying.tell_changes() == 0


def with_limits(plan: Plan, limits: dict[int, str]) -> Plan:
    """The plan with such time limits by task, and the digest of another text."""
    tasks = tuple(dataclasses.replace(task, deadline=limits.get(task.key)) for task in plan.tasks)
    return dataclasses.replace(
        plan, document=dataclasses.replace(plan.document, tasks=tasks), digest=f"{abs(hash(str(limits))):064x}"
    )


async def test_another_time_limit_is_told_with_the_old_one(world: World, plan: Plan, var_dir: Path) -> None:
    before, after = (
        Engine(with_limits(plan, limits), var_dir)
        for limits in ({14: "2027年6月底前", 16: "2027年底前"}, {14: "2027年9月底前", 40: "持续推进"})
    )
    old, new = World(world.database, before), World(world.database, after)
    await old.notifying.tell_changes()
    for id, number in enumerate((14, 16, 40, 12), 1):
        await old.person(id).say(f"/subscribe {number}")
    assert await new.notifying.tell_changes() == 3
    found = await told(new)
    assert "\n完成时限：2027年6月底前 → 2027年9月底前\n" in found[1]
    assert "\n完成时限：2027年底前 → 未写明\n" in found[2]
    assert "\n完成时限：未写明 → 持续推进\n" in found[3]


async def test_numbers_follow_their_tasks(known: World, new_engine: Engine) -> None:
    person = known.person()
    await person.say("/subscribe 19 40 12")
    await person.say("/remind 40 2027-03-01 总结")
    await person.say("/remind 19 2027-03-01 登记")
    new = World(known.database, new_engine)
    assert await new.notifying.tell_changes() == 1
    listed = await new.person().say("/subscriptions")
    assert "第41项" in listed and "第12项" in listed and "第19项" not in listed and "第40项" not in listed
    assert "第41项 总结" in await new.person().say("/reminders") and "登记" not in new.person().text
    assert "对应任务已删去，以下 1 条提醒随之取消：\n· 登记" in (await told(new))[1]


async def test_who_only_has_a_reminder_is_told_of_its_task(known: World, new_engine: Engine) -> None:
    await known.person().say("/remind 16 2027-03-01 看厂房")
    assert await World(known.database, new_engine).notifying.tell_changes() == 1
    assert "高层绿色" in (await told(known))[1]


def numerals_swapped(text: str) -> str:
    return text.replace("（十八）", "（零）").replace("（十九）", "（十八）").replace("（零）", "（十九）")


def words_swapped(text: str) -> str:
    found = re.search(r"　　（十八）(.*)\n(.*\n)*?　　（十九）(.*)\n", text)
    assert found
    (start, end), (after, last) = found.span(1), found.span(3)
    return text[:start] + text[after:last] + text[end:after] + text[start:end] + text[last:]


@pytest.mark.parametrize(
    ("swap", "keys"), [(numerals_swapped, ["18", "19"]), (words_swapped, ["19", "18"])], ids=["numerals", "words"]
)
async def test_numbers_that_swap(
    swap: Callable[[str], str], keys: list[str], known: World, plan: Plan, library: Library, var_dir: Path
) -> None:
    """What is subscribed to are places in the plan: they change where words move, not where numerals alone do."""
    await known.person().say("/subscribe 18 19")
    before = {18: plan.tasks[17].body.of(plan.text), 19: plan.tasks[18].body.of(plan.text)}
    swapped = changed(plan, library, swap)
    after = {task.number: task.body.of(swapped.text) for task in swapped.tasks}
    assert (after[19], after[18]) == (before[18], before[19])
    new = World(known.database, Engine(swapped, var_dir))
    assert await new.notifying.tell_changes() == 1
    assert "只改编号：19 → 18、18 → 19" in (await told(new))[1] or "18 → 19" in (await told(new))[1]
    async with known.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.subscriptions.c.value).order_by(tables.subscriptions.c.id))
        assert [row.value for row in rows] == keys


async def test_who_is_not_told(known: World, new_engine: Engine) -> None:
    for id in (1, 2, 3):
        await known.person(id).say("/subscribe 16")
    async with known.database.transaction() as transaction:
        await see_chat(transaction, 1, "private")
        await set_state(transaction, 1, ChatState.GONE)
    person = known.person(2)
    await person.say("/subscriptions")
    await person.press("⏸ 第16项")
    assert await World(known.database, new_engine).notifying.tell_changes() == 1
    assert set(await told(known)) == {3}


async def test_several_processes_start_at_once(known: World, new_engine: Engine) -> None:
    for id in range(1, 40):
        await known.person(id).say("/subscribe 16 商务厅")
    processes = [World(known.database, new_engine).notifying for _ in range(3)]
    counts = await asyncio.gather(*(process.tell_changes() for process in processes))
    assert sorted(counts) == [0, 0, 39] and len(await told(known)) == 39


async def test_a_first_start_tells_nobody(world: World) -> None:
    await world.person().say("/subscribe 16")
    assert await world.notifying.tell_changes() == 0
    assert await world.notifying.tell_changes() == 0


async def test_a_version_that_cannot_be_read_is_replaced(known: World, new_engine: Engine) -> None:
    async with known.database.transaction() as transaction:
        await transaction.execute(update(tables.plan_versions).values(records={"format": 99}))
    await known.person().say("/subscribe 16")
    new = World(known.database, new_engine)
    assert await new.notifying.tell_changes() == 0
    assert await new.notifying.tell_changes() == 0


async def test_sections_follow_and_their_subscribers_are_told_of_a_rename(
    known: World, plan: Plan, library: Library, var_dir: Path
) -> None:
    titles = {section.key: section for section in plan.sections}
    third, fourth = titles[3], titles[4]

    def renamed(text: str) -> str:
        return text.replace(third.title, "优化承接环境", 1)

    for id, words in ((1, "第三部分"), (2, "第四部分"), (3, "第12项")):
        await known.person(id).say(f"/subscribe {words}")
    await known.person(3).say("/responsible 12 张三")
    newer = World(known.database, Engine(changed(plan, library, renamed), var_dir))
    assert await newer.notifying.tell_changes() == 1
    [(chat, text)] = (await told(known)).items()
    assert chat == 1 and f"部分改名：{third.title} → 优化承接环境（现为第3部分 优化承接环境）" in text
    assert fourth.title not in text


async def test_back_and_forth_is_told_each_time(known: World, new_engine: Engine) -> None:
    await known.person(1).say("/subscribe 16")
    counts = [await World(known.database, new_engine).notifying.tell_changes()]
    for engine in (known.engine, new_engine, known.engine):
        world = World(known.database, engine)
        counts.append(await world.notifying.tell_changes() + await gone_back(world))
    assert counts == [1, 1, 1, 1]


async def reports(world: World) -> list[Any]:
    """What operators were told of versions, the oldest first."""
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.notices).order_by(tables.notices.c.id))
        return [row for row in rows if row.event.startswith("version:")]


async def gone_back(world: World) -> int:
    """An operator presses the button of the last question; how many notices that gave."""
    [[button]] = (await reports(world))[-1].body["keyboard"]
    assert "正在换回：内蒙古承接产业转移分工方案" in await world.person(OPERATOR).pressed(button["data"])
    return await world.notifying.take_accepted()


async def test_an_older_folder_never_flips_the_version_back(known: World, new_engine: Engine) -> None:
    """A replica that starts with the version before changes nothing, sends nothing, and shows and sets nothing."""
    person = known.person(1)
    for text in ("/subscribe 16 40", "/remind 40 2026-11-26 08:30 总结", "/digest daily 08:30"):
        await person.say(text)
    newer = World(known.database, new_engine)
    assert await newer.notifying.tell_changes() == 1
    [taken] = await reports(known)
    assert taken.chat_id == OPERATOR and taken.body["html"].startswith(
        "<b>方案已换成新版本：内蒙古承接产业转移分工方案（2011）</b>"
    )
    assert "5 处变化，通知了 1 个聊天" in taken.body["html"] and "文字有修改" in taken.body["html"]
    older = World(known.database, known.engine)
    for _ in range(2):
        assert await older.notifying.tell_changes() == 0 and await older.notifying.take_accepted() == 0
    # The operators are asked once, whoever starts again.
    _, asked = await reports(known)
    assert asked.body["html"].startswith("<b>发现旧版本，没有启用：") and "5 处变化" in asked.body["html"]
    due = dt.datetime(2026, 11, 26, 0, 30, tzinfo=dt.UTC)
    assert await older.notifying.rounds.once(due) == 0
    assert (await older.person(1).say("/subscribe 40")).startswith("方案正在换版本，这里暂时不能")
    assert (await older.person(1).say("/reminders")).startswith("方案正在换版本，这里暂时不能")
    # The others go on, by their numbers.
    assert await newer.notifying.rounds.once(due) == 2
    assert "第41项 " in await newer.person(1).say("/subscriptions")
    # Nobody but an operator decides.
    [[button]] = asked.body["keyboard"]
    assert (await older.person(1).pressed(button["data"])).startswith("这个命令只供机器人的运维人员")
    assert await gone_back(older) == 1
    assert "第40项 " in await older.person(1).say("/subscriptions")
    assert (await newer.person(1).say("/subscriptions")).startswith("方案正在换版本，这里暂时不能")
    assert (await newer.person(OPERATOR).pressed(button["data"])).startswith("已经是这个版本")


async def test_a_running_process_keeps_its_version_until_an_operator_decides(known: World, new_engine: Engine) -> None:
    await known.person(1).say("/subscribe 40")
    newer = World(known.database, new_engine)
    await newer.notifying.tell_changes()
    served: list[str] = []
    # An older folder is put in its place while it runs.
    assert await newer.notifying.bring(known.engine, lambda: served.append("older")) == 0
    assert served == [] and "第41项" in await newer.person(1).say("/subscriptions")
    assert await gone_back(newer) == 1
    assert served == ["older"] and "第40项" in await newer.person(1).say("/subscriptions")
    # One that an operator sends in the chat has been decided on.
    assert await newer.notifying.bring(new_engine, lambda: served.append("newer"), ordered=True) == 1
    assert served == ["older", "newer"] and "第41项" in await newer.person(1).say("/subscriptions")


async def test_notices_of_changes_mention_who_is_responsible(known: World, new_engine: Engine) -> None:
    chief = known.member(5, administrator=True)
    await chief.say("/subscribe 商务厅 16")
    for number, words in enumerate(("商务厅 张三", "16 李四", "教育厅 王五"), 1):
        await chief.say(f"/responsible {words}")
        zhang = known.member(10 + number)
        zhang.call = dataclasses.replace(zhang.call, name=words.split()[1])
        await zhang.pressed(f"n.yk.{number}")
    await World(known.database, new_engine).notifying.tell_changes()
    [text] = (await told(known)).values()
    assert (
        text.endswith('责任人：<a href="tg://user?id=11">张三</a>、<a href="tg://user?id=12">李四</a>')
        and "王五" not in text
    )


async def test_a_digest_says_what_changed_since_the_last_one(known: World, new_engine: Engine) -> None:
    person = known.person(1)
    for text in ("/subscribe 商务厅 40 第八部分", "/digest daily 08:30"):
        await person.say(text)
    await known.notifying.rounds.once(dt.datetime(2026, 11, 26, 0, 30, tzinfo=dt.UTC))
    newer = World(known.database, new_engine)
    newer.now = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)
    await newer.notifying.tell_changes()
    newer.now = dt.datetime(2026, 11, 27, 0, 30, tzinfo=dt.UTC)
    said = await newer.person(1).say("/digest")
    heading, fourteen, new, renumbered, end = said.splitlines()[2:7]
    assert (heading, end) == ("方案有变化 3 项", "")
    assert fourteen == "14. 市场秩序规范与投资者权益保护 · 牵头：商务厅 → 知识产权局，新列入：财政厅"
    assert new.startswith("40. ") and new.endswith(" · 新增")
    assert renumbered == "41. 各地实施方案制定与部门协作指导 · 编号：第40项改为第41项"
    await newer.notifying.rounds.once(newer.now)
    # The next one has nothing of it any more.
    newer.now = dt.datetime(2026, 11, 28, 0, 30, tzinfo=dt.UTC)
    assert "上次摘要以来没有新情况" in await newer.person(1).say("/digest")


async def test_a_section_that_shifts_takes_its_subscription_along(
    known: World, plan: Plan, library: Library, var_dir: Path
) -> None:
    """A new section before the third: who subscribed to the third follows its tasks, and is told that."""
    third = next(section for section in plan.sections if section.key == 3)

    def shifted(text: str) -> str:
        start = text.rindex("\n", 0, third.span.start) + 1
        return text[:start] + f"　　三、新增部分\n　　（一百） {NEW_TASK}（自治区水利厅）\n" + text[start:]

    engine = Engine(changed(plan, library, shifted), var_dir)
    moved = {section.title: section.key for section in engine.plan.sections}
    assert moved[third.title] == 4
    await known.person(1).say("/subscribe 第三部分")
    await known.person(2).say("/subscribe 第四部分")
    newer = World(known.database, engine)
    await newer.notifying.tell_changes()
    texts = await told(known)
    assert "订阅的部分现为第" in texts[1] and third.title in texts[1] and NEW_TASK not in texts[1]
    assert third.title in await newer.person(1).say("/subscriptions")
