"""Departments, numbers and sections of a question select the tasks that its tree of conditions does."""

from __future__ import annotations

import pytest

from index.engine import Engine
from tests.index.trees import selected, written

TREES = {
    # One department.
    "商务厅负责哪些任务": "shangwu",
    "商务厅牵头哪些任务": "shangwu:lead",
    "商务厅配合哪些任务": "shangwu:participant",
    "涉及商务厅但不牵头的任务": "shangwu:participant",
    "商务厅只配合不牵头的任务": "shangwu:participant",
    "不由商务厅牵头的任务": "!shangwu:lead",
    "不涉及商务厅的任务": "!shangwu",
    "商务厅既不牵头也不配合的任务": "!shangwu",
    "商务厅不牵头也不参与的任务": "!shangwu",
    "跟商务厅不沾边的任务": "!shangwu",
    "自然资源厅牵头的任务": "guotu:lead",  # what it was called in the plan
    "税务局牵头的任务": "guoshui+dishui:lead",  # either of the two that became it
    "商务厅的任务一共几项": "shangwu",
    # Both, either, all three.
    "同时涉及财政厅和商务厅的任务": "caizheng & shangwu",
    "财政厅和商务厅都参加的任务有哪些": "caizheng & shangwu",
    "财政厅、商务厅和科技厅三家共同参与的任务": "caizheng & shangwu & keji",
    "涉及财政厅或者商务厅的任务": "caizheng | shangwu",
    "财政厅或商务厅牵头的任务": "caizheng:lead | shangwu:lead",
    "财政厅和商务厅牵头的任务": "caizheng:lead | shangwu:lead",  # no two lead one task
    "财政厅和商务厅各自牵头哪些任务": "caizheng:lead | shangwu:lead",
    "不涉及发展改革委和财政厅的任务": "!(fagai | caizheng)",
    # One with or without another.
    "商务厅牵头、财政厅配合的任务": "shangwu:lead & caizheng:participant",
    "商务厅配合发展改革委的任务": "shangwu:participant & fagai:lead",
    "发展改革委牵头、商务厅和财政厅都配合的任务": "fagai:lead & (shangwu:participant & caizheng:participant)",
    "发展改革委牵头、商务厅或财政厅配合的任务": "fagai:lead & (shangwu:participant | caizheng:participant)",
    "商务厅牵头但不涉及财政厅的任务": "shangwu:lead & !caizheng",
    "商务厅牵头、没有财政厅的任务": "shangwu:lead & !caizheng",
    "商务厅的任务里跟发展改革委不沾边的": "shangwu & !fagai",
    "商务厅负责的，把有发展改革委的刨掉": "shangwu & !fagai",
    "把有发展改革委的刨掉，商务厅还有哪些任务": "!fagai & shangwu",
    "由商务厅牵头并且由财政厅牵头的任务": "shangwu:lead & caizheng:lead",
    "科技厅牵头的、国土厅牵头的，并成一张": "keji:lead | guotu:lead",
    "铁路办在哪项、证监局在哪项": "tieluban | zhengjian",
    "everything Commerce is on, lead or support, where the DRC isn't named": "shangwu & !fagai",
    "Environmental Protection Department tasks that don't have Water Resources on them": "huanbao & !shuili",
    "everything for Hohhot Customs except what it shares with the Finance Department": "haiguan & !caizheng",
    # 在不在 asks; 不在 would leave out.
    "银监局在不在单子上": "yinjian",
    "铁路办算不算第12条的责任单位": "tieluban & task 12",
    # Both roles, or one that need not be told.
    "Department of Finance, both what it leads and what it supports": "caizheng",
    "不管主办协办，凡是带国土资源厅的": "guotu",
    "商务厅的任务，配合别人的就不用说了": "shangwu:lead",
    "商务厅和发展改革委都参加、财政厅不参加的任务": "shangwu & fagai & !caizheng",
    # Sections, numbers and how many are listed.
    "第三部分商务厅牵头的任务": "shangwu:lead & section 3",
    "第一部分和第五部分财政厅的任务": "caizheng & section 1,5",
    "第一部分中不涉及发展改革委的任务": "!fagai & section 1",
    "商务厅牵头、第七部分以外的任务": "shangwu:lead & !section 7",
    "第3到第5项": "task 3,4,5",
    "第3、5、7项": "task 3,5,7",
    "最后三项任务": "task 38,39,40",
    "除第7项外商务厅牵头的任务": "shangwu:lead & !task 7",
    "商务厅牵头的任务，第7项除外": "shangwu:lead & !task 7",
    "只有商务厅一家负责的任务": "shangwu & 1–1 parties",
    "商务厅单独负责的任务": "shangwu & 1–1 parties",
    "只涉及商务厅的任务": "shangwu & 1–1 parties",
    "仅由商务厅负责的任务": "shangwu & 1–1 parties",
    "只有商务厅牵头的任务": "shangwu:lead",  # others may take part
    "只看商务厅的任务": "shangwu",
    "第34条只有海关一家么": "haiguan & 1–1 parties & task 34",
    "只有一个责任部门的任务": "1–1 parties",
    "至少五个部门负责的任务": "5–9999 parties",
    # In English.
    "Which tasks involve both the Finance Department and the Department of Commerce?": "caizheng & shangwu",
    "tasks led by the Department of Commerce or the Finance Department": "shangwu:lead | caizheng:lead",
    "Which tasks does the Department of Commerce lead with the DRC taking part?": "shangwu:lead & fagai:participant",
    "Which tasks does Commerce lead without Finance?": "shangwu:lead & !caizheng",
    "Which tasks involve only the Department of Commerce?": "shangwu & 1–1 parties",
    "show only the tasks of the Department of Commerce": "shangwu",
    "tasks led by neither the DRC nor the Department of Commerce": "!(fagai:lead | shangwu:lead)",
    "tasks of the Department of Commerce except task 7": "shangwu & !task 7",
    "Which tasks in section 3 involve the Department of Commerce?": "shangwu & section 3",
    "Commerce tasks about service outsourcing": "shangwu",
}


@pytest.mark.parametrize("question", TREES)
def test_a_question_selects_what_its_tree_does(question: str, engine: Engine) -> None:
    assert engine.tables.run(engine.query(question).where) == selected(TREES[question], engine.tables)


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("同时涉及财政厅和商务厅的任务", {3}),
        ("商务厅牵头但不涉及发展改革委的任务", {14, 23, 35}),
        ("商务厅和发展改革委都参加、财政厅不参加的任务", {6, 7, 8, 9, 10, 22, 32}),
    ],
)
def test_what_satisfies_it(question: str, tasks: set[int], engine: Engine) -> None:
    assert engine.tables.run(engine.query(question).where) == tasks


def test_and_that_nothing_satisfies_is_read_as_or(engine: Engine) -> None:
    """No task has both departments: those of each are shown, and the answer says so."""
    query = engine.query("科技厅和教育厅的任务")
    assert (written(query.where), written(query.wider)) == ("keji & jiaoyu", "keji | jiaoyu")
    answer = engine.answer(query)
    assert (answer.reason, written(answer.query.where)) == ("either", "keji | jiaoyu")
    assert {hit.task for hit in answer.hits} == {1, 8, 10, 13, 17, 22, 25, 32, 37, 38}


def test_both_is_never_widened(engine: Engine) -> None:
    answer = engine.answer(engine.query("同时涉及科技厅和教育厅的任务"))
    assert (answer.hits, answer.reason) == ((), "")


def test_who_is_left_of_a_task_without_its_lead(engine: Engine) -> None:
    answer = engine.answer(engine.query("除了牵头的发展改革委，第12项还有谁"))
    assert {engine.plan.registry[id].name for id in answer.departments} == {"交通运输厅", "财政厅", "铁路办"}
