"""/subscribe, /unsubscribe and /subscriptions, as a person and as a group's administrator use them."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.groups import ASKED_AT_ONCE, MOST_ASKED
from bot.db.chats import see_chat, see_chats
from bot.db.engine import Database
from bot.db.moves import move_chat
from bot.db.subscriptions import subscribe
from bot.dialogue.call import Response
from bot.notifications.subscriptions import Aim, Target
from corpus.library import Library
from corpus.records import Plan
from index.engine import Engine
from index.query import IndexFault
from tests.bot.commands.talk import GROUP, OPERATOR, World


async def test_several_at_once_and_twice(world: World) -> None:
    person = world.person()
    said = await person.say("/subscribe 商务厅 第三部分 12 口岸通关")
    assert said.startswith("已订阅 4 项：\n· 商务厅\n· 第3部分")
    assert "· 第12项 综合交通运输与现代物流体系建设" in said and "· 主题“口岸通关”" in said
    assert (await person.say("订阅商务厅、财政厅")).splitlines() == [
        "已订阅 1 项：",
        "· 财政厅",
        "之前已经订阅过，没有变化：",
        "· 商务厅",
    ]
    listed = await person.say("/subscriptions")
    assert (
        listed.splitlines()[:3] == ["已订阅 5 项", "1. 商务厅", "2. 第3部分 促进承接产业转移"] or "1. 商务厅" in listed
    )
    assert "定时摘要：未设定（Asia/Shanghai）" in listed


async def test_in_english(world: World) -> None:
    person = world.person(lang="en")
    said = await person.say("/subscribe Department of Commerce, task 12")
    assert said.splitlines()[:2] == ["Subscribed to 2:", "· Department of Commerce (商务厅)"]
    assert "1. Department of Commerce (商务厅)" in await person.say("/subscriptions")


async def test_names_of_today_misspelt_unclear_unknown_and_absent(world: World) -> None:
    person = world.person()
    said = await person.say("/subscribe 生态环境厅 财务厅 火星厅 民政厅 99")
    assert "· 环保厅" in said and "“生态环境厅”按“环保厅”订阅。" in said
    assert "“财务厅”可能指几个部门，请选一个：" in said
    assert "没有找到叫“火星厅”的部门，没有订阅。" in said
    assert "民政厅不在本方案所列的部门和单位之中，没有订阅。" in said
    assert "方案只有 40 项任务，没有第 99 项。" in said
    assert {"+ 财政厅", "+ 商务厅", "选部门"} <= set(person.buttons)
    await person.press("+ 商务厅")
    assert person.response.toast == "已订阅：商务厅"
    assert "商务厅" in await person.say("/subscriptions")


async def test_a_subject_that_the_plan_does_not_treat_gets_the_nearest_tasks(world: World) -> None:
    person = world.person()
    said = await person.say("/subscribe 小学招生")
    assert said.startswith("方案未涉及“小学招生”，没有订阅。较接近的任务：")
    near = [label for label in person.buttons if label.startswith("+ 第")]
    assert len(near) == 3
    await person.press(near[0])
    assert person.response.toast.startswith("已订阅：第")


async def test_nothing_that_can_be_read(world: World) -> None:
    person = world.person()
    assert (await person.say("/subscribe 😀")).startswith("没看懂要订阅什么")
    assert (await person.say("/subscribe")).startswith("要订阅什么？")
    assert set(person.buttons) == {"选部门", "选部分"}


async def test_picking_from_buttons(world: World) -> None:
    person = world.person()
    await person.say("/subscribe")
    assert await person.press("选部门") == "点一下订阅，再点一下退订。已订阅 0 项。"
    first = next(iter(person.buttons))
    await person.press(first)
    assert f"✓ {first}" in person.buttons and person.text.endswith("已订阅 1 项。")
    await person.press("下一页")
    assert f"✓ {first}" not in person.buttons and "‹ 上一页" in person.buttons
    await person.press("‹ 上一页")
    await person.press(f"✓ {first}")
    assert person.text.endswith("已订阅 0 项。")


async def test_pausing_resuming_and_removing(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅 财政厅")
    await person.say("/subscriptions")
    await person.press("⏸ 商务厅")
    assert "1. 商务厅（已暂停）" in person.text
    await person.press("全部暂停")
    assert person.text.count("（已暂停）") == 2
    await person.press("全部恢复")
    assert "（已暂停）" not in person.text
    removing = person.buttons["退订"]
    await person.pressed(removing)
    assert "已订阅 1 项" in person.text and "商务厅" not in person.text
    # The same button again, from a screen that is out of date.
    await person.pressed(removing)
    assert person.response.toast.startswith("这个按钮已经失效")


async def test_unsubscribing(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 商务厅 财政厅 口岸通关 12")
    assert (await person.say("/unsubscribe 商物厅 14")).splitlines()[:4] == [
        "已退订 1 项：",
        "· 商务厅",
        "本来就没有订阅：",
        "· 第14项 市场秩序规范与投资者权益保护",
    ]
    # Unclear, but only one of the choices is subscribed to.
    assert "· 财政厅" in await person.say("退订 财务厅")
    assert "· 主题“口岸通关”" in await person.say("/unsubscribe 口岸通关")
    assert await person.say("/unsubscribe all") == "确定要退订全部 1 项吗？"
    assert await person.press("退订全部") == "已退订全部 1 项。"
    assert (await person.say("/unsubscribe 商务厅")).startswith("还没有订阅")


async def test_no_more_than_the_limit(world: World) -> None:
    person = world.person()
    await person.say("/subscribe 1-40")
    await person.say("/subscribe 全部")
    said = await person.say("/subscribe 商务厅 财政厅 教育厅 科技厅")
    assert said.splitlines()[0] == "已订阅 2 项：" and "每个聊天最多订阅 50 项，以下没有加上：" in said
    assert "已订阅 50 项" in await person.say("/subscriptions")
    assert len(person.response.screen.message.pages()) == 1 and len(person.buttons) < 30  # type: ignore[union-attr]


async def test_in_a_group_only_administrators_change_and_everyone_sees(world: World) -> None:
    member, chief = world.member(5), world.member(6, administrator=True)
    refused = "这里的订阅和提醒只能由群管理员修改。任何人都可以用 /subscriptions 查看。"
    for command in ("/subscribe 商务厅", "/unsubscribe 商务厅", "/mute 1d", "/digest daily", "/remind 12 明天 x"):
        assert await member.say(command) == refused
    await chief.say("/subscribe 商务厅")
    assert "1. 商务厅" in await member.say("/subscriptions")
    await member.press("⏸ 商务厅")
    assert member.response.toast == refused and member.response.alert
    await chief.say("/subscriptions")
    await chief.press("⏸ 商务厅")
    assert "（已暂停）" in await member.say("/subscriptions")


async def test_an_anonymous_administrator_counts(world: World) -> None:
    # Telegram gives such a person the chat's own id.
    world.administrators.add((GROUP, GROUP))
    assert (await world.member(GROUP).say("/subscribe 商务厅")).startswith("已订阅 1 项")


async def test_each_topic_of_a_forum_has_its_own(world: World) -> None:
    here, there = world.member(6, administrator=True, thread_id=7), world.member(6, administrator=True, thread_id=8)
    await here.say("/subscribe 商务厅")
    assert (await there.say("/subscriptions")).startswith("还没有订阅")
    assert "已订阅 1 项" in await here.say("/subscriptions")


async def test_a_group_managed_from_the_private_chat(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "supergroup", "产业转移工作群")
    chief, person = world.member(6, administrator=True, thread_id=7), world.person(6)
    await chief.say("/subscribe 商务厅")
    link = (await chief.say("/subscriptions")) and chief.buttons["在私聊里管理"]
    assert link == f"https://t.me/plan_bot?start=g{GROUP}_7"
    said = await person.say(f"/start g{GROUP}_7")
    assert said.startswith("【产业转移工作群】\n已订阅 1 项")
    assert (await person.say("/subscribe 财政厅")).startswith("【产业转移工作群】\n已订阅 1 项")
    assert "2. 财政厅" in await chief.say("/subscriptions")
    await person.say("/subscriptions")
    await person.press("⏸ 商务厅")
    assert "商务厅（已暂停）" in await chief.say("/subscriptions")
    await person.say("/subscriptions")
    screen = person.response
    await person.press("结束管理这个群")
    assert person.text.startswith("还没有订阅")
    # A button of the group's screen still means the group.
    person.response = screen
    await person.press("▶ 商务厅")
    assert person.text.startswith("【产业转移工作群】") and "（已暂停）" not in await chief.say("/subscriptions")
    # No longer an administrator.
    world.administrators.clear()
    person.response = screen
    await person.press("▶ 商务厅")
    assert person.response.toast.startswith("您不是那个群的管理员")


async def test_groups_lists_those_that_one_administers(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "supergroup", "产业转移工作群")
        await see_chat(transaction, -5, "group", "别人的群")
    person = world.person(6)
    assert (await person.say("/groups")).startswith("没有找到您管理的群。")
    world.administrators.add((GROUP, 6))
    await person.say("/groups")
    assert list(person.buttons) == ["产业转移工作群"]
    await person.press("产业转移工作群")
    assert person.text.startswith("【产业转移工作群】") and person.response.toast == "现在管理：产业转移工作群"
    assert (await world.member(6).say("/groups")).startswith("请在与我的私聊里")
    assert (await world.person(7).say(f"/start g{GROUP}_0")).startswith("您不是那个群的管理员")


async def test_groups_are_looked_up_a_few_at_a_time_and_once_in_a_while(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a call to Telegram: who asks again and again would use up what answers need."""
    at_once, most, asked = 0, 0, list[int]()

    async def administers(chat_id: int, user_id: int) -> bool:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        asked.append(chat_id)
        await asyncio.sleep(0)
        at_once -= 1
        return chat_id == GROUP

    monkeypatch.setattr(world, "administers", administers)
    world.__post_init__()
    async with world.database.transaction() as transaction:
        await see_chats(transaction, {GROUP - n: ("group", f"群{n}") for n in range(MOST_ASKED)})
    person = world.person(6)
    for _ in range(5):
        await person.say("/groups")
        assert list(person.buttons) == ["群0"]
    assert most == ASKED_AT_ONCE and len(asked) == len(set(asked)) == MOST_ASKED


async def test_a_button_of_ones_own_means_oneself_while_a_group_is_managed(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "supergroup", "产业转移工作群")
    world.administrators.add((GROUP, 6))
    person = world.person(6)
    await person.say("/subscribe")
    await person.press("选部门")
    own = person.response
    await person.say(f"/start g{GROUP}_0")
    person.response = own
    await person.press("商务厅")
    assert not person.text.startswith("【") and "✓ 商务厅" in person.buttons
    assert (await world.member(6).say("/subscriptions")).startswith("还没有订阅")


async def test_a_managed_group_that_is_gone_is_told_of_once(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "group", "产业转移工作群")
    world.administrators.add((GROUP, 6))
    person = world.person(6)
    await person.say(f"/start g{GROUP}_0")
    async with world.database.transaction() as transaction:
        await move_chat(transaction, GROUP, -100999)
    assert (await person.say("/subscribe 商务厅")).startswith("您不是那个群的管理员，或者机器人已不在群里")
    assert (await person.say("/subscribe 商务厅")).startswith("已订阅 1 项")


async def test_managing_ends_by_itself(world: World) -> None:
    async with world.database.transaction() as transaction:
        await see_chat(transaction, GROUP, "supergroup", "产业转移工作群")
    world.administrators.add((GROUP, 6))
    person = world.person(6)
    await person.say(f"/start g{GROUP}_0")
    world.now += dt.timedelta(minutes=31)
    assert not (await person.say("/subscriptions")).startswith("【")


MADE_UP = """
    n. n.zz n.p n.p.x n.p.999999 n.add.q.1 n.add.t.99 n.add.d.nobody n.tg.t.x n.l.-5 n.l.99 n.dp.-1 n.dp.77 n.ds.hourly n.m.x
    n.z.Mars/Base n.rx.0 n.gm.1.2 n.gm.x n.ac.1 n.ac.x n.or.all n.p.1@-100200.0 n.ge n.x.1.2.3.4
"""


async def test_made_up_buttons_get_a_clear_answer(world: World) -> None:
    person = world.person()
    for data in MADE_UP.split():
        person.response = Response()
        await person.pressed(data)
        assert person.response.toast or person.text, data


async def test_without_an_encoder_all_but_topics_goes_on(
    database: Database, plan: Plan, library: Library, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(engine: Engine) -> None:
        raise IndexFault("no encoder")

    monkeypatch.setattr(Engine, "topics", missing)
    world = World(database, Engine(plan, var_dir))
    person = world.person()
    said = await person.say("/subscribe 商务厅 口岸通关")
    assert said.startswith("已订阅 1 项：\n· 商务厅\n主题“口岸通关”没有订阅：主题检索暂时不可用（no encoder）。")
    async with database.transaction() as transaction:
        await subscribe(transaction, 1, 0, plan.id, [Target(Aim.TOPIC, "口岸通关")])
    said = await person.say("/digest")
    assert "商务厅（牵头 5 项、参与 7 项）" in said and "主题“口岸通关”：主题检索暂时不可用（no encoder）。" in said


WORDS = [
    "商务厅",
    "12",
    "第三部分",
    "每周",
    "一",
    "9点",
    "25:00",
    "明天",
    "off",
    "all",
    "@-5.0",
    "3d",
    " ",
    "\n",
    "\x00",
    "<b>",
]
TEXTS = st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=6).map("".join)


async def test_any_words_get_an_answer(world: World) -> None:
    person, operator = world.person(), world.person(OPERATOR)

    @settings(deadline=None, max_examples=40, derandomize=True)
    @given(st.sampled_from(sorted(world.commands)), TEXTS)
    def collect(name: str, words: str) -> None:
        calls.append((name, words))

    calls: list[tuple[str, str]] = []
    collect()
    for name, words in calls:
        for who in (person, operator):
            assert await who.heard(name, words), (name, words)


async def test_roles_are_subscribed_to(world: World) -> None:
    person = world.person()
    assert await person.say("订阅发改委牵头的任务") == "已订阅 1 项：\n· 发展改革委牵头的任务"
    await person.say("订阅商务厅配合的任务和财政厅牵头的任务")
    assert person.text.splitlines() == ["已订阅 2 项：", "· 商务厅参与（不牵头）的任务", "· 财政厅牵头的任务"]
    digest = await person.say("/digest")
    assert "发展改革委（牵头 11 项）" in digest and "财政厅（牵头 1 项）" in digest and "商务厅（参与 7 项）" in digest
    # Who leaves a department leaves its roles too.
    assert "发展改革委牵头的任务" in await person.say("取消对发改委的订阅")


async def test_what_is_left_out_of_an_order_is_said(world: World) -> None:
    person = world.person()
    said = await person.say("订阅商务厅在第三部分的任务")
    assert said.endswith("只按部门（可分牵头、参与）、部分、任务和主题订阅，话里的其他条件没有采用。")
    assert "公安厅不在本方案所列的部门和单位之中，没有订阅。" in await person.say("关注公安厅")
    await person.say("请把商物厅的任务推送给我")
    assert (
        person.text.splitlines() == ["已订阅 1 项：", "· 商务厅", "“商物厅”按“商务厅”订阅。"]
        or "已经订阅" in person.text
    )


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "商务厅 第三部分 12 口岸通关"),
        ("zh", "第三部分，口岸通关、商务厅；12"),
        ("en", "Commerce, section 3, task 12, 口岸通关"),
    ],
)
async def test_a_list_of_all_kinds_leaves_nothing_out(world: World, lang: str, words: str) -> None:
    said = await world.person(lang=lang).say(f"/subscribe {words}")
    assert len([line for line in said.splitlines() if line.startswith("· ")]) == 4, said
    assert "没有采用" not in said and "left out" not in said
