"""What people asked of subjects in `tests/reading/sets`, as the reader understood it: the rows of people.jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from corpus.library import plan_of
from corpus.records import Plan
from index.engine import Engine
from tests.fitting.data import FIRST, FOLDER, Row, plans
from tests.reading.examples import read_rows
from tests.reading.make import texts

PEOPLE = FOLDER / "people.jsonl"
WRITTEN = FOLDER.parent / "reading" / "sets"


def is_known(id: str) -> bool:
    """Whether there is such a plan."""
    return id in plans() or id in texts()


@cache
def plan(id: str) -> Plan:
    """A plan that people were asked about."""
    return plans()[id] if id in plans() else plan_of(id, texts()[id].read_text("utf-8"), id)


def read_people(root: Path) -> Iterator[Row]:
    """Every question of one turn on a subject, or to be refused, in which the reader now finds a subject."""
    engines: dict[str, Engine] = {}
    for path in sorted(WRITTEN.glob("*.jsonl")):
        for row in read_rows(path, "set"):
            id, expect = row.get("plan") or FIRST, row["expect"]
            if len(row["turns"]) > 1 or not is_known(id):
                continue
            tasks = _tasks(plan(id), expect)
            if not tasks and not _refused(expect):
                continue
            query = engines.setdefault(id, Engine(plan(id), root)).query(row["turns"][0], None)
            if query.topic and not query.fact:
                yield Row(id, row["turns"][0], query.topic, query.topic_lang, tasks, row["id"])


def _tasks(given: Plan, expect: dict[str, Any]) -> tuple[int, ...]:
    """The keys of the tasks of which one is to be shown first, which rows give by printed number or by id."""
    wanted = {str(value) for key in ("first", "within3") for value in expect.get(key, ())}
    return tuple(task.key for task in given.tasks if wanted & {task.id, str(task.number)})


def _refused(expect: dict[str, Any]) -> bool:
    kinds = expect.get("kind", "answer")
    return "refusal" in kinds and "answer" not in kinds


@cache
def people() -> list[Row]:
    """The rows of people.jsonl."""
    said = (json.loads(line) for line in PEOPLE.read_text("utf-8").splitlines())
    return [Row(**{**row, "tasks": tuple(row["tasks"])}) for row in said]
