"""Names in a bracket: separators, prefixes that distribute, institutions that the comma must not cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clauses import account, read_clause
from corpus.parties import read_names
from corpus.passage import legible
from corpus.records import RuleKind


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("自治区商务厅", ["自治区商务厅"]),
        ("自治区商务厅、发展改革委", ["自治区商务厅", "自治区发展改革委"]),
        ("自治区商务厅，发展改革委", ["自治区商务厅", "自治区发展改革委"]),
        ("自治区商务厅,发展改革委", ["自治区商务厅", "自治区发展改革委"]),
        ("商务厅、发展改革委", ["商务厅", "发展改革委"]),
        ("内蒙古国税局，自治区地税局、财政厅", ["内蒙古国税局", "自治区地税局", "自治区财政厅"]),
        ("呼和浩特海关、自治区财政厅", ["呼和浩特海关", "自治区财政厅"]),
        ("自治区商务厅、呼和浩特海关、财政厅", ["自治区商务厅", "呼和浩特海关", "自治区财政厅"]),
        (
            "自治区金融办，内蒙古银监局、证监局，人民银行呼和浩特中心支行",
            ["自治区金融办", "内蒙古银监局", "内蒙古证监局", "人民银行呼和浩特中心支行"],
        ),
        ("自治区发展改革委，各盟行政公署、市人民政府", ["自治区发展改革委", "各盟行政公署", "各市人民政府"]),
        ("省发展改革委，各市(县)、区政府", ["省发展改革委", "各市(县)、区政府"]),
        ("省发展改革委、各市（县）、区政府、财政厅", ["省发展改革委", "各市（县）、区政府", "财政厅"]),
        ("省发展改革委，各设区市、县（市、区）人民政府", ["省发展改革委", "各设区市、县（市、区）人民政府"]),
        (
            "区交通运输局、自然资源规划北仑分局、灵峰产业园、公安分局、民政局",
            ["区交通运输局", "自然资源规划北仑分局", "灵峰产业园", "区公安分局", "区民政局"],
        ),
        (
            "市林业局、共青团岳阳市委员会、岳阳日报社、农委、沧屿海警局、渔业办公室",
            ["市林业局", "共青团岳阳市委员会", "岳阳日报社", "市农委", "沧屿海警局", "市渔业办公室"],
        ),
        (
            "省商务厅、昆明国际花卉拍卖交易中心、地方金融监管局",
            ["省商务厅", "昆明国际花卉拍卖交易中心", "省地方金融监管局"],
        ),
        ("区商务局、栖云山街办、财政局", ["区商务局", "栖云山街办", "区财政局"]),
        ("自治区林草局、农牧厅（乡村振兴局）、财政厅", ["自治区林草局", "自治区农牧厅（乡村振兴局）", "自治区财政厅"]),
        ("市四城创建办、住房和城乡规划建设委员会", ["市四城创建办", "市住房和城乡规划建设委员会"]),
        ("分管副省长、省科技厅", ["省科技厅"]),
        ("、自治区商务厅、、发展改革委，", ["自治区商务厅", "自治区发展改革委"]),
        ("", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_names(written: str, names: list[str]) -> None:
    assert [named.name for named in read_names(legible(written)).names] == names


def test_a_collective_without_an_institution_is_kept_whole() -> None:
    assert [named.name for named in read_names(legible("各相关")).names] == ["各相关"]


def test_spans_address_the_whole_text() -> None:
    text = "前文（自治区商务厅、财政厅）后文"
    read = read_names(legible(text)[3:13])
    assert read.prefix == "自治区"
    assert [(named.name, named.span.of(text)) for named in read.names] == [
        ("自治区商务厅", "自治区商务厅"),
        ("自治区财政厅", "财政厅"),
    ]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("列第一位的为牵头部门，其他按职责分工负责，下同", RuleKind.FIRST_LEADS),
        ("排在第一位的部门为牵头单位，下同", RuleKind.FIRST_LEADS),
        ("列首位的为牵头单位", RuleKind.FIRST_LEADS),
        ("只明确一个部门的，其他有关部门配合，下同", RuleKind.SOLE_ASSISTED),
        ("只明确一个单位的，其他单位予以配合", RuleKind.SOLE_ASSISTED),
        ("视情况另定", None),
        ("第一位发言人由厅长担任", None),
    ],
    ids=lambda value: str(value),
)
def test_rules(sentence: str, kind: RuleKind | None) -> None:
    text = f"商务厅。{sentence}"
    read = read_clause(legible(text))
    account(legible(text), read)
    assert [(found, span.of(text)) for found, span in read.rules] == ([(kind, sentence)] if kind else [])
    assert [span.of(text) for span in read.unread] == ([] if kind else [sentence])


@given(
    st.lists(st.sampled_from([*"、，,。各市（）县省 ", "区政府", "自治区", "商务厅", "公署", "海关"]), max_size=30).map(
        "".join
    )
)
def test_no_character_is_read_twice_and_none_but_what_is_no_word_is_lost(text: str) -> None:
    read = read_clause(legible(text))
    account(legible(text), read)
    spans = [named.span for named in read.names] + [span for _, span in read.rules] + list(read.unread)
    covered = [i for span in spans for i in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    assert {text[i] for i in set(range(len(text))) - set(covered)} <= set("、，,。 （）")
