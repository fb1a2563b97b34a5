"""The only role that a question speaks of, and readings that ask for the other."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import Due, HasRole, Intent, Numbered, Query, RoleCount
from index.reading.checks import stated
from index.reading.contradiction import contradicts, said_role
from index.reading.state import remembered

LEAD, PART = Role.LEAD, Role.PARTICIPANT
# The tasks of the one or the other.
ANY_OF_THEM = {1, 3, 6, 7, 8, 9, 10, 12, 13, 14, 22, 23, 25, 28, 29, 30, 31, 32, 35}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("商务厅牵头哪些任务", LEAD),
        ("局长的说法对不上，我们牵头的到底几项", LEAD),
        ("商务厅配合的有几项", PART),
        # Denied, other than it, both, another's, or asked of whom is helped.
        ("商务厅不牵头的有哪些", None),
        ("除了牵头的还有谁", None),
        ("商务厅牵头、财政厅配合的任务", None),
        ("商务厅牵头或者负责的", None),
        ("商务厅配合谁", None),
        ("第12条谁给牵头单位搭把手", None),
        ("商务厅有哪些任务", None),
    ],
)
def test_the_role_that_is_spoken_of(question: str, said: Role | None, engine: Engine) -> None:
    assert said_role(engine.reader.analyse(question).sight) is said


@pytest.mark.parametrize(
    ("query", "against"),
    [
        (Query(Intent.TASKS, "zh", where=HasRole(("shangwu",), PART)), True),
        (Query(Intent.PARTIES, "zh", where=Numbered((3,)), role=PART), True),
        (Query(Intent.TASKS, "zh", where=RoleCount(PART, 1, 1)), True),
        (Query(Intent.TASKS, "zh", where=HasRole(("shangwu",), LEAD)), False),
        (Query(Intent.TASKS, "zh", where=HasRole(("shangwu",))), False),
        (Query(Intent.PARTIES, "zh", where=HasRole(("shangwu",), LEAD), role=PART), False),
    ],
)
def test_what_contradicts_it(query: Query, against: bool) -> None:
    assert contradicts(query, LEAD) is against


LISTED = "商务厅牵头哪些任务"


@pytest.mark.parametrize(
    ("first", "question", "tasks"),
    [
        (LISTED, "这五条里财政厅不在的有哪些", {7, 9, 14, 23, 35}),
        (LISTED, "商务厅牵头、配合的通通列上", {3, 6, 7, 8, 9, 10, 13, 14, 22, 23, 32, 35}),
        (LISTED, "这五条里的第二条", {9}),
        ("商务厅和财政厅都参与的任务有哪些", "两个厅任意一个参与的任务呢", ANY_OF_THEM),
    ],
)
def test_a_second_question_keeps_to_its_words(first: str, question: str, tasks: set[int], engine: Engine) -> None:
    turn = remembered(engine.answer(engine.query(first)), None)
    assert set(engine.tables.run(engine.query(question, turn).where)) == tasks


def test_this_office_is_asked_about_and_not_its_helpers(engine: Engine) -> None:
    turn = remembered(engine.answer(engine.query("承接加工贸易转移谁牵头")), None)
    asked = engine.query("这个厅还要配合哪些", turn)
    assert stated(asked, HasRole) == [HasRole(("shangwu",), PART)]


def test_nobody_leads_what_nobody_leads(engine: Engine) -> None:
    query = engine.query("跟商务厅有关系、可又不归它牵头的，是哪几件")
    assert not (
        HasRole(("shangwu",), LEAD) in stated(query, HasRole) and RoleCount(LEAD, 0, 0) in stated(query, RoleCount)
    )


@pytest.mark.parametrize("question", ["我们是商务厅", "你好，我这边是商务厅", "我在商务厅上班"])
def test_whose_department_is_told_is_asked_for(question: str, engine: Engine) -> None:
    assert engine.query(question).where == HasRole(("shangwu",))


def test_what_is_due_is_not_the_whole_plan(engine: Engine) -> None:
    assert engine.answer(engine.query("有哪些到期的任务")).hits == ()


@pytest.mark.parametrize(
    "question",
    [
        "商务厅和财政厅共同牵头的任务",
        "商务厅和财政厅共同牵头哪些任务",
        "商务厅、财政厅联合牵头的有哪些",
        "Which tasks do Commerce and Finance jointly lead?",
    ],
)
def test_who_leads_together_is_not_who_does_anything_and_not_one_of_them(question: str, engine: Engine) -> None:
    query = engine.query(question)
    assert [(leaf.departments, leaf.role) for leaf in stated(query, HasRole)] == [
        (("shangwu",), LEAD),
        (("caizheng",), LEAD),
    ]
    assert engine.answer(query).hits == () and query.wider is None


@pytest.mark.parametrize(
    "question", ["财政厅2024年9月30日前的任务", "财政厅在2024年9月30日之前的任务", "财政厅2024-09-30之前有哪些任务"]
)
def test_before_a_day_is_until_then(question: str, engine: Engine) -> None:
    assert [(leaf.first, leaf.last) for leaf in stated(engine.query(question), Due)] == [(None, (2024, 9, 30))]


def test_on_a_day_is_that_day(engine: Engine) -> None:
    (due,) = stated(engine.query("财政厅2024年9月30日的任务"), Due)
    assert (due.first, due.last) == ((2024, 9, 30), (2024, 9, 30))


@pytest.mark.parametrize(
    ("question", "roles"),
    [
        ("商务厅牵头的，发展改革委、财政厅配合的有哪些", {"shangwu": LEAD, "fagai": PART, "caizheng": PART}),
        ("商务厅牵头、发展改革委配合的有哪些", {"shangwu": LEAD, "fagai": PART}),
    ],
)
def test_departments_of_one_list_have_one_role(question: str, roles: dict[str, Role], engine: Engine) -> None:
    found = stated(engine.query(question, None), HasRole)
    assert {leaf.departments[0]: leaf.role for leaf in found} == roles


@pytest.mark.parametrize("question", ["商务厅牵头的一共5项，这个数对吗", "商务厅牵头的总共是5项吗"])
def test_how_many_there_are_in_all_is_no_number_of_a_task(question: str, engine: Engine) -> None:
    query = engine.query(question, None)
    assert query.intent is Intent.COUNT and not stated(query, Numbered)
    assert query.where == HasRole(("shangwu",), LEAD)


@pytest.mark.parametrize(
    "question",
    [
        "口岸通关改革谁牵头谁配合",
        "口岸通关改革由谁牵头、还有谁参加",
        "口岸通关改革的牵头部门和参与部门分别是谁",
        "第12项谁牵头，哪些单位配合",
    ],
)
def test_who_leads_and_who_takes_part_are_both_answered(question: str, engine: Engine) -> None:
    query = engine.query(question)
    assert query.intent is Intent.PARTIES and query.role is None


@pytest.mark.parametrize(
    ("first", "question", "place", "limit"),
    [
        ("牵头最多的单位是谁", "第二多的呢，并列的都说", 2, 1),
        ("牵头最多的单位是谁", "第二的呢", 2, 1),
        ("牵头最多的单位是谁", "前三呢", None, 3),
        ("参与最多的单位是谁", "那排第三的", 3, 1),
        ("哪项任务配合单位最多", "第二多的呢", 2, 1),
    ],
)
def test_another_place_is_one_of_the_same_ranking(
    first: str, question: str, place: int | None, limit: int, engine: Engine
) -> None:
    before = engine.query(first)
    found = engine.query(question, remembered(engine.answer(before), None))
    assert before.order is not None and found.order is not None and found.intent is before.intent
    assert (found.order.role, found.order.place, found.order.limit) == (before.order.role, place, limit)


def test_a_task_excepted_by_its_number_is_not_among_the_answer(engine: Engine) -> None:
    both = {hit.task for hit in engine.answer(engine.query("商务厅和财政厅都有份的任务")).hits}
    out = min(both)
    found = engine.query(f"商务厅和财政厅这两家，除了第{out}条，还有哪条是两边都在里头的")
    assert {hit.task for hit in engine.answer(found).hits} == both - {out}


def test_who_only_helps_leads_nothing(engine: Engine) -> None:
    found = engine.query("哪些单位一项牵头任务都没有，只做配合")
    assert found.order is not None and (found.order.role, found.order.high) == (LEAD, 0)


def test_a_department_that_is_named_is_not_ranked_with_all(engine: Engine) -> None:
    assert engine.query("商务厅牵头了五条，我这么写没问题吧").intent is not Intent.RANK


@pytest.mark.parametrize(
    "question", ["时限是2024年9月底前的任务", "哪些任务的完成时限为2024年9月底前", "要求2024年9月底前完成的任务有哪些"]
)
def test_a_time_limit_that_is_stated_is_that_one(question: str, dated: Engine) -> None:
    shown = {hit.task for hit in dated.answer(dated.query(question)).hits}
    assert shown == {key for key, day in dated.tables.days.items() if day == (2024, 9, 30)}
