"""Follow-ups: a question's slots filled, replaced, narrowed, left out or referred from the turn before, competing with it alone.

The ways to lean lie in narrowing.py, leaving.py, referring.py, spoken.py and changes.py. A way is written base-change: what the
words refer to, and what they do with it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.records import Role
from index.query import Condition, Due, HasRole, InSection, Intent, Mention, Not, Numbered, Query, leaves
from index.reading.cells import conditions
from index.reading.changes import Changed
from index.reading.choices import LEAD, ROLES, Pattern, sign
from index.reading.documents import DEADLINE
from index.reading.features import bucket, code, crossed, near, one
from index.reading.grammar import Rules
from index.reading.leaving import LeftOut
from index.reading.lists import SHARED
from index.reading.narrowing import Narrowed
from index.reading.periods import bounded, due, due_within, opened
from index.reading.referring import Referred
from index.reading.spans import SURE, Span
from index.reading.spoken import Spoken, mention_of
from index.reading.state import Turn

_MOST_CANDIDATES = 900
_LISTS = (Intent.TASKS, Intent.COUNT)
# What is asked of tasks beside themselves: the intent, the role it is asked in, the fact.
Ask = tuple[Intent, Role | None, str]
_BASE = re.compile("[a-z]*")
_ASKING = ("want.", "role.", "due.", "logic.else")


def follow(rules: Rules, turn: Turn) -> None:
    """The candidates that lean on the turn before; those that stand alone are marked as such."""
    choices = rules.choices
    alone = choices.parse.component(
        "alone",
        lambda: [
            *crossed(code("fa"), rules.analysis.sight.context),
            *crossed(code("fa", turn.query.intent), rules.analysis.sight.class_codes),
            one("fa", turn.query.intent),
            one("fa", "k", *sorted({type(leaf).__name__ for leaf in leaves(turn.query.where)})),
            one("fa", min(len(rules.analysis.departments), 2), bool(rules.analysis.numbers)),
            one("fa", "len", bucket(len(rules.analysis.sight.units), 3, 5, 8, 12, 18)),
        ],
    )
    rules.parse.candidates = [
        replace(candidate, components=(*candidate.components, alone)) for candidate in rules.parse.candidates
    ]
    Follower(rules, turn).all()


@dataclass
class Follower:
    rules: Rules
    turn: Turn

    def all(self) -> None:
        """Every way to lean on the turn."""
        Narrowed(self).all()
        self.referred.all()
        Spoken(self).all()
        LeftOut(self).all()
        self.changed()

    @functools.cached_property
    def referred(self) -> Referred:
        """What refers to tasks shown and to the section spoken of."""
        return Referred(self)

    # -- what the question itself has --

    @functools.cached_property
    def used(self) -> list[int]:
        """The first departments that the question names, those that are only mentioned where it names no others."""
        spans = self.rules.analysis.departments
        named = [i for i, span in enumerate(spans) if span.how != "cut" and span.void != SURE]
        return ([i for i in named if not spans[i].of] or named)[:2]

    def named(self, index: int) -> Mention:
        """The mention of a department that the question names."""
        mention = self.rules.analysis.departments[index].mention
        assert mention is not None
        return mention

    @functools.cached_property
    def standing(self) -> list[Span]:
        """The numbers and dates that the question does not take back."""
        return [span for span in self.rules.analysis.numbers if span.void != SURE]

    @functools.cached_property
    def sections(self) -> list[Condition]:
        """The sections that the question names, as one condition, and the words of columns that it says, each as one."""
        analysis = self.rules.analysis
        printed = [n for span in self.standing if span.kind == "S" for n in span.numbers]
        keys = self.rules.numbers.sections(printed) or tuple(n for span in analysis.titles for n in span.numbers)
        cells = conditions(analysis.columns)
        return [InSection(tuple(dict.fromkeys(keys))), *cells] if keys else cells

    @functools.cached_property
    def due(self) -> list[Condition]:
        """The dates that the question names, as conditions."""
        spans = [span for span in self.standing if span.kind == "M"]
        rules = self.rules
        text, year, days = rules.analysis.text, rules.year, rules.numbers.days
        spoken = {leaf.first[0] for leaf in leaves(self.turn.query.where) if isinstance(leaf, Due) and leaf.first}
        if len(spoken) == 1:  # a month without a year is one of the year that was spoken of
            (year,) = spoken
            days = tuple(day for day in days if day[0] == year)
        found: list[Condition] = []
        for span in spans:
            found.append(due_within(span.numbers, year, days, rules.today))
            if bounded(text, span.start, span.end):
                found.append(due("before", span.numbers, year, rules.today))
            if opened(text, span.start, span.end):
                found += [due(mode, span.numbers, year, rules.today) for mode in ("after", "later")]
        return found

    @functools.cached_property
    def numbered(self) -> tuple[int, ...]:
        """The keys of the tasks that the question names."""
        printed = [n for span in self.standing if span.kind in "NL" for n in span.numbers]
        return self.rules.numbers.tasks(printed)

    @functools.cached_property
    def spoken(self) -> Mention | None:
        """The department that the conversation is about."""
        return mention_of(self.turn.department) if self.turn.department else None

    def usage(self, modes: str = "NLO") -> list[int]:
        """The components of the spans that follow-ups use."""
        analysis, choices = self.rules.analysis, self.rules.choices
        found = [choices.use(i, i in self.used) for i in range(len(analysis.departments))]
        for i, span in enumerate(analysis.numbers):
            taken = span.kind in modes + "S" and span.void != SURE
            found.append(choices.mode(i, "f" + span.kind if taken else "skip"))
        return found

    @functools.cached_property
    def sizes(self) -> frozenset[int]:
        """How many tasks or departments the question says are meant: 这两项, those three."""
        spans = self.rules.analysis.numbers
        return frozenset(
            span.numbers[0]
            for span in spans
            if span.kind == "G"
            or (span.kind == "L" and len(span.numbers) == 1)
            or (span.kind, span.how) == ("Q", "parties")
        )

    @functools.cached_property
    def asks(self) -> list[Ask]:
        """What the question asks of tasks beside themselves, by its words or as the question before did."""
        has, before = self.rules.analysis.has, self.turn.query
        found: list[Ask] = []
        if (
            has("want.who", "want.departments", "want.partners", "role.", "logic.else")
            or before.intent is Intent.PARTIES
        ):
            found += [(Intent.PARTIES, role, "") for role in ROLES]
        if self.counting:
            found += [(Intent.COUNT_PARTIES, role, "") for role in ROLES]
        if has("want.text") or before.intent is Intent.TEXT:
            found.append((Intent.TEXT, None, ""))
        if has("due.") or before.fact == DEADLINE:
            found.append((Intent.FACT, None, DEADLINE))
        return found

    @functools.cached_property
    def counting(self) -> bool:
        """Whether departments may be counted."""
        counted = self.turn.query.intent is Intent.COUNT_PARTIES
        return (
            counted or self.rules.analysis.has("want.count") or any(s.kind == "Q" for s in self.rules.analysis.numbers)
        )

    def spare(self, role: Role | None, pattern: Pattern) -> bool:
        """Whether a word is left for the role that is asked for beside those that narrow, or none is there to say another."""
        choices = self.rules.choices
        if role is None:
            return self.rules.analysis.has("want.who", "want.departments", "logic.else", "want.count")
        words = choices.leads if role is LEAD else choices.parts
        fills = not choices.leads + choices.parts and role is self.turn.query.role
        return words > sum(used is role for used, _ in pattern) or fills

    # -- candidates --

    def add(
        self,
        way: str,
        query: Query,
        ids: Iterable[int],
        pattern: Pattern = (),
        mode: str = "skip",
        topic: int = 0,
        numbered: bool = False,
    ) -> None:
        """A candidate that leans in a way; `numbered` where the numbers of the question are those of its tasks or places."""
        if len(self.rules.parse.candidates) > _MOST_CANDIDATES:
            return
        if query.fact and query.intent is not Intent.FACT:
            query = replace(query, fact="")
        choices = self.rules.choices
        role = sign(query.role) if query.role else ""
        size = len(self.rules.selected(query.where)) if query.where is not None else 99
        few = bucket(size, 1, 2, 5, 40)
        selected = None if query.where is None else self.rules.selected(query.where)
        more = [
            choices.parse.component(("fu", way, query.intent, role), lambda: self._way(way, query, role)),
            choices.parse.component(("fz", way, few), lambda: [one("fz", way, few), one("fz", size == 0)]),
            choices.whole("any", str(query.intent)),
            choices.coverage(pattern, "x|" + role),
            *self._parts(way, query, size, numbered),
            *choices.topic(mode, topic, True, selected),
            *(choices.passed_over(selected) if mode == "skip" and selected is not None else ()),
            *choices.amount(query.intent, f"f{mode}", selected),
        ]
        self.rules.parse.add(query, ids, more)

    def _way(self, way: str, query: Query, role: str) -> Iterable[int]:
        """What speaks for a way to lean as a whole."""
        analysis, turn = self.rules.analysis, self.turn
        intent = str(query.intent)
        context = (turn.query.intent, self._shown, bool(turn.department), bool(turn.query.mentions))
        named = (len(analysis.departments), bool(self.numbered), bool(self.sections), bool(self.due))
        before = "".join(sorted({type(leaf).__name__ for leaf in leaves(turn.query.where)}))
        for name in (way, f"{way}|{intent}{role}"):
            yield from crossed(code("fg", name), analysis.sight.context)
            yield one("fu", name, *context)
            yield one("fu", name, context[0])
            yield one("fu", name, self._shown)
            yield one("fu", name, *named)
            yield one("fk", name, before)
            yield one("fk", name, before, bool(self.due), bool(self.sections), bool(analysis.departments))
            yield one("fu", name, bool(analysis.residue.length))
        yield one("fu", way, "same", query.intent is turn.query.intent)

    @functools.cached_property
    def _shown(self) -> str:
        return "1" if len(self.turn.shown) == 1 else "0" if not self.turn.shown else "+"

    def _parts(self, way: str, query: Query, size: int, numbered: bool) -> Iterable[int]:
        """What speaks for each part of a way: what it refers to, what it does with it, what it asks, how many, by what numbers.

        Ways that are rare learn from those that share a part with them.
        """
        analysis, turn, component = self.rules.analysis, self.turn, self.rules.parse.component
        sight = analysis.sight
        base, change = _BASE.match(way), way.removesuffix("-ask").partition("-")[2]
        name = base.group() if base else ""
        asked = (query.intent, query.role, query.fact)
        same = asked == (turn.query.intent, turn.query.role, turn.query.fact)
        asks = analysis.has(*_ASKING)
        yield component(
            ("fb", name),
            lambda: [
                *crossed(code("fb", name), sight.context),
                one("fb", name, turn.query.intent, self._shown),
                one("fb", name, len(turn.answers), bool(turn.section), bool(turn.department)),
            ],
        )
        yield component(("fm", change), lambda: crossed(code("fm", change), sight.context))
        yield component(("fq", *asked), lambda: crossed(code("fq", *asked), sight.context))
        yield component(("fs", name, same), lambda: [one("fs", same, asks), one("fs", name, same, asks)])
        fits = (size in self.sizes, len(turn.listed) in self.sizes) if self.sizes else ()
        yield component(("fn", name, fits), lambda: [one("fn", fits), one("fn", name, fits)])
        kinds = {type(leaf) for leaf in leaves(query.where)}
        used = "S" * (InSection in kinds) + "M" * (Due in kinds) + "NLO" * numbered + "G" * any(fits)
        yield component(("fv", used), lambda: self._used(used))

    def _used(self, used: str) -> Iterable[int]:
        """Which of the question's numbers a candidate accounts for."""
        for span in self.rules.analysis.numbers:
            yield from near(f"{'used' if span.kind in used else 'idle'} {span.kind}", self.rules.analysis.sight, span)

    def query(self, intent: Intent, where: Condition | None, counted: bool = False, **slots: object) -> Query:
        """A Query with a condition."""
        counts = counted or intent in (Intent.COUNT, Intent.COUNT_PARTIES)
        return self.rules.query(intent, where=where, counted=counts, **slots)

    def asked(
        self,
        way: str,
        where: Condition,
        mentions: tuple[Mention, ...] = (),
        single: bool = False,
        ids: Sequence[int] | None = None,
        numbered: bool = False,
    ) -> None:
        """What may be asked of tasks: themselves, their number or text, their parties in a role."""
        ids = self.usage() if ids is None else ids
        wants: Sequence[Intent] = (Intent.TEXT,) if single else _LISTS
        for intent in wants:
            self.add(way, self.query(intent, where, mentions=mentions), ids, numbered=numbered)
        if self.rules.analysis.has("due.") or self.turn.query.fact == DEADLINE:
            fact = self.query(Intent.FACT, where, mentions=mentions, fact=DEADLINE)
            self.add(way, fact, ids, numbered=numbered)
        if not single and not mentions and self.rules.analysis.has(*SHARED):
            for role in ROLES:
                self.add(way, self.query(Intent.SHARED, where, role=role), ids, numbered=numbered)
        for index in (i for i in self.used if not mentions and self.rules.analysis.departments[i].several):
            kind = [*ids, self.rules.choices.taken_as("kind", index)]
            for role in ROLES:
                query = self.query(Intent.PARTIES, where, role=role, among=self.named(index))
                self.add(way, query, kind, numbered=numbered)
        for role in ROLES:
            wanted = (Intent.PARTNERS,) if mentions else (Intent.PARTIES, Intent.COUNT_PARTIES)
            for intent in wanted:
                if intent is not Intent.COUNT_PARTIES or self.counting:
                    self.add(way, self.query(intent, where, role=role, mentions=mentions), ids, numbered=numbered)

    def listed(self, way: str, where: Condition | None, ids: Iterable[int], **more: object) -> None:
        """The tasks of a condition, and how many."""
        pattern: Pattern = more.pop("pattern", ())  # type: ignore[assignment]
        numbered = bool(more.pop("numbered", False))
        for intent in _LISTS:
            self.add(way, self.query(intent, where, False, **more), ids, pattern, numbered=numbered)

    def narrowed(self, way: str, where: Condition | None, ids: Sequence[int], **more: object) -> None:
        """The tasks of a condition, how many, and what the question asks of them: 里面有乙的那项, 几月底完成."""
        self.listed(way, where, ids, **more)
        pattern: Pattern = more.get("pattern", ())  # type: ignore[assignment]
        keys = tuple(sorted(self.rules.selected(where)))
        if not keys or where is None:
            return
        timed = any(isinstance(leaf, Due) for leaf in leaves(where))
        for intent, role, fact in self.asks:
            departments = intent in (Intent.PARTIES, Intent.COUNT_PARTIES)
            if (departments and not self.spare(role, pattern)) or (fact and timed):
                continue
            query = self.query(intent, Numbered(keys), role=role, fact=fact)
            self.add(way + "-ask", query, ids, pattern, numbered=bool(more.get("numbered")))

    def holding(self, index: int) -> Iterable[tuple[Condition, Pattern, list[int]]]:
        """A department that the question names, in each role, had or left out."""
        for out in (False, True) if self.rules.choices.negative else (False,):
            for role in ROLES:
                holds = HasRole(self.named(index).parties, role)
                ids = [*self.usage(), self.rules.choices.role(index, role, out, 1)]
                yield (Not(holds) if out else holds), ((role, out),), ids

    def changed(self) -> None:
        """Replaced: the question before with one thing changed, itself, or as another intent."""
        before = self.turn.query
        for name, intent in (
            ("same", before.intent),
            ("tasks", Intent.TASKS),
            ("count", Intent.COUNT),
            ("parties", Intent.PARTIES),
        ):
            base = replace(
                before,
                lang=self.rules.analysis.lang,
                wider=None,
                intent=intent,
                counted=before.counted or name == "count",
                role=before.role if name == "same" else None,
            )
            Changed(self, base, name).all()
        if not (self.used or self.sections) and self.numbered:
            where = Numbered(self.numbered)
            for role in ROLES:
                self.add("num" + sign(role), self.query(Intent.PARTIES, where, role=role), self.usage(), numbered=True)
            if not self.rules.analysis.has(*_ASKING):
                fills = replace(before, lang=self.rules.analysis.lang, where=where, topic=None, mentions=(), wider=None)
                self.add("num-fill", fills, self.usage(), numbered=True)
