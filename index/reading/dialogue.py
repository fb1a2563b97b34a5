"""Follow-ups: a question's slots filled, replaced, narrowed or referred from the turn before, competing with it alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.records import Role
from index.followup import Turn
from index.reading.changes import Changed
from index.reading.choices import LEAD, PART, ROLES, Pattern, sign
from index.reading.dates import bounded, due, opened, within
from index.reading.documents import DEADLINE
from index.reading.features import bucket, code, crossed, one
from index.reading.grammar import ALL_PLACES, Rules, joined
from index.records import (
    All,
    AnyOf,
    Condition,
    Holds,
    InSection,
    Known,
    Mention,
    Not,
    Numbered,
    Order,
    PartyCount,
    Query,
    Want,
    leaves,
)

_MOST_CANDIDATES = 900
_LISTS = (Want.TASKS, Want.COUNT)


def _mention(department: str) -> Mention:
    return Mention("", (department,), Known.EXACT, (department,))


def follow(rules: Rules, turn: Turn) -> None:
    """The candidates that lean on the turn before; those that stand alone are marked as such."""
    choices = rules.choices
    alone = choices.parse.component(
        "alone",
        lambda: [
            *crossed(code("fa"), rules.analysis.sight.context),
            *crossed(code("fa", turn.query.want), rules.analysis.sight.class_codes),
            one("fa", turn.query.want),
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
        self.among()
        self.shown()
        self.place()
        self.department()
        self.pair()
        self.changed()

    # -- what the question itself has --

    @property
    def used(self) -> list[int]:
        """The first departments that the question names."""
        return [i for i, span in enumerate(self.rules.analysis.departments) if span.how != "cut"][:2]

    def named(self, index: int) -> Mention:
        """The mention of a department that the question names."""
        mention = self.rules.analysis.departments[index].mention
        assert mention is not None
        return mention

    @property
    def sections(self) -> list[Condition]:
        """The sections that the question names, as a condition."""
        analysis = self.rules.analysis
        printed = [n for span in analysis.numbers if span.kind == "S" for n in span.numbers]
        keys = self.rules.numbers.sections(printed) or tuple(n for span in analysis.titles for n in span.numbers)
        return [InSection(tuple(dict.fromkeys(keys)))] if keys else []

    @property
    def due(self) -> list[Condition]:
        """The dates that the question names, as conditions."""
        spans = [span for span in self.rules.analysis.numbers if span.kind == "M"]
        rules = self.rules
        text, years = rules.analysis.text, rules.numbers.years
        found: list[Condition] = []
        for span in spans:
            found.append(within(span.numbers, rules.year, years, rules.today))
            if bounded(text, span.start, span.end):
                found.append(due("before", span.numbers, rules.year, rules.today))
            if opened(text, span.start, span.end):
                found += [due(mode, span.numbers, rules.year, rules.today) for mode in ("after", "later")]
        return found

    @property
    def numbered(self) -> tuple[int, ...]:
        """The keys of the tasks that the question names."""
        printed = [n for span in self.rules.analysis.numbers if span.kind in "NL" for n in span.numbers]
        return self.rules.numbers.tasks(printed)

    @property
    def spoken(self) -> Mention | None:
        """The department that the conversation is about."""
        return _mention(self.turn.department) if self.turn.department else None

    def usage(self, modes: str = "NLO") -> list[int]:
        """The components of the spans that follow-ups use."""
        analysis, choices = self.rules.analysis, self.rules.choices
        found = [choices.use(i, i in self.used) for i in range(len(analysis.departments))]
        for i, span in enumerate(analysis.numbers):
            found.append(choices.mode(i, "f" + span.kind if span.kind in modes + "S" else "skip"))
        return found

    # -- candidates --

    def add(
        self, way: str, query: Query, ids: Iterable[int], pattern: Pattern = (), mode: str = "skip", topic: int = 0
    ) -> None:
        """A candidate that leans in a way."""
        if len(self.rules.parse.candidates) > _MOST_CANDIDATES:
            return
        choices, analysis, turn = self.rules.choices, self.rules.analysis, self.turn
        want, role = str(query.want), sign(query.role) if query.role else ""
        shown = "1" if len(turn.shown) == 1 else "0" if not turn.shown else "+"
        context = (turn.query.want, shown, bool(turn.department), bool(turn.query.mentions))
        named = (len(analysis.departments), bool(self.numbered), bool(self.sections))

        def features() -> Iterable[int]:
            for name in (way, f"{way}|{want}{role}"):
                yield from crossed(code("fg", name), analysis.sight.context)
                yield one("fu", name, *context)
                yield one("fu", name, context[0])
                yield one("fu", name, shown)
                yield one("fu", name, *named)
                yield one("fu", name, bool(analysis.residue.length))
            yield one("fu", way, "same", query.want is turn.query.want)

        size = len(self.rules.tables.run(query.where)) if query.where is not None else 99
        few = bucket(size, 1, 2, 5, 40)
        more = [
            choices.parse.component(("fu", way, want, role), features),
            choices.parse.component(("fz", way, few), lambda: [one("fz", way, few), one("fz", size == 0)]),
            choices.whole("any", want),
            choices.coverage(pattern, "x|" + role),
            *choices.topic(mode, topic, True),
        ]
        self.rules.parse.add(query, ids, more)

    def query(self, want: Want, where: Condition | None, **slots: object) -> Query:
        """A Query with a condition."""
        return self.rules.query(want, where=where, counted=want in (Want.COUNT, Want.COUNT_PARTIES), **slots)

    def asked(self, way: str, where: Condition, mentions: tuple[Mention, ...] = (), single: bool = False) -> None:
        """What may be asked of tasks: themselves, their number or text, their parties in a role."""
        ids = self.usage()
        wants: Sequence[Want] = (Want.TEXT,) if single else _LISTS
        for want in wants:
            self.add(way, self.query(want, where, mentions=mentions), ids)
        for role in ROLES:
            wanted = (Want.PARTNERS,) if mentions else (Want.PARTIES, Want.COUNT_PARTIES)
            for want in wanted:
                self.add(way, self.query(want, where, role=role, mentions=mentions), ids)

    def listed(self, way: str, where: Condition | None, ids: Iterable[int], **more: object) -> None:
        """The tasks of a condition, and how many."""
        pattern: Pattern = more.pop("pattern", ())  # type: ignore[assignment]
        for want in _LISTS:
            self.add(way, self.query(want, where, **more), ids, pattern)

    def holding(self, index: int) -> Iterable[tuple[Condition, Pattern, list[int]]]:
        """A department that the question names, in each role, had or left out."""
        for out in (False, True) if self.rules.choices.negative else (False,):
            for role in ROLES:
                holds = Holds(self.named(index).parties, role)
                ids = [*self.usage(), self.rules.choices.role(index, role, out, 1)]
                yield (Not(holds) if out else holds), ((role, out),), ids

    # -- ways to lean --

    def among(self) -> None:
        """Narrowed: those of the tasks shown that …, and the one at a place of the list."""
        turn, rules = self.turn, self.rules
        if not turn.listed:
            return
        base, places = Numbered(turn.listed), self.sections
        ids = self.usage()
        if rules.analysis.has("logic.alone", "logic.only"):
            self.listed("among-alone", joined([base, PartyCount(1, 1), *places]), ids)
            self.listed("among-notalone", joined([base, Not(PartyCount(1, 1)), *places]), ids)
        if rules.analysis.has("due.early", "due.late"):
            for late in (True, False):
                order = Order(None, descending=late, by_day=True)
                self.add(f"among-day{late}", self.query(Want.RANK_TASKS, base, order=order), ids)
        for time in self.due:
            self.listed("among-due", joined([base, time]), ids)
        if places:
            self.listed("among-place", joined([base, *places]), ids)
            if rules.choices.negative:
                self.listed("among-not", joined([base, Not(places[0])]), ids)
        for index in self.used[:1]:
            for condition, pattern, own in self.holding(index):
                where = joined([base, condition, *places])
                self.listed("among", where, own, mentions=(self.named(index),), pattern=pattern)
        if self.spoken:
            for role in (LEAD, PART):
                where = joined([base, Holds((turn.department,), role), *places])
                self.listed("among-role" + sign(role), where, ids, mentions=(self.spoken,))
        self.ordinals()

    def ordinals(self) -> None:
        """Those at places of the list: 第二个, 前三条, 第二个和第三个, 最后一条."""
        turn, analysis = self.turn, self.rules.analysis
        spans = [span for span in analysis.numbers if span.kind in "OLN"]
        size = analysis.tasks + 1
        places = [n - size if span.how == "end" and n > 0 else n for span in spans for n in span.numbers]
        places = list(dict.fromkeys(places))
        if analysis.has("back.last") and not places:
            places = [-1]
        several = [
            turn.listed[n - 1 if n > 0 else n] for n in places if n and -len(turn.listed) <= n <= len(turn.listed)
        ]
        if several and len(several) == len(places):
            kind = "".join(sorted({span.kind for span in spans})) or "last"
            self.asked("ordinal" + kind, Numbered(tuple(several)), single=True)
            if len(several) > 1:
                self.listed("ordinals" + kind, Numbered(tuple(several)), self.usage())

    def shown(self) -> None:
        """Referred: the task shown, or those, the next one and the one before."""
        turn = self.turn
        if not turn.shown:
            return
        focus, ids = Numbered(turn.shown[:1]), self.usage()
        for index in self.used[:1]:
            where = joined([focus, Holds(self.named(index).parties)])
            self.add("focus", self.query(Want.CHECK, where, mentions=(self.named(index),), whether=True), ids)
        for index in self.used[:1]:
            where = joined([focus, Not(Holds(self.named(index).parties))])
            self.add("focus-else", self.query(Want.PARTIES, where, mentions=(self.named(index),)), ids)
        self.asked("focus", focus, single=True)
        if self.rules.analysis.has("due."):
            for tasks in (focus, Numbered(turn.shown)):
                self.add("focus", self.query(Want.FACT, tasks, fact=DEADLINE), ids)
        if len(turn.shown) > 1:
            self.asked("shown", Numbered(turn.shown))
            self.add("shown", self.query(Want.TEXT, Numbered(turn.shown)), ids)
        for step in (1, -1):
            self.asked(f"step{step}", Numbered((turn.shown[0] + step,)), single=True)
        if self.rules.analysis.residue.topics:
            query = self.query(Want.TASKS, Numbered(turn.listed), topic=self.rules.analysis.residue.topics[0].words)
            self.add("among-topic", query, ids, mode="within")

    def place(self) -> None:
        """Referred: the section spoken of, the next one and the one before."""
        found = next((leaf for leaf in leaves(self.turn.query.where) if isinstance(leaf, InSection)), None)
        if found is None:
            return
        keys = self.siblings(found.numbers[-1])
        place = keys.index(found.numbers[-1]) if found.numbers[-1] in keys else 0
        for step in (1, -1):
            if 0 <= place + step < len(keys):
                self.asked(f"place{step}", InSection((keys[place + step],)))
        for index in self.used[:1]:
            for condition, pattern, ids in self.holding(index):
                where = joined([found, condition])
                self.listed("place", where, ids, mentions=(self.named(index),), pattern=pattern)

    def siblings(self, key: int) -> list[int]:
        """The keys of the sections beside one, in order, itself among them."""
        sections = self.rules.tables.plan.sections
        parent = next((section.parent for section in sections if section.key == key), 0)
        return [section.key for section in sections if section.parent == parent]

    def department(self) -> None:
        """Filled: the department spoken of, in a role, in a place, with or without another."""
        spoken, turn = self.spoken, self.turn
        if spoken is None:
            return
        numbered = [Numbered(self.numbered)] if self.numbered else []
        ids = self.usage()
        for role in ROLES:
            way = "dept" + sign(role)
            where = joined([Holds((turn.department,), role), *self.sections, *numbered])
            assert where is not None
            if numbered and role is None:
                self.add(way, self.query(Want.CHECK, where, mentions=(spoken,), whether=True), ids)
            self.asked(way, where, (spoken,))
            self.with_other(role, where, spoken)
            for index in self.used[:1]:
                self.compared(role, (spoken, self.named(index)))
        if self.rules.analysis.has("want.most", "want.fewest"):
            every = Holds((turn.department,))
            for descending in (True, False):
                order = Order(None, descending=descending)
                query = self.query(Want.RANK_SECTIONS, every, mentions=(spoken,), order=order)
                self.add(f"sections{descending}", query, ids)
            self.add("most", self.query(Want.PARTNERS, every, mentions=(spoken,), order=Order(None)), ids)

    def with_other(self, role: Role | None, where: Condition, spoken: Mention) -> None:
        """Its tasks with another, or without."""
        for index in self.used[:1]:
            for condition, pattern, ids in self.holding(index):
                both = joined([where, condition])
                self.listed("with" + sign(role), both, ids, mentions=(spoken, self.named(index)), pattern=pattern)

    def compared(self, role: Role | None, pair: tuple[Mention, Mention]) -> None:
        """It and another compared."""
        where = AnyOf(tuple(Holds(mention.parties, role) for mention in pair))
        for name, order in (
            ("most", Order(role)),
            ("fewest", Order(role, descending=False)),
            ("all", Order(role, limit=ALL_PLACES)),
        ):
            query = self.query(Want.COMPARE, where, mentions=pair, order=order)
            self.add(f"compare-{name}{sign(role)}", replace(query, counted=True), self.usage())

    def pair(self) -> None:
        """Referred: what the two departments spoken of last have in common."""
        if len(self.turn.departments) < 2:
            return
        mentions = tuple(map(_mention, self.turn.departments))
        for role in ROLES:
            where = All(tuple(Holds(mention.parties, role) for mention in mentions))
            self.listed("pair" + sign(role), where, self.usage(), mentions=mentions)

    def changed(self) -> None:
        """Replaced: the question before with one thing changed, itself, or as another want."""
        before = self.turn.query
        for name, want in (
            ("same", before.want),
            ("tasks", Want.TASKS),
            ("count", Want.COUNT),
            ("parties", Want.PARTIES),
        ):
            base = replace(
                before,
                lang=self.rules.analysis.lang,
                wider=None,
                want=want,
                counted=before.counted or name == "count",
                role=before.role if name == "same" else None,
            )
            Changed(self, base, name).all()
        if not (self.used or self.sections) and self.numbered:
            for role in ROLES:
                query = self.query(Want.PARTIES, Numbered(self.numbered), role=role)
                self.add("num" + sign(role), query, self.usage())
