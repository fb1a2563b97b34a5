"""Word documents are read as they are printed."""

from __future__ import annotations

import io

import docx

from corpus.readers.word import read_word
from tests.corpus.readers.office import cell, document, item, list_of, paragraph, run, table


def test_paragraphs_are_lines_and_breaks_part_them() -> None:
    body = paragraph("关于印发") + paragraph(run("《甲方案》") + "<w:r><w:br/></w:r>" + run("的通知")) + paragraph("")
    assert read_word(document(body)) == "关于印发\n《甲方案》\n的通知"


def test_automatic_numbers_are_written() -> None:
    levels = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    body = (
        item("总体要求") + item("目标", 1) + item("建园区", 2) + item("修道路", 2)
        + item("分工", 1) + item("办证照", 2) + item("保障", 0) + item("组织", 1)
    )  # fmt: skip
    assert read_word(document(body, list_of(levels))).split("\n") == [
        "一、总体要求", "（一）目标", "1.建园区", "2.修道路", "（二）分工", "1.办证照", "二、保障", "（一）组织",
    ]  # fmt: skip


def test_a_level_that_never_restarts_counts_on() -> None:
    numbering = list_of([("japaneseCounting", "%1、"), ("decimal", "%2.")]).replace(
        '<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/>'
    )
    body = item("甲") + item("子", 1) + item("丑", 1) + item("乙") + item("寅", 1)
    assert read_word(document(body, numbering)).split("\n") == ["一、甲", "1.子", "2.丑", "二、乙", "3.寅"]


def test_numbers_of_the_levels_above_are_written_in_digits_where_the_list_says_so() -> None:
    numbering = list_of([("chineseCounting", "%1、"), ("decimal", "%1.%2")]).replace(
        '<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="decimal"/><w:isLgl/>'
    )
    assert read_word(document(item("甲") + item("子", 1) + item("丑", 1), numbering)) == "一、甲\n1.1 子\n1.2 丑"


def test_a_second_list_of_the_same_definition_counts_on_or_begins_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    again = f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{override}</w:num>'
    on = '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    body = item("甲") + item("乙") + item("丙", number=2) + item("丁", number=3)
    text = read_word(document(body, list_of([("decimal", "%1.")]) + again + on))
    assert text.split("\n") == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_a_heading_style_numbers_its_paragraphs() -> None:
    styles = (
        '<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Mine"><w:name w:val="mine"/><w:basedOn w:val="H1"/></w:style>'
    )
    body = paragraph("章", '<w:pStyle w:val="H1"/>') + paragraph("节", '<w:pStyle w:val="Mine"/>')
    assert read_word(document(body, list_of([("chineseCounting", "第%1章")]), styles)) == "第一章 章\n第二章 节"


def test_bullets_are_no_numbers_and_number_zero_is_none() -> None:
    body = item("甲") + item("乙", number=0)
    assert read_word(document(body, list_of([("bullet", "")]))) == "甲\n乙"


def test_a_column_of_automatic_numbers_counts_its_rows() -> None:
    numbered = [[cell(item("")), cell(words)] for words in ("甲", "乙")]
    assert read_word(document(table(*numbered), list_of([("decimal", "%1.")]))) == "1\t甲\n2\t乙"


def test_deleted_words_are_left_out_and_inserted_ones_read() -> None:
    deleted = "<w:del><w:r><w:delText>县财政局</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('县水务局')}</w:moveFrom>"
    body = paragraph(run("责任单位：") + deleted + f"<w:ins>{run('县教育局')}</w:ins>" + moved)
    assert read_word(document(body)) == "责任单位：县教育局"


def test_paragraphs_whose_break_was_deleted_are_one() -> None:
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('县教')}</w:p>"
    assert read_word(document(first + paragraph("育局") + paragraph("县财政局"))) == "县教育局\n县财政局"


def test_deleted_and_hidden_rows_and_hidden_words_are_left_out() -> None:
    rows = table([cell("1"), cell("甲")])
    gone = table([cell("2"), cell("乙")], properties="<w:trPr><w:del/></w:trPr>")
    hidden = paragraph(run("看得见") + run("看不见", "<w:vanish/>") + run("也看得见", '<w:vanish w:val="0"/>'))
    assert read_word(document(rows + gone + hidden)) == "1\t甲\n看得见也看得见"


def test_fields_show_what_they_say_and_contents_are_left_out() -> None:
    styles = '<w:style w:styleId="10"><w:name w:val="toc 1"/></w:style>'
    field = "<w:r><w:fldChar/><w:instrText> DATE </w:instrText></w:r>" + run("2024年6月")
    body = paragraph("一、总则\t3", '<w:pStyle w:val="10"/>') + paragraph(field)
    assert read_word(document(body, styles=styles)) == "2024年6月"


def test_a_text_box_is_read_once_below_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('（此件公开发布）')}</w:txbxContent>"
    shape = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert read_word(document(paragraph(run("正文") + shape) + paragraph("后文"))) == "正文\n（此件公开发布）\n后文"


def test_merged_cells_are_in_every_row_and_a_title_row_is_a_line() -> None:
    made = table(
        [cell("任务分解表", span=4)],
        [cell("类别"), cell("序号"), cell("任务"), cell("单位")],
        [cell("一、产业", merge="restart"), cell("1"), cell("甲"), cell("县教育局", merge="restart")],
        [cell("", merge="continue"), cell("2"), cell("乙"), cell("", merge="continue")],
        [cell("二、民生"), cell("3"), cell(paragraph("丙一") + paragraph("丁")), cell("")],
    )
    assert read_word(document(made)).split("\n") == [
        "任务分解表", "类别\t序号\t任务\t单位", "一、产业\t1\t甲\t县教育局", "一、产业\t2\t乙\t县教育局",
        "二、民生\t3\t丙一 丁\t",
    ]  # fmt: skip


def test_two_header_rows_keep_their_columns() -> None:
    made = table(
        [cell("序号", merge="restart"), cell("责任单位", span=2), cell("时限", merge="restart")],
        [cell("", merge="continue"), cell("牵头"), cell("配合"), cell("", merge="continue")],
        [cell("1"), cell("甲局"), cell("乙局"), cell("6月")],
    )
    assert read_word(document(made)).split("\n")[1:] == ["序号\t牵头\t配合\t时限", "1\t甲局\t乙局\t6月"]


def test_borders_that_do_not_meet_make_no_columns() -> None:
    made = table(
        [cell("序号"), cell("任务", span=2), cell("单位")],
        [cell("1"), cell("甲"), cell("县教育局", span=2)],
    )
    assert read_word(document(made)) == "序号\t任务\t单位\n1\t甲\t县教育局"


def test_a_table_in_a_cell_is_its_words_and_a_table_for_layout_is_none() -> None:
    inner = table([cell("甲局"), cell("乙局")])
    data = table(
        [cell("1"), cell("任务一"), cell(inner + paragraph(""))], [cell("2"), cell("任务二"), cell("丙局")],
    )  # fmt: skip
    assert read_word(document(data)) == "1\t任务一\t甲局 乙局\n2\t任务二\t丙局"
    layout = table([cell(paragraph("标题") + inner)])
    assert read_word(document(layout)) == "标题\n甲局\t乙局"


def test_a_document_of_another_library_is_read() -> None:
    made = docx.Document()
    made.add_heading("重点任务", 1)
    made.add_paragraph("1.建园区。（县教育局牵头）")
    grid = made.add_table(2, 3)
    grid.cell(0, 0).merge(grid.cell(0, 2)).text = "分工表"
    for at, words in enumerate(["1", "甲", "县教育局"]):
        grid.cell(1, at).text = words
    made.sections[0].footer.paragraphs[0].text = "第1页"
    saved = io.BytesIO()
    made.save(saved)
    assert read_word(saved.getvalue()) == "重点任务\n1.建园区。（县教育局牵头）\n分工表\n1\t甲\t县教育局"
