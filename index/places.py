"""Sections, numbers and counts of departments that a question names, as conditions."""

from __future__ import annotations

import itertools
import re

from index.exclusion import excluded, outside
from index.numerals import NUMBER, QUANTITY, SECTION
from index.records import Condition, InSection, Not, Numbered, PartyCount
from index.tokens import DEPARTMENT, REST, Token, has

_BOUND = re.compile("只|仅|恰|正好|刚好|至|少|多|超|不|以|exactly|just|only|least|most|more|few|less")
_ONLY = frozenset(["只", "仅", "仅仅", "只是", "only", "just", "solely"])
_BODIES = re.compile("部门|单位|depart|agenc|bod|part")


def _last_like(tokens: list[Token], index: int) -> int:
    """The last of the places listed from `index` on: the second of 第一部分和第五部分."""
    last = index
    for i in range(index + 1, len(tokens)):
        if tokens[i].kind == tokens[index].kind:
            last = i
        elif not tokens[i].of("logic.and", "logic.either"):
            break
    return last


def _counts_parties(token: Token, named: bool, content: bool, only: bool) -> bool:
    """Whether a number of departments is a condition: not in A、B、C三个部门, nor in 一家村镇银行."""
    if named and not _BOUND.search(token.text) and not (only and token.numbers == (1, 1)):
        return False
    return not content or _BODIES.search(token.text) is not None


def _names_only_one(tokens: list[Token]) -> bool:
    """Whether one department is said to be alone: 只涉及X, involve only X; but not 只有X牵头, nor only the tasks of X."""
    if sum(token.kind == DEPARTMENT for token in tokens) != 1 or any(
        token.of("role.lead", "role.participant", "role.aid") for token in tokens
    ):
        return False
    for i, token in enumerate(tokens):
        if token.text not in _ONLY:
            continue
        said = i > 0 and tokens[i - 1].of("role.any")
        said = said or any(
            other.of("role.any", "logic.copula") or other.text == "由" for other in tokens[i + 1 : i + 2]
        )
        rest = itertools.dropwhile(lambda other: other.of("stop", "role.any", "logic.copula"), tokens[i + 1 :])
        if said and (first := next(rest, None)) is not None and first.kind == DEPARTMENT:
            return True
    return False


def read_places(tokens: list[Token]) -> tuple[list[Condition], frozenset[int]]:
    """Sections and numbers: those of one kind are alternatives, an excluded one is taken away."""
    wanted: dict[str, list[int]] = {SECTION: [], NUMBER: []}
    left_out: dict[str, list[int]] = {SECTION: [], NUMBER: []}
    used: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind in wanted:
            out = excluded(tokens, list(range(index)), used) or outside(tokens, _last_like(tokens, index) + 1, used)
            (left_out if out else wanted)[token.kind].extend(token.numbers)
            used.add(index)
    parts: list[Condition] = []
    named = any(token.kind == DEPARTMENT for token in tokens)
    alone = has(tokens, "want.sole")
    only = has(tokens, "role.only")
    content = any(token.kind == REST and len(token.text.strip()) > 1 for token in tokens)
    for index, token in enumerate(tokens):
        ranked = index > 0 and tokens[index - 1].text.strip().endswith(("前", "top"))
        if (
            token.of(f"{QUANTITY}.parties")
            and not ranked
            and not alone
            and _counts_parties(token, named, content, only)
        ):
            parts.append(PartyCount(token.numbers[0], token.numbers[1]))
            used.add(index)
    if not any(isinstance(part, PartyCount) for part in parts) and _names_only_one(tokens):
        parts.append(PartyCount(1, 1))
    shapes: dict[str, type[InSection] | type[Numbered]] = {SECTION: InSection, NUMBER: Numbered}
    parts += [shapes[kind](tuple(values)) for kind, values in wanted.items() if values]
    parts += [Not(shapes[kind](tuple(values))) for kind, values in left_out.items() if values]
    return parts, frozenset(used)
