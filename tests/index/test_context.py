"""What only tells of the asker is left out, and nothing that is asked for."""

from __future__ import annotations

import pytest

from corpus.normalize import fold
from index.context import without_context
from index.engine import Engine

CONTEXT = {
    "督查要核台账，科技厅打头的是哪几项": "督查要核台账",
    "商务厅牵头哪些，园区这边要逐项对接。": "园区这边要逐项对接",
    "i represent an investor. what are all responsibilities of hohhot customs?": "i represent an investor",
    "我们开发区想扩区，找哪个部门": "",  # the subject stands in it
    "商务厅牵头哪些，不要财政厅参与的": "",
    "商务厅牵头哪些任务": "",
    "": "",
}


@pytest.mark.parametrize("question", CONTEXT)
def test_what_tells_of_the_asker(question: str, engine: Engine) -> None:
    text = fold(question)
    tokens = engine.scanner.scan(text)
    asked = without_context(text, tokens)
    assert asked.context == CONTEXT[question]
    assert asked.context or asked.tokens == tokens


def test_a_department_in_it_is_kept_where_no_other_is_named(engine: Engine) -> None:
    text = "our company deals with the department of finance. all its tasks in the plan?"
    asked = without_context(text, engine.scanner.scan(text))
    assert asked.context and [t.mention.candidates for t in asked.tokens if t.mention] == [("caizheng",)]
