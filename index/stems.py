"""Whether a stem that may be a department's name (海关, 水利, Commerce) stands for the department or for a subject."""

from __future__ import annotations

import itertools

from index.content import has_subject
from index.tokens import BARE, CHINESE, DEPARTMENT, REST, Token, has


def nothing_else(tokens: list[Token]) -> bool:
    """Whether bare stems are all that the question can be about: a list, a comparison or roles, and no word of content."""
    names = sum(token.kind in (BARE, DEPARTMENT) for token in tokens)
    if has(tokens, "want.sections") and not has(tokens, "role"):
        return False
    for before, token in itertools.pairwise(tokens):
        # 修铁路公路: what touches a stem without a word between makes a longer word.
        kinds = {before.kind, token.kind}
        if BARE in kinds and kinds <= {BARE, REST} and before.end == token.start and CHINESE.match(token.text):
            return False
    if any(token.kind == REST and has_subject(token.text) for token in tokens):
        return False
    asks_who = has(tokens, "want.who")
    related = any(
        token.of("role.lead", "role.participant", "want.compare", "want.partners", "logic.not_before")
        for token in tokens
    )
    listed = has(tokens, "logic.and", "logic.either", "logic.both", "logic.beside")
    if names > 1:
        return related or (listed and not asks_who)
    if has(tokens, "want.partners"):
        return True
    return not asks_who and (related or has(tokens, "want.tasks", "logic.beside"))


_LISTING = frozenset(["、", "和", "与", "及", ",", "and", "or", "&", "the"])
# does Finance have, is Commerce in: what such a word asks about is a department.
_AUXILIARY = ("does", "do", "did", "is", "has")
_TOPIC_MARK = ("方面", "领域", "有关", "相关", "问题", "这块", "regarding", "about")


def stands(tokens: list[Token], index: int) -> bool:
    """Whether the bare stem at `index` stands where a department stands: beside a role, a connective or nothing else."""
    before = [token for token in tokens[:index] if token.kind != "stop.words"]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is not None and after.of("role.lead", "role.participant") and after.start == tokens[index].end:
        return True
    touched = index > 0 and tokens[index - 1].kind == REST and tokens[index - 1].end == tokens[index].start
    if not touched and _listed_with_department(tokens, index):
        return True
    if (before and before[-1].kind == REST) or (
        after is not None and (after.kind in (REST, BARE) or after.text in _TOPIC_MARK)
    ):
        return False
    if (after is not None and after.of("role")) or (before and before[-1].of("role_before")):
        return True
    excluded = before and before[-1].of("logic.not", "logic.not_before")
    if excluded and any(token.kind == DEPARTMENT for token in tokens):
        return True  # tasks of … that don't have Water Resources on them
    if not index and after is not None and after.text == "在":
        return True  # 海关在第七部分里的活
    if index and tokens[index - 1].text in _AUXILIARY and after is not None and after.of("stop", "want"):
        return True
    if not index and after is not None and after.of("want.tasks") and tokens[0].text[0].isascii():
        return True  # Commerce tasks about …
    # Beside other words of content the stem is one of them: 社保怎么接着交, crops and livestock.
    if any(token.kind == REST and len(token.text.strip()) > 1 for token in tokens):
        return False
    if _linked(tokens, index, 1) or _linked(tokens, index, -1):
        return not has(before, "want.who")
    return not any(token.of("want.who") or (token.of("role") and not token.of("role.only")) for token in before)


def _listed_with_department(tokens: list[Token], index: int) -> bool:
    """Whether nothing but a connective parts the stem from a department: land resources, the DRC and …"""
    for step in (1, -1):
        probe = index + step
        while 0 <= probe < len(tokens) and tokens[probe].text in _LISTING:
            probe += step
        if probe != index + step and 0 <= probe < len(tokens) and tokens[probe].kind == DEPARTMENT:
            return True
    return False


def _linked(tokens: list[Token], index: int, step: int) -> bool:
    """Whether a connective joins the stem to another department: Commerce and the Education Department."""
    joined = False
    probe = index + step
    while 0 <= probe < len(tokens):
        if tokens[probe].kind in (DEPARTMENT, BARE):
            return joined
        joined = joined or tokens[probe].of("logic.and", "logic.either", "logic.beside", "want.compare")
        if not tokens[probe].of("logic", "stop", "want.compare", "role.any"):
            return False
        probe += step
    return False
