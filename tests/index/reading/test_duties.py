"""The words 配合 and 责任单位 narrow who takes part in plans of three roles, and change nothing in others."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.records import Duty, Role
from index.engine import Engine
from index.query import All, Answer, HasRole, Intent, Kind, Not, Numbered, Query
from index.reading import duties, form
from index.reading.duties import Words, narrowed
from index.reading.state import Turn, remembered
from tests.duties import jincheng, plan, small, two_roles

HELPING, RESPONSIBLE = Duty.HELPING, Duty.RESPONSIBLE


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(jincheng(), tmp_path_factory.mktemp("var"))


def selected(engine: Engine, question: str) -> list[int]:
    return sorted(engine.tables.run(engine.at_sight(question).where))


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("市财政局配合哪些任务", [10, 28, 30, 36, 39]),
        ("市财政局协办的任务", [10, 28, 30, 36, 39]),
        ("市财政局参与哪些任务", [10, 28, 29, 30, 31, 36, 39]),
        ("what tasks does 市财政局 support", [10, 28, 30, 36, 39]),
        ("市能源局是哪些任务的责任单位", [2, 4, 8, 19, 23]),
        ("市能源局只是配合、不算责任单位的任务有哪些", [6, 25]),
        ("市能源局参与哪些任务", [2, 4, 6, 8, 19, 23, 25]),
        ("市能源局牵头、市应急管理局是责任单位的任务", [7]),
        ("市应急管理局配合市能源局的任务", [20]),
        ("哪些任务没有配合单位", [8, 9, 15, 18, 22, 24, 31, 35, 37, 38]),
    ],
)
def test_tasks(engine: Engine, question: str, tasks: list[int]) -> None:
    assert selected(engine, question) == tasks


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("第5条的配合单位是哪些", HELPING),
        ("第5条的参与单位是哪些", Role.PARTICIPANT),
        ("第5项的责任单位是谁", RESPONSIBLE),
        ("第5条责任单位有哪些", RESPONSIBLE),
        ("第5条的牵头单位是谁", Role.LEAD),
        ("第10条牵头单位和责任单位分别是谁", None),
        ("第10条谁负责", None),
    ],
)
def test_parties(engine: Engine, question: str, role: Role | Duty | None) -> None:
    query = engine.at_sight(question)
    assert (query.intent, query.role) == (Intent.PARTIES, role)


@pytest.mark.parametrize("question", ["哪个单位配合的任务最多", "配合单位最多的是哪条"])
def test_rankings(engine: Engine, question: str) -> None:
    order = engine.at_sight(question).order
    assert order is not None and order.role is HELPING


def test_the_same_is_asked_of_the_next(engine: Engine) -> None:
    first = engine.answer(engine.at_sight("第5条的配合单位是哪些"))
    turn = remembered(first, None)
    again = engine.reader.query("第6条呢", turn)
    assert (again.where, again.role) == (Numbered((6,)), HELPING)
    other = engine.reader.query("那牵头单位呢", turn)
    assert other.role is Role.LEAD


def test_the_choice_knows_what_is_remembered_as_two_roles() -> None:
    query = Query(Intent.PARTIES, "zh", where=Numbered((5,)), role=RESPONSIBLE)
    assert duties.widened(Turn(query)).query.role is None
    assert duties.widened(Turn(Query(Intent.PARTIES, "zh", role=HELPING))).query.role is Role.PARTICIPANT


def test_what_is_left_out_is_what_is_denied() -> None:
    words = Words(said=frozenset({HELPING}), denied=frozenset({RESPONSIBLE}), bare=False)
    holds = HasRole(("a",), Role.PARTICIPANT)
    query = Query(Intent.TASKS, "zh", where=All((holds, Not(HasRole(("a",))))))
    assert narrowed(query, words).where == All((HasRole(("a",), HELPING), Not(HasRole(("a",), RESPONSIBLE))))


def test_both_words_narrow_nothing() -> None:
    words = Words(said=frozenset({HELPING, RESPONSIBLE}), bare=False)
    query = Query(Intent.TASKS, "zh", where=HasRole(("a",), Role.PARTICIPANT))
    assert narrowed(query, words) == query


@pytest.mark.parametrize("question", ["市财政局配合哪些任务", "第1条责任单位有哪些", "市财政局是哪些任务的责任单位"])
def test_a_plan_of_two_roles_is_asked_as_before(tmp_path: Path, question: str) -> None:
    def roles(engine: Engine) -> set[object]:
        query = engine.at_sight(question)
        return {query.role, getattr(query.where, "role", None)}

    assert roles(Engine(two_roles(), tmp_path)) <= {Role.PARTICIPANT, None}
    assert roles(Engine(small(), tmp_path)) & set(Duty)


def test_the_candidates_are_the_same(tmp_path: Path) -> None:
    """Whatever the labels: only what was chosen is narrowed."""
    question = "市财政局配合哪些任务"
    three, two = (Engine(plan, tmp_path).reader.parse(question) for plan in (small(), two_roles()))
    assert [each.query for each in three.candidates] == [each.query for each in two.candidates]
    assert three.components == two.components


def test_as_json() -> None:
    query = Query(Intent.PARTIES, "zh", where=HasRole(("a",), RESPONSIBLE), role=HELPING)
    written = form.query_json(query)
    assert written["where"] == {"holds": {"departments": ["a"], "role": "responsible"}}
    assert written["role"] == "helping"
    assert form.query(written, lambda id: (id,)) == query


def test_an_answer_of_nobody(engine: Engine) -> None:
    found: Answer = engine.answer(engine.at_sight("第3条责任单位有哪些"))
    assert (found.kind, found.departments) == (Kind.ANSWER, ())


BESIDE = """东州市产业任务分工

1.建设园区。（牵头单位：市工信局；责任单位：市财政局、市水利局）
2.办好学校。（牵头单位：市教育局；责任单位：市财政局）
3.举办展会。（牵头单位：市财政局；责任单位：市教育局）
4.统计产值。（牵头单位：市统计局）
"""


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("市财政局是哪些任务的责任单位", [1, 2]),
        ("市财政局作为责任单位、但牵头的不是市工信局的任务", [2]),
        ("哪些任务的责任单位只有一家", [2, 3]),
        ("哪些任务没有责任单位", [4]),
        ("市财政局负责哪些任务", [1, 2, 3]),
    ],
)
def test_a_plan_s_own_label_for_who_does_not_lead(tmp_path: Path, question: str, tasks: list[int]) -> None:
    assert selected(Engine(plan(BESIDE), tmp_path), question) == tasks


def test_who_leads_is_asked_for_by_any_name_of_theirs(tmp_path: Path) -> None:
    query = Engine(plan(BESIDE), tmp_path).at_sight("第1条的牵头责任单位是谁")
    assert (query.intent, query.role) == (Intent.PARTIES, Role.LEAD)
