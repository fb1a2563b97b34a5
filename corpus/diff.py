"""What changed between two versions of a plan, task by task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from corpus.records import Document, Task

# Below this share of common words a task of the same subject is a new one: rewordings of published plans keep over half.
SAME_TASK = 55.0


class Change(StrEnum):
    """The kinds of change a reader is told of."""

    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    LEAD = "lead"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the task's number before and after (None where there is none) and what it was and became."""

    change: Change
    before: int | None
    after: int | None
    was: str = ""
    became: str = ""


def compare(old: Document, new: Document) -> list[Difference]:
    """The differences in the order of the new document, removed tasks last."""
    pairs = _pairs(old, new)
    found: list[Difference] = []
    for task in new.tasks:
        partner = pairs.get(task.number)
        if partner is None:
            found.append(Difference(Change.ADDED, None, task.number, became=task.body.of(new.text)))
        else:
            found.extend(_changes(partner, old, task, new))
    kept = {partner.number for partner in pairs.values()}
    found.extend(
        Difference(Change.REMOVED, task.number, None, was=task.body.of(old.text))
        for task in old.tasks
        if task.number not in kept
    )
    return found


def _pairs(old: Document, new: Document) -> dict[int, Task]:
    """New number → old task. The likest pair is matched first, so that an inserted task shifts nothing."""
    scored = sorted(
        (
            (-fuzz.ratio(a.body.of(old.text), b.body.of(new.text)), abs(a.number - b.number), b.number, a.number)
            for a in old.tasks
            for b in new.tasks
        ),
    )
    by_number = {task.number: task for task in old.tasks}
    pairs: dict[int, Task] = {}
    used: set[int] = set()
    for score, _, after, before in scored:
        if -score >= SAME_TASK and after not in pairs and before not in used:
            pairs[after] = by_number[before]
            used.add(before)
    return pairs


def _changes(a: Task, old: Document, b: Task, new: Document) -> Iterator[Difference]:
    if a.number != b.number:
        yield Difference(Change.RENUMBERED, a.number, b.number, str(a.number), str(b.number))
    before, after = a.body.of(old.text), b.body.of(new.text)
    if before != after:
        yield Difference(Change.REWORDED, a.number, b.number, before, after)
    was, became = [p.name for p in a.leads], [p.name for p in b.leads]
    if was != became:
        yield Difference(Change.LEAD, a.number, b.number, "、".join(was), "、".join(became))
    names_before, names_after = [p.name for p in a.parties], [p.name for p in b.parties]
    for name in names_after:
        if name not in names_before:
            yield Difference(Change.JOINED, a.number, b.number, became=name)
    for name in names_before:
        if name not in names_after:
            yield Difference(Change.LEFT, a.number, b.number, was=name)
