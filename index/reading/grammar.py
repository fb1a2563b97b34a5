"""The rules: from frames of used spans to candidate Queries with the components of the choices that made them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.query import (
    Condition,
    Day,
    Intent,
    Mention,
    Query,
)
from index.reading.choices import ROLES, Choices, Pattern, sign
from index.reading.conditions import Numbers, conditions
from index.reading.frames import Frame, frames
from index.reading.parse import Analysis, Parse
from index.tables import Tables

MOST_CANDIDATES = 450
ALL_PLACES = 999
# Departments with no more than this between them are never both meant.
_OR = re.compile(r"或者?(?:是|由)?|,? or (?:by )?(?:the )?")
# What is asked for where offices are wanted.
OF_OFFICES = (
    "want.who",
    "want.departments",
    "want.partners",
    "want.helped",
    "want.count",
    "logic.else",
    "role.office",
)
_BOTH_SAID = re.compile("并且|而且|同时")
_BARE = re.compile("[和与及跟同、,，]")
HOW_MANY = re.compile(r"几|多少|\bhow (?:many|much)\b|\bdifference\b")


@dataclass(slots=True)
class Rules:
    """One parse in the making."""

    parse: Parse
    choices: Choices
    tables: Tables
    numbers: Numbers
    today: Day
    year: int
    _last: tuple[Condition | None, frozenset[int]] | None = None

    def selected(self, where: Condition | None) -> frozenset[int]:
        """The tasks that a condition selects; those of the one asked about last are remembered."""
        if self._last is None or self._last[0] is not where:
            self._last = (where, self.tables.run(where))
        return self._last[1]

    @property
    def analysis(self) -> Analysis:
        """What the question is made of."""
        return self.parse.analysis

    def query(self, intent: Intent, **slots: object) -> Query:
        """A Query in the question's language."""
        return Query(intent, self.analysis.lang, **slots)  # type: ignore[arg-type]

    def add(
        self,
        query: Query,
        sign: str,
        ids: Sequence[int],
        shape: str = "0",
        pattern: Pattern = (),
        mode: str = "skip",
        topic: int = 0,
    ) -> None:
        """A candidate with what is asked, how it covers the words, the left-over words and the size of what it selects."""
        choices = self.choices
        within = None if query.where is None else self.selected(query.where)
        more = [choices.coverage(pattern, sign), *choices.topic(mode, topic, shape != "0", within)]
        more += choices.amount(query.intent, mode, within)
        if query.intent in (Intent.TASKS, Intent.COUNT) and not query.topic:
            more.append(choices.size(len(self.selected(query.where)), query.intent, pattern))
        self.parse.add(query, ids, choices.wanted(sign, shape), more)


@dataclass(slots=True)
class Use:
    """A frame with what it selects beside departments, and the components of its choices."""

    frame: Frame
    mentions: tuple[Mention, ...]
    parties: tuple[tuple[str, ...], ...]
    places: list[Condition]
    ids: list[int]
    # What stands between each department and the next one.
    between: tuple[str, ...] = ()
    # The first of the departments, by its place among those used, that is named by its kind: 哪些企业.
    kind: int | None = None

    @property
    def bare(self) -> bool:
        """Whether nothing but a 和 stands between the departments, which may have meant or; an English and means and."""
        return all(map(_BARE.fullmatch, self.between))

    @property
    def both_said(self) -> bool:
        """Whether a word between departments says that both are meant: 由甲牵头并且由乙牵头."""
        return any(map(_BOTH_SAID.search, self.between))

    def either_said(self, pattern: Pattern) -> bool:
        """Whether two departments, neither left out, have nothing but or between them."""
        pairs = zip(self.between, itertools.pairwise(pattern), strict=True)
        return any(_OR.fullmatch(words) and not out and not outer for words, ((_, out), (_, outer)) in pairs)

    @property
    def count(self) -> int:
        """How many departments it uses."""
        return len(self.frame.used)


def rules_of(parse: Parse, tables: Tables, numbers: Numbers, today: Day, year: int | None) -> Rules:
    """A parse ready for its rules; `year` is that of dates without one: 0 where limits state none, the present one for None."""
    return Rules(parse, Choices(parse), tables, numbers, today, today[0] if year is None else year)


def use(rules: Rules, frame: Frame) -> Use:
    """A frame taken."""
    analysis, choices = rules.analysis, rules.choices
    spans = [analysis.departments[i] for i in frame.used]
    mentions = [span.mention for span in spans if span.mention is not None]
    ids = [choices.use(i, i in frame.used) for i in range(len(analysis.departments))]
    ids += [choices.mode(i, mode) for i, mode in enumerate(frame.modes)]
    ids += choices.extra(frame.extras)
    ids.append(choices.deviation(frame.cost))
    return Use(
        frame,
        tuple(dict.fromkeys(mentions)),
        tuple(mention.parties for mention in mentions),
        conditions(frame, analysis, rules.numbers, rules.today, rules.year),
        ids,
        tuple(analysis.text[a.end : b.start] for a, b in itertools.pairwise(spans)),
        next((place for place, span in enumerate(spans) if span.several), None),
    )


def candidates(rules: Rules) -> bool:
    """Every candidate of a question that stands alone; whether it can only ask how the plan is to be read."""
    from index.reading import documents, lists, ranks, subjects

    if documents.add(rules):
        return True
    for frame in frames(rules.choices, rules.numbers):
        taken = use(rules, frame)
        lists.add(rules, taken)
        subjects.add(rules, taken)
        if rules.choices.timed:
            documents.deadlines(rules, taken)
        if not taken.count:
            _everybody(rules, taken)
        ranks.add(rules, taken)
        if len(rules.parse.candidates) > MOST_CANDIDATES:
            break
    return False


def shape_of(taken: Use) -> str:
    """What a frame names, in a word: departments, and whether tasks, sections or other conditions."""
    modes = set(taken.frame.modes) - {"skip"}
    kinds = "".join(sorted({_KINDS.get(mode, "c") for mode in modes} | ({"c"} if taken.frame.extras else set())))
    return f"{min(taken.count, 3)}{kinds}" if taken.count or kinds else "0"


_KINDS = {
    "num": "n",
    "last": "n",
    "one": "n",
    "range": "n",
    "pair": "n",
    "sec": "s",
    "inner": "s",
    "rank": "q",
    "pick": "p",
    "due": "d",
    "before": "d",
    "after": "d",
    "later": "d",
    "notdue": "d",
    "notbefore": "d",
    "notafter": "d",
    "notlater": "d",
    "on": "d",
    "period": "s",
    "notperiod": "s",
}


def _everybody(rules: Rules, taken: Use) -> None:
    """All sections, all parties, how many there are."""
    if set(taken.frame.modes) - {"skip"} or taken.frame.extras:
        return
    # Who asks for tasks by a word, and for no sections and nobody, is not told which sections or who there are.
    has = rules.analysis.has
    offices = not has("want.tasks") or has("role.", *OF_OFFICES)
    if not has("want.tasks") or has("want.sections", "want.count"):
        rules.add(rules.query(Intent.SECTIONS), "sections", taken.ids)
        rules.add(rules.query(Intent.COUNT_SECTIONS, counted=True), "count-sections", taken.ids)
    for role in ROLES:
        if offices:
            rules.add(rules.query(Intent.PARTIES, role=role), "all-parties|" + sign(role), taken.ids)
        rules.add(rules.query(Intent.COUNT_PARTIES, role=role, counted=True), "count-parties|" + sign(role), taken.ids)
