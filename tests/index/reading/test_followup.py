"""Questions that lean on the answer before, each in its way; what stands alone takes nothing over."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.hits import only_department
from index.query import Intent
from index.reading.state import Turn
from tests.index.trees import selected

LEADS = "商务厅牵头哪些任务"
# What a search is taken to have shown for a topic.
FOUND = (36, 34)
Seen = tuple[Intent, str]


def after(engine: Engine, *questions: str) -> Turn | None:
    """What is remembered after those questions."""
    turn: Turn | None = None
    for question in questions:
        query = engine.query(question, turn)
        answer = None if query.topic else engine.answer(query)
        shown = tuple(hit.task for hit in answer.hits) if answer else FOUND
        listed = turn.listed if turn and len(shown) == 1 and shown[0] in turn.listed else shown
        departments = answer.departments if answer else ()
        department = only_department(query.mentions) or next(iter(departments), "")
        spoken = (*(turn.departments if turn else ()), department)
        turn = Turn(query, shown, listed, department, spoken[-2:])
    return turn


LEANING: dict[str, dict[tuple[str, ...], Seen]] = {
    "in another language": {
        (LEADS, "in English please"): (Intent.TASKS, "shangwu:lead"),
        (LEADS, "麻烦用中文再说一遍"): (Intent.TASKS, "shangwu:lead"),
    },
    "the two departments spoken of": {
        ("水利厅的任务", "卫生厅呢", "这俩部门都在的是哪条"): (Intent.TASKS, "shuili & weisheng"),
    },
    "one department more": {
        ("商务厅和发改委都在的任务", "再加上科技厅，三家都在的"): (Intent.TASKS, "(shangwu & fagai) & keji"),
    },
    "within the section spoken of": {
        ("第六部分有哪些任务", "发改委在这部分里占哪条"): (Intent.TASKS, "fagai & section 6"),
    },
    "by its place in the list": {
        (LEADS, "第二个的全文"): (Intent.TEXT, "task 9"),
        (LEADS, "最后一个谁负责"): (Intent.PARTIES, "task 35"),
        (LEADS, "第二个", "第三个"): (Intent.PARTIES, "task 14"),
    },
    "the next and the one before": {
        ("第12条谁负责", "下一条"): (Intent.PARTIES, "task 13"),
        ("第12条的全文", "上一条"): (Intent.TEXT, "task 11"),
        ("第12条谁负责", "the next one"): (Intent.PARTIES, "task 13"),
        ("第40条谁负责", "下一条"): (Intent.PARTIES, "task 41"),  # refused as no task of the plan
    },
    "this task": {
        ("第12条的全文", "这条谁负责"): (Intent.PARTIES, "task 12"),
        ("第12条的全文", "who leads this one"): (Intent.PARTIES, "task 12"),
        (LEADS, "第二个", "该项谁负责"): (Intent.PARTIES, "task 9"),
    },
    "this department": {
        (LEADS, "它还配合哪些"): (Intent.TASKS, "shangwu:participant"),
        (LEADS, "这个部门参与哪些任务"): (Intent.TASKS, "shangwu:participant"),
        (LEADS, "它在第三部分有哪些任务"): (Intent.TASKS, "shangwu & section 3"),
        ("哪个部门牵头的任务最多", "它还配合哪些"): (Intent.TASKS, "fagai:participant"),
        (LEADS, "which does it support"): (Intent.TASKS, "shangwu:participant"),
    },
    "among those shown": {
        (LEADS, "其中涉及发展改革委的"): (Intent.TASKS, "task 7,9,14,23,35 & fagai"),
        (LEADS, "其中在第七部分的"): (Intent.TASKS, "task 7,9,14,23,35 & section 7"),
        (LEADS, "去掉涉及发展改革委的"): (Intent.TASKS, "task 7,9,14,23,35 & !fagai"),
        (LEADS, "which of them involve the DRC"): (Intent.TASKS, "task 7,9,14,23,35 & fagai"),
    },
    "its wording": {
        ("第12条谁负责", "全文"): (Intent.TEXT, "task 12"),
        (LEADS, "原文是什么"): (Intent.TEXT, "task 7"),
    },
    "how many": {
        (LEADS, "一共几项"): (Intent.COUNT, "shangwu:lead"),
        (LEADS, "how many"): (Intent.COUNT, "shangwu:lead"),
    },
    "which": {("商务厅牵头几项任务", "哪些"): (Intent.TASKS, "shangwu:lead")},
    "who": {
        ("第12条的全文", "谁牵头"): (Intent.PARTIES, "task 12"),
        ("第12条的全文", "谁配合"): (Intent.PARTIES, "task 12"),
        ("第12条的全文", "who supports it"): (Intent.PARTIES, "task 12"),
    },
    "the same of another": {
        (LEADS, "那财政厅呢"): (Intent.TASKS, "caizheng:lead"),
        ("商务厅牵头几项任务", "财政厅呢"): (Intent.COUNT, "caizheng:lead"),
        ("which tasks does the Department of Commerce lead", "and Education?"): (Intent.TASKS, "jiaoyu:lead"),
        ("第六部分有哪些任务", "那第七部分呢"): (Intent.TASKS, "section 7"),
        ("第12条谁负责", "那第13条呢"): (Intent.PARTIES, "task 13"),
        (LEADS, "那配合的呢"): (Intent.TASKS, "shangwu:participant"),
        (LEADS, "那不牵头的呢"): (Intent.TASKS, "shangwu:participant"),
        ("商务厅和财政厅共同参与的任务", "那科技厅和财政厅呢"): (Intent.TASKS, "keji & caizheng"),
        ("商务厅牵头、财政厅配合的任务", "科技厅呢"): (Intent.TASKS, "keji:lead & caizheng:participant"),
    },
}
CONVERSATIONS = [(way, turns) for way, rows in LEANING.items() for turns in rows]


@pytest.mark.parametrize(("way", "turns"), CONVERSATIONS)
def test_leaning(way: str, turns: tuple[str, ...], engine: Engine) -> None:
    query = engine.query(turns[-1], after(engine, *turns[:-1]))
    intent, tree = LEANING[way][turns]
    assert (query.intent, engine.tables.run(query.where)) == (intent, selected(tree, engine.tables))


@pytest.mark.parametrize(
    ("question", "role"), [("谁牵头", Role.LEAD), ("谁配合", Role.PARTICIPANT), ("who supports it", Role.PARTICIPANT)]
)
def test_the_role_asked_of_the_task_before(question: str, role: Role, engine: Engine) -> None:
    assert engine.query(question, after(engine, "第12条的全文")).role is role


def test_the_same_of_another_subject(engine: Engine) -> None:
    query = engine.query("那职业教育呢", after(engine, "口岸建设由谁负责"))
    assert (query.intent, query.topic, query.where) == (Intent.PARTIES, "职业教育", None)


@pytest.mark.parametrize(
    "question",
    [
        "第二个的全文",
        "下一条",
        "next one",
        "这条谁负责",
        "它还配合哪些",
        "这个部门",
        "全文",
        "谁牵头",
        "谁配合",
        "what about it",
    ],
)
def test_where_nothing_came_before(question: str, engine: Engine) -> None:
    answer = engine.answer(engine.query(question))
    assert (answer.reason, answer.hits) == ("no-context", ())


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("一共几项", (Intent.COUNT, "")),
        ("那财政厅呢", (Intent.TASKS, "caizheng")),
        ("and Education?", (Intent.TASKS, "jiaoyu")),
        ("其中涉及发展改革委的", (Intent.TASKS, "fagai")),
        ("去掉发展改革委牵头的", (Intent.TASKS, "!fagai:lead")),
        ("哪些任务", (Intent.TASKS, "")),
    ],
)
def test_what_also_stands_alone_where_nothing_came_before(question: str, seen: Seen, engine: Engine) -> None:
    query = engine.query(question)
    assert (query.intent, engine.tables.run(query.where)) == (seen[0], selected(seen[1], engine.tables))


BEFORE = {
    "a topic": ("口岸建设由谁负责",),
    "a topic within a department": ("商务厅在加工贸易方面有哪些任务",),
    "a department": (LEADS,),
    "a task": ("第12条谁负责",),
    "a section": ("第六部分有哪些任务",),
    "a ranking": ("哪个部门牵头的任务最多",),
}
ALONE = [
    "财政厅牵头哪些任务",
    "财政厅的任务",
    "教育厅牵头几项任务",
    "第13条谁负责",
    "第七部分有哪些任务",
    "方案有哪些部门",
    "方案一共有多少项任务",
    "哪个部门配合的任务最多",
    "科技厅和教育厅谁牵头的更多",
    "职业教育由谁负责",
    "谁负责清洁生产",
    "红烧肉怎么做",
    "下同是什么意思",
    "Which tasks does the Finance Department lead?",
    "Who is responsible for vocational education?",
    "你好",
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("question", ALONE)
def test_a_question_of_its_own_takes_nothing_over(question: str, before: str, engine: Engine) -> None:
    assert engine.query(question, after(engine, *BEFORE[before])) == engine.query(question)
