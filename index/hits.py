"""The tasks of an exact answer, each with the words quoted for it."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.records import Role, Span
from index.query import All, Condition, HasRole, Hit, Mention, Query, leaves
from index.tables import Tables


def asked_about(query: Query, ids: Iterable[str]) -> tuple[str, ...]:
    """Of some departments those that a query asks about: all, or those of the kind that it names."""
    return tuple(id for id in ids if query.among is None or id in query.among.parties)


def only_department(mentions: tuple[Mention, ...]) -> str:
    """The id of the plan's party spoken of where there is exactly one, else empty."""
    parties = {party for mention in mentions for party in mention.parties}
    return next(iter(parties)) if len(parties) == 1 else ""


def first_words(tables: Tables, number: int) -> Span:
    """The first sentence of a task."""
    task = tables.tasks[number]
    return task.sentences[0] if task.sentences else task.body


def exact_hits(query: Query, tables: Tables, numbers: frozenset[int]) -> tuple[Hit, ...]:
    """Exact hits: tasks led by the department asked about first, then by number."""
    department = only_department(query.mentions)
    found = [
        Hit(number, first_words(tables, number), role=tables.role(department, number) if department else None)
        for number in numbers
    ]
    return tuple(sorted(found, key=lambda hit: (bool(department) and hit.role is not Role.LEAD, hit.task)))


def beside_departments(where: Condition | None) -> Condition | None:
    """What a condition says of tasks beside the departments it names, which are themselves ranked, compared or asked for."""
    if isinstance(where, All):
        return All(tuple(item for item in where.items if not any(isinstance(leaf, HasRole) for leaf in leaves(item))))
    return None if any(isinstance(leaf, HasRole) for leaf in leaves(where)) else where
