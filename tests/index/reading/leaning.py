"""What tests of follow-ups need: turns made of Queries, and what the candidates of a question ask of which tasks."""

from __future__ import annotations

from corpus.records import Role
from index.engine import Engine
from index.query import Condition, HasRole, Intent, MatchKind, Mention, Numbered, Query
from index.reading.reader import Reader
from index.reading.state import Turn, remembered

LEAD, PART = Role.LEAD, Role.PARTICIPANT
Seen = tuple[Intent, frozenset[int]]
Asked = tuple[Role | None, frozenset[str]]


def office(engine: Engine, name: str) -> str:
    """The id of the party whose name ends so."""
    (found,) = (id for id in engine.tables.departments if engine.plan.registry[id].name.endswith(name))
    return found


def turn_of(engine: Engine, *queries: Query) -> Turn:
    """What is remembered after the answers to some Queries."""
    turn: Turn | None = None
    for query in queries:
        turn = remembered(engine.answer(query), turn)
    assert turn is not None
    return turn


def of(engine: Engine, name: str, role: Role | None = None, intent: Intent = Intent.TASKS) -> Query:
    """What is asked of one office."""
    id = office(engine, name)
    return Query(intent, "zh", HasRole((id,), role), mentions=(Mention("", (id,), MatchKind.EXACT, (id,)),))


def one(key: int, role: Role | None = None) -> Query:
    """Who has a role in a task."""
    return Query(Intent.PARTIES, "zh", Numbered((key,)), role=role)


def led(engine: Engine, name: str) -> Numbered:
    """The tasks that an office leads, by number."""
    return Numbered(tuple(sorted(engine.tables.holds(office(engine, name), LEAD))))


def queries(engine: Engine, question: str, turn: Turn | None) -> set[Query]:
    """What the candidates of a question ask that search for no subject."""
    parse = Reader(engine.tables, engine.names).parse(question, turn)
    return {candidate.query for candidate in parse.candidates if not candidate.query.topic}


def seen(engine: Engine, question: str, turn: Turn | None) -> set[Seen]:
    """What the candidates of a question ask, and of which tasks."""
    return {(query.intent, engine.tables.run(query.where)) for query in queries(engine, question, turn)}


def departments(engine: Engine, question: str, turn: Turn | None) -> set[Asked]:
    """The departments that the candidates of a question show, by name, with the role that is asked for."""
    asked = [query for query in queries(engine, question, turn) if query.intent is Intent.PARTIES]
    return {
        (query.role, frozenset(engine.plan.registry[id].name for id in engine.answer(query).departments))
        for query in asked
    }


def tasks(engine: Engine, *conditions: Condition) -> frozenset[int]:
    """The tasks that satisfy every condition."""
    return frozenset.intersection(*map(engine.tables.run, conditions))
