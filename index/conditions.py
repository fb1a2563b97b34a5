"""Departments, numbers and sections of a question combined into the tree of conditions that tasks must satisfy."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from corpus.records import Role
from index.beside import plain_role_before, roles_after, roles_before
from index.exclusion import ENDS_CLAUSE, excluded, taken_out
from index.places import read_places
from index.records import All, AnyOf, Condition, Holds, Mention, Not
from index.tokens import DEPARTMENT, Token, has

# What may stand between two names of a list besides connectives.
_INSIDE_LISTS = frozenset('的()“”"【】') | {"the", "a", "by", "部门", "单位", "department", "departments", "自治区"}
_ABSENCE = frozenset(["没有", "没", "无", "without", "no", "with no", "不需要", "无需", "不用"])
_JOINED = re.compile("参加|参与")
_FOR_WHOM = frozenset(["给", "替", "为", "帮", "帮着"])
_MOREOVER = frozenset(["并且", "并", "而且", "同时", "又", "且"])
_WHICH = re.compile("哪|什么|啥|which|what")
_JOINING = ("logic.and", "logic.either", "logic.both", "stop")


@dataclass(frozen=True, slots=True)
class Group:
    """Departments named side by side (tokens[first:last]) and the span of tokens that belong to their clause."""

    first: int
    last: int
    mentions: tuple[Mention, ...]
    either: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A group with its role read from the words beside it; `used` are the indices of the tokens that said so."""

    group: Group
    condition: Condition
    role: Role | None
    used: frozenset[int]
    loose: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """The tree, the tokens it used, the role of the only department, and a wider reading where 和 may mean or."""

    tree: Condition | None
    used: frozenset[int]
    clauses: tuple[Clause, ...]
    wider: Condition | None = None


def groups(tokens: list[Token]) -> list[Group]:
    """Departments with nothing but connectives between them, in order."""
    found: list[Group] = []
    index = 0
    while index < len(tokens):
        if tokens[index].kind != DEPARTMENT:
            index += 1
            continue
        first, last = index, index + 1
        either = False
        probe = last
        denied = any(token.of("logic.not", "logic.not_before") for token in tokens[max(0, first - 1) : first])
        while probe < len(tokens) and (tokens[probe].kind == DEPARTMENT or _joins(tokens[probe])):
            # 不带发改委的、经信委的: what is left out ends here.
            if (
                denied
                and tokens[probe].text == "的"
                and tokens[probe + 1 : probe + 2]
                and tokens[probe + 1].of("logic.and")
            ):
                break
            probe += 1
            if tokens[probe - 1].kind == DEPARTMENT:
                last = probe
            elif (
                tokens[probe - 1].of("logic.both") and sum(token.kind == DEPARTMENT for token in tokens[first:last]) > 1
            ):
                break  # A和B都参加、C不参加: the list ended before 都参加
        inside = tokens[first:last]
        either = has(inside, "logic.either")
        mentions = tuple({token.mention.candidates: token.mention for token in inside if token.mention}.values())
        found.append(Group(first, last, mentions, either))
        index = last
    return found


def _helped(tokens: list[Token], clauses: list[Clause]) -> list[Clause]:
    """A group right after a word of assisting is who is assisted, and so leads: 水利厅协助环保厅的工作."""
    found = clauses[:1]
    for before, clause in itertools.pairwise(clauses):
        between = tokens[before.group.last : clause.group.first]
        assisted = (
            before.role is Role.PARTICIPANT
            and clause.role is None
            and bool(between)
            and between[0].of("role.participant")
            and all(token.of("stop") for token in between[1:])
            and isinstance(clause.condition, Holds)
        )
        if assisted and isinstance(clause.condition, Holds):
            clause = replace(clause, condition=Holds(clause.condition.departments, Role.LEAD), role=Role.LEAD)
        found.append(clause)
    return found


def _within_others(
    tokens: list[Token], clauses: list[Clause], used: frozenset[int]
) -> tuple[list[Clause], frozenset[int]]:
    """A role after the tasks of another is the first department's: 科技厅在发改委牵头的任务里配合哪些."""
    free = [i for i in range(len(tokens)) if i not in used and tokens[i].of("role.participant", "role.aid")]
    if len(clauses) != 2 or not free or free[0] < clauses[1].group.last:
        return clauses, used
    first, second = clauses
    if first.role is not None or second.role is not Role.LEAD or not isinstance(first.condition, Holds):
        return clauses, used
    condition = Holds(first.condition.departments, Role.PARTICIPANT)
    return [replace(first, condition=condition, role=Role.PARTICIPANT), second], used | {free[0]}


def _joins(token: Token) -> bool:
    if token.of("stop") and not token.of("logic") and token.text not in _INSIDE_LISTS:
        return False
    return token.of(*_JOINING) and not token.of(
        "role", "role_before", "want", "logic.not", "logic.not_before", "logic.beside", "logic.copula"
    )


def read_conditions(tokens: list[Token]) -> Conditions:
    """The conditions that the tokens state; departments without a party in the plan select nothing."""
    found = groups(tokens)
    read: list[Clause] = []
    for index in range(len(found)):
        # 把有发改委的刨掉，商务厅还有哪些: what takes out the one says nothing of the other.
        taken = read[-1].used if read and isinstance(read[-1].condition, Not) else frozenset[int]()
        read.append(_clause(tokens, found, index, taken))
    clauses = _helped(tokens, read)
    used = frozenset().union(*(clause.used for clause in clauses))
    clauses, used = _within_others(tokens, clauses, used)
    tree = _combine(tokens, clauses, [clause.condition for clause in clauses])
    placed, placed_used = read_places(tokens)
    parts = ([tree] if tree else []) + placed
    wider: Condition | None = None
    if any(clause.loose for clause in clauses):
        loose = [_widened(clause) for clause in clauses]
        wide = _combine(tokens, clauses, loose)
        wider = _all([*([wide] if wide else []), *placed])
    return Conditions(_all(parts), used | placed_used, tuple(clauses), wider)


def _all(parts: list[Condition]) -> Condition | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _combine(tokens: list[Token], clauses: list[Clause], conditions: list[Condition]) -> Condition | None:
    """The clauses joined: by or where 或 stands between two of them, otherwise by and."""
    if not conditions:
        return None
    tree = conditions[0]
    for index in range(1, len(conditions)):
        between = tokens[clauses[index - 1].group.last : clauses[index].group.first]
        apart = _offers(between) or _led_apart(conditions[index - 1], conditions[index], between)
        join = AnyOf if apart or _asked_apart(between, tokens[clauses[index].group.last :]) else All
        items = tree.items if isinstance(tree, join) else (tree,)
        tree = tree if conditions[index] in items else join((*items, conditions[index]))
    return tree


def _led_apart(one: Condition, other: Condition, between: list[Token]) -> bool:
    """Whether the tasks of two leads are listed side by side: 科技厅牵头的、国土厅牵头的, but not X牵头并且Y牵头."""
    leads = all(isinstance(condition, Holds) and condition.role is Role.LEAD for condition in (one, other))
    listed = any(token.text in ("、", ",", "的") for token in between)
    return leads and one != other and listed and not any(token.text in _MOREOVER for token in between)


def _asked_apart(between: list[Token], after: list[Token]) -> bool:
    """Whether tasks are asked for after each group, listed side by side: 铁路办在哪项、证监局在哪项."""
    places = [i for i, token in enumerate(between) if token.of("want.tasks") and _WHICH.search(token.text)]
    listed = bool(places) and any(token.text in ("、", ",", ";") for token in between[places[0] :])
    return listed and any(token.of("want.tasks") and _WHICH.search(token.text) for token in after)


def _offers(between: list[Token]) -> bool:
    """Whether two groups are alternatives: 或 stands between them, which does not join roles as in lead or support."""
    for before, token, after in zip((None, *between), between, (*between[1:], None), strict=False):
        roles = before is not None and after is not None and before.of("role") and after.of("role")
        if token.of("logic.either") and not roles:
            return True
    return False


def _clause(tokens: list[Token], found: list[Group], index: int, taken: frozenset[int]) -> Clause:
    """The clause of a group; what the clause before has `taken` says nothing of this one."""
    group = found[index]
    start = found[index - 1].last if index else 0
    end = found[index + 1].first if index + 1 < len(found) else len(tokens)
    before = [i for i in range(start, group.first) if i not in taken]
    after = list(range(group.last, end))
    used = set(range(group.first, group.last))
    left_out = excluded(tokens, before, used) or taken_out(tokens, before, after, used)
    if left_out:
        # 除了牵头的发改委，配合的有谁: what follows the comma speaks of others.
        comma = next((i for i in after if tokens[i].text in ENDS_CLAUSE), end)
        after = [i for i in after if i < comma]
    following = list(roles_after(tokens, after, end < len(tokens), used))
    if signs := list(roles_before(tokens, before, used)):
        # 涉及X但不牵头: what is denied after the name holds beside what stands before it.
        signs += [sign for sign in following if sign == (False, "lead")]
    else:
        signs = following
    if not signs and not index and not _is_who_before(tokens, before):
        signs = list(plain_role_before(tokens, before, used))
    if before and tokens[before[-1]].text in _FOR_WHOM and signs == [(True, "participant")]:
        # 给发改委打下手: whoever is helped leads.
        signs = [(True, "lead")]
    if (
        not signs
        and len(group.mentions) == 1
        and any(_JOINED.search(tokens[i].text) for i in after if tokens[i].of("logic.both"))
    ):
        # 农牧业厅都参加了啥: 都 binds nothing where one department is named.
        signs = [(True, "participant")]
    if any(tokens[i].of("role.whole") for i in (*([] if index else before), *after)):
        signs.append((True, "whole"))
    both = group.either is False and _is_both(tokens, before, after, used)
    either = group.either or any(
        tokens[i].of("logic.either") for i in (*before[-1:], *after[:3]) if len(group.mentions) > 1
    )
    if left_out and signs == [(True, "participant")] and any(tokens[i].text in _ABSENCE for i in before[-2:]):
        # 没有财政厅参与的: nor led by it, which would be taking part all the more.
        signs = []
    condition, role, loose = _read(group, signs, both, either)
    if left_out:
        condition = Not(AnyOf(condition.items) if isinstance(condition, All) and not both else condition)
    return Clause(group, condition, role, frozenset(used), loose)


def _is_who_before(tokens: list[Token], before: list[int]) -> bool:
    return any(tokens[i].of("want.who") for i in before)


def _is_both(tokens: list[Token], before: list[int], after: list[int], used: set[int]) -> bool:
    for i in (*reversed(before[-3:]), *after):
        if tokens[i].of("logic.both"):
            used.add(i)
            return True
        if tokens[i].of("logic.either"):
            return False
    return False


def _read(group: Group, signs: list[tuple[bool, str]], both: bool, either: bool) -> tuple[Condition, Role | None, bool]:
    """The condition of a group, its role if it has just one, and whether 和 was taken for «and» without a word saying so."""
    roles = {role for positive, role in signs if positive}
    denied = {role for positive, role in signs if not positive}
    role: Role | None = None
    # 既不牵头也不配合: neither role is none at all.
    absent = not roles and ("any" in denied or {"lead", "participant"} <= denied)
    if not absent and "whole" not in roles and not {"lead", "participant"} <= roles:
        if "lead" in roles:
            role = Role.LEAD
        elif "participant" in roles or "lead" in denied:
            role = Role.PARTICIPANT
        elif "participant" in denied:
            role = Role.LEAD
    items: list[Condition] = [Holds(mention.parties, role) for mention in group.mentions]
    if len(items) == 1:
        condition = items[0]
    elif either or (role is Role.LEAD and not both):
        condition = AnyOf(tuple(items))
    else:
        condition = All(tuple(items))
    if absent:
        condition = Not(condition)
    # No two departments lead one task: 发改和经信牵头的 are the tasks of each, whatever joins the names.
    return condition, role, isinstance(condition, All) and (not both or role is Role.LEAD)


def _widened(clause: Clause) -> Condition:
    return AnyOf(clause.condition.items) if clause.loose and isinstance(clause.condition, All) else clause.condition
