"""Lists to take along, read back with other libraries: the words, the layout, and nothing that a program would run."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from bot.app import build_assistant
from bot.config import Settings
from bot.dialogue.conversation import Assistant
from bot.export.listing import Form, asked_department, export, file_name, listed, listing
from bot.screens.wording import Wording
from corpus.library import Library, plan_of
from corpus.records import Editorial, Plan
from tests.numerals import chinese

HEADINGS = {
    "zh": ["编号", "部分", "工作任务（方案原文）", "简称（本助手所拟）", "牵头单位", "配合单位"],
    "en": ["No.", "Section", "Task (the plan's words)", "In English (ours)", "Lead", "Taking part"],
}
LED = "列第一位的为牵头部门，其他有关部门或单位按职责分工负责，下同"
ALONE = "只明确一个部门的，其他有关部门配合，不一一列出，下同"
OPEN = {"zh": ["完成时限", "责任人", "备注"], "en": ["Deadline", "Person", "Remarks"]}
HEAD_ROW = 6  # below the plan, the list's title, two rules of the plan and whose the short names are

Make = Callable[..., bytes]


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording()


@pytest.fixture
def make(library: Library, plan: Plan, wording: Wording) -> Make:
    def made(
        form: Form,
        lang: str = "zh",
        numbers: Any = (7, 9),
        heading: str = "商务厅牵头任务清单",
        of: Plan = plan,
        department: str = "",
    ) -> bytes:
        return export(numbers, of, wording, lang, heading, form, department)

    return made


def sheet_of(data: bytes) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def word_of(data: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(data))


def table_of(data: bytes, form: Form) -> list[list[str]]:
    """The table's rows, the headings first, as text."""
    if form is Form.DOCX:
        (table,) = word_of(data).tables
        return [[cell.text for cell in row.cells] for row in table.rows]
    rows = sheet_of(data).iter_rows(values_only=True)
    found = [["" if value is None else str(value) for value in row] for row in rows]
    return found[next(i for i, row in enumerate(found) if row[-1] in ("备注", "Remarks")) :]


@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX])
def test_every_task_in_chinese(form: Form, make: Make, plan: Plan, gold: dict[str, Any]) -> None:
    heads, *rows = table_of(make(form, numbers=range(1, 41)), form)
    assert joined(heads) == HEADINGS["zh"] + OPEN["zh"]
    assert len(rows) == 40
    sections = {section.number: section.title for section in plan.sections}
    for row, task, hand in zip(rows, plan.tasks, gold["tasks"], strict=True):
        number, section, words, title, lead, participants, *empty = joined(row)
        assert (title, lead) == (joined([plan.editorial[task.number].zh])[0], hand["lead"])
        assert words == joined([task.body.of(plan.text)])[0] and empty == ["", "", ""]
        assert section.endswith(f"、{sections[hand['section']]}")
        assisted = plan.assisted(task)
        assert participants == ("、".join(hand["participants"]) or "其他有关部门（方案未一一列出）") or not assisted
        assert number == f"（{chinese(hand['number'])}）"


def joined(cells: list[str]) -> list[str]:
    """Cells without the ends of lines, which a page of its width makes, and blanks."""
    return ["".join(cell.split()) for cell in cells]


@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX])
def test_the_department_asked_for_has_its_role_in_a_column(form: Form, make: Make) -> None:
    heads, *rows = table_of(make(form, numbers=(7, 3), department="shangwu"), form)
    place = joined(heads).index("商务厅职责")
    assert [row[place] for row in rows] == ["牵头", "参与"]


def test_a_time_limit_that_the_plan_states_is_filled_in(plan: Plan, wording: Wording) -> None:
    dated = dataclasses.replace(plan.tasks[6], deadline="2012年底前")
    document = dataclasses.replace(plan.document, tasks=(*plan.tasks[:6], dated, *plan.tasks[7:]))
    table = listing((7, 9), dataclasses.replace(plan, document=document), wording, "zh", "")
    assert [row[-3] for row in table.rows] == ["2012年底前", ""]


@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX])
def test_in_english_with_the_chinese_beside_it(form: Form, make: Make, plan: Plan) -> None:
    heads, first, second = table_of(make(form, "en"), form)
    assert heads == HEADINGS["en"] + OPEN["en"]
    task = next(task for task in plan.tasks if task.number == 9)
    editorial = plan.editorial[9]
    assert first[0] == "（七）" and second == [
        "（九）",
        f"{plan.section_titles_en[1]}\n因地制宜承接发展优势特色产业",
        task.body.of(plan.text).strip(),
        f"{editorial.en}\n{' '.join(editorial.english)}",
        "Department of Commerce (商务厅)",
        "Development and Reform Commission (发展改革委)\nEconomic and Information Technology Commission (经济和信息化委)\n"
        "Hohhot Customs (呼和浩特海关)",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX])
@pytest.mark.parametrize(
    ("lang", "numbers", "rules"), [("zh", (9,), [LED]), ("zh", (35,), [LED, ALONE]), ("en", (9, 35), [LED, ALONE])]
)
def test_what_stands_around_the_table(
    form: Form, lang: str, numbers: tuple[int, ...], rules: list[str], make: Make, plan: Plan
) -> None:
    data = make(form, lang, numbers, "商务厅牵头任务清单")
    if form is Form.DOCX:
        around = [paragraph.text for paragraph in word_of(data).paragraphs if paragraph.text.strip()]
    else:
        column = [row[0] for row in sheet_of(data).iter_rows(values_only=True)]
        around = column[: 3 + len(rules)]
        assert column[-1].startswith("（")  # nothing stands below the table
    title, kind, *notes = around
    assert title == plan.document.title + {"zh": "", "en": f"\n{plan.titles['en']}"}[lang]
    assert kind == "商务厅牵头任务清单"
    assert len(notes) == len(rules) + 1
    assert all(f"“{rule}”" in note for rule, note in zip(rules, notes, strict=False))
    assert {"zh": "本助手所拟", "en": "our rendering"}[lang] in notes[-1]


def test_the_spreadsheet_is_laid_out_for_reading_and_printing(make: Make) -> None:
    sheet = sheet_of(make(Form.XLSX, numbers=range(1, 41)))
    assert sheet.freeze_panes == f"A{HEAD_ROW + 1}"
    assert sheet.auto_filter.ref == f"A{HEAD_ROW}:I{HEAD_ROW + 40}"
    assert sheet.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and int(sheet.page_setup.fitToHeight) == 0
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHI"]
    # A column's unit is a digit of the standard font, 7 pixels; A4 has 261 mm between margins of 18.
    assert sum(width * 7 for width in widths) / 96 * 25.4 == pytest.approx(261, abs=2)
    assert widths[2] == max(widths) and widths[7] == min(widths)
    for row in range(HEAD_ROW + 1, HEAD_ROW + 41):
        words = sheet.cell(row, 3).value
        lines = len(words) / (72 / 25.4 * 72 / 10.5)
        assert sheet.row_dimensions[row].height >= lines * 10.5 * 1.2
        for column in range(1, 10):
            cell = sheet.cell(row, column)
            assert cell.alignment.wrap_text and cell.border.left.style == "thin" and cell.font.name == "仿宋"
    assert {sheet.cell(HEAD_ROW, column).font.name for column in range(1, 10)} == {"黑体"}


def test_the_document_is_laid_out_for_reading_and_printing(make: Make) -> None:
    word = word_of(make(Form.DOCX, numbers=range(1, 41)))
    (section,) = word.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    (table,) = word.tables
    header, *rows = table.rows
    assert header._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rows)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    for row in table.rows:
        assert sum(cell.width for cell in row.cells) == pytest.approx(Mm(261), abs=Mm(1))
    assert not table.autofit
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.footer.paragraphs[0].text.startswith("第 ")
    fonts = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert fonts.get(qn("w:eastAsia")) == "仿宋" and fonts.get(qn("w:asciiTheme")) is None
    heads = header.cells[0].paragraphs[0].runs[0]._r.rPr.rFonts
    assert heads.get(qn("w:eastAsia")) == "黑体"
    assert word.core_properties.author == "" and "python" not in word.core_properties.comments


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://localhost")', "http://localhost", "12"]
)
def test_no_cell_is_anything_but_text(start: str, make: Make, plan: Plan) -> None:
    titled = dataclasses.replace(plan, editorial={**plan.editorial, 7: Editorial(start, start, ())})
    sheet = sheet_of(make(Form.XLSX, heading=start, of=titled))
    assert sheet.cell(HEAD_ROW, 4).value == start
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n") and cell.hyperlink is None
            assert cell.data_type == "s" or cell.value is None


def test_numbers_of_tasks_can_be_sorted_and_counted(wording: Wording) -> None:
    text = "青县2024年养殖工作任务分工方案\n\n" + "".join(f"{n}.改造鱼塘{n}。（县水利局牵头）\n" for n in range(1, 13))
    plan = plan_of("qing-2024", text)
    data = export(range(1, 13), plan, wording, "zh", "全部任务", Form.XLSX)
    cells = [cell for row in sheet_of(data).iter_rows() for cell in row if cell.value is not None]
    numbers = [cell.value for cell in cells if cell.data_type == "n"]
    assert numbers == list(range(1, 13)) and {cell.column for cell in cells if cell.data_type == "n"} == {1}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX])
def test_office_finds_nothing_to_repair(form: Form, lang: str, make: Make, tmp_path: Path) -> None:
    """Read by the schemas of the standard and by what Office is known to repair; a file with its parts in disorder is caught."""
    path = tmp_path / f"list.{form}"
    path.write_bytes(make(form, lang, range(1, 41), heading='<&>"\x0b 商务厅'))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
    if form is Form.DOCX:
        word = docx.Document(str(path))
        properties = word.tables[0].rows[0].cells[0]._tc.tcPr
        properties.append(properties.find(qn("w:tcW")))
        word.save(str(path))
        assert OpenXmlValidator().validate(path).errors


@settings(max_examples=15, deadline=None)
@given(heading=st.text(max_size=500))
@pytest.mark.parametrize("form", [Form.XLSX, Form.DOCX])
def test_any_question_makes_a_file_that_can_be_read(
    form: Form, heading: str, library: Library, plan: Plan, wording: Wording
) -> None:
    data = export((7,), plan, wording, "zh", heading, form)
    assert len(table_of(data, form)) == 2


def test_a_plan_without_leads_titles_or_english(library: Library, plan: Plan, wording: Wording) -> None:
    joint = tuple(
        dataclasses.replace(t, parties=tuple(dataclasses.replace(p, role="participant") for p in t.parties))  # type: ignore[arg-type]
        for t in plan.tasks
    )
    document = dataclasses.replace(plan.document, tasks=joint, rules=())
    bare = dataclasses.replace(plan, document=document, editorial={}, section_titles_en={})
    for lang, none in (("zh", "未写明牵头，各单位共同负责"), ("en", "No lead named, jointly responsible")):
        table = listing((7,), bare, wording, lang, "")
        assert none in table.rows[0]
        assert len(table.notes) == 1
        for form in Form:
            assert export((7, 8), bare, wording, lang, "", form)


def test_the_tasks_of_several_answers_are_listed_once_in_order(library: Library, plan: Plan, wording: Wording) -> None:
    assistant = build_assistant(Settings(), wording)
    reply = assistant.reply("商务厅牵头哪些任务？第9项的全文？第16项的全文", "")
    assert listed(reply.answers) == (7, 9, 14, 23, 35, 16)
    assert listed(assistant.reply("民政厅牵头哪些任务", "other").answers) == ()


@pytest.mark.parametrize(
    ("title", "form", "name"),
    [
        ("商务厅牵头任务清单", Form.XLSX, "商务厅牵头任务清单.xlsx"),
        ("Tasks led by Hohhot Customs (呼和浩特海关)", Form.DOCX, "Tasks-led-by-Hohhot-Customs-呼和浩特海关.docx"),
        ('../../etc/passwd\x00:*?"<>|', Form.PDF, "etc-passwd.pdf"),
        ("", Form.XLSX, "list.xlsx"),
        ("长" * 400, Form.XLSX, "长" * 60 + ".xlsx"),
    ],
)
def test_file_names(title: str, form: Form, name: str) -> None:
    assert file_name(title, form) == name


@pytest.mark.parametrize(
    ("question", "title", "department"),
    [
        ("商务厅牵头哪些任务", "商务厅牵头任务清单", "shangwu"),
        ("全部任务", "全部任务清单", ""),
        ("第三部分有哪些任务", "第3部分任务清单", ""),
        ("第12项谁负责", "第12项任务清单", ""),
        ("发展改革委牵头、环保厅配合的任务", "发展改革委牵头，同时环保厅参与（不牵头）任务清单", ""),
        ("Which tasks does the Finance Department lead?", "Tasks led by Department of Finance (财政厅)", "caizheng"),
    ],
)
def test_a_list_is_called_by_what_was_asked(question: str, title: str, department: str, assistant: Assistant) -> None:
    reply = assistant.reply(question, question)
    assert (assistant.listed(reply), asked_department(reply.answers)) == (title, department)


def test_the_portable_document_holds_every_word_on_numbered_pages(make: Make, plan: Plan) -> None:
    pdf = pypdfium2.PdfDocument(make(Form.PDF, numbers=range(1, 41), department="shangwu"))
    pages = [joined([page.get_textpage().get_text_range()])[0] for page in pdf]
    for number, (page, words) in enumerate(zip(pdf, pages, strict=True), 1):
        assert [round(size) for size in page.get_size()] == [842, 595]
        assert f"第{number}页，共{len(pages)}页" in words
        assert "编号" in words and "商务厅职责" in words
    # A task is one cell of one page, its words in their order.
    assert all(any(joined([task.prose])[0] in words for words in pages) for task in plan.tasks)
