"""Follow-ups that narrow: those of the tasks listed that …, the one at a place of the list, those that are left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.query import Condition, HasRole, Intent, Mention, Not, Numbered, Order, PartyCount, RoleCount
from index.reading.choices import LEAD, PART, sign
from index.reading.frames import stated
from index.reading.patterns import joined

if TYPE_CHECKING:
    from index.reading.dialogue import Follower


@dataclass(slots=True)
class Narrowed:
    """The candidates that narrow what was listed."""

    follower: Follower

    def all(self) -> None:
        """Every way to narrow."""
        turn = self.follower.turn
        if turn.listed:
            self.among("among", turn.listed)
            self.ordinals()
            self.rest()
            if set(turn.shown) < set(turn.listed) and self.follower.rules.analysis.has("back."):
                self.follower.listed("earlier", Numbered(turn.listed), self.follower.usage())
        if turn.earlier and self.follower.rules.analysis.has("back."):
            self.among("earlier", turn.earlier)

    def among(self, way: str, tasks: tuple[int, ...]) -> None:
        """Those of some tasks with a department, a role, a place, a time, or in another stated state; the first or last due."""
        follower = self.follower
        base, ids, has = Numbered(tasks), follower.usage(), follower.rules.analysis.has
        self.ordered(way, base)
        for name, condition in self.simple():
            follower.listed(f"{way}-{name}", joined([base, condition]), ids)
        for index in follower.used[:1]:
            mentions = (follower.named(index),)
            for condition, pattern, own in follower.holding(index):
                for more in self.alongside():
                    where = joined([base, condition, *more])
                    follower.listed(way + "-also" * bool(more), where, own, mentions=mentions, pattern=pattern)
        if follower.spoken:
            for role in (LEAD, PART):
                for out in (False, True) if follower.rules.choices.negative else (False,):
                    self.in_role(way, base, HasRole((follower.turn.department,), role), out, follower.spoken, ids)
        if way == "earlier":
            follower.listed(way, base, ids)
        if follower.rules.analysis.residue.topics and has("back.tasks"):
            topic = follower.rules.analysis.residue.topics[0].words
            follower.add(f"{way}-topic", follower.query(Intent.TASKS, base, topic=topic), ids, mode="within")

    def in_role(self, way: str, base: Numbered, holds: HasRole, out: bool, spoken: Mention, ids: Iterable[int]) -> None:
        """Those in which the department spoken of has a role, or has not."""
        name = f"{way}-role{sign(holds.role, out)}"
        where = joined([base, Not(holds) if out else holds, *self.follower.sections])
        self.follower.listed(name, where, ids, mentions=(spoken,), pattern=((holds.role, out),))

    def ordered(self, way: str, base: Numbered) -> None:
        """The first or last due, the one with most or fewest parties, the department with most of them."""
        follower, has = self.follower, self.follower.rules.analysis.has
        ids = follower.usage()
        if has("due.early", "due.late"):
            for late in (True, False):
                order = Order(None, descending=late, by_day=True)
                own = [*ids, follower.rules.choices.end(late)]
                follower.add(f"{way}-day{late}", follower.query(Intent.RANK_TASKS, base, order=order), own)
        if has("want.most", "want.fewest"):
            for most in (True, False):
                order = Order(None, descending=most)
                follower.add(f"{way}-size{most}", follower.query(Intent.RANK_TASKS, base, order=order), ids)

    def simple(self) -> Iterator[tuple[str, Condition | None]]:
        """What the question states of tasks beside departments, had or left out, with a name for the way."""
        follower, negative = self.follower, self.follower.rules.choices.negative
        places, times = follower.sections, follower.due
        for time in times:
            yield "due", joined([time, *places])
            if negative:
                yield "notdue", Not(time)
        if places:
            yield "place", places[0]
            if negative:
                yield "not", Not(places[0])
        for span in follower.rules.analysis.numbers:
            if span.kind == "Q" and span.how == "parties":
                yield "leads", RoleCount(LEAD, span.numbers[0], span.numbers[-1])
                yield "parties", PartyCount(span.numbers[0], span.numbers[-1])
        yield from stated(follower.rules.choices, follower.rules.today)

    def alongside(self) -> Iterator[list[Condition]]:
        """What may be stated beside a department: nothing, a section, a time."""
        yield list(self.follower.sections)
        for time in self.follower.due:
            yield [*self.follower.sections, time]

    def rest(self) -> None:
        """Those left: of the list before, of the department's tasks, of the plan, once those shown are taken away."""
        follower, turn = self.follower, self.follower.turn
        if not follower.rules.analysis.has("logic.else", "logic.except"):
            return
        ids, shown = follower.usage(), Not(Numbered(turn.shown))
        left: list[tuple[str, Condition | None]] = [("plan", None)]
        if set(turn.shown) < set(turn.listed):
            left.append(("list", Numbered(turn.listed)))
        if set(turn.shown) < set(turn.earlier):
            left.append(("earlier", Numbered(turn.earlier)))
        if turn.department:
            left.append(("department", HasRole((turn.department,))))
        for name, base in left:
            mentions = (follower.spoken,) if follower.spoken and name == "department" else ()
            follower.listed(f"rest-{name}", joined([base, shown]), ids, mentions=mentions)
        for index in follower.used[:1]:
            for condition, pattern, own in follower.holding(index):
                where = joined([shown, condition])
                follower.listed("rest-of", where, own, mentions=(follower.named(index),), pattern=pattern)

    def ordinals(self) -> None:
        """Those at places of the list: 第二个, 前三条, 第二个和第三个, 最后一条."""
        follower, analysis, listed = self.follower, self.follower.rules.analysis, self.follower.turn.listed
        spans = [span for span in analysis.numbers if span.kind in "OLN"]
        size = analysis.tasks + 1
        places = [n - size if span.how == "end" and n > 0 else n for span in spans for n in span.numbers]
        places = list(dict.fromkeys(places))
        if analysis.has("back.last") and not places:
            places = [-1]
        several = [listed[n - 1 if n > 0 else n] for n in places if n and -len(listed) <= n <= len(listed)]
        if several and len(several) == len(places):
            kind = "".join(sorted({span.kind for span in spans})) or "last"
            tasks = Numbered(tuple(several))
            follower.asked("ordinal" + kind, tasks, single=True)
            for index in follower.used[:1]:
                where = joined([tasks, HasRole(follower.named(index).parties)])
                query = follower.query(Intent.CHECK, where, mentions=(follower.named(index),), whether=True)
                follower.add("ordinal-check" + kind, query, follower.usage())
            if len(several) > 1:
                follower.listed("ordinals" + kind, tasks, follower.usage())
