"""Rankings and comparisons: who is named, ties included, and what is counted."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.query import Intent

NO_LEAD = {"交通运输厅", "铁路办", "知识产权局", "水利厅", "卫生厅", "林业厅", "住房城乡建设厅", "地税局", "银监局"}
NO_LEAD |= {"证监局", "人民银行呼和浩特中心支行", "各盟行政公署", "各市人民政府"}
RANKINGS: dict[str, set[str]] = {
    "一项也没牵头的部门当中，配合项数最多的是谁": {"水利厅", "知识产权局"},
    "不算牵头，光看配合的次数，谁第一": {"经济和信息化委"},
    "哪个部门牵头的任务最多": {"发展改革委"},
    "参与任务最多的部门": {"经济和信息化委"},
    "最忙的部门是哪个": {"发展改革委"},
    "牵头最多的前三个部门": {"发展改革委", "商务厅", "科技厅", "呼和浩特海关"},  # two share the third place
    "牵头任务第二多的部门": {"商务厅"},
    "哪个部门参与的任务第三多": {"财政厅", "商务厅"},
    "牵头数排名第三的是谁": {"科技厅", "呼和浩特海关"},
    "哪些部门一项都不牵头": NO_LEAD,
    "哪些部门从不配合别人": {"工商局", "教育厅", "国税局", "文化厅"},
    "正好牵头两项任务的部门": {"经济和信息化委", "国土资源厅", "环保厅", "教育厅", "人力资源社会保障厅"},
    "牵头三项以上任务的部门有哪些": {"发展改革委", "科技厅", "商务厅", "呼和浩特海关"},
    "哪些部门配合的任务超过五项": {"发展改革委", "经济和信息化委", "商务厅", "财政厅"},
    "除发展改革委外哪个部门牵头最多": {"商务厅"},
    "第七部分哪个部门牵头最多": {"呼和浩特海关"},
    "哪个部门在第三部分牵头最多": {"发展改革委", "科技厅", "商务厅"},
    "科技厅和商务厅谁牵头的更多": {"商务厅"},
    "科技厅和商务厅哪个任务少": {"科技厅"},
    "科技厅和呼和浩特海关谁牵头的更多": {"科技厅", "呼和浩特海关"},
    "比较科技厅、商务厅和教育厅": {"科技厅", "商务厅", "教育厅"},
    "商务厅和哪些部门合作最多": {"发展改革委"},
    "Which department leads the most tasks?": {"发展改革委"},
    "top three departments by tasks led": {"发展改革委", "商务厅", "科技厅", "呼和浩特海关"},
    "Who leads the second most tasks?": {"商务厅"},
    "Which departments lead no tasks?": NO_LEAD,
    "Which departments lead at least three tasks?": {"发展改革委", "科技厅", "商务厅", "呼和浩特海关"},
    "Does Commerce or Science and Technology lead more tasks?": {"商务厅"},
}


@pytest.mark.parametrize("question", RANKINGS)
def test_the_departments_of_a_ranking(question: str, engine: Engine) -> None:
    answer = engine.answer(engine.query(question))
    assert {engine.plan.registry[id].name for id in answer.departments} == RANKINGS[question]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("谁牵头最多，牵头几项", 11),
        ("科技厅与商务厅相差几项", 4),
        ("有几个部门一项都不牵头", 13),
        ("有几个部门不牵头任何任务", 13),
        ("How many departments lead no tasks?", 13),
        ("牵头三项以上任务的部门有几个", 4),
    ],
)
def test_what_is_counted(question: str, count: int, engine: Engine) -> None:
    assert engine.answer(engine.query(question)).count == count


@pytest.mark.parametrize(
    ("question", "intent", "tasks"),
    [
        ("哪一项任务涉及的部门最多", Intent.RANK_TASKS, {1}),
        ("Which task involves the most departments?", Intent.RANK_TASKS, {1}),
        ("哪项任务的责任部门最少", Intent.RANK_TASKS, {11, 16, 19, 21, 24, 27, 28, 33, 34, 35, 36, 38, 39}),
        ("哪个部分任务最多", Intent.RANK_SECTIONS, set(range(28, 40))),
        ("哪个部分任务最少", Intent.RANK_SECTIONS, {40}),
        ("Which section has the most tasks?", Intent.RANK_SECTIONS, set(range(28, 40))),
    ],
)
def test_tasks_and_sections_are_ranked_too(question: str, intent: Intent, tasks: set[int], engine: Engine) -> None:
    answer = engine.answer(engine.query(question))
    assert (answer.query.intent, {hit.task for hit in answer.hits}) == (intent, tasks)


def test_every_department_in_order(engine: Engine) -> None:
    rows = engine.answer(engine.query("各部门牵头任务数排名")).rows
    leads = [row.leads for row in rows]
    assert leads == sorted(leads, reverse=True) and sum(leads) == len(engine.plan.tasks)
    assert {row.department for row in rows} == {
        id for id in engine.tables.departments if engine.tables.row(id, engine.tables.every).leads
    }


@pytest.mark.parametrize(
    "question", ["每亩地最少要投多少", "更多外资怎么引", "最好的猫粮", "商务厅最多的任务", "the most beautiful beach"]
)
def test_a_superlative_alone_ranks_nothing(question: str, engine: Engine) -> None:
    ranks = (Intent.RANK, Intent.RANK_TASKS, Intent.RANK_SECTIONS, Intent.COMPARE)
    assert engine.query(question).intent not in ranks
