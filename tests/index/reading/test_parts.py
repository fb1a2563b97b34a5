"""A plan's own parties by a part of their name, before offices that it does not have; governments by their levels."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.query import MatchKind
from tests.index.reading.small import engine_of, named

PLANS = {
    "county": (
        "岭坪县野生动物致害处置工作任务分工",
        [["县林业局", "人保财险岭坪支公司", "县人力资源和社会保障局"], ["县农商银行", "各乡镇人民政府", "县财政局"]],
    ),
    "zone": (
        "滨港新区冷链任务分工",
        [
            ["港口物流集团", "滨港海事处", "财政金融局"],
            ["科技创新局", "渔港管理站", "望海街道办事处"],
            ["招商促进局", "经济发展局"],
        ],
    ),
    "city": (
        "禾川市管线改造任务分工",
        [
            ["市住建局", "各县（市、区）政府", "市消防救援支队"],
            ["市水务局", "市民政局", "团市委"],
            ["市商务局", "市医保局"],
        ],
    ),
    "counties": (
        "安宁市果业任务分工",
        [
            ["市商务局", "青崖市人民政府", "红石堡区人民政府"],
            ["同禾县人民政府", "安宁出入境边防检查站", "市自然资源局"],
            ["红石堡区人民政府", "同禾县人民政府", "安宁海事局"],
            ["市科技局", "市工业和信息化局"],
        ],
    ),
    "region": ("某盟食品整治任务分工", [["盟卫生局", "各盟行政公署", "各市人民政府"], ["各旗县人民政府", "盟商务局"]]),
}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    return {name: engine_of(*plan, tmp_path_factory.mktemp(name)) for name, plan in PLANS.items()}


@pytest.mark.parametrize(
    ("plan", "question", "found"),
    [
        ("county", "人保财险参加哪些", [("人保财险", "人保财险岭坪支公司")]),
        ("county", "人社局参加哪些", [("人社局", "县人力资源和社会保障局")]),
        ("county", "农商行牵头什么", [("农商行", "县农商银行")]),
        ("zone", "港口集团和海事处都有的", [("港口集团", "港口物流集团"), ("海事处", "滨港海事处")]),
        ("zone", "科创局牵头几项", [("科创局", "科技创新局")]),
        ("zone", "渔港那边有啥任务", [("渔港", "渔港管理站")]),
        ("zone", "望海街道牵头什么", [("望海街道", "望海街道办事处")]),
        ("city", "消防支队配合哪项", [("消防支队", "市消防救援支队")]),
        ("counties", "红石堡跟青崖一块儿有份的", [("红石堡", "红石堡区人民政府"), ("青崖", "青崖市人民政府")]),
        ("counties", "同禾县有、红石堡区没有的", [("同禾县", "同禾县人民政府"), ("红石堡区", "红石堡区人民政府")]),
        ("counties", "同禾呢", [("同禾", "同禾县人民政府")]),
        (
            "counties",
            "青崖、同禾、红石堡三地都有的",
            [("青崖", "青崖市人民政府"), ("同禾", "同禾县人民政府"), ("红石堡", "红石堡区人民政府")],
        ),
        ("counties", "市政府对红石堡有什么要求", [("市政府", ""), ("红石堡", "红石堡区人民政府")]),
        (
            "counties",
            "红石堡区这边问下，我们区政府参与哪些",
            [("红石堡区", "红石堡区人民政府"), ("区政府", "红石堡区人民政府")],
        ),
        ("counties", "县区政府牵头的", [("县区政府", "青崖市人民政府/红石堡区人民政府/同禾县人民政府")]),
        ("counties", "边检站配合哪些", [("边检站", "安宁出入境边防检查站")]),
        ("counties", "自规局配合哪些", [("自规局", "市自然资源局")]),
        ("counties", "which tasks does Tonghe County lead", [("tonghe county", "同禾县人民政府")]),
        ("counties", "tasks of hongshibao", [("hongshibao", "红石堡区人民政府")]),
        ("counties", "what does the STB lead, and the MSA?", [("stb", "市科技局"), ("msa", "安宁海事局")]),
        ("counties", "BIIT tasks", [("biit", "市工业和信息化局")]),
    ],
)
def test_a_party_is_found_by_a_part_of_its_name(
    plan: str, question: str, found: list[tuple[str, str]], engines: dict[str, Engine]
) -> None:
    assert named(engines[plan], question) == found


@pytest.mark.parametrize("question", ["渔港升级改造那条是谁牵头", "港口的吞吐量要到多少", "望海的灯塔谁修"])
def test_a_short_part_among_words_of_a_subject_names_nobody(question: str, engines: dict[str, Engine]) -> None:
    assert named(engines["zone"], question) == []


def test_a_part_that_is_an_official_name_elsewhere_is_said_to_be_understood_so(engines: dict[str, Engine]) -> None:
    assert named(engines["zone"], "招商局牵头哪些") == [("招商局", "招商促进局")]
    assert engines["zone"].names.called("招商局").known is MatchKind.SLIP
    assert engines["zone"].names.called("港口集团").known is MatchKind.EXACT


@pytest.mark.parametrize("plan", PLANS)
def test_no_part_takes_the_name_of_another_party(plan: str, engines: dict[str, Engine]) -> None:
    names = engines[plan].names
    own = {part for part in names.parts if names.exact.get(part) in names.tables}
    assert own == set()
    assert all(ids[0] in names.tables for ids in names.parts.values())


@pytest.mark.parametrize(
    ("plan", "question", "found"),
    [
        ("city", "县（市、区）政府要协办的", [("县(市、区)政府", "各县（市、区）政府")]),
        ("city", "各县区跟住建局都在的", [("各县区", "各县（市、区）政府"), ("住建局", "市住建局")]),
        ("city", "县市区政府配合的有几项", [("县市区政府", "各县（市、区）政府")]),
        ("city", "县区那边有任务吗", [("县区", "各县（市、区）政府")]),
        ("county", "乡镇街道要做什么", [("乡镇街道", "各乡镇人民政府")]),
        ("region", "旗县市政府牵头什么", [("旗县市政府", "各旗县人民政府")]),
        ("region", "各盟市有哪些任务", [("各盟市", "各盟行政公署/各市人民政府")]),
    ],
)
def test_governments_are_known_by_their_levels(
    plan: str, question: str, found: list[tuple[str, str]], engines: dict[str, Engine]
) -> None:
    assert named(engines[plan], question) == found


@pytest.mark.parametrize(
    "question", ["市区的管网谁改造", "县区域内的燃气管", "政府采购谁管", "这是省政府第几次常务会议定的"]
)
def test_what_is_no_government(question: str, engines: dict[str, Engine]) -> None:
    assert named(engines["city"], question) == []


def test_a_government_is_not_its_office(engines: dict[str, Engine]) -> None:
    assert named(engines["city"], "省政府牵头哪些任务") == [("省政府", "")]
    assert named(engines["city"], "市政府办牵头哪些任务")[0][0] == "市政府办"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("我统计到头都大了，哪项单位最多", []),
        ("安全大检查是哪一项", []),
        ("就业那部分有几项", []),
        ("通村公路归谁管", []),
        ("统计局牵头哪些", [("统计局", "")]),
        ("统计那边有任务吗", [("统计", "")]),
        ("统计牵头哪些", [("统计", "")]),
        ("那统计呢", [("统计", "")]),
        ("统计的同志问的", [("统计", "")]),
        ("民政牵头哪些", [("民政", "市民政局")]),
        ("民政那条", [("民政", "市民政局")]),
        ("How many tasks does the fishing-port schedule set out?", []),
        ("Progress has to reach the supervision office every month", []),
        ("new parks or street trees", []),
        ("which tasks does statistics support?", [("statistics", "")]),
    ],
)
def test_a_stem_of_an_office_that_the_plan_lacks_counts_where_one_stands(
    question: str, found: list[tuple[str, str]], engines: dict[str, Engine]
) -> None:
    assert named(engines["city"], question) == found


@pytest.mark.parametrize(
    ("plan", "question", "found"),
    [
        ("city", "商物局牵头哪些", [("商物局", "市商务局")]),
        ("city", "依保局在第几条", [("依保局", "市医保局")]),
        ("city", "医!保!局!在第几条", [("医保局", "市医保局")]),
        ("city", "名政局有几项", [("名政局", "市民政局")]),
        ("city", "团试委参加的", [("团试委", "团市委")]),
        ("city", "消访支队配合哪项", [("消访支队", "市消防救援支队")]),
        ("zone", "财证金容局有关的任务", [("财证金容局", "财政金融局")]),
        ("county", "人力姿源和社会保章局参加的", [("人力姿源和社会保章局", "县人力资源和社会保障局")]),
        ("county", "人力姿源社会保章局参加的", [("人力姿源社会保章局", "县人力资源和社会保障局")]),
        ("county", "王姐的殡改办台账，林业局牵头的", [("林业局", "县林业局")]),
    ],
)
def test_a_name_is_known_by_its_sound(
    plan: str, question: str, found: list[tuple[str, str]], engines: dict[str, Engine]
) -> None:
    assert named(engines[plan], question) == found


def test_of_names_that_sound_alike_the_one_that_looks_more_alike_is_meant(tmp_path: Path) -> None:
    engine = engine_of("平阳县任务分工", [["县税务局", "县水务局"]], tmp_path)
    assert named(engine, "税雾局牵头什么") == [("税雾局", "县税务局")]
    assert named(engine, "水雾局牵头什么") == [("水雾局", "县水务局")]
    assert named(engine, "睡悟局牵头什么") == [("睡悟局", "?")]
