"""Follow-ups: among the candidates of a question is what it means after the questions before it, in each way to lean."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.library import plan_of
from corpus.records import Role
from index.engine import Engine
from index.query import Condition, Due, HasRole, InSection, Intent, MatchKind, Mention, Numbered, Order, Query
from index.reading.reader import Reader
from index.reading.state import Turn, remembered

TEXT = Path(__file__).parents[2] / "corpus" / "plans" / "qingyuan-2024" / "text.txt"
LEAD, PART = Role.LEAD, Role.PARTICIPANT
Seen = tuple[Intent, frozenset[int]]


@pytest.fixture(scope="module")
def dated(var_dir: Path) -> Engine:
    """The engine of a plan whose tasks have time limits."""
    data = TEXT.read_bytes()
    return Engine(plan_of("qingyuan-2024", data.decode("utf-8"), hashlib.sha256(data).hexdigest()), var_dir)


def office(engine: Engine, name: str) -> str:
    """The id of the party whose name ends so."""
    (found,) = (id for id in engine.tables.departments if engine.plan.registry[id].name.endswith(name))
    return found


def turn_of(engine: Engine, *queries: Query) -> Turn:
    """What is remembered after the answers to some Queries."""
    turn: Turn | None = None
    for query in queries:
        turn = remembered(engine.answer(query), turn)
    assert turn is not None
    return turn


def of(engine: Engine, name: str, role: Role | None = None, intent: Intent = Intent.TASKS) -> Query:
    """What is asked of one office."""
    id = office(engine, name)
    return Query(intent, "zh", HasRole((id,), role), mentions=(Mention("", (id,), MatchKind.EXACT, (id,)),))


def seen(engine: Engine, question: str, turn: Turn | None) -> set[Seen]:
    """What the candidates of a question ask, and of which tasks."""
    parse = Reader(engine.tables, engine.names).parse(question, turn)
    queries = {candidate.query for candidate in parse.candidates if not candidate.query.topic}
    return {(query.intent, engine.tables.run(query.where)) for query in queries}


def tasks(engine: Engine, *conditions: Condition) -> frozenset[int]:
    """The tasks that satisfy every condition."""
    return frozenset.intersection(*map(engine.tables.run, conditions))


@pytest.mark.parametrize("question", ["其余的呢", "剩下的有哪些", "and the rest?"])
def test_what_is_left_of_a_list(dated: Engine, question: str) -> None:
    culture = of(dated, "文化和旅游厅")
    led = Query(Intent.TASKS, "zh", tasks_of(dated, "文化和旅游厅", LEAD), mentions=culture.mentions)
    left = dated.tables.run(culture.where) - dated.tables.run(led.where)
    assert left
    assert (Intent.TASKS, left) in seen(dated, question, turn_of(dated, culture, led))


def tasks_of(engine: Engine, name: str, role: Role | None) -> Numbered:
    """An office's tasks in a role, by number."""
    return Numbered(tuple(sorted(engine.tables.holds(office(engine, name), role))))


@pytest.mark.parametrize("question", ["回到刚才那个单子，有财政厅的", "最开始那几条里财政厅也在的"])
def test_back_to_the_list_before(dated: Engine, question: str) -> None:
    culture = of(dated, "文化和旅游厅")
    led = Query(Intent.TASKS, "zh", tasks_of(dated, "文化和旅游厅", LEAD), mentions=culture.mentions)
    both = tasks(dated, culture.where or Due(), HasRole((office(dated, "财政厅"),)))
    assert (Intent.TASKS, both) in seen(dated, question, turn_of(dated, culture, led))


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("其中9月到期的", Due((2024, 9, 1), (2024, 9, 30))),
        ("里面第三季度到期的", Due((2024, 7, 1), (2024, 9, 30))),
        ("其中没写时限的", Due()),
        ("里面持续推进的是哪条", Due(ongoing=True)),
        ("其中时限写“2024年8月底前”的", Due(said="2024年8月底前")),
        ("of those, the ones due by August 2024", Due(None, (2024, 8, 31))),
    ],
)
def test_narrowed_to_a_state(dated: Engine, question: str, condition: Condition) -> None:
    culture = of(dated, "文化和旅游厅")
    wanted = tasks(dated, culture.where or Due(), condition)
    found = seen(dated, question, turn_of(dated, culture))
    assert {(Intent.TASKS, wanted), (Intent.COUNT, wanted)} <= found


def test_narrowed_to_a_section(dated: Engine) -> None:
    culture = of(dated, "文化和旅游厅")
    wanted = tasks(dated, culture.where or Due(), InSection(dated.tables.sections_numbered(2)))
    assert (Intent.TASKS, wanted) in seen(dated, "其中第二部分的", turn_of(dated, culture))


@pytest.mark.parametrize(("question", "descending"), [("哪个先到期", False), ("其中哪条最晚到期", True)])
def test_the_first_and_the_last_due(dated: Engine, question: str, descending: bool) -> None:
    turn = turn_of(dated, of(dated, "文化和旅游厅", LEAD))
    parse = Reader(dated.tables, dated.names).parse(question, turn)
    wanted = Order(None, descending=descending, by_day=True)
    assert any(
        c.query.order == wanted and dated.tables.run(c.query.where) == frozenset(turn.listed) for c in parse.candidates
    )


@pytest.mark.parametrize("question", ["截止到几月", "什么时候要完成", "几月底", "and when is it due"])
def test_the_time_limit_of_the_task_shown(dated: Engine, question: str) -> None:
    turn = turn_of(dated, Query(Intent.PARTIES, "zh", Numbered((15,)), role=LEAD))
    assert (Intent.FACT, frozenset((15,))) in seen(dated, question, turn)


@pytest.mark.parametrize("question", ["连配合的一起算，一共几项", "算上参与的总共多少"])
def test_counted_in_any_role(dated: Engine, question: str) -> None:
    turn = turn_of(dated, of(dated, "财政厅", LEAD, Intent.COUNT))
    every = dated.tables.holds(office(dated, "财政厅"))
    assert (Intent.COUNT, every) in seen(dated, question, turn)


def test_the_next_of_a_ranking(dated: Engine) -> None:
    turn = turn_of(dated, Query(Intent.RANK, "zh", order=Order(LEAD)))
    parse = Reader(dated.tables, dated.names).parse("那其次是谁", turn)
    assert any(c.query.order == Order(LEAD, place=2) for c in parse.candidates)


def test_the_pair_compared(dated: Engine) -> None:
    turn = turn_of(dated, of(dated, "文化和旅游厅", LEAD), of(dated, "财政厅", LEAD))
    parse = Reader(dated.tables, dated.names).parse("这两家谁牵头得多", turn)
    wanted = {office(dated, "文化和旅游厅"), office(dated, "财政厅")}
    compared = [c.query for c in parse.candidates if c.query.intent is Intent.COMPARE]
    assert any({m.parties[0] for m in query.mentions} == wanted and query.order == Order(LEAD) for query in compared)


def test_the_list_before_is_remembered(dated: Engine) -> None:
    first, second = of(dated, "文化和旅游厅"), of(dated, "卫生健康委", LEAD)
    turn = turn_of(dated, first, second)
    assert set(turn.earlier) == dated.tables.run(first.where)
    third = Query(Intent.TEXT, "zh", Numbered(turn.listed[:1]))
    assert remembered(dated.answer(third), turn).earlier == turn.earlier


def test_the_time_limits_of_what_an_office_leads(dated: Engine) -> None:
    led = dated.tables.holds(office(dated, "财政厅"), LEAD)
    assert led < dated.tables.holds(office(dated, "财政厅"))
    assert (Intent.FACT, led) in seen(dated, "财政厅牵头的那项几时到期", None)
