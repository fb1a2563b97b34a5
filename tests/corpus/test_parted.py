"""Lists of names that a mark parts, where the document says what stands on which side of it; and who is listed alone."""

import pytest

from corpus.parser import parse
from corpus.records import Basis

TASKS = """某市夜间经济工作任务分工方案

{note}

一、做强街区
1.建设夜市三处，2025年6月底前完成。（市商务局、市城管局{mark}市财政局、市公安局）
2.开通夜间公交。（市交通运输局）
3.举办灯会。（市文化和旅游局{mark}市公安局、各区政府）
"""
FIRST, SECOND = ["市商务局", "市城管局"], ["市财政局", "市公安局"]


def roles(text: str) -> list[tuple[list[str], list[str]]]:
    document = parse(text)
    assert not document.warnings
    return [([p.name for p in task.leads], [p.name for p in task.participants]) for task in document.tasks]


@pytest.mark.parametrize(
    ("note", "mark", "leads", "others"),
    [
        ("每项任务后括号内，分号之前的为牵头单位，分号之后的为配合单位。", "；", FIRST, SECOND),
        ("括号内以竖线为界，左边为主办单位，右边为协办单位。", "|", FIRST, SECOND),
        ("注：斜线前的单位为牵头单位，斜线后为配合单位。", "/", FIRST, SECOND),
        ("说明：用破折号隔开的，前者牵头、后者配合。", "——", FIRST, SECOND),
        ("各项任务的责任单位，逗号前为牵头单位，逗号后为参与单位。", "，", FIRST, SECOND),
        ("分号后为主责单位，分号前为配合单位。", "；", SECOND, FIRST),
    ],
)
def test_a_mark_parts_who_leads_where_the_document_says_so(
    note: str, mark: str, leads: list[str], others: list[str]
) -> None:
    found = roles(TASKS.format(note=note, mark=mark))
    assert found[0] == (leads, others)
    assert found[1] == (["市交通运输局"], [])


def test_without_such_a_sentence_a_mark_parts_nothing() -> None:
    found = roles(TASKS.format(note="现就有关任务分工如下。", mark="；"))
    assert found[0] == ([], [*FIRST, *SECOND])


def test_a_list_without_the_mark_is_of_leads_where_the_document_says_so() -> None:
    note = "括号内分号前为牵头单位，分号后为配合单位；没有分号的，所列单位均为牵头单位。"
    text = TASKS.format(note=note, mark="；") + "4.管好秩序。（市公安局、市城管局）\n"
    assert roles(text)[3] == (["市公安局", "市城管局"], [])


def test_who_is_named_alone_beside_tasks_with_leads_answers_for_the_task() -> None:
    text = "一、工作\n1.做事。（市发改委牵头，市财政局配合）\n2.再做。（市司法局负责）\n"
    text += "3.还做。（市教育局、市民政局负责）\n4.又做。（配合单位：市体育局）\n"
    document = parse(text)
    assert [[p.name for p in task.leads] for task in document.tasks] == [["市发改委"], ["市司法局"], [], []]
    assert document.tasks[1].basis is Basis.ALONE
    assert [task.sole.name if task.sole else None for task in document.tasks] == [None, "市司法局", None, None]


def test_where_nobody_leads_anywhere_who_is_named_alone_does_not_either() -> None:
    document = parse("一、工作\n1.做事。（市发改委、市财政局）\n2.再做。（市司法局）\n")
    assert [task.leads for task in document.tasks] == [(), ()]
    assert document.tasks[1].sole is not None and document.tasks[1].sole.name == "市司法局"


def test_a_heading_of_who_leads_holds_for_paragraphs_and_labels_below_it() -> None:
    text = "一、张三省长负责的工作\n（一）省监察厅牵头的工作\n加强监察，纠正不正之风。\n"
    text += "（二）省审计厅牵头的工作\n加大审计力度。\n协同单位：省财政厅、各市人民政府。\n"
    text += "（三）省教育厅牵头的工作\n1.免除学杂费。\n协同单位：省财政厅。\n2.发展职业教育。\n协同单位：省农业厅。\n"
    assert roles(text) == [
        (["省监察厅"], []),
        (["省审计厅"], ["省财政厅", "各市人民政府"]),
        (["省教育厅"], ["省财政厅"]),
        (["省教育厅"], ["省农业厅"]),
    ]
