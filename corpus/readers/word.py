"""Word documents (.docx): paragraphs and tables in order, with the numbers of lists, without deleted or hidden text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from corpus.readers.errors import Unreadable
from corpus.readers.grids import Cell, is_layout, own_lines, table_lines
from corpus.readers.packages import Package
from corpus.readers.word_numbering import Numbering, child, local, number, on, value

# What is printed elsewhere, not at all, or was deleted.
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "delInstrText", "rt", "sdtPr", "object", "annotation"}
)
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}


def read_word(data: bytes) -> str:
    """A Word document's text: a paragraph a line, a table row a line with tabs between its cells."""
    package = Package(data)
    part = package.main_part()
    root = package.xml(part)
    body = None if root is None else child(root, "body")
    if body is None:
        raise Unreadable("damaged")
    styles, numbering = (package.related(part, kind) for kind in ("styles", "numbering"))
    reader = _Reader(
        Numbering(package.xml(numbering) if numbering else None, package.xml(styles) if styles else None),
    )
    return "\n".join(reader.blocks(body))


class _Reader:
    """Reads the parts of one document, counting the numbers of its lists on the way."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """The lines of the paragraphs and tables in an element."""
        pending = ""
        for element in parent:
            match local(element):
                case "p":
                    words = pending + self._paragraph(element, bool(pending))
                    pending = words if _mark_is_deleted(element) else ""
                    if not pending:
                        yield from own_lines(words)
                        for box in _boxes(element):
                            yield from self.blocks(box)
                case "tbl":
                    yield from self._table(element)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag":
                    yield from self.blocks(element)
                case _:
                    continue
        yield from own_lines(pending)

    def _paragraph(self, element: etree._Element, goes_on: bool = False) -> str:
        """The words of a paragraph with its number; none for a line of a table of contents."""
        words = "".join(_words(element))
        properties = child(element, "pPr")
        if self._numbering.is_contents(properties):
            return ""
        marker = "" if goes_on else self._numbering.marker(properties)
        return marker + words.lstrip() if words.strip() else marker if _is_in_cell(element) else ""

    def _table(self, element: etree._Element) -> list[str]:
        rows = list(_rows(element))
        if _holds_table(element):
            texts = [["".join(_words(cell)) for cell in row] for row in rows]
            if is_layout(texts):
                return [line for row in rows for cell in row for line in self.blocks(cell)]
        return table_lines(self._cells(rows))

    def _cells(self, rows: list[list[etree._Element]]) -> list[Cell]:
        # Where all rows have as many cells, borders that do not meet part columns that are none.
        even = len({len(row) for row in rows if len(row) > 1}) == 1
        found: list[Cell] = []
        above: dict[int, Cell] = {}
        for line, row in enumerate(rows):
            column = _skipped(row)
            for place, element in enumerate(row):
                properties = child(element, "tcPr")
                width = min(max(1, number(value(child(properties, "gridSpan"), "1"), 1)), 100)
                at = place if even and len(row) > 1 else column
                merge = child(properties, "vMerge")
                if merge is not None and value(merge, "continue") == "continue" and at in above:
                    above[at].rows += 1
                else:
                    cell = Cell(self._cell_text(element), line, at, columns=1 if even and len(row) > 1 else width)
                    above[at] = cell
                    found.append(cell)
                column += width
        return found

    def _cell_text(self, element: etree._Element) -> str:
        lines = list(self.blocks(element))
        # A column of numbers that Word counts itself: 1. alone in a cell is the number 1.
        return lines[0].rstrip(".．、") if len(lines) == 1 and lines[0][:-1].isdigit() else "\n".join(lines)


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The cells of each row of a table that is neither deleted nor hidden."""
    for element in table:
        if local(element) in {"sdt", "sdtContent", "customXml", "ins"}:
            yield from _rows(element)
        elif local(element) == "tr":
            properties = child(element, "trPr")
            if child(properties, "del") is None and not on(child(properties, "hidden")):
                yield list(_cell_elements(element))


def _cell_elements(row: etree._Element) -> Iterator[etree._Element]:
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) in {"sdt", "sdtContent", "customXml"}:
            yield from _cell_elements(element)


def _skipped(row: list[etree._Element]) -> int:
    """How many columns a row leaves out before its first cell."""
    parent = row[0].getparent() if row else None
    return min(max(0, number(value(child(child(parent, "trPr"), "gridBefore"), "0"))), 100)


def _words(element: etree._Element) -> Iterator[str]:
    """The words that an element shows, without those of boxes in it."""
    for part in element:
        name = local(part)
        if name == "t":
            yield part.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name == "r" and _is_hidden(part):
            continue
        elif name == "AlternateContent":
            chosen = child(part, "Choice")
            yield from _words(part if chosen is None else chosen)
        elif name not in _LEFT_OUT and name != "txbxContent":
            yield from _words(part)


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph."""
    for part in element:
        name = local(part)
        if name == "txbxContent":
            yield part
        elif name == "AlternateContent":
            chosen = child(part, "Choice")
            yield from _boxes(part if chosen is None else chosen)
        elif name not in _LEFT_OUT:
            yield from _boxes(part)


def _is_hidden(run: etree._Element) -> bool:
    return on(child(child(run, "rPr"), "vanish"))


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end was deleted with changes tracked, so that the next goes on with it."""
    return child(child(child(paragraph, "pPr"), "rPr"), "del") is not None


def _is_in_cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "tc"


def _holds_table(table: etree._Element) -> bool:
    return any(local(element) == "tbl" for element in table.iterdescendants())
