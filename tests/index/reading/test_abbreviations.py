"""Long names said in a few of their characters, and names of one stem with another ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.reading.abbreviations import Abbreviations, Contractions
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


PARTIES = {
    "东州农村商业银行股份有限公司": "a",
    "湖北科技学院": "b",
    "东州高新区管委会": "c",
    "市中级人民法院": "d",
    "市重点项目建设办公室": "e",
    "东州港口集团有限公司": "f",
}
PROSE = "加快高新区建设，推进重点项目落地，扩大港口吞吐。"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("农商行", {"a"}),
        ("市农商行", {"a"}),
        ("湖科", {"b"}),
        ("中院", {"d"}),
        ("高新区", {"c"}),
        # Words that the tasks speak of, and whose party is told by more than them.
        ("项目", set()),
        ("港口", set()),
        # Neither begins nor ends a word of a name.
        ("村业", set()),
        ("东州", {"a", "c", "f"}),
        # Another level's, and governments.
        ("省农商行", set()),
        ("东州市政府", set()),
    ],
)
def test_a_name_where_nothing_but_a_party_can_stand(said: str, meant: set[str]) -> None:
    assert Contractions(PARTIES.items(), PROSE, "市").of(said) == meant


def test_the_plan_s_level_alone_is_nobody() -> None:
    contractions = Contractions([("自治区商务厅", "a"), ("呼和浩特海关", "b")], "", "自治区")
    assert contractions.of("自治区") == set()
    assert contractions.of("自治区商务") == {"a"}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    tasks = [
        ["市财政局", "东州农村商业银行股份有限公司"],
        ["市博物馆", "市第一人民医院"],
        ["东州职业技术学院", "随县人民政府"],
    ]
    return engine_of("东州市文博惠民任务分工", tasks, Path(tmp_path_factory.mktemp("contracted")))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("农商行参与哪些任务", [("农商行", "东州农村商业银行股份有限公司")]),
        ("市博牵头哪些", [("市博", "市博物馆")]),
        ("一院配合哪些", [("一院", "市第一人民医院")]),
        ("跟职院一起牵头的是哪个", [("职院", "东州职业技术学院")]),
        ("看看随县的任务", [("随县", "随县人民政府")]),
        # No party stands there, and its characters are of other words.
        ("农商行业贷款怎么发放", []),
    ],
)
def test_such_names_in_questions(bank: Engine, question: str, found: list[tuple[str, str]]) -> None:
    assert named(bank, question) == found


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
