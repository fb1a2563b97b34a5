"""The questions of one message: each is answered, what narrows another is part of it, what tells of the asker is none."""

from __future__ import annotations

import pytest

from bot.dialogue.conversation import Assistant
from index.reading.cut import ways
from tests.index.trees import selected

# A message, and the tasks of all its answers as trees of conditions; those of a subject are found by the tasks themselves.
SELECTED = {
    "商务厅牵头哪些任务？": "shangwu:lead",
    "商务厅牵头哪些，教育厅牵头哪些，一起告诉我": "shangwu:lead | jiaoyu:lead",
    "哪些条目没提发改委？限第一部分": "!fagai & section 1",
    "我们是开发区管委会\n商务厅牵头哪些": "shangwu:lead",
    "1. 商务厅牵头哪些\n2. 财政厅牵头哪些": "shangwu:lead | caizheng:lead",
    "商务厅牵头哪些？配合别人的就不用说了": "shangwu:lead",
    "发改委牵头的，财政厅参加的": "fagai:lead & caizheng:participant",
}
NAMED = {
    # The second leans on what the search finds for the first.
    "口岸通关改革什么时候完成？哪些单位配合": 2,
    "工信厅以前叫啥，它牵头的任务有哪些": 2,
    "两件事：一、口岸谁负责；二、展会谁牵头": 2,
    "谁管口岸？谁管保税？": 2,
    "商务厅牵头哪些？财政厅牵头几项？": 2,
}


@pytest.mark.parametrize("message", SELECTED)
def test_the_tasks_of_all_the_answers_to_a_message(message: str, assistant: Assistant) -> None:
    answers = assistant.answer(message, message).answers
    shown = {hit.task for answer in answers for hit in answer.hits}
    assert shown == selected(SELECTED[message], assistant.engine.tables)


@pytest.mark.parametrize("message", NAMED)
def test_how_many_questions_a_message_asks(message: str, assistant: Assistant) -> None:
    assert len(assistant.answer(message, message).answers) == NAMED[message]


@pytest.mark.parametrize(
    ("message", "cut"),
    [
        ("第1条是哪家的，另外两项谁牵头", False),
        ("第1条是哪家的另外那几项谁牵头", False),
        ("第1条是哪家的，另外展会谁牵头", True),
        ("第1条是哪家的，另外，展会谁牵头", True),
    ],
)
def test_the_others_of_a_list_are_no_other_question(message: str, cut: bool) -> None:
    assert ("also" in {way for way, _ in ways(message)}) is cut
