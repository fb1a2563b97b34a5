"""What further columns of a plan's table say: the tasks with words there, by the cells as they are printed."""

from __future__ import annotations

import pytest

from index.details import plain
from index.query import Detailed
from index.tables import Tables
from tests.details import ROWS, plan_with_details

TABLES = Tables(plan_with_details())
SOURCE, LEADER, PERSON, REMARK = TABLES.details.heads


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("市林长办〔2025〕7号文件", "市林长办|2025|7号文件"),
        ("《政府工作报告》", "政府工作报告"),
        ("王 强", "王强"),
        ("李明\n张华", "李明|张华"),
    ],
)
def test_words_are_folded(said: str, folded: str) -> None:
    assert plain(said) == folded


@pytest.mark.parametrize(
    ("head", "words", "tasks"),
    [
        (SOURCE, "《政府工作报告》", {1, 3}),
        (SOURCE, "工作报告", {1, 3}),
        (SOURCE, "7号文件", {2}),
        (SOURCE, "57号", {5}),
        (SOURCE, "号文件", {2, 5}),
        (SOURCE, "青政发57号", {5}),
        (SOURCE, "青政发(2025)7号", {2}),
        (SOURCE, "政府常务会议", {4}),
        (SOURCE, "国务院", set()),
        (LEADER, "李副市长", {1, 2}),
        (LEADER, "副市长", {1, 2, 3, 4}),
        (LEADER, "王副市长", set()),
        (PERSON, "王强", {1}),
        (REMARK, "续建", {3}),
        ("成果形式", "报告", set()),
    ],
)
def test_the_tasks_with_words_in_a_column(head: str, words: str, tasks: set[int]) -> None:
    assert TABLES.run(Detailed(head, words)) == tasks


@pytest.mark.parametrize("place", range(4))
def test_the_tasks_of_which_a_column_says_nothing(place: int) -> None:
    empty = {number for number, row in enumerate(ROWS, 1) if row[4 + place] == "-"}
    assert TABLES.run(Detailed(TABLES.details.heads[place])) == empty
