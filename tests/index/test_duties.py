"""Sets of tasks and parties by what is listed beside who leads, where a plan sets helpers apart."""

from __future__ import annotations

from pathlib import Path

from corpus.library import load_library
from corpus.records import Duty, Part, Role
from index.engine import Engine
from index.query import HasRole, Intent, Not, Order, Query, RoleCount, Row
from index.tables import Tables
from tests.duties import jincheng, small, two_roles

TABLES = Tables(small())


def id_of(name: str) -> str:
    return next(id for id in TABLES.departments if TABLES.plan.registry[id].name == name)


FINANCE, WATER, TRADE, SCHOOLS = (id_of(name) for name in ("市财政局", "市水利局", "市商务局", "市教育局"))


def held(id: str, part: Part | None) -> list[int]:
    return sorted(TABLES.holds(id, part))


def test_tasks_by_what_a_department_is_listed_for() -> None:
    assert [held(FINANCE, part) for part in (None, *Role, *Duty)] == [[1, 2, 4], [], [1, 2, 4], [1], [2]]
    # 责任单位 of a task without 牵头单位 leads it, and is listed as responsible.
    assert [held(WATER, part) for part in (None, *Role, *Duty)] == [[1, 3], [3], [1], [1, 3], []]
    assert [held(TRADE, part) for part in (None, *Role, *Duty)] == [[1, 3, 4, 5], [4], [1, 3, 5], [5], [1, 3]]
    assert TABLES.run(HasRole((FINANCE, SCHOOLS), Duty.HELPING)) == {2, 4}
    assert TABLES.run(Not(HasRole((TRADE,), Duty.HELPING))) == {2, 4, 5}


def test_tasks_by_how_many_are_listed() -> None:
    assert TABLES.run(RoleCount(Duty.HELPING, 0, 0)) == {5}
    assert TABLES.run(RoleCount(Duty.RESPONSIBLE, 0, 0)) == {2, 4}
    assert TABLES.run(RoleCount(Duty.RESPONSIBLE, 2, 9)) == {1}
    assert TABLES.run(RoleCount(Role.PARTICIPANT, 0, 0)) == frozenset()


def test_parties_and_rows() -> None:
    one = frozenset({1})
    assert TABLES.parties(one, Duty.RESPONSIBLE) == (FINANCE, WATER)
    assert TABLES.parties(one, Duty.HELPING) == (TRADE,)
    assert TABLES.parties(one, Role.PARTICIPANT) == (FINANCE, WATER, TRADE)
    assert TABLES.row(TRADE, TABLES.every) == Row(TRADE, 1, 3, 1, 2)
    assert [TABLES.row(TRADE, TABLES.every).worth(part) for part in (None, *Role, *Duty)] == [4, 1, 3, 1, 2]


def test_answers(tmp_path: Path) -> None:
    engine = Engine(small(), tmp_path)

    def answered(query: Query) -> tuple[tuple[str, ...], int | None]:
        found = engine.answer(query)
        return found.departments, found.count

    most = Query(Intent.RANK, "zh", order=Order(Duty.HELPING), counted=True)
    assert answered(most) == ((TRADE,), 2)
    assert answered(Query(Intent.COUNT_PARTIES, "zh", role=Duty.RESPONSIBLE)) == ((FINANCE, WATER, TRADE), 3)
    partners = Query(Intent.PARTNERS, "zh", where=HasRole((FINANCE,)), role=Duty.HELPING)
    assert set(answered(partners)[0]) == {TRADE, FINANCE, SCHOOLS}


def test_a_whole_document() -> None:
    tables = Tables(jincheng())
    finance = next(id for id in tables.departments if tables.plan.registry[id].name == "市财政局")
    assert sorted(tables.holds(finance, Duty.HELPING)) == [10, 28, 30, 36, 39]
    assert sorted(tables.holds(finance, Duty.RESPONSIBLE)) == [29, 31]
    assert tables.run(RoleCount(Duty.HELPING, 0, 0)) == {8, 9, 15, 18, 22, 24, 31, 35, 37, 38}


def test_a_plan_of_two_roles_has_none() -> None:
    for plan in (load_library().plan("neimenggu-2011"), two_roles()):
        tables = Tables(plan)
        assert not tables.sets_apart
        assert all(not tables.holds(id, duty) for id in tables.departments for duty in Duty)
        assert all(row == Row(row.department, row.leads, row.participates) for row in tables.rows(tables.every))
