"""Follow-ups that refer to departments: to the one spoken of, to those before it, to two of them, to those of the last answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.records import Role
from index.query import All, AnyOf, Condition, HasRole, Intent, MatchKind, Mention, Not, Numbered, Order
from index.reading.choices import ROLES, sign
from index.reading.lists import comparisons
from index.reading.patterns import joined

if TYPE_CHECKING:
    from index.reading.dialogue import Follower

_THREE = re.compile(r"[三3仨](?:家|个(?:部门|单位|局))|三者|\bthree\b")
# So many departments of an answer may be compared with each other.
_MOST_COMPARED = 6


def mention_of(department: str) -> Mention:
    """The mention of a department that the conversation is about."""
    return Mention("", (department,), MatchKind.EXACT, (department,))


@dataclass(slots=True)
class Spoken:
    """The candidates that refer to departments spoken of."""

    follower: Follower

    def all(self) -> None:
        """Every way to refer."""
        self.department()
        if not self.follower.used:
            self.by_part()
        self.pair()

    def department(self) -> None:
        """The department spoken of, in a role, in a place, by a time, with or without another."""
        follower, turn = self.follower, self.follower.turn
        spoken = follower.spoken
        if spoken is None:
            return
        numbered = [Numbered(follower.numbered)] if follower.numbered else []
        ids = follower.usage()
        for role in ROLES:
            way = "dept" + sign(role)
            where = joined([HasRole((turn.department,), role), *follower.sections, *numbered])
            assert where is not None
            if numbered and role is None:
                check = follower.query(Intent.CHECK, where, mentions=(spoken,), whether=True)
                follower.add(way, check, ids, numbered=True)
            follower.asked(way, where, (spoken,), numbered=bool(numbered))
            for time in follower.due:
                follower.listed(way + "-due", joined([where, time]), ids, mentions=(spoken,))
            self.with_other(role, where, spoken)
            for index in follower.used[:1]:
                self.compared(role, (spoken, follower.named(index)))
        self.ordered(spoken)

    def by_part(self) -> None:
        """A department told by what it was or does, its tasks and those beside the ones shown: 牵头的那家另外还配合什么."""
        follower, turn = self.follower, self.follower.turn
        rest = follower.rules.analysis.has("logic.else", "logic.except", "logic.also")
        for way, department in self.parts():
            mentions = (mention_of(department),)
            for role in ROLES:
                where = joined([HasRole((department,), role), *follower.sections])
                more = {"mentions": mentions, "pattern": ((role, False),)}
                follower.listed(way + sign(role), where, follower.usage(), **more)
                if rest and turn.shown:
                    left = joined([where, Not(Numbered(turn.shown))])
                    follower.narrowed(f"{way}-rest{sign(role)}", left, follower.usage(), **more)

    def parts(self) -> Iterator[tuple[str, str]]:
        """The departments that may be told so, each once: who leads the task shown, its only other one, one of the last answer
        by its place, and those spoken of before.
        """
        turn, known = self.follower.turn, set[str]()
        former = turn.departments[::-1] if self.follower.rules.analysis.has("back.", "logic.") else ()
        found = [*self._of_task(), *self._by_place(), *(("former", department) for department in former)]
        for way, department in found:
            # The one spoken of last is referred to by another way, but for numbers that tell which.
            if department not in known and (way == "nth" or department != turn.department):
                known.add(department)
                yield way, department

    def _of_task(self) -> Iterator[tuple[str, str]]:
        """Who leads the task shown first, and its only other department, where words may tell them so."""
        shown, rules = self.follower.turn.shown, self.follower.rules
        task = rules.tables.tasks.get(shown[0]) if shown else None
        if task and rules.analysis.has("back.department", "role.", "logic.else", "logic.also"):
            yield from (("head", party.department) for party in task.leads)
            yield from (("aide", party.department) for party in task.participants if len(task.participants) == 1)

    def _by_place(self) -> Iterator[tuple[str, str]]:
        """The departments of the last answer, where it named several, that are told by their places in it."""
        parties, analysis = self.follower.turn.parties, self.follower.rules.analysis
        places = [n for span in analysis.numbers if span.kind in "OL" for n in span.numbers[:1]]
        places += [-1] * analysis.has("back.next", "back.last") + [1] * analysis.has("back.previous", "back.first")
        for n in places if len(parties) > 1 else ():
            if n and -len(parties) <= n <= len(parties):
                yield "nth", parties[n - 1 if n > 0 else n]

    def ordered(self, spoken: Mention) -> None:
        """The section or the partner with most of its tasks, or fewest; its first or last due."""
        follower, every, ids = self.follower, HasRole((self.follower.turn.department,)), self.follower.usage()
        has = follower.rules.analysis.has
        if has("want.most", "want.fewest"):
            for descending in follower.rules.choices.directions:
                order = Order(None, descending=descending)
                query = follower.query(Intent.RANK_SECTIONS, every, mentions=(spoken,), order=order)
                follower.add(f"sections{descending}", query, ids)
            follower.add("most", follower.query(Intent.PARTNERS, every, mentions=(spoken,), order=Order(None)), ids)
        if has("due.early", "due.late"):
            for late in (True, False):
                order = Order(None, descending=late, by_day=True)
                query = follower.query(Intent.RANK_TASKS, every, mentions=(spoken,), order=order)
                follower.add(f"dept-day{late}", query, [*ids, follower.rules.choices.end(late)])

    def with_other(self, role: Role | None, where: Condition, spoken: Mention) -> None:
        """Its tasks with another, or without."""
        follower = self.follower
        for index in follower.used[:1]:
            for condition, pattern, ids in follower.holding(index):
                both = joined([where, condition])
                mentions = (spoken, follower.named(index))
                follower.listed("with" + sign(role), both, ids, mentions=mentions, pattern=pattern)

    def compared(self, role: Role | None, those: tuple[Mention, ...], way: str = "compare") -> None:
        """Departments compared."""
        follower = self.follower
        where = AnyOf(tuple(HasRole(mention.parties, role) for mention in those))
        for name, order in comparisons(role).items():
            query = follower.query(Intent.COMPARE, where, mentions=those, order=order, counted=True)
            follower.add(f"{way}-{name}{sign(role)}", query, follower.usage())

    def pair(self) -> None:
        """What departments spoken of have in common, what any of them has, and which of them has more."""
        follower, has = self.follower, self.follower.rules.analysis.has
        for way, departments in self.groups():
            mentions = tuple(map(mention_of, departments))
            for role in ROLES:
                where = All(tuple(HasRole(mention.parties, role) for mention in mentions))
                if way == "pair" or has("back.pair", "back.department"):
                    follower.narrowed(way + sign(role), where, follower.usage(), mentions=mentions)
                    if has("logic.either", "want.count"):
                        either = AnyOf(where.items)
                        follower.listed("either" + sign(role), either, follower.usage(), mentions=mentions)
                if has("want.most", "want.fewest", "want.compare"):
                    self.compared(role, mentions, "compare" if way == "pair" else "those")

    def groups(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The two departments spoken of last, or the three where so many are meant, and those of the last answer."""
        turn = self.follower.turn
        three = _THREE.search(self.follower.rules.analysis.text) is not None
        named = tuple(mention.parties[0] for mention in turn.query.mentions if len(mention.parties) == 1)
        last = named if len(named) > 1 else turn.departments[-3 if three else -2 :]
        if len(last) > 1:
            yield "pair", last
        if 1 < len(turn.parties) <= _MOST_COMPARED and set(turn.parties) != set(last):
            yield "those", turn.parties
