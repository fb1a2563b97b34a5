"""Follow-ups that refer: to several answers, to a task's like, to the section and the departments spoken of."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import All, Answer, Condition, Due, HasRole, Hit, InSection, Intent, Kind, Numbered, Query
from index.reading.documents import DEADLINE
from index.reading.state import remembered
from tests.index.reading.leaning import LEAD, PART, departments, of, office, one, queries, seen, turn_of


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("上面这三项的配合部门合起来都有谁", Intent.PARTIES),
        ("这三项都由谁牵头", Intent.PARTIES),
        ("上面三条的原文一起发我", Intent.TEXT),
        ("who leads all three of them?", Intent.PARTIES),
    ],
)
def test_several_answers_together(dated: Engine, question: str, intent: Intent) -> None:
    turn = turn_of(dated, one(18), one(27, LEAD), Query(Intent.TEXT, "zh", Numbered((31,))))
    assert turn.answers == ((18,), (27,), (31,))
    assert (intent, frozenset({18, 27, 31})) in seen(dated, question, turn)


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("跟它同一个期限的还有哪项", Due((2024, 6, 30), (2024, 6, 30))),
        ("what else has the same deadline?", Due((2024, 6, 30), (2024, 6, 30))),
        ("同一部分还有哪些任务", InSection((8,))),
    ],
)
def test_those_alike(dated: Engine, question: str, condition: Condition) -> None:
    others = dated.tables.run(condition) - {18}
    assert others
    assert (Intent.TASKS, others) in seen(dated, question, turn_of(dated, one(18)))


def test_those_whose_time_limit_is_no_day(dated: Engine) -> None:
    others = dated.tables.run(Due(said="持续推进")) - {27}
    assert (Intent.TASKS, others) in seen(dated, "跟它同一期限的还有哪些", turn_of(dated, one(27)))


SECTION = Query(Intent.TASKS, "zh", InSection((9,)))


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("这一组第四项谁牵头", 24),
        ("同一部分第二项的牵头单位", 22),
        ("这部分最后一项由谁牵头", 25),
        ("第23项谁牵头", 23),
    ],
)
def test_a_task_of_the_section_by_its_place_or_number(dated: Engine, question: str, key: int) -> None:
    assert (Intent.PARTIES, frozenset({key})) in seen(dated, question, turn_of(dated, SECTION))


def test_the_section_stays_spoken_of_while_its_tasks_are(dated: Engine) -> None:
    turn = turn_of(dated, SECTION, one(24, LEAD))
    assert turn.section == 9
    assert any(
        query.intent is Intent.PARTIES and query.role is LEAD and dated.tables.run(query.where) == {22}
        for query in queries(dated, "那第二项呢", turn)
    )
    turn = turn_of(dated, SECTION, one(1, LEAD))
    market = dated.tables.run(InSection((9,))) & dated.tables.holds(office(dated, "市场监管局"))
    assert market
    assert (Intent.TASKS, market) not in seen(dated, "市场监管局在里面的", turn)


@pytest.mark.parametrize(
    ("before", "question", "key"),
    [(one(18, LEAD), "第27项", 27), (one(18, PART), "第27项呢", 27), (one(18, LEAD), "and task 27?", 27)],
)
def test_a_bare_number_keeps_what_was_asked(dated: Engine, before: Query, question: str, key: int) -> None:
    found = queries(dated, question, turn_of(dated, before))
    assert any(q.intent is Intent.PARTIES and q.role is before.role and q.where == Numbered((key,)) for q in found)


def test_a_bare_number_after_a_subject_keeps_what_was_asked(dated: Engine) -> None:
    asked = Query(Intent.FACT, "zh", topic="老人看病", fact=DEADLINE)
    turn = remembered(Answer(Kind.ANSWER, asked, (Hit(18, dated.tables.tasks[18].body, 0.9),)), None)
    found = queries(dated, "那第20项呢", turn)
    assert any(query.fact == DEADLINE and query.where == Numbered((20,)) and query.topic is None for query in found)


@pytest.mark.parametrize(
    ("question", "role"),
    [("前面那家牵头哪些", LEAD), ("刚才那家还配合什么", PART), ("what does the former lead?", LEAD)],
)
def test_the_department_before_the_last(dated: Engine, question: str, role: Role) -> None:
    turn = turn_of(dated, of(dated, "财政厅", LEAD), of(dated, "民政厅", PART))
    assert (Intent.TASKS, dated.tables.holds(office(dated, "财政厅"), role)) in seen(dated, question, turn)


@pytest.mark.parametrize(
    "question", ["这两个局都在里面的任务", "两家都在里头的有哪些", "which tasks do the two share?"]
)
def test_two_departments_of_which_one_was_named_before_others_answers(dated: Engine, question: str) -> None:
    turn = turn_of(
        dated, of(dated, "财政厅"), of(dated, "民政厅"), Query(Intent.COUNT, "zh", of(dated, "民政厅").where)
    )
    both = dated.tables.holds(office(dated, "财政厅")) & dated.tables.holds(office(dated, "民政厅"))
    assert both
    assert (Intent.TASKS, both) in seen(dated, question, turn)


def test_the_departments_of_the_last_answer_are_compared(dated: Engine) -> None:
    turn = turn_of(dated, one(20, PART))
    compared = [query for query in queries(dated, "这几家里谁牵头的任务最多", turn) if query.intent is Intent.COMPARE]
    assert any({mention.parties[0] for mention in query.mentions} == set(turn.parties) for query in compared)


def test_either_of_the_two_departments(dated: Engine) -> None:
    turn = turn_of(dated, of(dated, "财政厅"), of(dated, "民政厅"))
    either = dated.tables.holds(office(dated, "财政厅")) | dated.tables.holds(office(dated, "民政厅"))
    assert (Intent.TASKS, either) in seen(dated, "两个单位，有任意一个就算，合着列", turn)


def test_the_next_section_keeps_the_department(dated: Engine) -> None:
    finance = of(dated, "财政厅")
    asked = Query(Intent.TASKS, "zh", All((InSection((10,)), finance.where or Due())), mentions=finance.mentions)
    before = dated.tables.run(InSection((7,))) & dated.tables.holds(office(dated, "财政厅"))
    assert before
    assert (Intent.TASKS, before) in seen(dated, "上一部分呢", turn_of(dated, asked))


def test_who_supports_the_one_before_is_not_lost(dated: Engine) -> None:
    assert (PART, frozenset({"省财政厅", "省医保局"})) in departments(dated, "那谁配合", turn_of(dated, one(18, LEAD)))


def test_a_tasks_departments_are_those_of_the_last_answer(dated: Engine) -> None:
    turn = turn_of(dated, one(18, PART))
    assert set(turn.parties) == {office(dated, "财政厅"), office(dated, "医保局")}
    lead: HasRole = HasRole((turn.department,), LEAD)
    assert (Intent.COUNT, dated.tables.run(lead)) in seen(dated, "它一共牵头几项", turn)


@pytest.mark.parametrize(
    ("question", "role", "rest"),
    [
        ("它那个牵头单位，另外还有哪些任务", None, True),
        ("牵头的那家除了这项还牵头什么", LEAD, True),
        ("牵头单位一共配合几项", PART, False),
        ("what else does its lead department lead?", LEAD, True),
    ],
)
def test_the_lead_of_the_task_shown(dated: Engine, question: str, role: Role | None, rest: bool) -> None:
    turn = turn_of(dated, Query(Intent.TEXT, "zh", Numbered((18,))))
    wanted = dated.tables.holds(office(dated, "卫生健康委"), role) - (frozenset({18}) if rest else frozenset())
    assert wanted
    assert (Intent.TASKS, wanted) in seen(dated, question, turn)
    assert (Intent.COUNT, wanted) in seen(dated, question, turn)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("第一家自己牵头什么", "应急管理厅"),
        ("后一家牵头哪些", "民航青原监管局"),
        ("what does the latter lead?", "民航青原监管局"),
    ],
)
def test_one_of_the_departments_of_the_last_answer(dated: Engine, question: str, name: str) -> None:
    turn = turn_of(dated, one(20, PART))
    assert (Intent.TASKS, dated.tables.holds(office(dated, name), LEAD)) in seen(dated, question, turn)


def test_the_only_other_department_of_the_task_shown(dated: Engine) -> None:
    turn = turn_of(dated, Query(Intent.TEXT, "zh", Numbered((10,))))
    several = seen(dated, "那个配合部门自己牵头的是第几项", turn)
    assert (Intent.TASKS, dated.tables.holds(office(dated, "财政厅"), LEAD)) not in several
