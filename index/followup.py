"""A question that leans on the one before it, with what it leans on filled in."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.records import Role
from index.beside import is_office
from index.leaning import leaning, pronoun
from index.numerals import NUMBER, SECTION
from index.question import Reading
from index.records import All, AnyOf, Condition, Holds, InSection, Known, Mention, Not, Numbered, Query, Want, leaves
from index.tokens import has
from index.wants import asks_who

_ELSE = re.compile("else|还有谁|还有哪|其他|别的")
# 再加上科技厅，三家都在的: one more beside those named before.
_ADDS = re.compile("(?:再|还要?|并)?(?:加上?|带上|算上)|plus|adding|add ")
# With nothing before, these mean the plan.
_HERE = frozenset(["这里面", "这里头", "这里边"])
_PLACE = re.compile("部分|章|section|part|chapter")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers: the last query, the tasks shown, the list they are of, the department spoken of.

    `departments` are the last two different ones, the latest last; `earlier` is the list before this one.
    """

    query: Query
    shown: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()
    department: str = ""
    departments: tuple[str, ...] = ()
    earlier: tuple[int, ...] = ()

    @property
    def focus(self) -> int | None:
        """The task spoken of: the first shown."""
        return self.shown[0] if self.shown else None


def resolve(reading: Reading, turn: Turn | None) -> Query | None:
    """The Query with what it leans on filled in; None where it refers back and there is nothing to refer to."""
    query = reading.query
    leans_by = leaning(reading)
    if not leans_by:
        return query
    if turn is None:
        asks = query.where is None and query.want is not Want.NOTHING
        counts = leans_by == "department" and query.want in (Want.COUNT, Want.COUNT_PARTIES, Want.COUNT_SECTIONS)
        whole = (
            leans_by in ("count", "check", "joint")
            or counts
            or has(reading.tokens, "back.narrow")
            or (leans_by == "among" and (asks or any(token.text in _HERE for token in reading.tokens)))
        )
        return query if whole or (leans_by == "again" and _stands_alone(query)) else None
    return _RESOLVERS[leans_by](reading, turn)


def _spoken_of(department: str, said: str = "") -> Mention:
    """A department that the conversation named, as if the question did."""
    return Mention(said, (department,), Known.EXACT, (department,))


def _stands_alone(query: Query) -> bool:
    return query.where is not None or bool(query.topic) or bool(query.fact) or query.want not in (Want.NOTHING,)


def _check(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    if len(turn.shown) != 1 or query.where is None:
        return query
    return dataclasses.replace(query, want=Want.CHECK, where=All((Numbered(turn.shown), query.where)), wider=None)


def _refined(query: Query, where: Condition, default: Want = Want.TEXT) -> Query:
    """`query` asked of `where`; where it does not say what it wants, the text is meant."""
    want = default if query.want in (Want.NOTHING, Want.TASKS, Want.TEXT) else query.want
    if want is Want.COUNT or (query.mentions and want is Want.TEXT):
        want = Want.CHECK if query.mentions else Want.TEXT
    return dataclasses.replace(query, want=want, where=where, topic=None)


def _joint(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    if not turn.department or query.where is None or turn.department in {d for m in query.mentions for d in m.parties}:
        return query
    mention = _spoken_of(turn.department)
    want = Want.TASKS if query.want is Want.PARTNERS else query.want
    # 它跟商务厅一起的 is of all its tasks, 有和商务厅一起的吗 of those shown.
    whole = has(reading.tokens, "back.department") or turn.query.where is None
    base = Holds((turn.department,), None) if whole else turn.query.where
    where = All((base, query.where)) if base is not None else query.where
    return dataclasses.replace(query, want=want, where=where, mentions=(mention, *query.mentions))


def _by_ordinal(reading: Reading, turn: Turn) -> Query | None:
    n = reading.query.number or 1
    if abs(n) > len(turn.listed):
        return None
    number = turn.listed[n - 1] if n > 0 else turn.listed[n]
    return _refined(reading.query, Numbered((number,)))


def _step(reading: Reading, turn: Turn) -> Query | None:
    change = 1 if has(reading.tokens, "back.next") else -1
    if any(token.of("back.next", "back.previous") and _PLACE.search(token.text) for token in reading.tokens):
        places = [leaf.numbers for leaf in leaves(turn.query.where) if isinstance(leaf, InSection)]
        if not places:
            return None
        return dataclasses.replace(reading.query, want=Want.TASKS, where=InSection((places[-1][-1] + change,)))
    if turn.focus is None:
        return None
    number = turn.focus + change
    before = turn.query.want if turn.query.want in (Want.PARTIES, Want.TEXT) else Want.TEXT
    return _refined(reading.query, Numbered((number,)), before)


def _this_task(reading: Reading, turn: Turn) -> Query | None:
    if turn.focus is None:
        return None
    return _refined(reading.query, Numbered((turn.focus,)))


def _in_language(reading: Reading, turn: Turn) -> Query | None:
    """The answer before in the language asked for."""
    return dataclasses.replace(turn.query, lang=reading.query.lang)


def _both(reading: Reading, turn: Turn) -> Query | None:
    """What the two departments spoken of last have in common: 这两家都在的."""
    if len(turn.departments) < 2:
        return None
    mentions = tuple(_spoken_of(id) for id in turn.departments)
    holds: list[Condition] = [Holds((id,), None) for id in turn.departments]
    where = All((*holds, reading.query.where) if reading.query.where is not None else tuple(holds))
    want = reading.query.want if reading.query.want is Want.COUNT else Want.TASKS
    return dataclasses.replace(reading.query, want=want, where=where, mentions=mentions, role=None)


def _this_place(reading: Reading, turn: Turn) -> Query | None:
    """发改委在这部分里有哪些, of the section asked about before."""
    places = [leaf for leaf in leaves(turn.query.where) if isinstance(leaf, InSection)]
    if not places or reading.query.where is None:
        return None
    want = Want.TASKS if reading.query.want is Want.SECTIONS else reading.query.want
    return dataclasses.replace(reading.query, want=want, where=All((reading.query.where, places[-1])), wider=None)


def _this_department(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    # Who supports it: after a task was asked about, the pronoun is the task.
    if (
        turn.focus is not None
        and not turn.query.mentions
        and (
            has(reading.tokens, "want.who", "want.partners", "want.departments") or any(map(is_office, reading.tokens))
        )
    ):
        return _who(reading, turn)
    if turn.focus is not None and has(reading.tokens, "want.text"):
        return _text(reading, turn)
    if not turn.department:
        return None
    mention = _spoken_of(turn.department, pronoun(reading))
    signs = {role for role in ("lead", "participant") if has(reading.tokens, f"role.{role}")}
    signs |= {"participant"} if has(reading.tokens, "role.aid") else set()
    role = {"lead": Role.LEAD, "participant": Role.PARTICIPANT}[signs.pop()] if len(signs) == 1 else None
    want = Want.TASKS if query.want in (Want.NOTHING, Want.PARTIES) else query.want
    if has(reading.tokens, "want.partners"):
        want = Want.PARTNERS
    where: Condition = Holds((turn.department,), role)
    if query.where is not None:
        where = All((where, query.where))
    return dataclasses.replace(query, want=want, where=where, mentions=(mention,), role=None)


def _among(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    if not turn.shown:
        return None
    base: Condition = Numbered(turn.listed)
    where = base if query.where is None else All((base, query.where))
    if query.where is None and query.role and turn.department and not asks_who(reading.tokens):
        where = All((base, Holds((turn.department,), query.role)))
    asks_tasks = query.want is Want.NOTHING or (query.want is Want.PARTIES and not asks_who(reading.tokens))
    shares = query.want is Want.PARTNERS and bool(query.mentions) and not asks_who(reading.tokens)
    want = Want.TASKS if asks_tasks or shares else query.want
    return dataclasses.replace(query, want=want, where=where)


def _text(reading: Reading, turn: Turn) -> Query | None:
    if not turn.shown:
        return None
    return dataclasses.replace(reading.query, want=Want.TEXT, where=Numbered(turn.shown[:1]), topic=None)


def _count(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    if turn.query.where is None:
        return query
    where = turn.query.where
    if query.role and turn.department:
        where = _with_role(where, query.role)
    return dataclasses.replace(query, where=where, mentions=turn.query.mentions, role=None)


def _list(reading: Reading, turn: Turn) -> Query | None:
    if turn.query.where is None:
        return None
    return dataclasses.replace(turn.query, lang=reading.query.lang, want=Want.TASKS)


def _who(reading: Reading, turn: Turn) -> Query | None:
    if turn.focus is None:
        return None
    query = reading.query
    role = query.role or (Role.PARTICIPANT if has(reading.tokens, "want.partners") else None)
    if any(_ELSE.search(token.text) for token in reading.tokens) and turn.query.role is Role.LEAD:
        role = Role.PARTICIPANT  # who leads it, and who else is listed
    want = Want.COUNT_PARTIES if query.want is Want.COUNT_PARTIES else Want.PARTIES
    return dataclasses.replace(query, want=want, where=Numbered(turn.shown), role=role)


def _again_with(reading: Reading, turn: Turn) -> Query | None:
    """The question before, with the one thing that this one names in place of its like."""
    query, before = reading.query, turn.query
    if query.order is not None and before.order is not None:
        order = dataclasses.replace(query.order, role=query.order.role or before.order.role)
        return dataclasses.replace(query, order=order, where=query.where or before.where)
    if 1 < len(query.mentions) == len(before.mentions):
        where = before.where
        for old, new in zip(before.mentions, query.mentions, strict=True):
            where = where and _swapped(where, old.parties, new.parties)
        return dataclasses.replace(before, lang=query.lang, where=where, mentions=query.mentions, wider=None)
    if (
        query.where
        and before.where
        and has(reading.tokens, "logic.both")
        and _ADDS.match("".join(t.text for t in reading.tokens))
    ):
        both = (*before.mentions, *query.mentions)
        return dataclasses.replace(
            before, lang=query.lang, where=All((before.where, query.where)), mentions=both, wider=None
        )
    if query.mentions and any(isinstance(leaf, Holds) for leaf in leaves(before.where)):
        where = _with_department(before.where, query.mentions[0].parties) if before.where else query.where
        rest = before.mentions[1:] if len(before.mentions) > 1 else ()
        return dataclasses.replace(
            before, lang=query.lang, where=where, mentions=(*query.mentions, *rest), unknown=query.unknown
        )
    if query.where is not None and not query.mentions:
        kind = NUMBER if isinstance(query.where, Numbered) else SECTION
        where = _with_place(before.where, query.where) if before.where else query.where
        want = (
            before.want if before.want in (Want.PARTIES, Want.TASKS, Want.COUNT, Want.TEXT, Want.CHECK) else query.want
        )
        if kind == NUMBER and want in (Want.TASKS, Want.COUNT):
            want = Want.TEXT
        return dataclasses.replace(before, lang=query.lang, where=where, want=want, topic=None)
    if query.where is None and not query.topic and has(reading.tokens, "want.none") and before.where is not None:
        return dataclasses.replace(before, lang=query.lang, where=_with_role(before.where, Role.PARTICIPANT))
    if query.where is None and not query.topic and query.role and (before.where is not None or before.topic):
        denied = any(
            before.of("logic.not") and token.of("role.lead", "role.participant")
            for before, token in itertools.pairwise(reading.tokens)
        )
        role = {Role.LEAD: Role.PARTICIPANT, Role.PARTICIPANT: Role.LEAD}[query.role] if denied else query.role
        if before.want is Want.PARTIES and not before.topic:
            return dataclasses.replace(before, lang=query.lang, role=role)
        if turn.focus is not None and not any(isinstance(leaf, Holds) for leaf in leaves(before.where)):
            shown = turn.shown[:1] if before.topic else turn.shown
            return dataclasses.replace(query, want=Want.PARTIES, where=Numbered(shown), role=role)
        if before.where is None:
            return None
        want = before.want if has(reading.tokens, "back.again") else Want.TASKS
        return dataclasses.replace(before, lang=query.lang, want=want, where=_with_role(before.where, role))
    if query.topic and before.topic:
        return dataclasses.replace(before, lang=query.lang, topic=query.topic)
    return query if _stands_alone(query) else None


def _mapped(where: Condition, change: Callable[[Condition], Condition]) -> Condition:
    match where:
        case All(items):
            return All(tuple(_mapped(item, change) for item in items))
        case AnyOf(items):
            return AnyOf(tuple(_mapped(item, change) for item in items))
        case Not(item):
            return Not(_mapped(item, change))
        case _:
            return change(where)


def _with_department(where: Condition, parties: tuple[str, ...]) -> Condition:
    first = next(leaf for leaf in leaves(where) if isinstance(leaf, Holds))
    return _mapped(where, lambda leaf: Holds(parties, leaf.role) if leaf == first and isinstance(leaf, Holds) else leaf)


def _swapped(where: Condition, old: tuple[str, ...], new: tuple[str, ...]) -> Condition:
    return _mapped(
        where, lambda leaf: Holds(new, leaf.role) if isinstance(leaf, Holds) and leaf.departments == old else leaf
    )


def _with_role(where: Condition, role: Role) -> Condition:
    return _mapped(where, lambda leaf: Holds(leaf.departments, role) if isinstance(leaf, Holds) else leaf)


def _with_place(where: Condition, place: Condition) -> Condition:
    if any(isinstance(leaf, type(place)) for leaf in leaves(where)):
        return _mapped(where, lambda leaf: place if isinstance(leaf, type(place)) else leaf)
    if isinstance(place, InSection) and any(isinstance(leaf, Holds) for leaf in leaves(where)):
        return All((where, place))
    return place


_RESOLVERS: dict[str, Callable[[Reading, Turn], Query | None]] = {
    "ordinal": _by_ordinal,
    "step": _step,
    "task": _this_task,
    "place": _this_place,
    "language": _in_language,
    "both": _both,
    "department": _this_department,
    "among": _among,
    "text": _text,
    "count": _count,
    "check": _check,
    "list": _list,
    "who": _who,
    "joint": _joint,
    "again": _again_with,
}
