"""Another reader's reading as one more candidate, and as a sign for those that mean the same."""

from __future__ import annotations

from dataclasses import replace

from index.reading.features import one
from index.reading.grammar import Rules
from index.reading.parse import Candidate
from index.records import Query, Want
from index.tables import Tables

_OF_A_ROLE = (Want.PARTIES, Want.PARTNERS, Want.COUNT_PARTIES)


def meaning(query: Query, tables: Tables) -> tuple[object, ...]:
    """What a Query selects and asks, the same for different trees of conditions."""
    tasks = tables.run(query.where) if query.where is not None else None
    role = query.role if query.want in _OF_A_ROLE else None
    return query.want, tasks, query.topic, query.fact, query.order, role


def take(rules: Rules, advice: Query) -> None:
    """Marks the candidates that mean what the other reader says; adds its reading where none does."""
    parse, tables = rules.parse, rules.tables
    meant = meaning(advice, tables)
    agreed = parse.component(
        ("adv", "same"),
        lambda: [
            one("adv"),
            one("adv", advice.want),
            one("adv", bool(advice.topic)),
            one("adv", bool(advice.mentions)),
        ],
    )
    alike = parse.component(("adv", "alike"), lambda: [one("alike"), one("alike", advice.want)])
    known: dict[Query, tuple[object, ...]] = {}
    same = False
    for place, candidate in enumerate(parse.candidates):
        query = candidate.query
        if query.want is not advice.want or bool(query.topic) is not bool(advice.topic):
            continue
        found = known.setdefault(query, meaning(query, tables))
        if found == meant:
            same = True
            parse.candidates[place] = Candidate(query, (*candidate.components, agreed))
        elif advice.topic and replace(query, topic=advice.topic) == advice:
            parse.candidates[place] = Candidate(query, (*candidate.components, alike))
    if not same:
        foreign = parse.component(("adv", "foreign"), lambda: [one("foreign"), one("foreign", advice.want)])
        mode = (
            ("topic" if advice.where is None else "within")
            if advice.topic and rules.analysis.residue.topics
            else "skip"
        )
        shape = "0" if advice.where is None else "x"
        rules.add(advice, str(advice.want), [agreed, foreign], shape, mode=mode)
