"""What a conversation remembers of an answer, for the question after it."""

from __future__ import annotations

from dataclasses import dataclass

from index.hits import only_department
from index.query import Answer, Intent, Numbered, Query


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers: the last query, the tasks shown, the list they are of, the department spoken of.

    `departments` are the last two different ones, the latest last; `earlier` is the list before this one.
    """

    query: Query
    shown: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()
    department: str = ""
    departments: tuple[str, ...] = ()
    earlier: tuple[int, ...] = ()


def remembered(answer: Answer, before: Turn | None) -> Turn:
    """The turn after an answer: its tasks, the list they are of, the departments spoken of."""
    department = only_department(answer.query.mentions)
    if not department and answer.departments and answer.query.intent in (Intent.PARTIES, Intent.RANK, Intent.CHECK):
        department = answer.departments[0]
    shown = tuple(hit.task for hit in answer.hits)
    listed = shown
    narrows = answer.query.intent is Intent.TASKS and not isinstance(answer.query.where, Numbered)
    if len(shown) == 1 and before is not None and shown[0] in before.listed and not narrows:
        # «第二个的全文» looks into a list; «第三个» after it still means that list. What narrows it to one is another.
        listed = before.listed
        department = department or before.department
    spoken = before.departments if before is not None else ()
    departments = (*(id for id in spoken if id != department), *filter(None, (department,)))[-2:]
    earlier = before.listed or before.earlier if before is not None else ()
    if before is not None and listed == before.listed:
        earlier = before.earlier
    return Turn(answer.query, shown, listed, department, departments, earlier)
