"""Follow-ups: a question's slots filled, replaced, narrowed or referred from the turn before, competing with it alone.

The ways to lean lie in narrowing.py, referring.py and changes.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.query import Condition, HasRole, InSection, Intent, Mention, Not, Numbered, Query, leaves
from index.reading.changes import Changed
from index.reading.choices import ROLES, Pattern, sign
from index.reading.documents import DEADLINE
from index.reading.features import bucket, code, crossed, one
from index.reading.grammar import Rules
from index.reading.narrowing import Narrowed
from index.reading.periods import bounded, due, due_within, opened
from index.reading.referring import Referred, mention_of
from index.reading.spans import SURE, Span
from index.reading.state import Turn

_MOST_CANDIDATES = 900
_LISTS = (Intent.TASKS, Intent.COUNT)


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


@dataclass(slots=True)
class Follower:
    rules: Rules
    turn: Turn

    def all(self) -> None:
        """Every way to lean on the turn."""
        Narrowed(self).all()
        Referred(self).all()
        self.changed()

    # -- what the question itself has --

    @property
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

    @property
    def standing(self) -> list[Span]:
        """The numbers and dates that the question does not take back."""
        return [span for span in self.rules.analysis.numbers if span.void != SURE]

    @property
    def sections(self) -> list[Condition]:
        """The sections that the question names, as a condition."""
        analysis = self.rules.analysis
        printed = [n for span in self.standing if span.kind == "S" for n in span.numbers]
        keys = self.rules.numbers.sections(printed) or tuple(n for span in analysis.titles for n in span.numbers)
        return [InSection(tuple(dict.fromkeys(keys)))] if keys else []

    @property
    def due(self) -> list[Condition]:
        """The dates that the question names, as conditions."""
        spans = [span for span in self.standing if span.kind == "M"]
        rules = self.rules
        text, years = rules.analysis.text, rules.numbers.years
        found: list[Condition] = []
        for span in spans:
            found.append(due_within(span.numbers, rules.year, years, rules.today))
            if bounded(text, span.start, span.end):
                found.append(due("before", span.numbers, rules.year, rules.today))
            if opened(text, span.start, span.end):
                found += [due(mode, span.numbers, rules.year, rules.today) for mode in ("after", "later")]
        return found

    @property
    def numbered(self) -> tuple[int, ...]:
        """The keys of the tasks that the question names."""
        printed = [n for span in self.standing if span.kind in "NL" for n in span.numbers]
        return self.rules.numbers.tasks(printed)

    @property
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

    # -- candidates --

    def add(
        self, way: str, query: Query, ids: Iterable[int], pattern: Pattern = (), mode: str = "skip", topic: int = 0
    ) -> None:
        """A candidate that leans in a way."""
        if len(self.rules.parse.candidates) > _MOST_CANDIDATES:
            return
        choices, analysis, turn = self.rules.choices, self.rules.analysis, self.turn
        intent, role = str(query.intent), sign(query.role) if query.role else ""
        shown = "1" if len(turn.shown) == 1 else "0" if not turn.shown else "+"
        context = (turn.query.intent, shown, bool(turn.department), bool(turn.query.mentions))
        named = (len(analysis.departments), bool(self.numbered), bool(self.sections), bool(self.due))
        before = "".join(sorted({type(leaf).__name__ for leaf in leaves(turn.query.where)}))

        def features() -> Iterable[int]:
            for name in (way, f"{way}|{intent}{role}"):
                yield from crossed(code("fg", name), analysis.sight.context)
                yield one("fu", name, *context)
                yield one("fu", name, context[0])
                yield one("fu", name, shown)
                yield one("fu", name, *named)
                yield one("fk", name, before)
                yield one("fk", name, before, bool(self.due), bool(self.sections), bool(analysis.departments))
                yield one("fu", name, bool(analysis.residue.length))
            yield one("fu", way, "same", query.intent is turn.query.intent)

        size = len(self.rules.tables.run(query.where)) if query.where is not None else 99
        few = bucket(size, 1, 2, 5, 40)
        more = [
            choices.parse.component(("fu", way, intent, role), features),
            choices.parse.component(("fz", way, few), lambda: [one("fz", way, few), one("fz", size == 0)]),
            choices.whole("any", intent),
            choices.coverage(pattern, "x|" + role),
            *choices.topic(mode, topic, True, None if query.where is None else self.rules.selected(query.where)),
        ]
        self.rules.parse.add(query, ids, more)

    def query(self, intent: Intent, where: Condition | None, counted: bool = False, **slots: object) -> Query:
        """A Query with a condition."""
        counts = counted or intent in (Intent.COUNT, Intent.COUNT_PARTIES)
        return self.rules.query(intent, where=where, counted=counts, **slots)

    def asked(self, way: str, where: Condition, mentions: tuple[Mention, ...] = (), single: bool = False) -> None:
        """What may be asked of tasks: themselves, their number or text, their parties in a role."""
        ids = self.usage()
        wants: Sequence[Intent] = (Intent.TEXT,) if single else _LISTS
        for intent in wants:
            self.add(way, self.query(intent, where, mentions=mentions), ids)
        if self.rules.analysis.has("due.") or self.turn.query.fact == DEADLINE:
            self.add(way, self.query(Intent.FACT, where, mentions=mentions, fact=DEADLINE), ids)
        for role in ROLES:
            wanted = (Intent.PARTNERS,) if mentions else (Intent.PARTIES, Intent.COUNT_PARTIES)
            for intent in wanted:
                self.add(way, self.query(intent, where, role=role, mentions=mentions), ids)

    def listed(self, way: str, where: Condition | None, ids: Iterable[int], **more: object) -> None:
        """The tasks of a condition, and how many."""
        pattern: Pattern = more.pop("pattern", ())  # type: ignore[assignment]
        for intent in _LISTS:
            self.add(way, self.query(intent, where, False, **more), ids, pattern)

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
            for role in ROLES:
                query = self.query(Intent.PARTIES, Numbered(self.numbered), role=role)
                self.add("num" + sign(role), query, self.usage())
