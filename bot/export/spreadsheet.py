"""A Listing as .xlsx: every cell text but numbers of tasks, the headings frozen, filtered and repeated on each printed page."""

from __future__ import annotations

import io
import math
import re
import unicodedata

import xlsxwriter

from bot.export.listing import Listing

# Names that officials' machines have; others put their own fonts of the kind in their place.
HEAD, BODY, LATIN = "黑体", "仿宋", "Times New Roman"
_PIXELS = 96 / 25.4
_A4 = 9
# What is a number and would be written the same as one.
_FIGURES = re.compile("0|[1-9][0-9]{0,8}", re.ASCII)


def spreadsheet(listing: Listing) -> bytes:
    """The listing as the bytes of an .xlsx file."""
    data = io.BytesIO()
    # Whatever a cell begins with, it is text.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(data, plain) as book:
        _fill(book, listing)
    return data.getvalue()


def _fill(book: xlsxwriter.Workbook, listing: Listing) -> None:
    bold, body = (HEAD, BODY) if listing.lang == "zh" else (LATIN, LATIN)
    wrapped = {"font_name": body, "font_size": listing.size, "text_wrap": True, "valign": "vcenter"}
    title = book.add_format({"font_name": bold, "font_size": 16, "bold": True, "align": "center", "text_wrap": True})
    meta = book.add_format(wrapped | {"align": "left"})
    head = book.add_format(
        wrapped | {"font_name": bold, "bold": True, "align": "center", "border": 1, "bg_color": "#E3E9F1"}
    )
    cell = book.add_format(wrapped | {"border": 1})
    centred = book.add_format(wrapped | {"border": 1, "align": "center"})
    sheet = book.add_worksheet(listing.name)
    last = len(listing.columns) - 1
    across = sum(column.width for column in listing.columns)
    for row, (words, form, size) in enumerate(
        (
            (listing.plan, title, 16),
            (listing.title, title, 16),
            *((words, meta, listing.size) for words in listing.notes),
        )
    ):
        sheet.merge_range(row, 0, row, last, words, form)
        sheet.set_row(row, _height(words, size, across) + 4)
    top = 2 + len(listing.notes)
    sheet.set_row(top, listing.size * 2)
    for index, column in enumerate(listing.columns):
        sheet.set_column_pixels(index, index, round(column.width * _PIXELS))
        sheet.write_string(top, index, column.heading, head)
    for row, values in enumerate(listing.rows, top + 1):
        fitting = (_height(value, listing.size, c.width) for c, value in zip(listing.columns, values, strict=True))
        sheet.set_row(row, max(fitting) + 6)
        for index, (column, value) in enumerate(zip(listing.columns, values, strict=True)):
            form = centred if column.centred else cell
            if column.counts and _FIGURES.fullmatch(value):
                sheet.write_number(row, index, int(value), form)
            else:
                sheet.write_string(row, index, value, form)
    end = top + len(listing.rows)
    sheet.autofilter(top, 0, end, last)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.7, right=0.7, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer("&C" + listing.page.format(page="&P", pages="&N"))
    book.set_properties({"title": f"{listing.plan} {listing.title}"[:255]})


def _height(words: str, size: float, millimetres: float) -> float:
    """The height in points of a wrapped cell of that width: not every program that opens the file works it out itself."""
    room = millimetres * 72 / 25.4 / size - 1
    tall = 0.0
    for line in words.splitlines() or [""]:
        wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in line)
        ems = wide + 0.46 * (len(line) - wide)
        tall += max(1, math.ceil(ems / room)) * (1.4 if wide else 1.25)
    return tall * size
