"""Follow-ups that refer: to the task shown, to those before and after it, to the section or the departments spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.records import Role
from index.query import (
    All,
    AnyOf,
    Condition,
    HasRole,
    InSection,
    Intent,
    MatchKind,
    Mention,
    Not,
    Numbered,
    Order,
    leaves,
)
from index.reading.choices import ROLES, sign
from index.reading.documents import DEADLINE
from index.reading.grammar import ALL_PLACES
from index.reading.patterns import joined

if TYPE_CHECKING:
    from index.reading.dialogue import Follower


def mention_of(department: str) -> Mention:
    """The mention of a department that the conversation is about."""
    return Mention("", (department,), MatchKind.EXACT, (department,))


@dataclass(slots=True)
class Referred:
    """The candidates that refer to what was shown or spoken of."""

    follower: Follower

    def all(self) -> None:
        """Every way to refer."""
        self.shown()
        self.before()
        self.place()
        self.department()
        self.pair()

    def shown(self) -> None:
        """The task shown, or those, the next one and the one before."""
        follower, turn = self.follower, self.follower.turn
        if not turn.shown:
            return
        focus, ids = Numbered(turn.shown[:1]), follower.usage()
        for index in follower.used[:1]:
            named = follower.named(index)
            for role in ROLES:
                where = joined([focus, HasRole(named.parties, role)])
                check = follower.query(Intent.CHECK, where, mentions=(named,), whether=True)
                own = [*ids, follower.rules.choices.role(index, role, False, 1)]
                follower.add("focus" if role is None else "focus" + sign(role), check, own)
            where = joined([focus, Not(HasRole(named.parties))])
            follower.add("focus-else", follower.query(Intent.PARTIES, where, mentions=(named,)), ids)
        follower.asked("focus", focus, single=True)
        if follower.spoken and follower.rules.analysis.has("logic.else"):
            where = joined([focus, Not(HasRole((turn.department,)))])
            for role in ROLES:
                others = follower.query(Intent.PARTIES, where, role=role, mentions=(follower.spoken,))
                follower.add("others" + sign(role), others, ids)
        if turn.shown[0] in turn.listed:
            place = turn.listed.index(turn.shown[0])
            for step in (1, -1):
                if 0 <= place + step < len(turn.listed):
                    follower.asked(f"listed{step}", Numbered((turn.listed[place + step],)), single=True)
        if len(turn.shown) > 1:
            follower.asked("shown", Numbered(turn.shown))
            follower.add("shown", follower.query(Intent.TEXT, Numbered(turn.shown)), ids)
        for step in (1, -1):
            follower.asked(f"step{step}", Numbered((turn.shown[0] + step,)), single=True)
        if follower.rules.analysis.residue.topics:
            topic = follower.rules.analysis.residue.topics[0].words
            among = follower.query(Intent.TASKS, Numbered(turn.listed), topic=topic)
            follower.add("among-topic", among, ids, mode="within")
            if follower.rules.analysis.has("due."):
                dated = follower.query(Intent.FACT, Numbered(turn.listed), topic=topic, fact=DEADLINE)
                follower.add("among-topic", dated, ids, mode="within")

    def before(self) -> None:
        """The task shown before the last."""
        earlier = self.follower.turn.earlier
        if len(earlier) == 1 and self.follower.rules.analysis.has("back."):
            self.follower.asked("earlier", Numbered(earlier), single=True)

    def place(self) -> None:
        """The section spoken of, the next one and the one before."""
        follower = self.follower
        found = next((leaf for leaf in leaves(follower.turn.query.where) if isinstance(leaf, InSection)), None)
        if found is None:
            return
        keys = self.siblings(found.numbers[-1])
        place = keys.index(found.numbers[-1]) if found.numbers[-1] in keys else 0
        for step in (1, -1):
            if 0 <= place + step < len(keys):
                follower.asked(f"place{step}", InSection((keys[place + step],)))
        for index in follower.used[:1]:
            for condition, pattern, ids in follower.holding(index):
                where = joined([found, condition])
                follower.listed("place", where, ids, mentions=(follower.named(index),), pattern=pattern)

    def siblings(self, key: int) -> list[int]:
        """The keys of the sections beside one, in order, itself among them."""
        sections = self.follower.rules.tables.plan.sections
        parent = next((section.parent for section in sections if section.key == key), 0)
        return [section.key for section in sections if section.parent == parent]

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
                follower.add(way, follower.query(Intent.CHECK, where, mentions=(spoken,), whether=True), ids)
            follower.asked(way, where, (spoken,))
            for time in follower.due:
                follower.listed(way + "-due", joined([where, time]), ids, mentions=(spoken,))
            self.with_other(role, where, spoken)
            for index in follower.used[:1]:
                self.compared(role, (spoken, follower.named(index)))
        self.ordered(spoken)

    def ordered(self, spoken: Mention) -> None:
        """The section or the partner with most of its tasks, or fewest; its first or last due."""
        follower, every, ids = self.follower, HasRole((self.follower.turn.department,)), self.follower.usage()
        has = follower.rules.analysis.has
        if has("want.most", "want.fewest"):
            for descending in (True, False):
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

    def compared(self, role: Role | None, pair: tuple[Mention, ...]) -> None:
        """It and another compared."""
        follower = self.follower
        where = AnyOf(tuple(HasRole(mention.parties, role) for mention in pair))
        for name, order in (
            ("most", Order(role)),
            ("fewest", Order(role, descending=False)),
            ("all", Order(role, limit=ALL_PLACES)),
        ):
            query = follower.query(Intent.COMPARE, where, mentions=pair, order=order, counted=True)
            follower.add(f"compare-{name}{sign(role)}", query, follower.usage())

    def pair(self) -> None:
        """What the two departments spoken of last have in common, and which of them has more."""
        follower = self.follower
        if len(follower.turn.departments) < 2:
            return
        mentions = tuple(map(mention_of, follower.turn.departments))
        for role in ROLES:
            where = All(tuple(HasRole(mention.parties, role) for mention in mentions))
            follower.listed("pair" + sign(role), where, follower.usage(), mentions=mentions)
            if follower.rules.analysis.has("logic.either"):
                either = AnyOf(where.items)
                follower.listed("either" + sign(role), either, follower.usage(), mentions=mentions)
            if follower.rules.analysis.has("want.most", "want.fewest", "want.compare"):
                self.compared(role, mentions)
