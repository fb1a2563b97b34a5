"""A Query in plain words: which tasks are meant, and what is asked of them, with everything that it asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.screens.understood import ALL_PLACES, Understood, day, state_of
from bot.screens.wording import Wording, capitalised
from corpus.records import Plan
from index.hits import beside_departments
from index.query import (
    All,
    AnyOf,
    Condition,
    Detailed,
    Due,
    HasRole,
    InSection,
    Intent,
    Not,
    Numbered,
    OneOf,
    Order,
    PartyCount,
    Placed,
    Query,
    RoleCount,
    leaves,
)
from index.reading.numerals import MANY

# What is wanted of tasks → the text that says so, filled with the tasks.
_ASKED = {
    Intent.PARTIES: "who",
    Intent.COUNT: "count",
    Intent.COUNT_PARTIES: "count_parties",
    Intent.TEXT: "text",
    Intent.SHARED: "shared",
}
_BY_ROLE = (Intent.PARTIES, Intent.COUNT_PARTIES, Intent.SHARED)


class Paraphrase:
    """Says Queries about one plan as a person would, in any language that the wording has."""

    def __init__(self, wording: Wording, plan: Plan, understood: Understood) -> None:
        self._wording = wording
        self._plan = plan
        self._understood = understood

    def question(self, query: Query) -> str:
        """The whole question."""
        if query.among is None:
            return self._question(query)
        kind = self._understood.kind(query.lang, query.among)
        return self._say(query.lang, "of_kind", kind=kind, what=self._question(query))

    def _question(self, query: Query) -> str:
        lang, what = query.lang, self.tasks(query)
        match query.intent:
            case Intent.RANK:
                return self._ranked(query)
            case Intent.RANK_TASKS:
                return self._among(query, self._ranked_tasks(lang, query.order or Order(None)))
            case Intent.RANK_SECTIONS:
                fewest = query.order is not None and not query.order.descending
                return self._among(query, self._say(lang, f"rank_sections_{'fewest' if fewest else 'most'}"))
            case Intent.COMPARE:
                return self._compared(query)
            case Intent.CHECK:
                return self._check(query)
            case Intent.PARTNERS:
                what = self._say(lang, f"partners{_suffix(query)}", what=what)
                return self._say(lang, "partners_most", what=what) if query.order else what
            case Intent.SECTIONS | Intent.COUNT_SECTIONS:
                return self._say(lang, query.intent.replace("-", "_"))
            case Intent.IDENTITY:
                said = self._join(lang, "name_or", (mention.said for mention in query.mentions))
                return self._say(lang, "identity", said=said)
            case Intent.FACT:
                return self._understood.asked(query)
            case Intent.NOTHING:
                return what if query.unknown or query.topic or query.where else self._say(lang, "nothing")
        if asked := _ASKED.get(query.intent):
            return self._say(lang, asked + (_suffix(query) if query.intent in _BY_ROLE else ""), what=what)
        return what

    def listed(self, query: Query) -> str:
        """The title of a list of the tasks that a question is about: 商务厅牵头任务清单."""
        return capitalised(self.tasks(query, "list"))

    def tasks(self, query: Query, form: str = "tasks") -> str:
        """The tasks that a question is about, as a noun: 商务厅牵头的任务, 第12项, 全部任务."""
        lang, where = query.lang, self._understood.named(query, query.where)
        parts = [] if where is None else [self._which(query, where)]
        if query.topic:
            parts.append(self._say(lang, "topic", topic=query.topic))
        parts += [self._unknown(query, said) for said in query.unknown]
        if not parts:
            return self._say(lang, f"{form}_all")
        if len(parts) == 1 and isinstance(where, Numbered | Placed):
            noun = self._noun(query, where)
            return noun if form == "tasks" else self._say(lang, "list_of", what=noun)
        if len(parts) == 1 and isinstance(where, InSection):
            parts = [self._sections(lang, "in_section", where.numbers)]
        return self._say(lang, form, which=self._join(lang, "and", parts))

    def _unknown(self, query: Query, said: str) -> str:
        """A name that nobody has, with the role that is asked of it, where there is one."""
        roles = {leaf.role for leaf in leaves(query.where) if isinstance(leaf, HasRole)}
        if len(query.unknown) > 1 or len(roles) != 1:
            return self._say(query.lang, "unknown", said=said)
        return self._say(query.lang, f"unknown_{roles.pop() or 'any'}", said=said)

    def _noun(self, query: Query, where: Numbered | Placed) -> str:
        """Tasks that have a name of their own."""
        lang = query.lang
        if isinstance(where, Numbered):
            return self._tasks(lang, "task", where.numbers)
        what = self.tasks(Query(Intent.TASKS, lang, where.item, mentions=query.mentions))
        return self._say(lang, "placed", what=what, places=self._join(lang, "name_and", self._places(lang, where)))

    def _places(self, lang: str, where: Placed) -> Iterable[str]:
        for place in where.places:
            key = "place" if place > 0 else "place_last" if place == -1 else "place_from_end"
            yield self._say(lang, key, place=abs(place))

    def _which(self, query: Query, where: Condition) -> str:
        """A condition as what is said of tasks that satisfy it."""
        lang = query.lang
        match where:
            case HasRole(_, role):
                return self._say(lang, role or "any", departments=self._departments(query, where))
            case InSection(numbers):
                return self._sections(lang, "section", numbers)
            case Numbered(numbers):
                return self._tasks(lang, "number", numbers)
            case PartyCount(low, high):
                return self._say(lang, "party_count", amount=self._amount(lang, low, high), count=_only(low, high))
            case RoleCount(role, low, high):
                key = f"{role}_none" if (low, high) == (0, 0) else f"{role}_count"
                return self._say(lang, key, amount=self._amount(lang, low, high), count=_only(low, high))
            case Due():
                return self._due(lang, where)
            case Detailed(head, words):
                return self._say(lang, "detail" if words else "no_detail", head=head, words=words)
            case Placed():
                return self._say(lang, "among", what=self._noun(query, where))
            case Not(item):
                return self._not(query, item)
            case OneOf(items):
                return self._say(
                    lang, "one_of", what=self._join(lang, "semicolon", (self._which(query, i) for i in items))
                )
            case All(items) | AnyOf(items):
                if isinstance(where, All):
                    return self._join(lang, "and", dict.fromkeys(self._together(query, items)))
                return self._join(lang, "or", dict.fromkeys(self._inner(query, item) for item in items))

    def _together(self, query: Query, items: tuple[Condition, ...]) -> Iterable[str]:
        """What all have to satisfy; departments that have the same role are named once, together."""
        single = [item for item in items if isinstance(item, HasRole) and len(self._understood.held(query, item)) == 1]
        for item in items:
            alike = [other for other in single if isinstance(item, HasRole) and other.role == item.role]
            if item not in alike or len(alike) == 1:
                yield self._inner(query, item)
            elif item == alike[0]:
                names = dict.fromkeys(name for other in alike for name in self._understood.held(query, other))
                key = f"all_{alike[0].role or 'any'}"
                yield self._say(query.lang, key, departments=self._join(query.lang, "name_and", names))

    def _inner(self, query: Query, item: Condition) -> str:
        """A condition among others, in brackets where it has parts itself."""
        said = self._which(query, item)
        return self._say(query.lang, "group", what=said) if isinstance(item, All | AnyOf) else said

    def _not(self, query: Query, item: Condition) -> str:
        lang = query.lang
        match item:
            case HasRole(_, role):
                return self._say(lang, f"not_{role or 'any'}", departments=self._departments(query, item))
            case InSection(numbers):
                return self._sections(lang, "not_section", numbers)
            case Numbered(numbers):
                return self._tasks(lang, "not_number", numbers)
            case Detailed(head, words):
                return self._say(lang, "not_detail" if words else "any_detail", head=head, words=words)
        return self._say(lang, "not", what=self._which(query, item))

    def _due(self, lang: str, due: Due) -> str:
        if due.said:
            return self._say(lang, "due_said", words=due.said)
        if state := state_of(due):
            return self._say(lang, state)
        key = "due_from" if due.last is None else "due_until" if due.first is None else "due_between"
        return self._say(lang, "due_on" if due.first == due.last else key, first=day(due.first), last=day(due.last))

    def _departments(self, query: Query, where: HasRole) -> str:
        names = self._understood.held(query, where)
        return self._join(query.lang, "name_or", names)

    def _ranked(self, query: Query) -> str:
        """Departments in an order, or those with so many tasks."""
        lang, order = query.lang, query.order or Order(None)
        by = self._say(lang, f"by_{order.role or 'any'}")
        if order.low is not None and order.high is not None:
            key = "rank_none" if order.high == 0 else "rank_bounds"
            amount = self._amount(lang, order.low, order.high)
            said = self._say(lang, key, by=by, amount=amount, count=_only(order.low, order.high))
        else:
            after = self._understood.department(lang, order.after) if order.after else ""
            said = self._say(
                lang, f"rank{_place(order)}", by=by, place=order.place, limit=order.limit, department=after
            )
        if order.without_lead:
            said = self._say(lang, "rank_without_lead", what=said)
        left_out = [party for mention in query.mentions for party in mention.parties if party != order.after]
        if left_out:
            names = self._join(lang, "name_and", (self._understood.department(lang, id) for id in left_out))
            said = self._say(lang, "rank_besides", what=said, departments=names)
        return self._among(Query(Intent.TASKS, lang, beside_departments(query.where)), said)

    def _ranked_tasks(self, lang: str, order: Order) -> str:
        if order.by_day:
            return self._say(lang, "rank_tasks_latest" if order.descending else "rank_tasks_earliest")
        parties = self._say(lang, f"parties_{order.role or 'any'}")
        return self._say(lang, f"rank_tasks{_place(order)}", parties=parties, place=order.place, limit=order.limit)

    def _among(self, query: Query, said: str) -> str:
        """What is ranked, with the tasks among which."""
        where = query.where
        if isinstance(where, All) and len(where.items) < 2:
            where = next(iter(where.items), None)
        if where is None and not query.topic:
            return said
        return self._say(query.lang, "rank_among", what=self.tasks(replace(query, where=where)), said=said)

    def _compared(self, query: Query) -> str:
        """Which departments are compared, by which tasks, in which sections."""
        lang, order = query.lang, query.order or Order(None)
        ids = dict.fromkeys(id for mention in query.mentions for id in (mention.parties or mention.candidates)[:1])
        names = self._join(lang, "name_and", (self._understood.department(lang, id) for id in ids))
        key = "compare_more" if order.descending else "compare_fewer"
        said = self._say(lang, key, departments=names, by=self._say(lang, f"by_{order.role or 'any'}"))
        return self._among(Query(Intent.TASKS, lang, beside_departments(query.where)), said)

    def _check(self, query: Query) -> str:
        items = query.where.items if isinstance(query.where, All) else (query.where,) if query.where else ()
        named = [item for item in items if isinstance(item, Numbered)]
        rest = [self._which(query, item) for item in items if item not in named[:1]]
        what = self.tasks(Query(query.intent, query.lang, named[0] if named else None, topic=query.topic))
        if not rest:
            return self._say(query.lang, "who", what=what)
        return self._say(query.lang, "check", what=what, which=self._join(query.lang, "and", rest))

    def _amount(self, lang: str, low: int, high: int) -> str:
        """So many, as bounds: 正好2, 至少3, 至多4, 2至4."""
        if low == high:
            return self._say(lang, "exactly", low=low)
        if high >= MANY:
            return self._say(lang, "at_least", low=low)
        return self._say(lang, "between" if low else "at_most", low=low, high=high)

    def _tasks(self, lang: str, key: str, keys: tuple[int, ...]) -> str:
        """Some tasks by number, in the text of that key."""
        return self._say(lang, key, numbers=self._numbers(lang, self._understood.tasks(keys)), count=len(set(keys)))

    def _sections(self, lang: str, key: str, keys: tuple[int, ...]) -> str:
        """Some sections by number, in the text of that key."""
        return self._say(lang, key, numbers=self._numbers(lang, self._understood.sections(keys)), count=len(set(keys)))

    def _numbers(self, lang: str, said: str) -> str:
        return said.replace(", ", self._say(lang, "comma"))

    def _join(self, lang: str, key: str, parts: Iterable[str]) -> str:
        return self._say(lang, key).join(parts)

    def _say(self, lang: str, key: str, **values: object) -> str:
        return self._wording.say(lang, f"plain.{key}", **values)


def _suffix(query: Query) -> str:
    return f"_{query.role}" if query.role else ""


def _place(order: Order) -> str:
    """What of an order is asked for: the first, the first few, or one place."""
    if order.after:
        return "_after" if order.descending else "_after_fewest"
    if order.place is not None:
        return "_place" if order.descending else "_place_fewest"
    if order.limit > 1:
        return ("_all" if order.limit >= ALL_PLACES else "_first") + ("" if order.descending else "_fewest")
    return "_most" if order.descending else "_fewest"


def _only(low: int, high: int) -> int:
    """The number that a text may be worded for, where it is one."""
    return 1 if low <= 1 and high == 1 else 2
