"""The spans of a text that stand together in runs, each perhaps a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.when.lexicon import WEAK, Kind, Span, words_of
from bot.when.results import WhenFault
from bot.when.spans import spans_at

# These name days.
DAYS = (Kind.DAY, Kind.DATE, Kind.WEEKDAYS, Kind.PERIOD, Kind.EDGE, Kind.WORKDAY, Kind.REPEAT, Kind.AFTER)
# 30 minutes for the weekly report: of what comes so often.
_OFTEN = re.compile(r"[a-z]+ly\Z")
_TO = re.compile(r"to\s+(?=\S)")
_WORD = re.compile(r"\s+(?=[a-z])")


@dataclass(slots=True)
class Run:
    """Spans of time that stand together, without the fillers at its ends."""

    spans: list[Span]
    fault: WhenFault | None = None

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end

    def has(self, *kinds: Kind) -> bool:
        return any(span.kind in kinds for span in self.spans)


def runs_in(text: str, lasting: bool = False) -> list[Run]:
    """The runs of a flat text in order."""
    found: list[Run] = []
    position, idle = 0, set[tuple[int, bool]]()
    while position < len(text):
        run, after = _run_at(text, position, lasting, idle)
        if run is not None:
            found.append(run)
        position = max(after, position + 1)
    return found


def _run_at(text: str, position: int, lasting: bool, idle: set[tuple[int, bool]]) -> tuple[Run | None, int]:
    """The run that begins at a place, and where to look on.

    `idle` are places, each with whether a bound came before, that no time follows up to where reading on ends: they are
    noted here, and not read from again.
    """
    spans: list[Span] = []
    read: list[tuple[int, bool]] = []
    end, fault, bounded, weak = position, None, False, True
    while end < len(text):
        if weak and (end, bounded) in idle:
            idle.update(read)
            return None, position + 1
        read.append((end, bounded))
        try:
            span = _next(text, end, lasting, bounded)
            if span is None and any(one.kind is Kind.START for one in spans) and (to := _TO.match(text, end)):
                # From 20 September to 18 October.
                span = Span(Kind.UNTIL, end, to.end())
        except WhenFault as raised:
            fault = raised
            length = len(raised.said) or 1
            spans.append(Span(Kind.VAGUE, end, end + length))
            break
        if span is None:
            break
        if span.kind is Kind.DATE and text[end : span.end] in words_of("same_day") and _any_day(spans):
            # 12月5日，当天9点: it says again which day it is.
            span = replace(span, kind=Kind.FILLER)
        spans.append(span)
        end, bounded, weak = span.end, bounded or span.kind is Kind.UNTIL, weak and span.kind in WEAK
    if weak and fault is None:
        idle.update(read)
    spans = [_ending(span, spans[place + 1 :], text) for place, span in enumerate(spans)]
    # A preposition before a time is its own: at the end of the month.
    while spans and (spans[0].kind is Kind.JOINING or _is_sign(spans[0], text)):
        spans.pop(0)
    while spans and (spans[-1].kind in WEAK and not spans[-1].behind):
        spans.pop()
    # What stands behind a day stands directly behind it.
    while len(spans) > 1 and spans[-1].kind in WEAK and spans[-2].kind in (Kind.FILLER, Kind.JOINING):
        spans.pop()
        while spans and spans[-1].kind in WEAK and not spans[-1].behind:
            spans.pop()
    if not any(span.kind not in WEAK for span in spans):
        return None, position + 1
    return Run(spans, fault), spans[-1].end


def _ending(span: Span, coming: Sequence[Span], text: str) -> Span:
    """A span that bounds a day, as the end of what recurs behind it: 5月底之前每周三."""
    recurs = next((one.kind in (Kind.REPEAT, Kind.EACH) for one in coming if one.kind is not Kind.FILLER), False)
    ends = span.kind is Kind.BOUNDING and span.behind and text[span.start : span.end] in words_of("bounding", "ending")
    return replace(span, kind=Kind.UNTIL) if ends and recurs else span


def _any_day(spans: Sequence[Span]) -> bool:
    return any(span.kind in DAYS for span in spans)


def _is_sign(span: Span, text: str) -> bool:
    return span.kind is Kind.FILLER and not text[span.start].isalpha()


def _next(text: str, position: int, lasting: bool, bounded: bool) -> Span | None:
    spans = [span for span in spans_at(text, position) if not _is_adjective(span, text)]
    if bounded and spans and spans[0].kind is Kind.BOUNDING and text[position : spans[0].end] in words_of("during"):
        # 3月8日至12日期间: it only says again that these are the bounds.
        return replace(spans[0], kind=Kind.FILLER)
    if lasting and not bounded:
        # 静音3日 is for three days, 静音到3日 until the third.
        spans.sort(key=lambda span: (-span.end, span.kind is not Kind.LENGTH))
    span = next((span for span in spans if lasting or span.kind is not Kind.LENGTH), None)
    if lasting and span is not None and span.kind is Kind.VAGUE and span.value is not None:
        # What lasts lasts as long as it is bounded: 三天之内, for a week.
        return replace(span, kind=Kind.LENGTH)
    return span


def _is_adjective(span: Span, text: str) -> bool:
    """Whether a word like weekly stands before one that says nothing of time."""
    if span.kind is not Kind.REPEAT or not _OFTEN.match(text[span.start : span.end]):
        return False
    behind = _WORD.match(text, span.end)
    return behind is not None and not any(True for _ in spans_at(text, behind.end()))
