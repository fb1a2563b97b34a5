"""Which of those who do not lead a word asks for, in plans that set them apart: helpers by 配合, the others by 责任单位.

Nothing of this is learned. The choice was trained on plans of two roles and sees the same of every plan; which label of three
a word means is printed in the plan, so that the word alone decides once the choice has been made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.records import Duty, Part, Role
from index.query import All, AnyOf, Condition, HasRole, Intent, Not, OneOf, Placed, Query, RoleCount, leaves
from index.reading.clauses import NEGATIONS
from index.reading.lexicon import Unit
from index.reading.state import Turn

# Of the words for taking part those that do not say as what.
_JOINS = re.compile(r"参与|参加|canyu|particip|\bt[ao]\w+ part|\bjoin|contribut|without leading")
_HELPS = re.compile("配合|协助|协办|协同")
_RESPONSIBLE = re.compile("责任(?:单位|部门)")
# 各责任单位 are all of them, 牵头责任单位 and 主要责任单位 who leads.
_LABEL = re.compile("(?<![各头要一])责任(?=单位|部门)")
# Classes beside that of taking part whose words may say so too: 从不配合, 配合谁.
_MAY_HELP = ("want.none", "want.helped")
# What is asked of the parties themselves, or counts them.
_OF_PARTIES = (Intent.PARTIES, Intent.COUNT_PARTIES, Intent.PARTNERS, Intent.SHARED)
_WIDE: dict[Duty, Role | None] = {Duty.HELPING: Role.PARTICIPANT, Duty.RESPONSIBLE: None}


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a question say of those who do not lead: what is `said`, and what is `denied` (不算责任单位).

    None among them is a word that does not say as what somebody takes part; `led` is whether one speaks of leading, `bare`
    whether nothing says what is asked for.
    """

    said: frozenset[Duty | None] = frozenset()
    denied: frozenset[Duty | None] = frozenset()
    led: bool = False
    bare: bool = True

    def duty(self, out: bool = False) -> Duty | None:
        """The one that is meant; `out` is whether of what tasks are left out by."""
        meant = (self.denied or self.said) if out else (self.said or self.denied)
        return next(iter(meant)) if len(meant) == 1 else None


def words_of(units: Sequence[Unit], topic: str) -> Words:
    """The words of a question, without those of its subject."""
    said: set[Duty | None] = set()
    denied: set[Duty | None] = set()
    led, bare = False, True
    before: tuple[str, ...] = ()
    for unit in units:
        led = led or "role.lead" in unit.classes or "role.led" in unit.classes
        bare = bare and not any(name.startswith(("want.", "role.")) for name in unit.classes)
        if unit.text not in topic:
            not_so = any(name in NEGATIONS for name in (*before, *unit.classes))
            (denied if not_so else said).update(_said(unit))
        before = unit.classes
    return Words(frozenset(said), frozenset(denied), led, bare)


def _said(unit: Unit) -> Iterator[Duty | None]:
    if _RESPONSIBLE.fullmatch(unit.text):
        yield Duty.RESPONSIBLE
    elif "role.participant" in unit.classes:
        yield None if _JOINS.search(unit.text) else Duty.HELPING
    elif any(name in _MAY_HELP for name in unit.classes) and _HELPS.search(unit.text):
        yield Duty.HELPING


def in_two_roles(text: str) -> str:
    """A folded question on a plan that prints as 责任单位 whoever does not lead, in the word that the choice knows for them."""
    return _LABEL.sub("配合", text)


def widened(turn: Turn) -> Turn:
    """What is remembered, its question as the choice knows such questions."""
    query, order = turn.query, turn.query.order
    known = replace(query, role=wide(query.role), order=order and replace(order, role=wide(order.role)))
    return replace(turn, query=known)


def wide(role: Part | None) -> Role | None:
    """The role as the choice takes it, of what knows two."""
    return _WIDE[role] if isinstance(role, Duty) else role


def narrowed(query: Query, words: Words, turn: Turn | None = None) -> Query:
    """The query that was chosen, its roles as the words say; without such a word as in the question that it leans on."""
    # 牵头单位和责任单位 are all there are: 责任单位 is a label where what leads is taken elsewhere, or not spoken of.
    roles = [leaf.role for leaf in leaves(query.where) if isinstance(leaf, HasRole)]
    led = Role.LEAD in roles or query.role is Role.LEAD
    label = led or not words.led
    asks = query.intent in _OF_PARTIES and query.role is None
    # 商务局的任务责任单位有哪些, 商务局是责任单位的任务涉及哪些部门: of two that it may be said of, neither is narrowed.
    both = asks and None in roles

    def role(taken: Part | None, out: bool = False) -> Part | None:
        if taken is Role.PARTICIPANT:
            return words.duty(out) or taken
        meant = taken is None and label and not both and words.duty(out) is Duty.RESPONSIBLE
        return Duty.RESPONSIBLE if meant else taken

    order, found = query.order, query.role
    if order and (order.role or query.intent is Intent.RANK_TASKS):
        order = replace(order, role=role(order.role))
    if found or asks:
        found = role(found)
    found = _again(found, query, words, turn)
    where = query.where and _with(query.where, role)
    return replace(query, where=where, wider=query.wider and _with(query.wider, role), role=found, order=order)


def _again(role: Part | None, query: Query, words: Words, turn: Turn | None) -> Part | None:
    """Who is asked for by a question that says no more than what it is asked of: 第6条呢 after 第5条的责任单位是哪些."""
    before = turn.query if turn is not None else None
    if before is None or not isinstance(before.role, Duty) or words.said or words.denied:
        return role
    same = before.intent is query.intent and role is _WIDE[before.role]
    return before.role if same and (role or words.bare) else role


def _with(where: Condition, role: Callable[[Part | None, bool], Part | None], out: bool = False) -> Condition:
    """A condition with its roles changed; `role` is told of each whether tasks are left out by it."""
    match where:
        case HasRole(departments, taken):
            return HasRole(departments, role(taken, out))
        case RoleCount(taken, low, high):
            return RoleCount(role(taken, out) or taken, low, high)
        case Not(item):
            return Not(_with(item, role, not out))
        case Placed(item, places):
            return Placed(item and _with(item, role, out), places)
        case All(items) | AnyOf(items) | OneOf(items):
            return type(where)(tuple(_with(item, role, out) for item in items))
        case _:
            return where
