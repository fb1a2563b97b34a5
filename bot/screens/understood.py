"""A Query said back in a few words: 牵头 = 商务厅 · 5 项."""

from __future__ import annotations

from collections.abc import Iterator

from bot.screens.wording import Wording
from corpus.records import Plan
from index.query import (
    All,
    Answer,
    AnyOf,
    Condition,
    Day,
    Detailed,
    Due,
    HasRole,
    InSection,
    Intent,
    Kind,
    Mention,
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

_WANTS = {
    Intent.PARTIES: "who",
    Intent.COUNT: "count",
    Intent.COUNT_PARTIES: "count",
    Intent.COUNT_SECTIONS: "count",
    Intent.TEXT: "text",
    Intent.RANK: "rank",
    Intent.RANK_TASKS: "rank",
    Intent.RANK_SECTIONS: "rank",
    Intent.PARTNERS: "partners",
    Intent.SHARED: "shared",
    Intent.IDENTITY: "identity",
    Intent.SECTIONS: "sections",
}
# A limit from which on every place is asked for.
ALL_PLACES = 100
# What was taken for no question about the plan, or for one that leans on nothing.
NO_QUESTION = ("nothing", "no-context")


class Understood:
    """Says in a language how a question was read."""

    def __init__(self, wording: Wording, plan: Plan) -> None:
        self._wording = wording
        self._plan = plan
        self._registry = plan.registry

    def tasks(self, keys: tuple[int, ...]) -> str:
        """What tasks are called, in the plan's order: 3, 5–8, or 2-3, 2-4 where numbers begin again in each group."""
        ids = self._plan.task_ids(sorted(set(keys), key=abs))
        return spelt(tuple(map(int, ids))) if all(map(str.isdigit, ids)) else ", ".join(ids)

    def sections(self, keys: tuple[int, ...]) -> str:
        """What sections are called, in the plan's order."""
        ids = [self._plan.section_id(key) for key in sorted(set(keys), key=abs)]
        return spelt(tuple(map(int, ids))) if all(map(str.isdigit, ids)) else ", ".join(ids)

    def department(self, lang: str, id: str) -> str:
        """A department's name in a reply: the Chinese one, in English with it the English one."""
        department = self._registry[id]
        return department.name if lang == "zh" or not department.en else f"{department.en[0]} ({department.name})"

    def counted(self, query: Query) -> str:
        """Which tasks of a department its place in a ranking or comparison counts."""
        role = query.order.role if query.order else None
        return self._wording.say(query.lang, f"compared.{role or 'any'}")

    def say(self, answer: Answer) -> str:
        """What the answer's query asks for and of which tasks, and how many those are; of a refusal, what was read."""
        query = answer.query
        small = answer.reason.removeprefix("small.")
        if small != answer.reason:
            return self._wording.say(query.lang, f"understood.{small}")
        if answer.reason in NO_QUESTION:
            return self._wording.say(query.lang, f"understood.{answer.reason.replace('-', '_')}")
        parts = list(self._asked(query))
        if query.topic:
            parts.append(self._wording.say(query.lang, "understood.topic", topic=query.topic))
        parts += [self._wording.say(query.lang, "understood.unknown", said=said) for said in query.unknown]
        if not parts:
            parts.append(self._wording.say(query.lang, "understood.everything"))
        if (
            answer.kind is Kind.ANSWER
            and not query.fact
            and (answer.hits or query.intent in (Intent.TASKS, Intent.COUNT))
        ):
            parts.append(self._wording.say(query.lang, "answer.count", count=len(answer.hits) or answer.count or 0))
        if len(query.ignored) > 1:
            parts.append(self._wording.say(query.lang, "understood.ignored", words=query.ignored))
        return " · ".join(parts)

    def _asked(self, query: Query) -> Iterator[str]:
        """What is wanted, and the exact conditions."""
        if query.fact:
            yield from self._of_document(query)
            return
        if query.intent is Intent.COMPARE:
            yield from self._compared(query)
            return
        if query.role and query.intent in (Intent.PARTIES, Intent.PARTNERS):
            yield self._wording.say(query.lang, f"role.{query.role}")
        elif wanted := _WANTS.get(query.intent):
            yield self._wording.say(query.lang, f"understood.{wanted}")
            if query.role and query.intent is Intent.SHARED:
                yield self._wording.say(query.lang, f"role.{query.role}")
            if query.intent is Intent.RANK:
                yield self.counted(query)
            if query.intent is Intent.RANK_TASKS and query.order and query.order.role:
                yield self._wording.say(query.lang, f"plain.parties_{query.order.role}")
            if query.order:
                yield from self._ordered(query.lang, query.order)
        if query.among:
            yield self._wording.say(query.lang, "understood.among", said=self.kind(query.lang, query.among))
        if (where := self.named(query, query.where)) is not None:
            yield self._condition(query, where)

    def kind(self, lang: str, among: Mention) -> str:
        """The kind of departments that alone are asked about, as it was said or else by their names."""
        comma = self._wording.say(lang, "plain.comma")
        return among.said or comma.join(self.department(lang, id) for id in among.parties)

    def named(self, query: Query, where: Condition | None) -> Condition | None:
        """The condition without departments that nobody is: those are said apart, as unknown."""
        if isinstance(where, HasRole) and query.unknown and not self.held(query, where):
            return None
        if isinstance(where, All | AnyOf | OneOf):
            items = tuple(item for item in where.items if self.named(query, item) is not None)
            return type(where)(items) if len(items) > 1 else next(iter(items), None)
        return where

    def _ordered(self, lang: str, order: Order) -> Iterator[str]:
        """Which places of a ranking are asked for, or how many tasks."""
        if order.without_lead:
            yield self._wording.say(lang, "understood.without_lead")
        if order.after:
            yield self._wording.say(lang, "understood.after", department=self.department(lang, order.after))
        if order.by_day:
            yield self._wording.say(lang, "understood.latest" if order.descending else "understood.earliest")
        elif order.low is not None and order.high is not None:
            yield self._wording.say(lang, "understood.bounds", bounds=_counted(order.low, order.high))
        else:
            yield self._wording.say(lang, "understood.most" if order.descending else "understood.fewest")
        if order.place is not None:
            yield self._wording.say(lang, "understood.place", place=order.place)
        elif order.limit > 1:
            key = "understood.all_places" if order.limit >= ALL_PLACES else "understood.first"
            yield self._wording.say(lang, key, limit=order.limit)

    def _compared(self, query: Query) -> Iterator[str]:
        """Which departments are compared, by which tasks, in which sections."""
        ids = dict.fromkeys(id for mention in query.mentions for id in (mention.parties or mention.candidates)[:1])
        joint = self._wording.say(query.lang, "understood.compare_joint")
        names = joint.join(self.department(query.lang, id) for id in ids)
        yield self._wording.say(query.lang, "understood.compare", departments=names)
        yield self.counted(query)
        if query.order and not query.order.descending:
            yield self._wording.say(query.lang, "understood.fewest")
        yield from (self._condition(query, leaf) for leaf in leaves(query.where) if isinstance(leaf, InSection))

    def asked(self, query: Query) -> str:
        """What is asked of the document itself, or what no plan says, and of whom."""
        return " · ".join(self._of_document(query)) if query.fact else ""

    def _of_document(self, query: Query) -> Iterator[str]:
        _, key = query.fact.split(".", 1)
        yield self._wording.say(query.lang, "understood.heads").join(query.heads) or self._wording.say(
            query.lang, f"asked.{key}"
        )
        yield from self._spoken_of(query)

    def held(self, query: Query, where: HasRole) -> list[str]:
        """The names of a condition's departments, of those asked about where the plan has none of them."""
        return [self.department(query.lang, id) for id in where.departments] or list(self._unplaced(query))

    def _spoken_of(self, query: Query) -> Iterator[str]:
        """The departments, tasks and sections beside which the document itself, or what no plan says, is asked about."""
        for mention in query.mentions:
            yield self._wording.say(query.lang, "understood.either").join(
                self.department(query.lang, id) for id in mention.candidates
            )
        for leaf in leaves(query.where):
            if isinstance(leaf, Numbered | InSection | Detailed):
                yield self._condition(query, leaf)

    def _condition(self, query: Query, where: Condition) -> str:
        say = self._wording.say
        match where:
            case HasRole(_, role):
                name = say(query.lang, "understood.either").join(self.held(query, where))
                return say(
                    query.lang, "understood.department", role=say(query.lang, f"role.{role or 'any'}"), department=name
                )
            case InSection(numbers):
                return say(query.lang, "understood.section", numbers=self.sections(numbers))
            case Numbered(numbers):
                return say(query.lang, "understood.number", numbers=self.tasks(numbers))
            case PartyCount(low, high):
                return say(query.lang, "understood.party_count", count=_counted(low, high))
            case RoleCount(role, low, high):
                return say(query.lang, f"understood.{role}_count", count=_counted(low, high))
            case Due():
                return self._due(query.lang, where)
            case Detailed(head, words):
                return say(query.lang, "understood.detail" if words else "understood.no_detail", head=head, words=words)
            case Placed(item, places):
                of = say(query.lang, "understood.everything") if item is None else self._condition(query, item)
                return say(query.lang, "understood.placed", what=of, places=", ".join(map(str, places)))
            case Not(item):
                return say(query.lang, "understood.not", what=self._condition(query, item))
            case OneOf(items):
                return say(query.lang, "understood.one_of", what="; ".join(self._condition(query, i) for i in items))
            case All(items) | AnyOf(items):
                joint = say(query.lang, "understood.all" if isinstance(where, All) else "understood.either")
                said = (self._condition(query, item) for item in items)
                return joint.join(
                    f"({words})" if isinstance(item, All | AnyOf) else words
                    for item, words in zip(items, said, strict=True)
                )

    def _due(self, lang: str, due: Due) -> str:
        if due.said:
            return self._wording.say(lang, "understood.due_said", words=due.said)
        if state := state_of(due):
            return self._wording.say(lang, f"understood.{state}")
        return self._wording.say(lang, "understood.due", first=day(due.first), last=day(due.last))

    def _unplaced(self, query: Query) -> Iterator[str]:
        """The departments that select nothing, but were asked about: those the plan does not have, or one of several."""
        for mention in query.mentions:
            if len(mention.candidates) > 1:
                yield f"“{mention.said}”"
            elif mention.candidates and not mention.parties:
                yield self.department(query.lang, mention.candidates[0])


def _counted(low: int, high: int) -> str:
    """A count between two bounds: 2, 0–1, 3+."""
    return str(low) if low == high else f"{low}+" if high >= MANY else f"{low}–{high}"


def state_of(due: Due) -> str:
    """What is said of a time limit that is asked about without a day: that it goes on, sets one, or that there is none."""
    if due.first is not None or due.last is not None or due.said:
        return ""
    return "ongoing" if due.ongoing else "dated" if due.dated else "due_none"


def day(date: Day | None) -> str:
    """A day as its date, without a year that nothing states, … for none."""
    return "…" if date is None else "{}-{:02}-{:02}".format(*date).removeprefix("0-")


def spelt(numbers: tuple[int, ...]) -> str:
    """Numbers in order, runs of three and more as ranges: 3, 5–8."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts.extend([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    return ", ".join(parts)
