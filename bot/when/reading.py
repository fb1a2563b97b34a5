"""The words of time that a text has: which of its runs are meant, and what beside them is not understood."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from bot.when.compose import Composer, lacking
from bot.when.lexicon import Kind, either, flat, words_of
from bot.when.results import When, WhenFault
from bot.when.runs import DAYS, Run, runs_in

# A longer text is no order; its end is not looked at.
MOST_READ = 600
_EDGE = re.compile(r"(?:[,，;；。]\s*|[\u4e00-\u9fff]\s+|[\ue000-\ue0ff]\s*)$")
_ENDED = re.compile(r"\s*(?:[,，;；。!！]|$)|\s+(?=[\u4e00-\u9fff])")
_ENDED_WITHIN = re.compile(r"[,，;；。!！\s]")
_EDGES = " \t\n,，、:：;；.。的-—"
# What may only be left behind a time as a piece of it.
_CRUMB = re.compile(
    r"\s*(?:"
    + "|".join(
        (
            r"[、,，和及与]\s*\d{1,4}(?!\s*[项条个]|-)(?=\s|$|[、,，])",
            r"[:/~]\s*\d+",
            r"\d{1,4}\s*[点时日号分月刻](?!间)|[点时日号分旬刻](?![\u4e00-\u9fff])|[一二三四五六七八九十]+[刻分]|[（(]周\S*",
            r"(?:或者?|还是|or\b)\s*\S+",
            r"(?:到|至|-|~|—|to\b|until\b)\s*(?=\d|[一二三四五六七八九十]+[点时日号月])\S+",
            r"(?:from|between|从)\s*\d\S*|q[1-4]\b|h\b",
            r"(?:before|after|following)\s+[a-z]|at\s+(?:half|quarter|\d)|(?:instead of|rather than|but not|not)\b",
        )
    )
    + ")"
)
# The same before it: 四|季度末, 1.|5 hours, 9-|10 am, the eve of|May 1.
_CRUMB_BEFORE = re.compile(
    "(?:"
    + "|".join(
        (
            r"第?[\d一二三四五六七八九十半]{1,3}个?(?:周|季度?|月|[.．])?的?|q[1-4]",
            r"\d{1,2}[.．]\d{1,2}[.．]?(?:\s+at)?\s*",
            r"\d{1,2}(?::\d\d)?\s*(?:[-–—~至到]|to|until)\s*|\d{1,2}(?:st|nd|rd|th)?\s*(?:,|&|and)\s*",
            r"\b(?:between|from)\s+\S+(?:\s+[ap]m)?\s+(?:and|to)\s*",
            r"\b(?:eve|weekend|middle|rest)\s*|\b(?:day|week|fortnight|month|year)s?(?:\s+(?:on|from))?\s*",
        )
    )
    + ")$"
)
# Words that a preposition joins to the time, of which nothing is understood: task 3 on the eve of May 1. Behind a task alone.
_UNSAID = re.compile(r"(?<=[\ue000-\ue0ff])\s+(?:on|at|by|no|not|from|until|over)\s+(?:[a-z]+\s+){1,3}$")


def read_when(text: str, lasting: bool = False) -> When:
    """The words of time in `text`, wherever they stand; WhenFault for those that cannot be meant or only in part.

    With `lasting`, a length of time alone (3天) is one too.
    """
    head = flat(text[:MOST_READ])
    if _off_pattern().fullmatch(head.strip(_EDGES)):
        return When(off=True, said=text.strip())
    runs = runs_in(head, lasting)
    # A time that does not exist is one that was meant, wherever it stands.
    if broken := next((run for run in runs if run.fault), None):
        assert broken.fault is not None
        said = text[broken.start : broken.end]
        raise WhenFault(broken.fault.reason, broken.fault.said or said, said)
    chosen = _chosen(runs, head)
    if not chosen:
        return When(rest=_tidy(text))
    said = " ".join(text[run.start : run.end] for run in chosen)
    spans = [span for run in chosen for span in run.spans]
    if vague := next((span for span in spans if span.kind is Kind.VAGUE), None):
        raise WhenFault("vague", text[vague.start : vague.end], said)
    if any(span.kind is Kind.BOUNDING for span in spans) and not lasting:
        raise WhenFault("bounded", said, said)
    if any(
        span.kind is Kind.BOUNDING and head[span.start : span.end] in words_of("bounding", "after") for span in spans
    ):
        raise WhenFault("from_now", said)
    if crumb := _CRUMB.match(head, chosen[-1].end):
        raise WhenFault("partly", text[crumb.start() : crumb.end()].strip(" ,，、"), said)
    for run in chosen:
        if crumb := _CRUMB_BEFORE.search(head[: run.start]) or _UNSAID.search(head[: run.start]):
            raise WhenFault("partly", text[crumb.start() : run.start], said)
    if other := _beside(runs, chosen, head):
        raise WhenFault("partly", text[other.start : other.end], said)
    if left := _begun(runs, chosen[0], head):
        raise WhenFault("partly", text[left.start : left.end], said)
    pieces, end = [], 0
    for run in sorted(chosen, key=lambda run: run.start):
        pieces.append(text[end : run.start])
        end = run.end
    pieces.append(text[end:])
    groups = tuple(Composer(said, text).groups(spans))
    if _respectively().search(head) and any(len(group.clocks) > 1 for group in groups):
        # 5号、6号分别在9点、10点: which of them at which is not told.
        raise WhenFault("several", said, said)
    return When(groups, joined(pieces), said)


@functools.cache
def _respectively() -> re.Pattern[str]:
    return re.compile(either(words_of("filler", "respectively")))


@functools.cache
def _off_pattern() -> re.Pattern[str]:
    return re.compile(either(words_of("off")))


@functools.cache
def _filler_pattern() -> re.Pattern[str]:
    words = either([*words_of("filler", "words"), *words_of("filler", "joining"), *words_of("filler", "sounding")])
    return re.compile(rf"(?:{words}\s*)+")


def joined(pieces: Sequence[str]) -> str:
    """What is left around the words of time, without what only joined them."""
    kept = [piece for piece in map(_tidy, pieces) if piece and not _filler_pattern().fullmatch(flat(piece))]
    return " ".join(kept)


def _tidy(text: str) -> str:
    text = text.strip(_EDGES)
    # Brackets around a time stay behind without it.
    return text.replace("（）", "").replace("()", "").lstrip(")）").rstrip("(（").strip(_EDGES)


def _chosen(runs: list[Run], text: str) -> list[Run]:
    """The run that is meant: the first that names a day fully; with its time of day where that stands apart."""
    good = [run for run in runs if not run.has(Kind.BOUNDING, Kind.VAGUE)]
    dated = [run for run in good if _names_a_day(run)]
    if not dated:
        # Whatever is wrong with it, a time was said: it is asked about.
        bad = [run for run in runs if run not in good]
        return bad[:1] or good[:1]
    first = dated[0]
    if _is_repeated(first) and (behind := [run for run in good if run is not first and _only_bounds(run, text)]):
        # 每周四15:00开会，到年底为止: its beginning and end may stand in a clause of their own.
        return [first, behind[-1]]
    if not first.has(Kind.CLOCK, Kind.PART, Kind.AFTER):
        apart = [run for run in good if run is not first and run.has(Kind.CLOCK) and not run.has(*DAYS)]
        return [first, *apart[:1]]
    return [first]


def _beside(runs: list[Run], chosen: list[Run], text: str) -> Run | None:
    """Another day with its hour that begins a clause as the one that is meant does: 5日9点初稿，10日9点定稿 are two orders."""
    if not (chosen[0].has(Kind.CLOCK) and _begins(chosen[0], text)):
        return None
    others = (run for run in runs if run not in chosen and run.has(Kind.CLOCK) and run.has(*DAYS))
    return next((run for run in others if _begins(run, text) and _names_a_day(run)), None)


def _begins(run: Run, text: str) -> bool:
    before = text[: run.start].rstrip()
    return not before or before[-1] in ",，;；。:：" or bool(_EDGE.search(text[: run.start]))


def _begun(runs: list[Run], first: Run, text: str) -> Run | None:
    """The run of a repetition that does not name its day before the one that is meant, in its clause: 每季度首月10日."""
    for run in runs:
        if run.end <= first.start and run.has(Kind.REPEAT) and not _names_a_day(run):
            between = text[run.end : first.start]
            return None if _ENDED_WITHIN.search(between) or between.startswith("的") else run
    return None


def _names_a_day(run: Run) -> bool:
    try:
        groups = Composer("", "").groups(run.spans)
    except WhenFault:
        return False
    return any(group.has_day and not lacking(group) for group in groups)


def _is_repeated(run: Run) -> bool:
    groups = Composer("", "").groups(run.spans)
    return all(group.repeat and not group.until for group in groups)


def _only_bounds(run: Run, text: str) -> bool:
    """Whether a run is a clause of its own that only says from when or until when: ，到年底为止."""
    bounds = run.spans[0].kind in (Kind.UNTIL, Kind.START) or run.spans[-1].behind
    if not (bounds and _EDGE.search(text[: run.start]) and _ENDED.match(text[run.end :])):
        return False
    try:
        groups = Composer("", "").groups(run.spans)
    except WhenFault:
        return False
    return all((group.until or group.start) and not (group.has_day or group.clocks) for group in groups)
