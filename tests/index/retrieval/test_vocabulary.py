"""The vocabulary of government work: everyday and English expressions lead to the official terms, and to no others."""

from __future__ import annotations

import pytest

from corpus.normalize import fold
from index.retrieval.vocabulary import vocabulary


def official(topic: str) -> set[str]:
    """The official terms of everything that a topic speaks of."""
    known = vocabulary()
    return {term for place in known.spoken_of(fold(topic)) for term in known.entries[place].official}


@pytest.mark.parametrize(
    ("topic", "term"),
    [
        ("去哪儿办执照", "工商登记"),
        ("能不能免税", "税前扣除"),
        ("进口设备免不免关税", "免征关税"),
        ("彩礼越来越高", "移风易俗"),
        ("门口垃圾堆着没人拉", "垃圾清运"),
        ("厂子招不到人", "用工"),
        ("flood drills", "防汛"),
        ("flood drills", "演练"),
        ("Registering a new company", "企业开办"),
        ("nursing homes", "养老机构"),
    ],
)
def test_what_people_say_has_official_terms(topic: str, term: str) -> None:
    assert term in official(topic)


def test_parts_must_all_be_said() -> None:
    assert "最低收购价" in official("粮食今年怎么卖")
    assert "最低收购价" not in official("粮食")


def test_english_is_matched_by_whole_words_less_their_endings() -> None:
    assert "海关特殊监管区域" not in official("口岸建设")
    assert "港口" in official("ports") and "港口" not in official("sports")
    assert official("") == set()


def test_every_entry_is_whole() -> None:
    for entry in vocabulary().entries:
        assert entry.official and all(term == term.strip() and term for term in entry.official), entry
        assert entry.said and all(part == part.strip() and part for parts in entry.said for part in parts), entry
