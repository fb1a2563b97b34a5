"""Each command, with and without words, in both languages; the menus by kind of chat; links."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.app import Service
from index.engine import Engine
from tests.botapi import Chat, Fault, User, World, too_many_requests
from tests.telegram.talk import LED, answer_to, assert_silent, from_bot, labels, press, press_data, seen

SHOWN = ["ask", "task", "dept", "section", "list", "matrix", "export", "me", "plan"]
TOLD = ["subscriptions", "digest", "reminders", "receipts", "progress", "status", "deadlines"]
CHANGED = ["lang", "subscribe", "unsubscribe", "remind", "responsible", "mute", "unmute", "quiet", "timezone"]
IN_PRIVATE = {*SHOWN, *TOLD, *CHANGED, "help", "start", "groups", "forget"}
TO_ADMINISTRATORS = {*SHOWN, *TOLD, *CHANGED, "help"}
TO_MEMBERS = {*SHOWN, *TOLD, "help"}


@pytest.fixture(scope="module", autouse=True)
def _index(engine: Engine) -> None:
    """Built before anybody waits for an answer."""
    engine.topics()


# What is sent, how the answer begins, and the first row of its buttons.
SCREENS: list[tuple[str, str, list[str]]] = [
    ("/task 12", "12. 综合交通运输与现代物流体系建设", ["‹ 第11项", "第13项 ›"]),
    ("/task 第十二条", "12. 综合交通运输与现代物流体系建设", ["‹ 第11项", "第13项 ›"]),
    ("/task12", "12. 综合交通运输与现代物流体系建设", ["‹ 第11项", "第13项 ›"]),
    ("/task 3 4 5", "第3项：农牧业厅", ["3", "4", "5"]),
    ("/task 10，十一、12", "第10项：发展改革委", ["10", "11", "12"]),
    ("/list Commerce", "商务厅牵头 5 项、参与（不牵头）7 项", ["7", "9", "14", "23", "35", "3", "6", "8"]),
    ("/task", "方案有任务 40 项", ["1", "2", "3", "4", "5"]),
    ("/task 99", "方案只有 40 项任务，没有第 99 项。", ["分享", "有误？"]),
    ("/dept 商务厅", LED, ["7", "9", "14", "23", "35", "3", "6", "8"]),
    ("/dept 商务厅牵头", LED, ["7", "9", "14", "23", "35"]),
    ("/dept", "方案列有部门和单位 30 个", ["经济和信息化委", "发展改革委"]),
    ("/dept 民政厅", "民政厅不在本方案所列的部门和单位之中。", ["分享", "有误？"]),
    ("/section 3", "第3部分 改善承接产业转移环境", ["12", "13", "14"]),
    ("/section 三", "第3部分 改善承接产业转移环境", ["12", "13", "14"]),
    ("/section", "方案分 8 个部分", ["1", "2", "3", "4", "5", "6", "7", "8"]),
    ("/section 20", "方案只有 8 个部分，没有第 20 部分。", ["分享", "有误？"]),
    ("/list", "全部任务 40 项", ["1", "2", "3", "4", "5", "6", "7", "8"]),
    ("/list 商务厅牵头", LED, ["7", "9", "14", "23", "35"]),
    ("/plan", "内蒙古承接产业转移分工方案（2011）", ["各部分", "各部门"]),
    ("/me", "您在哪个部门工作？", ["经济和信息化委", "发展改革委"]),
    ("/me 什么厅", "没有认出“什么厅”是哪个部门。", ["经济和信息化委", "发展改革委"]),
    ("/lang", "请选择语言。不选时，用提问的语言回答。", ["English", "中文"]),
    ("/start", "您好！我回答《内蒙古承接产业转移分工方案（2011）》", ["商务厅牵头哪些任务"]),
    ("/start t12", "12. 综合交通运输与现代物流体系建设", ["‹ 第11项", "第13项 ›"]),
    ("/start t12-acbb", "12. 综合交通运输与现代物流体系建设", ["‹ 第11项", "第13项 ›"]),
    ("/start d_shangwu", LED, ["7", "9", "14", "23", "35", "3", "6", "8"]),
    ("/start s3", "第3部分 改善承接产业转移环境", ["12", "13", "14"]),
    ("/start t99", "您好！我回答《内蒙古承接产业转移分工方案（2011）》", ["商务厅牵头哪些任务"]),
    ("/start t12-0000", "您好！我回答《内蒙古承接产业转移分工方案（2011）》", ["商务厅牵头哪些任务"]),
    ("/start <b>", "您好！我回答《内蒙古承接产业转移分工方案（2011）》", ["商务厅牵头哪些任务"]),
    ("/export", "全部任务 40 项", ["Excel", "Word", "PDF"]),
    ("/export 商务厅牵头哪些任务", LED, ["Excel", "Word", "PDF"]),
    ("/export 民政厅牵头哪些任务", "民政厅不在本方案所列的部门和单位之中。", ["分享", "有误？"]),
    ("/weather", "没有 /weather 这个命令。", []),
]
ENGLISH = [
    ("/task 12", "12. Build integrated transport and modern logistics systems"),
    ("/dept Commerce Department", "Department of Commerce (商务厅) leads 5, takes part without leading in 7"),
    ("/dept 商务厅", "Department of Commerce (商务厅) leads 5, takes part without leading in 7"),
    ("/section 3", "Section 3: "),
    ("/section", "The plan has 8 sections"),
    ("/list", "All tasks: 40"),
    ("/plan", "Inner Mongolia's 2011 plan"),
    ("/me", "Which department do you work for?"),
    ("/lang", "Choose a language."),
    ("/start", "Hello!"),
    ("/help", "Just ask in a sentence"),
    ("/export", "All tasks: 40"),
    # Those of it are not some of those that it was answered with.
    ("/export tasks of Commerce", "Department of Commerce (商务厅) leads 5, takes part without leading in 7"),
]


async def test_a_command_shows_its_screen(bot: Service, world: World, private: Chat, ann: User) -> None:
    for text, first, buttons in SCREENS:
        said = await answer_to(world, private, ann, text)
        assert said.text.startswith(first), text
        assert (labels(said)[0] if said.keyboard else []) == buttons, text


async def test_what_a_command_names_does_not_lean_on_what_was_said(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    for text, expected in (
        ("/task 3 4 5", ["3", "4", "5"]),
        ("/list Commerce", ["7", "9", "14", "23", "35", "3", "6", "8"]),
    ):
        assert (await answer_to(world, private, ann, "/list 商务厅牵头")).text.startswith(LED)
        said = await answer_to(world, private, ann, text)
        assert labels(said)[0] == expected, text
    refused = await answer_to(world, private, ann, "/section 20")
    assert "理解为：第20部分" in refused.text
    # What follows a command leans on it.
    assert (await answer_to(world, private, ann, "/task 3 4 5")).text.startswith("第3项：")
    assert (await answer_to(world, private, ann, "第二个的全文")).text.startswith("4. ")


async def test_two_departments_where_one_is_meant_are_asked_about(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    asked = await answer_to(world, private, ann, "/dept 商务厅 财政厅")
    assert (asked.text, labels(asked)) == ("“商务厅 财政厅”里不止一个部门，请点一个：", [["商务厅", "财政厅"]])
    shown, _ = await press(world, asked, "财政厅")
    assert shown.text.startswith("财政厅牵头 1 项")


async def test_commands_speak_english_to_others(bot: Service, world: World, bob: User) -> None:
    chat = world.add_private_chat(bob)
    for text, first in ENGLISH:
        assert seen(await answer_to(world, chat, bob, text)).startswith(first), text


async def test_help_lists_the_table_in_private(bot: Service, world: World, private: Chat, ann: User) -> None:
    for asked in ("/help@sandbox_bot", "/start help"):
        said = await answer_to(world, private, ann, asked)
        listed = [line[1:].split()[0] for line in said.text.splitlines() if line.startswith("/")]
        assert listed[: len(SHOWN)] == SHOWN and set(listed) == IN_PRIVATE
        # A tap away, so that the way to ask stands out.
        assert [entity["type"] for entity in said.entities if "quote" in entity["type"]] == ["expandable_blockquote"]


async def test_help_in_a_group_is_a_few_lines_with_the_way_to_the_rest(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    said = await answer_to(world, group, ann, "/help@sandbox_bot")
    assert len(said.text.splitlines()) <= 4 and "/ask@sandbox_bot" in said.text
    assert [[button.url for button in row] for row in said.keyboard] == [["https://t.me/sandbox_bot?start=help"]]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("/taks 12", ["task", "status", "ask"]),
        ("/subcribe 商务厅", ["subscribe"]),
        ("/hlep", ["help"]),
        ("/xyz", []),
        ("/任务", None),
    ],
)
async def test_an_unknown_command_says_so_and_names_the_nearest(
    bot: Service, world: World, private: Chat, ann: User, asked: str, near: list[str] | None
) -> None:
    said = await answer_to(world, private, ann, asked)
    if near is None:  # no command for Telegram: words, which are asked
        assert not said.text.startswith("没有")
        return
    first, *others, last = said.text.splitlines()
    assert first == f"没有 {asked.split()[0]} 这个命令。" and last.startswith("全部命令见 /help")
    assert [line[1:].split()[0] for line in others][:1] == near[:1] and (bool(others) == bool(near))


async def test_an_unknown_command_in_a_group_is_another_bots(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    world.user_says(group, ann, "/taks 12")
    await assert_silent(world, group)
    assert (await answer_to(world, group, ann, "/taks@sandbox_bot 12")).text.startswith("没有 /taks 这个命令。")


async def test_menus_are_by_kind_of_chat_and_language(
    bot: Service, world: World, private: Chat, group: Chat, ann: User, bob: User
) -> None:
    await world.wait_until(lambda: len(world.calls_of("setMyCommands")) == 6 or None)

    def menu(chat: Chat, user: User) -> set[str]:
        return {command["command"] for command in world.bot.menu(chat, user)}

    assert menu(private, ann) == IN_PRIVATE
    assert menu(group, ann) == TO_ADMINISTRATORS
    assert menu(group, bob) == TO_MEMBERS
    chinese, other = (world.bot.menu(private, user)[1]["description"] for user in (ann, bob))
    assert (chinese, other) == ("看一项任务，如 /task 12", "A task: /task 12")


async def test_failing_to_set_the_menus_is_not_fatal(bot: Service, world: World, private: Chat, ann: User) -> None:
    world.faults.add(Fault(error=too_many_requests(60)), method="setMyCommands", times=None)
    assert (await answer_to(world, private, ann, "/dept 商务厅")).text.startswith(LED)


async def test_an_example_is_asked_by_its_button(bot: Service, world: World, private: Chat, ann: User) -> None:
    greeting = await answer_to(world, private, ann, "/start")
    assert [row[0] for row in labels(greeting)[:3]][2] == "第21项谁负责"
    await press(world, greeting, "第21项谁负责")
    assert (await world.wait_for_message(private, after=greeting)).text.startswith("第21项：")


async def test_the_bot_says_what_it_is_for_in_each_language(bot: Service, world: World) -> None:
    await world.wait_until(lambda: len(world.calls_of("setMyShortDescription")) == 2 or None)


async def test_a_task_is_subscribed_to_and_reminded_of_by_its_buttons(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    task = await answer_to(world, private, ann, "/task 12")
    same, told = await press(world, task, "订阅")
    assert (same.text, told["text"][:7]) == (task.text, "已订阅：第12")
    await press(world, task, "提醒我")
    offered = await world.wait_for_message(private, after=task)
    assert labels(offered) == [["明天 9:00", "三天后 9:00"], ["下周一 9:00", "每周五 9:00"]]
    done, _ = await press(world, offered, "每周五 9:00")
    assert "每周五 09:00" in done.text


# What people and groups choose


async def test_a_department_is_remembered_and_stands_for_us(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    asked = await answer_to(world, private, ann, "我们牵头哪些任务")
    assert asked.text.startswith("您在哪个部门工作？")
    _, answer = await press(world, asked, "商务厅")
    assert answer["text"].startswith("已记住：您的部门是商务厅。")
    for question in ("我们牵头哪些任务", "我厅牵头的有哪些", "What do we lead?"):
        said = await answer_to(world, private, ann, question)
        assert [line.split(".")[0] for line in said.text.splitlines()[1:6]] == ["7", "9", "14", "23", "35"], question
    said = await answer_to(world, private, ann, "我们想知道第12条谁负责")
    assert said.text.startswith("第12项：")
    shown = await answer_to(world, private, ann, "/me")
    assert shown.text.startswith("您的部门是商务厅。") and labels(shown) == [["换一个", "清除"]]
    _, cleared = await press(world, shown, "清除")
    assert cleared["text"] == "已忘记您的部门。"
    assert (await answer_to(world, private, ann, "/me")).text.startswith("您在哪个部门工作？")
    assert (await answer_to(world, private, ann, "/me 民政厅")).text.endswith("本方案没有列出这个部门。")
    assert (await answer_to(world, private, ann, "/me 无")).text == "已忘记您的部门。"
    assert (await answer_to(world, private, ann, "我们牵头哪些任务")).text.startswith("您在哪个部门工作？")


async def test_who_says_where_they_work_may_have_it_remembered(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    said = await answer_to(world, private, ann, "我是商务厅的")
    assert said.text.startswith("您是商务厅的。") and labels(said) == [["记为我的部门：商务厅"]]
    # It is not remembered before the button is pressed.
    assert (await answer_to(world, private, ann, "我们牵头哪些任务")).text.startswith("您在哪个部门工作？")
    # A question behind it is answered with it.
    asked = await answer_to(world, private, ann, "我是财政厅的，我们牵头哪些任务")
    assert asked.text.startswith("财政厅牵头") and labels(asked)[-1] == ["记为我的部门：财政厅"]
    _, told = await press(world, said, "记为我的部门：商务厅")
    assert told["text"].startswith("已记住：您的部门是商务厅。")
    led = await answer_to(world, private, ann, "我是商务厅的，我们牵头哪些任务")
    assert led.text.startswith(LED) and "记为我的部门" not in str(labels(led))
    # A question that only begins so is one.
    assert "牵头" in (await answer_to(world, private, ann, "我在财政厅牵头哪些任务")).text


async def test_a_question_waits_for_the_department(bot: Service, world: World, private: Chat, ann: User) -> None:
    asked = await answer_to(world, private, ann, "我们牵头哪些任务")
    assert asked.text.startswith("您在哪个部门工作？")
    second, _ = await press(world, asked, "第 2 页")
    first, _ = await press(world, second, "第 1 页")
    _, told = await press(world, first, "商务厅")
    assert told["text"].startswith("已记住：您的部门是商务厅。")
    answer = await world.wait_for_message(private, after=first)
    assert answer.text.startswith(LED)


async def test_in_a_group_everyone_has_a_department_of_their_own(
    bot: Service, world: World, group: Chat, ann: User, bob: User
) -> None:
    await answer_to(world, group, ann, "/me 商务厅")
    shown = await answer_to(world, group, bob, "/me")
    other, answer = await press(world, shown, "Finance", by=bob)
    assert (other.text, answer["text"][:5]) == (shown.text, "Noted")
    assert (await answer_to(world, group, ann, "/ask 我们牵头哪些任务")).text.startswith(LED)
    assert (await answer_to(world, group, bob, "/ask 我们牵头哪些任务")).text.startswith("财政厅牵头")


async def test_other_pages_of_departments(bot: Service, world: World, private: Chat, ann: User) -> None:
    shown = await answer_to(world, private, ann, "/me")
    second, _ = await press(world, shown, "第 2 页")
    assert labels(second)[0] != labels(shown)[0]
    first, _ = await press(world, second, "第 1 页")
    assert labels(first) == labels(shown)


async def test_a_language_is_chosen_kept_and_given_up(bot: Service, world: World, private: Chat, ann: User) -> None:
    asked = await answer_to(world, private, ann, "/lang")
    chosen, _ = await press(world, asked, "English")
    assert chosen.text == "From now on answers are in English."
    assert (await answer_to(world, private, ann, "商务厅牵头哪些任务")).text.startswith("Department of Commerce")
    assert world.bot.menu(private, ann)[1]["description"] == "A task: /task 12"
    assert (await answer_to(world, private, ann, "/lang 自动")).text.startswith("From now on")
    assert (await answer_to(world, private, ann, "商务厅牵头哪些任务")).text.startswith(LED)
    assert world.bot.menu(private, ann)[1]["description"] == "看一项任务，如 /task 12"
    assert (await answer_to(world, private, ann, "/lang 火星文")).text.startswith("请选择语言")


async def test_only_administrators_choose_a_groups_language(
    bot: Service, world: World, group: Chat, ann: User, bob: User
) -> None:
    assert (
        await answer_to(world, group, bob, "/lang zh")
    ).text == "Only the group's administrators may change its settings."
    asked = await answer_to(world, group, bob, "/lang")
    same, answer = await press(world, asked, "中文", by=bob)
    assert (same.text, answer["show_alert"]) == (asked.text, True)
    assert answer["text"] == "Only the group's administrators may change its settings."
    changed, _ = await press(world, asked, "中文", by=ann)
    assert changed.text == "好的，以后用中文回答。"
    assert (await answer_to(world, group, bob, "/ask What does the Commerce Department lead?")).text.startswith(LED)
    # A person's own choice goes first.
    await answer_to(world, world.add_private_chat(bob), bob, "/lang en")
    assert (await answer_to(world, group, bob, "/ask 商务厅牵头哪些")).text.startswith("Department of Commerce")


async def test_an_anonymous_administrator_may_change_settings(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    assert (
        await answer_to(world, group, ann, "/lang en", anonymous=True)
    ).text == "From now on answers are in English."


async def test_who_has_no_language_is_answered_in_the_language_that_they_write(
    bot: Service, world: World, group: Chat, ann: User
) -> None:
    """A client may keep its language to itself, and an anonymous administrator is none of Telegram's persons."""
    nobody = world.add_user("Nobody", language_code=None)
    private = world.add_private_chat(nobody)
    assert (await answer_to(world, private, nobody, "/subscribe 商务厅")).text.startswith("已订阅 1 项")
    listed = await answer_to(world, private, nobody, "/unsubscribe Department of Commerce")
    assert "商务厅" in listed.text and "退订" not in listed.text
    assert (await answer_to(world, group, ann, "/subscribe 财政厅", anonymous=True)).text.startswith("已订阅 1 项")
    # A button answers in the language of what it stands below.
    asked = await answer_to(world, private, nobody, "/mute 半小时")
    assert asked.text.startswith("好的，")


# Links


async def test_a_link_in_private_and_one_into_a_group(bot: Service, world: World, private: Chat, ann: User) -> None:
    world.user_starts(private, ann, "t36")
    assert (await world.wait_for_message(private)).text.startswith("36. ")
    greeting = await answer_to(world, private, ann, "/start")
    assert [button.url for button in greeting.buttons if button.url] == ["https://t.me/sandbox_bot?startgroup=start"]
    new = world.add_group("New", ann, with_bot=False)
    world.bot_added(new, ann, start="d_shangwu")
    await world.wait_until(lambda: [text for text in from_bot(world, new) if text.startswith(LED)])


# Files and pictures


async def test_the_matrix_and_a_chart_come_as_pictures(
    bot: Service, world: World, private: Chat, group: Chat, ann: User
) -> None:
    said = await answer_to(world, private, ann, "/matrix")
    assert said.media is not None and said.media.kind == "photo"
    assert said.text.splitlines()[0] == "责任分工一览"
    said = await answer_to(world, group, ann, "/matrix 商务厅")
    assert said.media is not None and said.text.splitlines()[0] == "商务厅"
    assert said.reply_to is not None
    department = await answer_to(world, private, ann, "/dept 财政厅")
    more, _ = await press(world, department, "更多 ▾")
    asked, _ = await press(world, more, "责任图")
    assert asked.text == department.text
    picture = await world.wait_for_message(private, after=more)
    assert picture.media is not None and picture.text.splitlines()[0] == "财政厅"
    assert (await answer_to(world, private, ann, "/matrix 民政厅")).text.startswith("民政厅不在")


@pytest.mark.parametrize(("label", "suffix"), [("Excel", ".xlsx"), ("Word", ".docx"), ("PDF", ".pdf")])
async def test_a_list_is_exported(
    bot: Service, world: World, private: Chat, ann: User, label: str, suffix: str, tmp_path: Path
) -> None:
    listed = await answer_to(world, private, ann, "商务厅牵头哪些任务")
    kinds, _ = await press(world, listed, "导出")
    assert kinds.text == listed.text and labels(kinds) == [["Excel", "Word", "PDF"], ["« 返回"]]
    await press(world, kinds, label)
    file = await world.wait_for_message(private, after=kinds)
    assert file.media is not None and file.media.kind == "document"
    name = str(file.to_api()["document"]["file_name"])
    assert name.endswith(suffix) and "任务清单" in name
    assert file.text.splitlines()[0] == "商务厅牵头任务清单 5 项"
    back, _ = await press(world, kinds, "« 返回")
    assert back.text == listed.text


@pytest.mark.parametrize(
    ("words", "suffix"), [("give me the Excel", ".xlsx"), ("发我一份Word", ".docx"), ("导出PDF", ".pdf")]
)
async def test_a_file_named_in_words_is_that_of_the_answer_before(
    bot: Service, world: World, private: Chat, ann: User, words: str, suffix: str
) -> None:
    await answer_to(world, private, ann, "财政厅牵头哪些任务")
    await answer_to(world, private, ann, "商务厅牵头哪些任务")
    file = await answer_to(world, private, ann, words)
    assert str(file.to_api()["document"]["file_name"]) == f"商务厅牵头任务清单{suffix}"
    assert file.text.splitlines()[0] == "商务厅牵头任务清单 5 项"


async def test_a_file_wished_for_of_an_older_answer_by_a_reply_or_its_button(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    older = await answer_to(world, private, ann, "商务厅牵头哪些任务")
    await answer_to(world, private, ann, "科技厅牵头哪些任务")
    for words in ("Excel please", "导出"):
        asked = world.user_says(private, ann, words, reply_to=older)
        said = await world.wait_for_message(private, after=asked)
        if words == "导出":
            assert said.text.startswith("商务厅牵头 5 项") and ["Excel", "Word", "PDF"] in labels(said)
        else:
            assert said.text.splitlines()[0] == "商务厅牵头任务清单 5 项"
    kinds, _ = await press(world, older, "导出")
    await press(world, kinds, "Excel")
    assert world.messages(private)[-1].text.splitlines()[0] == "商务厅牵头任务清单 5 项"


async def test_a_file_of_what_has_no_tasks_is_offered_of_the_whole_plan(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    whole = await answer_to(world, private, ann, "PDF please")
    assert whole.media is not None and whole.text.splitlines()[0] == "全部任务清单 40 项"
    await answer_to(world, private, ann, "科技厅的电话是多少")
    said = await answer_to(world, private, ann, "导出Excel")
    assert said.text.startswith("刚才的回答里没有可以导出的任务") and ["Excel", "Word", "PDF"] in labels(said)


async def test_an_answer_is_given_again_in_the_language_wished_for(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    listed = await answer_to(world, private, ann, "商务厅有哪些任务")
    english = await answer_to(world, private, ann, "translate this into English")
    assert seen(english).startswith("Department of Commerce (商务厅) leads 5, takes part without leading in 7\n")
    second, _ = await press(world, english, "Next ›")
    assert seen(second).startswith("Department of Commerce (商务厅) takes part without leading in 7 tasks\n")
    assert (await answer_to(world, private, ann, "用中文说")).text == listed.text
    # What follows leans on the answer itself.
    assert seen(await answer_to(world, private, ann, "第二个谁负责")).startswith("第9项：商务厅牵头")
    asked = world.user_says(private, ann, "in English please", reply_to=listed)
    assert (await world.wait_for_message(private, after=asked)).text == english.text


async def test_a_command_that_words_order_does_as_they_do(bot: Service, world: World, private: Chat, ann: User) -> None:
    assert (await answer_to(world, private, ann, "/menu")).text == (await answer_to(world, private, ann, "菜单")).text


@pytest.mark.parametrize("place", ["/dept 商务厅", "/section 3", "/list"])
async def test_every_list_can_be_exported(bot: Service, world: World, private: Chat, ann: User, place: str) -> None:
    shown = await answer_to(world, private, ann, place)
    if "导出" not in [label for row in labels(shown) for label in row]:
        shown, _ = await press(world, shown, "更多 ▾")
    kinds, _ = await press(world, shown, "导出")
    await press(world, kinds, "Excel")
    assert (await world.wait_for_message(private, after=kinds)).media is not None


async def test_made_up_words_of_files_and_pictures_are_no_files(
    bot: Service, world: World, private: Chat, ann: User
) -> None:
    shown = await answer_to(world, private, ann, "/export")
    for forged in (
        "x.acbb.zh.odt.t",
        "x.acbb.zh.xlsx.t99",
        "x.acbb.zh.xlsx.d_nobody",
        "x.acbb.fr.xlsx.t",
        "x.acbb",
        "x.0000.zh.xlsx.t",
        "g.acbb.zh.minzheng",
        "g.acbb.fr.",
        "g",
        "x.acbb.zh.xlsx.a_zzzzz",
    ):
        _, answer = await press_data(world, shown, forged, forged=True)
        assert answer["text"] == "这个按钮已经失效，请重新提问。", forged
    assert [said for said in world.history if said.media] == []


async def test_a_bare_command_of_another_bot_is_silence_in_groups(
    bot: Service, world: World, group: Chat, bob: User
) -> None:
    world.user_says(group, bob, "/weather")
    await assert_silent(world, group)
