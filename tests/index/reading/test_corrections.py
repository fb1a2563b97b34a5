"""What a sentence takes back is void: departments, numbers, sections and dates alike."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.reading.parse import Analysis

VOID = {
    "财政厅，不对，商务厅牵头哪些": "财政厅:sure 商务厅:",
    "财政厅 不是财政厅 商务厅 牵头哪些": "财政厅:sure 财政厅:sure 商务厅:",
    "财政厅 不是商务厅 是财政厅 牵头的": "财政厅: 商务厅:sure 财政厅:",
    "不是财政厅，是商务厅": "财政厅:sure 商务厅:",
    "财政厅打错 商务厅": "财政厅:sure 商务厅:",
    "财政厅 不是商务厅牵头的": "财政厅:maybe 商务厅:maybe",
    "第三部分 不不不 第四部分": "第三部分:sure 第四部分:",
    "第二部分 不是 第一部分": "第二部分:sure 第一部分:",
    "第十一 不对 十二项 十二 谁牵头": "第十一:sure 十二项: 十二:",
    "六月底 不不 七月底到期的": "六月底:sure 七月底:",
    "What does finance, sorry, I mean commerce lead?": "finance:sure commerce:",
    "not the Department of Finance but the Department of Commerce": "department of finance:sure department of commerce:",
    "task 5, no wait, task 6": "task 5:sure task 6:",
    "what's in item 30? oops not 30, 31": "item 30:sure 30:sure 31:",
    "finishing in June, not July": "june: july:maybe",
    "财政厅和商务厅都在的": "财政厅: 商务厅:",
    "财政厅牵头而不是商务厅牵头的": "财政厅: 商务厅:",
    "第三条是不是财政厅牵头，第四条呢": "第三条: 财政厅: 第四条:",
    "财政厅不牵头、商务厅牵头的": "财政厅: 商务厅:",
}


def marks(analysis: Analysis) -> str:
    spans = sorted(analysis.departments + analysis.numbers, key=lambda span: span.start)
    return " ".join(f"{span.text}:{span.void}" for span in spans)


@pytest.mark.parametrize("question", VOID)
def test_what_is_taken_back(question: str, engine: Engine) -> None:
    assert marks(engine.reader.analyse(question)) == VOID[question]


def test_what_is_taken_back_is_not_asked_about(engine: Engine) -> None:
    query = engine.query("财政厅，不对，商务厅牵头哪些")
    assert [mention.said for mention in query.mentions] == ["商务厅"]
