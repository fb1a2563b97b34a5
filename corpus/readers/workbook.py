"""Excel workbooks (.xlsx): the sheets that are shown, a row a line, values as they are displayed."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from corpus.readers import limits
from corpus.readers.errors import Unreadable
from corpus.readers.grids import Cell, table_lines
from corpus.readers.packages import Package

_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
# A formula without a value; one that gives an empty text says that it is text.
_NEVER_CALCULATED = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\bt="str")[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*
    (?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>""",
    re.VERBOSE,
)
_BYTE_RULES = ((_ROW, limits.ROWS), (_CELL, limits.CELLS))
# Names that Excel and WPS give a sheet themselves.
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})


def read_workbook(data: bytes) -> str:
    """A workbook's text, sheet after sheet; a table without a title stands under the name of its sheet."""
    _check(Package(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it leaves out
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    read = [(sheet.title, lines) for sheet in sheets if (lines := table_lines(_cells(sheet)))]
    tables = [part for part in read if any("\t" in line for line in part[1])] or read
    found: list[str] = []
    # A table comes before the words about it on other sheets, which are no heading for its rows.
    for title, lines in tables + [part for part in read if part not in tables]:
        # The name stands for the title where the sheet has none of its own.
        if "\t" in lines[0] and not _DEFAULT_NAME.fullmatch(title.strip()):
            found.append(title.strip())
        found += lines
    return "\n".join(found)


def _check(package: Package) -> None:
    """Refuses more rows and cells than fit into memory before they are read into it, and formulas without values."""
    counts = [0] * len(_BYTE_RULES)
    for name in package.names():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            part = package.read(name) or b""
            for place, (pattern, most) in enumerate(_BYTE_RULES):
                counts[place] += sum(1 for _ in pattern.finditer(part))
                if counts[place] > most:
                    raise Unreadable("too-many-rows")
            if _NEVER_CALCULATED.search(part):
                raise Unreadable("not-calculated")


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    """The cells of the rows and columns that are shown, merged ones with what they cover of these."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    columns = _hidden_columns(sheet)
    most_rows, most_columns = sheet.max_row, sheet.max_column  # counted anew whenever asked
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            text = _shown(cell)
            if not text:
                continue
            area = merged.get((cell.row, cell.column))
            last_row, last_column = (area.max_row, area.max_col) if area else (cell.row, cell.column)
            in_rows = [at for at in range(cell.row, min(last_row, most_rows) + 1) if at not in rows]
            in_columns = [at for at in range(cell.column, min(last_column, most_columns) + 1) if at not in columns]
            if in_rows and in_columns:
                yield Cell(text, in_rows[0], in_columns[0], in_rows[-1] - in_rows[0] + 1, len(in_columns))


def _hidden_columns(sheet: Worksheet) -> set[int]:
    return {
        at
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for at in range(dimension.min or 0, min(dimension.max or 0, 16_384) + 1)
    }


def _shown(cell: SheetCell) -> str:
    """A cell's value as it is displayed, dates in Chinese."""
    value = cell.value
    shape = cell.number_format or ""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, shape)
    if isinstance(value, int | float):
        return _figure(value, shape)
    text = str(value).replace("_x000D_", "")
    return "" if text in _ERRORS else text


def _date(value: datetime.datetime | datetime.date, shape: str) -> str:
    """A date's parts that its format shows: 2024年6月30日, 2024年6月, 6月30日."""
    shown = _LITERAL.sub("", shape).lower().partition(";")[0]
    year, month, day = (letter in shown for letter in "ymd")
    if "h" in shown and not (year or month or day):
        return value.strftime("%H:%M")
    parts = f"{value.year}年" * year + f"{value.month}月" * month + f"{value.day}日" * day
    return parts or f"{value.year}年{value.month}月{value.day}日"


def _figure(value: float, shape: str) -> str:
    """A number without an empty fraction, with the percent sign or the leading zeros of its format."""
    if "%" in _LITERAL.sub("", shape):
        return f"{value * 100:.15g}%"
    whole = f"{value:.15g}"
    if re.fullmatch("0{2,}", shape) and whole.isdigit():
        return whole.zfill(len(shape))
    # 第0项 and the like: words around the number that the format writes.
    written = re.fullmatch(r'(?:"([^"]*)")?(?:0|#|G/通用格式|General)(?:"([^"]*)")?', shape)
    return f"{written[1] or ''}{whole}{written[2] or ''}" if written else whole
