"""A plan's text parsed into a Document: its tasks found in tables and outline, then the rules of the text applied in order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.clauses import RULES, Clause, is_responsibility, labels, read_clause, verb_ends
from corpus.outline import SECTION, Item, item, items, marker, responsibilities
from corpus.parties import is_institution
from corpus.passage import Line, Passage, lines
from corpus.records import Document, Notice, Rule, RuleKind, Section, Span, Task
from corpus.roles import OF_PARTIES, Said
from corpus.tables import Row, read_table

_TITLE_END = re.compile(r"(方案|清单|分工|任务表|分解表|通知|意见|要点)$")
_BASED_ON = re.compile(r"根据(.+?)(精神|要求|规定|部署)")
_DOCUMENT_NUMBER = re.compile(r"^\s*(\S{1,8}[〔\[（(]\d{4}[〕\]）)]\d+[号號])\s*$")
_ISSUED_BY = re.compile(r"(?:发布|发文|制发)(?:机关|机构|单位) ?: ?(\S+)")
_DATE = re.compile(r"[\d一二三四五六七八九〇○零]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日")
_LEADS = re.compile(r"(?P<clause>.+牵头)(?:负责)?的?(?:工作|任务|事项)?(?:\(.*\))?")
_BY = re.compile(r"(?<![理自])由(?![于此])(?P<sentence>[^。;]+)")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A task before the rules are applied: its words, what is said of who does it and where that stands."""

    number: int | None
    span: Span
    body: Passage
    where: Span
    clause: Clause
    line: int


class _Building:
    """A document while its lines are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sections: list[Section] = []
        self.tasks: list[Task] = []
        self.rules: list[Rule] = []
        self.warnings: list[Notice] = []
        self.begun = 0
        self.numbered = False
        self.leading: Clause | None = None

    def begin(self, line: int) -> None:
        """Notes the line with which the plan itself begins, after its title and preamble."""
        self.begun = self.begun or line

    def head(self, words: Passage, length: int, value: int | None, line: int) -> None:
        """A section begins: `words` from their marker on."""
        title = words[length:].strip()
        if title and not title.folded.endswith("。"):
            self.begin(line)
            self.sections.append(Section(value or len(self.sections) + 1, title.words, title.span))
            self.leading = _leading(title)

    def add(self, draft: _Draft) -> None:
        """A task, under the rules that it states and those stated before it."""
        value = draft.number
        if value is None:
            value = self.tasks[-1].number + 1 if self.tasks else 1
            if self.tasks and self.numbered:
                self.warnings.append(Notice(draft.line, f"a task without a number, read as task {value}"))
        else:
            self.numbered = True
        clause = draft.clause
        if self.leading is not None and Said.LEAD not in clause.said:
            clause.said[Said.LEAD] = self.leading.said[Said.LEAD]
        self.begin(draft.line)
        self.rules.extend(Rule(kind, span, value) for kind, span in clause.rules)
        first_leads = any(rule.kind is RuleKind.FIRST_LEADS for rule in self.rules)
        parties, basis = clause.parties(first_leads)
        self.warnings.extend(
            Notice(draft.line, f"not understood in the bracket: {span.of(self.text)}") for span in clause.unread
        )
        self.tasks.append(
            Task(
                number=value,
                section=self.sections[-1].number if self.sections else 0,
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


def _leading(title: Passage) -> Clause | None:
    """Who leads all tasks below a heading that says so: 一、市教育局牵头（2项）."""
    if (match := _LEADS.fullmatch(title.folded)) is None or not is_responsibility(title[: match.end("clause")]):
        return None
    clause = read_clause(title[: match.end("clause")])
    return clause if Said.LEAD in clause.said else None


def parse(text: str) -> Document:
    """The Document of a plan in any of the known forms: brackets, labels, verbs in sentences, tables of plain text."""
    found = list(lines(text))
    building = _Building(text)
    table = read_table(found)
    _state_rules(building, found)
    _read_items(building, [line for line in found if table is None or line.number not in table.lines])
    if table is not None:
        _read_rows(building, table.rows)
    front = [line for line in found if not building.begun or line.number < building.begun]
    return Document(
        text=text,
        title="".join(line.passage.words for line in _title(front)),
        document_number=_document_number(front),
        issuer=_issuer(found),
        recipients=next((line.passage.span for line in front if line.passage.folded.endswith(":")), None),
        preamble=tuple(line.passage.span for line in front if line.passage.folded.endswith("。")),
        based_on=_based_on(text, front),
        sections=tuple(building.sections),
        tasks=tuple(building.tasks),
        rules=tuple(building.rules),
        warnings=tuple(building.warnings),
    )


def _state_rules(building: _Building, found: list[Line]) -> None:
    """Rules that a line of their own states, before the tasks or below them, hold for all of them."""
    for line in found:
        words = line.passage
        held = responsibilities(words)
        for kind, pattern in RULES:
            match = pattern.search(words.folded)
            if match and not any(opening < match.start() < closing for opening, closing in held):
                building.rules.append(Rule(kind, words.span, 1))


def _read_items(building: _Building, found: list[Line]) -> None:
    outline = list(items(found))
    for here, following in itertools.zip_longest(outline, outline[1:]):
        drafts = list(_drafts(here))
        for draft in drafts:
            building.add(draft)
        if drafts:
            continue
        if here.level == SECTION:
            building.head(here.whole, here.marker, here.value, here.line)
        elif not here.level:
            if building.sections:
                building.warnings.append(Notice(here.line, f"not part of any task: {here.whole.words[:40]}"))
        elif following is None or following.level <= here.level:
            building.begin(here.line)
            building.warnings.append(Notice(here.line, f"no departments at the end of task {here.value}"))


def _drafts(here: Item) -> Iterator[_Draft]:
    """The tasks of an item: one for each bracket, or for the labels below it."""
    words, line = here.words, here.line
    said = [label for kind, label, _ in labels(words) if kind in OF_PARTIES]
    if said and said[0].places[0] > words.places[0] and not responsibilities(words):
        # Labels at the end of the paragraph, without a bracket.
        cut = words.places.index(said[0].places[0])
        here = replace(here, whole=here.whole[: here.marker + cut], labels=[words[cut:], *here.labels])
    if here.labels:
        yield from _labelled(here)
        return
    start, value = 0, here.value
    first = here.whole.places[0] if here.whole else 0
    for opening, closing in responsibilities(words):
        content = words[opening + 1 : closing]
        body = words[start:opening]
        if inner := marker(body.strip()):
            # (1)…(X牵头)(2)…: the next item follows on the same line.
            body = body.strip()[inner[2] :]
            value = inner[1]
        clause = read_clause(content)
        if body.strip() and clause.names:
            where = Span(content.places[0], content.places[-1] + 1)
            begin = first if not start else body.strip().places[0]
            yield _Draft(value, Span(begin, words.places[closing] + 1), body, where, clause, line)
        start = closing + 1
    if not start and (stated := _in_sentence(words)) is not None:
        yield _Draft(here.value, here.whole.span, words, stated.span, read_clause(stated), line)


def _in_sentence(words: Passage) -> Passage | None:
    """The part of a sentence that says who does it: 这项工作由发展改革委负责，…"""
    for match in _BY.finditer(words.folded):
        for end in reversed(list(verb_ends(words[: match.end("sentence")], match.start("sentence")))):
            stated = words[match.start("sentence") : end]
            if is_responsibility(stated):
                return stated
    return None


def _labelled(here: Item) -> Iterator[_Draft]:
    clause = Clause()
    for words in here.labels:
        read_clause(words, clause)
    if here.words.strip() and clause.names:
        parts = sorted(name.span.start for name in clause.names), sorted(name.span.end for name in clause.names)
        where = Span(parts[0][0], parts[1][-1])
        span = Span(here.whole.places[0], here.labels[-1].places[-1] + 1)
        yield _Draft(here.value, span, here.words.strip(), where, clause, here.line)


def _read_rows(building: _Building, rows: Iterable[Row | Line]) -> None:
    for row in rows:
        if isinstance(row, Line):
            heading = item(row.passage, row.number)
            building.head(heading.whole, heading.marker, heading.value, row.number)
            continue
        clause = Clause()
        for kind, cell in row.cells:
            read_clause(cell, clause, kind)
        cells = [cell for kind, cell in row.cells if kind in OF_PARTIES and cell]
        if clause.names and row.task:
            where = Span(min(cell.places[0] for cell in cells), max(cell.places[-1] for cell in cells) + 1)
            span = Span(min(row.task.places[0], where.start), max(row.task.places[-1] + 1, where.end))
            building.add(_Draft(row.number, span, row.task, where, clause, row.line))


def _sentences(text: str, body: Span) -> Iterator[Span]:
    for match in re.compile(r"[^。]+。?").finditer(text, body.start, body.end):
        yield Span(match.start(), match.end())


def _title(front: list[Line]) -> list[Line]:
    """The document's own title: the last lines before the first section that end as titles do, with the lines they continue."""
    ends = [index for index, line in enumerate(front) if _TITLE_END.search(line.passage.folded)]
    if not ends:
        return []
    first = last = ends[-1]
    while (
        first
        and front[first - 1].number == front[first].number - 1
        and not re.search(r"[。:]$", front[first - 1].passage.folded)
    ):
        first -= 1
    return front[first : last + 1]


def _document_number(front: list[Line]) -> str:
    found = (_DOCUMENT_NUMBER.match(line.passage.words) for line in front)
    return next((match[1] for match in found if match), "")


def _issuer(found: list[Line]) -> str:
    """Who issued the document: by a label, else who stands above a line that is a date."""
    for line in found:
        if stated := _ISSUED_BY.search(line.passage.folded):
            return line.passage.words[stated.start(1) : stated.end(1)]
    for line, following in itertools.pairwise(found):
        if _DATE.fullmatch(following.passage.folded) and is_institution(line.passage.folded):
            return line.passage.words
    return ""


def _based_on(text: str, front: list[Line]) -> Span | None:
    for line in front:
        if match := _BASED_ON.search(text, line.passage.span.start, line.passage.span.end):
            return Span(match.start(1), match.end(1))
    return None
