"""What each way to lean on a conversation means, by its name in follow.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from corpus.records import Role
from index.query import (
    All,
    AnyOf,
    Condition,
    Due,
    HasRole,
    InSection,
    Intent,
    Mention,
    Not,
    Numbered,
    Order,
    PartyCount,
    Query,
    RoleCount,
    leaves,
)
from index.reading.changes import mapped
from index.reading.documents import DEADLINE
from index.reading.state import Turn
from index.tables import Tables
from tests.reading import sets_meant
from tests.reading.generate import mention
from tests.reading.meanings import L, P

Meant = tuple[Intent, Condition | None, dict[str, Any]]


@dataclass(slots=True)
class Talk:
    """A conversation so far: what kind of question it has come to, its words, their Queries, and the tasks found."""

    kind: str
    turns: list[str]
    said: list[Query]
    found: list[tuple[int, ...]]
    turn: Turn
    # How many of its last questions were asked in a row, each of one task.
    series: int = 0


class Ways:
    """What each way to lean means after a conversation."""

    def __init__(self, tables: Tables, talk: Talk, values: dict[str, Any], role: Role) -> None:
        self.tables, self.plan, self.talk, self.values, self.role = tables, tables.plan, talk, values, role
        self.turn, self.query, self.where = talk.turn, talk.turn.query, talk.turn.query.where
        self.b = values["b"]
        self.one, self.listed = Numbered(self.turn.shown[:1]), Numbered(self.turn.listed)
        self.mentions: tuple[Mention, ...] = (mention(self.turn.department),) if self.turn.department else ()
        self.with_b = (*self.mentions, mention(self.b))

    def meant(self, way: str) -> Meant | None:
        """The meaning of a way."""
        known = {
            **self.changed(),
            **self.narrowed(),
            **self.referred(),
            **self.spoken(),
            **sets_meant.asked(self),
            **sets_meant.left(self),
            **sets_meant.placed(self),
        }
        return known[way]() if way in known else None

    def again(self, where: Condition | None, mentions: tuple[Mention, ...] | None = None) -> Meant | None:
        """The question before with another condition."""
        query = self.query
        if where is None or where == query.where or (query.order and where is not None):
            return None
        more = {"role": query.role, "fact": query.fact, "mentions": query.mentions if mentions is None else mentions}
        return query.intent, where, more

    def swapped(self, role: Role | None = None) -> Condition | None:
        """The condition before with another department, in another role where one is told."""
        holds = [leaf for leaf in [self.where] if isinstance(leaf, HasRole)]

        def other(leaf: Condition) -> Condition:
            return HasRole((self.b,), role or leaf.role) if isinstance(leaf, HasRole) else leaf

        return mapped(self.where, other) if holds or isinstance(self.where, All) else None

    def timed(self) -> Condition | None:
        """The condition before with another time."""
        time: Condition | None = self.values.get("t")
        if time is None:
            return None
        match self.where:
            case Due() | AnyOf():
                return time
            case All(items):
                return All(tuple(time if isinstance(item, Due | AnyOf) else item for item in items))
        return None

    def changed(self) -> dict[str, Callable[[], Meant | None]]:
        """The question before with one thing changed."""
        values, only_b = self.values, (mention(self.b),)
        in_section = InSection((values["s"],))
        return {
            "dept": lambda: self.again(self.swapped(), only_b),
            "dept-role": lambda: self.again(self.swapped(self.role), only_b),
            "num": lambda: self.again(Numbered((values["m"],)), ()),
            "sec": lambda: self.again(
                mapped(self.where, lambda leaf: in_section if isinstance(leaf, InSection) else leaf)
            ),
            "nextsec": lambda: self.again(self.beside(self.where, 1)),
            "previoussec": lambda: self.again(self.beside(self.where, -1)),
            "due": lambda: self.again(self.timed()),
            "next": lambda: self.step(1),
            "previous": lambda: self.step(-1),
            "nextlead": lambda: self.step(1, Intent.PARTIES, role=L),
            "previouslead": lambda: self.step(-1, Intent.PARTIES, role=L),
            "nextdue": lambda: self.step(1, Intent.FACT, fact=DEADLINE),
            "previousdue": lambda: self.step(-1, Intent.FACT, fact=DEADLINE),
            "nexttext": lambda: self.step(1, Intent.TEXT),
            "previoustext": lambda: self.step(-1, Intent.TEXT),
            "rank2": lambda: self.ranked(place=2),
            "rank3": lambda: self.ranked(place=3),
            "ranktop": lambda: self.ranked(limit=3),
            "rankfewest": lambda: self.ranked(descending=False),
            "rankjoin": lambda: self.ranked(role=P),
            "rankdept": lambda: (
                Intent.COUNT,
                HasRole((self.b,), self.query.order and self.query.order.role),
                {"mentions": only_b},
            ),
        }

    def beside(self, where: Condition | None, step: int) -> Condition | None:
        """A condition with the section beside its own."""
        outer = [section.key for section in self.plan.sections if not section.parent]
        named = next((leaf.numbers[-1] for leaf in leaves(where) if isinstance(leaf, InSection)), 0)
        place = outer.index(named) + step if named in outer else -1
        if not 0 <= place < len(outer):
            return None
        return mapped(where, lambda leaf: InSection((outer[place],)) if isinstance(leaf, InSection) else leaf)

    def step(self, by: int, intent: Intent | None = None, **more: Any) -> Meant | None:
        key = self.turn.shown[0] + by
        if all(task.key != key for task in self.plan.tasks):
            return None
        if intent is not None:
            return intent, Numbered((key,)), more
        return self.query.intent, Numbered((key,)), {"role": self.query.role, "fact": self.query.fact}

    def ranked(self, **how: Any) -> Meant | None:
        order = self.query.order
        return (self.query.intent, self.where, {"order": replace(order, **how)}) if order else None

    def narrowed(self) -> dict[str, Callable[[], Meant | None]]:
        """Those of the tasks listed that …, or what is left."""
        listed, b, time, with_b = self.listed, self.b, self.values.get("t"), self.with_b
        # The list before the tasks shown: a single one of a list leaves that list in place.
        whole = self.turn.listed if set(self.turn.shown) < set(self.turn.listed) else self.turn.earlier
        earlier, shown = Numbered(whole), Not(Numbered(self.turn.shown))
        part = set(self.turn.shown) < set(whole)

        def among(*conditions: Condition, intent: Intent = Intent.TASKS, **more: Any) -> Meant:
            return intent, All((listed, *conditions)), {"mentions": self.mentions, **more}

        def by_day(late: bool) -> Meant:
            return Intent.RANK_TASKS, listed, {"order": Order(None, descending=late, by_day=True)}

        return {
            "with": lambda: among(HasRole((b,)), mentions=with_b),
            "without": lambda: among(Not(HasRole((b,))), mentions=with_b),
            "with-count": lambda: among(HasRole((b,)), intent=Intent.COUNT, mentions=with_b),
            "among-lead": lambda: among(HasRole((b,), L), mentions=with_b),
            "among-join": lambda: among(HasRole((b,), P), mentions=with_b),
            "among-notlead": lambda: among(Not(HasRole((b,), L)), mentions=with_b),
            "insec": lambda: among(InSection((self.values["s"],))),
            "notsec": lambda: among(Not(InSection((self.values["s"],)))),
            "among-due": lambda: among(time) if time else None,
            "among-notdue": lambda: among(Not(time)) if time else None,
            "among-due-count": lambda: among(time, intent=Intent.COUNT) if time else None,
            "among-nodue": lambda: among(Due()),
            "among-ongoing": lambda: among(Due(ongoing=True)),
            "among-alone": lambda: among(PartyCount(1, 1)),
            "among-noleads": lambda: among(RoleCount(L, 0, 0)),
            "among-twoleads": lambda: among(RoleCount(L, 2, 2)),
            "among-earliest": lambda: by_day(False),
            "among-latest": lambda: by_day(True),
            "among-most": lambda: (Intent.RANK_TASKS, listed, {"order": Order(None)}),
            "rest": lambda: (Intent.TASKS, All((earlier, shown)), {}) if part else None,
            "rest-dept": lambda: (
                (Intent.TASKS, All((HasRole((self.turn.department,)), shown)), {"mentions": self.mentions})
                if self.mentions
                else None
            ),
            "earlier": lambda: (Intent.TASKS, earlier, {}) if part else None,
            "earlier-with": lambda: (
                (Intent.TASKS, All((earlier, HasRole((b,)))), {"mentions": (mention(b),)}) if part else None
            ),
        }

    def referred(self) -> dict[str, Callable[[], Meant | None]]:
        """What is asked of the tasks shown, or of those at a place of the list."""
        turn, one, b = self.turn, self.one, self.b
        listed, second, last = self.listed, Numbered(turn.listed[1:2]), Numbered(turn.listed[-1:])
        first, third = Numbered(turn.listed[:1]), Numbered(turn.listed[2:3])
        named = {"mentions": (mention(b),)}
        due = {"fact": DEADLINE}
        return {
            "first": lambda: (Intent.TEXT, first, {}),
            "firstwho": lambda: (Intent.PARTIES, first, {}),
            "firstjoin": lambda: (Intent.PARTIES, first, {"role": P}),
            "second": lambda: (Intent.TEXT, second, {}),
            "secondwho": lambda: (Intent.PARTIES, second, {}),
            "secondlead": lambda: (Intent.PARTIES, second, {"role": L}),
            "seconddue": lambda: (Intent.FACT, second, due),
            "third": lambda: (Intent.TEXT, third, {}) if len(turn.listed) > 2 else None,
            "last": lambda: (Intent.TEXT, last, {}),
            "lastdue": lambda: (Intent.FACT, last, due),
            "firstleads": lambda: (Intent.PARTIES, Numbered(turn.listed[:2]), {"role": L}),
            "tasklead": lambda: (Intent.PARTIES, one, {"role": L}),
            "taskjoin": lambda: (Intent.PARTIES, one, {"role": P}),
            "taskall": lambda: (Intent.PARTIES, one, {}),
            "taskcount": lambda: (Intent.COUNT_PARTIES, one, {}),
            "tasktext": lambda: (Intent.TEXT, one, {}),
            "taskdue": lambda: (Intent.FACT, one, due),
            "check": lambda: (Intent.CHECK, All((one, HasRole((b,)))), named),
            "else": lambda: (Intent.PARTIES, All((one, Not(HasRole((b,))))), named),
            "shown-due": lambda: (Intent.FACT, listed, due),
            "shown-leads": lambda: (Intent.PARTIES, listed, {"role": L}),
            "shown-all": lambda: (Intent.PARTIES, listed, {}),
            "shown-text": lambda: (Intent.TEXT, listed, {}),
            "earlier-lead": lambda: (
                (Intent.PARTIES, Numbered(turn.earlier), {"role": L}) if len(turn.earlier) == 1 else None
            ),
        }

    def spoken(self) -> dict[str, Callable[[], Meant | None]]:
        """What is asked of the department or the section spoken of."""
        where, mentions, role, b = self.where, self.mentions, self.role, self.b
        a = self.turn.department
        both = tuple(mention(id) for id in self.turn.departments[-2:])
        if where is None and not a:
            return {}
        pair = tuple(HasRole((id,)) for id in self.turn.departments[-2:])
        return {
            "other-role": lambda: (self.query.intent, HasRole((a,), role), {"mentions": mentions}),
            "only-role": lambda: (Intent.TASKS, HasRole((a,), role), {"mentions": mentions}),
            "notlead-self": lambda: (
                Intent.TASKS,
                All((HasRole((a,)), Not(HasRole((a,), L)))),
                {"mentions": mentions},
            ),
            "count": lambda: (Intent.COUNT, where, {"mentions": self.query.mentions}),
            "list": lambda: (Intent.TASKS, where, {"mentions": self.query.mentions}),
            "whole": lambda: (Intent.TASKS, HasRole((a,)), {"mentions": mentions}),
            "wholecount": lambda: (Intent.COUNT, HasRole((a,)), {"mentions": mentions}),
            "countrole": lambda: (Intent.COUNT, HasRole((a,), role), {"mentions": mentions}),
            "both": lambda: (Intent.TASKS, All((HasRole((a,)), HasRole((b,)))), {"mentions": self.with_b}),
            "partners": lambda: (Intent.PARTNERS, HasRole((a,)), {"mentions": mentions}),
            "itlead": lambda: (Intent.TASKS, HasRole((a,), L), {"mentions": mentions}),
            "itdue": lambda: (
                (Intent.TASKS, All((HasRole((a,)), self.values["t"])), {"mentions": mentions})
                if "t" in self.values
                else None
            ),
            "deptsec": lambda: (
                Intent.TASKS,
                All((HasRole((a,)), InSection((self.values["s"],)))),
                {"mentions": mentions},
            ),
            "seclead": lambda: (Intent.PARTIES, where, {"role": L}),
            "secdept": lambda: (Intent.TASKS, All((where, HasRole((b,)))), {"mentions": (mention(b),)}),
            "secdeptlead": lambda: (Intent.TASKS, All((where, HasRole((b,), L))), {"mentions": (mention(b),)}),
            "pairboth": lambda: (Intent.TASKS, All(pair), {"mentions": both}) if len(pair) == 2 else None,
            "pairmore": lambda: (
                (Intent.COMPARE, AnyOf(pair), {"mentions": both, "order": Order(None)}) if len(pair) == 2 else None
            ),
            "pairlead": lambda: (
                (
                    Intent.COMPARE,
                    AnyOf(tuple(HasRole(each.departments, L) for each in pair)),
                    {"mentions": both, "order": Order(L)},
                )
                if len(pair) == 2
                else None
            ),
        }

    # -- what is asked of the tasks that a condition leaves --

    def of(self, where: Condition | None, intent: Intent, role: Role | None = None, **more: Any) -> Meant | None:
        """What is asked of the tasks that satisfy a condition; None where there are none."""
        keys = tuple(sorted(self.tables.run(where)))
        return (intent, Numbered(keys), {"role": role, **more}) if keys else None

    def some(self, where: Condition, *mentions: Mention, intent: Intent = Intent.TASKS) -> Meant | None:
        """The tasks that satisfy a condition; None where there are none."""
        return (intent, where, {"mentions": mentions}) if self.tables.run(where) else None

    @property
    def spoken_words(self) -> tuple[Condition, Condition] | None:
        """Of the list the one that the words drawn speak of, and the others; None where none is."""
        key = self.values.get("w")
        if key is None or len(self.turn.listed) < 2:
            return None
        return Numbered((key,)), Numbered(tuple(listed for listed in self.turn.listed if listed != key))
