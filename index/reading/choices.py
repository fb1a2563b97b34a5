"""The choices that make a candidate, each a component with its features: how a span is used, which role fits, what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from corpus.records import Part, Role
from index.reading.clauses import NEGATIONS, Clauses
from index.reading.content import binds, has_subject
from index.reading.duties import wide
from index.reading.features import amount_features, bucket, code, crossed, near, ngrams, one, shared_features, skeleton
from index.reading.lexicon import Unit, load_lexicon
from index.reading.parse import Analysis, Parse
from index.reading.spans import Span
from index.reading.standing import stands

LEAD, PART = Role.LEAD, Role.PARTICIPANT
ROLES: tuple[Role | None, ...] = (None, LEAD, PART)
# For each department used: its role, and whether its tasks are left out.
Pattern = tuple[tuple[Role | None, bool], ...]
_MOST_BESIDE = 10
# Names that other words have as well.
_DOUBTFUL = ("bare", "stem")
# What speaks of the office of whoever asks or is spoken of.
_OURS = re.compile(r"[我咱他她]们|[我咱](?:局|厅|委|单位|这|家|处|部)|自己|\b(?:we|us|our|they|them|their)\b")


def sign(role: Part | None, left_out: bool = False) -> str:
    """A role in two letters."""
    return ("-" if left_out else "+") + {None: "a", LEAD: "L", PART: "P"}[wide(role)]


class Choices:
    """Components for one parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.analysis: Analysis = parse.analysis
        self.sight = parse.analysis.sight
        self.leads = self.sight.count("role.lead", "role.led")
        self.parts = self.sight.count("role.participant")
        self.negations = self.sight.count(*NEGATIONS)
        self.negative = self.negations > 0
        self.clauses = Clauses(self.sight)
        # Whether a time may be asked for or named.
        self.timed = self.analysis.has("due.") or any(span.kind == "M" for span in self.analysis.numbers)

    def may_leave_out(self, span: Span) -> bool:
        """Whether a word of negation may leave out what a span names."""
        return self.negative and self.clauses.may_leave_out(span)

    def use(self, index: int, used: bool) -> int:
        """A department used, or skipped."""
        span = self.analysis.departments[index]
        return self.parse.component(("d", index, used), lambda: self._use(span, "use" if used else "skip"))

    def _use(self, span: Span, what: str) -> Iterator[int]:
        tag = f"{what} {span.how}"
        yield from near(tag, self.sight, span)
        yield from near(what, self.sight, span)
        mention = span.mention
        several, known = (len(mention.candidates) > 1, bool(mention.parties)) if mention else (False, False)
        yield one(tag, several, known)
        if span.how in _DOUBTFUL:
            yield one(tag, "stands", stands(self.sight.text, span.start, span.end, load_lexicon()))
        others = any(not other.of and not other.void for other in self.analysis.departments if other is not span)
        yield one(what, "of", span.of, others)
        yield one(what, "of", span.of, others, self._named_again(span), self.sight.has("back.department"))
        yield one(what, "void", span.void)
        yield one(tag, "len", min(len(span.text), 6), span.text.isascii())
        yield one(tag, "alone", len(self.analysis.departments) == 1, bool(self.analysis.residue.length))
        yield from crossed(code(tag, "c"), self.sight.class_codes)

    def _named_again(self, span: Span) -> bool:
        """Whether another span names the same parties, or the text speaks of the asker's own office as us."""
        parties = span.mention.parties if span.mention else ()
        again = (other.mention.parties for other in self.analysis.departments if other is not span and other.mention)
        return parties in again or _OURS.search(self.sight.text, span.end) is not None

    def mode(self, index: int, mode: str) -> int:
        """A number taken in one way."""
        span = self.analysis.numbers[index]
        return self.parse.component(("n", index, mode), lambda: self._mode(span, index, mode))

    def _mode(self, span: Span, index: int, mode: str) -> Iterator[int]:
        tag = f"{mode} {span.kind}"
        yield from near(tag, self.sight, span)
        count = len(self.analysis.numbers)
        yield one(tag, "big", bucket(span.numbers[0], 6, 11, 41), len(span.numbers) > 1, count > 1)
        yield one(tag, "shape", "".join("#" if c.isdigit() else c for c in span.text))
        yield one(mode, "void", span.void)
        yield one(tag, "last", index == count - 1, index == 0, min(count, 4))
        yield from crossed(code(tag, "c"), self.sight.class_codes)

    def extra(self, names: Sequence[str]) -> list[int]:
        """The conditions that no span states by itself: alone, by a title, no lead; that there is none."""
        kinds = [span.how for span in self.analysis.titles]
        if not names and kinds:
            return [self.parse.component(("x", ""), lambda: self._extra("", kinds))]
        return [self.parse.component(("x", name), partial(self._extra, name, kinds)) for name in names]

    def _extra(self, extra: str, kinds: Sequence[str]) -> Iterator[int]:
        name, _, index = extra.partition(":")
        if index:
            span = self.analysis.limits[int(index)]
            yield from near(name, self.sight, span)
            yield one(name, len(self.analysis.limits), int(index))
        yield one("x", name)
        yield from (one("x", name, kind) for kind in kinds)
        yield from crossed(code("x", name), self.sight.context)

    def excepted(self, span: Span) -> bool:
        """Whether a word that leaves out stands directly before a number, which is not asked about then: apart from task 31."""
        before = [unit for unit in self.sight.units if unit.end <= span.start]
        return bool(before) and "logic.except" in before[-1].classes

    def deviation(self, cost: int) -> int:
        """How far a frame is from taking every span as it mostly is."""
        return self.parse.component(("dev", cost), lambda: [one("dev", cost)])

    def role(self, index: int, role: Role | None, left_out: bool, count: int) -> int:
        """A department in a role, by what stands beside it."""
        key = ("r", index, role, left_out, min(count, 3))
        return self.parse.component(key, lambda: self._role(index, sign(role, left_out), count))

    def _role(self, index: int, tag: str, count: int) -> Iterator[int]:
        spans = self.analysis.departments
        span = spans[index]
        before = max((other.end for other in spans if other.end <= span.start), default=0)
        after = min((other.start for other in spans if other.start >= span.end), default=len(self.sight.text))
        several = "1" if count == 1 else "m"
        yield one(tag, "k", min(count, 3), min(index, 2))
        left = self.sight.between(before, span.start)[::-1]
        right = self.sight.between(span.end, after)
        yield from _beside(tag, "l", left, several)
        yield from _beside(tag, "r", right, several)
        negated = list(self.clauses.nearest(span)) if self.negative else []
        yield from (one(tag, "n", *each) for each in negated)
        yield one(tag, "nn", *(name for _, name, _ in negated), several)
        yield one(tag, "f", _first(left), _first(right))
        yield one(tag, "f", several, _first(left), _first(right), before > 0, after < len(self.sight.text))
        if count == 1:
            yield from crossed(code(tag, "q"), self.sight.class_codes)
            yield from crossed(code(tag, "q"), self.sight.shape)

    def joined(self, used: Sequence[int], pattern: Pattern, join: str) -> int:
        """Departments joined by and, or or."""
        return self.parse.component(("j", tuple(used), pattern, join), lambda: self._joined(used, pattern, join))

    def _joined(self, used: Sequence[int], pattern: Pattern, join: str) -> Iterator[int]:
        tags = ",".join(sign(*each) for each in pattern)
        yield one("j", join, len(used) > 2)
        yield one("jp", tags, join)
        if len(used) < 2:
            return
        first, second, last = (self.analysis.departments[i] for i in (used[0], used[1], used[-1]))
        same = len(set(pattern)) == 1
        whole = tags if len(used) == 2 else "m" + tags[:2]
        for side, start, end in (
            ("m", first.end, second.start),
            ("a", last.end, len(self.sight.text)),
            ("b", 0, first.start),
        ):
            units = self.sight.between(start, end)
            codes = {code("g", gram) for gram in ngrams([unit.text for unit in units][:12], 2)}
            codes |= {code("k", gram) for gram in ngrams(skeleton(units)[:10], 3)}
            yield from crossed(code("j", join, same, side), sorted(codes))
            yield from crossed(code("jt", whole, side), sorted(codes))

    def wanted(self, sign: str, shape: str) -> tuple[int, int]:
        """What is asked for, by the whole question, and how that goes with what is named."""
        intent = sign.split("|")[0]
        return (
            self.parse.component(("w", sign), lambda: self._wanted(sign, intent)),
            self.parse.component(("ws", sign, shape), lambda: self._shaped(sign, intent, shape)),
        )

    def _wanted(self, sign: str, intent: str) -> Iterator[int]:
        yield from crossed(code("w", sign), self.sight.context)
        if intent != sign:
            yield from crossed(code("w", intent), self.sight.context)

    def _shaped(self, sign: str, intent: str, shape: str) -> Iterator[int]:
        yield one("s", sign, shape)
        yield one("s", intent, shape)
        yield one("s", intent, self.analysis.lang)
        yield one("cov", intent, "L" in sign, "P" in sign, min(self.leads, 2), min(self.parts, 2))
        yield from crossed(code("cs", intent, shape), self.sight.class_codes)

    def coverage(self, pattern: Pattern, sign: str) -> int:
        """How many words of role and negation a candidate accounts for."""
        roles = sign.split("|", 1)[-1]
        lead = min(sum(role is LEAD for role, _ in pattern) + ("L" in roles), 2)
        part = min(sum(role is PART for role, _ in pattern) + ("P" in roles), 2)
        left_out = min(sum(out for _, out in pattern) + ("not" in roles), 2)
        return self.parse.component(("v", lead, part, left_out), lambda: self._coverage(lead, part, left_out))

    def _coverage(self, lead: int, part: int, left_out: int) -> list[int]:
        leads, parts = min(self.leads, 2), min(self.parts, 2)
        return [
            one("v", "L", lead, leads),
            one("v", "P", part, parts),
            one("v", "N", left_out, min(self.negations, 2)),
            one("v", lead, part, leads, parts),
            one("v", "NL", left_out, lead, leads, self.negative),
            *crossed(
                code("vn", left_out), [c for n, c in zip(self.sight.classes, self.sight.class_codes, strict=True)]
            ),
        ]

    def size(self, size: int, intent: str, pattern: Pattern) -> int:
        """How many tasks a candidate selects."""
        plain = all(not out for _, out in pattern)
        few = bucket(size, 1, 2, 4, 8, 16)
        key = ("z", intent, few, len(pattern) > 1, plain)
        return self.parse.component(key, lambda: [one(*key), one("z", size == 0, len(pattern)), one("z", few)])

    def topic(self, mode: str, number: int, anchored: bool, tasks: frozenset[int] | None = None) -> list[int]:
        """The left-over words as a subject (`mode` topic or within), or as talk (skip), and how well the plan treats them.

        `tasks` are those that the candidate selects beside it, None for all.
        """
        number = number if mode != "skip" else 0
        found = [self.parse.component(("t", mode, number, anchored), lambda: self._topic(mode, number, anchored))]
        if self.analysis.residue.topics:
            id = self.parse.component(("fit", mode, number), lambda: [one("fit", mode, "unknown")])
            self.parse.fits[mode, number] = id
            found.append(id)
        if self.analysis.residue.topics and tasks is not None:
            id = self.parse.component(("in", mode, number, tasks), lambda: [one("in", mode, "unknown")])
            self.parse.inside[mode, number, tasks] = id
            found.append(id)
            found.append(self._shared(mode, number, tasks))
        return found

    def _shared(self, mode: str, number: int, tasks: frozenset[int]) -> int:
        """How much the tasks that a candidate selects say of a topic's words, and the others."""
        features = shared_features(mode, self.analysis.shares[number], tasks)
        return self.parse.component(("ov", *features), lambda: features)

    def passed_over(self, tasks: frozenset[int]) -> list[int]:
        """The left-over words passed over by what leans on a turn: whether its tasks are those that they fit."""
        if not self.analysis.residue.topics:
            return []
        id = self.parse.component(("in", "back", tasks), lambda: [one("in", "back", "unknown")])
        self.parse.inside["back", 0, tasks] = id
        return [id, self._shared("back", 0, tasks)]

    def amount(self, intent: str, way: str, tasks: frozenset[int] | None) -> list[int]:
        """Whether the tasks that a candidate selects state the amount that is asked for."""
        kind = self.analysis.amount
        near = amount_features(way, kind, self.analysis.stated, self.analysis.stated if tasks is None else tasks)
        if not near:
            return []
        return [
            self.parse.component(("am", intent, *near), lambda: [*near, one("am", intent), one("am", intent, kind)])
        ]

    def pick(self, number: int, task: int, listed: tuple[int, ...]) -> int:
        """A task of a list taken for the one that a topic's words speak of."""
        id = self.parse.component(("pick", number, task, listed), lambda: [one("pick", "unknown")])
        self.parse.picked[number, task, listed] = id
        return id

    def _topic(self, mode: str, number: int, anchored: bool) -> Iterator[int]:
        rest = self.analysis.residue
        tag = f"{mode} {anchored}"
        if not rest.topics:
            yield one("t", tag, "none")
            return
        topic = rest.topics[number]
        yield one("t", tag, "len", bucket(len(topic.words), 2, 3, 4, 6, 9, 14, 22), topic.words.isascii())
        yield one("t", tag, "how", topic.how)
        yield one("t", tag, "subject", has_subject(topic.words), binds(topic.words))
        yield one("t", tag, "runs", min(len(rest.runs), 4), self.analysis.lang)
        yield from crossed(code("tq", mode, anchored), self.sight.class_codes)
        yield from crossed(code("tk", mode, anchored), self.sight.shape)
        for start, end in rest.runs[:6]:
            # What a subject leaves out is talk.
            own = topic.start <= start and end <= topic.end
            yield from self._run(*(mode, tag) if own else ("skip", f"skip {anchored}"), start, end)

    def _run(self, mode: str, tag: str, start: int, end: int) -> Iterator[int]:
        """A run of left-over words: what stands beside it, and whether its clause names or asks anything."""
        before = [unit for unit in self.sight.units if unit.end <= start]
        after = [unit for unit in self.sight.units if unit.start >= end]
        left, right = [u.text for u in before[-2:]][::-1] or ["^"], [u.text for u in after[:2]] or ["$"]
        yield from (one("tc", mode, "l", *left[:n]) for n in (1, 2))
        yield from (one("tc", mode, "r", *right[:n]) for n in (1, 2))
        yield one("tc", mode, "s", *skeleton(before[-4:])[-1:], "_", *skeleton(after[:4])[:1])
        clause = [*_until_stop(before[::-1]), *_until_stop(after)]
        named = any(unit.text.startswith("<") for unit in clause)
        asks = any(name.startswith(("want.", "role.")) for unit in clause for name in unit.classes)
        length = bucket(end - start, 2, 3, 4, 6, 10)
        yield one("tr", tag, named, asks, length)
        yield one("tr", mode, named, asks)
        inside = [unit.text for unit in self.sight.between(start, end)]
        yield from crossed(code("tg", mode != "skip"), sorted({code("g", gram) for gram in ngrams(inside, 2)}))

    def whole(self, *parts: object) -> int:
        """A choice of the whole question: its sign crossed with all that is in it."""
        return self.parse.component(
            ("q", *parts), lambda: [one("q", *parts), *crossed(code("q", *parts), self.sight.context)]
        )

    def taken_as(self, way: str, index: int) -> int:
        """A department taken neither as had nor as left out, by what stands beside it.

        `way` is "after" for one whose place in a ranking another follows, "kind" for those of which alone some are asked for.
        """
        span = self.analysis.departments[index]
        return self.parse.component((way, index), lambda: list(near(way, self.sight, span)))

    @property
    def directions(self) -> tuple[bool, ...]:
        """Whether the most come first, the fewest, or either: what words say is never read the other way round."""
        most, fewest = self.analysis.has("want.most"), self.analysis.has("want.fewest")
        return (True, False) if most is fewest else (most,)

    def end(self, late: bool) -> int:
        """The last due, or the first, by the words for either."""
        return self.sign("end", late, self.analysis.has("due.early"), self.analysis.has("due.late"))

    def sign(self, *parts: object) -> int:
        """A choice with one feature."""
        return self.parse.component(("i", *parts), lambda: [one("i", *parts)])


def _until_stop(units: Iterable[Unit]) -> Iterator[Unit]:
    for unit in units:
        if "stop.mark" in unit.classes and unit.text != "、":
            return
        yield unit


def _first(units: Sequence[Unit]) -> str:
    """The first word of role or negation beside a department, and whether a stop lies before it."""
    crossed_stop = ""
    for unit in units:
        if "stop.mark" in unit.classes:
            crossed_stop = "|"
        for name in unit.classes:
            if name.startswith(("role.", "logic.not", "logic.except", "logic.absent", "want.none")):
                return crossed_stop + name
    return ""


def _beside(tag: str, side: str, units: Sequence[Unit], several: str) -> Iterator[int]:
    """The words beside a department, the nearest first, and their classes in order."""
    if not units:
        yield one(tag, side, "none", several)
    words = [unit.text for unit in units[:_MOST_BESIDE]]
    for place, word in enumerate(words):
        yield one(tag, side, word)
        if place < 3:
            yield one(tag, side, "p", *words[: place + 1])
    order = skeleton(units[:14])[:8]
    stopped = False
    for place, name in enumerate(order):
        stopped = stopped or name == "stop.mark"
        yield one(tag, side, "s", name, several)
        yield one(tag, side, "s", name, min(place, 2), stopped, several)
        yield one(tag, side, "s2", *order[place : place + 2])
        if place < 3:
            yield one(tag, side, "sp", *order[: place + 1])
