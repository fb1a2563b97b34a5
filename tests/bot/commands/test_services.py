"""What the bot does, asked for in words that are no order, points to its command; questions about the plan do not."""

from __future__ import annotations

import pytest

from bot.commands.services import service
from bot.dialogue.conversation import Assistant
from corpus.normalize import fold
from corpus.records import Plan


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ("谁还没确认收到", "receipts"),
        ("再订阅环保厅的任务", "subscribe"),
        ("现在把摘要发一次给大家看看", "digest"),
        ("报一下进度：第13项完成60%", "progress"),
        ("各部门进度怎么样了", "progress"),
        ("Send me that as an Excel file", "export"),
        ("领导催进度呢，财政厅牵头哪几项", None),
        ("领导提醒我问一下商务厅牵头哪些", None),
        ("商务厅牵头哪些任务", None),
        ("海底捞月谁负责", None),
        ("谢谢", None),
    ],
)
def test_which_command_a_message_speaks_of(message: str, command: str | None, assistant: Assistant, plan: Plan) -> None:
    answered = assistant.answer(message, f"services:{message}")
    assert service(message, answered.answers, lambda: fold(plan.text)) == command


def test_what_the_plan_says_is_asked_of_it(assistant: Assistant) -> None:
    answered = assistant.answer("报一下进度：第13项完成60%", "services:said")
    assert service("报一下进度", answered.answers, lambda: "工作进度按月报送") is None
