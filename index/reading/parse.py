"""A question taken apart, and the candidates that the rules give it, each the sum of the choices that made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from corpus.deadlines import is_deadline
from index.query import Query
from index.reading import amounts, duties
from index.reading.amounts import Amounts
from index.reading.asides import aside, restated
from index.reading.cells import Said
from index.reading.columns import Columns
from index.reading.corrections import corrected
from index.reading.dismissed import set_aside
from index.reading.either import asked, enough, none
from index.reading.features import (
    Features,
    Fit,
    Sight,
    amount_features,
    fit_features,
    inside_features,
    picked_features,
    said_features,
)
from index.reading.language import language
from index.reading.lexicon import Lexicon, Unit
from index.reading.normalise import normalised
from index.reading.offices import Offices
from index.reading.residue import Residue, residue
from index.reading.shares import Shares
from index.reading.spans import Span, Titles, number_spans
from index.tables import Tables, printed_limit


@dataclass(slots=True)
class Analysis:
    """What a question is made of: its spans by type, what the features see, and the words that nothing accounts for."""

    text: str
    lang: str
    departments: list[Span]
    numbers: list[Span]
    titles: list[Span]
    sight: Sight
    residue: Residue
    tasks: int
    limits: tuple[Span, ...] = ()
    # What is said of the further columns of the plan's table.
    columns: tuple[Said, ...] = ()
    # For each topic, by key how much of its words each task says.
    shares: tuple[dict[int, float], ...] = ()
    # The kind of amount that is asked for, and how near each task comes to stating one, by key.
    amount: str = ""
    stated: Mapping[int, int] = field(default_factory=dict)

    def has(self, *prefixes: str) -> bool:
        """Whether a word of a class that begins so is there."""
        return self.sight.has(*prefixes)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading: its Query and the ids of the components whose worths add up to its own."""

    query: Query
    components: tuple[int, ...]


@dataclass(slots=True)
class Parse:
    """The components (features of one choice each) that candidates share, and the candidates.

    `fits` are, by mode and number of a topic, the components that say how well the plan treats it once that is known, and
    `inside`, by the tasks that a candidate selects as well, those that say whether what fits best is among them; `picked`,
    by a topic's number, a task and the list that it is of, whether no other task there fits better. `said` is the component
    that says how well sentences outside the tasks do, `whole` the fit of the whole question. `alone` is how many
    candidates there are that do not lean on the question before.
    """

    analysis: Analysis
    components: list[Features] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    fits: dict[tuple[str, int], int] = field(default_factory=dict)
    inside: dict[tuple[str, int, frozenset[int]], int] = field(default_factory=dict)
    picked: dict[tuple[int, int, tuple[int, ...]], int] = field(default_factory=dict)
    said: int | None = None
    whole: Fit = field(default_factory=lambda: Fit(0.0, 0.0, 0))
    alone: int = 0
    _ids: dict[object, int] = field(default_factory=dict)

    def component(self, key: object, make: Callable[[], Iterable[int]]) -> int:
        """The id of the component with that key, made once."""
        if key not in self._ids:
            self._ids[key] = len(self.components)
            self.components.append(list(make()))
        return self._ids[key]

    def fitted(self, fit: Callable[[str], Fit]) -> None:
        """Puts in how well the plan treats each topic, and the whole question outside its tasks, which takes an encoder."""
        known = [fit(topic.words) for topic in self.analysis.residue.topics]
        best = max((each.probability for each in known), default=0.0)
        if self.said is not None:
            self.whole = fit(self.analysis.text)
        for (mode, number), id in self.fits.items():
            fitting = known[number].tasks[:1] if mode != "skip" else ()
            self.components[id] = [
                *fit_features(mode, known[number], best, self.whole),
                *amount_features(mode, self.analysis.amount, self.analysis.stated, fitting),
            ]
        if self.said is not None:
            kind = self.analysis.amount
            states = amounts.states(kind, self.whole.sentence) if kind and self.whole.sentence else None
            self.components[self.said] = list(said_features(self.whole, best, self.analysis.has("doc."), states))
        for (mode, number, tasks), id in self.inside.items():
            self.components[id] = list(inside_features(mode, known[number], tasks))
        for (number, task, listed), id in self.picked.items():
            self.components[id] = list(picked_features(known[number], task, listed))

    def add(self, query: Query, *components: Iterable[int]) -> None:
        """One candidate more."""
        self.candidates.append(Candidate(query, tuple(id for ids in components for id in ids)))


class Analyser:
    """Takes questions on one plan apart."""

    def __init__(self, tables: Tables, offices: Offices, lexicon: Lexicon) -> None:
        self._tables = tables
        self._offices = offices
        self._lexicon = lexicon
        self._titles = Titles(tables.plan)
        self._columns = Columns(tables, lexicon)
        self._shares = Shares(tables)
        self._amounts = Amounts(tables)
        self._limits = {printed_limit(task.deadline) for task in tables.plan.tasks if task.deadline}
        self._shared = len({task.number for task in tables.plan.tasks}) < len(tables.plan.tasks)

    def analyse(self, question: str) -> Analysis:
        """A question's spans, units and left-over words."""
        text, slips = self._offices.mended(normalised(question))
        text = duties.in_two_roles(text) if self._tables.plan.document.responsible_beside else text
        departments = self._offices.spans(text)
        said = self._titles.spans(text)
        numbers = self._numbers(text, departments, said)
        departments = [span for span in departments if all(span.clear_of(other) for other in numbers)]
        # A doubtful name within a title that is nearly whole is one of its words; a sure one is a department all the same.
        known = [span for span in departments if span.how == "full"] + numbers
        titles = [title for title in said if all(title.clear_of(other) for other in known)]
        wide = [title for title in titles if title.how in ("whole", "half")]
        departments = [span for span in departments if all(span.clear_of(title) for title in wide)]
        columns = self._columns.said(text, [*departments, *numbers, *wide])
        cells = [Span("C", "cell" if said.words else "head", said.start, said.end, "") for said in columns]
        departments, numbers, titles, wide = (_beside(cells, spans) for spans in (departments, numbers, titles, wide))
        again = restated(text, departments)
        departments = [span for span in departments if span not in again]
        departments, numbers = self._marked(text, departments, numbers)
        either = [*enough(text, departments), *none(text)]
        # Who says that one of several is enough, or not even one, counts nothing.
        numbers = [span for span in numbers if not any(unit.start <= span.start < unit.end for unit in either)]
        anchors = sorted(departments + numbers + wide + cells, key=lambda span: span.start)
        heard = [Unit(text[s.start : s.end], (f"heard.{s.sign}",), s.start, s.end) for s in slips]
        heard += [*either, *asked(text), *set_aside(text, departments, self._lexicon)]
        heard += [Unit(_AS_ASKED, self._lexicon.words[_AS_ASKED], s.start, s.end) for s in columns if not s.words]
        heard += [Unit(s.text, ("stop.words",), s.start, s.end) for s in again]
        sight = Sight(text, anchors, self._lexicon, heard)
        left = residue(sight, anchors, lambda words: max(self._shares.of(words).values(), default=0.0))
        amount = amounts.asked(text)
        return Analysis(
            text,
            self._language(text, departments, sight),
            departments,
            numbers,
            titles,
            sight,
            left,
            len(self._tables.plan.tasks),
            tuple(_beside(cells, list(self._printed(text)))),
            tuple(columns),
            tuple(self._shares.of(topic.words) for topic in left.topics),
            amount,
            self._amounts.of(amount),
        )

    def _numbers(self, text: str, departments: list[Span], titles: list[Span]) -> list[Span]:
        """The first numbers of a text that are not in sure names of departments, without those in a whole title."""
        plan = self._tables.plan
        sure = [span for span in departments if span.sure]
        found = number_spans(text, len(plan.tasks), len(plan.sections), self._shared)
        apart = [span for span in found if all(span.clear_of(other) for other in sure)][:_MOST_NUMBERS]
        whole = [title for title in titles if title.how == "whole"]
        return [span for span in apart if not any(_within(span, title) for title in whole)]

    def _marked(self, text: str, departments: list[Span], numbers: list[Span]) -> tuple[list[Span], list[Span]]:
        """The spans with what is said of them: whose office it is, and what is taken back."""
        spans = sorted(aside(text, departments) + numbers, key=lambda span: span.start)
        spans = corrected(text, spans, self._lexicon)
        return [span for span in spans if span.kind == "D"], [span for span in spans if span.kind != "D"]

    def _printed(self, text: str) -> tuple[Span, ...]:
        """The words of a question that state times as the plan's time limits print them, the longest of those that overlap."""
        starts = [at for at in range(len(text) - 1) if any(text[at : at + 2] in limit for limit in self._limits)]
        pieces = [
            (start, end) for start in starts for end in range(start + 2, min(start + _LONGEST_LIMIT, len(text) + 1))
        ]
        found: list[Span] = []
        for start, end in sorted(pieces, key=lambda piece: (piece[0] - piece[1], piece)):
            words = text[start:end]
            apart = all(end <= other.start or other.end <= start for other in found)
            if len(found) < _MOST_LIMITS and apart and self._is_printed(words) and is_deadline(words):
                found.append(Span("W", "limit", start, end, words))
        # A day or a month is what is printed only where the question says that it is.
        said = _PRINTED.search(text) is not None
        return tuple(
            sorted((span for span in found if said or not _DAY.search(span.text)), key=lambda span: span.start)
        )

    def _is_printed(self, words: str) -> bool:
        """Whether words are a part of a time limit; a number only where it begins one: 12月 of 2024年12月底前 is a time."""
        starts = words[0].isdigit()
        return any(limit.startswith(words) if starts else words in limit for limit in self._limits)

    def _language(self, text: str, departments: list[Span], sight: Sight) -> str:
        if sight.has("lang."):
            return "en" if "lang.en" in sight.class_set else "zh"
        named = [span for span in departments if span.how in _NAMED]
        return language(text, named, sight.units, self._tables.plan.text)


def _beside(cells: list[Span], spans: list[Span]) -> list[Span]:
    """The spans that lie in nothing that is said of a column."""
    return [span for span in spans if all(span.clear_of(cell) for cell in cells)]


def _within(span: Span, title: Span) -> bool:
    """Whether a number is a part of a title that says more than it: 第一季度 of 第一季度完成事项."""
    return title.start <= span.start and span.end <= title.end and len(title.text) > len(span.text) + 1


# A column is asked for as the time limit is, in words that the weights know.
_AS_ASKED = "完成时限"
_MOST_NUMBERS = 8
_LONGEST_LIMIT, _MOST_LIMITS = 14, 3
_DAY = re.compile(r"\d|[月季]|[一二三四五六七八九十]")
_PRINTED = re.compile(r"[写标填注印“\"「『]|marked|label|says|stated|reads|printed")
_NAMED = ("full", "homophone", "slip", "pinyin", "typo")
