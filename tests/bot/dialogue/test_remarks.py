"""Thanks and questions about the bot, told from questions on the plan."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.dialogue.remarks import LONGEST, Remark, remark
from index.engine import Engine
from tests.assistant import assistant_of

WRITTEN = sorted((Path(__file__).parents[2] / "reading" / "sets").glob("*.jsonl"))


@pytest.mark.parametrize(
    "text",
    [
        "十分感谢",
        "谢谢你的帮助！",
        "好的，多谢老师指点🙏",
        "謝謝您耐心解答",
        "ok thx",
        "Thank you so much for your help",
        "ty",
    ],
)
def test_thanks(text: str) -> None:
    assert remark(text) is Remark.THANKS


@pytest.mark.parametrize(
    "text", ["如何使用", "这个机器人怎么用啊", "我不会用", "求助", "能问些什么", "what commands are there", "Usage?"]
)
def test_how_it_is_used(text: str) -> None:
    assert remark(text) is Remark.ABILITY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "谢谢，下一条",
        "谢谢，第12条呢",
        "帮助企业用工的是谁",
        "thanks, and Education?",
        "资金怎么用",
        "能问问商务厅牵头什么吗",
        "支持",
        "谢" * (LONGEST + 1),
    ],
)
def test_what_says_more_is_no_remark(text: str) -> None:
    assert remark(text) is None


def test_no_question_people_write_is_a_remark() -> None:
    """Of what people write between their questions only thanks are, and what asks of the bot alone."""
    rows = (json.loads(line) for path in WRITTEN for line in path.read_text("utf-8").splitlines() if line)
    taken = {turn for row in rows for turn in row.get("turns", ()) if remark(turn)}
    assert taken and all(re.search("谢|辛苦|3q|th|cheers|你会做", turn.lower()) for turn in taken), taken


def test_a_remark_is_answered_as_one_in_any_conversation(engine: Engine) -> None:
    assistant = assistant_of(engine)
    assistant.reply("商务厅牵头哪些任务", "one")
    assert assistant.reply("十分感谢", "one").message.plain == "不客气，需要时再问。"
    assert assistant.reply("thanks for your help", "two").message.plain == "You are welcome."
    assert assistant.reply("这个怎么用", "two").answers[0].reason == "small.ability"
    assert not assistant.needs_encoder("非常感谢你的解答", "one")
    # It takes nothing from what was asked before.
    assert "财政厅" in assistant.reply("那财政厅呢", "one").message.plain
