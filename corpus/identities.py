"""What tasks are called: by their numbers, and where these begin again by the group's number too."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.records import Section, Task


def identified(tasks: Sequence[Task], sections: Sequence[Section]) -> tuple[Task, ...]:
    """The tasks with ids that are unique in the plan: "12", or "2-3" where numbers begin again in each group.

    A group is called by the number of the section that it fills, or where groups are no sections by its place from 1. Parts
    of one item share its number, and are told by their own: "12-1".
    """
    if len({task.number for task in tasks}) == len(tasks):
        return tuple(replace(task, id=str(task.number)) for task in tasks)
    groups = _groups(tasks)
    called = _by_section(groups, sections) or {place: str(place) for place in range(1, len(groups) + 1)}
    found = [
        replace(task, id=f"{called[place]}-{own}" if len(groups) > 1 else own)
        for place, group in enumerate(groups, 1)
        for task, own in zip(group, _own(group), strict=True)
    ]
    counts = Counter(task.id for task in found)
    # A number printed twice in one group: the second is told by its place in the plan.
    return tuple(task if counts[task.id] == 1 else replace(task, id=f"{task.id}-{task.key}") for task in found)


def _own(group: Sequence[Task]) -> list[str]:
    """What the tasks of a group are called in it: by their number, with that of a part or of one of several measures."""
    several = Counter((task.number, task.line) for task in group if task.id == str(task.number))
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for task in group:
        item = task.number, task.line
        seen[item] += 1
        found.append(f"{task.id}-{seen[item]}" if several[item] > 1 else task.id)
    return found


def _groups(tasks: Sequence[Task]) -> list[list[Task]]:
    """The tasks cut where a number is not above the one before it, other than for another task of the same item."""
    groups: list[list[Task]] = [[]]
    for before, task in zip((None, *tasks), tasks, strict=False):
        again = before is not None and task.number == before.number and _same_item(before, task)
        if before is not None and task.number <= before.number and not again:
            groups.append([])
        groups[-1].append(task)
    return groups


def _same_item(before: Task, task: Task) -> bool:
    """Whether tasks of one number are measures of one paragraph, or parts of one item."""
    parts = task.id != str(task.number) and before.section == task.section
    return parts or before.line == task.line


def _by_section(groups: Sequence[Sequence[Task]], sections: Sequence[Section]) -> dict[int, str]:
    """The number of each group's section, where every group lies in one of its own and the numbers differ; else nothing."""
    known = {section.key: section for section in sections}
    for depth in itertools.count():
        paths = [{_path(task.section, known)[depth : depth + 1] for task in group} for group in groups]
        if any(() in path or len(path) > 1 for path in paths):
            return {}
        own = [next(iter(path))[0] for path in paths]
        if len(set(own)) == len(own):
            numbers = ["-".join(map(str, _numbers(key, known))) for key in own]
            return dict(enumerate(numbers, 1)) if len(set(numbers)) == len(numbers) else {}
    return {}


def _path(key: int, known: dict[int, Section]) -> tuple[int, ...]:
    path: tuple[int, ...] = ()
    while key in known:
        path, key = (key, *path), known[key].parent
    return path


def _numbers(key: int, known: dict[int, Section]) -> list[int]:
    return [known[step].number for step in _path(key, known)]
