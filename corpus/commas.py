"""Tables of CSV: their lines with bars for the commas that no quotes hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.clauses import is_clause, is_responsibility
from corpus.passage import Line, Passage
from corpus.roles import OF_PARTIES, label_kind

_LONGEST_LABEL, _MOST_COLUMNS = 14, 14
_LONGEST_ROW = 3000


def barred(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of CSV with bars, those made one that a cell in quotes goes over."""
    return (Line(_barred(line.passage), line.number) for line in _quoted(lines))


def has_commas(header: Passage) -> bool:
    """Whether a header's columns are parted by commas, as in CSV."""
    if (
        "," not in header.folded
        or len(header) > _LONGEST_LABEL * _MOST_COLUMNS
        or set(header.folded) & set(" \t|。:;、")
    ):
        return False
    if header.folded.startswith("(") or is_clause(header):
        return False  # (市林业局牵头,市水利局参与,6月底前完成)
    names = header.folded.replace('"', "").split(",")
    kinds = [label_kind(name) for name in names if len(name) <= _LONGEST_LABEL]
    known = [kind for kind in kinds if kind is not None]
    return len(kinds) == len(names) > 2 and len(known) * 2 > len(names) and any(kind in OF_PARTIES for kind in known)


def _quoted(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines of CSV, those made one that a cell in quotes goes over."""
    pending: Line | None = None
    for line in lines:
        joined = line if pending is None else Line(_goes_on(pending.passage, line.passage), pending.number)
        pending = joined if joined.passage.folded.count('"') % 2 and len(joined.passage) < _LONGEST_ROW else None
        if pending is None:
            yield joined
    if pending is not None:
        yield pending


def _goes_on(words: Passage, more: Passage) -> Passage:
    """A quoted cell with its next line; names are parted by a blank."""
    cell = words[max(words.folded.rfind('"'), 0) :].strip('"')
    return words.below(more) if cell and is_responsibility(cell) else words + more


def _barred(words: Passage) -> Passage:
    """A line of CSV with bars for the commas that no quotes hold, and without the quotes."""
    quoted, folded = False, []
    for char in words.folded:
        quoted ^= char == '"'
        folded.append("|" if char == "," and not quoted else " " if char == '"' else char)
    shown = "".join(" " if char == '"' else char for char in words.words)
    return Passage(shown, "".join(folded), words.places)
