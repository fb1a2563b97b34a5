"""Rankings and comparisons of departments, tasks and sections: the best, those at a place, ties included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.records import Role, Section
from index.hits import asked_about, beside_departments, exact_hits, first_words
from index.query import All, Answer, Condition, HasRole, Hit, InSection, Kind, Order, Query, Row, leaves
from index.reading.governments import names_several
from index.tables import Tables


def rank(query: Query, tables: Tables, _: object) -> Answer:
    """The departments at the places asked for, ties included, or those with so many tasks as asked for."""
    order = query.order or Order(None)
    left_out = {party for mention in query.mentions for party in mention.parties if party != order.after}
    rows = [row for row in tables.rows(tables.run(beside_departments(query.where))) if row.department not in left_out]
    if query.among is not None:
        # Of counties each is ranked by itself, and not what they are named together.
        ids = asked_about(query, (row.department for row in rows))
        singly = [id for id in ids if not names_several(tables.plan.registry[id].name)]
        rows = [row for row in rows if row.department in (singly or ids)]
    if order.without_lead:
        rows = [row for row in rows if not row.worth(Role.LEAD)]
    if order.low is not None and order.high is not None:
        rows = [row for row in rows if order.low <= row.worth(order.role) <= order.high]
    else:
        rows = _places([row for row in rows if row.worth(order.role)], order)
    worths = {row.worth(order.role) for row in rows}
    # For who reads the answer as data, the number of whoever is first is its count.
    first = order == Order(order.role, descending=order.descending)
    count = worths.pop() if (query.counted or first) and len(worths) == 1 else None
    if query.counted and order.low is not None:
        count = len(rows)  # how many departments lead none
    return Answer(Kind.ANSWER, query, departments=tuple(row.department for row in rows), rows=tuple(rows), count=count)


def _places(rows: list[Row], order: Order) -> list[Row]:
    """The rows at the places of an order, the best first."""
    rows.sort(key=lambda row: row.worth(order.role), reverse=order.descending)
    kept = _kept(
        [row.worth(order.role) for row in rows], order, {row.department: row.worth(order.role) for row in rows}
    )
    return [row for row in rows if row.worth(order.role) in kept]


def _kept(sizes: list[int], order: Order, known: dict[str, int]) -> set[int]:
    """Of sizes in order those at the places asked for, so that ties are kept; `known` are those of the departments."""
    distinct = list(dict.fromkeys(sizes))
    if order.after:
        place = distinct.index(known[order.after]) + 1 if order.after in known else len(distinct)
        return set(distinct[place : place + 1])
    if order.place is not None:
        return set(distinct[order.place - 1 : order.place])
    return set(sizes[: order.limit])


def rank_sections(query: Query, tables: Tables, _: object) -> Answer:
    """The tasks of the sections with the most or fewest tasks; `count` is how many each has."""
    order = query.order or Order(None)
    within = tables.run(query.where)
    sizes = {key: len(tables.run(InSection((key,))) & within) for key in _alike(query, tables)}
    if not sizes:
        return Answer(Kind.ANSWER, query, count=0)
    best = max(sizes.values()) if order.descending else min(sizes.values())
    chosen = tuple(number for number, size in sizes.items() if size == best)
    places = InSection(chosen)
    query = replace(query, where=All((query.where, places)) if query.where else places, order=order)
    return Answer(Kind.ANSWER, query, exact_hits(query, tables, tables.run(query.where)), count=best)


def _alike(query: Query, tables: Tables) -> list[int]:
    """The sections that are compared: those of one rank that have tasks, the outermost of which there are several."""
    within = {key for leaf in leaves(query.where) if isinstance(leaf, InSection) for key in leaf.numbers}
    outer = next(iter(within)) if len(within) == 1 else 0
    while True:
        inside = [key for key in _inside(tables.plan.sections, outer) if tables.run(InSection((key,)))]
        if len(inside) != 1 or not any(_inside(tables.plan.sections, inside[0])):
            return inside
        outer = inside[0]


def _inside(sections: Iterable[Section], outer: int) -> list[int]:
    return [section.key for section in sections if (section.parent or 0) == outer]


def rank_tasks(query: Query, tables: Tables, _: object) -> Answer:
    """The tasks that list the most or fewest parties in a role, or that are due first or last; `count` is that of parties."""
    order = query.order or Order(None)
    if order.by_day:
        return _by_day(query, tables, order)
    size = {
        number: sum(party.does(order.role) for party in tables.tasks[number].parties)
        for number in tables.run(query.where)
    }
    kept = _kept(sorted(size.values(), reverse=order.descending), order, {})
    ranked = sorted(
        (number for number in size if size[number] in kept),
        key=lambda number: (-size[number] if order.descending else size[number], number),
    )
    count = next(iter(kept)) if query.counted and len(kept) == 1 else None
    return Answer(Kind.ANSWER, query, tuple(Hit(number, first_words(tables, number)) for number in ranked), count=count)


def _by_day(query: Query, tables: Tables, order: Order) -> Answer:
    """The tasks that are due first, or last; a refusal where the plan states no time limits."""
    if not any(tables.days.values()):
        return Answer(Kind.REFUSAL, query, reason="unsaid.deadline")
    days = {key: day for key in tables.run(query.where) if (day := tables.days[key])}
    chosen = (max if order.descending else min)(days.values(), default=None)
    keys = sorted(key for key, day in days.items() if day == chosen)
    hits = (Hit(key, tables.time_limit(key) or first_words(tables, key)) for key in keys)
    return Answer(Kind.ANSWER, query, tuple(hits))


def compare(query: Query, tables: Tables, _: object) -> Answer:
    """The departments' counts, best first; the answer to «which has more» is the best alone, ties included.

    The Answer's order has the role that was compared, wherever the question named it.
    """
    ids = [mention.parties[0] for mention in query.mentions]
    within = tables.run(beside_departments(query.where))
    role = query.order.role if query.order else None
    roles = {leaf.role for leaf in leaves(query.where) if isinstance(leaf, HasRole)}
    if role is None and len(roles) == 1:
        role = roles.pop()
    fewest = query.order is not None and not query.order.descending
    rows = sorted(
        (tables.row(id, within) for id in dict.fromkeys(ids)),
        key=lambda row: row.worth(role) if fewest else -row.worth(role),
    )
    if not rows:
        return Answer(Kind.REFUSAL, query, reason="nothing")  # an office that is compared is not named
    best = [row for row in rows if row.worth(role) == rows[0].worth(role)]
    named = best if query.order is not None and query.order.limit == 1 else rows
    count = abs(rows[0].worth(role) - rows[1].worth(role)) if query.counted and len(rows) == 2 else None
    query = replace(query, order=replace(query.order or Order(None), role=role))
    return Answer(Kind.ANSWER, query, departments=tuple(row.department for row in named), rows=tuple(rows), count=count)


def shared(query: Query, tables: Tables, _: object) -> Answer:
    """The departments that each of the tasks named has, in a role; each of the sections, where no task is named."""
    groups = _groups(query.where, tables)
    named = {party for mention in query.mentions for party in mention.parties}
    each = [set(tables.parties(group, query.role)) for group in groups]
    common = set(asked_about(query, set.intersection(*each) - named if each else ()))
    every: frozenset[int] = frozenset().union(*groups)
    rows = tuple(row for row in tables.rows(every) if row.department in common)
    return Answer(
        Kind.ANSWER,
        query,
        departments=tuple(row.department for row in rows),
        rows=rows,
        count=len(rows) if query.counted else None,
    )


def _groups(where: Condition | None, tables: Tables) -> list[frozenset[int]]:
    """The tasks of each of several sections, else each task by itself."""
    within = tables.run(where)
    sections = next((leaf.numbers for leaf in leaves(where) if isinstance(leaf, InSection)), ())
    if len(sections) > 1:
        return [group for key in sections if (group := tables.run(InSection((key,))) & within)]
    return [frozenset({key}) for key in sorted(within)]
