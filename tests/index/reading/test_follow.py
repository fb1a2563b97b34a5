"""Follow-ups: among the candidates of a question is what it means after the questions before it, in each way to lean."""

from __future__ import annotations

import pytest

from index.document_facts import PASSAGE
from index.engine import Engine
from index.query import Condition, Due, HasRole, InSection, Intent, Numbered, Order, Query
from index.reading.reader import Reader
from index.reading.state import remembered
from tests.index.reading.leaning import LEAD, led, of, office, queries, seen, tasks, turn_of


@pytest.mark.parametrize("question", ["其余的呢", "剩下的有哪些", "and the rest?"])
def test_what_is_left_of_a_list(dated: Engine, question: str) -> None:
    culture = of(dated, "文化和旅游厅")
    leading = Query(Intent.TASKS, "zh", led(dated, "文化和旅游厅"), mentions=culture.mentions)
    left = dated.tables.run(culture.where) - dated.tables.run(leading.where)
    assert left
    assert (Intent.TASKS, left) in seen(dated, question, turn_of(dated, culture, leading))


@pytest.mark.parametrize("question", ["回到刚才那个单子，有财政厅的", "最开始那几条里财政厅也在的"])
def test_back_to_the_list_before(dated: Engine, question: str) -> None:
    culture = of(dated, "文化和旅游厅")
    leading = Query(Intent.TASKS, "zh", led(dated, "文化和旅游厅"), mentions=culture.mentions)
    both = tasks(dated, culture.where or Due(), HasRole((office(dated, "财政厅"),)))
    assert (Intent.TASKS, both) in seen(dated, question, turn_of(dated, culture, leading))


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


@pytest.mark.parametrize(("question", "count"), [("这两家都有份的是哪条，谁牵头", 2), ("三家都在的任务谁牵头", 3)])
def test_who_leads_what_departments_spoken_of_have_in_common(dated: Engine, question: str, count: int) -> None:
    named = ["文化和旅游厅", "发展改革委", "财政厅"]
    turn = turn_of(dated, *(of(dated, name) for name in named))
    shared = frozenset.intersection(*(dated.tables.holds(office(dated, name)) for name in named[-count:]))
    assert shared
    asked = {(query.role, dated.tables.run(query.where)) for query in queries(dated, question, turn)}
    assert (LEAD, shared) in asked


def test_the_list_before_is_remembered(dated: Engine) -> None:
    first, second = of(dated, "文化和旅游厅"), of(dated, "卫生健康委", LEAD)
    turn = turn_of(dated, first, second)
    assert set(turn.earlier) == dated.tables.run(first.where)
    third = Query(Intent.TEXT, "zh", Numbered(turn.listed[:1]))
    assert remembered(dated.answer(third), turn).earlier == turn.earlier


def test_the_time_limits_of_what_an_office_leads(dated: Engine) -> None:
    leading = dated.tables.holds(office(dated, "财政厅"), LEAD)
    assert leading < dated.tables.holds(office(dated, "财政厅"))
    assert (Intent.FACT, leading) in seen(dated, "财政厅牵头的那项几时到期", None)


def test_a_month_without_a_year_is_of_the_year_spoken_of(dated: Engine) -> None:
    turn = turn_of(dated, Query(Intent.TASKS, "zh", Due((2025, 6, 1), (2025, 6, 30))))
    parse = Reader(dated.tables, dated.names).parse("9月底呢", turn)
    assert Due((2025, 9, 1), (2025, 9, 30)) in {candidate.query.where for candidate in parse.candidates}


@pytest.mark.parametrize("question", ["全市合计呢", "那谁牵头", "9月底到期的有哪些"])
def test_only_what_asks_of_the_document_keeps_its_fact(dated: Engine, question: str) -> None:
    turn = turn_of(dated, Query(Intent.FACT, "zh", topic="东沐区分了多少", fact=PASSAGE))
    parse = Reader(dated.tables, dated.names).parse(question, turn)
    assert {c.query.intent for c in parse.candidates if c.query.fact == PASSAGE} <= {Intent.FACT}
