"""Numbers of tasks, sections and places, and counts to compare with, as they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import fold
from index.reading.numerals import MANY, NUMBER, ORDINAL, SECTION, number_at, numbers
from tests.numerals import chinese


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("12", (12,)),
        ("十二", (12,)),
        ("12、14到16", (12, 14, 15, 16)),
        ("三至五", (3, 4, 5)),
        ("七、七", (7,)),
        ("5-3", (5, 3)),  # no range runs backwards
        ("1到1000", tuple(range(1, 1001))),
        ("1到99999", tuple(range(1, 1001))),  # no more than a plan can have
        ("九九九", (999,)),
        ("0", (0,)),
        ("", ()),
        ("abc", ()),
    ],
)
def test_lists_and_ranges(written: str, values: tuple[int, ...]) -> None:
    assert numbers(written) == values


@given(st.integers(1, 99), st.integers(1, 99))
def test_a_range_is_the_same_in_digits_and_in_chinese(one: int, other: int) -> None:
    first, last = sorted((one, other))
    expected = tuple(range(first, last + 1))
    assert numbers(f"{first}到{last}") == expected
    assert numbers(f"{chinese(first)}至{chinese(last)}") == expected


TASKS: list[tuple[str, tuple[int, ...]]] = [
    ("第12条", (12,)),
    ("第十二项", (12,)),
    ("12条", (12,)),
    ("12号", (12,)),
    ("（十二）", (12,)),
    ("第（三）项", (3,)),
    ("第3到第5项", (3, 4, 5)),
    ("第10项到第12项", (10, 11, 12)),
    ("第三、五、七项", (3, 5, 7)),
    ("第十一-十三条", (11, 12, 13)),
    ("任务十二", (12,)),
    ("前五项", (1, 2, 3, 4, 5)),
    ("最后三项", (-3, -2, -1)),
    ("倒数第二项", (-2,)),
    ("第28项以前", tuple(range(1, 28))),
    ("编号小于10", tuple(range(1, 10))),
    ("编号不超过10", tuple(range(1, 11))),
    ("编号在15以内（含15）", tuple(range(1, 16))),
    ("numbers below 4", (1, 2, 3)),
    ("第九九九条", (999,)),
    ("第99999条", (99999,)),
    ("第0条", (0,)),
    ("task 12", (12,)),
    ("tasks 3 to 5", (3, 4, 5)),
    ("tasks 3, 5 and 7", (3, 5, 7)),
    ("between tasks 3 and 6", (3, 4, 5, 6)),
    ("item #7", (7,)),
    ("12th task", (12,)),
    ("first three tasks", (1, 2, 3)),
    ("last two tasks", (-2, -1)),
    ("di 12 tiao", (12,)),
    ("no.9", (9,)),
    ("tasks 36 thru 38", (36, 37, 38)),
]
PLACES: list[tuple[str, str, tuple[int, ...]]] = [
    ("第6部分", SECTION, (6,)),
    ("第六大块", SECTION, (6,)),
    ("最后一部分", SECTION, (-1,)),
    ("最末尾那个部分", SECTION, (-1,)),
    ("section 6", SECTION, (6,)),
    ("section vii", SECTION, (7,)),
    ("part i", SECTION, (1,)),
    ("sections 2 and 3", SECTION, (2, 3)),
    ("third part", SECTION, (3,)),
    ("第二个", ORDINAL, (2,)),
    ("最后一个", ORDINAL, (-1,)),
    ("second one", ORDINAL, (2,)),
    ("the last", ORDINAL, (-1,)),
]
COUNTS: list[tuple[str, str, tuple[int, int]]] = [
    ("至少三项", "tasks", (3, MANY)),
    ("三项以上", "tasks", (3, MANY)),
    ("牵头两项及两项以上", "tasks", (2, MANY)),
    ("两家或两家以上", "parties", (2, MANY)),
    ("三项以下", "tasks", (0, 3)),
    ("不超过两项任务", "tasks", (0, 2)),
    ("超过两项", "tasks", (3, MANY)),
    ("仅一项", "tasks", (1, 1)),
    ("at least three tasks", "tasks", (3, MANY)),
    ("exactly two tasks", "tasks", (2, 2)),
    ("超过5个部门", "parties", (6, MANY)),
    ("少于三家", "parties", (0, 2)),
    ("正好两个部门", "parties", (2, 2)),
    ("五个部门", "parties", (5, 5)),
    ("fewer than 3 departments", "parties", (0, 2)),
    ("only one department", "parties", (1, 1)),
]


@pytest.mark.parametrize(
    ("written", "kind", "values"),
    [
        *((written, NUMBER, values) for written, values in TASKS),
        *PLACES,
        *((written, f"quantity.{noun}", bounds) for written, noun, bounds in COUNTS),
    ],
)
def test_a_number_and_where_it_ends(written: str, kind: str, values: tuple[int, ...]) -> None:
    folded = fold(written)
    found = number_at(f"{folded}，", 0)
    assert found is not None
    assert (found[0], found[2]) == (kind, values)
    assert folded[found[1] :] in ("", "任务")


@pytest.mark.parametrize(
    "written",
    [
        "第三方",
        "2018年",
        "第2023年",
        "12号文",
        "三项",
        "项",
        "第",
        "任务第二多",
        "任务一共",
        "任务一览",
        "任务一样多",
        "任务多",
        "一般",
        "百货",
        "abc",
    ],
)
def test_what_is_no_number_of_a_task(written: str) -> None:
    assert number_at(written, 0) is None


def test_an_open_range_runs_on() -> None:
    found = number_at("第28项以后", 0)
    assert found is not None and found[2][:3] == (29, 30, 31) and found[2][-1] > 900


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("第35项及以后", 35, 999),
        ("第二十项起往后", 20, 999),
        ("第三十六项往后", 37, 999),
        ("第5条以前", 1, 4),
        ("第12项的下一项", 13, 13),
        ("第12项前面一项", 11, 11),
        ("after task 30", 31, 999),
        ("from task 30 onwards", 30, 999),
        ("items 35 and up", 35, 999),
        ("before item 4", 1, 3),
        ("right after item 12", 13, 13),
        ("task before item 12", 11, 11),
    ],
)
def test_tasks_counted_from_another(written: str, first: int, last: int) -> None:
    found = number_at(written, 0)
    assert found is not None and found[1] == len(written)
    assert (found[2][0], found[2][-1]) == (first, last)


@given(st.text("第十二三百千0123456789项条到至、，-～个部分前后以上最多 task", max_size=40), st.integers(0, 10))
def test_any_text_is_read_in_bounds(text: str, position: int) -> None:
    if position < len(text) and (found := number_at(text, position)):
        kind, end, values = found
        assert position < end <= len(text) and kind and len(values) < 2000
