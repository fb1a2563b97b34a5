"""Among the candidates of a question is one that asks what it asks, whatever the weights choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.query import Intent, Query
from tests.reading.examples import Plans
from tests.reading.make import texts

PIPES, FOOD, BOATS, FUNERALS, VILLAGES = (
    "hechuan-pipelines-2024",
    "aershan-league-2012",
    "cangyu-quarters-2025",
    "muzhou-funeral-2022",
    "linhe-county-2022",
)
TASKS: list[tuple[str, str, Intent, list[str]]] = [
    # Just one of two, so many.
    (PIPES, "市数据局或者市自然资源局，但不同时有两家的", Intent.TASKS, ["1-5", "1-6", "3-5"]),
    (PIPES, "measures with 市数据局 or 市自然资源局 but not both", Intent.TASKS, ["1-5", "1-6", "3-5"]),
    (PIPES, "市数据局、市自然资源局恰好列了一家的", Intent.TASKS, ["1-5", "1-6", "3-5"]),
    (PIPES, "单位数不少于4家的任务", Intent.TASKS, ["1-1", "2-6", "3-4"]),
    (PIPES, "协办单位不少于三家的措施", Intent.TASKS, ["1-1", "2-6", "3-4"]),
    # What nobody does, and what is left blank.
    (PIPES, "协办那栏空着的措施", Intent.TASKS, ["1-3", "1-5", "2-5", "2-7", "3-3"]),
    (PIPES, "Of the ones marked 全年, which have no supporting unit?", Intent.TASKS, ["1-5", "3-3"]),
    (FUNERALS, "没有牵头单位、也没有市公安局的任务", Intent.TASKS, ["5", "15"]),
    # Titles and sections that are left out, sections named for quarters.
    (VILLAGES, "除去人居环境这一类，乡镇还参加什么", Intent.TASKS, ["1-1", "3-1", "3-7"]),
    (BOATS, "除第一季度外，沧屿海事局只配合的", Intent.TASKS, ["3-1", "3-4", "4-2"]),
    (BOATS, "排在第三季度的有哪些", Intent.TASKS, ["3-1", "3-2", "3-3", "3-4", "3-5"]),
    # Printed ends, times together, one without the other, what is left out, a month without tasks.
    (BOATS, "时限写着6月底前的", Intent.TASKS, ["2-2", "2-3", "2-4"]),
    (BOATS, "deadlines stated as end of March; leave out the one due on the 20th", Intent.TASKS, ["1-1", "1-2", "1-5"]),
    (BOATS, "3月底前完成的，3月20日那条不要", Intent.TASKS, ["1-1", "1-2", "1-5"]),
    (PIPES, "3月和9月到期的", Intent.TASKS, ["2-2", "3-2", "3-5"]),
    (PIPES, "tasks due in March or September", Intent.TASKS, ["2-2", "3-2", "3-5"]),
    (PIPES, "写“全年”两个字的是哪几项？别把长期坚持那个算进去", Intent.TASKS, ["1-5", "3-3", "3-6"]),
    (PIPES, "水务局的任务，8月以后到期的不要", Intent.TASKS, ["1-1", "2-5", "3-1", "3-4"]),
    (PIPES, "假设今天是2024年5月20日，已经超期的有哪些", Intent.TASKS, ["1-6", "2-5", "3-2"]),
    (FUNERALS, "6月上旬到期的", Intent.TASKS, []),
    (FUNERALS, "tasks with a fixed date, led by 市林业局", Intent.TASKS, ["7", "13"]),
    (BOATS, "1月到期的有哪些", Intent.TASKS, []),
    # Ranked by day and by size.
    (PIPES, "头一个到期的是哪项", Intent.RANK_TASKS, ["3-2"]),
    (PIPES, "8月那批过后，接下来到期的是哪些", Intent.RANK_TASKS, ["2-2", "3-5"]),
    (PIPES, "协办单位最多的是哪条", Intent.RANK_TASKS, ["1-1"]),
    (PIPES, "城管局牵头的任务里单位最多的是哪条", Intent.RANK_TASKS, ["1-2", "2-1", "2-2", "3-2"]),
    # The time limit and the amounts of a task.
    (FUNERALS, "第4项我登记的是9月底前，对不对", Intent.FACT, ["4"]),
]


@pytest.fixture(scope="module")
def plans(var_dir: Path) -> Plans:
    return Plans(var_dir, texts=texts())


@pytest.mark.parametrize(("plan", "question", "intent", "tasks"), TASKS)
def test_tasks(plan: str, question: str, intent: Intent, tasks: list[str], plans: Plans) -> None:
    room = plans.room(plan)
    tables = room.engine.tables

    def found(query: Query) -> list[str]:
        return sorted(tables.tasks[hit.task].id for hit in room.engine.answer(query).hits)

    asked = {each.query for each in room.reader.parse(question).candidates if each.query.intent is intent}
    assert sorted(tasks) in [found(query) for query in asked if not query.topic]


@pytest.mark.parametrize(
    ("plan", "question", "intent", "names"),
    [
        (FUNERALS, "第3项和第12项的责任单位里重合的", Intent.SHARED, {"市民政局", "市公安局", "市卫生健康委"}),
        (BOATS, "第三季度和第四季度都出现的牵头单位", Intent.SHARED, {"市海洋发展局"}),
        (FUNERALS, "第9项是市林业局还是市自然资源和规划局牵头", Intent.PARTIES, {"市自然资源和规划局"}),
        (PIPES, "9月底到期的都是谁牵头", Intent.PARTIES, {"市城管局", "市应急局"}),
        (FOOD, "生产加工环节的牵头单位，协助的不要", Intent.PARTIES, {"质监局", "公安局", "商务局", "粮食局"}),
        (BOATS, "After 市海洋发展局, who leads the most?", Intent.RANK, {"沧屿海事局"}),
        (BOATS, "市海洋发展局不算，谁牵头最多", Intent.RANK, {"沧屿海事局"}),
        (PIPES, "一次没牵头、配合却不少于三次的单位", Intent.RANK, {"市交通局", "市财政局"}),
        (FUNERALS, "出现次数等于六的单位", Intent.RANK, set()),
    ],
)
def test_departments(plan: str, question: str, intent: Intent, names: set[str], plans: Plans) -> None:
    room = plans.room(plan)
    asked = {each.query for each in room.reader.parse(question).candidates if each.query.intent is intent}
    found = [{room.plan.registry[id].name for id in room.engine.answer(query).departments} for query in asked]
    assert names in found


@pytest.mark.parametrize("question", ["第24项是三家还是四家来着，都有谁", "24号任务挂了三个还是四个单位"])
def test_a_doubt_about_a_number_is_no_condition(question: str, plans: Plans) -> None:
    room = plans.room("lanchuan-city-2021")
    wanted = {
        room.plan.registry[party.department].name
        for task in room.plan.tasks
        if task.id == "24"
        for party in task.parties
    }
    asked = {each.query for each in room.reader.parse(question).candidates if each.query.intent is Intent.PARTIES}
    found = [{room.plan.registry[id].name for id in room.engine.answer(query).departments} for query in asked]
    assert wanted in found
