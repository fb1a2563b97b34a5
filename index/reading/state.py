"""What a conversation remembers of an answer, for the question after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.hits import only_department
from index.query import UNSTATED, All, Answer, Condition, InSection, Intent, Numbered, Query, numbers_in

# So many answers and departments are remembered.
_MOST_ANSWERS, _MOST_DEPARTMENTS = 5, 3
# What is asked for where an answer is departments.
_OF_PARTIES = (Intent.PARTIES, Intent.COUNT_PARTIES, Intent.PARTNERS, Intent.RANK, Intent.CHECK, Intent.COMPARE)
# What is asked of the document beside its tasks, after which the tasks before are still spoken of.
_OF_DOCUMENT = (Intent.FACT, Intent.SECTIONS, Intent.COUNT_SECTIONS, Intent.IDENTITY)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers: the last query, the tasks shown, the list they are of, the department spoken of.

    `departments` are the last different ones, the latest last; `earlier` is the list before this one. `section` is the key
    of the section spoken of, 0 for none; `parties` are the departments that the last answer named, and `answers` the tasks of
    the last answers, the latest last.
    """

    query: Query
    shown: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()
    department: str = ""
    departments: tuple[str, ...] = ()
    earlier: tuple[int, ...] = ()
    section: int = 0
    parties: tuple[str, ...] = ()
    answers: tuple[tuple[int, ...], ...] = ()


def _section(where: Condition | None) -> int:
    """The section that a condition names, 0 where it names none."""
    match where:
        case InSection(keys):
            return max(keys[-1], 0)
        case All(items):
            return next((key for item in items if (key := _section(item))), 0)
        case _:
            return 0


def _department(answer: Answer) -> str:
    """The only department that a question names, else the first that its answer names as one of a task's; empty without one."""
    named = only_department(answer.query.mentions)
    if not named and answer.departments and answer.query.intent in (Intent.PARTIES, Intent.RANK, Intent.CHECK):
        return answer.departments[0]
    return named


def _shown(answer: Answer) -> tuple[int, ...]:
    """The tasks that an answer shows; where it counts parties, those that the question numbers."""
    if answer.query.intent is Intent.COUNT_PARTIES:
        return tuple(key for key in numbers_in(answer.query.where, Numbered) if key > 0)
    return tuple(hit.task for hit in (answer.nearby if answer.reason == UNSTATED else answer.hits))


def remembered(answer: Answer, before: Turn | None) -> Turn:
    """The turn after an answer: its tasks, the list they are of, the departments and the section spoken of."""
    query, shown = answer.query, _shown(answer)
    if before is not None and query.intent in _OF_DOCUMENT and not shown and not query.mentions:
        return replace(before, query=query)
    parties = answer.departments if query.intent in _OF_PARTIES else ()
    found = Turn(query, shown, shown, _department(answer), section=_section(query.where), parties=parties)
    return _first(found) if before is None else _after(_carried(found, before), before)


def _first(found: Turn) -> Turn:
    """The first turn of a conversation, which has nothing to add its department and its tasks to."""
    departments, answers = filter(None, (found.department,)), filter(None, (found.shown,))
    return replace(found, departments=tuple(departments), answers=tuple(answers))


def _carried(found: Turn, before: Turn) -> Turn:
    """A turn with what still holds of the one before it: the list, the department that this was of, the parties."""
    narrows = found.query.intent is Intent.TASKS and not isinstance(found.query.where, Numbered)
    listed, department, parties = found.listed, found.department, found.parties
    if len(found.shown) == 1 and found.shown[0] in before.listed and not narrows:
        # «第二个的全文» looks into a list; «第三个» after it still means that list. What narrows it to one is another.
        listed = before.listed
    if not department and found.shown and set(found.shown) <= set(before.listed):
        department = before.department  # the list is still that department's
    if not parties and found.shown == before.shown:
        parties = before.parties
    return replace(found, listed=listed, department=department, parties=parties)


def _after(found: Turn, before: Turn) -> Turn:
    """A turn with what the conversation remembers of those before it: departments, lists, answers, the section."""
    spoken = tuple(id for id in before.departments if id != found.department)
    again = before.answers[-1:] == (found.shown,) or not found.shown
    answers = before.answers if again else (*before.answers, found.shown)
    return replace(
        found,
        departments=(*spoken, *filter(None, (found.department,)))[-_MOST_DEPARTMENTS:],
        earlier=before.earlier if found.listed == before.listed else before.listed or before.earlier,
        section=found.section or before.section,
        answers=answers[-_MOST_ANSWERS:],
    )
