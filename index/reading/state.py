"""What a conversation remembers of an answer, for the question after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.hits import only_department
from index.query import All, Answer, Condition, InSection, Intent, Numbered, Query, numbers_in

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


def remembered(answer: Answer, before: Turn | None) -> Turn:
    """The turn after an answer: its tasks, the list they are of, the departments and the section spoken of."""
    query = answer.query
    department = only_department(query.mentions)
    if not department and answer.departments and query.intent in (Intent.PARTIES, Intent.RANK, Intent.CHECK):
        department = answer.departments[0]
    parties = answer.departments if query.intent in _OF_PARTIES else ()
    shown = tuple(hit.task for hit in answer.hits)
    if query.intent is Intent.COUNT_PARTIES:
        shown = tuple(key for key in numbers_in(query.where, Numbered) if key > 0)
    if before is not None and query.intent in _OF_DOCUMENT and not shown and not query.mentions:
        return replace(before, query=query)
    found = Turn(query, shown, shown, department, section=_section(query.where), parties=parties)
    if before is None:
        return replace(found, departments=(department,) if department else (), answers=(shown,) if shown else ())
    narrows = query.intent is Intent.TASKS and not isinstance(query.where, Numbered)
    if len(shown) == 1 and shown[0] in before.listed and not narrows:
        # «第二个的全文» looks into a list; «第三个» after it still means that list. What narrows it to one is another.
        found = replace(found, listed=before.listed)
    if not department and shown and set(shown) <= set(before.listed):
        found = replace(found, department=before.department)  # the list is still that department's
    if not parties and shown == before.shown:
        found = replace(found, parties=before.parties)
    spoken = tuple(id for id in before.departments if id != found.department)
    answers = before.answers if before.answers[-1:] == (shown,) or not shown else (*before.answers, shown)
    return replace(
        found,
        departments=(*spoken, *filter(None, (found.department,)))[-_MOST_DEPARTMENTS:],
        earlier=before.earlier if found.listed == before.listed else before.listed or before.earlier,
        section=found.section or before.section,
        answers=answers[-_MOST_ANSWERS:],
    )
