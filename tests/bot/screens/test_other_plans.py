"""A plan of another form, with several leads, none, open lists and deadlines is answered as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.ask import as_record
from bot.dialogue.conversation import Assistant
from corpus.library import plan_of
from index.engine import Engine
from tests.assistant import assistant_of

TEXT = """\
内政办发〔2023〕9号

自治区2023年商贸流通重点任务分工方案

各盟行政公署、市人民政府：
现将分工印发给你们，请认真落实。联系电话：0471-0000000。

一、扩大消费
1.举办消费促进活动，培育区域消费中心。
牵头单位：自治区商务厅
责任单位：自治区财政厅、文化厅，各盟行政公署、市人民政府
完成时限：2023年12月底前
2.建设县域商业体系，投资3亿元，改造乡镇商贸中心。
牵头单位：自治区商务厅、农牧业厅
责任单位：自治区发展改革委
3.规范预付卡经营。
责任单位：自治区商务厅、工商局等部门
二、发展物流
4.建设冷链物流基地。（自治区发展改革委牵头，自治区交通运输厅、商务厅配合，2023年10月底前完成）
5.降低物流成本。（自治区交通运输厅、发展改革委按职责分工负责）
6.检查仓储设施，每季度通报一次。（自治区交通运输厅牵头，自治区工商局配合）
"""


@pytest.fixture(scope="module")
def other(var_dir: Path) -> Assistant:
    """An assistant over the plan above, without titles or English of ours."""
    return assistant_of(Engine(plan_of("other", TEXT, "0" * 64), var_dir))


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("商务厅牵头哪些", [1, 2]),
        ("商务厅配合哪些", [3, 4]),
        ("商务厅和农牧业厅共同牵头的", [2]),
        ("发改委牵头哪些", [4]),
        ("第二部分有哪些任务", [4, 5, 6]),
        ("第4项什么时候完成", [4]),
        ("任务的完成时限都列一下", [1, 4]),
        ("商务厅牵头的什么时候完成", [1]),
        ("which tasks does Commerce lead", [1, 2]),
    ],
)
def test_exact_sets(question: str, numbers: list[int], other: Assistant) -> None:
    record = as_record(other, question, question)
    assert (record["kind"], [task["number"] for task in record["tasks"]]) == ("answer", numbers)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("第2项谁负责", ["第2项：商务厅、农牧业厅牵头，发展改革委配合"]),
        ("第3项谁负责", ["第3项：商务厅、工商局共同负责，未写明牵头", "名单以“等”结尾，方案没有全部列出"]),
        ("第4项谁负责", ["第4项：发展改革委牵头，交通运输厅、商务厅配合", "完成时限：2023年10月底前完成"]),
        ("第4项什么时候完成", ["写明完成时限的任务 1 项", "4. 建设冷链物流基地 — 2023年10月底前完成"]),
        ("第2项什么时候完成", ["第 2 项没有写完成时限。", "2. 建设县域商业体系（商务厅、农牧业厅牵头）"]),
        ("第6项什么时候完成", ["6. 检查仓储设施", "检查仓储设施，每季度通报一次。"]),
        ("哪个部门的任务最多", ["牵头和参与的任务最多的部门：商务厅（牵头 2 项、参与 2 项，共 4 项）"]),
        ("方案的文号是什么", ["内政办发〔2023〕9号"]),
        ("When is task 4 due?", ["One task with a deadline"]),
    ],
)
def test_replies(question: str, says: list[str], other: Assistant) -> None:
    lines = as_record(other, question, question)["text"].splitlines()
    assert [line for line in says if line not in lines] == []


@pytest.mark.parametrize(
    ("question", "numbers", "says"),
    [("联系电话是多少", [], "联系电话：0471-0000000。"), ("第2项投了多少钱", [2], "投资3亿元，改造乡镇商贸中心。")],
)
def test_what_the_text_says_is_shown_where_another_plan_has_nothing(
    question: str, numbers: list[int], says: str, other: Assistant, assistant: Assistant
) -> None:
    record = as_record(other, question, question)
    assert (record["kind"], [task["number"] for task in record["tasks"]]) == ("answer", numbers)
    assert says in record["text"]
    assert as_record(assistant, question, "联系电话是多少")["kind"] == "refusal"
