"""Rules for lists: tasks, their number, text and parties, those that departments share, departments compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Role
from index.query import AnyOf, Condition, HasRole, InSection, Intent, Numbered, Order, leaves
from index.reading import either
from index.reading.choices import LEAD, PART, ROLES, Pattern, sign
from index.reading.conditions import placed
from index.reading.frames import RANKED
from index.reading.grammar import ALL_PLACES, HOW_MANY, OF_OFFICES, Rules, Use, shape_of
from index.reading.parse import Analysis
from index.reading.patterns import conditions_of, joined, patterns

# What is asked for where offices are compared.
_COMPARING = ("want.who", "want.compare", "want.most", "want.fewest", "want.ranking", "want.count", "want.departments")
# Words by which just one of several departments may be meant, and by which what several tasks have in common.
_JUST_ONE = ("logic.one", "logic.alone", "logic.only")
SHARED = ("want.shared", "logic.both")
# Between two departments: the first helps, so that the second leads.
_HELPS = re.compile(r"\s*(?:(?:assist|support|help)s?\s+(?:the\s+)?|配合|协助)")
_WHICH_TASKS = re.compile(r"\b(?:which|what) (?:tasks?|items?)\b")
_WHOM = re.compile(r"谁|哪些?个?(?:部门|单位|家|方)|\bwhom?\b")
_JOINING = frozenset(["logic.and", "logic.copula", "logic.also"])
_FEWER, _MORE = re.compile(r"少|\b(?:fewer|less|least|fewest|lower)\b"), re.compile(r"多|\b(?:more|most|higher)\b")
_LEADS, _TAKES_PART = "牵头|主办|领衔|leads?|leading", "责任|配合|参与|参加|协办|协同|supports?|supporting"
_BESIDE = "(?:单位|部门|方|的)?(?:和|与|及|以及|、|跟|同| and )"
_BOTH_ROLES = re.compile(rf"(?:{_LEADS}){_BESIDE}(?:{_TAKES_PART})|(?:{_TAKES_PART}){_BESIDE}(?:{_LEADS})")
_EACH = re.compile(r"各(?:自|是|有|牵|带|配|参|多少|几)|分别|\b(?:each|respectively)\b")


def add(rules: Rules, taken: Use) -> None:
    """Tasks, their number, text or parties, for each way to take the departments."""
    choices, frame = rules.choices, taken.frame
    if {"rank", "day"} & set(frame.modes):
        return
    shape = shape_of(taken)
    may_be_out = [choices.may_leave_out(rules.analysis.departments[i]) for i in frame.used]
    # (含牵头), 牵头配合都算: where a word says that both roles count, one alone is not meant.
    if taken.kind is not None:
        _of_a_kind(rules, taken, shape)
    both = taken.count == 1 and rules.analysis.has("role.whole")
    helps = len(rules.analysis.departments) == 2 and _helps(rules.analysis, (0, 1))
    if helps and taken.count < 2:
        return  # whom it helps is asked as well
    # Where a word says that any of them is enough, they are neither all meant nor just one.
    one, any_of = _just_one(rules.analysis), rules.analysis.has(either.CLASS) and not rules.analysis.has("logic.one")
    for pattern, join in patterns(may_be_out, one):
        if any_of and join in ("and", "one") and [out for _, out in pattern] == [False, False]:
            continue
        together = conditions_of(taken.parties, pattern, join)
        if together is None or (both and pattern[0][0] is not None):
            continue
        if helps and (join != "and" or tuple(role for role, _ in pattern) != (PART, LEAD)):
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


def _of_a_kind(rules: Rules, taken: Use, shape: str) -> None:
    """Which departments of a kind tasks have, or work with another department, and how many: 第5条有哪些企业."""
    place = taken.kind or 0
    others = [index for index in range(taken.count) if index != place]
    if len(others) > 1:
        return
    named = [rules.analysis.departments[index].mention for index in taken.frame.used]
    mentions = tuple(mention for index in others if (mention := named[index]))
    for own in ROLES if others else (None,):
        pattern: Pattern = tuple((None if index == place else own, False) for index in range(taken.count))
        ids = [*taken.ids, rules.choices.taken_as("kind", taken.frame.used[place])]
        ids += [rules.choices.role(taken.frame.used[index], own, False, taken.count) for index in others]
        holds = (HasRole(taken.parties[index], own) for index in others)
        where = placed(joined([*holds, *taken.places]), taken.frame, rules.analysis)
        slots = {"where": where, "among": named[place], "mentions": mentions}
        for role in ROLES:
            intent = Intent.PARTNERS if others else Intent.PARTIES
            rules.add(rules.query(intent, role=role, **slots), f"kind|{intent}|{sign(role)}", ids, shape, pattern)
            if not others and rules.analysis.has("want.count"):
                counted = rules.query(Intent.COUNT_PARTIES, role=role, counted=True, **slots)
                rules.add(counted, f"kind|count|{sign(role)}", ids, shape, pattern)


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
        if self._may_have_partners() and self._asks(*OF_OFFICES) and self._says_more() and not self._asks_tasks():
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
        if self._several() and self.rules.analysis.has(*SHARED):
            self._by_role(Intent.SHARED, "shared")

    def _may_have_partners(self) -> bool:
        """Whether one or two departments, both meant, are asked about without a task's number."""
        return self.taken.count in (1, 2) and self.join == "and" and self.plain and not self.numbered

    def _partners(self) -> None:
        """The others in the tasks of those named, or those most often in them."""
        for role in ROLES:
            self.add(Intent.PARTNERS, "partners|" + sign(role), role=role)
            if self.rules.analysis.has(*RANKED):
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
        # Who asks for those of two roles together asks for all.
        together = intent is Intent.PARTIES and _BOTH_ROLES.search(self.rules.analysis.text)
        for role in (None,) if together else ROLES:
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
