"""What a question says of the answers before it: the other one, those left, of both, of the same helpers, whether."""

from __future__ import annotations

import pytest

from corpus.records import Role
from index.engine import Engine
from index.query import Intent, Query
from index.reading.state import Turn, remembered

LEAD, PART = Role.LEAD, Role.PARTICIPANT


def conversation(engine: Engine, *questions: str) -> Query:
    """The last question's reading after those before it."""
    turn: Turn | None = None
    for question in questions[:-1]:
        turn = remembered(engine.answer(engine.query(question, turn)), turn)
    return engine.query(questions[-1], turn)


@pytest.mark.parametrize("question", ["另外一项呢", "另外那项谁牵头", "剩下那一项呢"])
def test_the_other_of_a_list_of_two_is_the_one_not_spoken_of(question: str, engine: Engine) -> None:
    two = {hit.task for hit in engine.answer(engine.query("教育厅参与的任务")).hits}
    assert len(two) == 2
    first = min(two)
    found = conversation(engine, "教育厅参与的任务", f"第{first}项谁牵头", question)
    assert {hit.task for hit in engine.answer(found).hits} == two - {first}


def test_what_is_taken_from_a_list_by_its_number_leaves_the_others(engine: Engine) -> None:
    before = {hit.task for hit in engine.answer(engine.query("商务厅牵头哪些任务")).hits}
    out = min(before)
    found = conversation(engine, "商务厅牵头哪些任务", f"这几项里去掉第{out}项还有哪些")
    assert {hit.task for hit in engine.answer(found).hits} == before - {out}


@pytest.mark.parametrize("question", ["两项都有的是哪几家", "这两项里都参与的是哪些部门"])
def test_who_is_in_both_is_shared(question: str, engine: Engine) -> None:
    assert conversation(engine, "第12项和第14项分别是谁牵头", question).intent is Intent.SHARED


def test_who_else_helps_is_a_helper(engine: Engine) -> None:
    found = conversation(engine, "第12项的参与部门有哪些", "除开商务厅，还有哪些部门")
    assert found.intent is Intent.PARTIES and found.role is PART


def test_whether_it_leads_a_task_is_answered_by_yes_or_no(engine: Engine) -> None:
    assert conversation(engine, "财政厅的任务有哪些", "第12项是它牵头的吗").intent is Intent.CHECK


def test_who_leads_the_two_tasks_before_is_not_their_text(engine: Engine) -> None:
    found = conversation(engine, "第12项是什么", "第14项是什么", "这两项分别由谁牵头")
    assert found.intent is Intent.PARTIES and found.role is LEAD
    assert {hit.task for hit in engine.answer(found).hits} == {12, 14}
