"""Words left over: what may name a subject is searched for, what binds is never dropped, what fills is taken away."""

from __future__ import annotations

import math

import pytest

from corpus.normalize import fold
from index.reading.content import binds, fillers, has_subject, shape, trimmed


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("口岸", True),
        ("加工贸易", True),
        ("外资", True),
        ("牛", True),  # a lone noun says something
        ("vocational education", True),
        ("qwertz", True),  # an unknown word may be a subject
        ("产业 单子", True),
        ("", False),
        ("单子", False),
        ("整理一份给我", False),
        ("咱厅 的 活", False),
        ("please", False),
        ("a", False),
        ("？！", False),
    ],
)
def test_a_subject(words: str, subject: bool) -> None:
    assert has_subject(words) is subject


@pytest.mark.parametrize("words", ["不", "除了", "刨掉那个", "最", "第三", "没有", "42", "单子7", "前面几个"])
def test_what_may_leave_something_out_count_or_rank_is_never_dropped(words: str) -> None:
    assert binds(words)
    assert has_subject(words)


@pytest.mark.parametrize("words", ["别人", "别的", "别家", "单子", "口岸", "please", ""])
def test_what_binds_nothing(words: str) -> None:
    assert not binds(words)


@pytest.mark.parametrize(
    ("topic", "left"),
    [
        ("讲加工贸易", "加工贸易"),
        ("的口岸建设", "口岸建设"),
        ("说的是产业园区", "产业园区"),
        ("关于 清洁生产", "清洁生产"),
        ("口岸建设", "口岸建设"),
        ("看看", "看看"),  # where nothing else is said, that is the topic
        ("the port", "the port"),
        ("", ""),
    ],
)
def test_what_fills_at_the_start_of_a_topic_is_cut(topic: str, left: str) -> None:
    assert trimmed(topic) == left


def test_the_shape_of_left_over_words() -> None:
    length, content, nouns, alone, lone_noun, short, latin = shape("足球")
    assert length == pytest.approx(math.log(3)) and (content, nouns, alone, lone_noun, short, latin) == (
        1,
        1,
        1,
        1,
        1,
        0,
    )
    assert shape("please")[1:] == (0, 0, 1, 0, 0, 1)
    assert shape("") == (0, 0, 0, 0, 0, 1, 1)


def test_fillers_are_written_as_they_are_looked_up() -> None:
    assert [word for word in fillers() if fold(word) != word] == []
