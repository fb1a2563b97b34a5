"""A Listing as .pdf: A4 in landscape, the font embedded, the table's headings repeated on each page, pages numbered."""

from __future__ import annotations

from fpdf import FPDF
from fpdf.enums import Align, TableBordersLayout, VAlign, WrapMode
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path

from bot.export.listing import Listing

FONT = "sans"
MARGIN, SHADE = 18, (227, 233, 241)
# Line heights in millimetres for a point of the font.
_LINE = 0.48


def portable(listing: Listing) -> bytes:
    """The listing as the bytes of a .pdf file."""
    pdf = _Pages(listing.page)
    pdf.add_font(FONT, fname=str(sans_path()))
    pdf.set_title(f"{listing.plan} {listing.title}".replace("\n", " "))
    pdf.set_lang("zh-CN" if listing.lang == "zh" else "en")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.add_page()
    wrap = WrapMode.CHAR if listing.lang == "zh" else WrapMode.WORD
    for words, size, align in (
        *((line, 15.0, Align.C) for line in (*listing.plan.splitlines(), listing.title)),
        *((line, 8.5, Align.L) for line in listing.notes),
    ):
        pdf.set_font(FONT, size=size)
        pdf.multi_cell(0, size * _LINE, words, align=align, wrapmode=wrap, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    size = listing.size - 1.5
    pdf.set_font(FONT, size=size)
    with pdf.table(
        col_widths=tuple(column.width for column in listing.columns),
        text_align=tuple(Align.C if column.centred else Align.L for column in listing.columns),
        v_align=VAlign.M,
        line_height=size * _LINE,
        padding=1,
        borders_layout=TableBordersLayout.ALL,
        headings_style=FontFace(fill_color=SHADE),
        wrapmode=wrap,
    ) as table:
        for values in (tuple(column.heading for column in listing.columns), *listing.rows):
            table.row(values)
    return bytes(pdf.output())


class _Pages(FPDF):
    """Pages with their numbers at the foot."""

    def __init__(self, said: str) -> None:
        super().__init__(orientation="landscape", unit="mm", format="A4")
        self._said = said

    def footer(self) -> None:
        """Called by the library at the end of each page; it puts the number of pages in at the end."""
        self.set_y(-12)
        self.set_font(FONT, size=9)
        self.cell(0, 5, self._said.format(page=self.page_no(), pages="{nb}"), align=Align.C)
