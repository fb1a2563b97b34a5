"""A list of tasks to take along, in the layout of a 任务清单: the table with its headings, then bytes of .xlsx or .docx."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.wording import Wording
from corpus.normalize import clean
from corpus.records import Party, Plan, RuleKind, Task
from corpus.titles import own_title
from index.records import Answer

LONGEST_NAME = 60
# Millimetres; A4 in landscape with margins of 18 has 261.
COLUMNS = {
    "zh": {"index": 12, "section": 35, "title_ours": 38, "task": 85, "lead": 29, "participants": 38, "source": 24},
    "en": {"index": 11, "section": 32, "task": 58, "english": 74, "lead": 30, "participants": 37, "source": 19},
}
# Points. English takes more room.
SIZES = {"zh": 10.5, "en": 9}
CENTRED = {"index", "source"}


class Form(StrEnum):
    """The kinds of file; the values are their suffixes."""

    XLSX = "xlsx"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and width in millimetres."""

    heading: str
    width: float
    centred: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything on the pages, all of it text: the plan's title, what the list is, the table, and the notes under it."""

    lang: str
    name: str
    plan: str
    title: str
    heading: str
    columns: tuple[Column, ...]
    size: float
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    page: str


def export(numbers: Sequence[int], plan: Plan, wording: Wording, lang: str, heading: str, form: Form) -> bytes:
    """The file that lists those tasks of the plan in that order; `heading` says how the list was asked for."""
    # Imports decide the cold start: neither library is loaded before a file is wanted.
    table = listing(numbers, plan, wording, lang, heading)
    if form is Form.XLSX:
        from bot.spreadsheet import spreadsheet

        return spreadsheet(table)
    from bot.document import document

    return document(table)


def listed(answers: Iterable[Answer]) -> tuple[int, ...]:
    """The numbers of the tasks that answers show, in order, each once."""
    return tuple(dict.fromkeys(hit.task for answer in answers for hit in answer.hits))


def file_name(plan: Plan, wording: Wording, lang: str, heading: str, form: Form) -> str:
    """A name that any system takes: letters of any script and digits with hyphens between, of at most 60 characters."""
    words = "-".join(filter(None, (wording.say(lang, "export.file"), str(plan.year or ""), clean(heading))))
    return re.sub(r"\W+", "-", words)[:LONGEST_NAME].strip("-") + f".{form}"


def listing(numbers: Sequence[int], plan: Plan, wording: Wording, lang: str, heading: str) -> Listing:
    """The table of those tasks with its headings and notes."""

    def say(key: str, **values: object) -> str:
        return wording.say(lang, f"export.{key}", **values)

    columns = COLUMNS.get(lang, COLUMNS["en"])
    tasks = {task.key: task for task in plan.tasks}
    chosen = [tasks[number] for number in numbers]
    lines = _Lines(plan, wording, lang)
    rows = [{"index": str(index), **lines.cells(task)} for index, task in enumerate(chosen, 1)]
    rules = [plan.rule(RuleKind.FIRST_LEADS) if any(task.leads for task in chosen) else None]
    rules.append(plan.rule(RuleKind.SOLE_ASSISTED) if any(plan.assisted(task) for task in chosen) else None)
    notes = [say("rule", rule=rule.span.of(plan.text)) for rule in rules if rule]
    return Listing(
        lang=lang,
        name=say("file"),
        plan=plan.document.title if lang == "zh" else "\n".join(dict.fromkeys((plan.document.title, plan.title(lang)))),
        title=say("title", dated=wording.say(lang, "understood.year", year=plan.year) if plan.year else ""),
        heading=wording.say(lang, "understood.line", what=" ".join(clean(heading).split())),
        columns=tuple(Column(say(key), width, key in CENTRED) for key, width in columns.items()),
        size=SIZES.get(lang, SIZES["en"]),
        rows=tuple(tuple(row[key] for key in columns) for row in rows),
        notes=(*notes, say("ours")),
        page=say("page", page="{page}", pages="{pages}"),
    )


class _Lines:
    """The cells of a task in a language."""

    def __init__(self, plan: Plan, wording: Wording, lang: str) -> None:
        self._plan, self._registry, self._wording, self._lang = plan, plan.registry, wording, lang
        self._sections = {section.key: section for section in plan.sections}

    def cells(self, task: Task) -> dict[str, str]:
        """Every cell of a task by column."""
        editorial = self._plan.editorial.get(task.key)
        return {
            "section": self._section(task),
            "title_ours": (editorial and editorial.zh) or own_title(task.prose),
            "task": task.prose.strip(),
            "english": "\n".join((editorial.en, " ".join(editorial.english))).strip() if editorial else "",
            "lead": self._names(task.leads) or self._say("no_lead"),
            "participants": self._names(task.participants)
            or self._say("others" if self._plan.assisted(task) else "none"),
            "source": self._source(task),
        }

    def _section(self, task: Task) -> str:
        section = self._sections.get(task.section)
        if section is None:
            return ""
        english = self._plan.section_titles_en.get(task.section)
        if self._lang == "zh" or not english:
            return f"{self._plan.numeral(section)}、{section.title}"
        return f"{english}\n{section.title}"

    def _source(self, task: Task) -> str:
        section, number = self._sections.get(task.section), self._plan.numeral(task)
        if section is None:
            return self._say("where_alone", number=number)
        where = self._plan.numeral(section) if self._lang == "zh" else self._plan.section_id(section.key)
        return self._say("where", section=where, number=number)

    def _names(self, parties: Iterable[Party]) -> str:
        found = [self._registry[party.department] for party in parties]
        if self._lang == "zh":
            return "、".join(department.name for department in found)
        return "\n".join(
            f"{department.en[0]} ({department.name})" if department.en else department.name for department in found
        )

    def _say(self, key: str, **values: object) -> str:
        return self._wording.say(self._lang, f"export.{key}", **values)
