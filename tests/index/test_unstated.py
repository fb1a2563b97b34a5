"""What the tasks that were found do not state is no answer, and they stay what is spoken of."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.library import plan_of
from index.engine import Engine
from index.query import UNSTATED, Kind
from tests.index.dialogue import told

PLAN = """青溪市油茶产业重点任务分工方案

1.扩大信贷投放。推出专属贷款产品，2026年6月底前上线。（市金融办牵头，市财政局配合）
2.发展油茶保险。投保面积达到10万亩，保费补贴60%。（市农业农村局牵头，市财政局配合）
3.新造油茶林。每亩补助1000元。（市林业局牵头，市财政局配合）
4.看护蓄水池。每座水池落实一名看护人。（市水利局牵头，市财政局配合）
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(plan_of("unstated", PLAN, "unstated"), Path(tmp_path_factory.mktemp("unstated")))


@pytest.mark.parametrize("question", ["第4条一座补多少钱", "蓄水池的看护人每月发多少补助"])
def test_a_sum_that_the_task_does_not_state_is_refused_with_the_task(engine: Engine, question: str) -> None:
    answer = told(engine, question)
    assert (answer.kind, answer.reason, [hit.task for hit in answer.nearby]) == (Kind.REFUSAL, UNSTATED, [4])


@pytest.mark.parametrize(("question", "task"), [("第3条一亩补多少钱", 3), ("第2条保费补贴多少", 2)])
def test_a_sum_or_a_share_that_it_states_is_told(engine: Engine, question: str, task: int) -> None:
    answer = told(engine, question)
    assert (answer.kind, [hit.task for hit in answer.hits]) == (Kind.ANSWER, [task])


def test_who_does_what_is_paid_for_needs_no_sum(engine: Engine) -> None:
    assert told(engine, "谁管看护蓄水池的补助，第4条").kind is Kind.ANSWER


def test_a_limit_that_the_task_does_not_state_is_refused_and_the_task_is_spoken_of(engine: Engine) -> None:
    answer = told(engine, "第4条什么时候完成")
    assert (answer.kind, answer.reason) == (Kind.REFUSAL, UNSTATED)
    assert told(engine, "第1条什么时候完成").kind is Kind.ANSWER
    after = told(engine, "第3条谁牵头", "第4条什么时候完成", "这项谁牵头")
    assert [hit.task for hit in after.hits] == [4]


def test_whether_a_limit_is_stated_is_answered_either_way(engine: Engine) -> None:
    answer = told(engine, "第4条有没有写完成时限")
    assert (answer.kind, [hit.task for hit in answer.hits]) == (Kind.ANSWER, [4])
