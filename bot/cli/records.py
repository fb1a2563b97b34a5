"""Tasks, departments and plans as the objects of the command line and of the page (docs/architecture.md)."""

from __future__ import annotations

import json
from typing import Any

from bot.dialogue.asking import called
from bot.dialogue.conversation import Assistant
from bot.plans.served import Plans, Served
from bot.screens.wording import Wording
from corpus.library import Entry
from corpus.records import Duty, Role
from index.tables import Tables

_SEPARATORS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}


def task_record(assistant: Assistant, lang: str, key: int) -> dict[str, Any]:
    """A task of a plan, whatever is asked of it."""
    plan, tables = assistant.engine.plan, assistant.engine.tables
    task = tables.tasks[key]
    leads = [assistant.name(party.department) for party in task.leads]
    return {
        "id": task.id,
        "number": task.number,
        "section": next((section.number for section in plan.section_path(task.section)), None),
        "title": assistant.title(lang, key),
        "lead": leads[0] if leads else None,
        "leads": leads,
        "participants": [assistant.name(party.department) for party in task.participants],
        **{
            str(duty): [assistant.name(party.department) for party in task.parties if party.does(duty)]
            for duty in (Duty if tables.sets_apart else ())
        },
        "deadline": task.deadline,
        "due": _due(tables, key),
        **({"details": {one.head: one.said(plan.text) for one in task.details}} if task.details else {}),
        "text": task.prose.strip(),
    }


def _due(tables: Tables, key: int) -> str | None:
    """The last day that a task allows; None where it names none, or one of no year."""
    year, month, day = tables.days[key] or (0, 0, 0)
    return f"{year:04}-{month:02}-{day:02}" if year else None


def department_records(served: Served) -> list[dict[str, Any]]:
    """Every department of a plan with the tasks that it leads and takes part in, by their ids."""
    plan, tables = served.plan, served.assistant.engine.tables
    return [
        {
            "id": id,
            "name": served.assistant.name(id),
            "name_en": next(iter(plan.registry[id].en), None),
            **{role.value: plan.task_ids(sorted(tables.holds(id, role))) for role in Role},
        }
        for id in tables.departments
    ]


def plan_records(plans: Plans, wording: Wording) -> list[dict[str, Any]]:
    """Every installed plan that can be read, the one asked by default first."""
    entries = {entry.id: entry for entry in plans.entries}
    return [_plan(served, entries[served.plan.id], plans.default, wording) for served in plans.all]


def _plan(served: Served, entry: Entry, default: str, wording: Wording) -> dict[str, Any]:
    plan = served.plan
    return {
        "id": plan.id,
        "title": called(entry, "zh", wording),
        "document": plan.document.title,
        "document_number": plan.document.document_number,
        "issuer": plan.document.issuer,
        "place": entry.place,
        "year": plan.year,
        "default": plan.id == default,
        "sections": len(plan.sections),
        "tasks": len(plan.tasks),
        "departments": len(served.assistant.engine.tables.departments),
    }


def one_line(record: dict[str, Any]) -> str:
    """The record as JSON on what every reader takes for one line: JSON itself leaves some line separators as they are."""
    return json.dumps(record, ensure_ascii=False).translate(_SEPARATORS)
