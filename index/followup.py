"""A question that leans on the one before it: pronouns, ordinals, 那…呢, 其中, 全文, 一共几项."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.records import Role
from index.conditions import is_office
from index.numerals import NUMBER, ORDINAL, SECTION
from index.question import Reading, asks_who
from index.records import All, AnyOf, Condition, Holds, InSection, Known, Mention, Not, Numbered, Query, Want, leaves
from index.scanner import DEPARTMENT, REST

_LIST = frozenset(["列出来", "列出", "列一下", "列一列", "list", "show", "show me"])
_THEM = frozenset(["them", "它们", "他们"])
_ELSE = re.compile("else|还有谁|还有哪|其他|别的")
# 再加上科技厅，三家都在的: one more beside those named before.
_ADDS = re.compile("(?:再|还要?|并)?(?:加上?|带上|算上)|plus|adding|add ")
# With nothing before, these mean the plan.
_HERE = frozenset(["这里面", "这里头", "这里边"])
_LEFT = re.compile("剩|left|remain")
_PLACE = re.compile("部分|章|section|part|chapter")
_THIS_PLACE = re.compile(r"(?:这|那|该|此|(?:this|that|the same) )一?个?大?(?:部分|章|板块|section|part|chapter)")
_WITH = frozenset(["跟", "和", "与", "同", "with"])
# After a section is named these are the section's: third section - what are its items?
_ITS = re.compile(r"it|its|their|them|they")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conversation remembers: the last query, the tasks shown, the list they are of, the department spoken of.

    `departments` are the last two different ones, the latest last.
    """

    query: Query
    shown: tuple[int, ...] = ()
    listed: tuple[int, ...] = ()
    department: str = ""
    departments: tuple[str, ...] = ()

    @property
    def focus(self) -> int | None:
        """The task spoken of: the first shown."""
        return self.shown[0] if self.shown else None


def resolve(reading: Reading, turn: Turn | None) -> Query | None:
    """The Query with what it leans on filled in; None where it refers back and there is nothing to refer to."""
    query = reading.query
    leaning = _leaning(reading)
    if not leaning:
        return query
    if turn is None:
        asks = query.where is None and query.want is not Want.NOTHING
        counts = leaning == "department" and query.want in (Want.COUNT, Want.COUNT_PARTIES, Want.COUNT_SECTIONS)
        whole = (
            leaning in ("count", "check", "joint")
            or counts
            or _has(reading, "back.narrow")
            or (leaning == "among" and (asks or any(token.text in _HERE for token in reading.tokens)))
        )
        return query if whole or (leaning == "again" and _stands_alone(query)) else None
    return _RESOLVERS[leaning](reading, turn)


def leans(reading: Reading) -> bool:
    """Whether the question may mean something else after another one."""
    return bool(_leaning(reading))


def _has(reading: Reading, *kinds: str) -> bool:
    return any(token.of(*kinds) for token in reading.tokens)


def _stands_alone(query: Query) -> bool:
    return query.where is not None or bool(query.topic) or bool(query.fact) or query.want not in (Want.NOTHING,)


def _leaning(reading: Reading) -> str:
    """How the question leans on the one before it, empty where it stands on its own."""
    query = reading.query
    bare = query.where is None and not query.topic and not query.fact and not query.unknown
    if bare and _has(reading, "language") and not _has(reading, "want.who", "want.tasks", "role", "back"):
        return "language"
    if _has(reading, "back.both") and not query.mentions:
        return "both"
    if _has(reading, ORDINAL) and not query.topic and not query.fact:
        return "ordinal"
    if _has(reading, "back.next", "back.previous") and bare:
        return "step"
    if (
        _has(reading, "back.task")
        and not query.topic
        and not query.mentions
        and query.order is None
        and not _has(reading, NUMBER, SECTION)
    ):
        return "task"
    named = query.mentions or query.topic or query.fact or _has(reading, NUMBER)
    if query.want in (Want.SECTIONS, Want.COUNT_SECTIONS):
        return ""
    placed = _has(reading, SECTION) or any(isinstance(leaf, InSection) for leaf in leaves(query.where))
    its_items = placed and _ITS.search(reading_pronoun(reading))
    if query.mentions and not placed and any(_THIS_PLACE.match(token.text) for token in reading.tokens):
        return "place"
    if (
        reading_pronoun(reading) in _THEM
        and not named
        and not _has(reading, "role", "want.who", "want.partners", "want.count")
    ):
        return "list"
    if _has(reading, "back.department") and not named and not its_items and query.order is None:
        return "department"
    if _picks_out(reading) and not query.fact and (not bare or _has(reading, "role", "want.count", "want.who")):
        placed = placed or _has(reading, NUMBER)
        narrows = any(token.of("back.narrow") for token in reading.tokens)
        return "among" if reading.tokens[0].of("back.tasks") or narrows or not placed else ""
    if bare and query.want in (Want.NOTHING, Want.TEXT) and _has(reading, "want.text"):
        return "text"
    if bare and query.want is Want.COUNT and not _names_all(reading):
        return "count"
    # 有哪些部门 asks for the list; 谁配合 and 配合部门有哪些 lean on a task.
    of_a_task = not _has(reading, "want.departments") or query.role is not None or _has(reading, "want.partners")
    if bare and query.want is Want.PARTIES and of_a_task and not _names_all(reading):
        return "who"
    if _shares(reading):
        return "joint"
    if _checks(reading):
        return "check"
    if _takes_away(reading):
        return "among"
    listed = _has(reading, "want.tasks") or any(token.text in _LIST for token in reading.tokens)
    if bare and query.want is Want.NOTHING and listed and not _names_role(reading) and not _has(reading, REST):
        return "list"
    if _again(reading):
        return "again"
    return ""


def _picks_out(reading: Reading) -> bool:
    """Whether a word for the tasks shown before stands for them: not the 这些 of 这些零件, nor the 里面 of 海关牵头的里面."""
    tokens = reading.tokens
    comma = next((i for i, token in enumerate(tokens) if token.text == ","), 0)
    if all(token.kind == REST or token.of("stop") for token in tokens[:comma]):
        tokens = tokens[comma:]  # 太多了，只要第七部分的
    if any(token.of("back.tasks") and token.text == "其中" for token in tokens):
        return True
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        if token.kind == DEPARTMENT or (token.kind == REST and re.search(r"\w\w", token.text)):
            return False
        if token.of("back.tasks", "back.narrow"):
            attributive = after is not None and after.kind == REST and after.start == token.end
            return not attributive and not (
                before is not None and (before.of("logic.not_before") or before.text in ("方案", "文件", "plan"))
            )
    return False


def _checks(reading: Reading) -> bool:
    """Whether only a department's part is asked for, of a task that is not named: 有财政厅吗, does Finance take part."""
    query = reading.query
    named = len(query.mentions) == 1 and query.whether and not query.topic and not query.unknown
    return named and not _has(reading, "want", NUMBER, SECTION)


def _check(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    if len(turn.shown) != 1 or query.where is None:
        return query
    return dataclasses.replace(query, want=Want.CHECK, where=All((Numbered(turn.shown), query.where)), wider=None)


def _takes_away(reading: Reading) -> bool:
    """Whether the question only leaves something out of what was shown: 去掉发展改革委牵头的."""
    if not reading.tokens or not isinstance(reading.query.where, Not):
        return False
    first = reading.tokens[0]
    left = any(_LEFT.search(token.text) for token in reading.tokens)
    asks = not left and _has(reading, "want.tasks", "want.who", "want.most")
    takes = (first.of("logic.not_before") and not first.of("stop")) or first.text == "把"
    return takes and not asks


def _names_all(reading: Reading) -> bool:
    """Whether the whole plan is spoken of: 方案一共有多少条."""
    return any(
        "方案" in token.text or "文件" in token.text or "plan" in token.text or "名单" in token.text
        for token in reading.tokens
    )


def _again(reading: Reading) -> bool:
    """那财政厅呢, and Education?: one thing named after a word that carries the question before over."""
    order = reading.query.order
    if order is not None and order.place and not reading.query.mentions and not _has(reading, "role"):
        return True  # 排第二的是谁, of what was ranked
    if not _has(reading, "back.again"):
        return _only_role(reading)
    words = [token for token in reading.tokens if token.of("back.again") or not token.of("stop")]
    first = bool(words) and words[0].of("back.again")
    asks = any(
        token.of("role.lead", "role.participant", "role.any", "want") and not token.of("stop", "back")
        for token in reading.tokens
    )
    only_role = _names_role(reading)
    ends = reading.tokens[-1].of("back.again") or any(token.text == "呢" for token in reading.tokens)
    return ((first or ends) and (not asks or only_role)) or _only_role(reading)


def _names_role(reading: Reading) -> bool:
    """Whether a role is all that the question names."""
    query = reading.query
    return query.where is None and not query.topic and _has(reading, "role.lead", "role.participant", "want.none")


def _only_role(reading: Reading) -> bool:
    """Whether tasks of another role are to be listed: 把配合的都列出来."""
    asked = (
        "want.who",
        "want.partners",
        "want.departments",
        "want.count",
        "back.department",
        "back.task",
        "back.tasks",
    )
    asks_else = _has(reading, *asked, "back.next", "back.previous", "back.narrow")
    query = reading.query
    return _names_role(reading) and not asks_else and query.want is Want.NOTHING and not (query.fact or query.unknown)


def _refined(query: Query, where: Condition, default: Want = Want.TEXT) -> Query:
    """`query` asked of `where`; where it does not say what it wants, the text is meant."""
    want = default if query.want in (Want.NOTHING, Want.TASKS, Want.TEXT) else query.want
    if want is Want.COUNT or (query.mentions and want is Want.TEXT):
        want = Want.CHECK if query.mentions else Want.TEXT
    return dataclasses.replace(query, want=want, where=where, topic=None)


def _shares(reading: Reading) -> bool:
    """Whether somebody left unsaid shares tasks with the one department named: 又跟财政厅一起做哪项."""
    named = [i for i, token in enumerate(reading.tokens) if token.kind == DEPARTMENT]
    if len(named) != 1 or not _has(reading, "logic.both") or reading.query.topic:
        return False
    before = reading.tokens[: named[0]]
    return (
        bool(before)
        and before[-1].text in _WITH
        and all(token.of("stop", "logic.and", "back.again") for token in before)
    )


def _joint(reading: Reading, turn: Turn) -> Query | None:
    query = reading.query
    if not turn.department or query.where is None or turn.department in {d for m in query.mentions for d in m.parties}:
        return query
    mention = Mention("", (turn.department,), Known.EXACT, (turn.department,))
    want = Want.TASKS if query.want is Want.PARTNERS else query.want
    # 它跟商务厅一起的 is of all its tasks, 有和商务厅一起的吗 of those shown.
    whole = _has(reading, "back.department") or turn.query.where is None
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
    change = 1 if _has(reading, "back.next") else -1
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
    mentions = tuple(Mention("", (id,), Known.EXACT, (id,)) for id in turn.departments)
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
        and (_has(reading, "want.who", "want.partners", "want.departments") or any(map(is_office, reading.tokens)))
    ):
        return _who(reading, turn)
    if turn.focus is not None and _has(reading, "want.text"):
        return _text(reading, turn)
    if not turn.department:
        return None
    mention = Mention(reading_pronoun(reading), (turn.department,), Known.EXACT, (turn.department,))
    signs = {role for role in ("lead", "participant") if _has(reading, f"role.{role}")}
    signs |= {"participant"} if _has(reading, "role.aid") else set()
    role = {"lead": Role.LEAD, "participant": Role.PARTICIPANT}[signs.pop()] if len(signs) == 1 else None
    want = Want.TASKS if query.want in (Want.NOTHING, Want.PARTIES) else query.want
    if _has(reading, "want.partners"):
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
    role = query.role or (Role.PARTICIPANT if _has(reading, "want.partners") else None)
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
        and _has(reading, "logic.both")
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
    if query.where is None and not query.topic and _has(reading, "want.none") and before.where is not None:
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
        want = before.want if _has(reading, "back.again") else Want.TASKS
        return dataclasses.replace(before, lang=query.lang, want=want, where=_with_role(before.where, role))
    if query.topic and before.topic:
        return dataclasses.replace(before, lang=query.lang, topic=query.topic)
    return query if _stands_alone(query) else None


def reading_pronoun(reading: Reading) -> str:
    """The words that stand for the department."""
    return next((token.text for token in reading.tokens if token.of("back.department")), "")


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
