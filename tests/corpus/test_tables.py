"""Tables in plain text: whatever parts their cells, the same rows."""

from __future__ import annotations

import pytest

from corpus.parser import parse

ROWS = [
    ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"],
    ["1", "抓好粮食生产，稳定面积。", "市农业农村局", "市财政局、水利局", "2022年底"],
    ["2", "抓好蔬菜生产。", "市农业农村局", "各县（市、区）政府", "长期坚持"],
]
READ = [
    (1, "抓好粮食生产，稳定面积。", ["市农业农村局"], ["市财政局", "市水利局"], "2022年底"),
    (2, "抓好蔬菜生产。", ["市农业农村局"], ["各县（市、区）政府"], "长期坚持"),
]


def rows(text: str) -> list[tuple[int, str, list[str], list[str], str | None]]:
    document = parse(text)
    return [
        (
            task.number,
            task.prose,
            [party.name for party in task.leads],
            [party.name for party in task.participants],
            task.deadline,
        )
        for task in document.tasks
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("\t".join(row) for row in ROWS),
        "\n".join("   ".join(row) for row in ROWS),
        "\n".join(" ".join(row) for row in ROWS),
        "\n".join(f"| {' | '.join(row)} |" for row in (ROWS[0], ["---"] * 5, *ROWS[1:])),
        "\n\n".join(cell for row in ROWS for cell in row),
        "\n".join(f"{cell} |" for row in ROWS for cell in row),
    ],
    ids=["tabs", "gaps", "blanks", "markdown", "a cell a line", "cells with bars"],
)
def test_forms_of_one_table(text: str) -> None:
    assert rows(text) == READ
    assert rows(f"某市工作方案\n各单位要抓好落实。\n{text}") == READ


def test_a_table_without_numbers() -> None:
    assert rows("\n".join("\t".join(row[1:]) for row in ROWS)) == READ


def test_a_row_that_goes_on_in_the_next_line() -> None:
    text = "序号\t任务\t责任单位\n1\t抓好粮食生产，\n稳定面积。\t市农业农村局\n"
    assert rows(text) == [(1, "抓好粮食生产，稳定面积。", [], ["市农业农村局"], None)]


def test_headings_between_rows_are_sections() -> None:
    text = "序号\t任务\t牵头单位\n一、农业\n1\t抓好粮食生产。\t市农业农村局\n二、工业\n2\t抓好工业。\t市工信局\n"
    document = parse(text)
    assert [(section.number, section.title) for section in document.sections] == [(1, "农业"), (2, "工业")]
    assert [task.section for task in document.tasks] == [1, 2]


def test_a_note_below_the_last_row_is_not_a_department() -> None:
    text = "序号\n任务\n责任单位\n1\n抓好粮食生产。\n市农业农村局\n2\n抓好工业。\n市工信局\n注：每季度报送进展。\n"
    assert [row[3] for row in rows(text)] == [["市农业农村局"], ["市工信局"]]


def test_all_tables_of_a_document_are_read_among_its_headings() -> None:
    one = "一、农业\n序号\t任务\t牵头单位\n1\t抓好粮食生产。\t市农业农村局\n"
    two = "二、工业\n序号\n任务\n责任单位\n2\n抓好工业。\n市工信局\n"
    document = parse(one + two + "三、其他\n3.做事。（市统计局负责）\n")
    assert [(task.number, task.section) for task in document.tasks] == [(1, 1), (2, 2), (3, 3)]


def test_columns_kept_apart_by_blanks() -> None:
    text = """\
某区任务表

序号  工作任务                      牵头单位        配合单位
1     改造易涝点16处，新建          区住建局        区财政局、区城管局、
      管网12公里                                    各街道
                        － 1 －
序号  工作任务                      牵头单位        配合单位
2     更新泵站机组                  区水务局        区发改局
"""
    assert rows(text) == [
        (1, "改造易涝点16处，新建管网12公里", ["区住建局"], ["区财政局", "区城管局", "各街道"], None),
        (2, "更新泵站机组", ["区水务局"], ["区发改局"], None),
    ]


def test_a_drawn_cell_beside_several_rows_belongs_to_each() -> None:
    text = """\
┌──────┬────────┬────┐
│工作任务│牵头单位 │时限 │
├──────┼────────┼────┤
│做事   │市财政局、│年底│
├──────┤市统计局 │前  │
│再做   │        │    │
└──────┴────────┴────┘
"""
    assert rows(text) == [
        (1, "做事", ["市财政局", "市统计局"], [], "年底前"),
        (2, "再做", ["市财政局", "市统计局"], [], "年底前"),
    ]


@pytest.mark.parametrize("gap", ["\t", "\n"], ids=["a row a line", "a cell a line"])
def test_a_row_that_names_nobody_is_reported(gap: str) -> None:
    written = (
        ["序号", "任务", "责任单位"],
        ["1", "做事", "市财政局"],
        ["2", "再做", "按程序办理"],
        ["3", "还做", "市统计局"],
    )
    document = parse("\n".join(gap.join(row) for row in written))
    assert [task.number for task in document.tasks] == [1, 3]
    (notice,) = document.warnings
    assert notice.message.startswith("not understood in the table: ") and "再做" in notice.message


def test_a_table_that_says_nothing_of_departments_is_reported() -> None:
    text = "序号\t项目\t投资\n1\t建桥\t300万元\n2\t修路\t200万元\n"
    document = parse(text)
    assert not document.tasks
    assert "3 lines of a table were not read" in document.warnings[0].message
