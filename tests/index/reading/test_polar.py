"""Which questions yes or no answers."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.query import Intent
from tests.assistant import assistant_of


@pytest.mark.parametrize(
    "question",
    [
        "第7条商务厅是不是牵头",
        "财政厅参与第12项吗",
        "Does Finance take part in task 12?",
        "Is Commerce the lead of task 7?",
    ],
)
def test_what_yes_or_no_answers(question: str, engine: Engine) -> None:
    query = engine.query(question)
    assert (query.intent, query.whether) == (Intent.CHECK, True)


@pytest.mark.parametrize(
    "question",
    [
        "第12项财政厅是什么角色",
        "第12项发改委是牵头还是配合",
        "第12项为什么是发改委牵头",
        "What does Finance do in task 12?",
        "Which role does Finance have in task 12?",
        "Why does DRC lead task 12?",
        "Who at DRC leads task 12?",
    ],
)
def test_what_asks_for_something_else(question: str, engine: Engine) -> None:
    query = engine.query(question)
    assert (query.intent, query.whether) == (Intent.CHECK, False)
    assert not assistant_of(engine).reply(question, "").message.plain.startswith(("是：", "不是：", "Yes", "No"))


def test_a_department_named_after_a_check_is_checked_too(engine: Engine) -> None:
    assistant = assistant_of(engine)
    assistant.reply("第12项是不是财政厅牵头", "one")
    assert assistant.reply("那发展改革委呢", "one").message.plain.startswith("是：发展改革委牵头第12项")
