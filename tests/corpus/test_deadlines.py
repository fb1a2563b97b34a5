"""Time limits: told from other words, and the last day that they allow."""

from __future__ import annotations

import pytest

from corpus.deadlines import Day, due, is_deadline, is_ongoing, limit_in_words, names_time, period_in_words
from corpus.parser import parse


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


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("打击偷捕,每季度至少组织1次联合执法,线索24小时内移交。", "每季度"),
        ("谋划储备项目,每月调度一次申报进展。", "每月"),
        ("设补食点18处,每年10月至次年3月开展两次调查,严防毒杀。", "每年10月至次年3月"),
        ("建设基地10个,2025年12月举办观鸟节。", "2025年12月"),
        ("一人一杆,2025年第二季度出台办法。", "2025年第二季度"),
        ("每年安排专项资金2000万元。", None),
        ("复核2024年12月举办的活动。", None),
        ("护路员每月巡路不少于2次。", None),
        ("开展整治,及时通报。", None),
    ],
)
def test_periods_in_words(words: str, limit: str | None) -> None:
    found = period_in_words(words)
    assert (None if found is None else words[slice(*found)]) == limit


def test_a_last_clause_says_that_work_goes_on() -> None:
    assert limit_in_words("实行动态清零,长期坚持。") == (7, 11)
    assert limit_in_words("长期坚持,实行动态清零。") is None


def test_periods_are_no_limits_where_limits_stand_apart() -> None:
    plan = "某市方案\n1.巡湖。组织巡湖，每月开展一次评比。（市水利局牵头）\n2.修闸。修闸3座，{}（市水利局牵头）\n"
    assert [task.deadline for task in parse(plan.format("2025年6月底前完工。")).tasks] == ["每月", "2025年6月底前"]
    assert [task.deadline for task in parse(plan.format("改善灌溉。2025年6月底前完成。")).tasks] == [
        None,
        "2025年6月底前",
    ]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("7月1日上线小程序", True),
        ("每季度通报一次", True),
        ("每学期检查一次", True),
        ("30日内办结", True),
        ("加强宣传引导", False),
        ("建成3座冷库", False),
    ],
)
def test_words_that_name_a_time(words: str, names: bool) -> None:
    assert names_time(words) is names
