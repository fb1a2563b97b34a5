"""The rules: from frames of used spans to candidate Queries with the components of the choices that made them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Role
from index.query import (
    AnyOf,
    Condition,
    Day,
    HasRole,
    InSection,
    Intent,
    Mention,
    Numbered,
    Order,
    Query,
    leaves,
)
from index.reading.choices import LEAD, PART, ROLES, Choices, Pattern, sign
from index.reading.conditions import Numbers, conditions, placed
from index.reading.frames import Frame, frames
from index.reading.parse import Analysis, Parse
from index.reading.patterns import conditions_of, joined, patterns
from index.tables import Tables

MOST_CANDIDATES = 450
ALL_PLACES = 999
# Departments with no more than this between them are never both meant.
_OR = re.compile(r"或者?(?:是|由)?|,? or (?:by )?(?:the )?")
# What is asked for where offices are wanted, and where they are compared.
_OF_OFFICES = (
    "want.who",
    "want.departments",
    "want.partners",
    "want.helped",
    "want.count",
    "logic.else",
    "role.office",
)
_COMPARING = ("want.who", "want.compare", "want.most", "want.fewest", "want.ranking", "want.count", "want.departments")
# Words by which just one of several departments may be meant, and by which what several tasks have in common.
_JUST_ONE = ("logic.one", "logic.alone", "logic.only")
_SHARED = ("want.shared", "logic.both")
# Between two departments: the first helps, so that the second leads.
_HELPS = re.compile(r"\s*(?:(?:assist|support|help)s?\s+(?:the\s+)?|配合|协助)")
_BOTH_SAID = re.compile("并且|而且|同时")
_WHICH_TASKS = re.compile(r"\b(?:which|what) (?:tasks?|items?)\b")
_WHOM = re.compile(r"谁|哪些?个?(?:部门|单位|家|方)|\bwhom?\b")
_JOINING = frozenset(["logic.and", "logic.copula", "logic.also"])
_BARE = re.compile("[和与及跟同、,，]")
_FEWER, _MORE = re.compile(r"少|\b(?:fewer|less|least|fewest|lower)\b"), re.compile(r"多|\b(?:more|most|higher)\b")
_EACH = re.compile(r"各(?:自|是|有|牵|带|配|参|多少|几)|分别|\b(?:each|respectively)\b")
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
    )


def candidates(rules: Rules) -> bool:
    """Every candidate of a question that stands alone; whether it can only ask how the plan is to be read."""
    from index.reading import documents, ranks, subjects

    if documents.add(rules):
        return True
    for frame in frames(rules.choices, rules.numbers):
        taken = use(rules, frame)
        _tasks(rules, taken)
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


def _tasks(rules: Rules, taken: Use) -> None:
    """Tasks, their number, text or parties, for each way to take the departments."""
    choices, frame = rules.choices, taken.frame
    if {"rank", "day"} & set(frame.modes):
        return
    shape = shape_of(taken)
    may_be_out = [choices.may_leave_out(rules.analysis.departments[i]) for i in frame.used]
    # (含牵头), 牵头配合都算: where a word says that both roles count, one alone is not meant.
    both = taken.count == 1 and rules.analysis.has("role.whole")
    helps = taken.count == 2 and _helps(rules.analysis, frame.used)
    for pattern, join in patterns(may_be_out, _just_one(rules.analysis)):
        together = conditions_of(taken.parties, pattern, join)
        if together is None or (both and pattern[0][0] is not None):
            continue
        if helps and tuple(role for role, _ in pattern) != (PART, LEAD):
            continue
        ids = [
            *taken.ids,
            *(choices.role(i, role, out, taken.count) for i, (role, out) in zip(frame.used, pattern, strict=True)),
            choices.joined(frame.used, pattern, join),
        ]
        where = placed(joined([*together, *taken.places]), frame, rules.analysis)
        if where is None and taken.count:
            continue
        said = Said(rules, taken, pattern, join, where, ids, shape)
        said.tasks()
        said.parties()
        said.compared()


def comparisons(role: Role | None) -> dict[str, Order]:
    """The ways to compare departments by their tasks in a role: who has most, who fewest, all in order."""
    return {"most": Order(role), "fewest": Order(role, descending=False), "all": Order(role, limit=ALL_PLACES)}


def _helps(analysis: Analysis, used: Sequence[int]) -> bool:
    """Whether between two departments nothing stands but that the first helps the second."""
    first, second = (analysis.departments[i] for i in used)
    return _HELPS.fullmatch(analysis.text, first.end, second.start) is not None


def _just_one(analysis: Analysis) -> bool:
    """Whether just one of several departments may be meant: a word or a count says one."""
    counts = (span.numbers for span in analysis.numbers if span.kind == "Q" and span.how == "parties")
    return analysis.has(*_JUST_ONE) or (1, 1) in counts


@dataclass(slots=True)
class Said:
    """One condition with what may be asked of it."""

    rules: Rules
    taken: Use
    pattern: Pattern
    join: str
    where: Condition | None
    ids: list[int]
    shape: str

    @property
    def plain(self) -> bool:
        """Whether no department is left out."""
        return not any(out for _, out in self.pattern)

    @property
    def numbered(self) -> bool:
        """Whether tasks are named by number."""
        return not {"num", "last", "one", "range", "pair"}.isdisjoint(self.taken.frame.modes)

    def add(self, intent: Intent, sign: str, **slots: object) -> None:
        """A candidate for that intent."""
        query = self.rules.query(intent, where=self.where, mentions=self.taken.mentions, wider=self._wider(), **slots)
        self.rules.add(query, sign, self.ids, self.shape, self.pattern)

    def _joined_otherwise(self) -> bool:
        """Whether a word between the departments joins them as this reading does not."""
        if self.join == "or":
            return self.taken.both_said
        return self.join == "and" and not self.numbered and self.taken.either_said(self.pattern)

    def _wider(self) -> Condition | None:
        """The tasks of any of the departments, where a bare 和 joins them that may have meant or."""
        alike = self.join == "and" and len(self.pattern) > 1 and len(set(self.pattern)) == 1 and self.plain
        if not alike or self.taken.places or self.rules.analysis.has("logic.both") or not self.taken.bare:
            return None
        return AnyOf(tuple(HasRole(parties, self.pattern[0][0]) for parties in self.taken.parties))

    def _asks(self, *classes: str) -> bool:
        """Whether any word of the question is of one of the classes, or none asks for anything by a known word."""
        return self.rules.analysis.has(*classes) or not self.rules.analysis.has("want.", "role.")

    def _asks_tasks(self) -> bool:
        """Whether tasks are asked for by a word, and nobody: 甲和乙一起干的任务有哪些."""
        has = self.rules.analysis.has
        text = self.rules.analysis.text
        named = has("want.tasks") or _WHICH_TASKS.search(text) is not None
        return (
            named
            and not _WHOM.search(text)
            and not has("want.who", "want.departments", "want.helped", "want.count", "logic.else", "role.office")
        )

    def _says_more(self) -> bool:
        """Whether a question has words that ask, or that nothing accounts for, beside what it names."""
        analysis = self.rules.analysis
        asks = (name for name in analysis.sight.classes if name.startswith(("want.", "role.", "logic.")))
        return bool(analysis.residue.length) or not _JOINING.issuperset(asks)

    def tasks(self) -> None:
        """The tasks, how many they are, their text; whether a department is in a task."""
        count = self.taken.count
        if not self._joined_otherwise():
            self.add(Intent.TASKS, "tasks")
            if self._asks("want.count"):
                self.add(Intent.COUNT, "count", counted=True)
        picked = self.numbered or "pick" in self.taken.frame.modes
        # When a task is due is its time limit, which its text has among other things.
        asks_when = self.rules.analysis.has("due.when") and not self.rules.analysis.has("want.text")
        if picked and not count and not asks_when:
            self.add(Intent.TEXT, "text")
        if self.numbered and count and self.plain and self.join != "or":
            self.add(Intent.CHECK, "check", whether=True)
        if count == 1 and self.plain and self.pattern[0][0] is None and not self.numbered:
            self.add(Intent.IDENTITY, "identity")

    def parties(self) -> None:
        """The parties of the tasks: all, or those in a role, those in common; which of those named it is; the others."""
        named = self.numbered or "pick" in self.taken.frame.modes
        if named:
            self._of_those_named()
        if not self.taken.count and (self.taken.places or named):
            self._of_all(named)
        # What names departments and says nothing else, or asks for tasks by a word, asks for no others.
        if self._may_have_partners() and self._asks(*_OF_OFFICES) and self._says_more() and not self._asks_tasks():
            self._partners()

    def _of_those_named(self) -> None:
        """The parties of tasks told by number or place, and which of the departments named beside them it is."""
        count = self.taken.count
        alike = len(set(self.pattern)) == 1 and self.pattern[0][0] is None
        if not count or alike:
            self._by_role(Intent.PARTIES, "parties")
        if count > 1 and alike and self.plain and self.join == "or":
            self._which_of_them()

    def _of_all(self, named: bool) -> None:
        """The parties of tasks without a department, how many they are, those in common; `named` has had the first."""
        if not named:
            self._by_role(Intent.PARTIES, "parties")
        self._by_role(Intent.COUNT_PARTIES, "count-parties")
        if self._several() and self.rules.analysis.has(*_SHARED):
            self._by_role(Intent.SHARED, "shared")

    def _may_have_partners(self) -> bool:
        """Whether one or two departments, both meant, are asked about without a task's number."""
        return self.taken.count in (1, 2) and self.join == "and" and self.plain and not self.numbered

    def _partners(self) -> None:
        """The others in the tasks of those named, or those most often in them."""
        for role in ROLES:
            if role is LEAD and self.pattern[0][0] is LEAD:
                continue
            self.add(Intent.PARTNERS, "partners|" + sign(role), role=role)
            if self.rules.analysis.has("want.most", "want.fewest", "want.ranking"):
                self.add(Intent.PARTNERS, "partners|most" + sign(role), role=role, order=Order(role))

    def _which_of_them(self) -> None:
        """Who a task's parties in a role are, asked as 是甲还是乙牵头."""
        where = placed(joined(self.taken.places), self.taken.frame, self.rules.analysis)
        for role in ROLES:
            query = self.rules.query(Intent.PARTIES, where=where, role=role)
            self.rules.add(query, f"parties-of|{sign(role)}", self.ids, self.shape, self.pattern)

    def _several(self) -> bool:
        """Whether several tasks or sections are named."""
        named = (leaf for leaf in leaves(self.where) if isinstance(leaf, Numbered | InSection))
        return any(len(leaf.numbers) > 1 for leaf in named)

    def _by_role(self, intent: Intent, name: str) -> None:
        for role in ROLES:
            counted = intent is Intent.COUNT_PARTIES or (
                intent is Intent.SHARED and self.rules.analysis.has("want.count")
            )
            self.add(intent, f"{name}|{sign(role)}", role=role, counted=counted)

    def compared(self) -> None:
        """Two departments or more compared."""
        if (
            sum(not out for _, out in self.pattern) < 2
            or len(set(self.pattern)) > 1
            or self.join != "and"
            or self.numbered
        ):
            return
        if not self.rules.analysis.has(*_COMPARING):
            return
        role = self.pattern[0][0]
        counted = HOW_MANY.search(self.rules.analysis.text) is not None
        text = self.rules.analysis.text
        fewer, more = _FEWER.search(text) is not None, _MORE.search(text) is not None
        orders = comparisons(role)
        if _EACH.search(text):
            orders = {"all": orders["all"]}  # whose numbers are asked for is told of each
        for name, order in orders.items():
            if (name == "most" and fewer and not more) or (name == "fewest" and more and not fewer):
                continue  # which of the two is said by words
            self.add(Intent.COMPARE, "compare|" + name, order=order, counted=counted)


def _everybody(rules: Rules, taken: Use) -> None:
    """All sections, all parties, how many there are."""
    if set(taken.frame.modes) - {"skip"} or taken.frame.extras:
        return
    # Who asks for tasks by a word, and for no sections and nobody, is not told which sections or who there are.
    has = rules.analysis.has
    offices = not has("want.tasks") or has("role.", *_OF_OFFICES)
    if not has("want.tasks") or has("want.sections", "want.count"):
        rules.add(rules.query(Intent.SECTIONS), "sections", taken.ids)
        rules.add(rules.query(Intent.COUNT_SECTIONS, counted=True), "count-sections", taken.ids)
    for role in ROLES:
        if offices:
            rules.add(rules.query(Intent.PARTIES, role=role), "all-parties|" + sign(role), taken.ids)
        rules.add(rules.query(Intent.COUNT_PARTIES, role=role, counted=True), "count-parties|" + sign(role), taken.ids)
