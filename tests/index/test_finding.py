"""Which matches are shown: of a question among the sentences outside the tasks, the best and those near it, three at most."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from corpus.records import Span
from index.finding import find_said
from index.retrieval.ranking import Judged, Match, Ranking


class Fixed:
    """A search that finds the same whatever is asked."""

    def __init__(self, probability: float, *scores: float) -> None:
        places = np.arange(1, len(scores) + 1)
        matches = Ranking(places, np.array(scores), lambda place: Span(place, place + 1))
        self._judged = Judged(matches, probability, probability)

    def judge(self, topic: str, lang: str) -> Judged:
        return self._judged


@pytest.mark.parametrize(
    ("probability", "scores", "shown"),
    [
        (0.9, (5.0, 2.0, 1.0), [1]),
        (0.9, (5.0, 4.6, 1.0), [1, 2]),
        (0.9, (5.0, 4.9, 4.8, 4.7), [1, 2, 3]),
        (0.4, (5.0, 1.0), [1]),
        (0.3, (5.0, 1.0), []),
        (0.0, (), []),
    ],
)
def test_the_best_and_those_near_it(probability: float, scores: tuple[float, ...], shown: list[int]) -> None:
    matter: Any = Fixed(probability, *scores)
    found = find_said("问", "zh", matter)
    assert [match.task for match in found.shown] == shown
    assert [match.task for match in found.nearest] == ([] if shown else list(range(1, len(scores) + 1))[:3])


def test_of_a_ranking_those_among_some_tasks_in_its_order() -> None:
    ranking = Ranking(np.array([7, 2, 9, 4]), np.array([3.0, 2.0, 1.0, 0.5]), lambda task: Span(task, task + 1))
    assert [match.task for match in ranking.among({4, 7, 100})] == [7, 4] and ranking.among({}) == []
    assert ranking[1] == Match(2, 2.0, Span(2, 3)) and [match.task for match in ranking[1:3]] == [2, 9]
    assert ranking.tasks == (7, 2, 9, 4) and ranking == tuple(ranking) and ranking != ()
