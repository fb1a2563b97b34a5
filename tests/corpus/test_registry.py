"""Registries made from plans' own names: each party is itself, unknown ones too, and offices of other levels are told apart."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from corpus.departments import Registry
from corpus.levels import Level, Place, place_named
from corpus.registry import registry_of

PLANS = tomllib.loads(Path(__file__).with_name("parties.toml").read_text("utf-8"))


def registry(plan: str) -> Registry:
    return registry_of(PLANS[plan]["tasks"], (PLANS[plan]["title"],))


@pytest.mark.parametrize(
    ("plan", "level", "name", "word"),
    [
        ("centre", Level.CENTRE, "", "国家"),
        ("ministry", Level.CENTRE, "", "国家"),
        ("province", Level.PROVINCE, "青原省", "省"),
        ("municipality", Level.CITY, "上海市", "市"),
        ("league", Level.CITY, "锡林郭勒盟", "盟"),
        ("county", Level.COUNTY, "平阳县", "县"),
        ("district", Level.COUNTY, "南澄区", "区"),
        ("zone", Level.COUNTY, "青山经济技术开发区", "区"),
    ],
)
def test_whose_plan_it_is(plan: str, level: Level, name: str, word: str) -> None:
    assert registry(plan).own == Place(level, name, word)


@pytest.mark.parametrize("plan", PLANS)
def test_every_name_as_written_is_a_party_with_an_id_that_a_link_can_hold(plan: str) -> None:
    made = registry(plan)
    for names in PLANS[plan]["tasks"]:
        ids = [made.written(name).id for name in names]
        assert len(set(ids)) == len(ids), names
        for name, id in zip(names, ids, strict=True):
            assert made[id].id == id and re.fullmatch("[a-z0-9_]{1,40}", id)
            assert made.written(name).name, name


@pytest.mark.parametrize("plan", PLANS)
def test_a_name_means_one_department_or_is_shared_by_the_plans_own(plan: str) -> None:
    made = registry(plan)
    owner: dict[str, str] = {}
    for department in made.departments:
        for name in (*department.names, *department.bare):
            said = name.lower()
            assert owner.setdefault(said, department.id) == department.id or said in made.claims.shared, name


@pytest.mark.parametrize("plan", PLANS)
def test_ids_do_not_depend_on_the_order_of_other_plans(plan: str) -> None:
    assert [d.id for d in registry(plan).departments] == [d.id for d in registry(plan).departments]


@pytest.mark.parametrize(
    ("plan", "said", "written"),
    [
        ("province", "发改委", "省发展改革委"),
        ("province", "省发改委", "省发展改革委"),
        ("province", "青原省发展和改革委员会", "省发展改革委"),
        ("province", "税务局", "国家税务总局青原省税务局"),
        ("province", "青原铁路局", "中国铁路青原局集团有限公司"),
        ("province", "社会工作部", "省委社会工作部"),
        ("province", "共青团省委", "团省委"),
        ("province", "各市政府", "各市（州）人民政府"),
        ("district", "公安局", "市公安局南澄分局"),
        ("district", "体育局", "区文化广电旅游体育局"),
        ("district", "文旅局", "区文化广电旅游体育局"),
        ("district", "街道办", "各街道办事处"),
        ("district", "政数局", "区政务服务数据管理局"),
        ("centre", "团中央", "共青团中央"),
        ("county", "发改委", "县发改局"),
        ("county", "供电公司", "县电力局"),
        ("county", "水电局", "县水电局"),
        ("municipality", "教委", "市教委"),
        ("municipality", "经信委", "市经济信息化委"),
        ("municipality", "规资局", "市规划资源局"),
        ("league", "组织部", "盟委组织部"),
        ("league", "各旗县市政府", "各旗县市（区）人民政府"),
        ("zone", "经发局", "经济发展局"),
        ("zone", "公安局", "公安分局"),
    ],
)
def test_what_people_say_means_the_party_that_fits(plan: str, said: str, written: str) -> None:
    made = registry(plan)
    assert said in made and made.written(said) == made.written(written)


@pytest.mark.parametrize(
    ("plan", "said", "name"),
    [
        ("province", "商务厅", "商务厅"),
        ("county", "审计局", "审计局"),
        ("centre", "外交部", "外交部"),
        ("municipality", "民政局", "民政局"),
    ],
)
def test_an_office_that_the_plan_does_not_name_is_known_at_its_level(plan: str, said: str, name: str) -> None:
    made = registry(plan)
    named = {made.written(party).id for names in PLANS[plan]["tasks"] for party in names}
    assert made.written(said).name == name and made.written(said).id not in named


def test_no_other_region_is_named_in_a_plan() -> None:
    for plan in ("province", "county", "district", "municipality", "centre"):
        told = [step.source for department in registry(plan).departments for step in department.successors]
        said = "".join(name for department in registry(plan).departments for name in department.names)
        assert told and not [source for source in told if "内蒙古" in source or "自治区" in source]
        assert "呼和浩特" not in said and "Inner Mongolia" not in said


def test_reforms_lead_from_an_old_name_to_a_new_one_and_back() -> None:
    made = registry("county")
    heirs = {step.id for step in made.written("县卫生局").successors}
    assert [made[id].name for id in heirs] == ["卫生计生局"]
    before = {old.name for old, _ in made.predecessors[made.written("自然资源局").id]}
    assert {"县国土局", "县规划局"} <= before


def test_two_offices_of_a_kind_in_one_task_are_two_parties() -> None:
    made = registry("county")
    assert made.written("县水利局").id == "shuili" != made.written("县水电局").id
    assert set(made.claims.shared["水利部门"]) == {made.written("县水利局").id, made.written("县水电局").id}


def test_offices_of_two_levels_in_one_plan() -> None:
    made = registry_of([["省教育厅", "市教育局", "省发展改革委", "市发展改革委"]], ("青原省人民政府办公厅",))
    province, city = made.written("省教育厅"), made.written("市教育局")
    assert (province.id, city.whose) == ("jiaoyu", Place(Level.CITY, "", "市"))
    assert made.written("教育厅") == province and made.written("教育局") == city
    assert set(made.claims.shared["发改委"]) == {made.written("省发展改革委").id, made.written("市发展改革委").id}
    assert made.of_place("jiaoyu", Place(Level.CITY, "", "市")) == city.id


@pytest.mark.parametrize(
    ("place", "id", "name"),
    [
        (Place(Level.COUNTY, "", "县"), "wenlv_county", "县文化和旅游局"),
        (Place(Level.CENTRE, "", "国家"), "wenlv_centre", "国家文化和旅游部"),
        (Place(Level.PROVINCE, "浙江省", "省"), "wenlv_other", "其他地方的文化和旅游厅"),
    ],
)
def test_an_office_of_another_level_or_place_is_another_and_points_to_the_plans_own(
    place: Place, id: str, name: str
) -> None:
    made = registry("province")
    assert not made.owns(place)
    assert made.of_place("wenlv", place) == id
    assert (made[id].name, made.own_instead(id)) == (name, "wenlv")


def test_an_unknown_name_stays_itself_with_general_names() -> None:
    made = registry_of([["县华丰文化发展有限公司", "县春苗计划工作领导小组办公室"]], ("平阳县",))
    company = made.written("县华丰文化发展有限公司")
    assert company.name == "县华丰文化发展有限公司" and company.id.startswith("x_")
    assert {"华丰文化发展公司", "华丰文化发展有限公司"} <= set(company.names)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("瑞江市", Place(Level.CITY, "瑞江市", "市")),
        ("南澄区", Place(Level.COUNTY, "南澄区", "区")),
        ("工业园区", None),
        ("各市", None),
        ("超市", None),
    ],
)
def test_names_of_places(words: str, place: Place | None) -> None:
    assert place_named(words) == place
