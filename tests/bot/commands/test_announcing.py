"""/announce and /outbox: a preview, the number of chats, nothing sent before it is confirmed, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.db import audit, tables
from bot.db.announcements import Audience, Stage, add_draft, advance, get_announcement, last_announcement
from bot.db.chats import ChatState, see_chat, set_preferences, set_state
from bot.db.notices import count_by_state
from bot.notifications.announcements import addressed
from bot.notifications.notice import State
from bot.notifications.subscriptions import Targets
from index.engine import Engine
from tests.bot.commands.talk import OPERATOR, World


async def peopled(world: World) -> None:
    """Three people who subscribe to Commerce, one of them silent, one paused, one blocked; a group with two topics; a channel."""
    async with world.database.transaction() as transaction:
        for id, kind in (
            (1, "private"),
            (2, "private"),
            (3, "private"),
            (4, "private"),
            (-50, "group"),
            (-60, "channel"),
        ):
            await see_chat(transaction, id, kind, f"chat {id}")
        await set_state(transaction, 4, ChatState.BLOCKED)
        await set_preferences(transaction, 2, "private", muted_until=world.now + dt.timedelta(days=2), lang="en")
    for id in (1, 2, 3, 4):
        await world.person(id).say("/subscribe 商务厅")
    person = world.person(3)
    await person.say("/subscriptions")
    await person.press("⏸ 商务厅")
    async with world.database.transaction() as transaction:
        for thread in (9, 5):
            await transaction.execute(
                tables.subscriptions.insert().values(
                    chat_id=-50,
                    thread_id=thread,
                    plan="neimenggu-2011",
                    kind="department",
                    value="shangwu",
                    created=world.now,
                )
            )


async def outbox(world: World) -> list[tuple[int, int, str]]:
    """Chat, topic and first words of what is in the outbox, by chat."""
    async with world.database.transaction() as transaction:
        rows = await transaction.execute(select(tables.notices).order_by(tables.notices.c.chat_id))
        return [(row.chat_id, row.thread_id, row.body["html"].split("\n")[0]) for row in rows]


async def test_to_a_department(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    said = await operator.say("/announce 商物厅 请于周五前报送<进展>。\n联系人：张三")
    assert said.startswith("预览：发给 商务厅，共 4 个聊天\n\n通知\n请于周五前报送<进展>。\n联系人：张三")
    assert await outbox(world) == []
    await operator.press("发送给 4 个聊天")
    assert "已送达 0 · 等待 4（其中静音或免打扰 1） · 未送达 0 · 共 4" in operator.text
    assert await outbox(world) == [
        (-50, 5, "<b>通知</b>"),
        (-50, 9, "<b>通知</b>"),
        (1, 0, "<b>通知</b>"),
        (2, 0, "<b>Announcement</b>"),
    ]
    async with world.database.transaction() as transaction:
        rows = {row.chat_id: row for row in await transaction.execute(select(tables.notices))}
        assert "请于周五前报送&lt;进展&gt;。" in rows[1].body["html"]
        assert rows[2].not_before == world.now + dt.timedelta(days=2)
        # What became of them.
        for chat, state, error in ((1, State.SENT, None), (-50, State.DEAD, "Bad Request: TOPIC_CLOSED")):
            await transaction.execute(
                update(tables.notices).where(tables.notices.c.chat_id == chat).values(state=state, error=error)
            )
    await operator.press("刷新")
    assert operator.text.endswith(
        "已送达 1 · 等待 1（其中静音或免打扰 1） · 未送达 2 · 共 4\n\n未送达（2）：\n"
        "· chat -50 / 5：Bad Request: TOPIC_CLOSED\n· chat -50 / 9：Bad Request: TOPIC_CLOSED"
    )
    assert (await operator.say("/announce")).startswith("通知进展：商务厅")


async def test_a_button_pressed_twice_sends_once(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    await operator.say("/announce all 今晚维护")
    assert operator.text.startswith("预览：发给 全部聊天，共 4 个聊天")
    preview = operator.response
    await operator.press("发送给")
    operator.response = preview
    await operator.press("发送给")
    assert "等待 4（其中静音或免打扰 1） · 未送达 0 · 共 4" in operator.text
    operator.response = preview
    await operator.press("取消")
    assert "共 4" in operator.text


async def test_chats_that_are_not_served_get_none(world: World) -> None:
    await peopled(world)
    world.not_served.add(1)
    operator = world.person(OPERATOR)
    assert (await operator.say("/announce all 今晚维护")).startswith("预览：发给 全部聊天，共 3 个聊天")
    await operator.press("发送给 3 个聊天")
    assert [chat for chat, _, _ in await outbox(world)] == [-50, 2, 3]


async def test_cancelled(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    await operator.say("/announce all 今晚维护")
    preview = operator.response
    assert await operator.press("取消") == "已取消，没有发送。"
    operator.response = preview
    await operator.press("发送给")
    assert operator.response.toast.startswith("这个按钮已经失效") and await outbox(world) == []


async def test_a_confirmed_one_is_sent_by_the_next_process(world: World) -> None:
    await peopled(world)
    async with world.database.transaction() as transaction:
        id = await add_draft(transaction, OPERATOR, Audience(), "今晚维护")
        assert await advance(transaction, id, Stage.DRAFT, Stage.CONFIRMED)
    # The process was killed here.
    assert await world.notifying.rounds.once(world.now) == 4
    assert await world.notifying.rounds.once(world.now) == 0
    async with world.database.transaction() as transaction:
        found = await get_announcement(transaction, id)
        assert found is not None and found.stage is Stage.DONE
        assert await count_by_state(transaction, f"announcement:{id}") == {State.WAITING: 4}


async def test_only_operators_in_private(world: World) -> None:
    for talk in (world.person(1), world.member(OPERATOR, administrator=True)):
        for command in ("/announce all x", "/outbox"):
            assert await talk.say(command) == "这个命令只供机器人的运维人员在私聊中使用。"
    person = world.person(1)
    for data in ("n.ac.1", "n.ob", "n.or.all", "n.od.1"):
        await person.pressed(data)
        assert person.response.toast == "这个命令只供机器人的运维人员在私聊中使用。"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "写收件范围和内容"),
        ("请于周五前报送", "没看懂发给谁"),
        ("民政厅 请报送", "没看懂发给谁"),
        ("商务厅", "请在收件范围后面写上通知内容。"),
        ("all " + "长" * 3501, "通知太长：最多 3500 个字符"),
    ],
)
async def test_announcements_that_cannot_be(words: str, said: str, world: World) -> None:
    assert (await world.person(OPERATOR).say(f"/announce {words}")).startswith(said)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("明天上午九点再发出去，今天太晚了，大家都下班了", "发送时间：2026-11-26（周四）09:00"),
        ("这个通知等到11月30号星期一上午十点钟再发，那天各单位都在", "发送时间：2026-11-30（周一）10:00"),
        ("11月30日，10点或11点", "没看懂“或11点”"),
        ("马上", "请写明日期"),
        ("after the meeting", "请写明日期"),
        ("明天9点开会", "没看懂“开会”"),
        # A question is asked of the plan.
        ("商务厅牵头哪些任务", None),
        ("12月有哪些任务到期", None),
    ],
)
async def test_when_it_goes_is_understood_or_asked_again(reply: str, said: str | None, world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    await operator.say("/announce all 今晚维护")
    await operator.press("定时发送")
    answer = await operator.reply(reply)
    if said is None:
        assert answer is None
        return
    assert answer is not None and said in answer, answer
    if "发送时间" not in said:
        # What was not understood is forgotten: the next reply is the time.
        assert "发送时间：2026-11-26（周四）15:00" in str(await operator.reply("明天下午3点"))


async def test_nobody_to_send_to(world: World) -> None:
    operator = world.person(OPERATOR)
    assert (await operator.say("/announce 商务厅 请报送")).startswith("预览：发给 商务厅，共 0 个聊天")
    assert list(operator.buttons) == ["取消"]


async def test_the_outbox_shows_what_is_stuck_and_tries_again(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    assert await operator.say("/outbox") == "发件箱\n空"
    await operator.say("/announce all 今晚维护")
    await operator.press("发送给")
    async with world.database.transaction() as transaction:
        stuck = update(tables.notices).where(tables.notices.c.chat_id.in_([1, 2]))
        await transaction.execute(stuck.values(state=State.DEAD, error="Bad Request: x"))
    said = await operator.say("/outbox")
    assert "等待 2" in said and "被拒 2" in said and "→ 1 · 被拒 1 · Bad Request: x" in said
    await operator.press("重发 #")
    assert operator.response.toast == "1 条重新等待发送。" and "等待 3" in operator.text
    await operator.press("放弃 #")
    assert operator.response.toast == "已放弃 1 条。" and "需要处理的" not in operator.text


@pytest.mark.parametrize(
    ("words", "audience", "text"),
    [
        ("第三部分：请核对", Audience(sections=(3,)), "请核对"),
        ("第12项的责任部门：请报进度", Audience(tasks=(12,)), "请报进度"),
        ("第12项 请报进度", Audience(tasks=(12,)), "请报进度"),
        ("各牵头单位：请报送", Audience(leads=True), "请报送"),
        ("section 3: please check", Audience(sections=(3,)), "please check"),
        ("tasks 12 and 15\nplease report", Audience(tasks=(12, 15)), "please report"),
        ("all leads: please report", Audience(leads=True), "please report"),
        ("商务厅、第12项：请报送", Audience(("shangwu",), tasks=(12,)), "请报送"),
        ("全体单位：请报送", Audience(), "请报送"),
        ("所有人：今晚维护", Audience(), "今晚维护"),
        # A task in the words is not one whom they are for.
        ("第三部分 请核对第36项", Audience(sections=(3,)), "请核对第36项"),
        ("section 3 please check task 36", Audience(sections=(3,)), "please check task 36"),
        ("第12项的牵头单位：请报送", Audience(("fagai",)), "请报送"),
        ("the leads of task 14: please report", Audience(("shangwu",)), "please report"),
    ],
)
def test_sections_tasks_and_leads(words: str, audience: Audience, text: str, engine: Engine) -> None:
    found = addressed(words, Targets(engine))
    assert found is not None
    assert (found.audience, found.text) == (audience, text)


@pytest.mark.parametrize("words", ["12 月底前报送", "口岸通关：请报送", "第99项：请报送", "民政厅、第12项：请报送"])
def test_words_that_are_for_nobody(words: str, engine: Engine) -> None:
    assert addressed(words, Targets(engine)) is None


async def test_who_has_to_do_with_a_task_a_section_or_leads(world: World) -> None:
    wanted = {1: "第12项", 2: "发展改革委", 3: "第二部分", 4: "第三部分", 5: "商务厅", 6: "商务厅参与但不牵头的任务"}
    for id, words in wanted.items():
        async with world.database.transaction() as transaction:
            await see_chat(transaction, id, "private", f"chat {id}")
        await world.person(id).say(f"/subscribe {words}")
    operator = world.person(OPERATOR)
    reached = {}
    for words in ("第12项", "第三部分", "各牵头单位"):
        await operator.say(f"/announce {words}：请注意")
        await operator.press("发送给")
        async with world.database.transaction() as transaction:
            last = await last_announcement(transaction)
            assert last is not None
            rows = await transaction.execute(
                select(tables.notices.c.chat_id).where(tables.notices.c.event == f"announcement:{last.id}")
            )
            reached[words] = set(rows.scalars())
    assert [party.department for party in world.engine.tables.tasks[12].leads] == ["fagai"]
    assert reached["第12项"] >= {1, 2} and 4 not in reached["第12项"]
    assert 4 in reached["第三部分"] and 3 not in reached["第三部分"]
    assert {2, 5} <= reached["各牵头单位"] and not {3, 4, 6} & reached["各牵头单位"]


async def test_at_a_set_time(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    await operator.say("/announce 商务厅 请报送")
    await operator.press("定时发送")
    assert operator.text == "什么时候发？请发时间，例如 明天9点、12月5日 14:30、2小时后。"
    assert await operator.reply("昨天9点") == "昨天9点 已经过去了，请给一个以后的时间。"
    said = await operator.reply("明天9点") or ""
    assert said.startswith("预览：发给 商务厅，共 4 个聊天\n发送时间：2026-11-26（周四）09:00\n\n通知\n请报送")
    assert list(operator.buttons) == ["到时发送给 4 个聊天", "取消", "改为立即发送", "要求回执：否", "加急：否"]
    await operator.press("要求回执：否")
    await operator.press("到时发送")
    assert operator.text == "通知进展：商务厅\n请报送\n\n到 2026-11-26（周四）09:00 发送。"
    assert list(operator.buttons) == ["取消"] and await outbox(world) == []
    moment = dt.datetime(2026, 11, 26, 1, 0, tzinfo=dt.UTC)
    assert await world.notifying.rounds.once(moment - dt.timedelta(minutes=1)) == 0
    assert await world.notifying.rounds.once(moment) == 4
    assert await world.notifying.rounds.once(moment) == 0
    assert "已回执 0/4" in await operator.say("/announce")
    # One that waits can be called off, and is seen below another's report.
    await operator.say("/announce all 大家好")
    await operator.press("定时发送")
    await operator.reply("2026-12-01 9:00")
    await operator.press("到时发送")
    waiting = operator.response
    assert await operator.press("取消") == "已取消，没有发送。"
    operator.response = waiting
    assert (await operator.press("取消")).startswith("这个按钮已经失效")
    assert await world.notifying.rounds.once(moment + dt.timedelta(days=30)) == 0


async def test_from_whom_it_comes_and_tasks_that_open(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    operator.call = replace(operator.call, name="小赵")
    said = await operator.say("/announce 商务厅 请看第12项和第99项，也看 task 3。")
    assert said.endswith("\n\n发自：小赵 · 发给：商务厅。/subscriptions")
    assert operator.response.screen is not None
    links = [run.link for line in operator.response.screen.message.lines for run in line if run.link]
    assert links == ["https://t.me/plan_bot?start=t12", "https://t.me/plan_bot?start=t3"]


async def test_the_report_names_the_doubtful(world: World) -> None:
    await peopled(world)
    operator = world.person(OPERATOR)
    await operator.say("/announce all 今晚维护")
    await operator.press("发送给")
    async with world.database.transaction() as transaction:
        doubtful = update(tables.notices).where(tables.notices.c.chat_id == 1)
        await transaction.execute(doubtful.values(state=State.UNCERTAIN, error="cut"))
        await set_state(transaction, 3, ChatState.BLOCKED)
        await transaction.execute(
            update(tables.notices).where(tables.notices.c.chat_id == 3).values(state=State.CANCELLED, error=None)
        )
    await operator.press("刷新")
    assert operator.text.splitlines()[3:] == [
        "已送达 0 · 等待 2（其中静音或免打扰 1） · 不确定 1 · 未送达 1 · 共 4",
        "",
        "不知是否送达（1）：",
        "· chat 1：cut",
        "",
        "未送达（1）：",
        "· chat 3：对方屏蔽或移出了机器人",
    ]


@pytest.mark.parametrize(
    ("words", "departments", "everyone", "text"),
    [
        ("商务厅 请报送", ("shangwu",), False, "请报送"),
        ("商务厅 财政厅 请报送：一、二", ("shangwu", "caizheng"), False, "请报送：一、二"),
        ("商务厅、财政厅：请报送", ("shangwu", "caizheng"), False, "请报送"),
        ("Department of Commerce: please report", ("shangwu",), False, "please report"),
        ("Department of Commerce\nplease report", ("shangwu",), False, "please report"),
        ("税务局 请报送", ("guoshui", "dishui"), False, "请报送"),
        ("全部 请注意：商务厅", (), True, "请注意：商务厅"),
        ("ALL tonight", (), True, "tonight"),
    ],
)
def test_whom_words_are_for(
    words: str, departments: tuple[str, ...], everyone: bool, text: str, engine: Engine
) -> None:
    found = addressed(words, Targets(engine))
    assert found is not None
    assert (found.audience.departments, found.audience.everyone, found.text) == (departments, everyone, text)


async def test_what_an_operator_does_is_written_down_and_what_others_try_is_not(world: World) -> None:
    await peopled(world)
    operator, person = world.person(OPERATOR), world.person(1)
    await operator.say("/announce all 大家好")
    await operator.press("取消")
    await operator.say("/announce all 各位好")
    await operator.press("发送")
    for data in ("n.or.all", "n.od.7", "n.ob", "n.ar.1"):
        await operator.pressed(data)
        await person.pressed(data)
    await person.say("/announce all 我也好")
    async with world.database.transaction() as transaction:
        deeds = await audit.latest(transaction, 10)
    done = [deed.action for deed in reversed(deeds)]
    assert done == ["announce", "cancel", "announce", "confirm", "retry", "drop"] and deeds[0].words == "7"
    assert {deed.operator for deed in deeds} == {OPERATOR}
