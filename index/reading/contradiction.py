"""What the words of a question say outright is never read otherwise: who leads is not whoever takes part, these five are five."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from corpus.records import Role
from index.query import (
    AnyOf,
    Due,
    HasRole,
    Intent,
    Numbered,
    PartyCount,
    Query,
    RoleCount,
    leaves,
    numbers_in,
)
from index.reading import accounted, fields, followed, unrelated
from index.reading.checks import Check, excepted, has_node, leaves_out, stated
from index.reading.choice import Ranked
from index.reading.features import Sight
from index.reading.lexicon import Unit
from index.reading.parse import Analysis
from index.reading.pointing import Run
from index.reading.polar import WHICH_ROLE
from index.reading.state import Turn

_OF = {"role.lead": Role.LEAD, "role.participant": Role.PARTICIPANT}
_OTHER = {Role.LEAD: Role.PARTICIPANT, Role.PARTICIPANT: Role.LEAD}
# Beside these a role may be denied, be another's, or be the one that is not asked for.
_TURNS = (
    "logic.",
    "want.none",
    "want.partners",
    "want.helped",
    "want.fewest",
    "talk.correct",
    "talk.known",
    "role.whole",
)
_ORDERED = (Intent.COMPARE, Intent.RANK)
_ALONE = re.compile(r"[一1]\s*[家个]|独|单[独干家]|几[家个]|alone|\bone\b|single|only one|sole")
_JOINS = ("logic.and", "logic.copula")
# Who is asked whom it helps leads.
_WHOM = ("want.who", "want.departments", "want.partners", "want.identity", "back.")
_ROLE = re.compile("牵头|主办|配合|参与|参加|协|角色|主次|lead|support|role|capacity")
# 6月底之前（含6月）
_INCLUSIVE = re.compile(r"前\((?:含|包括)|前.*[月日底]的?(?:[也都]?算|包括)")
# 2024年9月30日前: until then, not on that day; 前后 and 前半 say something else, and a range has its own beginning.
_UNTIL = re.compile(r"(?:\d|[年月日号底末])(?:之前|以前|前(?![后半期几面]))")
# 时限是9月底前的, 要求9月底前完成的: whose time limit is that, as seventeen people meant it, and not all due until then.
_STATED_LIMIT = re.compile(
    r"(?:时限|期限|要求|规定|写[明着])[是为在定的:]{0,2}(?:\d{4}年)?[\d一二三四五六七八九十]{1,3}月"
    r"(?:\d{1,2}[日号]|[底末]|[上中下]旬|份)?(?:之前|以前|前)"
)
_FROM = re.compile("从|自|[到至]|之间|[以之]后|起")
# 共同牵头, 联合主办: each of those named leads.
_LEAD_TOGETHER = re.compile(
    "(?:共同|联合|一起|一同|一道|一块儿?|并列)(?:来)?(?:牵头|主办|主责|挑头)|jointly lead|lead jointly|co-lead"
)
# 联合牵头的也算: no less than all that somebody leads.
_INCLUDED = re.compile(
    r"(?:联合|共同|一起|合着|并列|几家|两家)(?:牵头|挑头|主办|带头)的?(?:任务|那些|那几[条项])?"
    r"(?:[也都]?(?:帮[我忙])?(?:算|要|列|包括|在内|加上|计入)|(?:[也可]?别|不要|不能)[漏忘落])"
)
# 从来没牵头过、只配合
_HELPS_ONLY = re.compile("(?:只|光|仅|净)(?:是|当|做|作|承担|负责|有|列)?(?:个|过|了)?(?:配合|参与|参加|协办|协同)")
# 一共17项: how many there are, and no task's number.
_IN_ALL = re.compile(r"(?:一共|总共|合计|共计|总计|拢共|加起来|共)(?:就|才|得)?(?:是|有)?(\d+)[项条个件]")
# A、B和C: what is said of the last of those that are listed holds for each.
_LISTED = re.compile(r"\s*[、和与及]\s*")
_SAYING_WHO = ("talk.", "stop.", "small.", "logic.copula")


def agreeing(found: list[Ranked], analysis: Analysis, turn: Turn | None, run: Run) -> list[Ranked]:
    """The ranked readings that say nothing against the words of the question; all where none would be left."""
    for _, agrees in checks(analysis, turn, run):
        found = [each for each in found if agrees(each.candidate.query)] or found
    return found


def checks(analysis: Analysis, turn: Turn | None, run: Run) -> Iterator[tuple[str, Check]]:
    """What a reading must be, by what the words say, each with a name."""
    yield from accounted.checks(analysis, turn, run)
    if turn is not None:
        yield from followed.checks(analysis, turn, run)
    if _INCLUSIVE.search(analysis.text):
        yield "inclusive", _begins_anywhere
    if _STATED_LIMIT.search(analysis.text):
        yield "limit", lambda query: not stated(query, Due) or not _begins_anywhere(query)
    elif _UNTIL.search(analysis.text) and not _FROM.search(analysis.text):
        yield "until", _begins_anywhere
    if leads_together(analysis):
        yield "together", _all_lead
    yield "possible", _is_possible
    if totals := {int(number) for number in _IN_ALL.findall(analysis.text)}:
        yield "in all", lambda query: totals.isdisjoint(numbers_in(query.where, Numbered))
    if listed := _enumerated(analysis):
        yield "alike", lambda query: all(_alike(query, ids) for ids in listed)
    if unrelated.is_whole(analysis):
        yield "partners", lambda query: query.intent is not Intent.PARTNERS
    if _INCLUDED.search(analysis.text):
        yield "included", lambda query: not stated(query, RoleCount)
    if fields.field_of(analysis):
        yield "field", fields.is_of_field
    if _introduces(analysis):
        yield "introduced", lambda query: query.intent is not Intent.NOTHING
    if analysis.has("due.word"):
        yield "timed", lambda query: query.intent is not Intent.TASKS or bool(query.where or query.topic or query.order)
    if analysis.has("due.none"):
        yield "due", lambda query: query.intent is Intent.FACT or bool(stated(query, Due))
    if (said := said_role(analysis.sight)) is not None:
        yield "role", lambda query: not contradicts(query, said)
        yield (
            "ordered",
            lambda query: query.intent not in _ORDERED or query.order is None or query.order.role is not None,
        )
    if _HELPS_ONLY.search(analysis.text):
        yield (
            "helps",
            lambda query: not (query.order and query.order.role is Role.PARTICIPANT and query.order.high == 0),
        )
    if left_out := excepted(analysis):
        yield "excepted", lambda query: query.where is None or left_out.isdisjoint(run(query.where))
    if any(span.mention and span.mention.parties and not span.of and not span.void for span in analysis.departments):
        yield (
            "ranked",
            lambda query: query.intent is not Intent.RANK or bool(query.where or query.among or _is_next(query)),
        )
    if _asks_for_both_roles(analysis):
        yield "both", lambda query: query.intent is not Intent.PARTIES or query.role is None
    if _only_participates(analysis):
        yield "compared", lambda query: query.intent not in _ORDERED or Role.PARTICIPANT in _roles(query)
    if _ALONE.search(analysis.text) is None:
        yield "several", lambda query: not leaves_out(query.where, PartyCount)
    if _both_roles(analysis) and len(analysis.departments) < 2:
        yield "held", lambda query: not any(leaf.role for leaf in stated(query, HasRole))
        yield "asked", lambda query: query.role not in (Role.LEAD, Role.PARTICIPANT)
        if analysis.departments and not analysis.departments[0].of:
            yield "named", lambda query: bool(query.topic or stated(query, HasRole))
        # What is named again with both roles is more than the list that was shown of one.
        if analysis.departments and not analysis.has("back.") and not analysis.numbers:
            yield "more", lambda query: not stated(query, Numbered)


def _enumerated(analysis: Analysis) -> list[list[tuple[str, ...]]]:
    """The departments of each list of a question, every one joined to the next: A、B和C."""
    found: list[list[tuple[str, ...]]] = []
    end = -1
    for span in analysis.departments:
        parties = span.mention.parties if span.mention else ()
        if not found or not _LISTED.fullmatch(analysis.text[end : span.start]):
            found.append([])
        # A name that nobody has stands for no department.
        found[-1] += [parties] * bool(parties)
        end = span.end
    return [named for named in found if len(named) > 1]


def _alike(query: Query, named: Sequence[Sequence[str]]) -> bool:
    """Whether the departments of a list have one role in a query, or it speaks of none of them."""
    held = [[leaf.role for leaf in stated(query, HasRole) if {*leaf.departments} & {*ids}] for ids in named]
    return not any(held) or (all(held) and len({role for roles in held for role in roles}) == 1)


def _both_roles(analysis: Analysis) -> bool:
    """Whether words of role say that both count; 是牵头还是配合 asks which it is."""
    said = [unit.text for unit in analysis.sight.units if "role.whole" in unit.classes]
    return any(_ROLE.search(text) for text in said) and WHICH_ROLE.search(analysis.text) is None


def _is_next(query: Query) -> bool:
    return query.order is not None and bool(query.order.after)


def _asks_for_both_roles(analysis: Analysis) -> bool:
    """Whether it is asked who leads and who takes part, of no department, and nothing turns either role round."""
    said = analysis.sight.classes
    turned = any(name.startswith(_TURNS) and name not in (*_JOINS, "logic.either", "logic.else") for name in said)
    return (
        _OF.keys() <= {*said} and not turned and not analysis.departments and WHICH_ROLE.search(analysis.text) is None
    )


def _roles(query: Query) -> Sequence[object]:
    roles = [leaf.role for leaf in leaves(query.where) if isinstance(leaf, HasRole | RoleCount)]
    return [*roles, query.role, query.order.role if query.order else None]


def leads_together(analysis: Analysis) -> bool:
    """Whether a question asks where several departments lead together, which no other role and no one of them alone answers."""
    several = len(analysis.departments) > 1 and not analysis.has("logic.either", "logic.not", "role.participant")
    return several and bool(_LEAD_TOGETHER.search(analysis.text)) and _INCLUDED.search(analysis.text) is None


def _all_lead(query: Query) -> bool:
    """Whether each department of a query leads, however many others do."""
    leads = all(leaf.role is Role.LEAD for leaf in stated(query, HasRole))
    return leads and not has_node(query.where, AnyOf) and not stated(query, RoleCount)


def _begins_anywhere(query: Query) -> bool:
    """Whether a query's times have no beginning of their own: until then, whenever before."""
    return all(leaf.first is None for leaf in stated(query, Due))


def _is_possible(query: Query) -> bool:
    """Whether some task may satisfy a query: nobody leads where no party does."""
    none = {leaf.role for leaf in stated(query, RoleCount) if leaf.high == 0}
    return not any(leaf.role in none for leaf in stated(query, HasRole)) or has_node(query.where, AnyOf)


def _introduces(analysis: Analysis) -> bool:
    """Whether a message says of which of the plan's departments somebody is, and nothing else."""
    known = [span for span in analysis.departments if span.mention and span.mention.parties]
    silent = all(name.startswith(_SAYING_WHO) for name in analysis.sight.classes)
    # 上班, 调到
    brief = all(len(topic.words) <= 2 for topic in analysis.residue.topics)
    return len(known) == 1 and analysis.has("talk.self") and silent and brief and not analysis.numbers


def _only_participates(analysis: Analysis) -> bool:
    """Whether taking part is the only role that a question speaks of."""
    roles = [name for name in analysis.sight.classes if name.startswith("role.")]
    return roles == ["role.participant"] and not analysis.has("logic.not")


def said_role(sight: Sight) -> Role | None:
    """The only role that a question speaks of, where nothing in the clauses that do so may turn it round; else None."""
    found: set[Role] = set()
    for marked, units in itertools.groupby(sight.units, lambda unit: "stop.mark" in unit.classes):
        clause = () if marked else tuple(units)
        names = [name for unit in clause for name in unit.classes]
        if not any(name.startswith("role.") and name != "role.office" for name in names):
            continue
        roles = {_OF[name] for name in names if name in _OF}
        if len(roles) != 1 or _turned(clause, names, next(iter(roles))):
            return None
        found |= roles
    return next(iter(found)) if len(found) == 1 else None


def _turned(clause: tuple[Unit, ...], names: list[str], role: Role) -> bool:
    """Whether a clause may mean another role than its word says."""
    if any(name.startswith(_TURNS) and name not in _JOINS for name in names):
        return True
    return role is Role.PARTICIPANT and any(name.startswith(_WHOM) for name in names)


def contradicts(query: Query, said: Role) -> bool:
    """Whether a query asks for the role that the question does not speak of, and not for the one that it does."""
    roles = _roles(query)
    return _OTHER[said] in roles and said not in roles
