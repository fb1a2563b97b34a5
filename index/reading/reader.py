"""The reader of one plan's questions: from a message's words to the Query that the choice takes for them."""

from __future__ import annotations

import collections
import datetime
import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.document_facts import PASSAGE
from index.query import (
    Detailed,
    Due,
    IndexFault,
    InSection,
    Intent,
    Numbered,
    PartyCount,
    Query,
    RoleCount,
    leaves,
    numbers_in,
    placed,
)
from index.reading import accounted, amounts, dialogue, duties, fields, grammar, outcome
from index.reading.choice import Ranked, Weights, load_weights, ranked
from index.reading.conditions import Numbers
from index.reading.content import has_subject
from index.reading.contradiction import agreeing, leads_together
from index.reading.documents import DEADLINE
from index.reading.features import Fit, leaning
from index.reading.lexicon import load_lexicon
from index.reading.names import Names
from index.reading.offices import Offices
from index.reading.parse import Analyser, Analysis, Parse
from index.reading.polar import is_polar
from index.reading.state import Turn
from index.tables import Tables

REMEMBERED = 512
# Texts taken apart are large, and wanted again within the same message only.
REMEMBERED_TEXTS = 32
# So many of the best readings are kept, and so many are looked at for what the words rule out.
RANKED, WEIGHED = 10, 60
# From this probability on a reading with a subject is a contender, for which the words are encoded.
CONTENDS = 0.03
# Below this probability a reading is unsure.
SURE = 0.6
# From this probability on a question may lean on the one before it.
MAY_LEAN = 0.05
# A reading with so much of the best one's probability may as well have been meant.
CLOSE = 0.7
MOST_RIVALS = 3
# Conditions that a number may stand for.
_COUNTED_IN = (Numbered, InSection, PartyCount, RoleCount, Due, Detailed)
# Below these log odds words do not only fill a sentence.
FOREIGN = -1.0
# What is answered all the same where the plan states it.
_SAID = ("unsaid.deadline", "unsaid.date")
# A reading with so much of the best one's probability is nearly as good.
NEARLY = 0.2
# One that only says more, in words of the tasks that the best one selects, need not be so good.
AS_WELL = 0.05


class Reader:
    """Reads questions on one plan. Thread-safe. `fit` says how well the plan treats some words, which takes an encoder."""

    def __init__(
        self,
        tables: Tables,
        names: Names,
        fit: Callable[[str], Fit] | None = None,
        weights: Weights | None = None,
    ) -> None:
        lexicon = load_lexicon()
        self._tables = tables
        # A judgement of some words is wanted again once the best reading is known.
        self._fit = functools.lru_cache(REMEMBERED_TEXTS)(fit) if fit else None
        # The typed spans of a text, which several steps of one question look at.
        self.analyse = functools.lru_cache(REMEMBERED_TEXTS)(Analyser(tables, Offices(names, lexicon), lexicon).analyse)
        self._numbers = Numbers(tables)
        self._weights = weights
        years = collections.Counter(day[0] for day in tables.days.values() if day)
        self._year = years.most_common(1)[0][0] if years else tables.plan.year
        self.ranked = functools.lru_cache(REMEMBERED)(self._ranked)
        self.leans = functools.lru_cache(REMEMBERED)(self._leans)

    def parse(self, question: str, turn: Turn | None = None) -> Parse:
        """Every candidate of a question in its conversation."""
        parse = Parse(self.analyse(question))
        day = datetime.date.today()
        rules = grammar.rules_of(parse, self._tables, self._numbers, (day.year, day.month, day.day), self._year)
        only = grammar.candidates(rules)
        parse.alone = len(parse.candidates)
        if turn is not None and not only:
            dialogue.follow(rules, accounted.of_time(duties.widened(turn)))
        accounted.ask(parse, turn)
        if not only:
            outcome.add(parse, turn, self._tables)
        return parse

    def _leans(self, question: str) -> bool:
        """Whether a question may mean something else after another one."""
        analysis = self.analyse(question)
        # What names something and asks nothing asks what was asked before: 财政厅呢.
        if (analysis.departments or analysis.numbers) and not analysis.has("want.", "role."):
            return True
        worth = (self._weights or load_weights()).worth(leaning(analysis.sight))
        return worth > math.log(MAY_LEAN / (1 - MAY_LEAN))

    def _ranked(self, question: str, turn: Turn | None = None, encodes: bool = True) -> list[Ranked]:
        """The best candidates of a question that do not contradict it, the best first; see `_weighed`."""
        return agreeing(self._weighed(question, turn, encodes), self.analyse(question), turn, self._tables.run)[:RANKED]

    def _weighed(self, question: str, turn: Turn | None, encodes: bool) -> list[Ranked]:
        """The best candidates of a question, the best first; words are encoded only where a subject contends."""
        parse = self.parse(question, turn)
        weights = self._weights or load_weights()
        found = ranked(parse, weights, WEIGHED)
        contends = sum(each.probability for each in found if each.candidate.query.topic)
        # Words that what leans on another question would pass over may be another subject.
        words = parse.analysis.residue.topics[0].words if turn is not None and parse.analysis.residue.topics else ""
        if self._fit is None or not encodes or (contends < CONTENDS and not (words and has_subject(words))):
            return found
        try:
            parse.fitted(self._fit)
        except IndexFault:
            return found  # whoever answers meets the same fault and says so
        found = ranked(parse, weights, WEIGHED)
        # What no sentence outside the tasks says was not asked of them.
        kept = [each for each in found if parse.whole.quoted or each.candidate.query.fact != PASSAGE]
        return kept or found

    def _with_subject(self, found: list[Ranked]) -> Query | None:
        """A reading good enough beside the best that differs from it by a subject alone, of words that its tasks have.

        Where nothing seems to be asked, one with a subject is no worse: what the plan does not treat is refused either way.
        """
        best = found[0]
        if best.candidate.query.topic:
            return None
        if best.candidate.query.intent is Intent.NOTHING and not best.candidate.query.fact:
            others = (each for each in found[1:] if _may_be_asked(each.candidate.query))
            likely = next(others, None)
            return likely.candidate.query if likely and likely.probability >= best.probability * NEARLY else None
        for each in found[1:]:
            query = each.candidate.query
            if each.probability < best.probability * AS_WELL:
                return None
            # Of a list that was shown, who says the words of a task asks what they ask by themselves.
            listed = isinstance(best.candidate.query.where, Numbered) and query.where is None
            alike = replace(query, topic=None, where=best.candidate.query.where if listed else query.where)
            if query.topic and alike == best.candidate.query:
                return query if self._tables.holding(query.topic).keys() & self._tables.run(alike.where) else None
        return None

    def _accounting(self, question: str, turn: Turn | None, found: list[Ranked]) -> Query | None:
        """What is asked of a department or a role in one task, where the best reading passes over both to show the task.

        Either shows the task; who reads on is told more by the one that answers what was named, or asked before.
        """
        best, analysis = found[0].candidate.query, self.analyse(question)
        shown = best.where.numbers if isinstance(best.where, Numbered) else ()
        if best.intent is not Intent.TEXT or best.topic or len(shown) != 1 or analysis.has("want.text"):
            return None
        asked = {Intent.CHECK} if any(not span.void for span in analysis.departments) else set()
        who = analysis.has("role.", "want.who") or (turn is not None and turn.query.intent is Intent.PARTIES)
        asked |= {Intent.PARTIES} if who else set()
        for each in found[1:]:
            query = each.candidate.query
            if each.probability < found[0].probability * AS_WELL:
                return None
            if query.intent in asked and not query.topic and numbers_in(query.where, Numbered) == shown:
                return query
        return None

    def _quotable(self, found: list[Ranked]) -> Query | None:
        """A sentence outside the tasks that is quoted, where the best reading is one that would be refused."""
        best = found[0]
        passage = next((each for each in found if each.candidate.query.fact == PASSAGE), None)
        if passage is None or passage is best or passage.probability < best.probability * NEARLY:
            return None
        return passage.candidate.query if self._would_refuse(best.candidate.query) else None

    def _of_another(self, question: str, turn: Turn | None, found: list[Ranked]) -> Query | None:
        """A subject that the plan does not treat, where the best reading passes over its words and repeats what was shown."""
        best, analysis = found[0].candidate.query, self.analyse(question)
        topics = analysis.residue.topics
        shown = set(numbers_in(best.where, Numbered))
        repeats = turn is not None and bool(shown) and shown <= {*turn.shown, *turn.listed} and not best.topic
        if not repeats or not topics or analysis.amount or analysis.departments or analysis.numbers:
            return None
        if analysis.has("role.l", "role.p", "role.o", "back.", "due.") or not shown.isdisjoint(analysis.shares[0]):
            return None
        subject = _of_a_subject(found)
        if subject is None or not has_subject(topics[0].words):
            return None
        fit = self._judged(topics[0].words)
        return subject if fit and not fit.treated and fit.filling < FOREIGN else None

    def _said_alone(self, question: str, turn: Turn | None, found: list[Ranked]) -> Query | None:
        """A subject that is all that a message says, which the plan treats elsewhere than in what was shown."""
        analysis = self.analyse(question)
        topics = analysis.residue.topics
        if turn is None or found[0].candidate.query.topic or not topics or analysis.amount or not _only_words(analysis):
            return None
        subject = _of_a_subject(found)
        if subject is None or subject.where is not None:
            return None
        fit = self._judged(topics[0].words)
        return subject if fit and fit.treated and fit.tasks[0] not in turn.shown else None

    def _of_office(self, question: str) -> Query | None:
        """All that a department of the plan has to do, where it is asked who is responsible for its field: 谁负责环保."""
        analysis = self.analyse(question)
        if (office := fields.office_of(analysis)) is None:
            return None
        mentions = tuple(span.mention for span in analysis.departments if span.mention)
        return Query(Intent.TASKS, analysis.lang, where=office, mentions=mentions)

    def _would_refuse(self, query: Query) -> bool:
        """Whether a query is of a subject for which no task is shown, or of what hardly any plan says of itself."""
        if query.topic:
            fit = self._judged(query.topic)
            return fit is not None and not fit.treated
        return query.where is None and query.fact.startswith("unsaid.") and query.fact not in _SAID

    def _judged(self, words: str) -> Fit | None:
        """How well the plan treats some words; None where nothing can tell, which whoever answers says."""
        try:
            return self._fit(words) if self._fit else None
        except IndexFault:
            return None

    def query(self, question: str, turn: Turn | None = None) -> Query:
        """The Query of the best candidate, with the words that it takes for no more than talk."""
        found = self.ranked(question, turn)
        query = (
            self._quotable(found)
            or self._of_another(question, turn, found)
            or self._said_alone(question, turn, found)
            or self._accounting(question, turn, found)
            or self._of_office(question)
            or self._chosen(found)
        )
        query = self._requiring(question, self._narrowed(question, query, turn))
        if query.topic or query.intent in (Intent.NOTHING, Intent.FACT):
            return query
        return replace(query, ignored=self.left_over(question, query))

    def _requiring(self, question: str, query: Query) -> Query:
        """The query with what its answer must state: yes or no; an amount of words; of a time limit, whether there is one."""
        analysis = self.analyse(question)
        if query.wider is not None and leads_together(analysis):
            query = replace(query, wider=None)
        if query.intent is Intent.CHECK:
            return replace(query, whether=is_polar(analysis))
        if query.fact == DEADLINE and analysis.has("ask.whether"):
            return replace(query, whether=True)
        of_words = query.intent is Intent.TEXT or query.fact == PASSAGE
        who = analysis.has("want.who", "want.departments", "want.which", "want.text")
        needed = of_words and not who and amounts.is_needed(analysis.amount)
        return replace(query, amount=analysis.amount) if needed else query

    def left_over(self, question: str, query: Query) -> str:
        """The words of a question that nothing accounts for, where they say anything, and numbers that are not counted in."""
        analysis = self.analyse(question)
        found = {start: analysis.text[start:end] for start, end in analysis.residue.runs}
        found = {start: words for start, words in found.items() if len(words) > 1 and has_subject(words)}
        counted = (
            any(isinstance(leaf, _COUNTED_IN) for leaf in leaves(query.where)) or placed(query.where) or query.order
        )
        if not counted:
            found |= {span.start: span.text for span in analysis.numbers if span.kind in "NS" and not span.void}
        return " ".join(words for _, words in sorted(found.items()))

    def is_sure(self, question: str, turn: Turn | None = None) -> bool:
        """Whether the best candidate is likely to be what was meant."""
        return self.ranked(question, turn)[0].probability >= SURE

    def rivals(self, question: str, turn: Turn | None = None) -> tuple[Query, ...]:
        """The readings about as likely as the best one, that one first; none where a subject is among the best two."""
        found: dict[Query, float] = {}
        for each in self.ranked(question, turn):
            found[each.candidate.query] = found.get(each.candidate.query, 0.0) + each.probability
        best = sorted(found, key=lambda query: -found[query])[:MOST_RIVALS]
        if best[0].intent is Intent.NOTHING or any(query.topic for query in best[:2]):
            return ()
        close = [query for query in best if found[query] >= found[best[0]] * CLOSE]
        asked = (query for query in close if query.intent is not Intent.NOTHING and not query.topic)
        return tuple(self._narrowed(question, query, turn) for query in asked)

    def at_sight(self, question: str) -> Query:
        """The Query as far as it can be told without an encoder, of a question by itself."""
        return self._narrowed(question, self._chosen(self.ranked(question, None, False)), None)

    def _narrowed(self, question: str, query: Query, turn: Turn | None) -> Query:
        """The query with the roles that its words mean in a plan that knows three."""
        if not self._tables.sets_apart:
            return query
        words = duties.words_of(self.analyse(question).sight.units, query.topic or "")
        return duties.narrowed(query, words, turn)

    def _chosen(self, found: list[Ranked]) -> Query:
        return self._with_subject(found) or found[0].candidate.query


def _of_a_subject(found: Sequence[Ranked]) -> Query | None:
    """The best reading that is of a subject."""
    return next((each.candidate.query for each in found if each.candidate.query.topic), None)


def _only_words(analysis: Analysis) -> bool:
    """Whether a message names, asks and refers to nothing: its words are of a subject, or say nothing."""
    names = (name for unit in analysis.sight.units for name in unit.classes)
    named = analysis.departments or analysis.numbers or analysis.titles
    return not named and all(name.startswith(("stop.", "talk.")) for name in names)


def _may_be_asked(query: Query) -> bool:
    """Whether a query is of a subject, or of what the document says of itself."""
    return (bool(query.topic) and not query.fact) or (query.fact.startswith("fact.") and query.fact != PASSAGE)
