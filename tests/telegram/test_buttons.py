"""Buttons: through every screen and back, pages, old and forged ones, after a restart, by several people; reports."""

from __future__ import annotations

import dataclasses

import pytest

from bot.config import Settings
from bot.db.engine import Database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram.app import Service
from bot.telegram.reports import REPORTS
from index.engine import Engine
from index.reading import reader
from tests.botapi import Chat, Fault, User, World, bad_request, forbidden
from tests.telegram.conftest import serving
from tests.telegram.talk import LEADS, LED, answer_to, data, from_bot, labels, press, press_data, press_more, seen

GONE = "这个按钮已经失效，请重新提问。"


@pytest.fixture
def operator(world: World) -> User:
    return world.add_user("Operator", language_code="en")


@pytest.fixture
def settings(settings: Settings, operator: User) -> Settings:
    return dataclasses.replace(settings, admin_ids=frozenset({operator.id}))


async def test_a_way_through_screens_and_back(bot: Service, world: World, private: Chat, ann: User) -> None:
    listed = await answer_to(world, private, ann, LEADS)
    task, answer = await press(world, listed, "7")
    assert (task.id, answer) == (listed.id, {"show_alert": False})
    assert seen(task).startswith("7. 国际服务外包承接与服务贸易基地\n商务厅牵头，发展改革委")
    assert "（七） 依托首府等中心城市" in task.text and "（2011）第1部分；" in task.text
    assert "blockquote" in {entity["type"] for entity in task.entities}
    following, _ = await press(world, task, "第8项 ›")
    assert following.text.startswith("8. ")
    more, _ = await press(world, following, "更多 ▾")
    assert more.text == following.text and len(more.keyboard) > len(following.keyboard)
    less, _ = await press(world, more, "收起 ▴")
    assert less.keyboard == following.keyboard
    more, _ = await press(world, following, "更多 ▾")
    department, _ = await press(world, more, "科技厅")
    assert department.text.startswith("科技厅牵头")
    led, _ = await press(world, department, "牵头 3")
    assert led.text.startswith("科技厅牵头") and "参与（不牵头）" not in led.text
    back, _ = await press(world, led, "« 返回")
    assert back.text == following.text
    more, _ = await press(world, back, "更多 ▾")
    section, _ = await press(world, more, "第1部分")
    assert section.text.startswith("第1部分")
    again, _ = await press(world, section, "« 返回")
    first, _ = await press(world, again, "« 返回")
    assert (first.text, first.keyboard) == (listed.text, listed.keyboard)
    assert len([said for said in world.messages(private) if said.sender is world.bot.user]) == 1


async def test_a_long_list_is_paged(bot: Service, world: World, private: Chat, ann: User) -> None:
    first = await answer_to(world, private, ann, "/list")
    numbers = list(labels(first)[0])
    page = first
    for _ in range(4):
        page, _ = await press(world, page, "下一页 ›")
        numbers += [label for row in labels(page) for label in row if label.isdigit()]
    assert numbers == [str(number) for number in range(1, 41)]
    assert page.text.startswith("全部任务 40 项\n33. ")
    before, _ = await press(world, page, "‹ 上一页")
    assert "25. " in before.text


async def test_a_page_within_a_group_says_the_group_again(bot: Service, world: World, private: Chat, ann: User) -> None:
    first = await answer_to(world, private, ann, "商务厅有哪些任务")
    second, _ = await press(world, first, "下一页 ›")
    assert second.text.splitlines()[0] == "商务厅参与（不牵头）7 项"
    assert labels(second)[0] == ["10", "13", "22", "32"]


async def test_the_words_that_matched_stand_out_in_the_text(
    bot: Service, world: World, private: Chat, ann: User, engine: Engine
) -> None:
    engine.topics()  # built now, where no test before has, and not while Ann waits
    user = world.user_says(private, ann, "谁负责口岸通关改革")
    said = await world.wait_for_message(private, after=user, timeout=60)
    assert seen(said).startswith("第36项：呼和浩特海关牵头")
    text, _ = await press(world, said, "原文")
    (marked,) = [entity for entity in text.entities if entity["type"] == "underline"]
    assert "区域通关改革" in text.text[marked["offset"] : marked["offset"] + marked["length"]]
    assert "（三十六）" in text.text and "（呼和浩特海关）" in text.text


async def test_a_double_press_and_a_press_by_another_are_harmless(
    bot: Service, world: World, group: Chat, ann: User, bob: User
) -> None:
    listed = await answer_to(world, group, ann, f"/ask {LEADS}")
    pressed = data(listed, "7")
    task, _ = await press(world, listed, "7", by=ann)
    same, answer = await press_data(world, listed, pressed, by=ann, forged=True)
    assert (same.text, answer.get("text")) == (task.text, None)
    # Bob saw the list still.
    other, answer = await press_data(world, listed, data(listed, "9"), by=bob, forged=True)
    assert other.text.startswith("9. ") and answer.get("text") is None


FORGED = [
    "",
    ".",
    "v",
    "v.acbb",
    "v.acbb.zh",
    "v.acbb.zh.",
    "v.acbb.zh.t99",
    "v.acbb.zh.tx",
    "v.acbb.zh.t12.9-1x",
    "v.acbb.fr.t12",
    "v.0000.zh.t12",
    "v.acbb.zh.d_nobody",
    "v.acbb.zh.s9",
    "v.acbb.zh.a_zzzzzz",
    "v.acbb.zh.t12<<t13",
    "v.acbb.zh.z1",
    "c.zzz.0",
    "c.a.b",
    "m.nobody",
    "m.~x",
    "l.fr",
    "p.0000",
    "w.x",
    "nothing.at.all",
    "<b>&</b>",
]
BEYOND = ["v.acbb.zh.t12~99", "v.acbb.zh.t~99", "v.acbb.zh.t12.900-999", "v.acbb.zh.t12.5-2"]


async def test_made_up_data_is_told_to_be_gone(bot: Service, world: World, private: Chat, ann: User) -> None:
    listed = await answer_to(world, private, ann, "/list")
    for forged in FORGED:
        same, answer = await press_data(world, listed, forged, forged=True)
        assert (same.text, answer["text"], answer["show_alert"]) == (listed.text, GONE, True), forged


async def test_pages_and_marks_that_are_not_there_show_what_is(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    for forged in BEYOND:
        listed = await answer_to(world, private, ann, "/plan")
        shown, answer = await press_data(world, listed, forged, forged=True)
        assert shown.text != listed.text and answer.get("text") is None, forged
        assert "underline" not in {entity["type"] for entity in shown.entities}, forged


async def test_a_press_on_a_deleted_message_is_answered(bot: Service, world: World, private: Chat, ann: User) -> None:
    listed = await answer_to(world, private, ann, "/list")
    world.faults.add(Fault(error=bad_request("message to edit not found")), method="editMessageText")
    query = world.user_presses(listed, data(listed, "1"))
    assert (await world.wait_for_answer(query))["text"] == GONE


async def test_a_press_that_telegram_has_forgotten_does_no_harm(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    listed = await answer_to(world, private, ann, "/list")
    world.faults.add(Fault(error=bad_request("query is too old")), method="answerCallbackQuery")
    world.user_presses(listed, data(listed, "1"))
    await world.wait_until(lambda: listed.chat.messages[listed.id].text.startswith("1. ") or None)
    assert (await answer_to(world, private, ann, LEADS)).text.startswith(LED)


async def test_buttons_outlive_a_restart(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World, private: Chat, ann: User
) -> None:
    async with serving(settings, plans, wording, database, world):
        await answer_to(world, private, ann, LEADS)
        listed = await answer_to(world, private, ann, "那财政厅呢")
        paged = await answer_to(world, private, ann, "商务厅有哪些任务")
        asked = await answer_to(world, private, ann, "财务厅牵头哪些任务")
    async with serving(settings, plans, wording, database, world):
        task, _ = await press(world, listed, labels(listed)[0][0])
        back, _ = await press(world, task, "« 返回")
        assert (back.text, back.keyboard) == (listed.text, listed.keyboard)
        second, _ = await press(world, paged, "下一页 ›")
        assert second.text.startswith("商务厅参与（不牵头）7 项")
        chosen, _ = await press(world, asked, "财政厅")
        assert chosen.text.startswith("财政厅牵头 1 项")
        # The conversation itself goes on, too.
        assert (await answer_to(world, private, ann, "那教育厅呢")).text.startswith("教育厅")


async def test_buttons_work_though_the_first_who_asked_never_got_the_answer(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User
) -> None:
    world.faults.add(Fault(error=forbidden("bot was blocked by the user")), method="sendMessage", chat=private)
    world.user_says(private, ann, "商务厅有哪些任务")
    await world.wait_until(lambda: [call for call in world.calls if call.status == 403])
    first = await answer_to(world, group, bob, "/ask 商务厅有哪些任务")
    second, answer = await press(world, first, "下一页 ›", by=bob)
    assert second.text.startswith("商务厅参与（不牵头）7 项") and answer.get("text") is None


async def test_a_wrong_answer_is_reported_once_with_what_was_shown(
    bot: Service, world: World, group: Chat, ann: User, bob: User, operator: User
) -> None:
    desk = world.add_private_chat(operator)
    said = await answer_to(world, group, ann, f"/ask {LEADS} & <b>")
    _, answer = await press_more(world, said, "有误？", by=bob)
    assert answer["text"] == "Thank you, the operators are told."
    report = await world.wait_for_message(desk)
    assert report.text.splitlines()[:3] == [
        f"有人报告答案有误：Bob（{bob.id}），聊天 {group.id}",
        f"问题：{LEADS} & <b>",
        "当时显示的内容：",
    ]
    assert LED in report.text
    _, answer = await press_more(world, said, "有误？", by=bob)
    assert answer["text"] == "You have reported this; the operators will see it."
    task, _ = await press(world, said, "7", by=ann)
    await press_more(world, task, "有误？", by=ann)
    second = await world.wait_for_message(desk)
    assert f"问题：{LEADS}" in second.text and "（七） 依托首府等中心城市" in second.text


async def test_reports_of_one_person_have_a_rate(
    bot: Service, world: World, group: Chat, ann: User, bob: User, operator: User
) -> None:
    """Data that nobody's button has makes no more of them: each press of a forged one had told every operator."""
    desk = world.add_private_chat(operator)
    said = await answer_to(world, group, ann, f"/ask {LEADS}")
    toasts = [(await press_data(world, said, f"w.{n:x}.t{n}", bob, forged=True))[1]["text"] for n in range(1, 21)]
    assert [toast.startswith("You have reported a lot") for toast in toasts] == [False] * REPORTS + [True] * (
        20 - REPORTS
    )
    _, answer = await press_data(world, said, "w.1.t30", ann, forged=True)
    assert answer["text"] == "谢谢，已报告给管理人员。"
    await world.wait_until(lambda: len(from_bot(world, desk)) == REPORTS + 1 or None)


async def test_a_report_waits_for_operators_who_cannot_be_reached(
    bot: Service, world: World, private: Chat, ann: User, operator: User
) -> None:
    said = await answer_to(world, private, ann, "/task 12")
    _, answer = await press_more(world, said, "有误？")
    assert answer["text"] == "谢谢，已报告给管理人员。"
    desk = world.add_private_chat(operator, started=False)
    report = await answer_to(world, desk, operator, "/start")
    texts = [report.text, (await world.wait_for_message(desk, after=report)).text]
    assert any("问题：/start t12" in text and "12. 综合交通运输" in text for text in texts)


async def test_there_is_no_report_without_operators(
    settings: Settings,
    engine: Engine,
    wording: Wording,
    database: Database,
    world: World,
    private: Chat,
    ann: User,
) -> None:
    plans = Plans([engine], wording, reports=False)
    async with serving(dataclasses.replace(settings, admin_ids=frozenset()), plans, wording, database, world):
        said = await answer_to(world, private, ann, LEADS)
        more, _ = await press(world, said, "更多 ▾")
        assert "有误？" not in [label for row in labels(more) for label in row]


async def test_a_reading_is_chosen_by_a_button(
    bot: Service, world: World, private: Chat, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CLOSE", 1e-6)
    asked = await answer_to(world, private, ann, "第3项第4项")
    assert asked.text.startswith("这句话可以有不同的理解")
    assert labels(asked)[0][:2] == ["第3、4项的原文", "第4项的原文"]
    chosen, _ = await press(world, asked, "第4项的原文")
    assert "4." in seen(chosen) and "农牧业" not in seen(chosen)
