"""Follow-ups that leave out: what is left of a list, of a department's tasks or of the plan once some tasks are taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.query import Condition, HasRole, InSection, Intent, Mention, Not, Numbered
from index.reading.choices import ROLES, sign
from index.reading.narrowing import Narrowed, places, spoken_of
from index.reading.patterns import joined
from index.reading.spoken import mention_of

if TYPE_CHECKING:
    from index.reading.dialogue import Follower

# Of a list no longer than this each may be the one that some words speak of, where no word tells which.
_FEW = 6


@dataclass(slots=True)
class LeftOut:
    """The candidates that leave something out."""

    follower: Follower

    def all(self) -> None:
        """Every way to leave out."""
        has = self.follower.rules.analysis.has
        if has("logic.else", "logic.except", "logic.also", "back.next"):
            self.place()
        if has("logic.else", "logic.except"):
            self.lists()
            self.named_tasks()
        if has("logic.else", "logic.except", "logic.also"):
            self.of_departments()
            self.of_state()
        if has("logic.", "want.partners", "back.again"):
            self.departments()

    def lists(self) -> None:
        """The list before, or the plan, without the tasks shown."""
        follower, turn = self.follower, self.follower.turn
        shown = Not(Numbered(turn.shown))
        left: list[tuple[str, Condition | None]] = [("plan", None)]
        if set(turn.shown) < set(turn.listed):
            left.append(("list", Numbered(turn.listed)))
        if set(turn.shown) < set(turn.earlier):
            left.append(("earlier", Numbered(turn.earlier)))
        for name, base in left:
            follower.narrowed(f"rest-{name}", joined([base, shown]), follower.usage())

    def place(self) -> None:
        """The section spoken of without the tasks shown: 先看第二部分前四条, 剩下的."""
        follower, shown = self.follower, self.follower.turn.shown
        section = follower.referred.section
        inside = follower.rules.selected(InSection((section,))) if section else frozenset()
        if set(shown) < inside:
            where = joined([InSection((section,)), Not(Numbered(shown))])
            follower.narrowed("rest-section", where, follower.usage())

    def named_tasks(self) -> None:
        """The list without those at some places of it (除了第一个), or without the one that words speak of (除了垃圾那项)."""
        follower, listed = self.follower, self.follower.turn.listed
        if len(listed) < 2:
            return
        base, ids = Numbered(listed), follower.usage()
        _, placed = places(follower)
        numbered = tuple(key for key in follower.numbered if key in listed)
        for name, tasks in (("place", placed), ("number", numbered)):
            if tasks and len(tasks) < len(listed):
                follower.narrowed(f"rest-{name}", joined([base, Not(Numbered(tasks))]), ids, numbered=True)
        if follower.rules.analysis.residue.topics:
            told = spoken_of(follower, listed) or (listed if len(listed) <= _FEW else ())
            for task in told:
                own = [*ids, follower.rules.choices.pick(0, task, listed)]
                follower.narrowed("rest-said", joined([base, Not(Numbered((task,)))]), own)

    def of_departments(self) -> None:
        """Without those shown, the tasks of the department spoken of (它还牵头什么), or of one named (乙除了这项还配合哪些)."""
        follower = self.follower
        shown = Not(Numbered(follower.turn.shown))
        if follower.spoken:
            for role in ROLES:
                where = joined([HasRole((follower.turn.department,), role), *follower.sections, shown])
                way = "rest-department" + (sign(role) if role else "")
                mentions = (follower.spoken,)
                follower.narrowed(way, where, follower.usage(), mentions=mentions, pattern=((role, False),))
        for index in follower.used[:1]:
            for condition, pattern, own in follower.holding(index):
                if pattern[0][1]:
                    continue
                where = joined([*follower.sections, shown, condition])
                follower.narrowed("rest-of", where, own, mentions=(follower.named(index),), pattern=pattern)

    def of_state(self) -> None:
        """Those of the plan in a stated state, without those shown: 同样9月底到期的还有哪几项, 另一条没列牵头的."""
        follower = self.follower
        shown = Not(Numbered(follower.turn.shown))
        for name, condition in Narrowed(follower).simple():
            follower.narrowed(f"rest-{name}", joined([condition, shown]), follower.usage())
            for index in follower.used[:1]:
                for holds, pattern, own in follower.holding(index):
                    if not pattern[0][1]:
                        where = joined([condition, shown, holds])
                        follower.listed(
                            f"rest-of-{name}", where, own, mentions=(follower.named(index),), pattern=pattern
                        )

    def departments(self) -> None:
        """The departments of the tasks shown, or listed, without one: 除了乙还有谁配合, 跟它一起的还有谁."""
        follower = self.follower
        for name, tasks in self.tasks():
            for index in follower.used[:1]:
                ids = [*follower.usage(), follower.rules.choices.role(index, None, True, 1)]
                self.others(f"{name}-else", tasks, (follower.named(index),), ids)
            if follower.spoken and follower.rules.analysis.has("logic.", "want.partners"):
                self.others(f"{name}-others", tasks, (follower.spoken,), follower.usage())
            if len(pair := follower.turn.departments[-2:]) > 1 and follower.rules.analysis.has("back.", "logic.both"):
                self.others(f"{name}-pair", tasks, tuple(map(mention_of, pair)), follower.usage())

    def tasks(self) -> Iterator[tuple[str, Condition]]:
        """The tasks of which departments are asked: the first shown, those shown, the one that some words speak of."""
        turn = self.follower.turn
        for task in spoken_of(self.follower, turn.listed) if len(turn.listed) > 1 else ():
            yield "said", Numbered((task,))
        if turn.shown:
            yield "focus", Numbered(turn.shown[:1])
        if len(turn.shown) > 1:
            yield "shown", Numbered(turn.shown)

    def others(self, way: str, tasks: Condition, left_out: tuple[Mention, ...], ids: Sequence[int]) -> None:
        """The departments of some tasks beside one or two, in each role that the words leave."""
        follower = self.follower
        where = joined([tasks, *(Not(HasRole(mention.parties)) for mention in left_out)])
        for role in ROLES:
            query = follower.query(Intent.PARTIES, where, role=role, mentions=left_out)
            follower.add(way, query, ids, ((None, True),))
