"""The roles that the words beside a department's name say of it: X牵头, 涉及X, X不牵头只是配合."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.records import Role
from index.numerals import NUMBER, SECTION
from index.tokens import Token, has

_OFFICE = re.compile("部门|单位|机关|depart|agenc")


def roles_before(tokens: list[Token], before: list[int], used: set[int]) -> Iterator[tuple[bool, str]]:
    """The role of a word that binds what follows it: 涉及X, led by X."""
    copula = False
    for i in reversed(before):
        if tokens[i].of("role_before"):
            used.add(i)
            yield True, _plain(tokens[i], "role_before")
            return
        if copula and (role := _plain(tokens[i])):
            used.add(i)
            yield True, role
            return
        if copula and tokens[i].of("logic.not_before"):
            return
        copula = copula or tokens[i].of("logic.copula")
        if not tokens[i].of(
            "stop", "logic.copula", "logic.either", "logic.both", "logic.not_before", "logic.not", "role.only"
        ):
            return


def _plain(token: Token, group: str = "role") -> str:
    """The role that a word of the group says, empty where it says none."""
    if token.of("role.aid"):
        return "participant"
    return next((role for role in ("lead", "participant", "any") if token.of(f"{group}.{role}")), "")


def is_office(token: Token) -> bool:
    """Whether the word names departments by their role: 牵头部门, 配合单位, lead agencies."""
    return token.of("role.lead", "role.participant") and _OFFICE.search(token.text) is not None


def one_role(lead: bool, participant: bool) -> Role | None:
    """The role asked for where just one is."""
    if lead == participant:
        return None
    return Role.LEAD if lead else Role.PARTICIPANT


def roles_after(tokens: list[Token], after: list[int], bounded: bool, used: set[int]) -> Iterator[tuple[bool, str]]:
    """The roles of the words that follow: X牵头, X不牵头只是配合. A word that binds the next group is that group's."""
    said = past = False
    for position, i in enumerate(after):
        token = tokens[i]
        if token.of("want.helped"):
            yield True, "participant"  # 给谁打配合: whoever leads is asked for
            return
        if token.of("want.who", "want.partners"):
            return
        if is_office(token) and i and tokens[i - 1].of("want.tasks"):
            continue  # 给哪些牵头部门帮忙 asks for them
        # What it leads and what it supports: what a pronoun follows goes on with the list.
        goes_on = [tokens[j] for j in after[position + 1 : position + 2] if tokens[j].of("back.department")]
        past = past or (said and token.of("want.tasks", "want.count") and not goes_on)
        if past and not token.of("role.whole"):
            continue
        if bounded and _binds_next(tokens, after[position:]):
            return
        if token.of("logic.absent"):
            used.add(i)
            yield False, "any"
            return
        later = [tokens[j] for j in after[position + 1 :]]
        if token.of("want.none"):
            used.add(i)
            yield False, "lead"
        denies_role = has(later, "role.lead", "role.participant")
        placed = any(tokens[j].kind in (NUMBER, SECTION) for j in after)
        if token.of("logic.not_before") and not denies_role and not bounded and not placed:
            used.add(i)
            yield False, "any"
        if not token.of("role.lead", "role.participant", "role.aid", "role.any", "role.whole"):
            continue
        negated = _negated(tokens, after[:position], used) or _waived(tokens, after[position + 1 :], used)
        used.add(i)
        said = said or token.of("role.lead", "role.participant")
        yield not negated, "whole" if token.of("role.whole") else _plain(token)


def _binds_next(tokens: list[Token], rest: list[int]) -> bool:
    """Whether the word at `rest[0]` speaks of the group after it: 参与的有X, 但涉及X; but not 牵头、有X参加."""
    first, between = tokens[rest[0]], [tokens[i] for i in rest[1:]]
    if first.of("role_before") and all(token.of("stop", "logic.either", "logic.both") for token in between):
        return not has(between, "logic.but")
    linked = has(between, "logic.copula")
    return (
        bool(_plain(first))
        and linked
        and all(token.of("stop", "logic.copula") for token in between)
        and not has(between, "logic.and")
    )


def _negated(tokens: list[Token], before: list[int], used: set[int]) -> bool:
    for i in reversed(before):
        if tokens[i].of("logic.not", "logic.not_before"):
            used.add(i)
            return True
        if not tokens[i].of("stop", "role.only"):
            return False
    return False


def _waived(tokens: list[Token], after: list[int], used: set[int]) -> bool:
    """Whether the role just said is one that need not be told: 配合别人的就不用说了."""
    for i in after:
        if tokens[i].of("logic.outside"):
            used.add(i)
            return True
        if not tokens[i].of("stop") or tokens[i].of("logic"):
            return False
    return False


def plain_role_before(tokens: list[Token], before: list[int], used: set[int]) -> Iterator[tuple[bool, str]]:
    """A role word right before a group with none after it, as in a list of keywords: 牵头 商务厅."""
    for position, i in reversed(list(enumerate(before))):
        if role := _plain(tokens[i]):
            used.add(i)
            yield not _negated(tokens, before[:position], used), role
            return
        if not tokens[i].of("stop"):
            return
