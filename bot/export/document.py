"""A Listing as .docx: A4 in landscape, the table's headings repeated on each page, pages numbered."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.export.listing import Listing

# Names that officials' machines have; others put their own fonts of the kind in their place.
TITLE, HEAD, BODY, LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
SHADE = "E3E9F1"
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def document(listing: Listing) -> bytes:
    """The listing as the bytes of a .docx file."""
    word = Document()
    _page(word, listing)
    _paragraph(word.add_paragraph(), listing.plan, 18, TITLE, bold=True).alignment = _CENTRE
    _paragraph(word.add_paragraph(), listing.title, 16, TITLE, bold=True).alignment = _CENTRE
    # Above the table, so that no page is left with them alone.
    for index, words in enumerate(listing.notes, 1):
        _paragraph(word.add_paragraph(), words, 9.5).paragraph_format.space_after = Pt(
            4 if index == len(listing.notes) else 0
        )
    _table(word, listing)
    # Word wants a paragraph after a table: the smallest, or it takes a page of its own.
    _paragraph(word.add_paragraph(), " ", 1).paragraph_format.line_spacing = Pt(1)
    # A copy of the styles for Word 2010, which comes with the library's template; Word distrusts one that differs.
    copies = [id for id, relation in word.part.rels.items() if relation.reltype.endswith("/stylesWithEffects")]
    for id in copies:
        word.part.drop_rel(id)
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def _page(word: WordDocument, listing: Listing) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    section.footer_distance = Mm(9)
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts, language = defaults.find(qn("w:rFonts")), defaults.find(qn("w:lang"))
    fonts.attrib.clear()
    for script, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", BODY)):
        fonts.set(qn(f"w:{script}"), name)
    language.set(qn("w:eastAsia"), "zh-CN")
    spacing = word.styles["Normal"].paragraph_format
    spacing.space_after, spacing.line_spacing = Pt(0), 1.15
    word.core_properties.title = f"{listing.plan} {listing.title}"[:255]
    word.core_properties.comments = word.core_properties.author = ""
    footer = section.footer.paragraphs[0]
    footer.alignment = _CENTRE
    for part in re.split(r"(\{\w+\})", listing.page):
        if part.startswith("{"):
            _field(footer, "PAGE" if part == "{page}" else "NUMPAGES")
        else:
            _run(footer, part, 9)


def _table(word: WordDocument, listing: Listing) -> None:
    table = word.add_table(rows=1, cols=len(listing.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    space = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 50), ("left", 80), ("bottom", 50), ("right", 80)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        space.append(margin)
    table._tbl.tblPr.insert_element_before(space, "w:tblLook")
    for column, wanted in zip(table.columns, listing.columns, strict=True):
        column.width = Mm(wanted.width)
    heads = table.rows[0]
    _keep(heads, "w:tblHeader")
    for cell, column in zip(heads.cells, listing.columns, strict=True):
        _cell(cell, column.width, column.heading, listing.size, True, HEAD)
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().insert_element_before(shade, "w:vAlign")
    for values in listing.rows:
        row = table.add_row()
        _keep(row)
        for cell, column, value in zip(row.cells, listing.columns, values, strict=True):
            _cell(cell, column.width, value, listing.size, column.centred)


def _keep(row: _Row, *more: str) -> None:
    """Not broken over two pages, and what else is said of a row."""
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *more):
        properties.append(OxmlElement(name))


def _cell(cell: _Cell, millimetres: float, words: str, size: float, centred: bool, font: str = BODY) -> None:
    cell.width = Mm(millimetres)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = _paragraph(cell.paragraphs[0], words, size, font, bold=font == HEAD)
    # Exact, so that pages break alike whatever font stands in for the one named: some are half as high again.
    paragraph.paragraph_format.line_spacing = Pt(round(size * 1.2, 1))
    if centred:
        paragraph.alignment = _CENTRE


def _paragraph(paragraph: Paragraph, words: str, size: float, font: str = BODY, bold: bool = False) -> Paragraph:
    _run(paragraph, words, size, font, bold)
    return paragraph


def _run(paragraph: Paragraph, words: str, size: float, font: str = BODY, bold: bool = False) -> Run:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.font.bold = bold or None
    if font != BODY:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that the reader's program fills in, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(_run(paragraph, "1", 9)._r)
    paragraph._p.append(field)
