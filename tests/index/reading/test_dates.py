"""Times as questions name them: the period of each, by when, from when, and what is no time."""

from __future__ import annotations

import pytest

from index.query import AnyOf, Day, Due
from index.reading.normalise import normalised
from index.reading.periods import bounded, due, due_within, opened
from index.reading.spans import Span, number_spans

TODAY = (2024, 8, 15)


def spans(question: str) -> list[Span]:
    return [span for span in number_spans(normalised(question), 32, 6) if span.kind == "M"]


def period(question: str, usual: int = 2024) -> tuple[Day | None, Day | None]:
    """The days of the only time of a question."""
    (span,) = spans(question)
    found = due("due", span.numbers, usual, TODAY)
    return found.first, found.last


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("第四季度到期的有哪些", (2024, 10, 1), (2024, 12, 31)),
        ("四季度要完成的", (2024, 10, 1), (2024, 12, 31)),
        ("今年三季度末前", (2024, 9, 1), (2024, 9, 30)),
        ("前三季度要办完的", (2024, 1, 1), (2024, 9, 30)),
        ("Q3到期的", (2024, 7, 1), (2024, 9, 30)),
        ("due in the third quarter of 2025", (2025, 7, 1), (2025, 9, 30)),
        ("what is due in the last quarter", (2024, 10, 1), (2024, 12, 31)),
        ("上半年要完成的", (2024, 1, 1), (2024, 6, 30)),
        ("due in the second half of the year", (2024, 7, 1), (2024, 12, 31)),
        ("年内完成的", (2024, 1, 1), (2024, 12, 31)),
        ("2025年底前", (2025, 12, 1), (2025, 12, 31)),
        ("by the end of the year", (2024, 12, 1), (2024, 12, 31)),
        ("明年3月要完成的", (2025, 3, 1), (2025, 3, 31)),
        ("一七年六月底", (2017, 6, 1), (2017, 6, 30)),
        ("2023年8月31日前", (2023, 8, 31), (2023, 8, 31)),
        ("Which tasks are due on 31 August 2023?", (2023, 8, 31), (2023, 8, 31)),
        ("due on August 31st, 2023", (2023, 8, 31), (2023, 8, 31)),
        ("2023-08-31到期", (2023, 8, 31), (2023, 8, 31)),
        ("due in Sept", (2024, 9, 1), (2024, 9, 30)),
        ("due in May", (2024, 5, 1), (2024, 5, 31)),
        ("7-9月到期", (2024, 7, 1), (2024, 9, 30)),
        ("2023年12月至2024年3月", (2023, 12, 1), (2024, 3, 31)),
        ("11月到3月", (2024, 11, 1), (2025, 3, 31)),
        ("（10、11、12月）到期的", (2024, 10, 1), (2024, 12, 31)),
        ("between July and September", (2024, 7, 1), (2024, 9, 30)),
        ("本月到期的", (2024, 8, 1), (2024, 8, 31)),
        ("下个月到期的", (2024, 9, 1), (2024, 9, 30)),
        ("due this quarter", (2024, 7, 1), (2024, 9, 30)),
        ("6月上旬要完成的", (2024, 6, 1), (2024, 6, 10)),
        ("6月中旬前办完的", (2024, 6, 11), (2024, 6, 20)),
        ("2月下旬到期的", (2024, 2, 21), (2024, 2, 29)),
        ("9月下半月的", (2024, 9, 16), (2024, 9, 30)),
        ("due in mid-June", (2024, 6, 11), (2024, 6, 20)),
        ("due in early July", (2024, 7, 1), (2024, 7, 10)),
        ("the first half of June", (2024, 6, 1), (2024, 6, 15)),
        ("second-quarter tasks", (2024, 4, 1), (2024, 6, 30)),
        ("between 1 July and 30 September", (2024, 7, 1), (2024, 9, 30)),
        ("from July 15 through October 15", (2024, 7, 15), (2024, 10, 15)),
        ("due between March 1 and April 30, 2025", (2025, 3, 1), (2025, 4, 30)),
        ("7.31以前要交的", (2024, 7, 31), (2024, 7, 31)),
        ("五一之前就得交的", (2024, 5, 1), (2024, 5, 1)),
        ("国庆长假过后才到期的", (2024, 10, 1), (2024, 10, 1)),
        ("7、8、9三个月到期的", (2024, 7, 1), (2024, 9, 30)),
        ("七八月份要交卷的", (2024, 7, 1), (2024, 8, 31)),
        ("十月十一月到期的", (2024, 10, 1), (2024, 11, 30)),
        ("2025年头六个月里到期的", (2025, 1, 1), (2025, 6, 30)),
        ("最后两个月到期的", (2024, 11, 1), (2024, 12, 31)),
        ("最后一个季度得收尾的", (2024, 10, 1), (2024, 12, 31)),
        ("儿童节前要办完的", (2024, 6, 1), (2024, 6, 1)),
    ],
)
def test_the_period(question: str, first: Day, last: Day) -> None:
    assert period(question) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "tasks that may be shared",
        "几月底要完成",
        "国办函〔2016〕900号",
        "第3条到第5条",
        "marching on",
        "20日内办结的",
        "3.5万亩",
        "劳动局",
        "教师培训",
        "前三个任务",
    ],
)
def test_no_time(question: str) -> None:
    assert spans(question) == []


@pytest.mark.parametrize(
    ("question", "months"),
    [
        ("8月和10月到期的", {8, 10}),
        ("6、9两个月到期的", {6, 9}),
        ("五月、七月、八月", {5, 7, 8}),
        ("9月跟11月到期", {9, 11}),
    ],
)
def test_months_that_do_not_follow_each_other(question: str, months: set[int]) -> None:
    (span,) = spans(question)
    found = due_within(span.numbers, 2024, (), TODAY)
    assert isinstance(found, AnyOf)
    assert {item.first[1] for item in found.items if isinstance(item, Due) and item.first} == months


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("2026年里时限正好卡在11月底的", [(2026, 1, 1), (2026, 11, 1)]),
        ("就2026年，11月到期的", [(2026, 1, 1), (2026, 11, 1)]),
        ("明年一季度（2026年1至3月）到期的", [(2026, 1, 1)]),
        ("期限写到明年（2027）去的", [(2027, 1, 1)]),
        ("今年，11月到期的", [(2024, 1, 1), (2024, 11, 1)]),
        ("2025年和2026年，11月到期的", [(2025, 1, 1), (2026, 1, 1), (2024, 11, 1)]),
    ],
)
def test_a_month_is_of_the_only_year_that_is_named_apart(question: str, times: list[Day]) -> None:
    assert [due("due", span.numbers, 2024, TODAY).first for span in spans(question)] == times


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("3月底前的，20日到期的不要", [(2024, 3, 31), (2024, 3, 20)]),
        ("stated as end of March? Leave out the one due on the 20th", [(2024, 3, 31), (2024, 3, 20)]),
        ("写着12月底前的，不要20日那条", [(2024, 12, 31), (2024, 12, 20)]),
    ],
)
def test_a_day_of_a_month_that_is_named_beside_it(question: str, days: list[Day]) -> None:
    assert [due("on", span.numbers, 2024, TODAY).last for span in spans(question)] == days


@pytest.mark.parametrize("question", ["20日的那条", "what is due on the 20th", "show me the 20th task"])
def test_a_day_without_a_month_is_no_time(question: str) -> None:
    assert spans(question) == []


def test_a_day_is_no_task() -> None:
    kinds = [span.kind for span in number_spans(normalised("which tasks are due on 31 August"), 32, 6)]
    assert kinds == ["M"]


@pytest.mark.parametrize(
    ("question", "last", "first"),
    [
        ("8月31日前完成的", True, False),
        ("due by June", True, False),
        ("due no later than September 2024", True, False),
        ("赶在8月底完成的", True, False),
        ("8月到期的", False, False),
        ("8月以后到期的", False, True),
        ("due after June", False, True),
        ("8月过后到期的", False, True),
        ("6月那批弄完", False, True),
        ("11月过完才到期", False, True),
    ],
)
def test_the_last_and_the_first(question: str, last: bool, first: bool) -> None:
    text = normalised(question)
    (span,) = spans(question)
    assert (bounded(text, span.start, span.end), opened(text, span.start, span.end)) == (last, first)


def test_the_conditions() -> None:
    june = (0, 6, 0, 0, 6, 0)
    assert due("before", june, 2024, TODAY) == Due(None, (2024, 6, 30))
    assert due("after", june, 2024, TODAY) == Due((2024, 6, 1), None)
    assert due("later", june, 2024, TODAY) == Due((2024, 7, 1), None)
    assert due("on", june, 2024, TODAY) == Due((2024, 6, 30), (2024, 6, 30))
    assert due("later", (0, 12, 0, 0, 12, 0), 0, TODAY) == Due((1, 1, 1), None)
    years = Due((2024, 6, 1), (2024, 6, 30)), Due((2025, 6, 1), (2025, 6, 30))
    other, following = (2024, 9, 30), (2025, 9, 30)
    assert due_within(june, 2024, (other, following), TODAY) == AnyOf(years)
    assert due_within(june, 2024, (other, (2024, 6, 30), following), TODAY) == years[0]
    assert due_within(june, 2024, (other, (2025, 6, 1)), TODAY) == AnyOf(years)
    assert due_within((0, 1, 0, 0, 12, 0), 2024, (other, following), TODAY) == Due((2024, 1, 1), (2024, 12, 31))
