"""Workbooks are read as they are displayed: merged cells filled, dates in Chinese, nothing that is hidden."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from corpus.readers.errors import Unreadable
from corpus.readers.workbook import read_workbook


def workbook(fill: Callable[[Worksheet], None], **others: list[list[Any]]) -> bytes:
    """A workbook whose first sheet is filled by a function; the others have these rows."""
    book = openpyxl.Workbook()
    fill(book.active)
    for name, rows in others.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def plan(sheet: Worksheet) -> None:
    for row in (
        ["重点任务分解表"],
        ["类别", "序号", "任务", "责任单位", None, "时限"],
        [None, None, None, "牵头", "配合", None],
        ["一、产业", 1.0, "建园区", "县工信局", "县财政局", datetime.datetime(2024, 6, 30)],
        [None, 2, "修路\n架桥", "县交通局", None, datetime.date(2024, 12, 31)],
    ):
        sheet.append(row)
    for area in ("A1:F1", "D2:E2", "A2:A3", "B2:B3", "C2:C3", "F2:F3", "A4:A5"):
        sheet.merge_cells(area)


def test_a_table_with_merged_cells_and_two_header_rows() -> None:
    assert read_workbook(workbook(plan)).split("\n") == [
        "重点任务分解表",
        "类别\t序号\t任务\t责任单位\t\t时限",
        "类别\t序号\t任务\t牵头\t配合\t时限",
        "一、产业\t1\t建园区\t县工信局\t县财政局\t2024年6月30日",
        "一、产业\t2\t修路 架桥\t县交通局\t\t2024年12月31日",
    ]


def test_hidden_rows_columns_and_sheets_are_left_out_and_what_they_begin_is_not() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["序号", "备忘", "任务", "单位"],
            [1, "x", "甲", "县教育局"],
            [2, "y", "乙", None],
            [3, "z", "丙", "县水务局"],
        ):
            sheet.append(row)
        sheet.merge_cells("D2:D3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    book = openpyxl.load_workbook(io.BytesIO(workbook(fill, 草稿=[["序号", "任务"], [1, "旧"]])))
    book["草稿"].sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    assert read_workbook(saved.getvalue()) == "序号\t任务\t单位\n2\t乙\t县教育局\n3\t丙\t县水务局"


def test_sheets_follow_each_other_under_their_names_and_notes_come_last() -> None:
    text = read_workbook(
        workbook(lambda sheet: sheet.append(["填表须知"]), 产业组=[["序号", "任务"], [1, "甲"]], Sheet3=[[2, "乙"]])
    )
    assert text.split("\n") == ["产业组", "序号\t任务", "1\t甲", "2\t乙", "填表须知"]


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (1.0, "General", "1"),
        (0.1 + 0.2, "General", "0.3"),
        (0.95, "0%", "95%"),
        (7, "000", "007"),
        (3, '"第"0"项"', "第3项"),
        (datetime.datetime(2024, 6, 30), "yyyy-mm-dd", "2024年6月30日"),
        (datetime.datetime(2024, 6, 1), 'yyyy"年"m"月"', "2024年6月"),
        (datetime.datetime(2024, 6, 30), 'm"月"d"日"', "6月30日"),
        (datetime.datetime(2024, 6, 30), "[$-804]yyyy/m/d;@", "2024年6月30日"),
        (True, "General", "TRUE"),
        ("　县教育局 ", "@", "县教育局"),
        ("#REF!", "General", ""),
    ],
)
def test_a_value_is_shown_as_it_is_displayed(value: object, shape: str, shown: str) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["甲", value])
        sheet.cell(1, 2).number_format = shape

    assert read_workbook(workbook(fill)) == f"甲\t{shown}".rstrip("\t")


def test_empty_rows_and_columns_between_are_left_out() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["序号", None, "任务", ""], [None], [1, None, "甲", " "]):
            sheet.append(row)

    assert read_workbook(workbook(fill)) == "序号\t任务\n1\t甲"


def test_a_title_in_the_middle_and_numbers_of_empty_rows() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in ([None, "分工表", None], ["序号", "任务", "单位"], [1, "甲", "县局"], ["二、民生"], [2]):
            sheet.append(row)

    assert read_workbook(workbook(fill)).split("\n") == [
        "分工表",
        "序号\t任务\t单位",
        "1\t甲\t县局",
        "二、民生",
        "2\t\t",
    ]


def test_words_written_downwards_are_words() -> None:
    assert read_workbook(workbook(lambda sheet: sheet.append(["产\n业\n培\n育", "甲\n乙丙"]))) == "产业培育\t甲 乙丙"


def test_formulas_without_values_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_workbook(workbook(lambda sheet: sheet.append(["=ROW()-1", "甲"])))
    assert refused.value.reason == "not-calculated"
