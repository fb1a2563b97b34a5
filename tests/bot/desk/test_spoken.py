"""Commands said without a slash, and questions that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.desk.spoken import spoken

QUESTIONS = sorted(Path(__file__).parents[2].joinpath("questions").glob("*.jsonl"))


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
        ("静音3天", "mute", "3天"),
        ("取消静音", "unmute", ""),
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
    ],
)
def test_what_is_no_command(text: str) -> None:
    assert spoken(text) is None


def test_no_question_is_taken_for_a_command() -> None:
    asked = [
        json.loads(line).get("question") for path in QUESTIONS for line in path.read_text("utf-8").splitlines() if line
    ]
    assert len(asked) > 1000
    assert [question for question in asked if isinstance(question, str) and spoken(question)] == []
