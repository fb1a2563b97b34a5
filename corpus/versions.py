"""What is remembered of a plan's version, so that the next one can be compared with it when the text itself is gone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from corpus.records import CorpusError, Document, Role

FORMAT = 2


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as written, its role, and the registry's id, empty where the registry did not know it."""

    name: str
    role: Role
    department: str


@dataclass(frozen=True, slots=True)
class Known:
    """A task as it stood in a version: its key, what it was called, its prose and its parties in the order written.

    `deadline` is its time limit as printed, empty where it states none, None where the version was remembered without.
    """

    key: int
    id: str
    section: int
    text: str
    parties: tuple[KnownParty, ...]
    deadline: str | None = None

    @property
    def leads(self) -> list[str]:
        """The names of the parties that led, in the order written."""
        return [party.name for party in self.parties if party.role is Role.LEAD]

    @property
    def departments(self) -> frozenset[str]:
        """The ids of its parties."""
        return frozenset(party.department for party in self.parties if party.department)


@dataclass(frozen=True, slots=True)
class Version:
    """A version's tasks in its order, and the titles of its sections by key; none where it was remembered without."""

    tasks: tuple[Known, ...]
    sections: tuple[tuple[int, str], ...] = ()

    def task(self, key: int | None) -> Known | None:
        """The task with that key, if there is one."""
        return next((task for task in self.tasks if task.key == key), None)


def version_of(document: Document) -> Version:
    """What is to be remembered of a document; its parties have ids where it was bound to the registry."""
    return Version(
        tuple(
            Known(
                task.key,
                task.id,
                task.section,
                task.prose,
                tuple(KnownParty(party.name, party.role, party.department) for party in task.parties),
                task.deadline or "",
            )
            for task in document.tasks
        ),
        tuple((section.key, section.title) for section in document.sections),
    )


def to_json(version: Version) -> dict[str, Any]:
    """The version as JSON holds it."""
    sections = [list(section) for section in version.sections]
    return {"format": FORMAT, "tasks": [asdict(task) for task in version.tasks], "sections": sections}


def from_json(data: dict[str, Any]) -> Version:
    """The version that to_json wrote; CorpusError for anything else."""
    try:
        if data["format"] == 1:
            # Before keys: the plans of then were numbered through.
            data = {
                "format": FORMAT,
                "tasks": [{"key": t["number"], "id": str(t["number"]), **t} for t in data["tasks"]],
            }
        if data["format"] != FORMAT:
            raise CorpusError(f"the remembered version is of format {data['format']}, this program knows {FORMAT}")
        return Version(
            tuple(
                Known(
                    task["key"],
                    task["id"],
                    task["section"],
                    task["text"],
                    tuple(
                        KnownParty(party["name"], Role(party["role"]), party["department"]) for party in task["parties"]
                    ),
                    task.get("deadline"),
                )
                for task in data["tasks"]
            ),
            tuple((int(key), str(title)) for key, title in data.get("sections", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"the remembered version of the plan cannot be read: {error!r}") from error
