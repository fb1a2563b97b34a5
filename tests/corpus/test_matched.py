"""Tables of a cell a line whose heads are broken over lines, stand in two levels, or lack the one of the number."""

from __future__ import annotations

import pytest

from corpus.parser import parse

TWO = [
    ["1", "校舍安全", "排查全部校舍，建立台账。", "市教育局", "市住建局、市财政局", "2024年6月"],
    ["2", "营养改善", "为农村学生提供午餐。", "市财政局", "市教育局", "长期坚持"],
    ["3", "教师培训", "培训乡村教师500名。", "市人社局", "市教育局、各县（区）人民政府", "2024年12月"],
]
READ_TWO = [
    (1, ["市教育局"], ["市住建局", "市财政局"]),
    (2, ["市财政局"], ["市教育局"]),
    (3, ["市人社局"], ["市教育局", "各县（区）人民政府"]),
]
BROKEN = ["序号", "任务", "名称", "工作任务", "牵头", "单位", "协同", "单位", "完成", "时限"]
BELOW_ALL = ["序号", "任务名称", "工作任务", "责任分工", "完成时限", "牵头单位", "协同单位"]
BELOW_ITS_OWN = ["序号", "任务名称", "工作任务", "责任分工", "牵头单位", "协同单位", "完成时限"]
BROKEN_IN_TWO = ["序号", "任务名称", "工作", "任务", "责任分工", "完成", "时限", "牵头", "单位", "协同单位"]


def read(text: str) -> list[tuple[int, list[str], list[str]]]:
    return [
        (task.number, [party.name for party in task.leads], [party.name for party in task.participants])
        for task in parse(text).tasks
    ]


def lines(heads: list[str], rows: list[list[str]], between: str = "\n") -> str:
    return "某市重点任务分解表\n" + between.join([*heads, *(cell for row in rows for cell in row)])


@pytest.mark.parametrize("between", ["\n", "\n\n", " |\n", "\n|\n"], ids=["lines", "blanks", "bars", "bars alone"])
@pytest.mark.parametrize("heads", [BROKEN, BELOW_ALL, BELOW_ITS_OWN, BROKEN_IN_TWO])
def test_heads_that_do_not_stand_one_for_each_column(heads: list[str], between: str) -> None:
    assert read(lines(heads, TWO, between)) == READ_TWO


def test_departments_first_and_persons_beside_them() -> None:
    heads = ["序号", "责任", "科室", "责任", "领导", "重点工作", "三季度", "进展"]
    rows = [
        ["1", "办公室", "王磊", "修订值班制度，印发各科室。", "已印发"],
        ["2", "综合业务科、法规科", "李青松", "清理规范性文件30件。", "已清理12件"],
        ["3", "财务科", "王磊", "完成年度预算公开。", "正在编制"],
    ]
    assert read(lines(heads, rows)) == [(1, [], ["办公室"]), (2, [], ["综合业务科", "法规科"]), (3, [], ["财务科"])]


def test_quarters_and_departments_below_heads_of_their_own() -> None:
    heads = ["序号", "事项内容", "责任单位", "进度安排", "牵头部门", "配合部门"]
    heads += ["第一季度", "第二季度", "第三季度", "第四季度"]
    quarters = ["完成选址。", "开工建设。", "主体封顶。", "投入使用。"]
    rows = [
        ["1", "新建公园3个。", "区城管局", "区财政局", *quarters],
        ["2", "新建学校2所。", "区教育局", "区住建局、区财政局", *quarters],
    ]
    assert read(lines(heads, rows)) == [(1, ["区城管局"], ["区财政局"]), (2, ["区教育局"], ["区住建局", "区财政局"])]


def test_a_merged_column_before_a_number_without_head() -> None:
    text = lines(
        ["工作类别", "具体举措", "责任科室", "完成时限"],
        [
            ["公开", "1", "公开预算和决算。", "财务科", "10月底前"],
            ["2", "公开人事招录信息。", "人事科、办公室", "12月底前"],
            ["解读", "3", "解读重要文件，发布图解。", "法规科", "长期坚持"],
        ],
        "\n|\n",
    )
    document = parse(text)
    assert [section.title for section in document.sections] == ["公开", "解读"]
    assert [(task.section, task.deadline) for task in document.tasks] == [
        (1, "10月底前"),
        (1, "12月底前"),
        (2, "长期坚持"),
    ]
    assert read(text) == [(1, [], ["财务科"]), (2, [], ["人事科", "办公室"]), (3, [], ["法规科"])]


def test_a_merged_column_behind_the_number_and_a_cell_of_several_lines() -> None:
    heads = ["序号", "事项", "类别", "事项内容", "主办", "单位", "落实情况"]
    rows = [
        ["1", "一、就业", "1.开发岗位500个。", "2.培训1000人。", "市人社局", "已完成"],
        ["2", "帮扶困难人员就业。", "市民政局、市残联", "正在推进"],
        ["3", "二、住房", "改造老旧小区20个。", "市住建局", "已开工"],
        ["4", "三、出行", "新增公交线路5条。", "市交通运输局", "已开通"],
    ]
    assert read(lines(heads, rows)) == [
        (1, ["市人社局"], []),
        (2, ["市民政局", "市残联"], []),
        (3, ["市住建局"], []),
        (4, ["市交通运输局"], []),
    ]


def test_a_row_in_which_a_column_of_departments_is_left_out_is_said_to_be_unread() -> None:
    rows = [*TWO, ["4", "心理健康", "每校配备心理教师。", "市教育局", "2024年9月"]]
    text = lines(BELOW_ALL, rows)
    assert read(text) == READ_TWO
    assert any("心理" in warning.message for warning in parse(text).warnings)


def test_names_of_sections_of_a_county_office() -> None:
    heads = ["序号", "工作任务", "责任", "股室"]
    rows = [["1", "公开补助标准。", "优抚褒扬股"], ["2", "公开安置计划。", "移交安置股、就业创业股"]]
    assert read(lines(heads, rows)) == [(1, [], ["优抚褒扬股"]), (2, [], ["移交安置股", "就业创业股"])]
