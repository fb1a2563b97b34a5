"""Governments named together: those of some places are told from all."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from tests.index.reading.small import engine_of, named

TASKS = (
    ("市财政局", "沿海各县（市、区）政府"),
    ("市水利局", "各县（市、区）政府"),
    ("市教育局", "安宁县政府"),
)
COAST, ALL = "沿海各县（市、区）政府", "各县（市、区）政府"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_of("临江市海洋工作方案", TASKS, tmp_path_factory.mktemp("collectives"))


@pytest.mark.parametrize(
    ("question", "whose"),
    [
        ("沿海各县市区政府要配合干什么", COAST),
        ("沿海县区有哪些任务", COAST),
        ("各县市区政府有哪些任务", ALL),
    ],
)
def test_those_of_some_places(engine: Engine, question: str, whose: str) -> None:
    assert [parties for _, parties in named(engine, question)] == [whose]


def test_without_others_they_are_all(tmp_path: Path) -> None:
    engine = engine_of("临江市海洋工作方案", TASKS[:1], tmp_path)
    assert [parties for _, parties in named(engine, "各县市区政府有哪些任务")] == [COAST]
