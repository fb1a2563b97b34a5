"""Whether a document is a new version of a plan that is installed: its tasks paired with those of each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.diff import paired
from corpus.library import Library
from corpus.readers import read_toml
from corpus.records import CorpusError, Plan
from corpus.versions import Version, version_of

# Every pair of tasks is compared: of a long plan so many, taken evenly, tell as much as all.
SAMPLE = 60
# A plan with a smaller share of its tasks in another one is a plan of its own.
MOST = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """An installed plan, and the share of a document's tasks, from 0 to 1, that pair with one of its tasks."""

    plan: Plan
    share: float


def nearest(plan: Plan, library: Library) -> Likeness | None:
    """The added plan that most of a document's tasks pair with, if there is one; one whose text is damaged as it lies there."""
    lying = filter(None, map(library.as_it_lies, library.added))
    found = [Likeness(other, share) for other in lying if (share := likeness(other, plan)) > MOST]
    return max(found, key=lambda one: one.share, default=None)


def likeness(old: Plan, new: Plan) -> float:
    """The share of the new plan's tasks, of a sample where it is long, that pair with a task of the old one."""
    tasks = version_of(new.document).tasks
    sample = Version(tasks[:: max(1, len(tasks) // SAMPLE)])
    return len(paired(version_of(old.document), sample)) / len(sample.tasks) if tasks else 0.0


def is_version_of(new: Plan, old: Plan) -> bool:
    """Whether one may be a version of the other: most tasks of the shorter, or one word for word the title, are in both."""
    return old.document.title == new.document.title or max(likeness(old, new), likeness(new, old)) > MOST


def installed_as(plan: Plan, library: Library) -> Iterator[str]:
    """The ids of the installed plans, shipped or added, that have the very text of this one, or had when they were installed."""
    for id in library.ids:
        with contextlib.suppress(CorpusError):
            if read_toml(library.folder(id) / "plan.toml").get("sha256") == plan.digest:
                yield id


def same_text(plan: Plan, library: Library) -> Plan | None:
    """The installed plan, shipped or added, that has the very text of this one and can be served."""
    for id in installed_as(plan, library):
        with contextlib.suppress(CorpusError):
            return library.plan(id)
    return None
