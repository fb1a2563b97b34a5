"""What stands on a page of a PDF: its lines and its ruled tables from top to bottom."""

from __future__ import annotations

import itertools
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfplumber.page import Page

from corpus.readers.grids import Cell
from corpus.readers.pdf_rules import ruled_tables

Char = dict[str, Any]

_UNKNOWN = "(cid:"
_SMALLEST_PICTURE = 0.4
# In widths of a character: what parts words, and what parts columns.
_BLANK, _COLUMN = 0.6, 2.0
_CANNOT_BEGIN = "，。、；：？！）》〉〕】」』”’“‘,.;:?!)]}％%…—"
# Quotation marks bind both ways, as Unicode's line breaking has it.
_CANNOT_END = "（《〈〔【「『“‘”’([{"


@dataclass(slots=True)
class Line:
    """A line of a page: its words, edges in points from the page's top left, size of characters and page from 0."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int
    # The width of what a line break may not part from its first character.
    first: float
    # Whether its words stand in columns.
    parted: bool = False
    # The edges of the text around it, which a line that goes on reaches; set when the page is known.
    margins: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class Ruled:
    """A table drawn with rules: its cells, and the places of its columns' edges in points."""

    cells: list[Cell]
    edges: tuple[float, ...]
    top: float
    page: int


@dataclass(slots=True)
class PageParts:
    """A page's lines and tables from top to bottom, its height in points, and what tells whether it can be read."""

    parts: list[Line | Ruled] = field(default_factory=list)
    height: float = 0.0
    characters: int = 0
    unknown: int = 0
    is_picture: bool = False


def parts_of(page: Page) -> PageParts:
    """The parts of a page; what was read of it is let go."""
    chars = _upright(page.dedupe_chars(tolerance=0.5).chars)
    number = page.page_number - 1
    found = PageParts(height=float(page.height), characters=sum(not char["text"].isspace() for char in chars))
    found.unknown = sum(char["text"].startswith(_UNKNOWN) or _is_private(char["text"]) for char in chars)
    area = float(page.width) * float(page.height)
    found.is_picture = any(
        (image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) > _SMALLEST_PICTURE * area
        for image in page.images
    )
    for table in ruled_tables(page):
        cells = _ruled_cells(table.cells, chars)
        if cells is not None:
            inside = [char for char in chars if _is_in(char, table.bbox)]
            chars = [char for char in chars if not _is_in(char, table.bbox)]
            edges = tuple(sorted({round(box[0], 1) for box in table.cells}))
            if inside:
                found.parts.append(Ruled(cells, edges, table.bbox[1], number))
    found.parts += lines_of(chars, number)
    found.parts.sort(key=lambda part: part.top)
    page.close()
    return found


def _upright(chars: list[Char]) -> list[Char]:
    """The characters without those of a slanting watermark; all of them where the page is turned."""
    upright = [char for char in chars if char["upright"]]
    return upright if len(upright) * 2 > len(chars) else chars


def _is_private(text: str) -> bool:
    return any(unicodedata.category(char) == "Co" or char == "\ufffd" for char in text)


def _is_in(char: Char, box: Sequence[float]) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _ruled_cells(boxes: Sequence[Sequence[float]], chars: list[Char]) -> list[Cell] | None:
    """The cells of a table by the boxes that its rules draw; None where these are but a frame or a rule of the page."""
    lefts, tops = _steps([box[0] for box in boxes]), _steps([box[1] for box in boxes])
    if len(lefts) < 2 or len(boxes) < 3:
        return None
    written = [(box, lines_of([char for char in chars if _is_in(char, box)], 0)) for box in boxes]
    insets = [line.left - box[0] for box, lines in written for line in lines]
    padding = 2 * max(0.0, min(insets, default=0.0))
    found = []
    for box, lines in written:
        row, last_row = _place(tops, box[1]), _place(tops, box[3] - 1)
        column, last_column = _place(lefts, box[0]), _place(lefts, box[2] - 1)
        for line in lines:
            line.margins = (0.0, box[2] - box[0] - padding)
        found.append(Cell(_cell_text(lines), row, column, last_row - row + 1, last_column - column + 1))
    return found


def _steps(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 1:
            found.append(value)
    return found


def _place(steps: list[float], value: float) -> int:
    return max((at for at, step in enumerate(steps) if step <= value + 1), default=0)


def _cell_text(lines: list[Line]) -> str:
    """A cell's lines joined where the next words would not have fitted, else below each other."""
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None:
            room = before.margins[1] - (before.right - before.left)
            text += between(before, line) if room < line.first + 0.3 * line.size else "\n"
        text += line.text
    return text


def between(before: Line, after: Line) -> str:
    """What parts two lines that are one: a blank between words of letters, else nothing."""
    last, first = before.text[-1:], after.text[:1]
    return " " if last.isascii() and first.isascii() and last.isalpha() and first.isalpha() else ""


def lines_of(chars: list[Char], page: int) -> list[Line]:
    """Characters put together into lines, from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"]) / 2):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and middle - _middle(rows[-1]) < 0.4 * max(char["size"], rows[-1][-1]["size"]):
            rows[-1].append(char)
        else:
            rows.append([char])
    return [line for row in rows if (line := _line(sorted(row, key=lambda char: char["x0"]), page)) is not None]


def _middle(row: list[Char]) -> float:
    return float(row[-1]["top"] + row[-1]["bottom"]) / 2


def _line(chars: list[Char], page: int) -> Line | None:
    inked = [char for char in chars if not char["text"].isspace()]
    if not inked:
        return None
    size = statistics.median(float(char["size"]) for char in inked)
    text, parted = inked[0]["text"], False
    for before, char in itertools.pairwise(inked):
        gap = char["x0"] - before["x1"]
        if gap > _COLUMN * size:
            # As many blanks as there is room for, so that what stands below each other does in the text.
            text, parted = text + " " * max(2, round(gap / size * 2)), True
        elif gap > _BLANK * size or (gap > 0.1 * size and _is_between(chars, before, char)):
            text += " "
        text += char["text"]
    return Line(
        text.replace("\u2015", "\u2014"),  # one glyph for both dashes, of which Chinese writes the second
        float(inked[0]["x0"]),
        float(inked[-1]["x1"]),
        min(float(char["top"]) for char in inked),
        max(float(char["bottom"]) for char in inked),
        size,
        page,
        _first_width(inked),
        parted,
    )


def _is_between(chars: list[Char], before: Char, after: Char) -> bool:
    """Whether a blank was written between two characters one of which is a letter; between others it only spaces them."""
    if not (before["text"].isascii() or after["text"].isascii()):
        return False
    return any(char["text"].isspace() and before["x0"] < char["x0"] < after["x1"] for char in chars)


def _first_width(chars: list[Char]) -> float:
    """The width of the first word of a line: a character with the marks bound to it, or letters and digits."""
    end = 0
    while end < len(chars) - 1 and _are_bound(chars[end]["text"], chars[end + 1]["text"]):
        end += 1
    return float(chars[end]["x1"] - chars[0]["x0"])


def _are_bound(one: str, next_one: str) -> bool:
    """Whether no line may end between two characters."""
    return one in _CANNOT_END or next_one in _CANNOT_BEGIN or (_is_word(one) and _is_word(next_one))


def _is_word(text: str) -> bool:
    return text.isascii() and (text.isalnum() or text in ".-%/")
