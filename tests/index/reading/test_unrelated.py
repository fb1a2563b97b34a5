"""Messages that have nothing to do with the question before them are not read as what narrows it."""

from __future__ import annotations

import pytest

from index.engine import Engine
from index.query import Kind
from index.reading import form
from tests.index.dialogue import told

COMMERCE = "What does Commerce do?"
TWO = ("环保厅牵头哪些任务", "水利厅呢")


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("What does Finance do?", COMMERCE),
        ("What does the department of transport do?", "task 3"),
        ("Tell me about the Finance department", COMMERCE),
        ("Who is in charge of transport?", "task 3"),
        ("Give me tasks 3 to 5", "Which tasks does Commerce lead?"),
        ("tasks 2 and 3", "Which tasks does Commerce lead?"),
        ("What's in section 3?", "Which tasks does Commerce lead?"),
        ("Which tasks are in section 3?", "Which tasks does Commerce lead?"),
        ("show me section 3", "商务厅牵头哪些任务"),
    ],
)
def test_a_whole_question_is_answered_as_if_it_stood_alone(engine: Engine, question: str, before: str) -> None:
    alone = [hit.task for hit in told(engine, question).hits]
    assert alone and [hit.task for hit in told(engine, before, question).hits] == alone


@pytest.mark.parametrize("question", ["in section 3?", "and which of them are in section 3?"])
def test_a_section_without_a_question_of_its_own_narrows(engine: Engine, question: str) -> None:
    answer = told(engine, "Which tasks does Commerce lead?", question)
    assert [hit.task for hit in answer.hits] == [14]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many in total?", 40),
        ("how many tasks are there altogether?", 40),
        ("how many of these are there in total?", 5),
        ("how many is that?", 5),
    ],
)
def test_a_total_is_of_the_plan_unless_it_says_of_these(engine: Engine, question: str, count: int) -> None:
    assert told(engine, "Which tasks does Commerce lead?", question).count == count


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("厅长电话是多少", "unsaid.contact"),
        ("厅长是谁", "unsaid.people"),
        ("你是谁开发的", "small.ability"),
        ("算了，不用提醒了", "small.order"),
        ("有误", "no-context"),
        ("哈哈哈", "nothing"),
    ],
)
def test_what_asks_nothing_of_the_tasks_shows_none(engine: Engine, question: str, reason: str) -> None:
    answer = told(engine, *TWO, question)
    assert (answer.kind, answer.reason, answer.hits) == (Kind.REFUSAL, reason, ())


@pytest.mark.parametrize("question", ["他俩都参与的有哪些", "两家一起的有哪些", "都有份的呢"])
def test_two_departments_of_before_are_meant_where_the_words_say_so(engine: Engine, question: str) -> None:
    assert sorted(hit.task for hit in told(engine, *TWO, question).hits) == [15, 17]


def test_a_name_alone_is_not_left_out(engine: Engine) -> None:
    answer = told(engine, "第12条谁负责", "and Commerce?")
    assert "not" not in str(form.query_json(answer.query).get("where"))


def test_a_name_that_nobody_has_is_asked_back_after_another_question(engine: Engine) -> None:
    assert told(engine, COMMERCE, "财务厅牵头哪些任务").reason in ("unknown-department", "which-department")


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        # The list shows 3, 6, 8, 10, 13, 22 and 32.
        ("第3项的原文", [3]),
        ("第7项原文", [7]),
        ("第二个的原文", [6]),
        ("发改委牵头哪些", [5, 6, 10, 11, 12, 17, 21, 22, 24, 32, 40]),
    ],
)
def test_a_list_before_changes_neither_numbers_nor_whole_questions(
    engine: Engine, question: str, tasks: list[int]
) -> None:
    assert sorted(hit.task for hit in told(engine, "商务厅配合的有哪些", question).hits) == tasks


def test_what_is_meant_is_not_left_out(engine: Engine) -> None:
    answer = told(engine, "商务厅有哪些任务", "不对 我要的是商务厅牵头的 不是全部")
    assert sorted(hit.task for hit in answer.hits) == [7, 9, 14, 23, 35]
