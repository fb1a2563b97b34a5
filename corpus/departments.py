"""The registry of departments: who exists, what they are called, and what became of them."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.normalize import fold
from corpus.readers import read_toml
from corpus.records import CorpusError, Document

REGISTRY_FILE = Path(__file__).with_name("departments.toml")
_PREFIX = re.compile(r"^(内蒙古自治区|自治区|内蒙古)(人民政府)?")


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a department: the successor's id, the year, how (renamed, merged, split, absorbed) and the source."""

    id: str
    year: int
    how: str
    source: str
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Department:
    """One registry entry. `bare` are stems that mean the department only where a department stands."""

    id: str
    name: str
    full: tuple[str, ...]
    aliases: tuple[str, ...]
    bare: tuple[str, ...]
    en: tuple[str, ...]
    successors: tuple[Succession, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every form that means this department wherever it stands."""
        return (self.name, *self.full, *self.aliases, *self.en)


class Registry:
    """The departments by id and by any exact name; `place` is whose offices they are, empty where that is not known."""

    place = ""

    def __init__(self, departments: tuple[Department, ...]) -> None:
        self.departments = departments
        self.by_id = {department.id: department for department in departments}
        self._by_name = {fold(name): department for department in departments for name in department.names}

    def __getitem__(self, id: str) -> Department:
        return self.by_id[id]

    def written(self, name: str) -> Department:
        """The department that the plan means by `name`, one of those it names."""
        folded = fold(name)
        return self._by_name.get(folded) or self._by_name[_PREFIX.sub("", folded)]

    def __contains__(self, name: str) -> bool:
        """Whether any department bears the name, with or without the region's prefix."""
        folded = fold(name)
        return folded in self._by_name or _PREFIX.sub("", folded) in self._by_name

    @functools.cached_property
    def predecessors(self) -> dict[str, tuple[tuple[Department, Succession], ...]]:
        """For each id, the departments that became it, each with the step that says when and how."""
        found: dict[str, list[tuple[Department, Succession]]] = {}
        for department in self.departments:
            for step in department.successors:
                found.setdefault(step.id, []).append((department, step))
        return {id: tuple(steps) for id, steps in found.items()}


def registry_for(document: Document) -> Registry:
    """The registry of a plan: the known departments, and every party that its text names besides."""
    known = load_registry()
    names = dict.fromkeys(party.name for task in document.tasks for party in task.parties)
    return Registry((*known.departments, *(_of_the_plan(name) for name in names if name not in known)))


def _of_the_plan(name: str) -> Department:
    id = "x" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return Department(id, name, (), (), (), (), ())


@functools.cache
def load_registry(path: Path = REGISTRY_FILE) -> Registry:
    """The registry in a TOML file; CorpusError names the entry that is wrong."""
    departments: list[Department] = []
    names: dict[str, str] = {}
    entries = read_toml(path).get("department", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CorpusError(f"{path}: departments are written as [[department]] tables")
    for entry in entries:
        department = _department(path, entry)
        for name in {fold(name) for name in (*department.names, *department.bare)}:
            if other := names.get(name):
                raise CorpusError(f"{path}: {name} stands in {other} and in {department.id}: keep it in one")
            names[name] = department.id
        if any(other.id == department.id for other in departments):
            raise CorpusError(f"{path}: two entries have the id {department.id}")
        departments.append(department)
    registry = Registry(tuple(departments))
    for department in departments:
        for step in department.successors:
            if step.id not in registry.by_id:
                raise CorpusError(f"{path}: {department.id} names the successor {step.id}, which has no entry")
    return registry


def _department(path: Path, entry: dict[str, object]) -> Department:
    known = {"id", "name", "full", "aliases", "bare", "en", "successors"}
    if unknown := entry.keys() - known:
        raise CorpusError(f"{path}: {entry.get('id')} has the unknown key {sorted(unknown)[0]}")
    try:
        steps = entry.get("successors", [])
        return Department(
            id=str(entry["id"]),
            name=str(entry["name"]),
            full=_strings(entry, "full"),
            aliases=_strings(entry, "aliases"),
            bare=_strings(entry, "bare"),
            en=_strings(entry, "en"),
            successors=tuple(Succession(**step) for step in steps),  # type: ignore[attr-defined]
        )
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{path}: {entry.get('id') or entry}: {error}") from error


def _strings(entry: dict[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"{key} is not a list of strings")
    return tuple(value)
