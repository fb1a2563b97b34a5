"""Second questions that keep to what their words point at, name as others, or only ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.library import plan_of
from corpus.records import Role
from index.engine import Engine
from index.query import Intent, Query, numbers_in
from index.query import Numbered as ByNumber
from index.reading.state import Turn, remembered

PLAN = """青溪市油茶产业重点任务分工方案

标明“牵头”的为牵头单位，其余为责任单位。

1.扩大信贷投放。推出专属贷款产品，2026年6月底前上线。（市金融办牵头，市财政局按职责分工负责）
2.发展油茶保险。投保面积达到10万亩。（市农业农村局牵头，市财政局、市林业局按职责分工负责）
3.办好文化节。每年10月举办油茶文化节。（市文化和旅游局牵头，市商务局按职责分工负责）
4.打击假冒伪劣。每季度开展一次抽检。（市市场监管局牵头，市公安局按职责分工负责）
5.改造老街。2026年3月底前完工。（市住建局牵头，市文化和旅游局按职责分工负责）
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(plan_of("pointing", PLAN, "pointing"), Path(tmp_path_factory.mktemp("pointing")))


def asked(engine: Engine, *questions: str) -> Query:
    turn: Turn | None = None
    for question in questions[:-1]:
        turn = remembered(engine.answer(engine.at_sight(question)), turn)
    return engine.reader.query(questions[-1], turn)


def numbered(query: Query) -> tuple[int, ...]:
    return tuple(numbers_in(query.where, ByNumber))


def test_what_is_pointed_at_is_the_task_of_those_words(engine: Engine) -> None:
    query = asked(engine, "第2条谁牵头", "信贷那项谁牵头")
    assert query.topic == "信贷" or numbered(query) == (1,)
    assert numbered(asked(engine, "第2条谁牵头", "那项还有谁参与")) == (2,)
    # Words that no task says point at nothing.
    assert numbered(asked(engine, "第2条谁牵头", "它前面那一项呢")) == (1,)


def test_which_of_those_listed_is_a_department_s(engine: Engine) -> None:
    listed = "财政局有哪些任务"
    assert numbered(asked(engine, listed, "金融办那项什么时候完成")) == (1,)
    assert numbered(asked(engine, listed, "林业局那项的原文")) == (2,)


@pytest.mark.parametrize("question", ["其他单位呢", "还有别的单位吗", "这条跟谁一起干", "跟谁一起"])
def test_other_departments_are_not_the_one_that_was_told(engine: Engine, question: str) -> None:
    query = asked(engine, "第2条谁牵头", question)
    answer = engine.answer(query)
    names = {engine.plan.registry[id].name for id in answer.departments}
    assert (query.intent, names) == (Intent.PARTIES, {"市财政局", "市林业局"})


def test_the_others_are_responsible_where_the_plan_says_so(engine: Engine) -> None:
    assert engine.plan.document.responsible_beside
    assert asked(engine, "第2条的责任单位有哪些").role is Role.PARTICIPANT


@pytest.mark.parametrize(("question", "kept"), [("配合的去掉", {3}), ("不要牵头的", {5})])
def test_one_role_is_left_out_of_a_list(engine: Engine, question: str, kept: set[int]) -> None:
    assert set(engine.tables.run(asked(engine, "文化和旅游局有哪些任务", question).where)) == kept


@pytest.mark.parametrize(
    ("question", "tasks"),
    [
        ("财政局参与的任务里哪个没定完成时间", {2}),
        # How often a thing is done is not by when.
        ("没写完成时限的有哪些", {2, 3, 4}),
        ("2026年10月到期的有哪些", set()),
        ("赶在2026年6月底之前（含6月）要办完的有哪些", {1, 5}),
        ("财政局的，牵头也好配合也好，都列出来", {1, 2}),
        ("有林业局牵头的没，哪个", set()),
        ("有金融办牵头的没，哪个", {1}),
    ],
)
def test_what_the_words_say_is_kept(engine: Engine, question: str, tasks: set[int]) -> None:
    assert set(engine.tables.run(asked(engine, question).where)) == tasks
