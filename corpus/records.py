"""The shapes of a plan: frozen records whose spans are code-point offsets into the plan's decoded text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class CorpusError(Exception):
    """A document, plan or registry that cannot be used; the message names it and says what to do."""


class Role(StrEnum):
    """What a party does in a task."""

    LEAD = "lead"
    PARTICIPANT = "participant"


class Basis(StrEnum):
    """How it is known who leads a task."""

    EXPLICIT = "explicit"
    RULE_FIRST = "rule-first"
    JOINT = "joint"


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
    """One name in a task's list: as written with its distributed prefix, and the registry's id once looked up."""

    name: str
    span: Span
    role: Role
    department: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the document, where it is stated, and the first task it governs."""

    kind: RuleKind
    span: Span
    task: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the plan; `span` covers the title without its numeral."""

    number: int
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task. `span` is the whole paragraph, `body` its prose, `sentences` the prose cut at 。.

    `prose` are the words of `body` without what a page has left among them: glosses, broken lines, the bars of a table.
    """

    number: int
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

    @property
    def leads(self) -> tuple[Party, ...]:
        """The parties that lead, in the order written."""
        return tuple(party for party in self.parties if party.role is Role.LEAD)

    @property
    def participants(self) -> tuple[Party, ...]:
        """The parties that take part and do not lead, in the order written."""
        return tuple(party for party in self.parties if party.role is Role.PARTICIPANT)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a document that the parser could not account for; `line` counts from 1."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: its text and everything found in it. Fields that the text does not state are empty."""

    text: str
    title: str
    document_number: str
    issuer: str
    recipients: Span | None
    preamble: tuple[Span, ...]
    based_on: Span | None
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    rules: tuple[Rule, ...]
    warnings: tuple[Notice, ...] = ()


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
    """An installed plan: its document with departments looked up, and our editorial aids by task and section number."""

    id: str
    title_zh: str
    title_en: str
    year: int
    jurisdiction: str
    language: str
    digest: str
    document: Document
    editorial: dict[int, Editorial] = field(repr=False)
    section_titles_en: dict[int, str] = field(repr=False)

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

    def rule(self, kind: RuleKind) -> Rule | None:
        """The rule of that kind, if the plan states it."""
        return next((rule for rule in self.document.rules if rule.kind is kind), None)

    def numeral(self, item: Section | Task) -> str:
        """The numeral as the plan writes it: 七 of a section, （二十九） of a task; the digits where it writes none before it."""
        first = item.body.start if isinstance(item, Task) else item.span.start
        written = self.text[self.text.rfind("\n", 0, first) + 1 : first].strip().rstrip("、.．")
        return written or str(item.number)

    def english(self, task: Task) -> list[tuple[Span, str]]:
        """Each sentence of the task with our English for it; none where we have none."""
        editorial = self.editorial.get(task.number)
        return [] if editorial is None else list(zip(task.sentences, editorial.english, strict=False))

    def assisted(self, task: Task) -> bool:
        """Whether departments that are not listed assist in `task`: one party is named and the plan's rule covers it."""
        rule = self.rule(RuleKind.SOLE_ASSISTED)
        return rule is not None and len(task.parties) == 1 and task.number >= rule.task
