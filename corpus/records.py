"""The shapes of a plan: frozen records whose spans are code-point offsets into the plan's decoded text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.departments import Registry


class CorpusError(Exception):
    """A document, plan or registry that cannot be used; the message names it and says what to do.

    Where whoever sent a document is to be told, `key` and `values` say the same for a table of words in their language.
    """

    def __init__(self, message: str, key: str = "", **values: object) -> None:
        super().__init__(message)
        self.key = key
        self.values = values


class Role(StrEnum):
    """What a party does in a task."""

    LEAD = "lead"
    PARTICIPANT = "participant"


class Duty(StrEnum):
    """What a party is listed for beside who leads, in a document that sets its helpers apart from those responsible."""

    RESPONSIBLE = "responsible"
    HELPING = "helping"


# What of a task a question may ask for: a role, or of those who do not lead what they are listed for.
Part = Role | Duty


class Basis(StrEnum):
    """How it is known who leads a task."""

    EXPLICIT = "explicit"
    RULE_FIRST = "rule-first"
    JOINT = "joint"
    # One department answers for it alone, and leads where the document says of other tasks who does: 由市司法局负责.
    ALONE = "alone"


class RuleKind(StrEnum):
    """The rules that a plan states once for the tasks that follow (下同)."""

    FIRST_LEADS = "first-leads"
    SOLE_ASSISTED = "sole-assisted"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Party:
    """One name in a task's list: as written with its distributed prefix, and its id in the plan's registry once bound.

    `duty` is None in a document that knows only who leads and who does not, and of who is listed for neither.
    """

    name: str
    span: Span
    role: Role
    department: str = ""
    duty: Duty | None = None

    def does(self, part: Part | None) -> bool:
        """Whether it has the role, or any for None; of a duty whether it is listed for that, whoever leads."""
        return part in (None, self.role, self.duty)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the document, where it is stated, and the key of the first task it governs."""

    kind: RuleKind
    span: Span
    task: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the plan, or a part of one; `span` covers the title without its numeral.

    `key` is its place among the sections from 1, `number` what is printed, `parent` the key of the section around it or 0.
    `heading` is the title with its numeral as printed.
    """

    key: int
    number: int
    title: str
    span: Span
    parent: int = 0
    heading: str = ""

    @property
    def label(self) -> str:
        """The heading without the tabs of a table, and without the number of the row that stands before one."""
        first, *rest = self.heading.split("\t")
        return "".join(rest if rest and first.isdigit() else [first, *rest])


@dataclass(frozen=True, slots=True)
class Detail:
    """What a column of a table says of a task besides its words, parties and time limit: the column's head and the cell."""

    head: str
    span: Span

    def said(self, text: str) -> str:
        """The words of the cell on one line."""
        return " ".join(self.span.of(text).split())


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `span` is the whole paragraph, `body` its prose, `sentences` the prose cut at 。.

    `key` is its place in the plan from 1, `number` what is printed and `id` what names it in the plan: "12", or "2-3" where
    numbers begin again in each group. `section` is the key of the innermost section, 0 where there is none. `prose` are
    the words of `body` without what a page has left among them: glosses, broken lines, the bars of a table, footnotes. A
    task without parties is one beside which the document names nobody. `deadline` is as printed (see `corpus.deadlines`).
    """

    key: int
    number: int
    id: str
    section: int
    span: Span
    body: Span
    prose: str
    sentences: tuple[Span, ...]
    bracket: Span
    parties: tuple[Party, ...]
    basis: Basis
    line: int
    open_ended: bool = False
    deadline: str | None = None
    details: tuple[Detail, ...] = ()

    @property
    def leads(self) -> tuple[Party, ...]:
        """The parties that lead, in the order written."""
        return tuple(party for party in self.parties if party.role is Role.LEAD)

    @property
    def participants(self) -> tuple[Party, ...]:
        """The parties that take part and do not lead, in the order written."""
        return tuple(party for party in self.parties if party.role is Role.PARTICIPANT)

    @property
    def sole(self) -> Party | None:
        """Who answers for the task alone where the document does not say in so many words that it leads; else None."""
        return self.parties[0] if self.basis is Basis.ALONE else None

    @property
    def beside(self) -> dict[Duty | None, tuple[Party, ...]]:
        """The participants by what they are listed for, in the order in which documents name them; only who there is."""
        found = {duty: tuple(p for p in self.participants if p.duty is duty) for duty in (*Duty, None)}
        return {duty: parties for duty, parties in found.items() if parties}


class Position(StrEnum):
    """What a sentence that belongs to no task is in the document, or else where it stands."""

    TITLE = "title"
    NUMBER = "number"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    IMPRINT = "imprint"
    BEFORE = "before"
    AMONG = "among"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that stands for one, that belongs to no task: 抄送：…, a note below a table.

    `heading` are the printed words that it stands below, None where it stands below none of its own.
    """

    span: Span
    position: Position
    heading: Span | None = None

    def said(self, text: str) -> str:
        """Its words on one line, without the ends of lines that cut it and the blanks that set it apart."""
        words = self.span.of(text)
        if self.position not in (Position.SIGNATURE, Position.IMPRINT):
            words = re.sub(r"\s*\n\s*", "", words)
        return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a document that the parser could not account for; `line` counts from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: its text and everything found in it. Fields that the text does not state are empty.

    `notes` are the sentences that tell how to read it: what a blank cell means, who leads where nobody is marked. `issued` is
    the date of issue as printed. `matter` is what it says outside its tasks, headings and tables, in order.
    `responsible_beside` is whether it prints who does not lead, and nobody else, as responsible: 牵头单位：A；责任单位：B.
    """

    text: str
    title: str
    document_number: str
    issuer: str
    preamble: tuple[Span, ...]
    based_on: Span | None
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    rules: tuple[Rule, ...]
    warnings: tuple[Notice, ...] = ()
    notes: tuple[Span, ...] = ()
    issued: str = ""
    matter: tuple[Sentence, ...] = ()
    responsible_beside: bool = False

    @property
    def sets_apart(self) -> bool:
        """Whether it sets those who help apart from those responsible beside who leads."""
        return any(party.duty for task in self.tasks for party in task.parties)

    def section_path(self, key: int) -> tuple[Section, ...]:
        """The section of that key after those around it, the outermost first; none for a key that is not here."""
        known = {section.key: section for section in self.sections}
        path: list[Section] = []
        while key in known:
            path.insert(0, known[key])
            key = known[key].parent
        return tuple(path)


@dataclass(frozen=True, slots=True)
class Editorial:
    """Our own aids for one task, never quoted as the plan's.

    Short titles; and, for each sentence, an English rendering and what it means in plain words of both languages.
    """

    zh: str
    en: str
    english: tuple[str, ...] = ()
    plain: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """An installed plan: its document bound to the registry made for it, and what is known of it besides.

    `year` is None where neither the document nor who installed it says one. `titles` are short ones of ours by language,
    `editorial` and `section_titles_en` our aids by the keys of tasks and sections; any of them may be empty.
    """

    id: str
    digest: str
    document: Document
    registry: Registry = field(repr=False)
    place: str = ""
    year: int | None = None
    titles: dict[str, str] = field(default_factory=dict)
    editorial: dict[int, Editorial] = field(default_factory=dict, repr=False)
    section_titles_en: dict[int, str] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """The plan's decoded text, which every span addresses."""
        return self.document.text

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks in the plan's order."""
        return self.document.tasks

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in the plan's order."""
        return self.document.sections

    def title(self, lang: str) -> str:
        """Our short title in the language, else the document's own, else the id."""
        return self.titles.get(lang) or self.document.title or self.id

    def rule(self, kind: RuleKind) -> Rule | None:
        """The rule of that kind, if the plan states it."""
        return next((rule for rule in self.document.rules if rule.kind is kind), None)

    def task_ids(self, keys: Iterable[int]) -> list[str]:
        """What tasks are called, by their keys; the number itself of one that the plan lacks."""
        tasks = self.tasks
        return [tasks[key - 1].id if 0 < key <= len(tasks) else str(abs(key)) for key in keys]

    def section_path(self, key: int) -> tuple[Section, ...]:
        """The section of that key after those around it, the outermost first; none for a key that the plan lacks."""
        return self.document.section_path(key)

    def section_id(self, key: int) -> str:
        """What a section is called: its number, after that of the section around it; the number itself of one that is lacking."""
        return "-".join(str(section.number) for section in self.section_path(key)) or str(abs(key))

    def numeral(self, item: Section | Task) -> str:
        """The numeral as the plan writes it: 七 of a section, （二十九） of a task; the digits where it writes none before it."""
        first = item.body.start if isinstance(item, Task) else item.span.start
        written = self.text[self.text.rfind("\n", 0, first) + 1 : first].strip().rstrip("、.．")
        return written or (item.id if isinstance(item, Task) else str(item.number))

    def english(self, task: Task) -> list[tuple[Span, str]]:
        """Each sentence of the task with our English for it; none where we have none."""
        editorial = self.editorial.get(task.key)
        return [] if editorial is None else list(zip(task.sentences, editorial.english, strict=False))

    def assisted(self, task: Task) -> bool:
        """Whether departments that are not listed assist in `task`: one party is named and the plan's rule covers it."""
        rule = self.rule(RuleKind.SOLE_ASSISTED)
        return rule is not None and len(task.parties) == 1 and task.key >= rule.task
