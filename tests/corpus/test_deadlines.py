"""Time limits: told from other words, and the last day that they allow."""

from __future__ import annotations

import pytest

from corpus.deadlines import Day, due, is_deadline, is_ongoing


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022年11月底", (2022, 11, 30)),
        ("6月底前", (2024, 6, 30)),
        ("年底前", (2024, 12, 31)),
        ("2024年第三季度", (2024, 9, 30)),
        ("9月30日前", (2024, 9, 30)),
        ("2023年2月", (2023, 2, 28)),
        ("2023年3月至2024年6月", (2024, 6, 30)),
        ("2023年底前取得阶段性成果，2025年全面完成", (2025, 12, 31)),
        ("二〇二四年六月底前", (2024, 6, 30)),
        ("上半年", (2024, 6, 30)),
        ("“十四五”期间", (2025, 12, 31)),
        ("2025年9月上旬", (2025, 9, 10)),
        ("次年3月底前", (2025, 3, 31)),
        ("2023-06-30", (2023, 6, 30)),
        ("２０２３年８月底前", (2023, 8, 31)),
        ("持续推进", None),
        ("收到通知后20日内", None),
        ("13月", None),
    ],
)
def test_the_last_day(text: str, day: Day | None) -> None:
    assert due(text, 2024) == day


@pytest.mark.parametrize(
    ("text", "ongoing"),
    [("持续推进", True), ("长期坚持", True), ("全年", True), ("每年12月", False), ("20日内", False)],
)
def test_what_goes_on(text: str, ongoing: bool) -> None:
    assert is_ongoing(text) is ongoing


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("2023年8月底前完成", True),
        ("持续推进", True),
        ("2019年底前取得阶段性成果并长期坚持", True),
        ("完成", False),
        ("按月公布", False),
        ("2023年改造农房", False),
        ("一般投诉7个工作日内办结", False),
        ("市教育局", False),
    ],
)
def test_what_is_nothing_but_a_time_limit(words: str, is_one: bool) -> None:
    assert is_deadline(words) is is_one
