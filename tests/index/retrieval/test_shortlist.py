"""A plan too large to compare every passage: what is looked at is as it would be, and the best is the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from index.engine import Engine
from index.retrieval import shortlist
from index.retrieval.encoders import load_encoder
from index.retrieval.general import load_general
from index.retrieval.judge import load_judge
from index.retrieval.search import Search
from index.retrieval.shortlist import rows_of
from index.retrieval.vectors import write_inverted
from index.store import Encoded

TOPICS = (
    "口岸通关改革",
    "职业教育",
    "工商登记",
    "清洁生产",
    "村镇银行试点",
    "文化产业",
    "物流企业营业税",
    "养蜂补贴",
    "出国护照",
    "节水",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Both:
    """The same passages searched by comparing all, and as those of a large plan."""

    whole: Search
    listed: Search


@pytest.fixture(scope="module")
def both(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The first plan's passages in Chinese; ten passages and five tasks of each kind are looked at."""
    folder = tmp_path_factory.mktemp("listed")
    tasks, encoder = engine.topics().stored.tasks, load_encoder()
    chinese = [row for row, chunk in enumerate(tasks.chunks) if chunk.lang == "zh"]
    passages = Encoded(tuple(tasks.chunks[row] for row in chinese), tasks.vectors[chinese])
    write_inverted(passages.vectors, folder / "index")
    general, judge = load_general(folder, encoder), load_judge(encoder.identity)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortlist, "NEAREST", 10)
        patch.setattr(shortlist, "WORDED", 5)
        listed = dataclasses.replace(passages, inverted=Path(folder / "index"))
        made = Both(Search(passages, encoder.query, general, judge), Search(listed, encoder.query, general, judge))
        for topic in TOPICS:
            made.listed.judge(topic, "zh")
            made.listed.judge(topic, "zh", {1, 2, 3, 4})
    return made


@pytest.mark.parametrize("topic", TOPICS)
def test_the_best_task_and_its_probability_are_as_if_all_were_compared(topic: str, both: Both) -> None:
    whole, listed = both.whole.judge(topic, "zh"), both.listed.judge(topic, "zh")
    assert 0 < len(listed.matches) < len(whole.matches) == 40
    assert listed.matches[0] == whole.matches[0] or not whole.treated
    assert listed.treated is whole.treated
    assert listed.probability == pytest.approx(whole.probability, abs=0.1)
    scores = {match.task: match.score for match in whole.matches}
    assert [match.score for match in listed.matches] == pytest.approx([scores[match.task] for match in listed.matches])


@pytest.mark.parametrize("topic", TOPICS)
def test_within_a_set_its_own_best_are_looked_at(topic: str, both: Both) -> None:
    within = {1, 2, 3, 4}
    whole, listed = both.whole.judge(topic, "zh", within), both.listed.judge(topic, "zh", within)
    assert listed.matches[0] == whole.matches[0]
    assert listed.share == pytest.approx(whole.share, abs=0.1)


def test_the_rows_of_tasks_one_after_another() -> None:
    rows, starts = rows_of(np.array([0, 3, 4, 8]), np.array([0, 2]))
    assert (rows.tolist(), starts.tolist()) == ([0, 1, 2, 4, 5, 6, 7], [0, 3])
    rows, starts = rows_of(np.array([0, 3]), np.array([], np.int64))
    assert (rows.tolist(), starts.tolist()) == ([], [])
