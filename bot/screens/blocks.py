"""The parts of a message, for who shows a few of them at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.screens.message import Line
from corpus.records import Span


class Part(StrEnum):
    """What a block is to its message: a note on how names were read, a heading, an item under it, or the end."""

    NOTE = "note"
    HEADING = "heading"
    ITEM = "item"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, and the task, department or section that they show.

    `more` follows the lines where there is room; on a phone it waits behind a button. `quote` is what matched a subject.
    `again` is what a page that begins within a group says instead of the group's heading.
    """

    part: Part
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    task: int | None = None
    department: str = ""
    section: int | None = None
    quote: Span | None = None
    again: tuple[Line, ...] = ()


def added(block: Block, words: str) -> Block:
    """The block with more words at the end of its last line."""
    *lines, last = block.lines
    return replace(block, lines=(*lines, (*last[:-1], replace(last[-1], text=f"{last[-1].text}\n{words}"))))


def in_order(blocks: list[Block]) -> list[Block]:
    """The blocks as they are read: notes below the first heading, or the first line of an item, since the answer comes first."""
    notes = [block for block in blocks if block.part is Part.NOTE]
    rest = [block for block in blocks if block.part is not Part.NOTE]
    if notes and rest and rest[0].part is Part.ITEM:
        said = (line for note in notes for line in note.lines)
        first = replace(rest[0], lines=(rest[0].lines[0], *said, *rest[0].lines[1:]))
        return [first, *rest[1:]]
    return [*rest[:1], *notes, *rest[1:]]
