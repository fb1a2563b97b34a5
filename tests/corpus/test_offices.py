"""The file of kinds: names read as kinds, forms made by rule, a jurisdiction's additions, and each wrong entry named."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.levels import Level
from corpus.offices import load_kinds
from corpus.records import CorpusError

KINDS = load_kinds()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("发展改革委", ("fagai",)),
        ("发展与改革局", ("fagai",)),
        ("工业和信息化部", ("gongxin",)),
        ("工信科技局", ("gongxinkeji", "gongxin", "keji")),
        ("发展改革和科技局", ("fagai", "keji")),
        ("政务服务数据管理局", ("zhengshu", "zhengfu", "shuju")),
        ("文化和旅游厅", ("wenlv",)),
        ("编办", ("bianban",)),
        ("火星局", ()),
        ("局", ()),
        ("", ()),
    ],
)
def test_kinds_of_names(name: str, kinds: tuple[str, ...]) -> None:
    assert KINDS.of(name) == kinds


@pytest.mark.parametrize(
    ("level", "name", "english"),
    [
        (Level.CENTRE, "商务部", "Ministry of Commerce"),
        (Level.PROVINCE, "商务厅", "Department of Commerce"),
        (Level.COUNTY, "商务局", "Commerce Bureau"),
    ],
)
def test_names_at_each_level(level: Level, name: str, english: str) -> None:
    forms = KINDS.forms(level)["shangwu"]
    assert (forms.name, forms.en[0]) == (name, english)


def test_a_jurisdiction_adds_to_the_kinds() -> None:
    regional = load_kinds("内蒙古自治区")
    assert regional.by_id["nongmu"].name(Level.PROVINCE) == "农牧厅"
    assert regional.of("农业农村厅") == regional.of("农牧厅") == ("nongmu",)
    assert KINDS.of("农牧厅") == ()
    assert load_kinds("青原省").by_id == KINDS.by_id


def test_there_are_kinds_enough() -> None:
    assert len(KINDS.by_id) > 200


ONE = '[one]\nstems = "甲"\nends = "厅"\n'


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (ONE + 'nick = "甲"', "one has the unknown key nick"),
        ('[one]\nends = "厅"', "one needs a name, or a stem and one of the ends"),
        ('[one]\nstems = "甲"\nends = "所"', "one needs a name, or a stem and one of the ends"),
        (ONE + 'name = "甲 乙"', "one has 2 names"),
        (ONE + 'also = ["甲"]', "one: also is not a string"),
        (ONE + 'became = ["two 2018 renamed x"]', "'two 2018 renamed x' is no step"),
        ('[sources]\nx = "y"\n' + ONE + 'became = ["two 2018 renamed x"]', "one names two, which has no entry"),
        ('[One]\nname = "甲"', "One is no table of a kind"),
        ("[one", "is not valid TOML"),
    ],
)
def test_a_wrong_entry_is_named(toml: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text(toml, "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_kinds("", path, tmp_path / "none")
    message = str(caught.value)
    assert message.startswith(str(path)) and says in message and "\n" not in message
