"""What the ways to lean mean that make a set of tasks and ask of it: narrowed, left over, several answers, by place, alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from corpus.records import Role
from index.query import (
    All,
    AnyOf,
    Condition,
    Due,
    HasRole,
    InSection,
    Intent,
    Not,
    Numbered,
    Order,
    Placed,
    RoleCount,
    leaves,
)
from index.reading.changes import mapped
from index.reading.documents import DEADLINE
from tests.reading.generate import mention
from tests.reading.meanings import L, P

if TYPE_CHECKING:
    from tests.reading.ways import Ways

Meant = tuple[Intent, Condition | None, dict[str, Any]]


def asked(ways: Ways) -> dict[str, Callable[[], Meant | None]]:
    """What is asked of those of the tasks listed that …: departments, time limit, text."""
    listed, b, role, time = ways.listed, ways.b, ways.role, ways.values.get("t")
    with_b, joined_b = All((listed, HasRole((b,)))), All((listed, HasRole((b,), role)))
    own = HasRole((ways.turn.department,), P)
    section = All((listed, InSection((ways.values["s"],))))
    said = ways.spoken_words
    answers = ways.turn.answers
    several = Numbered(tuple(dict.fromkeys(key for shown in answers[-ways.talk.series :] for key in shown)))
    together = ways.talk.series > 1 and len(several.numbers) == ways.talk.series
    return {
        "among-b-due": lambda: ways.of(with_b, Intent.FACT, fact=DEADLINE),
        "among-b-role-due": lambda: ways.of(joined_b, Intent.FACT, fact=DEADLINE),
        "among-b-join-lead": lambda: ways.of(All((listed, HasRole((b,), P))), Intent.PARTIES, L),
        "among-b-lead-join": lambda: ways.of(All((listed, HasRole((b,), L))), Intent.PARTIES, P),
        "among-b-text": lambda: ways.of(with_b, Intent.TEXT),
        "among-self-lead": lambda: ways.of(All((listed, own)), Intent.PARTIES, L),
        "self-join-lead": lambda: (
            (Intent.PARTNERS, own, {"role": L, "mentions": ways.mentions})
            if ways.mentions and ways.tables.run(own)
            else None
        ),
        "among-due-lead": lambda: ways.of(All((listed, time)), Intent.PARTIES, L) if time else None,
        "insec-lead": lambda: ways.of(section, Intent.PARTIES, L),
        "insec-due": lambda: ways.of(section, Intent.FACT, fact=DEADLINE),
        "among-haspart": lambda: (Intent.TASKS, All((listed, Not(RoleCount(P, 0, 0)))), {}),
        "among-haslead": lambda: (Intent.TASKS, All((listed, Not(RoleCount(L, 0, 0)))), {}),
        "among-nottwoleads": lambda: (Intent.TASKS, All((listed, Not(RoleCount(L, 2, 2)))), {}),
        "among-nopart": lambda: (Intent.TASKS, All((listed, RoleCount(P, 0, 0))), {}),
        "without-self": lambda: ways.some(All((listed, Not(HasRole((ways.turn.department,))))), *ways.mentions),
        "said-lead": lambda: ways.of(said[0], Intent.PARTIES, L) if said else None,
        "said-join": lambda: ways.of(said[0], Intent.PARTIES, P) if said else None,
        "said-text": lambda: ways.of(said[0], Intent.TEXT) if said else None,
        "said-due": lambda: ways.of(said[0], Intent.FACT, fact=DEADLINE) if said else None,
        "shown-join": lambda: (Intent.PARTIES, listed, {"role": P}),
        "several-lead": lambda: ways.of(several, Intent.PARTIES, L) if together else None,
        "several-join": lambda: ways.of(several, Intent.PARTIES, P) if together else None,
        "several-all": lambda: ways.of(several, Intent.PARTIES) if together else None,
        "several-due": lambda: ways.of(several, Intent.FACT, fact=DEADLINE) if together else None,
        "several-text": lambda: ways.of(several, Intent.TEXT) if together else None,
    }


def left(ways: Ways) -> dict[str, Callable[[], Meant | None]]:
    """What is left when some tasks, or a department, are taken away."""
    turn, b, role, time = ways.turn, ways.b, ways.role, ways.values.get("t")
    shown, named = Not(Numbered(turn.shown)), mention(b)
    whole = turn.listed if set(turn.shown) < set(turn.listed) else turn.earlier
    rest = All((Numbered(whole), shown)) if set(turn.shown) < set(whole) else None
    of_b, section = HasRole((b,), role), InSection((ways.values["s"],))
    own = HasRole((turn.department,), role)
    said = ways.spoken_words

    def others(tasks: Numbered, left_out: tuple[str, ...], asked: Role | None) -> Meant | None:
        keys = ways.tables.run(tasks)
        parties = ways.tables.parties(keys, asked)
        if not {*left_out} <= {*ways.tables.parties(keys)} or not {*parties} - {*left_out}:
            return None
        where = All((tasks, *(Not(HasRole((id,))) for id in left_out)))
        return Intent.PARTIES, where, {"role": asked, "mentions": tuple(map(mention, left_out))}

    task = ways.tables.tasks.get(turn.shown[0]) if turn.shown else None
    head = tuple(party.department for party in task.leads[:1]) if task else ()
    aides = task.participants if task else ()
    aide = tuple(party.department for party in aides) if len(aides) == 1 else ()
    told, helping = tuple(map(mention, head)), tuple(map(mention, aide))

    def part(place: int, role: Role, *more: Condition) -> Meant | None:
        if len(turn.parties) < 2:
            return None
        where = HasRole((turn.parties[place],), role)
        return ways.some(All((where, *more)) if more else where, mention(turn.parties[place]))

    def without(*keys: int) -> Condition | None:
        left = tuple(key for key in turn.listed if key not in keys)
        return Numbered(left) if left else None

    return {
        "rest-lead": lambda: ways.of(rest, Intent.PARTIES, L) if rest else None,
        "rest-join": lambda: ways.of(rest, Intent.PARTIES, P) if rest else None,
        "rest-of": lambda: ways.some(All((of_b, shown)), named),
        "rest-of-all": lambda: ways.some(All((HasRole((b,)), shown)), named),
        "rest-of-count": lambda: ways.some(All((of_b, shown)), named, intent=Intent.COUNT),
        "rest-of-section": lambda: ways.some(All((section, of_b, shown)), named),
        "rest-self-role": lambda: ways.some(All((own, shown)), *ways.mentions) if ways.mentions else None,
        "rest-self-count": lambda: (
            ways.some(All((own, shown)), *ways.mentions, intent=Intent.COUNT) if ways.mentions else None
        ),
        "rest-time": lambda: ways.some(All((time, shown))) if time else None,
        "rest-noleads": lambda: ways.some(All((RoleCount(L, 0, 0), shown))),
        "rest-noleads-all": lambda: ways.of(All((RoleCount(L, 0, 0), shown)), Intent.PARTIES),
        "head-role": lambda: ways.some(HasRole(head, role), *told) if head else None,
        "head-rest": lambda: ways.some(All((HasRole(head, role), shown)), *told) if head else None,
        "head-rest-all": lambda: ways.some(All((HasRole(head), shown)), *told) if head else None,
        "head-count": lambda: ways.some(HasRole(head, role), *told, intent=Intent.COUNT) if head else None,
        "aide-role": lambda: ways.some(HasRole(aide, role), *helping) if aide else None,
        "aide-rest": lambda: ways.some(All((HasRole(aide, role), shown)), *helping) if aide else None,
        "first-role": lambda: part(0, role),
        "last-role": lambda: part(-1, role),
        "first-rest": lambda: part(0, role, shown),
        "last-rest": lambda: part(-1, role, shown),
        "others-pair": lambda: others(ways.one, turn.departments[-2:], None),
        "others-pair-join": lambda: others(ways.one, turn.departments[-2:], P),
        "rest-first": lambda: ways.some(without(turn.listed[0]) or shown),
        "rest-last-lead": lambda: ways.of(without(turn.listed[-1]), Intent.PARTIES, L),
        "rest-said": lambda: ways.some(said[1]) if said else None,
        "rest-said-lead": lambda: ways.of(said[1], Intent.PARTIES, L) if said else None,
        "rest-said-due": lambda: ways.of(said[1], Intent.FACT, fact=DEADLINE) if said else None,
        "else-lead": lambda: others(ways.one, (b,), L),
        "else-join": lambda: others(ways.one, (b,), P),
        "others-all": lambda: others(ways.one, (turn.department,), None),
        "others-join": lambda: others(ways.one, (turn.department,), P),
        "shown-else-join": lambda: others(ways.listed, (b,), P),
        "shown-else-lead": lambda: others(ways.listed, (b,), L),
    }


def placed(ways: Ways) -> dict[str, Callable[[], Meant | None]]:
    """Tasks by their place in a list or section, those alike, departments spoken of before."""
    turn, listed = ways.turn, ways.turn.listed
    key = turn.shown[0] if turn.shown else 0
    day, task = ways.tables.days.get(key), ways.tables.tasks.get(key)
    place = ways.values["nth"]
    nth = listed[place - 1 : place]
    two = listed if len(listed) == 2 else ()
    before = ways.query
    asked = {"role": before.role, "fact": before.fact}
    section = next((leaf for leaf in leaves(ways.where) if isinstance(leaf, InSection)), None)
    within = Placed(InSection(section.numbers), (place,)) if section else None
    former = [id for id in turn.departments if id != turn.department][-1:]
    those = turn.parties
    pair = turn.departments[-2:]

    def beside(condition: Condition | None) -> Meant | None:
        return ways.some(All((condition, Not(Numbered((key,)))))) if condition else None

    def compared(role: Role | None) -> Meant | None:
        if not 1 < len(those) < 6:
            return None
        where = AnyOf(tuple(HasRole((id,), role) for id in those))
        return Intent.COMPARE, where, {"mentions": tuple(map(mention, those)), "order": Order(role)}

    return {
        "nth-fill": lambda: (
            (before.intent, Numbered(nth), asked)
            if nth and nth != turn.shown and len(turn.shown) == 1 and turn.shown[0] in listed and len(listed) > 1
            else None
        ),
        "sec-nth-lead": lambda: ways.of(within, Intent.PARTIES, L) if within else None,
        "sec-nth-join": lambda: ways.of(within, Intent.PARTIES, P) if within else None,
        "sec-nth-text": lambda: ways.of(within, Intent.TEXT) if within else None,
        "sec-nth-due": lambda: ways.of(within, Intent.FACT, fact=DEADLINE) if within else None,
        "former-text": lambda: ways.of(Numbered(two[:1]), Intent.TEXT) if two else None,
        "former-lead": lambda: ways.of(Numbered(two[:1]), Intent.PARTIES, L) if two else None,
        "latter-text": lambda: ways.of(Numbered(two[1:]), Intent.TEXT) if two else None,
        "latter-lead": lambda: ways.of(Numbered(two[1:]), Intent.PARTIES, L) if two else None,
        "latter-join": lambda: ways.of(Numbered(two[1:]), Intent.PARTIES, P) if two else None,
        "same-due": lambda: beside(Due(day, day) if day else None),
        "same-sec": lambda: beside(InSection((task.section,)) if task and task.section else None),
        "former-role": lambda: (
            ways.some(HasRole((former[0],), ways.role), mention(former[0])) if former and ways.mentions else None
        ),
        "those-lead": lambda: compared(L),
        "those-most": lambda: compared(None),
        "pair-either": lambda: (
            (Intent.TASKS, AnyOf(tuple(HasRole((id,)) for id in pair)), {"mentions": tuple(map(mention, pair))})
            if len(pair) == 2
            else None
        ),
        "secdept-next": lambda: ways.again(ways.beside(ways.where, 1)) if isinstance(ways.where, All) else None,
        "secdept-sec": lambda: (
            ways.again(
                mapped(ways.where, lambda leaf: InSection((ways.values["s"],)) if isinstance(leaf, InSection) else leaf)
            )
            if isinstance(ways.where, All)
            else None
        ),
    }
