"""Long names said in a few of their characters, and names of one stem with another ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reading.abbreviations import Abbreviations
from tests.index.reading.small import engine_of, named

NAMES = {
    "中国科学院西北生态环境资源研究院": "a",
    "市城市管理执法委员会": "b",
    "县人参产业发展中心": "c",
    "市政务服务中心": "d",
}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("中科院西北院", {"a"}),
        ("城管执法委", {"b"}),
        ("参业中心", {"c"}),
        ("政务中心", {"d"}),
        ("便民服务中心", set()),
        ("西北院", set()),
        ("中院西北科院", set()),
        ("中国科学院西北生态环境资源研究院", set()),
    ],
)
def test_a_name_in_a_few_of_its_characters(said: str, meant: set[str]) -> None:
    assert Abbreviations(NAMES.items()).of(said) == meant


def test_the_places_in_a_text() -> None:
    text = "请问参业中心牵头几项"
    assert list(Abbreviations(NAMES.items()).within(text, 0, len(text))) == [(2, 6, "c")]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    tasks = [["市城市管理执法委员会", "市水利和湖泊局"], ["市财政局", "市交通投资集团"]]
    return engine_of("青溪市湖泊整治任务分工", tasks, Path(tmp_path_factory.mktemp("abbreviated")))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("城管局牵头哪些任务", [("城管局", "市城市管理执法委员会")]),
        ("水利局参与哪些任务", [("水利局", "市水利和湖泊局")]),
        ("交通局牵头哪些任务", [("交通局", "")]),
    ],
)
def test_an_office_is_the_plan_s_only_one_of_its_stem(
    engine: Engine, question: str, found: list[tuple[str, str]]
) -> None:
    assert named(engine, question) == found
