"""Labels that no list knows, told by how often a document has them before names: 主要协作单位."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.parties import may_name
from corpus.passage import Line, Passage
from corpus.roles import UNITS, label_kind

# So many times a document says who does its tasks; what it says of itself, as 发布单位, it says once.
_FEWEST = 3
_LABEL = re.compile(rf"(?:^|(?<=[,;。(\s])){UNITS}(?:\s?:\s?|(?<=^....)$)(?P<first>[^、,;。\s)]*)")
# Beside who leads, whoever else has a label takes part.
_KNOWN = "参与"


def known(lines: Iterable[Line]) -> list[Line]:
    """The lines, folded as if the labels that no list knows were of those who take part."""
    lines = list(lines)
    found = Counter(match["kind"] for line in lines for match in _unknown(line))
    often = {kind for kind, times in found.items() if times >= _FEWEST}
    return [_known(line, often) for line in lines] if often else lines


def _unknown(line: Line) -> Iterator[re.Match[str]]:
    for match in _LABEL.finditer(line.passage.folded):
        if label_kind(match.group().split(":")[0]) is None and (not match["first"] or may_name(match["first"])):
            yield match


def _known(line: Line, kinds: set[str]) -> Line:
    words, folded = line.passage, line.passage.folded
    for match in _unknown(line):
        if match["kind"] in kinds:
            folded = folded[: match.start("kind")] + _KNOWN + folded[match.end("kind") :]
    return line if folded == words.folded else replace(line, passage=Passage(words.words, folded, words.places))
