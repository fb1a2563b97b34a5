"""Parts of written names: which stand for the name, and which say too little or another office's name."""

from __future__ import annotations

import pytest

from corpus.levels import NOWHERE, Level, Place
from corpus.parts import parts

COUNTY = Place(Level.COUNTY, "岭坪县", "县")
ZONE = Place(Level.COUNTY, "滨港新区", "区")
CENTRE = Place(Level.CENTRE, "", "国家")


@pytest.mark.parametrize(
    ("name", "own", "found"),
    [
        ("人保财险岭坪支公司", COUNTY, ["人保财险", "人保财险岭坪", "人保支公司", "人保财险支公司"]),
        ("农发行岭坪县支行", COUNTY, ["农发行", "农发行支行"]),
        ("港口物流集团", ZONE, ["港口物流", "港口集团", "物流集团"]),
        ("滨港海事处", ZONE, ["海事处"]),
        ("望海街道办事处", ZONE, ["望海", "望海街道办事处"]),
        ("渔港管理站", ZONE, ["渔港", "渔港站"]),
        ("市消防救援支队", NOWHERE, ["消防支队", "消防救援"]),
        ("科技创新局", NOWHERE, ["科创局"]),
        ("市自然资源和规划局", NOWHERE, ["自规局", "自然资源局", "资源和规划局"]),
        ("市文化广电旅游局", NOWHERE, ["文广旅局", "文旅局"]),
        ("中央宣传部", CENTRE, ["中宣部"]),
        ("市公安局交警支队", NOWHERE, ["交警支队"]),
        ("市水利和湖泊局", NOWHERE, ["水利局", "水利"]),
        ("宁波大学", NOWHERE, ["宁大"]),
        ("哈尔滨地铁集团有限公司", Place(Level.CITY, "哈尔滨市", "市"), ["地铁集团", "地铁"]),
        ("哈尔滨体育学院", Place(Level.CITY, "哈尔滨市", "市"), ["哈体院", "体育学院"]),
        ("吉林农业大学", NOWHERE, ["吉林农大", "农大"]),
        ("靖宇经济开发区管理委员会", NOWHERE, ["经开区"]),
        ("红石堡区人民政府", NOWHERE, ["红石堡区", "红石堡", "红石堡区政府"]),
        ("宽水县政府", NOWHERE, ["宽水县", "宽水"]),
        ("随县人民政府", NOWHERE, ["随县", "随县政府"]),
        ("市博物馆", NOWHERE, ["市博"]),
        ("市第一人民医院", NOWHERE, ["一院", "一医院"]),
        ("市第二中学", NOWHERE, ["二中"]),
        ("中国移动通信集团有限公司东州分公司", NOWHERE, ["移动"]),
        ("县农村公路养护中心", NOWHERE, ["公路养护中心", "养护中心"]),
        ("东州市城市投资集团有限公司", Place(Level.CITY, "东州", "市"), ["城投", "城投集团"]),
    ],
)
def test_what_stands_for_a_name(name: str, own: Place, found: list[str]) -> None:
    assert set(found) <= {part for part, _ in parts(name, own)}


@pytest.mark.parametrize(
    ("name", "own", "not_found"),
    [
        ("人保财险岭坪支公司", COUNTY, ["岭坪", "支公司"]),
        ("市公安局交警支队", NOWHERE, ["公安局", "公安支队", "市公安局"]),
        ("国家税务总局岭坪县税务局", COUNTY, ["国家税务总局", "国家"]),
        ("中国人民银行岭坪支行", COUNTY, ["岭坪", "中国"]),
        ("呼和浩特海关", NOWHERE, ["呼和浩特"]),
        ("各乡（镇）人民政府", NOWHERE, ["人民政府"]),
        ("各乡镇人民政府", NOWHERE, ["人民政府", "乡镇"]),
        ("各县人民政府", NOWHERE, ["各县"]),
        ("市人民政府", NOWHERE, ["人民", "人民政府"]),
        ("市地方金融管理局", NOWHERE, ["地方", "管理局"]),
        ("县农业综合执法大队", NOWHERE, ["农业大队", "大队"]),
        ("Department of Commerce", NOWHERE, ["Department"]),
        ("", NOWHERE, [""]),
    ],
)
def test_what_says_too_little(name: str, own: Place, not_found: list[str]) -> None:
    assert not {part for part, _ in parts(name, own)} & set(not_found)


def test_what_ends_as_the_name_does_is_told() -> None:
    assert dict(parts("港口物流集团", ZONE)) == {
        "港口物流": False,
        "港口物流集团": True,
        "港口": False,
        "港口集团": True,
        "物流集团": True,
        "港物": False,
        "港物集团": True,
    }
