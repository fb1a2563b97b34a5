"""Each form in which a plan was published says what its text says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.parser import parse
from corpus.readers import read_document

PLANS = Path(__file__).parents[1] / "plans"
PRINTED = Path(__file__).with_name("documents")
PROSE = [PLANS / "qingyuan-2024" / name for name in ("text.docx", "text.pdf", "text.html", "text.gb18030.txt")]
TABLES = [
    *(PLANS / "linhe-county-2022" / name for name in ("table.docx", "table.xlsx", "table.html")),
    *(PRINTED / name for name in ("merged.pdf", "browser-table.pdf")),
]


def words(path: Path) -> str:
    """A document's characters in order, without what parts its lines."""
    return "".join(read_document(path).split())


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_every_form_has_the_words_of_the_text(path: Path) -> None:
    assert words(path) == words(PLANS / "qingyuan-2024/text.txt")


def rows(path: Path) -> list[list[str]]:
    """The rows of a document's table, a blank cell filled with the one above as its note says."""
    found: list[list[str]] = []
    for line in read_document(path).splitlines():
        cells = line.split("\t")
        if len(cells) == 7:
            found.append([cell or found[-1][at] for at, cell in enumerate(cells)])
    return found


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_form_has_the_rows_of_the_text(path: Path) -> None:
    assert rows(path) == rows(PLANS / "linhe-county-2022/text.txt")
    assert len(rows(path)) == 25


@pytest.mark.parametrize("path", PROSE + TABLES, ids=lambda path: path.name)
def test_every_form_has_the_parties_that_its_writers_state(path: Path) -> None:
    plan = path.parent if path.parent != PRINTED else PLANS / "linhe-county-2022"
    stated = json.loads((plan / "truth.json").read_text("utf-8"))
    tasks = parse(read_document(path)).tasks
    assert [[party.name for party in task.leads] for task in tasks] == [task["leads"] for task in stated]
    assert [[party.name for party in task.participants] for task in tasks] == [task["participants"] for task in stated]
    assert [task.number for task in tasks] == [task["number"] for task in stated]
