"""Follow-ups that are the question before with one thing changed: a department, a role, a place, a subject, an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.records import Role
from index.query import (
    All,
    AnyOf,
    Condition,
    Detailed,
    Due,
    HasRole,
    InSection,
    Intent,
    Mention,
    Not,
    Numbered,
    OneOf,
    Placed,
    Query,
    leaves,
)
from index.reading.choices import ROLES, sign
from index.reading.patterns import joined
from index.reading.ranks import places
from index.reading.referring import numbered_in, siblings

if TYPE_CHECKING:
    from index.reading.dialogue import Follower


def mapped(where: Condition | None, change: Callable[[Condition], Condition]) -> Condition | None:
    """A tree with each of its leaves changed."""
    match where:
        case None:
            return None
        case All(items):
            return All(tuple(mapped(item, change) or item for item in items))
        case AnyOf(items):
            return AnyOf(tuple(mapped(item, change) or item for item in items))
        case OneOf(items):
            return OneOf(tuple(mapped(item, change) or item for item in items))
        case Not(item):
            return Not(mapped(item, change) or item)
        case Placed(item, places):
            return Placed(mapped(item, change), places)
        case _:
            return change(where)


@dataclass(slots=True)
class Changed:
    """Changes of one thing in the question before, asked as one intent."""

    follower: Follower
    before: Query
    name: str

    def again(self, what: str, ids: Iterable[int] = (), numbered: bool = False, **change: object) -> None:
        query = replace(self.before, **change)  # type: ignore[arg-type]
        self.follower.add(f"{what}.{self.name}", query, [*self.follower.usage(), *ids], numbered=numbered)

    def all(self) -> None:
        """Every change."""
        follower, before = self.follower, self.before
        holds = next((leaf for leaf in leaves(before.where) if isinstance(leaf, HasRole)), None)
        if self.name != "parties":
            if follower.used and (holds or before.mentions):
                self.department(holds)
            if holds:
                for role in ROLES:
                    self.again("role" + sign(role), where=self.with_role(role))
            self.places()
            self.orders()
        if before.intent is Intent.PARTIES and self.name == "same":
            for role in ROLES:
                self.again("ask" + sign(role), role=role)
        self.again("all")

    def with_role(self, role: Role | None) -> Condition | None:
        return mapped(
            self.before.where, lambda leaf: HasRole(leaf.departments, role) if isinstance(leaf, HasRole) else leaf
        )

    def department(self, holds: HasRole | None) -> None:
        """Another department in place of the first, both of two, or one more or less."""
        follower, before = self.follower, self.before
        mention, rest = follower.named(follower.used[0]), before.mentions[1:]
        old = holds.departments if holds else ()

        def with_other(role: Role | None, same: bool) -> Condition | None:
            def change(leaf: Condition) -> Condition:
                if isinstance(leaf, HasRole) and leaf.departments == old:
                    return HasRole(mention.parties, leaf.role if same else role)
                return leaf

            return mapped(before.where, change)

        self.again("dept", mentions=(mention, *rest), where=with_other(None, True))
        for role in ROLES:
            ids = [follower.rules.choices.role(follower.used[0], role, False, 1)]
            self.again("dept" + sign(role), ids, mentions=(mention, *rest), where=with_other(role, False))
        if len(follower.used) == len(before.mentions) == 2:
            two = tuple(follower.named(i) for i in follower.used)
            swap = {m.parties: new.parties for m, new in zip(before.mentions, two, strict=True)}
            where = mapped(
                before.where,
                lambda leaf: (
                    HasRole(swap.get(leaf.departments, leaf.departments), leaf.role)
                    if isinstance(leaf, HasRole)
                    else leaf
                ),
            )
            self.again("two", mentions=two, where=where)
        if len(follower.used) == 2:
            self.swapped(tuple(follower.named(i) for i in follower.used))
        both = (*before.mentions, mention)
        self.again("plus", mentions=both, where=joined([before.where, HasRole(mention.parties)]))
        self.again("minus", mentions=both, where=joined([before.where, Not(HasRole(mention.parties))]))

    def swapped(self, two: Sequence[Mention]) -> None:
        """One department of several for another that is named beside it: 把教育局换成民政局."""
        for old, new in (two, two[::-1]):
            if any(mention.parties == old.parties for mention in self.before.mentions):
                mentions = tuple(new if mention.parties == old.parties else mention for mention in self.before.mentions)

                def change(leaf: Condition, old: Mention = old, new: Mention = new) -> Condition:
                    same = isinstance(leaf, HasRole) and leaf.departments == old.parties
                    return HasRole(new.parties, leaf.role) if same and isinstance(leaf, HasRole) else leaf

                self.again("swap", mentions=mentions, where=mapped(self.before.where, change))

    def in_place(self, kind: type[InSection | Numbered | Due | Detailed], new: Condition) -> Condition | None:
        """The condition before with another in place of those of a kind."""
        return mapped(self.before.where, lambda leaf: new if isinstance(leaf, kind) else leaf)

    def places(self) -> None:
        """Another section, number or subject."""
        follower, before = self.follower, self.before
        kinds = {type(leaf) for leaf in leaves(before.where)}
        for new in follower.sections:
            kind = next((type(leaf) for leaf in leaves(new) if isinstance(leaf, InSection | Detailed)), InSection)
            replaced = self.in_place(kind, new)
            self.again("sec", where=replaced if kind in kinds else joined([before.where, new]))
        if InSection in kinds and follower.rules.analysis.has("back.next", "back.previous"):
            named = next(leaf for leaf in leaves(before.where) if isinstance(leaf, InSection))
            for step, key in siblings(follower.rules.tables, named.numbers[-1]):
                self.again(f"place{step}", where=self.in_place(InSection, InSection((key,))))
        if follower.numbered and Numbered in kinds:
            self.again("num", numbered=True, where=self.in_place(Numbered, Numbered(follower.numbered)))
        if follower.sections:
            for name, keys in numbered_in(follower, follower.sections[0]):
                self.again("sec" + name, numbered=True, where=Numbered(keys), topic=None)
        for new in follower.due:
            self.again("due", where=self.in_place(Due, new) if Due in kinds else joined([before.where, new]))
        topics = follower.rules.analysis.residue.topics
        if topics and before.topic:
            query = replace(before, topic=topics[0].words)
            follower.add(f"topic.{self.name}", query, follower.usage(), mode="topic")

    def orders(self) -> None:
        """Ranked by another role, or from the other end, or another place of the same ranking."""
        if self.before.order is None:
            return
        for name, how in places(self.follower.rules.analysis.text):
            order = replace(self.before.order, **{"place": None, "limit": 1, **how})  # type: ignore[arg-type]
            self.again(name, order=order)
        for role in ROLES:
            for descending in (True, False):
                order = replace(self.before.order, role=role, descending=descending)
                self.again(f"order{descending}{sign(role)}", order=order)
        if self.follower.rules.analysis.has("want.ranking", "back.next"):
            self.again("next", order=replace(self.before.order, place=(self.before.order.place or 1) + 1, limit=1))
