"""The installed plans: each folder's plan.toml, text.txt and plain.toml bound to the registry."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.departments import Registry, load_registry
from corpus.parser import parse
from corpus.readers import read_bytes, read_toml
from corpus.records import CorpusError, Document, Editorial, Plan, Task

PLANS_DIR = Path(__file__).with_name("plans")


@dataclass(frozen=True, slots=True)
class Library:
    """The registry and every installed plan, in the order of their ids."""

    registry: Registry
    plans: tuple[Plan, ...]

    def plan(self, id: str | None = None) -> Plan:
        """The plan with that id, or the first; CorpusError lists the ids there are."""
        for plan in self.plans:
            if id is None or plan.id == id:
                return plan
        raise CorpusError(f"there is no plan {id}: installed are {', '.join(plan.id for plan in self.plans)}")


def load_library(plans_dir: Path = PLANS_DIR) -> Library:
    """Every plan below `plans_dir`; CorpusError where one cannot be used or none is there."""
    registry = load_registry()
    folders = sorted(path.parent for path in plans_dir.glob("*/plan.toml"))
    if not folders:
        raise CorpusError(f"no plan in {plans_dir}: each plan is a folder with plan.toml and text.txt")
    return Library(registry, tuple(load_plan(folder, registry) for folder in folders))


def load_plan(folder: Path, registry: Registry) -> Plan:
    """The plan in a folder, its departments looked up; CorpusError where its text is not the one that was checked."""
    meta = read_toml(folder / "plan.toml")
    data = read_bytes(folder / "text.txt")
    digest = hashlib.sha256(data).hexdigest()
    if digest != meta.get("sha256"):
        raise CorpusError(
            f"{folder / 'text.txt'} is not the text that plan.toml was checked against (its sha256 is {digest}): "
            "restore it, or check the new text and enter its sha256"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{folder / 'text.txt'} is not UTF-8: save it as UTF-8") from error
    document = bind(parse(text), registry)
    plain = _plain(folder / "plain.toml")
    try:
        return Plan(
            id=str(meta["id"]),
            title_zh=str(meta["short_title"]["zh"]),
            title_en=str(meta["short_title"]["en"]),
            year=int(meta["year"]),
            jurisdiction=str(meta["jurisdiction"]),
            language=str(meta["language"]),
            digest=digest,
            document=document,
            editorial={
                number: Editorial(entry["zh"], entry["en"], tuple(entry.get("english", ())), plain.get(number, ()))
                for number, entry in ((int(entry["number"]), entry) for entry in meta.get("task", []))
            },
            section_titles_en={int(entry["number"]): entry["en"] for entry in meta.get("section", [])},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{folder / 'plan.toml'}: a key is missing or wrong: {error}") from error


def _plain(path: Path) -> dict[int, tuple[tuple[str, ...], ...]]:
    """Task number → plain words for each sentence, both languages together; empty where a plan has none."""
    if not path.exists():
        return {}
    try:
        return {
            int(entry["number"]): tuple((*zh, *en) for zh, en in zip(entry["zh"], entry["en"], strict=True))
            for entry in read_toml(path).get("task", [])
        }
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{path}: a key is missing or wrong: {error}") from error


def bind(document: Document, registry: Registry) -> Document:
    """`document` with the registry's id in every party that the registry knows."""
    return dataclasses.replace(document, tasks=tuple(_bound(task, registry) for task in document.tasks))


def _bound(task: Task, registry: Registry) -> Task:
    parties = []
    for party in task.parties:
        department = registry.written(party.name)
        parties.append(dataclasses.replace(party, department=department.id if department else ""))
    return dataclasses.replace(task, parties=tuple(parties))


def problems(folder: Path, plan: Plan) -> Iterator[str]:
    """What is wrong with an installed plan, a line each: counts, names, titles, and text that nothing accounts for."""
    meta = read_toml(folder / "plan.toml")
    departments = {party.department for task in plan.tasks for party in task.parties}
    counts = {"sections": len(plan.sections), "tasks": len(plan.tasks), "departments": len(departments)}
    stated = meta.get("expected")
    for key, expected in (stated if isinstance(stated, dict) else {"expected": stated}).items():
        if key not in counts:
            yield f"plan.toml: expected counts are of {', '.join(counts)}, not of {key}"
        elif counts[key] != expected:
            yield f"{counts[key]} {key} found, {expected} expected"
    if meta.get("title") != plan.document.title:
        yield f"the title read from the text is {plan.document.title}"
    for notice in plan.document.warnings:
        yield f"line {notice.line}: {notice.message}"
    numbers = [task.number for task in plan.tasks]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the tasks are not numbered 1 to {len(numbers)} in order"
    for task in plan.tasks:
        yield from _task_problems(plan, task)


def _task_problems(plan: Plan, task: Task) -> Iterator[str]:
    where = f"line {task.line}, task {task.number}"
    for party in task.parties:
        if not party.department:
            yield f"{where}: {party.name} is in no entry of departments.toml"
    if editorial := plan.editorial.get(task.number):
        for what, given in (("English sentences", editorial.english), ("plain explanations", editorial.plain)):
            if given and len(given) != len(task.sentences):
                yield f"{where}: {len(given)} {what} for {len(task.sentences)} sentences"
    else:
        yield f"{where}: no titles in plan.toml"
