"""PDFs of several writers are read as the document that they were made from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from corpus.readers.errors import Unreadable
from corpus.readers.formats import Format
from corpus.readers.pdf import read_pdf
from corpus.readers.word import read_word
from corpus.readers.worker import text_of

DOCUMENTS = Path(__file__).with_name("documents")
PLANS = Path(__file__).parents[1] / "plans"
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
# Written by LibreOffice from the Word document of the same name.
PAIRS = [
    *((DOCUMENTS / f"{name}.docx", DOCUMENTS / f"{name}.pdf") for name in ("split-rows", "landscape", "indented")),
    (PLANS / "linhe-county-2022/table.docx", DOCUMENTS / "merged.pdf"),
    (PLANS / "qingyuan-2024/text.docx", PLANS / "qingyuan-2024/text.pdf"),
]


@pytest.mark.parametrize(("word", "pdf"), PAIRS, ids=lambda path: path.name)
def test_a_pdf_says_what_the_document_says_it_was_made_from(word: Path, pdf: Path) -> None:
    assert read_pdf(pdf.read_bytes()).split("\n") == read_word(word.read_bytes()).split("\n")


@pytest.mark.parametrize(("page", "pdf"), [("linhe-county-2022/table.html", "browser-table.pdf")])
def test_a_page_printed_by_a_browser_says_what_the_page_says(page: str, pdf: str) -> None:
    """Chromium writes characters for radicals, and no rules below cells that go on over a page."""
    lines = text_of(Format.PDF, (DOCUMENTS / pdf).read_bytes()).replace("】【", "】 【").split("\n")
    assert [line for line in lines if not line.startswith("当前位置")] == text_of(
        Format.HTML, (PLANS / page).read_bytes()
    ).split("\n")


def written(*pages: list[str], password: str = "", picture: Path | None = None) -> bytes:
    """A PDF whose font is not in it, with these lines on its pages; a page without lines is the picture."""
    saved = io.BytesIO()
    made = Canvas(saved, pagesize=A4, encrypt=StandardEncryption(password) if password else None)
    for lines in pages:
        made.setFont(FONT, 12)
        for at, line in enumerate(lines):
            made.drawString(72, 700 - 24 * at, line)
        if not lines and picture is not None:
            made.drawImage(picture, 0, 0, *A4)
        made.setFont(FONT, 9)
        made.drawCentredString(A4[0] / 2, 30, f"— {made.getPageNumber()} —")
        made.rect(20, 20, A4[0] - 40, A4[1] - 40)
        made.showPage()
    made.save()
    return saved.getvalue()


def test_a_table_of_another_writer_over_two_pages() -> None:
    style = ParagraphStyle("cell", fontName=FONT, fontSize=10, wordWrap="CJK")
    rows = [["序号", "任务", "责任单位"]]
    rows += [
        [str(at), f"建设第{at}号产业园区并引进企业三十家、年内投产" * 2, "县工业和信息化局、县财政局"]
        for at in range(1, 41)
    ]
    table = Table(
        [[Paragraph(cell, style) for cell in row] for row in rows], colWidths=(40, 210, 110), repeatRows=1,
        style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]),
    )  # fmt: skip
    saved = io.BytesIO()
    SimpleDocTemplate(saved, pagesize=A4).build([table])
    assert saved.getvalue().count(b"/Type /Page\n") > 1
    assert read_pdf(saved.getvalue()).split("\n") == ["\t".join(row) for row in rows]


def test_a_frame_is_no_table_and_page_numbers_are_no_text() -> None:
    assert read_pdf(written(["一、总体要求", "1.建园区。"], ["2.修道路。"])).split("\n") == [
        "一、总体要求",
        "1.建园区。",
        "2.修道路。",
    ]


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_pdf(written(["一、总体要求"], password="u"))
    assert refused.value.reason == "encrypted"


def test_a_pdf_that_only_printing_is_forbidden_of_is_read() -> None:
    locked = StandardEncryption("", ownerPassword="o", canPrint=0)
    saved = io.BytesIO()
    made = Canvas(saved, encrypt=locked)
    made.drawString(72, 700, "1. Build the park")
    made.save()
    assert read_pdf(saved.getvalue()) == "1. Build the park"


LINES = ["责任单位：县教育局、县财政局、县人力资源和社会保障局。", "完成时限：2024年6月底前。"]


@pytest.mark.parametrize(("pages", "reason"), [(([], []), "no-text"), ((LINES, []), "some-pages-without-text")])
def test_a_scanned_page_is_refused(pages: tuple[list[str], ...], reason: str, tmp_path: Path) -> None:
    Image.new("RGB", (60, 80), "white").save(tmp_path / "page.png")
    with pytest.raises(Unreadable) as refused:
        read_pdf(written(*pages, picture=tmp_path / "page.png"))
    assert refused.value.reason == reason


def test_an_empty_pdf_is_refused() -> None:
    saved = io.BytesIO()
    made = Canvas(saved)
    made.showPage()
    made.save()
    with pytest.raises(Unreadable) as refused:
        read_pdf(saved.getvalue())
    assert refused.value.reason == "no-text"
