"""Questions that rank or compare: who leads most, the top three, exactly two, none, which of two has more."""

from __future__ import annotations

import itertools
import re

from corpus.normalize import number
from corpus.records import Role
from index.beside import one_role
from index.conditions import Conditions
from index.numerals import QUANTITY
from index.records import Not, Order, Want
from index.tokens import REST, Token, has

_DIGIT = r"\d{1,2}|[一二三四五六七八九十两]"
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "second": 2, "third": 3, "runner-up": 2, "老二": 2}
_TOP = re.compile(
    rf"(?:前|排名前|top )({_DIGIT}|two|three|four|five)[名位家]?|最[多少忙](?:任务)?的({_DIGIT})[个家]|the (two|three|four|five) "
)
_PLACE = re.compile(
    rf"(?:排|排名|位列|位居|名列|并列|列|居|居于)第({_DIGIT})位?|第({_DIGIT})[多名]"
    r"|(second|third)[ -](?:most|place|longest|largest|highest|biggest|busiest)|(runner-up|老二)"
    r"|\b(?:comes?|ranks?|ranked|finish(?:es)?|in|by) (second|third)\b"
)
_LONE_PLACE = re.compile(r"\b(?:second|third)$")
_ALL_PLACES = 999
_NO_TOKEN = Token("", 0, 0, "")
_MORE = re.compile(r"[多少](?:些|一些|一点)?\s*[?？吗呢]?$")
_FEWER = re.compile(r"少(?:些|一些|一点)?\s*[?？吗呢]?$|fewer|\bless\b")
_LEAD = re.compile("牵头|挂帅|打头|领头|领衔|主办|lead|led")
_PARTICIPANT = re.compile("参与|参加|配合|协助|support")
_WHICH = re.compile(r"谁|哪|孰|还是|\b(?:who|which|or)\b")
_SUPERLATIVE = re.compile(r"最|\bmost\b|\boften\b|closest")
_MORE_ASKED = re.compile(r"[多少]|更|最|忙|重|more|fewer|less|most|least|fewest|busier|bigger|heavier")
_EACH = re.compile(r"各|分别|\beach\b|respectively")
BODIES = re.compile("部门|单位")
_TASK_ASKED = re.compile(
    r"哪(?:个|项|条|一项|一条)任务|哪[项条]工作|第几[项条]|^哪[项条]|\b(?:which|what) (?:task|item)s?\b"
    r"|\b(?:task|item)s? (?:having|with\b|that ha)"
)


def without_places(topic: str) -> str | None:
    """`topic` without the words for places in a ranking."""
    return _LONE_PLACE.sub("", _TOP.sub("", _PLACE.sub("", topic))).strip() or None


def ranked(text: str, tokens: list[Token], conditions: Conditions) -> Want | None:
    """Which ranking the question asks for, None where it asks for none."""
    named = [mention for clause in conditions.clauses for mention in clause.group.mentions]
    excluded = all(isinstance(clause.condition, Not) for clause in conditions.clauses)
    marked = _beside(tokens, "want.most", "want.fewest", named=bool(named))
    compared = marked or compared_by(text, tokens)
    counts_joint = has(tokens, "want.count") and has(tokens, "logic.both")
    if len(named) >= 2 and not excluded and compared and not counts_joint:
        return Want.COMPARE
    if named and not excluded and marked and has(tokens, "want.sections"):
        return Want.RANK_SECTIONS
    if named and not excluded:
        together = has(tokens, "want.partners", "logic.both")
        return Want.PARTNERS if together and _SUPERLATIVE.search(text) else None
    about_departments = has(tokens, "want.who", "want.departments", "want.partners")
    about_departments = about_departments or any(
        token.of("want.count") and BODIES.search(token.text) for token in tokens
    )
    counted = has(tokens, f"{QUANTITY}.tasks")
    none = has(tokens, "want.none", "want.joins_none")
    if not (_beside(tokens, "want.most", "want.fewest") or has(tokens, "want.ranking") or _PLACE.search(text)):
        return Want.RANK if about_departments and (counted or none or _TOP.search(text)) else None
    return _subject(text, tokens)


def compared_by(text: str, tokens: list[Token]) -> bool:
    """Whether the question compares: by a word for it, or by asking who has more."""
    more = _MORE.search(text) is not None and has(tokens, "want.who", "want.partners")
    than = any(token.text.strip() in ("比", "than") for token in tokens) and _MORE_ASKED.search(text) is not None
    return more or than or has(tokens, "want.compare")


def _asks_which(tokens: list[Token]) -> bool:
    """Whether one of those compared is asked for, not whether the one has more than the other."""
    return any(token.of("want.who", "want.partners") or _WHICH.search(token.text) for token in tokens)


def _beside(tokens: list[Token], *kinds: str, named: bool = False) -> bool:
    """Whether such a word stands beside tasks, roles or departments: not the 最少 of 每亩地最少要投多少."""
    for i, token in enumerate(tokens):
        if token.of(*kinds):
            near = [other for other in (*tokens[max(0, i - 3) : i], *tokens[i + 1 : i + 3]) if other.kind != REST]
            named = named or token.of("want.who") or has(near, QUANTITY)
            if named or any(
                other.of("want.tasks", "want.departments", "want.who", "want.sections", "role") for other in near
            ):
                return True
    return False


def _subject(text: str, tokens: list[Token]) -> Want:
    """What is ranked: sections where one is asked for, tasks where their departments are counted, else departments."""
    if has(tokens, "want.sections"):
        return Want.RANK_SECTIONS
    bodies = any(token.of("want.departments", "want.who") or BODIES.search(token.text) for token in tokens)
    if _TASK_ASKED.search(text) and bodies:
        return Want.RANK_TASKS
    return Want.RANK


def read_order(text: str, tokens: list[Token]) -> Order:
    """The order of a ranking: by which role, from which end, how many places or which one, or between which counts."""
    role = _role(tokens)
    says = {kind: has(tokens, f"want.{kind}") for kind in ("most", "fewest", "ranking", "none")}
    if says["none"] and compared_by(text, tokens):
        return Order(Role.PARTICIPANT, descending=_FEWER.search(text) is None)
    if says["none"] and (says["most"] or says["fewest"]):
        # 没牵头的部门里配合最多的
        return Order(Role.PARTICIPANT, descending=says["most"], without_lead=True)
    if says["none"]:
        return Order(Role.LEAD, low=0, high=0)
    if has(tokens, "want.joins_none"):
        return Order(Role.PARTICIPANT, low=0, high=0)
    if quantity := next((token for token in tokens if token.of(f"{QUANTITY}.tasks")), None):
        low, high = quantity.numbers
        return Order(role, limit=_ALL_PLACES, low=low, high=high)
    listed = says["ranking"] and not says["most"] and not says["fewest"]
    compared = has(tokens, "want.compare")
    place = limit = None
    if match := _PLACE.search(text):
        place = _value(match)
    elif match := _TOP.search(text):
        limit = _value(match)
    elif listed or (compared and (_EACH.search(text) or not (_MORE_ASKED.search(text) and _asks_which(tokens)))):
        limit = _ALL_PLACES
    fewest = says["fewest"] or (compared_by(text, tokens) and _FEWER.search(text) is not None)
    return Order(role, descending=not fewest, limit=limit or 1, place=place)


def _role(tokens: list[Token]) -> Role | None:
    if has(tokens, "role.whole"):
        return None
    counted = "".join(token.text for token in tokens if token.of(QUANTITY))
    lead = _LEAD.search(counted) is not None or any(
        token.of("role.lead") and not before.of("logic.not", "logic.not_before")
        for before, token in itertools.pairwise((_NO_TOKEN, *tokens))
    )
    counted += "".join(token.text for token in tokens if token.of("want.partners"))
    participant = _PARTICIPANT.search(counted) is not None or any(
        token.of("role.participant", "role.aid") for token in tokens
    )
    return one_role(lead, participant)


def _value(match: re.Match[str]) -> int:
    written = next(group for group in match.groups() if group)
    return _WORDS.get(written) or number(written) or 1
