"""Documents copied with blanks for their line breaks: everything on one line, broken again where the blanks stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.markers import BULLET, marker
from corpus.passage import Line

# No paragraph is as long as a whole document.
_SHORTEST = 600
_FEWEST_MARKERS = 3
_BLANKS = re.compile(r"(?<=[\u3400-\u9fff。;:)\]》”\"\d])\s+(?=[\u3400-\u9fff(\[《“\"\d])")


def broken(line: Line) -> Iterator[Line]:
    """The lines that one was before it was copied: cut at its blanks where several numbered items begin behind these."""
    words = line.passage
    if len(words) < _SHORTEST or set(words.folded) & set("\t|"):
        yield line
        return
    cuts = [match.span() for match in _BLANKS.finditer(words.folded)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(words)]
    pieces = [words[start:end] for start, end in zip(starts, ends, strict=True)]
    begun = (marker(piece) for piece in pieces[1:])
    if sum(found is not None and found[0] < BULLET for found in begun) < _FEWEST_MARKERS:
        yield line
        return
    yield from (Line(piece, line.number) for piece in pieces)
