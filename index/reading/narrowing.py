"""Follow-ups that narrow: those of the tasks listed that …, the one at a place of the list, the one that some words speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.query import Condition, HasRole, Intent, Mention, Not, Numbered, Order, PartyCount, RoleCount
from index.reading.choices import LEAD, PART, ROLES, sign
from index.reading.documents import DEADLINE
from index.reading.frames import stated
from index.reading.patterns import joined

if TYPE_CHECKING:
    from index.reading.dialogue import Follower

# Which of two is meant: 后一项, 前者, the latter.
_TWO = 2
# From this share of the words on they may speak of a task, where no other of the list says as much of them.
_SPEAKS = 0.2
# So many that say as much are each taken for it.
ALIKE = 3


@dataclass(slots=True)
class Narrowed:
    """The candidates that narrow what was listed."""

    follower: Follower

    def all(self) -> None:
        """Every way to narrow."""
        turn, has = self.follower.turn, self.follower.rules.analysis.has
        if turn.listed:
            self.among("among", turn.listed)
            self.ordinals()
            self.said(turn.listed)
            if set(turn.shown) < set(turn.listed) and has("back."):
                self.follower.listed("earlier", Numbered(turn.listed), self.follower.usage())
        if turn.earlier and has("back."):
            self.among("earlier", turn.earlier)

    def among(self, way: str, tasks: tuple[int, ...]) -> None:
        """Those of some tasks with a department, a role, a place, a time, or in another stated state; the first or last due."""
        follower = self.follower
        base, ids = Numbered(tasks), follower.usage()
        self.ordered(way, base)
        for name, condition in self.simple():
            follower.narrowed(f"{way}-{name}", joined([base, condition]), ids)
        for index in follower.used[:1]:
            mentions = (follower.named(index),)
            for condition, pattern, own in follower.holding(index):
                for more in self.alongside():
                    where = joined([base, condition, *more])
                    follower.narrowed(way + "-also" * bool(more), where, own, mentions=mentions, pattern=pattern)
        if follower.spoken:
            for role in ROLES:
                for out in (False, True) if follower.rules.choices.negative else (False,):
                    if role or out:
                        self.in_role(way, base, HasRole((follower.turn.department,), role), out, follower.spoken, ids)
        if way == "earlier":
            follower.asked(way, base)

    def in_role(self, way: str, base: Numbered, holds: HasRole, out: bool, spoken: Mention, ids: Sequence[int]) -> None:
        """Those in which the department spoken of has a role, or has not."""
        name = f"{way}-role{sign(holds.role, out)}"
        where = joined([base, Not(holds) if out else holds, *self.follower.sections])
        self.follower.narrowed(name, where, ids, mentions=(spoken,), pattern=((holds.role, out),))

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
            for most in follower.rules.choices.directions:
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
            place = joined(places)
            yield "place", place
            if negative and place:
                yield "not", Not(place)
        for span in follower.rules.analysis.numbers:
            if span.kind == "Q" and span.how == "parties":
                yield "leads", RoleCount(LEAD, span.numbers[0], span.numbers[-1])
                yield "parties", PartyCount(span.numbers[0], span.numbers[-1])
        for name, condition in stated(follower.rules.choices, follower.rules.today):
            yield name, condition
            if negative:
                yield "not" + name, Not(condition)
        if follower.rules.analysis.has("role.office"):  # 写了配合部门的
            yield "haslead", Not(RoleCount(LEAD, 0, 0))
            yield "haspart", Not(RoleCount(PART, 0, 0))

    def alongside(self) -> Iterator[list[Condition]]:
        """What may be stated beside a department: nothing, a section, a time."""
        yield list(self.follower.sections)
        for time in self.follower.due:
            yield [*self.follower.sections, time]

    def said(self, listed: tuple[int, ...]) -> None:
        """The one of a list that left-over words speak of (垃圾那项, the one about subsidies): by words, and by search within."""
        follower, has = self.follower, self.follower.rules.analysis.has
        topics = follower.rules.analysis.residue.topics
        if not topics:
            return
        ids = follower.usage()
        for task in spoken_of(follower, listed):
            own = [*ids, follower.rules.choices.pick(0, task, listed)]
            follower.asked("said", Numbered((task,)), single=True, ids=own)
        base, words = Numbered(listed), topics[0].words
        follower.add("among-topic", follower.query(Intent.TASKS, base, topic=words), ids, mode="within")
        if has("due."):
            dated = follower.query(Intent.FACT, base, topic=words, fact=DEADLINE)
            follower.add("among-topic", dated, ids, mode="within")
        for intent, role, _ in follower.asks:
            if intent is Intent.PARTIES and follower.spare(role, ()):
                follower.add("among-topic", follower.query(intent, base, role=role, topic=words), ids, mode="within")

    def ordinals(self) -> None:
        """Those at places of the list: 第二个, 前三条, 第二个和第三个, 最后一条, of two the latter."""
        follower, listed = self.follower, self.follower.turn.listed
        kind, several = places(follower)
        if several:
            tasks = Numbered(several)
            follower.asked("ordinal" + kind, tasks, single=True, numbered=True)
            for index in follower.used[:1]:
                where = joined([tasks, HasRole(follower.named(index).parties)])
                query = follower.query(Intent.CHECK, where, mentions=(follower.named(index),), whether=True)
                follower.add("ordinal-check" + kind, query, follower.usage(), numbered=True)
            if len(several) > 1:
                follower.listed("ordinals" + kind, tasks, follower.usage(), numbered=True)
        if len(listed) == _TWO:
            for name, task in zip(("previous", "next"), listed, strict=True):
                if follower.rules.analysis.has(f"back.{name}"):
                    follower.asked(f"of-two-{name}", Numbered((task,)), single=True)


def places(follower: Follower) -> tuple[str, tuple[int, ...]]:
    """The tasks at those places of the list that the question names, with the kinds of its words for them; else none."""
    analysis, listed = follower.rules.analysis, follower.turn.listed
    spans = [span for span in analysis.numbers if span.kind in "OLN"]
    size = analysis.tasks + 1
    found = [n - size if span.how == "end" and n > 0 else n for span in spans for n in span.numbers]
    found = list(dict.fromkeys(found))
    if analysis.has("back.last") and not found:
        found = [-1]
    several = tuple(listed[n - 1 if n > 0 else n] for n in found if n and -len(listed) <= n <= len(listed))
    if not several or len(several) < len(found):
        return "", ()
    return "".join(sorted({span.kind for span in spans})) or "last", several


def spoken_of(follower: Follower, listed: Iterable[int]) -> list[int]:
    """The tasks of a list that say most of the left-over words, those that say any; none where the words are in none."""
    shares = follower.rules.analysis.shares
    said = {task: share for task in listed if shares and (share := shares[0].get(task, 0.0)) >= _SPEAKS}
    best = max(said.values(), default=0.0)
    return [task for task, share in said.items() if share == best][:ALIKE]
