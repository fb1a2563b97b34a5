"""Who does what, read from brackets, labels and sentences: roles by labels, by verbs and by rule, deadlines, open lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clauses import is_responsibility, read_clause
from corpus.passage import legible
from corpus.records import Basis


def read(words: str, first_leads: bool = False) -> tuple[list[str], list[str], Basis]:
    parties, basis = read_clause(legible(words)).parties(first_leads)
    leads = [party.name for party in parties if party.role == "lead"]
    return leads, [party.name for party in parties if party.name not in leads], basis


@pytest.mark.parametrize(
    ("words", "leads", "others"),
    [
        ("牵头单位：市发改委，责任单位：市财政局、商务局", ["市发改委"], ["市财政局", "市商务局"]),
        (
            "牵头单位:区政府办公室,责任单位:区政府有关部门,各街道(功能区)",
            ["区政府办公室"],
            ["区政府有关部门", "各街道(功能区)"],
        ),
        ("责任单位：市教育局；配合单位：市财政局", ["市教育局"], ["市财政局"]),
        ("省发展改革委牵头，财政厅、商务厅配合", ["省发展改革委"], ["省财政厅", "省商务厅"]),
        ("省教育厅、财政厅牵头", ["省教育厅", "省财政厅"], []),
        ("市經信委牽頭落實", ["市經信委"], []),
        ("市教育局负责，市财政局协助", ["市教育局"], ["市财政局"]),
        ("省发展改革委会同财政厅、商务厅负责", ["省发展改革委"], ["省财政厅", "省商务厅"]),
        ("省发展改革委牵头，会同省财政厅等部门组织实施", ["省发展改革委"], ["省财政厅"]),
        ("财政部牵头,国务院相关部门及各地区按职责分工负责", ["财政部"], ["国务院相关部门", "各地区"]),
        ("牵头单位：市发改委（配合单位：市财政局、市商务局）", ["市发改委"], ["市财政局", "市商务局"]),
        ("牵头单位：县城建局（责任人：张某）；责任单位及责任人：县水务局 余某", ["县城建局"], ["县水务局"]),
        ("市发改委（牵头）、财政局、商务局", ["市发改委"], ["市财政局", "市商务局"]),
        ("责任单位：市商务局、市财政局、市税务局，双牵头", ["市商务局", "市财政局"], ["市税务局"]),
        ("市商务局、市财政局、市税务局、县政府，三家牵头", ["市商务局", "市财政局", "市税务局"], ["县政府"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_marked_leads(words: str, leads: list[str], others: list[str]) -> None:
    assert read(words) == (leads, others, Basis.EXPLICIT)
    assert read(words, first_leads=True) == (leads, others, Basis.EXPLICIT)


@pytest.mark.parametrize(
    "words",
    [
        "责任单位：市发改委、财政局",
        "市发改委、财政局",
        "市发改委、财政局按职责分工负责",
        "由市发改委和市财政局共同负责",
    ],
)
def test_without_a_mark_the_first_leads_only_by_rule(words: str) -> None:
    assert read(words) == ([], ["市发改委", "市财政局"], Basis.JOINT)
    assert read(words, first_leads=True) == (["市发改委"], ["市财政局"], Basis.RULE_FIRST)


def test_a_rule_among_the_names_is_no_name() -> None:
    clause = read_clause(legible("市教育局,市委农办,各县<市、区>人民政府,排名第一位为牵头单位,下同"))
    assert [name.name for name in clause.names] == ["市教育局", "市委农办", "各县<市、区>人民政府"]
    assert len(clause.rules) == 1 and clause.unread == []


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("市发改委、财政局按职责分工负责，2022年10月底前完成", "2022年10月底前完成"),
        ("牵头单位：市发改委；完成时限：2021年底", "2021年底"),
        ("市发改委牵头，长期坚持", "长期坚持"),
        ("市发改委牵头，市财政局配合", None),
    ],
)
def test_deadlines(words: str, deadline: str | None) -> None:
    clause = read_clause(legible(words))
    assert clause.deadline == deadline
    assert all("局" in name.name or "委" in name.name for name in clause.names)


@pytest.mark.parametrize("more", ["等", "等部门", "等有关部门", "等相关单位"])
def test_open_lists(more: str) -> None:
    clause = read_clause(legible(f"市发改委、财政局{more}"))
    assert ([name.name for name in clause.names], clause.open_ended) == (["市发改委", "市财政局"], True)


@pytest.mark.parametrize(
    "content",
    [
        "含",
        "此件公开发布",
        "共9项",
        "即徵收所屬期為2021年度",
        "单位：亿元",
        "2021—2025年",
        "见附件",
        "以下简称《意见》",
        "本文有删减",
    ],
)
def test_other_brackets(content: str) -> None:
    assert not is_responsibility(legible(content))


@given(st.text(alphabet="省市各厅局委牵头配合负责会同等及和、，；：。（）第一位为下同2021年底 ", max_size=40))
def test_any_words_are_read_and_no_character_belongs_to_two_names(words: str) -> None:
    clause = read_clause(legible(words))
    places = [i for name in clause.names for i in range(name.span.start, name.span.end)]
    assert len(places) == len(set(places)) and all(0 <= i < len(words) for i in places)
