"""A list of tasks to take along, in the layout of a 任务清单: the table with its headings, then the bytes of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.screens.wording import Wording
from corpus.normalize import clean
from corpus.records import Duty, Party, Plan, Role, RuleKind, Task
from corpus.titles import own_title
from index.hits import only_department
from index.query import Answer

LONGEST_NAME = 60
# Millimetres; A4 in landscape with margins of 18 has 261.
COLUMNS = {
    "zh": {"number": 24, "section": 28, "task": 69, "title_ours": 29, "lead": 26, "participants": 34},
    "en": {"number": 19, "section": 28, "task": 45, "english": 56, "lead": 28, "participants": 34},
}
# Beside who leads, in a plan that sets those who help apart; the plan's words make room for them.
APART = {"responsible": 24, "helping": 22}
# Columns that an office fills in; a time limit is there already where the plan states one.
OPEN = {"deadline": 19, "person": 15, "remarks": 17}
# What is reported on the tasks takes room from the plan's words.
PROGRESS = 24
# The role of the one department that was asked for; the plan's words make room for it.
ROLE = 15
# A further column of the plan's table; all the others make room for it.
DETAIL = 24
# The order in which columns stand; those of the plan's table come after the time limit.
_BEFORE = (
    "number",
    "section",
    "task",
    "english",
    "title_ours",
    "role",
    "lead",
    "participants",
    "responsible",
    "helping",
)
_AFTER = ("progress", "person", "remarks")
# Points. English takes more room.
SIZES = {"zh": 10.5, "en": 9}


@dataclass(frozen=True, slots=True)
class Reported:
    """What is known of a task beside the plan's words: where it stands, a deadline that was set, who is responsible."""

    progress: str = ""
    deadline: str = ""
    person: str = ""


NOTHING = Reported()
CENTRED = {"number", "role", "deadline"}


class Form(StrEnum):
    """The kinds of file; the values are their suffixes."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and width in millimetres; whether its cells stand in the middle, and are numbers where they can be."""

    heading: str
    width: float
    centred: bool
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything on the pages, all of it text: the plan's title, what the list is, the table, and the notes under it."""

    lang: str
    name: str
    plan: str
    title: str
    columns: tuple[Column, ...]
    size: float
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    page: str


def export(
    numbers: Sequence[int],
    plan: Plan,
    wording: Wording,
    lang: str,
    title: str,
    form: Form,
    department: str = "",
    reported: Mapping[int, Reported] | None = None,
) -> bytes:
    """The file that lists those tasks of the plan in that order; `title` says what they are.

    With a department's id, a column says its role in each; with what is `reported` on tasks, another one where they stand.
    """
    # Imports decide the cold start: no library is loaded before a file is wanted.
    table = listing(numbers, plan, wording, lang, title, department, reported)
    if form is Form.PDF:
        from bot.export.pdf import portable

        return portable(table)
    if form is Form.XLSX:
        from bot.export.spreadsheet import spreadsheet

        return spreadsheet(table)
    from bot.export.document import document

    return document(table)


def listed(answers: Iterable[Answer]) -> tuple[int, ...]:
    """The numbers of the tasks that answers show, in order, each once."""
    return tuple(dict.fromkeys(hit.task for answer in answers for hit in answer.hits))


def asked_department(answers: Iterable[Answer]) -> str:
    """The id of the one department that answers are about, else empty."""
    return only_department(tuple(mention for answer in answers for mention in answer.query.mentions))


def file_name(title: str, form: Form) -> str:
    """A name that any system takes: letters of any script and digits with hyphens between, of at most 60 characters."""
    words = re.sub(r"\W+", "-", clean(title))[:LONGEST_NAME].strip("-")
    return f"{words or 'list'}.{form}"


def listing(
    numbers: Sequence[int],
    plan: Plan,
    wording: Wording,
    lang: str,
    title: str,
    department: str = "",
    reported: Mapping[int, Reported] | None = None,
) -> Listing:
    """The table of those tasks with its headings and notes."""

    def say(key: str, **values: object) -> str:
        return wording.say(lang, f"export.{key}", **values)

    columns: dict[str, float] = {**COLUMNS.get(lang, COLUMNS["en"]), **OPEN}
    if plan.document.sets_apart:
        room = sum(APART.values()) - columns.pop("participants")
        columns = {**columns, **APART, "task": columns["task"] - room}
    if department:
        columns = {**columns, "task": columns["task"] - ROLE, "role": ROLE}
    if reported:
        columns = {**columns, "task": columns["task"] - PROGRESS, "progress": PROGRESS}
    tasks = {task.key: task for task in plan.tasks}
    chosen = [tasks[number] for number in numbers]
    # What the plan heads as an open column is headed goes there.
    own = {say(key): key for key in OPEN}
    heads = {own.get(detail.head, detail.head): detail.head for task in chosen for detail in task.details}
    columns = _with_details(columns, [key for key in heads if key not in columns])
    lines = _Lines(plan, wording, lang, department, reported or {})
    rows = [lines.cells(task) | lines.details(task, heads) for task in chosen]
    rules = [plan.rule(RuleKind.FIRST_LEADS) if any(task.leads for task in chosen) else None]
    rules.append(plan.rule(RuleKind.SOLE_ASSISTED) if any(plan.assisted(task) for task in chosen) else None)
    notes = [say("rule", rule=rule.span.of(plan.text)) for rule in rules if rule]
    notes += [say("reported")] if reported else []
    return Listing(
        lang=lang,
        name=say("file"),
        plan=plan.document.title if lang == "zh" else "\n".join(dict.fromkeys((plan.document.title, plan.title(lang)))),
        title=" ".join(clean(title).split()),
        columns=tuple(
            Column(heads.get(key) or say(key, department=lines.asked), width, key in CENTRED, key == "number")
            for key, width in columns.items()
        ),
        size=SIZES.get(lang, SIZES["en"]),
        rows=tuple(tuple(row[key] for key in columns) for row in rows),
        notes=(*notes, say("ours")),
        page=say("page", page="{page}", pages="{pages}"),
    )


def _with_details(columns: Mapping[str, float], details: Sequence[str]) -> dict[str, float]:
    """The columns in their order, with those of the plan's table among them, on the same width."""
    order = [key for key in (*_BEFORE, "deadline", *details, *_AFTER) if key in columns or key in details]
    whole = sum(columns.values())
    share = whole / (whole + DETAIL * len(details))
    return {key: columns.get(key, DETAIL) * share for key in order}


class _Lines:
    """The cells of a task in a language."""

    def __init__(
        self, plan: Plan, wording: Wording, lang: str, department: str, reported: Mapping[int, Reported]
    ) -> None:
        self._reported = reported
        self._department = department
        self._plan, self._registry, self._wording, self._lang = plan, plan.registry, wording, lang
        self._sections = {section.key: section for section in plan.sections}

    @property
    def asked(self) -> str:
        """The name of the department asked for."""
        return self._registry[self._department].name if self._department else ""

    def cells(self, task: Task) -> dict[str, str]:
        """Every cell of a task by column."""
        editorial, reported = self._plan.editorial.get(task.key), self._reported.get(task.key, NOTHING)
        return {
            "section": self._section(task),
            "title_ours": (editorial and editorial.zh) or own_title(task.prose),
            "task": task.prose.strip(),
            "english": "\n".join((editorial.en, " ".join(editorial.english))).strip() if editorial else "",
            "lead": self._names(task.leads) or self._say("no_lead"),
            "participants": self._names(task.participants)
            or self._say("others" if self._plan.assisted(task) else "none"),
            "responsible": self._names(task.beside.get(Duty.RESPONSIBLE, ())) or self._say("none"),
            "helping": self._helping(task) or self._say("none"),
            "number": self._plan.numeral(task),
            "role": self._role(task),
            "deadline": task.deadline or reported.deadline,
            "progress": reported.progress,
            "person": reported.person,
            "remarks": "",
        }

    def details(self, task: Task, heads: Mapping[str, str]) -> dict[str, str]:
        """What the plan's table says of a task besides, by column; `heads` has the head of each column."""
        said = {detail.head: detail.span.of(self._plan.text).strip() for detail in task.details}
        return {key: said.get(head, "") for key, head in heads.items() if head in said or key not in OPEN}

    def _helping(self, task: Task) -> str:
        """Who helps, and who takes part without being listed as either."""
        besides = self._names(task.beside.get(None, ()))
        said = [
            self._names(task.beside.get(Duty.HELPING, ())),
            self._say("besides", departments=besides) if besides else "",
        ]
        return ("、" if self._lang == "zh" else "\n").join(filter(None, said))

    def _role(self, task: Task) -> str:
        party = next((party for party in task.parties if party.department == self._department), None)
        if party is None:
            return ""
        said = party.duty if party.duty and party.role is Role.PARTICIPANT else party.role
        return self._wording.say(self._lang, f"role.{said}")

    def _section(self, task: Task) -> str:
        section = self._sections.get(task.section)
        if section is None:
            return ""
        english = self._plan.section_titles_en.get(task.section)
        if self._lang == "zh" or not english:
            return f"{self._plan.numeral(section)}、{section.title}"
        return f"{english}\n{section.title}"

    def _names(self, parties: Iterable[Party]) -> str:
        found = [self._registry[party.department] for party in parties]
        if self._lang == "zh":
            return "、".join(department.name for department in found)
        return "\n".join(
            f"{department.en[0]} ({department.name})" if department.en else department.name for department in found
        )

    def _say(self, key: str, **values: object) -> str:
        return self._wording.say(self._lang, f"export.{key}", **values)
