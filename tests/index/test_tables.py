"""Sets of tasks against brute force over the plan's records, for any tree of conditions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.library import Library, load_library
from corpus.normalize import fold
from corpus.records import Plan, Role, Task
from index.query import All, AnyOf, Condition, HasRole, InSection, Not, Numbered, OneOf, PartyCount, Row
from index.tables import Tables

PLAN = load_library().plan("neimenggu-2011")
TABLES = Tables(PLAN)
IDS = [*TABLES.departments, "minzheng", "nowhere"]


def satisfies(task: Task, condition: Condition) -> bool:
    """The meaning of a condition, task by task."""
    match condition:
        case HasRole(departments, role):
            return any(party.department in departments and role in (None, party.role) for party in task.parties)
        case InSection(numbers):
            return task.section in numbers
        case Numbered(numbers):
            return task.number in numbers
        case PartyCount(low, high):
            return low <= len(task.parties) <= high
        case All(items):
            return all(satisfies(task, item) for item in items)
        case AnyOf(items):
            return any(satisfies(task, item) for item in items)
        case OneOf(items):
            return sum(satisfies(task, item) for item in items) == 1
        case Not(item):
            return not satisfies(task, item)


def few(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=4).map(tuple)


ROLES = st.sampled_from([None, *Role])
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(HasRole, few(st.sampled_from(IDS)), ROLES),
    st.builds(InSection, few(st.integers(-1, 10))),
    st.builds(Numbered, few(st.integers(-1, 50))),
    st.builds(PartyCount, st.integers(0, 8), st.integers(0, 8)),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(All, few(inner)), st.builds(AnyOf, few(inner)), st.builds(OneOf, few(inner)), st.builds(Not, inner)
    ),
    max_leaves=12,
)


@given(CONDITIONS)
def test_run_equals_brute_force(condition: Condition) -> None:
    assert TABLES.run(condition) == {task.number for task in PLAN.tasks if satisfies(task, condition)}


@given(CONDITIONS, ROLES)
def test_parties_and_rows_equal_brute_force(condition: Condition, role: Role | None) -> None:
    within = TABLES.run(condition)
    tasks = [task for task in PLAN.tasks if task.number in within]
    listed = [p.department for task in tasks for p in task.parties if role in (None, p.role)]
    assert TABLES.parties(within, role) == tuple(dict.fromkeys(listed))

    def held(id: str, role: Role) -> int:
        return sum(any(p.department == id and p.role is role for p in task.parties) for task in tasks)

    assert TABLES.rows(within) == tuple(
        Row(id, held(id, Role.LEAD), held(id, Role.PARTICIPANT)) for id in TABLES.departments
    )


def test_no_condition_is_every_task() -> None:
    assert TABLES.run(None) == frozenset(range(1, 41))


@pytest.mark.parametrize(
    ("name", "leads", "joins"),
    [
        ("商务厅", {7, 9, 14, 23, 35}, {3, 6, 8, 10, 13, 22, 32}),
        ("呼和浩特海关", {29, 34, 36}, {9}),
        ("水利厅", set(), {15, 17}),
    ],
)
def test_holds(name: str, leads: set[int], joins: set[int], library: Library) -> None:
    found = library.plan().registry.written(name)
    assert found is not None and found.id in TABLES
    assert TABLES.holds(found.id, Role.LEAD) == leads
    assert TABLES.holds(found.id, Role.PARTICIPANT) == joins
    assert TABLES.holds(found.id) == leads | joins


def test_a_department_that_the_plan_does_not_name(library: Library) -> None:
    found = library.plan().registry.written("民政厅")
    assert found is not None and found.id not in TABLES
    assert TABLES.holds(found.id) == frozenset()
    assert TABLES.role(found.id, 7) is None


def test_roles_equal_the_truth(plan: Plan, library: Library, gold: dict[str, Any]) -> None:
    for task in gold["tasks"]:
        roles = {library.plan().registry[id].name: TABLES.role(id, task["number"]) for id in TABLES.departments}
        assert {name for name, role in roles.items() if role is Role.LEAD} == {task["lead"]}
        assert {name for name, role in roles.items() if role is Role.PARTICIPANT} == set(task["participants"])


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        ("人才", {27, 38}),
        ("外包", {7}),
        ("养蜂", set()),
        ("计", set()),
        ("", set()),
        ("cleaner production", {18}),
        ("bee", set()),
    ],
)
def test_tasks_that_hold_words(words: str, tasks: set[int]) -> None:
    found = TABLES.holding(words)
    assert set(found) == tasks
    assert words.isascii() or all(words in sentence.of(PLAN.text) for sentence in found.values())


SENTENCES = [sentence.of(PLAN.text) for task in PLAN.tasks for sentence in task.sentences]


@given(st.sampled_from(SENTENCES), st.integers(0, 60), st.integers(2, 4))
def test_words_are_held_by_every_task_that_says_them(said: str, start: int, length: int) -> None:
    words = fold(said[start : start + length])
    assume(len(words) > 1 and not words.isascii())
    expected = {
        task.key: held[0]
        for task in PLAN.tasks
        if (held := [sentence for sentence in task.sentences if words in fold(sentence.of(PLAN.text))])
    }
    assert TABLES.holding(words) == expected != {}


def test_words_that_no_text_can_have_are_held_by_none() -> None:
    assert TABLES.holding("口\0岸") == {}


def test_tasks_are_called_by_their_keys() -> None:
    assert PLAN.task_ids([1, 40, 41, 0, -7, 1]) == ["1", "40", "41", "0", "7", "1"]
