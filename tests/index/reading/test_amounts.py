"""The amount that a question asks for, and how near tasks come to stating it."""

from __future__ import annotations

import pytest

from corpus.normalize import fold
from index.engine import Engine
from index.reading.amounts import AMOUNT, NOTHING, NUMBER, Amounts, asked, states


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("一栋顶多能补多少钱", "money"),
        ("怎么补", "money"),
        ("夜视设备采购预算是多少", "money"),
        ("加油能便宜几毛", "money"),
        ("门票怎么买", ""),
        ("How much money is there?", "money"),
        ("占比要到多少", "share"),
        ("市里占几成", "share"),
        ("隔多久再查一次", "span"),
        ("how often is it checked", "span"),
        ("哪天上线", "day"),
        ("by when?", "day"),
        ("When does it open?", "day"),
        ("展位多少个", "count"),
        ("一个月几趟", "count"),
        ("谁牵头", ""),
        ("发改委牵头多少任务", ""),
        ("哪几个部门配合", ""),
        ("牵头几条", ""),
        ("规模化养殖谁负责", ""),
        ("城镇化率谁负责", ""),
        ("这几年谁牵头", ""),
        ("几月完成", "day"),
        ("who leads the subsidy review", ""),
        ("how many tasks are there", ""),
    ],
)
def test_what_amount_is_asked_for(question: str, kind: str) -> None:
    assert asked(fold(question)) == kind


@pytest.mark.parametrize(
    ("kind", "text", "near"),
    [
        ("money", "每栋最高补助20万元", AMOUNT),
        ("money", "建成3座", NUMBER),
        ("money", "按核定损失额的70%给予补偿", AMOUNT),
        ("money", "求职对接成功率达到75%", NUMBER),
        ("money", "加强宣传", NOTHING),
        ("share", "覆盖率达到95%", AMOUNT),
        ("span", "每季度检查一次", AMOUNT),
        ("day", "2025年7月1日上线", AMOUNT),
        ("count", "新增展位1800个", AMOUNT),
        ("span", "2025年6月底前完成", NUMBER),
        ("count", "3个月内完成", NUMBER),
        ("share", "统一成立专班", NOTHING),
        ("money", "破除城乡二元结构", NOTHING),
    ],
)
def test_how_near_a_text_comes_to_stating_it(kind: str, text: str, near: int) -> None:
    assert states(kind, text) == near


def test_every_task_is_known(dated: Engine) -> None:
    amounts = Amounts(dated.tables)
    assert amounts.of("day").keys() == dated.tables.tasks.keys()
    assert AMOUNT in amounts.of("day").values()
    assert amounts.of("") == {}
