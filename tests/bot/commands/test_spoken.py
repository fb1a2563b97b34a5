"""Commands said without a slash, and questions that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands.spoken import orders, spoken

TESTS = Path(__file__).parents[2]
QUESTIONS = sorted((TESTS / "questions").glob("*.jsonl"))
WRITTEN = sorted((TESTS / "reading" / "sets").glob("*.jsonl"))


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("订阅第三部分", "subscribe", "第三部分"),
        ("訂閱：商務廳，財政廳", "subscribe", "商務廳，財政廳"),
        ("subscribe to Finance Department", "subscribe", "Finance Department"),
        ("取消订阅 商务厅", "unsubscribe", "商务厅"),
        ("我的订阅", "subscriptions", ""),
        ("提醒我 12 3月1日 提交方案", "remind", "12 3月1日 提交方案"),
        ("remind me of task 12 tomorrow call", "remind", "12 tomorrow call"),
        ("我的提醒", "reminders", ""),
        ("摘要", "digest", ""),
        ("每周一 9点发摘要", "digest", "每周一 9点"),
        ("发摘要 每天25:00", "digest", "每天25:00"),
        ("每个工作日早上8点半给我发摘要", "digest", "每个工作日早上8点半"),
        ("send me the digest every Monday at 9", "digest", "every Monday at 9"),
        ("提醒我明天上午9点看第12条", "remind", "明天上午9点看第12条"),
        ("明早九点提醒我第12条", "remind", "明早九点\n第12条"),
        ("第12条 明天9点提醒我", "remind", "第12条 明天9点"),
        ("每周五下午4点提醒我报第12项进度", "remind", "每周五下午4点\n报第12项进度"),
        ("tomorrow at 9 remind me of task 12", "remind", "tomorrow at 9\ntask 12"),
        ("提醒我", "remind", ""),
        ("请把卫生厅的任务推送给我", "subscribe", "卫生厅的任务"),
        ("能不能把第三部分推送给我？谢谢", "subscribe", "第三部分"),
        ("关注商务厅", "subscribe", "商务厅"),
        ("商务厅有变化通知我", "subscribe", "商务厅"),
        ("notify me about Hohhot Customs", "subscribe", "Hohhot Customs"),
        ("Please tell me when Commerce changes", "subscribe", "Commerce"),
        ("取消对科技厅的订阅", "unsubscribe", "科技厅"),
        ("不再关注商务厅", "unsubscribe", "商务厅"),
        ("导出商务厅的任务", "export", "商务厅的任务"),
        ("把商务厅的任务导出成Excel", "export", "商务厅的任务"),
        ("export the tasks of Commerce", "export", "tasks of Commerce"),
        ("帮助", "help", ""),
        ("菜单", "help", ""),
        ("画个图", "matrix", ""),
        ("画商务厅的责任图", "matrix", "商务厅"),
        ("静音半小时", "mute", "半小时"),
        ("静音到下周一", "mute", "到下周一"),
        ("三天内别打扰我", "mute", "三天"),
        ("静音3天", "mute", "3天"),
        ("取消静音", "unmute", ""),
        ("教教我这个怎么用", "help", ""),
        ("请问都有哪些功能？", "help", ""),
        ("How do I use this bot?", "help", ""),
        ("我不想再收摘要了", "digest", "off"),
        ("把简报关了吧", "digest", "off"),
        ("please turn the digest off", "digest", "off"),
        ("不要每天发，改成每周一", "digest", "每周一"),
        ("别天天推了，换成每月1号早上8点推", "digest", "每月1号早上8点"),
        ("摘要不用每天发，每周三发就行", "digest", "每周三"),
        ("每天太多了，摘要改到每周五下午", "digest", "每周五下午"),
        ("don't send it every day, make it every Monday", "digest", "every Monday"),
        ("取消所有提醒", "reminders", "off"),
        ("把我设的提醒全都删了吧", "reminders", "off"),
        ("第12项不用再提醒我了", "reminders", "off 第12项"),
        ("stop reminding me about task 12", "reminders", "off task 12"),
        ("取消明天的提醒", "reminders", ""),
        ("我设了哪些提醒", "reminders", ""),
        ("取消全部订阅", "unsubscribe", "全部"),
    ],
)
def test_commands_in_words(text: str, command: str, words: str) -> None:
    assert spoken(text) == (command, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "商务厅牵头哪些任务",
        "提醒一下大家",
        "subscribers?",
        "第3项摘要是什么",
        "a digest of the tasks of Commerce",
        "订阅" * 200,
        "关注民生的任务有哪些",
        "哪些任务需要提醒企业",
        "推送工作由谁负责",
        "跟踪督办的任务是哪些",
        "export tax rebates",
        "商务厅负责画图吗",
        "谢谢，辛苦了",
        "这项任务怎么操作才合规",
        "别忘了提醒我",
        "取消提醒企业的任务",
        "不要每天报，改成每周一报的是哪项",
        "改成每周一",
        "摘要每天发吗，能不能改成每周一",
    ],
)
def test_what_is_no_command(text: str) -> None:
    assert spoken(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("关注教育厅，每周五发摘要", (("subscribe", "教育厅"), ("digest", "每周五"))),
        ("每周五发摘要。再关注教育厅和财政厅", (("digest", "每周五"), ("subscribe", "教育厅和财政厅"))),
        (
            "取消订阅商务厅，关注财政厅，停发摘要",
            (("unsubscribe", "商务厅"), ("subscribe", "财政厅"), ("digest", "off")),
        ),
        ("follow Commerce and then remind me of task 12 at 9", (("subscribe", "Commerce"), ("remind", "12 at 9"))),
        ("关注商务厅，财政厅", (("subscribe", "商务厅，财政厅"),)),
        ("明天9点提醒我看第12条，导出任务表", (("remind", "明天9点\n看第12条，导出任务表"),)),
        ("商务厅牵头哪些任务，每周五发摘要", (("digest", "每周五"),)),
        # One order, said twice.
        ("别吵，静音一刻钟", (("mute", "一刻钟"),)),
        ("商务厅牵头哪些任务", ()),
    ],
)
def test_several_orders_of_one_message(text: str, said: tuple[tuple[str, str], ...]) -> None:
    """The words of a reminder go on to the end of the message, whatever they look like."""
    assert orders(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Who is spoken to, between the time and the order, is no part of either.
        ("我记性不好，你明天上午九点提醒我一下第12项", ("remind", "我记性不好，明天上午九点\n第12项")),
        ("下个月三号上午有督查组来，你提前两天提醒我第14项", ("remind", "下个月三号上午有督查组来，提前两天\n第14项")),
        ("我晚上才有工夫看，摘要你就每天晚上七点半给我发吧", ("digest", "每天晚上七点半")),
        ("周五下午3点 remind 我一下 item 24", ("remind", "周五下午3点\nitem 24")),
        ("item 5, every Wed 4pm, remind", ("remind", "item 5, every Wed 4pm")),
        ("国庆放假，群里静音到10月8日", ("mute", "国庆放假，到10月8日")),
        ("每周一三五早上8点半发群摘要", ("digest", "每周一三五早上8点半")),
        ("晚上10点到早上8点免打扰", ("quiet", "晚上10点到早上8点")),
        ("每天晚上10点到早上8点静音", ("quiet", "每天晚上10点到早上8点")),
        ("晚上10点到早上8点静音", ("mute", "晚上10点到早上8点")),
        ("set quiet hours 22:00-8:00", ("quiet", "22:00-8:00")),
        ("免打扰时段", ("quiet", "")),
        ("免打扰改成晚上9点到早上8点", ("quiet", "晚上9点到早上8点")),
        ("把免打扰时间改为 21:30-7:00", ("quiet", "21:30-7:00")),
        ("change quiet hours to 9pm to 8am", ("quiet", "9pm to 8am")),
        ("静音改成两小时", ("mute", "两小时")),
        ("免打扰时段取消吧", ("quiet", "off")),
        ("不用免打扰了", ("unmute", "免打扰")),
        ("请关掉免打扰，谢谢", ("unmute", "免打扰")),
        ("turn quiet hours off", ("quiet", "off")),
        ("stop the quiet hours please", ("quiet", "off")),
        ("免打扰取消了吗", None),
        ("取消免打扰的任务有哪些", None),
        ("免打扰改成什么时候好", None),
        ("免打扰时间是几点到几点", None),
        ("预览摘要", ("digest", "预览")),
        ("现在发一份摘要", ("digest", "")),
        ("send me the digest now", ("digest", "")),
        ("send the digest now and then", ("digest", "now and then")),
        ("给商务厅发通知：请报送", ("announce", "商务厅 请报送")),
        # What nobody knows yet is no question.
        (
            "Remind me about item 14 later, I do not know yet which day",
            ("remind", "item 14 later, I do not know yet which day"),
        ),
        ("提醒我第14项是哪天交", None),
    ],
)
def test_orders_as_people_speak(text: str, said: tuple[str, str] | None) -> None:
    assert spoken(text) == said


def questions(paths: list[Path]) -> list[str]:
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines() if line)
    return [turn for line in lines for turn in json.loads(line).get("turns", ())]


def test_no_question_is_taken_for_a_command() -> None:
    asked = questions(QUESTIONS)
    assert len(asked) > 1000
    assert [question for question in asked if spoken(question)] == []


def test_of_what_people_write_only_orders_are_taken_for_commands() -> None:
    """Talk around a question tells of others as orders do: 科长叫我, 主任一大早就催我."""
    asked = questions(WRITTEN)
    assert len(asked) > 10_000
    assert {text for text in asked if spoken(text)} == {
        "Please subscribe me to updates on this plan",
        "Could you export the table to Excel and email it to me?",
        "订阅一下，方案有变动就通知我",
        "帮我设个九月一号的提醒",
        "你会做些啥",
    }
