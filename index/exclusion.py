"""What a question leaves out: 除了X, 不涉及X, 把X刨掉, 第7项除外."""

from __future__ import annotations

from index.tokens import Token

ENDS_CLAUSE = frozenset(",;.，；。、")


def excluded(tokens: list[Token], before: list[int], used: set[int]) -> bool:
    """Whether the group is what the question leaves out: 除了X, 不涉及X, without X."""
    role = False
    for i in reversed(before):
        if tokens[i].of("logic.not_before") or (tokens[i].of("logic.not") and not role):
            used.add(i)
            return True
        if tokens[i].of("role.lead", "role.participant"):
            # 除了牵头的发改委, but not 不牵头的、发改委….
            role = True
            continue
        if tokens[i].of("logic.but") or not tokens[i].of(
            "stop",
            "role_before",
            "role.any",
            "logic.both",
            "logic.beside",
            "logic.either",
            "role.only",
            "want.tasks",
            "want.partners",
            "back.department",
        ):
            return False
    return False


def taken_out(tokens: list[Token], before: list[int], after: list[int], used: set[int]) -> bool:
    """Whether the group stands between 把 and a word for leaving out: 把有发改委的刨掉."""
    if not any(tokens[i].text == "把" for i in before[-3:]):
        return False
    for i in after:
        if tokens[i].of("logic.not_before", "logic.outside"):
            used.add(i)
            return True
        if not tokens[i].of("stop"):
            return False
    return False


def outside(tokens: list[Token], start: int, used: set[int]) -> bool:
    """Whether a word that leaves out comes after: 第7项除外, 第七部分以外."""
    for i in range(start, len(tokens)):
        last = i + 1 == len(tokens) or tokens[i + 1].text in ENDS_CLAUSE
        if tokens[i].of("logic.outside") or (tokens[i].of("logic.not_before") and last):
            used.add(i)
            return True
        if not tokens[i].of("stop"):
            return False
    return False
