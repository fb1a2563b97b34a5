"""CSV files: commas, semicolons or tabs, quoted cells that may hold newlines."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from corpus.readers import limits
from corpus.readers.encodings import decode
from corpus.readers.errors import Unreadable
from corpus.readers.grids import Cell, table_lines

_DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 200


def read_csv(data: bytes) -> str:
    """The text of a CSV file: a line a row, tabs between its cells; of one without a delimiter, the text as it is."""
    text = decode(data)
    if text.startswith("sep="):  # what Excel writes for itself
        text = text.partition("\n")[2]
    csv.field_size_limit(limits.CHARACTERS)
    delimiter = max(_DELIMITERS, key=lambda mark: _fit(text, mark))
    if _fit(text, delimiter) == (0, 0):
        return text
    cells: list[Cell] = []
    for number, row in enumerate(_rows(text, delimiter)):
        if number >= limits.ROWS:
            raise Unreadable("too-many-rows")
        cells += [Cell(words, number, column) for column, words in enumerate(row) if words.strip()]
    return "\n".join(table_lines(cells))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest number of cells above one, and that number."""
    counts: Counter[int] = Counter()
    try:
        for row, _ in zip(_rows(text, delimiter), range(_SAMPLE_ROWS), strict=False):
            counts[len(row)] += 1
    except csv.Error:
        return 0, 0
    several = [(times, cells) for cells, times in counts.items() if cells > 1]
    return max(several, default=(0, 0))
