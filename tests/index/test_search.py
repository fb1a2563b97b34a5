"""Topic search with the real encoder: the right task first, within any set of tasks, quoting the sentence that matched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.records import Plan
from index.chunks import Chunk
from index.engine import Engine
from index.search import Search
from index.store import Stored
from tests.index.stand_in import StandIn


@pytest.fixture(scope="module")
def search(engine: Engine) -> Search:
    return engine.topics().search


@pytest.mark.parametrize(
    ("topic", "task", "quoted"),
    [
        ("口岸建设", 36, "大通关"),
        ("port customs clearance reform", 36, "通关改革"),
        ("文化产业振兴", 39, "文化产业"),
        ("vocational education", 25, "职业"),
        ("工商登记", 19, "工商登记"),
        ("清洁生产", 18, "清洁生产"),
        ("知识产权保护", 14, "知识产权保护"),
        ("物流企业营业税", 30, "营业税"),
        ("村镇银行试点", 31, "村镇银行"),
        ("弹性出让", 33, "弹性出让"),
        ("农牧民工培训补贴", 25, "农牧民工培训补贴"),
    ],
)
def test_the_first_task_and_its_sentence(topic: str, task: int, quoted: str, search: Search, plan: Plan) -> None:
    best = search.find(topic, search.encode(topic)).matches[0]
    assert best.task == task
    assert quoted in best.quote.of(plan.text)


def test_every_task_is_ranked_once_best_first(search: Search, plan: Plan) -> None:
    found = search.find("产业园区", search.encode("产业园区")).matches
    assert sorted(match.task for match in found) == [task.number for task in plan.tasks]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    sentences = {task.number: task.sentences for task in plan.tasks}
    assert all(match.quote in sentences[match.task] for match in found)


@pytest.mark.parametrize("within", [{36}, {7, 9, 14, 23, 35}, {1, 40, 99}, set()], ids=str)
def test_only_the_tasks_allowed_are_found(within: set[int], search: Search, engine: Engine) -> None:
    vector = search.encode("口岸建设")
    everything = search.find("口岸建设", vector).matches
    found = search.find("口岸建设", vector, within).matches
    assert [match.task for match in found] == [match.task for match in everything if match.task in within]
    assert [match.score for match in found] == pytest.approx(
        [match.score for match in everything if match.task in within], abs=1e-5
    )


def test_the_same_question_gives_the_same_order(search: Search) -> None:
    vector = search.encode("开放")
    first = search.find("开放", vector)
    assert [search.find("开放", vector) for _ in range(3)] == [first] * 3


def test_ties_are_broken_by_number(plan: Plan, tmp_path: Path) -> None:
    quote = plan.tasks[0].sentences[0]
    same = tuple(Chunk("口岸", number, "zh", quote) for number in (9, 3, 7))
    encoder = StandIn()
    stored = Stored(
        same, ("猫",), np.stack([encoder.passage("口岸")] * 3), encoder.passage("猫")[None, :], tmp_path, False
    )
    found = Search(stored, encoder).find("口岸", encoder.query("口岸")).matches
    assert [match.task for match in found] == [3, 7, 9]
