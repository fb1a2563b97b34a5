"""Rankings, what tasks share and amounts asked of a task, as Queries on plans whose records are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import Answer, Due, InSection, Intent, Kind, Not, Numbered, Order, Query
from tests.reading.examples import Plans, Room
from tests.reading.make import texts

LEAD, PART = Role.LEAD, Role.PARTICIPANT
PIPES, FOOD, BOATS, FUNERALS, COLD = (
    "hechuan-pipelines-2024",
    "aershan-league-2012",
    "cangyu-quarters-2025",
    "muzhou-funeral-2022",
    "bingang-newarea-2023",
)


@pytest.fixture(scope="module")
def plans(var_dir: Path) -> Plans:
    return Plans(var_dir, texts=texts())


def departments(room: Room, answer: Answer) -> list[str]:
    return [room.plan.registry[id].name for id in answer.departments]


def tasks(room: Room, answer: Answer) -> list[str]:
    return [room.engine.tables.tasks[hit.task].id for hit in answer.hits]


def numbered(room: Room, *ids: str) -> Numbered:
    return Numbered(tuple(task.key for task in room.plan.tasks if task.id in ids))


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order(LEAD, after="fagai"), {"商务厅"}),
        (Order(LEAD, after="shangwu"), {"科技厅", "呼和浩特海关"}),
        (Order(LEAD, after="shuili"), set()),  # it leads nothing, so nobody is next to it
        (Order(PART, without_lead=True), {"水利厅", "知识产权局"}),
        (Order(PART, without_lead=True, low=2, high=2), {"水利厅", "知识产权局"}),
    ],
    ids=lambda value: repr(value) if isinstance(value, Order) else "、".join(sorted(value)),
)
def test_departments_at_a_place(order: Order, names: set[str], engine: Engine) -> None:
    answer = engine.answer(Query(Intent.RANK, "zh", order=order))
    assert {engine.plan.registry[id].name for id in answer.departments} == names


def test_departments_are_ranked_within_any_condition(plans: Plans) -> None:
    room = plans.room(PIPES)
    outside = Query(Intent.RANK, "zh", Not(InSection((1,))), order=Order(LEAD), counted=True)
    answer = room.engine.answer(outside)
    assert (departments(room, answer), answer.count) == (["市城管局"], 4)
    spring = Query(Intent.RANK, "zh", Due(None, (2024, 5, 31)), order=Order(LEAD))
    assert departments(room, room.engine.answer(spring)) == ["市城管局"]


def test_who_is_first_has_its_number_said(plans: Plans) -> None:
    room = plans.room(PIPES)
    answer = room.engine.answer(Query(Intent.RANK, "zh", order=Order(LEAD)))
    most = max(row.leads for row in room.engine.tables.rows(room.engine.tables.every))
    assert answer.count == most == answer.rows[0].leads


@pytest.mark.parametrize(
    ("order", "found", "count"),
    [
        (Order(None), ["1-1"], 5),
        (Order(PART), ["1-1"], 4),
        (Order(LEAD), ["2-4"], 2),
        (Order(None, place=2), ["2-6", "3-4"], 4),
        (Order(None, descending=False), ["1-3", "1-5", "2-5", "2-7", "3-3"], 1),
    ],
    ids=repr,
)
def test_tasks_by_their_parties(order: Order, found: list[str], count: int, plans: Plans) -> None:
    room = plans.room(PIPES)
    answer = room.engine.answer(Query(Intent.RANK_TASKS, "zh", order=order, counted=True))
    assert (tasks(room, answer), answer.count) == (found, count)
    assert str(count) in room.text([answer])


@pytest.mark.parametrize(
    ("plan", "where", "descending", "keys", "count"),
    [
        (PIPES, None, True, (4,), 8),
        (PIPES, None, False, (1, 9), 6),
        (PIPES, InSection((4,)), True, (6,), 3),
        (FOOD, None, True, (5, 6), 7),  # all tasks lie in one outer section, so that those within it are compared
    ],
)
def test_sections_of_one_rank(
    plan: str, where: InSection | None, descending: bool, keys: tuple[int, ...], count: int, plans: Plans
) -> None:
    room = plans.room(plan)
    answer = room.engine.answer(Query(Intent.RANK_SECTIONS, "zh", where, order=Order(None, descending=descending)))
    assert {hit.task for hit in answer.hits} == room.engine.tables.run(InSection(keys))
    assert answer.count == count


def test_what_tasks_share(plans: Plans) -> None:
    room = plans.room(FUNERALS)
    asked = Query(Intent.SHARED, "zh", numbered(room, "3", "12"), counted=True)
    answer = room.engine.answer(asked)
    assert set(departments(room, answer)) == {"市民政局", "市公安局", "市卫生健康委"}
    assert answer.count == 3
    assert "第3、12项共同的部门：3 个" in room.text([answer])
    led = Query(Intent.SHARED, "zh", numbered(room, "7", "18"), role=LEAD)
    assert departments(room, room.engine.answer(led)) == ["市民政局"]


def test_what_sections_share(plans: Plans) -> None:
    room = plans.room(BOATS)
    answer = room.engine.answer(Query(Intent.SHARED, "zh", InSection((3, 4)), role=LEAD))
    assert departments(room, answer) == ["市海洋发展局"]


def test_an_amount_is_shown_where_the_task_named_has_one(plans: Plans) -> None:
    room = plans.room(COLD)
    asked = Query(Intent.FACT, "zh", numbered(room, "7"), fact="unsaid.money")
    answer = room.engine.answer(asked)
    assert (answer.kind, answer.query.intent, tasks(room, answer)) == (Kind.ANSWER, Intent.TEXT, ["7"])
    assert "每家奖励50万元" in room.text([answer])
    none = Query(Intent.FACT, "zh", numbered(room, "5"), fact="unsaid.money")
    assert room.engine.answer(none).kind is Kind.REFUSAL


def test_what_is_due_first_is_refused_where_no_time_limit_is_stated(engine: Engine) -> None:
    answer = engine.answer(Query(Intent.RANK_TASKS, "zh", order=Order(None, descending=False, by_day=True)))
    assert (answer.kind, answer.reason) == (Kind.REFUSAL, "unsaid.deadline")
