"""The questions of one message: parted where each is whole, joined where one narrows, without what tells of the asker."""

from __future__ import annotations

import pytest

from index.engine import Engine

PARTED = {
    "商务厅牵头哪些任务？": ["商务厅牵头哪些任务"],
    "商务厅牵头哪些，教育厅牵头哪些，一起告诉我": ["商务厅牵头哪些", "教育厅牵头哪些"],
    "工信厅以前叫啥，它牵头的任务有哪些": ["工信厅以前叫啥", "它牵头的任务有哪些"],
    "谁管口岸，谁管保税": ["谁管口岸", "谁管保税"],
    "哪些条目没提发改委？限第一部分": ["哪些条目没提发改委，限第一部分"],
    "我们是开发区管委会\n商务厅牵头哪些": ["商务厅牵头哪些"],
    "Do we pay tariffs on imports? Which task is it": ["Do we pay tariffs on imports", "Which task is it"],
    "两件事：一、口岸谁负责；二、展会谁牵头": ["口岸谁负责", "展会谁牵头"],
    "1. 商务厅牵头哪些\n2. 财政厅牵头哪些": ["商务厅牵头哪些", "财政厅牵头哪些"],
    "商务厅牵头哪些？配合别人的就不用说了": ["商务厅牵头哪些，配合别人的就不用说了"],
    "商务厅跟科技厅比，谁牵头多？多几项？": ["商务厅跟科技厅比，谁牵头多，多几项"],
    "发改委牵头的，财政厅参加的": ["发改委牵头的，财政厅参加的"],
}


@pytest.mark.parametrize("message", PARTED)
def test_the_questions_of_a_message(message: str, engine: Engine) -> None:
    assert list(engine.questions(message, None)) == PARTED[message]
