"""The heads of tables whose cells are parted by tabs, bars or the commas of CSV, in one row or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.columns import head_kinds, value
from corpus.markers import marker
from corpus.outline import responsibilities
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, Said, head_kind, label_kind, words

# What lines between rows are made of.
RULING = frozenset("|-: +=")
_LONGEST_HEAD, _LONGEST_BREAK = 20, 6
_FEWEST_ROWS = 2


def cells_of(line: Line) -> list[Passage]:
    """The cells of a line between bars or tabs; one where it has neither."""
    if "|" in line.passage.folded:
        return between_bars(line.passage)
    whole = line.whole or line.passage
    return [cell.strip() for cell in _split(whole, "\t")] if "\t" in whole.folded else [line.passage]


def read_heads(lines: Sequence[Line], start: int) -> tuple[list[str], list[Said | None], int] | None:
    """The heads that the lines from `start` on are, what their columns hold, and the place of the line after them."""
    cells = cells_of(lines[start])
    if len(cells) < 2 or not are_heads(cells):
        return None
    names, index = [cell.folded for cell in cells], start + 1
    while index < len(lines) and not set(lines[index].passage.folded) - RULING:
        index += 1
    if index < len(lines):
        below = cells_of(lines[index])
        sample = cells_of(lines[index + 1]) if index + 1 < len(lines) else []
        if (joined := _joined_heads(names, below, len(sample))) is not None:
            names, index = joined, index + 1
    if index < len(lines) and _broken_head(names[-1], lines[index]):
        names[-1] += lines[index].passage.folded
        index += 1
    kinds = head_kinds(names)
    known = sum(kind is not None for kind in kinds)
    parties = any(kind in OF_PARTIES for kind in kinds)
    people = Said.TASK not in kinds and any(name in words()["table"]["people"] for name in names)
    told = parties or _tell_themselves(lines[index : index + _FEWEST_ROWS], kinds)
    if not told or people or known < 2 or known * 2 < sum(map(bool, names)):
        return None
    return names, kinds, index


def _tell_themselves(lines: Sequence[Line], kinds: Sequence[Said | None]) -> bool:
    """Whether brackets beside the tasks say who does them, for want of a column of departments."""
    rows = [cells for line in lines if len(cells := cells_of(line)) == len(kinds)]
    return Said.TASK in kinds and any(responsibilities(row[kinds.index(Said.TASK)]) for row in rows)


def are_heads(cells: Sequence[Passage]) -> bool:
    written = [cell for cell in cells if cell]
    if len({cell.folded for cell in written}) < 2 or any(
        len(cell) > _LONGEST_HEAD or "。" in cell.folded for cell in written
    ):
        return False
    return sum(head_kind(cell.folded) is not None for cell in written) >= 2


def _broken_head(last: str, line: Line) -> bool:
    """Whether the last head goes on in the next line: 完成, 时限."""
    words = line.passage.folded
    if words.startswith("|"):
        return False  # a row of its own
    whole = len(words) <= _LONGEST_BREAK and len(cells_of(line)) == 1 and marker(line.passage) is None
    return whole and not any(char.isdigit() for char in words) and label_kind(last + words) is not None


def _joined_heads(names: list[str], below: Sequence[Passage], width: int) -> list[str] | None:
    """The heads of two rows in one, those below in the place of those above that they divide; None where there is one row."""
    written = [cell for cell in below if cell]
    short = all(len(cell) <= _LONGEST_HEAD and value(cell) is None for cell in written)
    known = [label_kind(cell.folded) for cell in written]
    if (
        not written
        or not short
        or any(map(marker, written))
        or None in known
        or not any(kind in OF_PARTIES for kind in known)
    ):
        return None
    if len(below) == len(names):
        return [cell.folded or name for name, cell in zip(names, below, strict=True)]
    divided = len(names) - 1 + len(written)
    place = next((i for i, name in enumerate(names) if head_kind(name) in OF_PARTIES or "分工" in name), None)
    if place is not None and width in (divided, 0):
        return [*names[:place], *(cell.folded for cell in written), *names[place + 1 :]]
    return None


def between_bars(words: Passage) -> list[Passage]:
    """The cells of a line whose cells stand between bars."""
    inner = words[words.folded.startswith("|") : len(words) - words.folded.endswith("|")]
    return [cell.strip() for cell in _split(inner, "|")]


def _split(words: Passage, separator: str) -> Iterator[Passage]:
    start = 0
    for piece in words.folded.split(separator):
        yield words[start : start + len(piece)]
        start += len(piece) + 1
