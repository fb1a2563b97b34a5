"""Tables in plain text: whatever parts their cells, the same rows."""

from __future__ import annotations

from pathlib import Path

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


BROKEN = """发布时间：2020-1-1 | 来源：市水利局
任务类别 | 工作内容 | 牵头
单位 | 配合单位 | 完成
时限 |
工程建设 | 1.完成三座水库除险加固。
2.疏浚河道12公里。 | 市水利局 | 市财政局
市住房和城乡
建设局
各县（区）人民政府 | 6月底 |
修订防汛应急预案，开展演练。 | 市应急局 | 市气象局
市消防救援支队 | 5月底 |
物资储备 | 补充编织袋20万条。 | 市应急局
市粮食和储备局 | 市财政局 | 5月底 |
"""


def test_rows_and_heads_that_line_breaks_in_cells_cut_are_made_whole() -> None:
    assert [row[2:] for row in rows(BROKEN)] == [
        (["市水利局"], ["市财政局", "市住房和城乡建设局", "各县（区）人民政府"], "6月底"),
        (["市应急局"], ["市气象局", "市消防救援支队"], "5月底"),
        (["市应急局", "市粮食和储备局"], ["市财政局"], "5月底"),
    ]


def test_a_blank_cell_does_not_repeat_one_above_a_row_that_was_not_read() -> None:
    text = "序号 | 任务 | 责任单位 |\n1 | 修路。 | 市交通局 |\n2 | 建桥。 | 市水利局 | 多 | 余 |\n3 | 挖渠，清理河道淤泥。 | |\n"
    document = parse(text)
    assert [(task.number, len(task.parties)) for task in document.tasks] == [(1, 1), (3, 0)]
    assert [notice.line for notice in document.warnings] == [3, 4]


LED = """牵头部门
重点工作
配合部门
完成时限
区教育局
新建公办幼儿园6所。
区财政局、区住建局
12月底
落实义务教育“双减”政策，
开展校外培训机构专项治理。
区市场监管局
区民政局
6月底
区卫生
健康局
建成社区卫生服务中心2个。
各街道
办事处
9月底
"""


def test_the_first_column_names_who_leads_several_rows_of_a_cell_a_line() -> None:
    assert [row[2:] for row in rows(LED)] == [
        (["区教育局"], ["区财政局", "区住建局"], "12月底"),
        (["区教育局"], ["区市场监管局", "区民政局"], "6月底"),
        (["区卫生健康局"], ["各街道办事处"], "9月底"),
    ]
    assert [notice.line for notice in parse(LED).warnings][:1] == [9]


def test_a_name_of_several_lines_in_a_table_of_a_cell_a_line_is_no_part_of_the_task() -> None:
    first = "1\n完成水库加固。\n市水利\n局\n市财政局\n6月底前\n"
    second = "2\n推进智慧\n校园建设\n教务\n处\n学生处、国际\n合作处\n7月底前\n"
    text = "序号\n工作任务\n责任单位\n完成时限\n" + first + second
    assert [(row[1], row[3]) for row in rows(text)] == [
        ("完成水库加固。", ["市水利局", "市财政局"]),
        ("推进智慧校园建设", ["教务处", "学生处", "国际合作处"]),
    ]


def test_departments_that_nothing_parts_from_the_rest_of_a_table_are_said_to_be_unread() -> None:
    document = parse((Path(__file__).with_name("documents") / "seventh/91-run-together.txt").read_text("utf-8"))
    assert not document.tasks
    assert any("cells run together" in notice.message for notice in document.warnings)


def test_who_is_not_known_above_the_points_of_a_task_is_said_to_be_unread() -> None:
    rows = [
        "建好档案。\n医务处\n8\n未建的扣2分。",
        "管好库房。\n张三\n10\n未管的扣1分。",
        "用好设备。\n护理部\n5\n闲置的扣1分。",
    ]
    document = parse("综合目标\n目标要求\n考核处室\n分数\n考核方法\n" + "\n".join(rows))
    assert [[party.name for party in task.parties] for task in document.tasks] == [["医务处"], ["护理部"]]
    assert any("管好库房" in notice.message for notice in document.warnings)


GROUPED = [
    ["序号", "类别", "工作任务"],
    ["1", "一", "改造三条步行街的夜间照明。（市城管局牵头，市财政局配合）"],
    ["2", "", "1.培育深夜食堂。（市商务局牵头）2.办好夜市。（市文旅局牵头，市公安局配合）"],
    ["3", "二", "延长两条地铁线的运营时间。（市交通运输局牵头）"],
]


@pytest.mark.parametrize("mark", ["\t", " | "], ids=["tabs", "bars"])
def test_a_table_whose_tasks_say_in_brackets_who_does_them(mark: str) -> None:
    document = parse("\n".join(mark.join(row) for row in GROUPED))
    assert [(section.title, section.label) for section in document.sections] == [("一", "一"), ("二", "二")]
    assert [(task.section, task.prose, [party.name for party in task.parties]) for task in document.tasks] == [
        (1, "改造三条步行街的夜间照明。", ["市城管局", "市财政局"]),
        (1, "培育深夜食堂。", ["市商务局"]),
        (1, "办好夜市。", ["市文旅局", "市公安局"]),
        (2, "延长两条地铁线的运营时间。", ["市交通运输局"]),
    ]
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        (
            "|序号|类别|任务|责任单位|\n|丰富业态|\n|1||修路。|市交通局|\n|2||建桥。|市水利局|\n|保障出行|\n|3||挖渠。|市水利局|",
            2,
        ),
        (
            "序号\t类别\t任务\t责任单位\n一、\n1\t\t修路。\t市交通局\n2\t\t建桥。\t市水利局\n二、\n3\t\t挖渠。\t市水利局",
            0,
        ),
        ("1\t业态\n1.修路。（市交通局牵头）\n2.建桥。（市水利局牵头）\n2\t出行\n3.挖渠。（市水利局牵头）", 2),
        ("1\t乙\t甲\n1.修路。（市交通局牵头）\n2.建桥。（市水利局牵头）\n3.挖渠。（市水利局牵头）", 0),
    ],
    ids=["between bars", "numerals alone", "rows cut after a cell", "cells of a row"],
)
def test_sections_are_called_without_tabs_bars_and_the_numbers_of_rows(text: str, sections: int) -> None:
    document = parse("某市工作方案\n\n" + text)
    assert [task.prose for task in document.tasks] == ["修路。", "建桥。", "挖渠。"]
    said = [words for section in document.sections for words in (section.title, section.label)]
    assert len(said) == sections * 2 and not any(set(words) & set("\t|12") for words in said)


HEAD_OF_A_PAGE = "重点任务分解表\n序号 工作任务 牵头单位 责任单位\n"


def test_cells_of_a_printed_page_that_may_be_parted_in_several_ways_are_said_to_be_unread() -> None:
    first = "1 新建改造供水管网，解决饮水\n困难。\n县水利局\n县财政局\n县住建局\n"
    second = "2 完成污水处理厂提标，出水\n达标。\n县住建局\n县水利局\n县发改局"
    document = parse(HEAD_OF_A_PAGE + first + second)
    assert not document.tasks
    assert [(notice.line, "cannot be told apart" in notice.message) for notice in document.warnings] == [
        (3, True),
        (8, True),
    ]


def test_heads_of_a_printed_page_whose_rows_cannot_be_told_apart_are_a_warning() -> None:
    document = parse(
        HEAD_OF_A_PAGE + "推进登记 县自然资源局 县财政局\n1\n窗口受理\n优化办税 县税务局\n2\n流程 县公安局"
    )
    assert not document.tasks
    assert any("a table was not read" in notice.message and notice.line == 2 for notice in document.warnings)


def test_heads_in_halves_above_and_below_the_others_stand_wherever_the_rows_have_their_cells() -> None:
    head = "牵头 完成\n序号 重点任务 配合单位\n单位 时限\n"
    first = "1. 压缩企业开办时间至1个工\n作日。\n市市场监\n管局\n市公安局、市税\n务局\n6月底前\n"
    second = "（二）用电\n2. 降低用电成本。\n市发展改\n革委\n市供电公司\n长期坚持"
    assert rows(head + first + second) == [
        (1, "压缩企业开办时间至1个工作日。", ["市市场监管局"], ["市公安局", "市税务局"], "6月底前"),
        (2, "降低用电成本。", ["市发展改革委"], ["市供电公司"], "长期坚持"),
    ]


def test_a_cell_in_quotes_goes_over_lines_and_has_its_quotes_once() -> None:
    first = '1\t"新建学校3所；\n改建2所。"\t"市教育局\n市住建局、财政局"\n'
    text = "序号\t重点任务\t责任单位\n" + first + '2\t"创建""清廉机关""。"\t市纪委监委'
    assert [(row[1], row[3]) for row in rows(text)] == [
        ("新建学校3所；改建2所。", ["市教育局", "市住建局", "市财政局"]),
        ('创建"清廉机关"。', ["市纪委监委"]),
    ]


def test_a_row_without_the_cell_of_its_group_has_its_number_in_its_title() -> None:
    head = "类别 | 项目名称 | 建设内容 | 责任单位 | 分管领导 |\n"
    first = "一、教育 | 3.新建城南小学 | 建设教学楼2栋，新增学位900个。 | 教育局 | 张强 |\n"
    second = "4.改造学校食堂 | 改造食堂12所，新增餐位600个。 | 教育局、市场监管局 | 张强 | |"
    assert [(*row[:2], row[3]) for row in rows(head + first + second)] == [
        (3, "新建城南小学：建设教学楼2栋，新增学位900个。", ["教育局"]),
        (4, "改造学校食堂：改造食堂12所，新增餐位600个。", ["教育局", "市场监管局"]),
    ]


def test_measures_of_a_row_are_rows_of_their_own() -> None:
    heads = "序号\n目标名称\n工作标准\n分管领导\n牵头单位\n配合单位\n"
    first = "1\n老城更新\n（1）改造老旧小区30个。\n汪立\n住建局\n发改局、财政局\n（2）引进工坊10家。\n胡锦\n文体旅局\n住建局\n"
    second = (
        "2\n生态治理\n（1）完成河道清淤。\n沈放\n农业农村局\n城管局\n（2）新建口袋公园6个。\n沈放\n城管局\n各街道\n"
    )
    document = parse("2022年主要目标任务责任分解表\n" + heads + first + second)
    roles = [([p.name for p in task.leads], [p.name for p in task.participants]) for task in document.tasks]
    assert roles == [
        (["住建局"], ["发改局", "财政局"]),
        (["文体旅局"], ["住建局"]),
        (["农业农村局"], ["城管局"]),
        (["城管局"], ["各街道"]),
    ]
    assert not document.warnings
