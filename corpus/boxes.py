"""Tables drawn with lines (┌─┬─┐): their cells, which may go over several lines and several rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.passage import Line, Passage

_CORNERS = re.compile("[│┃|├┤┼┬┴┌┐└┘]")
_DRAWN = re.compile("[─━]")


@dataclass(slots=True)
class _Cell:
    """A cell's words so far, and the number of the line where it begins."""

    words: Passage
    line: int


def boxed_rows(lines: list[Line]) -> Iterator[tuple[list[Passage], int]]:
    """The rows of drawn tables with their line: one for each cell of the column that has most; wider cells are in each row."""
    columns: list[list[_Cell]] = []
    for line in lines:
        words = line.passage
        if not _CORNERS.match(words.folded):
            continue
        edges = [match.start() for match in _CORNERS.finditer(words.folded)]
        pieces = [words[start + 1 : end] for start, end in itertools.pairwise(edges)]
        if words.folded[0] in "┌" or len(pieces) != len(columns):
            yield from _rows(columns)
            columns = [[] for _ in pieces]
        for cells, piece in zip(columns, pieces, strict=True):
            if _DRAWN.search(piece.folded):
                cells.append(_Cell(words[:0], line.number))
            elif cells:
                cells[-1].words += piece.strip()
    yield from _rows(columns)


def _rows(columns: list[list[_Cell]]) -> Iterator[tuple[list[Passage], int]]:
    filled = [[cell for cell in cells if cell.words] for cells in columns]
    if not filled or not all(filled):
        return
    for begins in max(filled, key=len):
        yield [_beside(cells, begins.line) for cells in filled], begins.line


def _beside(cells: list[_Cell], line: int) -> Passage:
    """The words of the cell of a column that stands beside a line, or begins last before it."""
    return next((cell.words for cell in reversed(cells) if cell.line <= line), cells[0].words)
