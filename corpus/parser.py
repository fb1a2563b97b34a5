"""A plan's text parsed into a Document: the tasks of its outline and tables, under the rules that the text states."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus import front
from corpus.clauses import RULES, Clause, is_responsibility, read_clause
from corpus.drafts import Draft, of_item, of_row
from corpus.identities import identified
from corpus.furniture import without_furniture
from corpus.outline import SECTION, Item, items, marker, responsibilities
from corpus.passage import Line, Passage, lines
from corpus.records import Document, Notice, Rule, RuleKind, Section, Span, Task
from corpus.roles import Said
from corpus.grids import Heading, Row, Unread
from corpus.tables import read_tables

_SENTENCE = re.compile(r"[^。]+。?")
# 一、市教育局牵头（2项）; 一、教育方面（以下3项均由市教育局牵头，市财政局配合）
_LEADS = re.compile(r"(?P<clause>.+牵头)(?:负责)?的?(?:工作|任务|事项)?(?:\(.*\))?")
_ALL = re.compile(r".*\((?:以下|下列|本部分)[^()由]*由(?P<clause>[^()]+)\)")


class _Building:
    """A document while its parts are read in order; `begun` is the line with which the plan itself begins, 0 before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sections: list[Section] = []
        self.tasks: list[Task] = []
        self.rules: list[Rule] = []
        self.warnings: list[Notice] = []
        self.begun = 0
        self._numbered = False
        self._leading: Clause | None = None

    def warn(self, line: int, message: str) -> None:
        """Notes what could not be accounted for."""
        self.warnings.append(Notice(line, message))

    def head(self, words: Passage, line: int) -> None:
        """A section begins with a heading."""
        _, value, length = marker(words) or (SECTION, None, 0)
        title = words[length:].strip()
        # A sentence is a paragraph of the notice before the plan, numbered as its sections are.
        if title and not title.folded.endswith("。"):
            self.begun = self.begun or line
            key = len(self.sections) + 1
            self.sections.append(Section(key, value or key, title.words, title.span))
            self._leading = _leading(title)

    def take(self, item: Item, following: Item | None) -> None:
        """The tasks of an item; one without is a heading, or is reported."""
        if item.level == SECTION and _leading(item.words.strip()) is not None:
            self.head(item.whole, item.line)
            return
        drafts = list(of_item(item))
        above = following is not None and following.level > item.level
        if not drafts and self._leading is not None and item.level > SECTION and item.words and not above:
            drafts = [Draft(item.value, item.whole.span, item.words, item.words.span, Clause(), item.line)]
        for draft in drafts:
            self.add(draft)
        if drafts:
            return
        if item.level == SECTION:
            self.head(item.whole, item.line)
        elif not item.level:
            if self.sections:
                self.warn(item.line, f"not part of any task: {item.whole.words[:40]}")
        elif not above:
            self.begun = self.begun or item.line
            self.warn(item.line, f"no departments at the end of task {item.value}")

    def add(self, draft: Draft) -> None:
        """A task, under the rules that it states and those stated before it."""
        clause, value = draft.clause, self._number(draft)
        if self._leading is not None and Said.LEAD not in clause.said:
            clause.said = self._leading.said | clause.said
        self.begun = self.begun or draft.line
        key = len(self.tasks) + 1
        self.rules.extend(Rule(kind, span, key) for kind, span in clause.rules)
        parties, basis = clause.parties(any(rule.kind is RuleKind.FIRST_LEADS for rule in self.rules))
        for span in clause.unread:
            self.warn(draft.line, f"not understood in the bracket: {span.of(self.text)}")
        self.tasks.append(
            Task(
                key=key,
                number=value,
                id=str(value),
                section=self.sections[-1].key if self.sections else 0,
                span=draft.span,
                body=draft.body.span,
                prose=draft.body.words.replace("\n", ""),
                sentences=tuple(_sentences(self.text, draft.body.span)),
                bracket=draft.where,
                parties=parties,
                basis=basis,
                line=draft.line,
                open_ended=clause.open_ended,
                deadline=clause.deadline,
            )
        )

    def _number(self, draft: Draft) -> int:
        """The task's number as written, else the one after the task before."""
        if draft.number is not None:
            self._numbered = True
            return draft.number
        value = self.tasks[-1].number + 1 if self.tasks else 1
        if self._numbered:
            self.warn(draft.line, f"a task without a number, read as task {value}")
        return value


def parse(text: str) -> Document:
    """The Document of a plan in any of the known forms: brackets, labels, verbs in sentences, tables of plain text."""
    written = list(lines(text))
    found = without_furniture(written)
    tables = read_tables(found)
    tabled = frozenset().union(*(table.lines for table in tables))
    building = _Building(text)
    building.rules.extend(_stated(found))
    outline = list(items(line for line in found if line.number not in tabled))
    parts = [(item.line, item, following) for item, following in itertools.zip_longest(outline, outline[1:])]
    rows = [(row.line, row, None) for table in tables for row in table.rows]
    building.warnings.extend(notice for table in tables for notice in table.notices)
    for line, part, following in sorted([*parts, *rows], key=lambda entry: entry[0]):
        match part:
            case Item():
                building.take(part, following)
            case Row():
                for draft in of_row(part):
                    building.add(draft)
            case Unread(words, _, why):
                building.warn(line, f"not understood in the table{why and f' ({why})'}: {words.words[:40]}")
            case Heading():
                building.head(part.words, line)
    before = [line for line in found if not building.begun or line.number < building.begun]
    return Document(
        text=text,
        title=front.title(before),
        document_number=front.document_number(before),
        issuer=front.issuer(found),
        recipients=front.recipients(before),
        preamble=front.preamble(before),
        based_on=front.based_on(text, before),
        sections=tuple(building.sections),
        tasks=identified(building.tasks, building.sections),
        rules=tuple(building.rules),
        warnings=tuple(building.warnings),
    )


def _stated(found: Sequence[Line]) -> Iterator[Rule]:
    """Rules stated outside the tasks, in the notice before them or in a note below: they hold for all tasks."""
    for line in found:
        words = line.passage
        for kind, pattern in RULES:
            match = pattern.search(words.folded)
            if match and not any(opening < match.start() < closing for opening, closing in responsibilities(words)):
                yield Rule(kind, words.span, 1)


def _leading(title: Passage) -> Clause | None:
    """Who leads all tasks below a heading that says so, and who takes part in them."""
    match = _ALL.fullmatch(title.folded) or _LEADS.fullmatch(title.folded)
    if match is None or not is_responsibility(said := title[match.start("clause") : match.end("clause")]):
        return None
    clause = read_clause(said)
    return clause if Said.LEAD in clause.said else None


def _sentences(text: str, body: Span) -> Iterator[Span]:
    for match in _SENTENCE.finditer(text, body.start, body.end):
        yield Span(match.start(), match.end())
