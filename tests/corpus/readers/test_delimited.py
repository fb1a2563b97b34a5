"""CSV files of any delimiter and encoding are tables."""

from __future__ import annotations

import pytest

from corpus.readers import read_document_bytes
from corpus.readers.delimited import read_csv

ROWS = "序号,任务,责任单位\n1,建园区,县工信局\n2,修路,县交通局\n"
READ = "序号\t任务\t责任单位\n1\t建园区\t县工信局\n2\t修路\t县交通局"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters_and_encodings_are_told(mark: str, encoding: str) -> None:
    assert read_document_bytes(ROWS.replace(",", mark).encode(encoding), "任务.csv") == READ


def test_quoted_cells_hold_delimiters_quotes_and_newlines() -> None:
    text = '序号,任务,单位\r\n1,"建""园区"", 修路","县工信局\r\n县交通局"\r\n'
    assert read_csv(text.encode()) == '序号\t任务\t单位\n1\t建"园区", 修路\t县工信局 县交通局'


def test_a_title_and_blank_rows_are_no_rows_of_the_table() -> None:
    assert read_csv("分工表,,\n,,\n序号,任务,单位\n1,甲,\n".encode()) == "分工表\n序号\t任务\t单位\n1\t甲\t"


def test_commas_in_words_do_not_make_a_table_of_one_with_semicolons() -> None:
    text = "序号;任务;单位\n1;甲,乙,丙,丁;县局\n2;戊;市局\n"
    assert read_csv(text.encode()) == "序号\t任务\t单位\n1\t甲,乙,丙,丁\t县局\n2\t戊\t市局"


def test_prose_is_left_as_it_is() -> None:
    text = "一、总体要求\n\n1.建园区。\n"
    assert read_csv(text.encode()) == text
