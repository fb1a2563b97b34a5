"""Sections by their titles: wholly, in good part, or by a few words beside a word for sections; never where two have them."""

from __future__ import annotations

import pytest

from corpus.records import Plan
from index.titles import section_named


@pytest.mark.parametrize(
    ("topic", "section"),
    [
        ("因地制宜承接发展优势特色产业", 1),
        ("促进承接产业集中布局", 2),
        ("产业集中布局", 2),
        ("资源节约和环境保护", 4),
        ("「加强政策支持和引导」讲了什么", 7),
        ("Strengthening policy support and guidance", 7),
        ("human resource support and employment security", 6),
    ],
)
def test_a_title_wholly_or_in_good_part(topic: str, section: int, plan: Plan) -> None:
    assert section_named(topic, plan, cued=False) == section
    assert section_named(topic, plan, cued=True) == section


@pytest.mark.parametrize(
    ("topic", "section"),
    [
        ("集中布局", 2),
        ("环境保护", 4),
        ("体制机制", 5),
        ("就业保障", 6),
        ("政策支持", 7),
        ("组织领导", 8),
        ("policy support", 7),
        ("environmental protection", 4),
    ],
)
def test_a_few_words_only_beside_a_word_for_sections(topic: str, section: int, plan: Plan) -> None:
    assert section_named(topic, plan, cued=True) == section
    assert section_named(topic, plan, cued=False) is None


@pytest.mark.parametrize(
    "topic", ["承接产业转移", "产业转移", "strengthening", "口岸建设", "加工贸易", "cats", "产", ""]
)
@pytest.mark.parametrize("cued", [True, False])
def test_words_of_several_titles_or_of_none(topic: str, cued: bool, plan: Plan) -> None:
    assert section_named(topic, plan, cued) is None
