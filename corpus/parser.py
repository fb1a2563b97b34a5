"""A plan's text parsed into a Document: the tasks of its outline and tables, under the rules that the text states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from corpus import front, notes
from corpus.building import Building
from corpus.flowed import broken
from corpus.furniture import is_bare_number, without_furniture
from corpus.heads import cells_of
from corpus.identities import identified
from corpus.matter import matter
from corpus.outline import items
from corpus.passage import Line, lines
from corpus.records import Document, Notice
from corpus.table_rows import Table
from corpus.tables import has_heads, read_tables
from corpus.tree import Part, tree

# Lines of so many cells are a table.
_FEWEST_CELLS, _FEWEST_ROWS = 3, 3


def parse(text: str) -> Document:
    """The Document of a plan in any of the known forms: brackets, labels, verbs in sentences, tables of plain text."""
    written = [line for copied in lines(text) for line in broken(copied)]
    found, beside = without_furniture(written)
    tables = read_tables(found)
    rules = list(notes.rules(found))
    building = Building(text, rules, front.places(written))
    building.leading = notes.leading(found)
    building.warnings.extend(notice for table in tables for notice in table.notices)
    building.warnings.extend(_unread(found, tables))
    # The number of the document stands alone, as a heading may.
    building.read(tree(_parts([line for line in found if not front.is_number(line.passage)], tables)))
    building.warnings.extend(notes.unheeded(found, building.tasks))
    begins = [min(table.lines) for table in tables if table.rows] + [building.begun] * bool(building.begun)
    before = _before(written, begins, building)
    tabled = frozenset().union(*(table.lines for table in tables))
    tasks = identified(building.tasks, building.sections)
    title = front.title(_before(found, begins, building))
    return Document(
        text=text,
        title=title,
        document_number=front.document_number(before),
        issuer=front.issuer(written),
        preamble=front.preamble(before),
        based_on=front.based_on(before),
        sections=tuple(building.sections),
        tasks=tasks,
        rules=tuple(building.rules),
        warnings=tuple(sorted(building.warnings, key=lambda notice: notice.line)),
        notes=tuple(
            sorted([*notes.reading_notes(found, building.paragraphs), *building.notes], key=lambda span: span.start)
        ),
        issued=front.issued(written),
        matter=matter(found, beside, tabled, tasks, building.sections, title),
        responsible_beside=building.responsible_beside,
    )


def _before(lines: Sequence[Line], begins: Sequence[int], building: Building) -> list[Line]:
    """The lines before the plan itself begins, those of a document that was copied onto one line by their places."""
    if not begins:
        return list(lines)
    first, copied = min(begins), Counter(line.number for line in lines)
    spans = [section.span for section in building.sections] + [task.span for task in building.tasks]
    start = min((span.start for span in spans), default=0)
    return [
        line
        for line in lines
        if line.number < first or (line.number == first and copied[first] > 1 and line.passage.places[-1] < start)
    ]


def _unread(found: Sequence[Line], tables: Sequence[Table]) -> Iterator[Notice]:
    """A warning where lines of several cells, or heads of columns parted by blanks, are in no table that was read."""
    tabled = frozenset().union(*(table.lines for table in tables))
    rows = [
        line.number for line in found if line.number not in tabled and sum(map(bool, cells_of(line))) >= _FEWEST_CELLS
    ]
    for line in found:
        if line.number not in tabled and has_heads(line):
            yield Notice(
                line.number, f"a table was not read, since its cells cannot be told apart: {line.passage.words[:40]}"
            )
    if len(rows) >= _FEWEST_ROWS:
        yield Notice(rows[0], f"{len(rows)} lines of a table were not read: no heads of columns say who does the tasks")


def _parts(found: Sequence[Line], tables: Sequence[Table]) -> list[Part]:
    """The items between tables and the rows and headings of these, in the order of the document."""
    tabled = frozenset().union(*(table.lines for table in tables))
    parts: list[Part] = [*items(line for line in found if line.number not in tabled and not is_bare_number(line))]
    parts += [row for table in tables for row in table.rows]
    return sorted(parts, key=lambda part: part.line)
