"""Documents copied onto one line, with blanks for their line breaks or with nothing, broken again where these stood."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.clauses import labels
from corpus.markers import BULLET, marker
from corpus.normalize import NUMERAL, number
from corpus.passage import Line, Passage
from corpus.prose import leads_in
from corpus.roles import OF_PARTIES

# No paragraph is as long as a whole document, unless many of its parts say who does them.
_SHORTEST = 600
_FEWEST_BEGUN = 3
_BLANKS = re.compile(r"(?<=[\u3400-\u9fff。;:)\]》”\"\d])\s+(?=[\u3400-\u9fff(\[《“\"\d])")
# 一、 (一) 1. behind any word, but neither the end of a list of numerals (三、四、五) nor a figure.
_N = f"[{NUMERAL}]{{1,3}}"
_NUMBERED = re.compile(
    rf"(?<![{NUMERAL}第、(])(?:(?P<heading>{_N})、(?![{NUMERAL}]{{1,2}}[、是])|\((?P<smaller>{_N})\)|(?<![\d.])(?P<item>\d{{1,3}})[.、](?!\d))"
)
_FEWEST_HEADINGS = 2
# Paragraphs begin with two wide blanks; where these are left, a single blank stands within a line.
_INDENT = re.compile(r"\u3000{2,}\s*")


def broken(line: Line) -> Iterator[Line]:
    """The lines that one was before it was copied: cut at its blanks where several numbered items begin behind these.

    So it is where the duties of several departments do: 省卫生厅：负责…; a bar at either end is left of a table around the page.
    """
    words = line.passage.strip("|")
    if set(words.folded) & set("\t|"):
        yield line
        return
    for pieces in (_indented(words), _cut(words, _BLANKS), _numbered(words)):
        if len(pieces) > _FEWEST_BEGUN and _are_items(pieces, len(words)):
            yield from (Line(piece, line.number) for piece in pieces)
            return
    yield line


def _indented(words: Passage) -> list[Passage]:
    """The paragraphs of a line by their indents, and what stands before the first of them by its blanks."""
    head, *paragraphs = _cut(words, _INDENT) or [words]
    return [*_cut(head, _BLANKS), *paragraphs] if paragraphs else []


def _cut(words: Passage, blanks: re.Pattern[str]) -> list[Passage]:
    cuts = [match.span() for match in blanks.finditer(words.words if blanks is _INDENT else words.folded)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(words)]
    return [words[start:end] for start, end in zip(starts, ends, strict=True) if end > start]


def _numbered(words: Passage) -> list[Passage]:
    """The headings and items of a line that stand one behind the other with nothing between, each kind numbered from one on."""
    last: dict[str, int] = {}
    starts = [0]
    for match in _NUMBERED.finditer(words.folded) if len(words) >= _SHORTEST else ():
        kind, value = next((name, number(said)) for name, said in match.groupdict().items() if said)
        # Items go on over headings or begin anew below each.
        if value is not None and value in (1, last.get(kind, 0) + 1):
            last[kind] = value
            starts.append(match.start())
    headed = last.get("heading", 0) >= _FEWEST_HEADINGS
    return [words[start:end] for start, end in itertools.pairwise([*starts, len(words)])] if headed else []


def _are_items(pieces: Sequence[Passage], length: int) -> bool:
    begun = (marker(piece) for piece in pieces[1:])
    if sum(found is not None and found[0] < BULLET for found in begun) >= _FEWEST_BEGUN and (
        length >= _SHORTEST or sum(map(_is_labelled, pieces)) >= _FEWEST_BEGUN
    ):
        return True
    return sum(leads_in(piece) is not None for piece in pieces[1:]) >= _FEWEST_BEGUN


def _is_labelled(piece: Passage) -> bool:
    return any(kind in OF_PARTIES for kind, _, _ in labels(piece))
