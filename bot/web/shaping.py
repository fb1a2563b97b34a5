"""A message becomes groups of pieces for a page: its own lines in their order, each with the address of what it shows."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.screens.blocks import Block, Part
from bot.screens.message import JOINER, Line, Run, Style

_QUOTED = (Style.MARKED, Style.STRUCK)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that belong together, and the address of the task, department or section that they show, if any."""

    part: Part
    lines: tuple[Line, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces of one kind that follow each other."""

    part: Part
    pieces: tuple[Piece, ...]


def shaped(lines: Iterable[Line], blocks: Iterable[tuple[Block, str]]) -> tuple[Group, ...]:
    """The lines of a message in groups; `blocks` are those it was made of, with their addresses.

    The message has the last word: a line of no block is a heading where it is bold, else a note.
    """
    known: defaultdict[Line, deque[tuple[int, Piece]]] = defaultdict(deque)
    for index, (block, address) in enumerate(blocks):
        for line in (*block.lines, *block.more):
            known[line].append((index, Piece(block.part, (), address)))
    pieces = list(_pieces(lines, known))
    return tuple(Group(part, tuple(group)) for part, group in itertools.groupby(pieces, lambda piece: piece.part))


def _pieces(lines: Iterable[Line], known: dict[Line, deque[tuple[int, Piece]]]) -> Iterator[Piece]:
    def told(line: Line) -> tuple[int, Piece]:
        if known[line]:
            return known[line].popleft()
        return -1, Piece(Part.HEADING if all(run.style is Style.BOLD for run in line) else Part.NOTE, ())

    marked = [(told(line), line) for line in lines if line]
    for (_, piece), group in itertools.groupby(marked, lambda item: item[0]):
        yield Piece(piece.part, tuple(_on_page(line, piece.part) for _, line in group), piece.address)


def _on_page(line: Line, part: Part) -> Line:
    """The line without joiners, which who copies from a page would get; an end that a chat folds away is no quote here."""
    folded = part in (Part.TAIL, Part.NOTE)
    styles = (Style.PLAIN if folded and run.style is Style.FOLDED else run.style for run in line)
    return tuple(
        replace(run, text=run.text.replace(JOINER, ""), style=style) for run, style in zip(line, styles, strict=True)
    )


def whole(blocks: Iterable[Block], address: Callable[[Block], str]) -> tuple[Group, ...]:
    """The groups of the message that these blocks make."""
    listed = list(blocks)
    lines = (line for block in listed for line in (*block.lines, *block.more))
    return shaped(lines, ((block, address(block)) for block in listed))


def quotes(line: Line) -> list[tuple[bool, list[Run]]]:
    """The runs of a line by whether they are the plan's words, those of one quote together."""
    return [(quoted, list(runs)) for quoted, runs in itertools.groupby(line, is_quoted)]


def is_quoted(run: Run) -> bool:
    """Whether the run is part of a quote."""
    return run.style.startswith(Style.QUOTE) or run.style in _QUOTED
