"""The parts of a message, for who shows a few of them at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.message import Line
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
    """

    part: Part
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    task: int | None = None
    department: str = ""
    section: int | None = None
    quote: Span | None = None
