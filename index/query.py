"""The shapes of a question and its answer: a Query is a small logical form, an Answer what it selects from a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.records import Duty, Part, Role, Span

Day = tuple[int, int, int]


class IndexFault(Exception):
    """An index, encoder or word list that cannot be used; the message names it and says what to do."""


class Intent(StrEnum):
    """What a question asks for."""

    TASKS = "tasks"
    PARTIES = "parties"
    COUNT = "count"
    COUNT_PARTIES = "count-parties"
    COUNT_SECTIONS = "count-sections"
    TEXT = "text"
    CHECK = "check"
    PARTNERS = "partners"
    SHARED = "shared"
    RANK = "rank"
    RANK_TASKS = "rank-tasks"
    RANK_SECTIONS = "rank-sections"
    SECTIONS = "sections"
    COMPARE = "compare"
    IDENTITY = "identity"
    FACT = "fact"
    NOTHING = "nothing"


class Kind(StrEnum):
    """How an answer is to be taken: a refusal shows nothing as an answer, a clarify asks back with choices."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    REFUSAL = "refusal"


class MatchKind(StrEnum):
    """How a department was recognised."""

    EXACT = "exact"
    SLIP = "slip"
    TYPO = "typo"
    HOMOPHONE = "homophone"
    PINYIN = "pinyin"


@dataclass(frozen=True, slots=True)
class Mention:
    """A department that a question names: the words used, the registry's ids they may mean, and how that is known.

    Several ids are several candidates, none a name that nobody knows; `parties` are the ids of plan parties that one
    candidate stands for, which differ from the candidate where the plan names its predecessors.
    """

    said: str
    candidates: tuple[str, ...]
    known: MatchKind
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HasRole:
    """Tasks in which one of `departments` (ids) has `role`, or any role where it is None; a Duty where plans know three roles."""

    departments: tuple[str, ...]
    role: Part | None = None


@dataclass(frozen=True, slots=True)
class InSection:
    """Tasks of one of the sections (keys) and of those within it; -n stands for a number that the plan lacks."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """Tasks by their keys; -n stands for a number that the plan lacks."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartyCount:
    """Tasks with at least `low` and at most `high` parties listed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class All:
    """Tasks that satisfy every condition."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Tasks that satisfy at least one condition."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Tasks that satisfy exactly one condition."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Tasks that do not satisfy the condition."""

    item: Condition


@dataclass(frozen=True, slots=True)
class RoleCount:
    """Tasks in which at least `low` and at most `high` parties have `role`: none leads, two lead, none takes part."""

    role: Part
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Due:
    """Tasks to be done between two days (year, month, day; None where open); those that state no time where both are None.

    `ongoing` are those whose time limit sets no day since the work goes on, `dated` those whose limit sets one, `said` those
    whose printed limit has these words.
    """

    first: Day | None = None
    last: Day | None = None
    ongoing: bool = False
    said: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Detailed:
    """Tasks of which a further column of the plan's table, by its head, says some words; without words those it leaves empty."""

    head: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Tasks at the places (from 1, from the end where negative) of those that satisfy `item`, in the plan's order."""

    item: Condition | None
    places: tuple[int, ...]


Condition = (
    HasRole | InSection | Numbered | PartyCount | RoleCount | Due | Detailed | Placed | All | AnyOf | OneOf | Not
)


def nodes(where: Condition | None) -> Iterator[Condition]:
    """Every condition of a tree, each before those that it is made of."""
    if where is not None:
        yield where
    match where:
        case All(items) | AnyOf(items) | OneOf(items):
            for item in items:
                yield from nodes(item)
        case Not(item) | Placed(item, _):
            yield from nodes(item)


def leaves(where: Condition | None) -> list[Condition]:
    """The simple conditions of a tree, in order."""
    return [node for node in nodes(where) if not isinstance(node, All | AnyOf | OneOf | Not | Placed)]


def placed(where: Condition | None) -> list[Placed]:
    """The places in lists that a tree names, in order."""
    return [node for node in nodes(where) if isinstance(node, Placed)]


def numbers_in(where: Condition | None, shape: type[Numbered] | type[InSection]) -> tuple[int, ...]:
    """The task or section numbers that a tree names, in order."""
    return tuple(number for leaf in leaves(where) if isinstance(leaf, shape) for number in leaf.numbers)


@dataclass(frozen=True, slots=True)
class Order:
    """A ranking by the number of tasks in `role` (None for any): the most or the fewest first, `limit` places with ties.

    `place` asks for that place alone, `after` for the one next to that of a department (an id); `low` and `high` keep the
    departments with so many tasks, all of them; `without_lead` those that lead none. Tasks are ranked by the parties that
    they list in `role`, by their last day where `by_day`: descending is the latest first.
    """

    role: Part | None
    descending: bool = True
    limit: int = 1
    place: int | None = None
    low: int | None = None
    high: int | None = None
    without_lead: bool = False
    by_day: bool = False
    after: str = ""


# The fact that is what columns say of tasks: this, then the heads of the columns, a line each.
DETAIL = "detail."


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `topic` holds the words left once names and cues are taken away, None where none are.

    `wider` is `where` with 和 read as or, for the case that nothing satisfies it read as and. `ignored` are left-over
    words that name no subject. `counted` asks how many beside what is wanted,
    `whether` if the department has the role. `among` are the departments that alone are named or ranked: the counties.
    `amount` is the kind of amount without which the words of a task are no answer: money.
    """

    intent: Intent
    lang: str
    where: Condition | None = None
    wider: Condition | None = None
    topic: str | None = None
    order: Order | None = None
    role: Part | None = None
    mentions: tuple[Mention, ...] = ()
    fact: str = ""
    ignored: str = ""
    counted: bool = False
    whether: bool = False
    refers_back: bool = False
    among: Mention | None = None
    amount: str = ""

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns that are asked for."""
        return tuple(self.fact.removeprefix(DETAIL).split("\n")) if self.fact.startswith(DETAIL) else ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names in it that stand for a department and are nobody's."""
        return tuple(mention.said for mention in self.mentions if not mention.candidates)

    @property
    def topic_lang(self) -> str:
        """The language of the topic, which may be Chinese in an English sentence."""
        return "zh" if any("\u3400" <= char <= "\u9fff" for char in self.topic or "") else self.lang


@dataclass(frozen=True, slots=True)
class Hit:
    """A task of an answer, by its key: its score (None where the answer is exact), and the span of the words quoted for it."""

    task: int
    quote: Span
    score: float | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A department in a ranking or list: its id and how many tasks it leads and takes part in.

    `responsible` and `helps` are how many it is listed for so, in plans that set helpers apart.
    """

    department: str
    leads: int
    participates: int
    responsible: int = 0
    helps: int = 0

    def worth(self, role: Part | None) -> int:
        """The number of tasks in that role, in either for None."""
        counts: dict[Part | None, int] = {
            None: self.leads + self.participates,
            Role.LEAD: self.leads,
            Role.PARTICIPANT: self.participates,
            Duty.RESPONSIBLE: self.responsible,
            Duty.HELPING: self.helps,
        }
        return counts[role]


# Why tasks that were found are no answer: they do not state the time or the amount that was asked for.
UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a Query selects. `reason` names why nothing could be shown; `choices` are ids or words to try.

    `readings` are the Queries that the question may have been, where it is asked back which was meant.
    """

    kind: Kind
    query: Query
    hits: tuple[Hit, ...] = ()
    departments: tuple[str, ...] = ()
    count: int | None = None
    rows: tuple[Row, ...] = ()
    quotes: tuple[Span, ...] = ()
    nearby: tuple[Hit, ...] = ()
    choices: tuple[str, ...] = ()
    reason: str = ""
    readings: tuple[Query, ...] = ()

    @property
    def is_of_tasks(self) -> bool:
        """Whether it speaks of tasks to which the next question may refer: those that do not state what was asked, too."""
        return self.kind is Kind.ANSWER or self.reason == UNSTATED

    def told_in(self, lang: str) -> Answer:
        """The same in a language, which may not be that of its question."""
        if lang == self.query.lang:
            return self
        readings = tuple(replace(query, lang=lang) for query in self.readings)
        return replace(self, query=replace(self.query, lang=lang), readings=readings)
