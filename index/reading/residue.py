"""The words of a question that nothing accounts for: what they may be a subject of, in several ways to take them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.reading.content import trimmed
from index.reading.features import Sight
from index.reading.lexicon import STOPS
from index.reading.spans import Span

# Words between left-over ones belong to them where the gap is no longer than so many characters.
_GAP = 3
_MOST = 4
# So many words may stand between those that open a new matter and the stop after them.
_OPENING = 3
_ENDS = " ,，、?？.。!！:：;；\"'“”‘’《》()（）的"
_COPULA = re.compile("(?<=[\u3400-\u9fff]{2})[是在]$")
_PARTICLES = frozenset("的了在和与及呢吗吧啊呀嘛归由谁哪几啥有把被让给跟条项、，。,?？")
_SAID = re.compile(r"[\u3400-\u9fff]|[a-z]+")
_QUOTED = re.compile(r"[“\"「『《]([^“”\"「」『』《》]{2,40})[”\"」』》]")
# What was not meant, up to the words that say that something else is.
_DENIED = re.compile(
    r"(?<!是)不是[^,，。.?？是]{1,12}?[,，。\s]*(?:那[个条])?[,，。\s]*(?:而?(?<!就)是(?!不是|谁|哪|否)|应该是|该是|我[说问]的是)"
    r"|\bnot (?!only\b)(?:the )?[a-z -]{2,40}?[,.]? (?:but|i mean(?:t)?) (?:the )?"
)
# 跟钱有关: a character alone is a subject where something is to do with it.
_RELATED = re.compile("(?<=[跟和与同])[\u3400-\u9fff](?=有关|相关|沾边|搭边|挂钩)")
_KNOWN, _WEAK, _ANCHOR = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Topic:
    """Words as a subject, how they were taken from the question, and from which part of it (start, end)."""

    words: str
    how: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Residue:
    """The runs of left-over words (start, end), their length in characters, and the topics they may be."""

    runs: tuple[tuple[int, int], ...]
    length: int
    topics: tuple[Topic, ...]


def residue(sight: Sight, anchors: Sequence[Span], known: Callable[[str], float]) -> Residue:
    """The left-over words: with doubtful names cut out, and with those as words of the subject.

    Words that only open a new matter (另一件：, next question:), and those before them, are no part of the subject. `known`
    says how much of some words the plan says.
    """
    hard = [span for span in anchors if span.sure or span.kind not in "DT"]
    found: dict[str, Topic] = {}
    start = _opened(sight)
    runs = _meant(sight.text, _after(_runs(sight, anchors), start))
    for how, cut in (("all", list(anchors)), ("hard", hard)):
        own = runs if how == "all" else _meant(sight.text, _after(_runs(sight, cut), start))
        for name, first, last in _ways(sight.text, own, known):
            words = _without(sight.text, first, last, cut)
            if words := trimmed(_COPULA.sub("", re.sub(r"\s+", " ", words).strip(_ENDS))):
                found.setdefault(words, Topic(words, f"{how}.{name}", first, last))
    quoted = _QUOTED.search(sight.text)
    if quoted and not any(span.kind == "C" and not span.lies_beside(*quoted.span(1)) for span in anchors):
        found.setdefault(quoted[1].strip(), Topic(quoted[1].strip(), "quoted", *quoted.span(1)))
    return Residue(tuple(runs), sum(end - start for start, end in runs), tuple(found.values())[:_MOST])


def _opened(sight: Sight) -> int:
    """Where a new matter begins: after the last words that open one, and the stop or few words that end their clause."""
    units, start = sight.units, 0
    for place, unit in enumerate(units):
        stopped = place + 1 < len(units) and "stop.mark" in units[place + 1].classes
        first = not place or "stop.mark" in units[place - 1].classes
        if "new.matter" not in unit.classes and not (first and stopped and "logic.also" in unit.classes):
            continue
        start = unit.end
        for ahead in units[place + 1 : place + 2 + _OPENING]:
            if "stop.mark" in ahead.classes or ahead.text == ":":
                start = ahead.end
                break
            if ahead.text.startswith("<") or any(name.startswith(("want.", "role.")) for name in ahead.classes):
                break
    return start


def _meant(text: str, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs without what was not meant: 油茶 of 不是竹产业，是油茶; all of them where nothing else is there."""
    kept = runs
    for denied in _DENIED.finditer(text):
        start, end = denied.span()
        kept = [
            (first, last) for a, b in kept for first, last in ((a, min(b, start)), (max(a, end), b)) if first < last
        ]
    return kept or runs


def _after(runs: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """The runs from a place on; all of them where none is there."""
    return [(max(first, start), last) for first, last in runs if last > start] or runs


def _ways(text: str, runs: list[tuple[int, int]], known: Callable[[str], float]) -> Iterator[tuple[str, int, int]]:
    """All runs together, and the one with most that the plan says, the longest where it says nothing of any: name, start, end."""
    if not runs:
        return

    def worth(part: tuple[int, int]) -> tuple[float, int]:
        words = text[part[0] : part[1]]
        return known(words) * len(words), len(words)

    yield "whole", runs[0][0], runs[-1][1]
    # To know what the plan says of words takes a look at every task, which one run alone does not need.
    yield "longest", *(runs[0] if len(runs) == 1 else max(runs, key=worth))


def _without(text: str, start: int, end: int, cut: Sequence[Span]) -> str:
    """A part of the text with the spans of `cut` blank."""
    kept = list(text[start:end])
    for span in cut:
        for at in range(max(span.start, start), min(span.end, end)):
            kept[at - start] = " "
    return "".join(kept)


def _runs(sight: Sight, cut: Sequence[Span]) -> list[tuple[int, int]]:
    """The runs of words that no span of `cut` and no word of the lexicon accounts for."""
    text = sight.text
    mask = _mask(sight, cut)
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if mask[at] or not text[at].isalnum():
            at += 1
            continue
        end = at
        while end < len(text) and _goes_on(text, mask, end):
            end += 1
        runs.append((at, end))
        at = end
    return [(a, b) for a, b in runs if len(_SAID.findall(text[a:b])) > (text[a] > "\u3400") or _RELATED.match(text, a)]


def _goes_on(text: str, mask: bytearray, at: int) -> bool:
    """Whether a run goes on: with an unknown character, or with known ones before another unknown."""
    if not mask[at]:
        return True
    if mask[at] == _ANCHOR or text[at] in STOPS:
        return False
    return any(not mask[x] and text[x].isalnum() for x in range(at, min(at + _GAP, len(text))))


def _mask(sight: Sight, cut: Sequence[Span]) -> bytearray:
    text = sight.text
    mask = bytearray(len(text))
    for unit in sight.units:
        weak = len(unit.text) == 1 and unit.text >= "\u3400" and unit.text not in _PARTICLES
        weak = weak or any(name.startswith("heard.") for name in unit.classes)
        # What documents say of themselves may be a subject as well.
        if any(not name.startswith("doc.") for name in unit.classes):
            mask[unit.start : unit.end] = bytes([_WEAK if weak else _KNOWN]) * (unit.end - unit.start)
    for span in cut:
        mask[span.start : span.end] = bytes([_ANCHOR]) * (span.end - span.start)
    # A lone character beside words that nothing explains is one of theirs.
    for at, value in enumerate(mask):
        if value == _WEAK and any(0 <= x < len(text) and not mask[x] and text[x] > "\u3400" for x in (at - 1, at + 1)):
            mask[at] = 0
    return mask
