"""Features as indices of one table of weights: what stands in a question, crossed with what a candidate does with it."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from index.reading.lexicon import Lexicon, Unit
from index.reading.spans import SURE, Span

BITS = 22
_MASK = 0xFFFFFFFF
_SHIFT = 32 - BITS
_MULTIPLIER = 0x9E3779B1
# Most features of a question were those of others before.
_REMEMBERED = 1 << 16
# What does not count in the skeleton of a question.
_IDLE = ("stop.words", "talk.")
_PLACEHOLDERS = {"full": "<D>", "homophone": "<D>", "slip": "<D>", "pinyin": "<D>", "typo": "<D>", "unknown": "<D>"}
# Where what fits best is looked for among the tasks that a candidate selects.
_BEST = 3
_NUMERAL = re.compile(r"\d|[一二两三四五六七八九十]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b")
_SHARED = (0.05, 0.25, 0.5, 0.75)
Features = list[int]


@functools.lru_cache(_REMEMBERED)
def code(*parts: object) -> int:
    """A 32-bit code of a feature's parts, the same on every machine."""
    return crc32("\x1f".join(map(str, parts)).encode())


@functools.lru_cache(_REMEMBERED)
def one(*parts: object) -> int:
    """The index of a feature by itself."""
    return (code(*parts) * _MULTIPLIER & _MASK) >> _SHIFT


def crossed(sign: int, codes: Iterable[int]) -> Features:
    """The indices of features that cross one sign with each of some codes."""
    return [((sign ^ other) * _MULTIPLIER & _MASK) >> _SHIFT for other in codes]


def bucket(value: float, *edges: float) -> int:
    """How many of the edges a value reaches."""
    return sum(value >= edge for edge in edges)


def ngrams(words: Sequence[str], most: int) -> Iterator[str]:
    """Every run of up to `most` words, the ends marked."""
    framed = ("^", *words, "$")
    for start in range(len(framed)):
        for end in range(start + 1, min(start + most, len(framed)) + 1):
            if framed[start:end] not in (("^",), ("$",)):
                yield "\x1e".join(framed[start:end])


@dataclass(frozen=True, slots=True)
class Fit:
    """How likely a plan treats some words, the log odds that they only fill a sentence, how many tasks hold them; `tasks`
    are all of the plan's, those that fit best first.

    `said` is how likely its sentences outside the tasks say what the words ask, `quoted` whether that is enough to quote one,
    `covered` how much of the words the best one has, `sentence` what it says. `treated` is whether a task is shown for the words.
    """

    probability: float
    filling: float
    held: int
    tasks: tuple[int, ...] = ()
    said: float = 0.0
    quoted: bool = False
    covered: float = 0.0
    sentence: str = ""
    treated: bool = True


def _likely(probability: float) -> int:
    return bucket(probability, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)


def fit_features(mode: str, fit: Fit, best: float, whole: Fit) -> Iterator[int]:
    """How the words of a topic look to the judge, for one way to take them; `whole` is the question with all its words."""
    treated = _likely(fit.probability)
    fills = bucket(fit.filling, -3, -1.5, -0.5, 0.3, 1, 2, 3.5)
    yield one("fit", mode, "known")
    yield one("fit", mode, "p", treated)
    yield one("fit", mode, "f", fills)
    yield one("fit", mode, "pf", treated // 2, fills // 2)
    yield one("fit", mode, "held", min(fit.held, 3))
    yield one("fit", mode, "best", fit.probability >= best)
    yield one("fit", mode, "said", _likely(whole.said) // 2, treated // 2)


def said_features(whole: Fit, best: float, spoken: bool, states: int | None = None) -> Iterator[int]:
    """How a question looks to the judge of sentences outside the tasks, against the tasks; `spoken` is of a document.

    `states` is how near the best sentence comes to stating the amount that is asked for, None where none is.
    """
    said, treated = _likely(whole.said), _likely(max(best, whole.probability))
    covered = bucket(whole.covered, 0.05, 0.15, 0.3, 0.45, 0.6)
    yield one("said", "known")
    yield one("said", "p", said)
    yield one("said", "against", said // 2, treated // 2)
    yield one("said", "more", whole.said >= best, said // 2)
    yield one("said", "words", covered, said // 2)
    yield one("said", "spoken", spoken, said // 2)
    yield one("said", "spoken", spoken, said // 2, treated // 2)
    if states is not None:
        yield one("said", "states", states)
        yield one("said", "states", states, said // 2, treated // 2)


def inside_features(mode: str, fit: Fit, tasks: frozenset[int]) -> Iterator[int]:
    """Whether the tasks that fit a topic best are among those that a candidate selects."""
    place = next((place for place, task in enumerate(fit.tasks[:_BEST]) if task in tasks), -1)
    treated = bucket(fit.probability, 0.1, 0.3, 0.6)
    few = bucket(len(tasks), 1, 2, 4, 8, 16)
    yield one("in", mode, place)
    yield one("in", mode, place, treated)
    yield one("in", mode, place == 0, few)
    yield one("in", mode, place, treated, fit.held > 0)


def shared_features(mode: str, shares: Mapping[int, float], tasks: frozenset[int]) -> list[int]:
    """How much of left-over words the tasks say that a candidate selects, and how much any other; no encoder is asked."""
    own = max((share for task, share in shares.items() if task in tasks), default=0.0)
    other = max((share for task, share in shares.items() if task not in tasks), default=0.0)
    return [
        one("ov", mode, bucket(own, *_SHARED), bucket(other, *_SHARED)),
        one("ov", mode, "more", own > other, other > own, bucket(max(own, other), *_SHARED)),
    ]


def amount_features(sign: str, kind: str, stated: Mapping[int, int], tasks: Collection[int]) -> list[int]:
    """Whether the few tasks that a candidate selects, or a topic fits best, state the kind of amount that is asked for."""
    if not kind:
        return []
    near = max((stated.get(task, 0) for task in tasks), default=-1) if len(tasks) <= _BEST else "many"
    return [one("am", sign, near), one("am", sign, kind, near)]


def picked_features(fit: Fit, task: int, listed: Sequence[int]) -> Iterator[int]:
    """Whether of the tasks of a list one fits a topic best."""
    best = next((key for key in fit.tasks if key in listed), 0)
    yield one("pick", best == task)
    yield one("pick", best == task, bucket(fit.probability, 0.1, 0.3, 0.6))


class Sight:
    """A question as its features see it: units with placeholders for spans, their n-grams, classes and skeleton.

    `heard` are units that may stand for other words of their sound, which take the place of those in the text.
    """

    def __init__(self, text: str, anchors: Sequence[Span], lexicon: Lexicon, heard: Sequence[Unit] = ()) -> None:
        self.text = text
        self.units = _with_placeholders(text, anchors, lexicon)
        for unit in heard:
            self.units = _replaced(self.units, unit)
        self.words = [_word(unit) for unit in self.units]
        self.classes = sorted({name for unit in self.units for name in unit.classes})
        self.class_set = frozenset(self.classes)
        self.class_codes = [code("c", name) for name in self.classes]
        self.grams = sorted({code("g", gram) for gram in ngrams(self.words, 3)})
        self.skeleton = skeleton(self.units)
        self.shape = sorted({code("k", gram) for gram in ngrams(self.skeleton, 4)})
        self.context = self.grams + self.shape + self.class_codes

    def has(self, *prefixes: str) -> bool:
        """Whether a word of a class that begins so is there."""
        return any(name.startswith(prefixes) for name in self.classes)

    def count(self, *names: str) -> int:
        """How many units are of one of the classes."""
        return sum(any(name in names for name in unit.classes) for unit in self.units)

    def beside(self, span: Span, width: int = 3) -> tuple[list[str], list[str]]:
        """The words before a span, the nearest first, and after it, the ends marked."""
        left = [word for word, unit in zip(self.words, self.units, strict=True) if unit.end <= span.start][-width:][
            ::-1
        ]
        right = [word for word, unit in zip(self.words, self.units, strict=True) if unit.start >= span.end][:width]
        return left + ["^"] * (width - len(left)), right + ["$"] * (width - len(right))

    def between(self, start: int, end: int) -> list[Unit]:
        """The units within a part of the text."""
        return [unit for unit in self.units if start <= unit.start and unit.end <= end]


def leaning(sight: Sight) -> Features:
    """What in a question speaks for its leaning on the one before it."""
    return crossed(code("leans"), sight.context)


def skeleton(units: Sequence[Unit]) -> list[str]:
    """The classes of the units without what is idle; runs of unknown words as one sign."""
    found: list[str] = []
    for unit in units:
        if unit.text.startswith("<"):
            found.append(unit.text)
            continue
        name = next((name for name in unit.classes if not name.startswith(_IDLE)), "")
        if name:
            found.append(name)
        elif not unit.classes and found[-1:] != ["~"]:
            found.append("~")
    return found


def near(tag: str, sight: Sight, span: Span) -> Iterator[int]:
    """What stands beside a span, for one way to use it."""
    left, right = sight.beside(span)
    yield one(tag, "k")
    yield one(tag, "l", left[0])
    yield one(tag, "r", right[0])
    yield one(tag, "ll", *left[:2])
    yield one(tag, "rr", *right[:2])
    yield one(tag, "lr", left[0], right[0])
    yield one(tag, "lll", *left)
    yield one(tag, "rrr", *right)
    before = skeleton([unit for unit in sight.units if unit.end <= span.start][-6:])[::-1]
    after = skeleton([unit for unit in sight.units if unit.start >= span.end][:6])
    yield one(tag, "sl", *before[:1])
    yield one(tag, "sr", *after[:1])
    yield one(tag, "sll", *before[:2])
    yield one(tag, "srr", *after[:2])
    yield one(tag, "slr", *before[:1], "_", *after[:1])


def _replaced(units: list[Unit], by: Unit) -> list[Unit]:
    """The units with one in the place of those that make it up; as they are where one goes beyond it."""
    inside = [unit for unit in units if unit.start < by.end and by.start < unit.end]
    if not inside or inside[0].start != by.start or inside[-1].end != by.end:
        return units
    return sorted([*(unit for unit in units if unit not in inside), by], key=lambda unit: unit.start)


def _word(unit: Unit) -> str:
    return re.sub(r"\d+", "#", unit.text)


def _sign(span: Span) -> str:
    """The placeholder of a span: what is taken back and offices only mentioned have their own."""
    if span.void == SURE:
        return "<V>"
    if span.kind == "C":
        return "<S>"  # the words of a cell tell tasks as a section does
    if span.kind != "D":
        return f"<{span.kind}>"
    if span.several:
        return "<K>"
    return "<A>" if span.of else _PLACEHOLDERS.get(span.how, "<B>")


def _role_in(span: Span, lexicon: Lexicon) -> list[Unit]:
    """The word of role with which a quantity begins: 牵头 of 牵头两项."""
    number = _NUMERAL.search(span.text)
    units = lexicon.units(span.text, 0, number.start() if number else 0)
    first = next((unit for unit in units if any(name.startswith("role.") for name in unit.classes)), None)
    return [replace(first, start=span.start + first.start, end=span.start + first.end)] if first else []


def _with_placeholders(text: str, anchors: Sequence[Span], lexicon: Lexicon) -> list[Unit]:
    found: list[Unit] = []
    at = 0
    for span in sorted(anchors, key=lambda span: span.start):
        found += lexicon.units(text, at, span.start)
        inner = _role_in(span, lexicon) if span.kind == "Q" else []
        found += inner
        found.append(Unit(_sign(span), (), inner[-1].end if inner else span.start, span.end))
        at = max(at, span.end)
    return found + lexicon.units(text, at, len(text))
