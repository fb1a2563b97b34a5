"""The reader of one plan's questions: from a message's words to the Query that the choice takes for them."""

from __future__ import annotations

import collections
import datetime
import functools
from collections.abc import Callable
from dataclasses import replace

from index.followup import Turn
from index.names import Names
from index.reading import advice, dialogue, grammar
from index.reading.choice import Ranked, Weights, load_weights, ranked
from index.reading.documents import DEADLINE
from index.reading.features import Fit
from index.reading.frames import Numbers
from index.reading.lexicon import load_lexicon
from index.reading.offices import Offices
from index.reading.parse import Analyser, Parse
from index.records import All, AnyOf, Condition, Holds, IndexFault, Not, Query, Want, leaves
from index.tables import Tables

REMEMBERED = 512
# From this probability on a reading with a subject is a contender, for which the words are encoded.
CONTENDS = 0.03
# Below this probability a reading is unsure.
SURE = 0.8
# A reading with so much of the best one's probability is nearly as good.
NEARLY = 0.2
PROGRESS = "unsaid.progress"
_READ = frozenset(["fact.lead-rule", "fact.first-rule", "fact.sole-rule", "fact.same-below"])
_ORDERED = (Want.COMPARE, Want.RANK, Want.RANK_TASKS, Want.RANK_SECTIONS)


def _dates_subject(ranked: Ranked) -> bool:
    """Whether a candidate asks by when tasks on a subject are due, and is not out of the question."""
    query = ranked.candidate.query
    return query.fact == DEADLINE and bool(query.topic) and ranked.probability >= CONTENDS / 3


def _left_out(query: Query) -> frozenset[str]:
    """The offices whose tasks, or those in a role, it leaves out."""
    found: set[str] = set()
    waiting = [query.where]
    while waiting:
        match waiting.pop():
            case Not(item):
                found.update(id for leaf in leaves(item) if isinstance(leaf, Holds) for id in leaf.departments)
            case All(items) | AnyOf(items):
                waiting.extend(items)
    return frozenset(found)


def _joined_otherwise(where: Condition | None, other: Condition | None) -> bool:
    """Whether two trees hold the same conditions, joined by and in one and by or in the other."""
    if not isinstance(where, All | AnyOf) or not isinstance(other, All | AnyOf):
        return False
    return where.items == other.items and type(where) is not type(other)


class Reader:
    """Reads questions on one plan. Thread-safe.

    `fit` says how well the plan treats some words, which takes an encoder; `advisor` is another reader, whose reading
    is one candidate more.
    """

    def __init__(
        self,
        tables: Tables,
        names: Names,
        fit: Callable[[str], Fit] | None = None,
        advisor: Callable[[str, Turn | None], Query] | None = None,
        weights: Weights | None = None,
    ) -> None:
        lexicon = load_lexicon()
        self._tables = tables
        self._fit = fit
        self._advisor = advisor
        self._analyser = Analyser(tables, Offices(names, lexicon), lexicon)
        self._numbers = Numbers(tables)
        self._weights = weights
        years = collections.Counter(day[0] for day in tables.days.values() if day)
        self._year = years.most_common(1)[0][0] if years else tables.plan.year
        self.ranked = functools.lru_cache(REMEMBERED)(self._ranked)

    def parse(self, question: str, turn: Turn | None = None) -> Parse:
        """Every candidate of a question in its conversation."""
        parse = Parse(self._analyser.analyse(question))
        day = datetime.date.today()
        rules = grammar.rules_of(parse, self._tables, self._numbers, (day.year, day.month, day.day), self._year)
        grammar.candidates(rules)
        if turn is not None:
            dialogue.follow(rules, turn)
        if self._advisor is not None:
            advice.take(rules, self._advisor(question, turn))
        return parse

    def _ranked(self, question: str, turn: Turn | None = None) -> list[Ranked]:
        """The best candidates of a question, the best first; words are encoded only where a subject contends."""
        parse = self.parse(question, turn)
        weights = self._weights or load_weights()
        found = ranked(parse, weights)
        contends = sum(each.probability for each in found if each.candidate.query.topic)
        if self._fit is None or contends < CONTENDS:
            return found
        try:
            parse.fitted(self._fit)
        except IndexFault:
            return found  # whoever answers meets the same fault and says so
        return ranked(parse, weights)

    def _with_subject(self, found: list[Ranked]) -> Query | None:
        """A reading nearly as good as the best that differs from it by a subject alone, of words that its tasks have."""
        best = found[0]
        if best.candidate.query.topic:
            return None
        for each in found[1:]:
            query = each.candidate.query
            if each.probability < best.probability * NEARLY:
                return None
            if query.topic and replace(query, topic=None) == best.candidate.query:
                return query if self._tables.holding(query.topic).keys() & self._tables.run(query.where) else None
        return None

    def query(self, question: str, turn: Turn | None = None) -> Query:
        """The Query of the best candidate; where that is unsure, the other reader's in what that one knows by words."""
        found = self.ranked(question, turn)
        best = found[0]
        query = best.candidate.query
        if query.fact == DEADLINE and query.where is None and not query.topic:
            # By when the charging piles are due is no question of every task's day.
            return next((each.candidate.query for each in found if _dates_subject(each)), query)
        query = self._with_subject(found) or query
        if self._advisor is None:
            return query
        advice = self._advisor(question, turn)
        if advice.unknown and (query.topic or query.want is Want.NOTHING):
            return advice  # an office that nobody knows is no subject
        if query.want is Want.NOTHING is advice.want:
            return replace(
                query, refers_back=advice.refers_back
            )  # what leans on an answer that is not there is told so
        if advice.fact == DEADLINE and query.want is Want.TASKS and advice.where == query.where and not query.topic:
            return advice  # the same tasks, with the days that are asked for
        if advice.fact == DEADLINE and advice.where is None:
            return query
        if advice.fact in _READ and query.topic:
            return advice  # how the plan is to be read is no subject of it
        if _joined_otherwise(advice.where, query.where):
            return advice  # 并且 and 或 are words
        if advice.fact == PROGRESS and query.fact == DEADLINE:
            return advice  # whether it is done is no question of its day
        if advice.want is query.want is Want.COMPARE and set(advice.mentions) == set(query.mentions):
            return advice  # the same offices: which has more or fewer is said by words alone
        if advice.want is query.want is Want.TASKS:
            ours, theirs = _left_out(query), _left_out(advice)
            if ours < theirs or (ours != theirs and best.probability < SURE):
                return advice  # to pass over a negation says the opposite
        if advice.wider is not None and replace(advice, wider=None) == query:
            return advice  # the same, and that 和 may mean or where no task has both
        if advice.counted and advice.want is query.want is Want.COMPARE:
            query = replace(query, counted=True)  # by how many they differ is said by words alone
        known = advice.want is Want.FACT or (advice.want is query.want and advice.want in _ORDERED)
        return advice if known and best.probability < SURE else query
