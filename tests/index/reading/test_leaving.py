"""Follow-ups that leave out: what is left of a list, of a department's tasks, of a task's departments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.engine import Engine
from index.query import All, Condition, Due, Intent, Numbered, Query, RoleCount
from tests.index.reading.leaning import LEAD, PART, departments, of, office, one, seen, turn_of

SEVENTEEN = one(17, PART)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("省民政厅除了这项还配合哪些", PART),
        ("民政厅除了这一项，还配合哪项", PART),
        ("民政厅还涉及另外哪些任务", None),
        ("除这一项外民政厅还有什么任务", None),
        ("what else does the Civil Affairs Department support?", PART),
        ("besides this, which tasks involve the Civil Affairs Department?", None),
    ],
)
def test_another_offices_tasks_without_the_one_in_focus(dated: Engine, question: str, role: object) -> None:
    every = dated.tables.holds(office(dated, "民政厅"), role)  # type: ignore[arg-type]
    assert {17, 26} <= every
    assert (Intent.TASKS, every - {17}) in seen(dated, question, turn_of(dated, SEVENTEEN))


@pytest.mark.parametrize("question", ["它还牵头别的吗", "what other tasks does that department lead?"])
def test_what_else_the_department_of_the_answer_leads(dated: Engine, question: str) -> None:
    every = dated.tables.holds(office(dated, "卫生健康委"), LEAD)
    assert (Intent.TASKS, every - {18}) in seen(dated, question, turn_of(dated, one(18, LEAD)))


CULTURE = (1, 5, 6, 22)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("除了民宿那项，另外三项谁牵头", {1, 5, 22}),
        ("讲温泉的那条不要，剩下的牵头单位是谁", {1, 6, 22}),
        ("除了第一个，其余的谁牵头", {5, 6, 22}),
        ("除了最后一个，别的都是谁牵头", {1, 5, 6}),
        ("except the last one, who leads them?", {1, 5, 6}),
    ],
)
def test_a_list_without_one_of_it(dated: Engine, question: str, left: set[int]) -> None:
    turn = turn_of(dated, of(dated, "文化和旅游厅", LEAD))
    assert turn.listed == CULTURE
    assert (Intent.PARTIES, frozenset(left)) in seen(dated, question, turn)
    assert (Intent.TASKS, frozenset(left)) in seen(dated, question, turn)


def test_of_a_list_that_no_word_tells_apart_each_may_be_meant(dated: Engine) -> None:
    turn = turn_of(dated, of(dated, "文化和旅游厅", LEAD))
    found = seen(dated, "apart from the homestay one, who leads the other three?", turn)
    assert {(Intent.PARTIES, frozenset(CULTURE) - {key}) for key in CULTURE} <= found


@pytest.mark.parametrize("question", ["剩下那三项是哪个单位牵头", "who leads the other three?"])
def test_what_is_left_of_a_list_is_asked_for_its_leads(dated: Engine, question: str) -> None:
    turn = turn_of(dated, of(dated, "文化和旅游厅", LEAD), Query(Intent.TEXT, "zh", Numbered((6,))))
    assert (Intent.PARTIES, frozenset({1, 5, 22})) in seen(dated, question, turn)


@pytest.mark.parametrize(
    ("question", "role", "left"),
    [
        ("除了财政厅还有谁配合", PART, {"省医保局"}),
        ("跟财政厅一块配合的还有哪个部门", PART, {"省医保局"}),
        ("除了医保局，还有哪家牵头", LEAD, {"省卫生健康委"}),
        ("besides the Finance Department, who supports it?", PART, {"省医保局"}),
    ],
)
def test_the_departments_of_a_task_without_one(dated: Engine, question: str, role: object, left: set[str]) -> None:
    assert (role, frozenset(left)) in departments(dated, question, turn_of(dated, one(18)))


@pytest.mark.parametrize("question", ["跟它一起配合的还有谁", "同一项里还有谁配合", "who else supports it?"])
def test_the_departments_beside_the_one_spoken_of(dated: Engine, question: str) -> None:
    turn = turn_of(dated, of(dated, "医保局", PART))
    assert turn.shown == (18,)
    assert (PART, frozenset({"省财政厅"})) in departments(dated, question, turn)


def test_the_departments_of_several_tasks_without_one(dated: Engine) -> None:
    shown: Condition = Numbered((18, 27))
    turn = turn_of(dated, Query(Intent.TASKS, "zh", shown))
    left = frozenset({"省医保局", "省人力资源社会保障厅"})
    assert (PART, left) in departments(dated, "这两项除了财政厅还有谁配合", turn)


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("同样6月到期的还有哪几项，不算它", Due((2024, 6, 1), (2024, 6, 30))),
        ("what else is due in June?", Due((2024, 6, 1), (2024, 6, 30))),
        ("另外还有哪几项没写牵头单位", RoleCount(LEAD, 0, 0)),
        ("持续推进的别的任务还有哪些", Due(ongoing=True)),
    ],
)
def test_those_in_a_stated_state_beside_the_one_in_focus(dated: Engine, question: str, condition: Condition) -> None:
    wanted = dated.tables.run(condition) - {18}
    assert (Intent.TASKS, wanted) in seen(dated, question, turn_of(dated, one(18)))


def test_an_offices_other_tasks_in_a_stated_state(dated: Engine) -> None:
    wanted = dated.tables.holds(office(dated, "市场监管局")) & dated.tables.run(RoleCount(LEAD, 0, 0)) - {25}
    assert wanted == {7}
    assert (Intent.TASKS, wanted) in seen(dated, "市场监管局除这条外没设牵头单位的还有哪些", turn_of(dated, one(25)))


def test_the_departments_of_a_task_without_two(dated: Engine) -> None:
    asked = [replace(of(dated, name, PART), intent=Intent.CHECK) for name in ("财政厅", "医保局")]
    checks = [replace(query, where=All((Numbered((18,)), query.where or Due()))) for query in asked]
    turn = turn_of(dated, *checks)
    assert (None, frozenset({"省卫生健康委"})) in departments(dated, "这项除了它们俩还有谁", turn)
