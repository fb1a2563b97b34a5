"""Blocks of an answer dealt out to pages that a phone shows at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.screens.blocks import Block, Part, in_order
from bot.screens.message import Line, Message, unbroken, units

# So many tasks can be read without scrolling far.
PAGE_ITEMS = 8
# Of the 4,096 units of a message: what lines before the end may take, one block of them, a heading said again, a last line.
_PAGE_UNITS, _BLOCK_UNITS, _HEADING_UNITS, _LAST_UNITS = 2900, 2400, 500, 450


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, and the blocks whose tasks, departments or sections it shows."""

    lines: tuple[Line, ...]
    items: tuple[Block, ...]


def dealt(blocks: list[Block]) -> list[Page]:
    """The pages: notes below the first heading, at most PAGE_ITEMS items on each, the end on every one.

    A page that begins within a group says the group's heading again.
    """
    pages: list[Page] = []
    lines: list[Line] = []
    items: list[Block] = []
    heading: tuple[Line, ...] = ()
    used = 0
    whole = [replace(block, lines=tuple(map(unbroken, block.lines))) for block in in_order(blocks)]
    for block in _pieces([block for block in whole if block.part is not Part.TAIL]):
        size = _size(block.lines)
        full = len(items) == PAGE_ITEMS and block.part is not Part.NOTE
        if lines and (full or used + size > _PAGE_UNITS):
            pages.append(Page(tuple(lines), tuple(items)))
            lines, items, used = [], [], 0
            if block.part is Part.ITEM and (again := _size(heading)) <= _HEADING_UNITS:
                lines, used = list(heading), again
        lines += block.lines
        used += size
        if block.part is Part.ITEM:
            items.append(block)
        elif block.part is Part.HEADING:
            heading = tuple(map(unbroken, block.again)) or block.lines
    pages.append(Page(tuple(lines), tuple(items)))
    end = tuple(_cut(line) for block in blocks if block.part is Part.TAIL for line in block.lines)
    return [Page((*page.lines, *end), page.items) for page in pages]


def _pieces(blocks: list[Block]) -> Iterable[Block]:
    for block in blocks:
        if _size(block.lines) <= _BLOCK_UNITS:
            yield block
            continue
        for sheet in Message(block.lines).sheets(_BLOCK_UNITS):
            yield replace(block, lines=sheet.lines)


def _cut(line: Line) -> Line:
    """A last line, shortened where it is far too long: it repeats what was asked."""
    over = sum(units(run.text) for run in line) - _LAST_UNITS
    if over <= 0:
        return line
    last = line[-1]
    return (*line[:-1], replace(last, text=last.text[: max(0, len(last.text) - over)] + "…"))


def _size(lines: tuple[Line, ...]) -> int:
    return Message(lines).units
