"""Times counted from another said before them: 18号开会，提前一天和当天上午九点; the hearing is at 10, an hour before."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.when.compose import Composer, lacking
from bot.when.lexicon import WEAK, Kind, Span, either, flat, words_of
from bot.when.reading import joined
from bot.when.results import Clock, Group, Length, When, WhenFault
from bot.when.runs import Run, runs_in

_ENDED = re.compile("[,，.。;；!！\n]")
_HOURS = frozenset({Kind.CLOCK, Kind.PART})


@dataclass(slots=True)
class _Counted:
    """How long before, with the spans of the time of day that is said with it."""

    before: Length
    hours: list[Span] = field(default_factory=list)


def read_anchored(text: str) -> When | None:
    """The times counted from a day said before them, None where none are; WhenFault where one is that is not understood.

    Where one length alone stands directly behind its day, this is for `read_when`: 3月1日前三天.
    """
    head = flat(text)
    runs = runs_in(head)
    place = next((place for place, run in enumerate(runs) if _first_counting(run, head) is not None), None)
    if place is None:
        return None
    counting = _first_counting(runs[place], head)
    assert counting is not None
    within = runs[place].spans
    anchor = [*(span for run in runs[:place] for span in run.spans), *within[:counting]]
    behind = [within[counting:], *(run.spans for run in runs[place + 1 :])]
    if not any(_names_day(span) for span in anchor):
        # What is counted from may follow directly: a week before March 1.
        following = within[counting + 1 :]
        if _is_ahead(within[counting]) and any(map(_names_day, following)):
            return _When(text, head).read(following, [[within[counting]]])
        if len(runs) == 1 or not _counts_before(runs[place]):
            return None
        raise WhenFault("partly", text[within[counting].start : within[-1].end])
    if counting and _is_plain(anchor, within[counting:], head):
        return None
    if not counting and not _refers_back(head, anchor[-1].end, runs[place]):
        # 看前一天的报告: it counts from no day of the order.
        return None
    return _When(text, head).read(anchor, behind)


@dataclass(frozen=True, slots=True)
class _When:
    """Reads the spans of a text of which some count from others."""

    text: str
    head: str

    def read(self, anchor: list[Span], behind: Sequence[list[Span]]) -> When:
        whole = list(anchor)
        while anchor and anchor[-1].kind in WEAK:
            anchor.pop()
        # 4月30日前完成: of what only bounds the day nothing is left.
        bounds = [span for span in whole[len(anchor) :] if span.kind is Kind.BOUNDING]
        said = self.text[anchor[0].start : anchor[-1].end]
        group = self._anchor(anchor, said)
        counted, common = self._counted(behind)
        if group is None or not counted:
            raise WhenFault("partly", self.text[behind[0][0].start : behind[-1][-1].end], said)
        groups, following = [], list[Span]()
        for one in reversed(counted):
            # 前三天、前一天上午9点: the time of day is said once for all.
            following = one.hours or following
            groups.append(self._group(group, replace(one, hours=following or common), said))
        return When(tuple(reversed(groups)), self._rest([*anchor, *bounds], behind), said)

    def _anchor(self, spans: list[Span], said: str) -> Group | None:
        """The one day that is counted from, with its time of day; None where it is not one."""
        groups = Composer(said, self.text).groups(spans)
        if len(groups) != 1:
            return None
        [group] = groups
        # The weekday of a date says again which day it is.
        days = len(group.days) + len(group.near) + bool(group.edge or group.after) or len(group.weekdays)
        bounded = group.repeat or group.start or group.until or group.before or lacking(group)
        return group if days == 1 and len(group.clocks) <= 1 and not bounded else None

    def _counted(self, behind: Sequence[list[Span]]) -> tuple[list[_Counted], list[Span]]:
        """What is counted, and the time of day for all of it that stands apart; nothing where anything else is said of time."""
        counted, common = list[_Counted](), list[Span]()
        for spans in behind:
            here = len(counted)
            for span in spans:
                if span.kind is Kind.BEFORE:
                    counted.extend(map(_Counted, span.value))
                elif _is_same_day(span, self.head):
                    counted.append(_Counted(Length()))
                elif span.kind in _HOURS:
                    (counted[-1].hours if len(counted) > here else common).append(span)
                elif span.kind not in WEAK:
                    return [], []
        return counted, common

    def _group(self, anchor: Group, one: _Counted, said: str) -> Group:
        clocks, assumed = anchor.clocks, anchor.assumed
        if one.hours:
            [group] = Composer(said, self.text).groups(one.hours)[:1]
            clocks, assumed = group.clocks, group.assumed
        if not one.before.minutes:
            return replace(anchor, before=one.before, clocks=clocks, assumed=assumed)
        if len(anchor.clocks) != 1 or anchor.assumed or one.before.days or one.before.months:
            # Half an hour before a day is before no hour.
            raise WhenFault("partly", said, said)
        return replace(anchor, clocks=[_earlier(anchor.clocks[0], one.before.minutes, said)])

    def _rest(self, anchor: list[Span], behind: Sequence[list[Span]]) -> str:
        pieces, end = [], 0
        spans = [*anchor, *(span for spans in behind for span in spans)]
        for span in sorted(spans, key=lambda span: span.start):
            pieces.append(_clause_begins().sub("", self.text[end : span.start]))
            end = span.end
        return joined([*pieces, self.text[end:]])


def _earlier(clock: Clock, minutes: int, said: str) -> Clock:
    moment = dt.datetime.combine(dt.date(2000, 1, 2), clock.time) + dt.timedelta(minutes=minutes)
    if moment.day != 2 or clock.late:
        raise WhenFault("partly", said, said)
    return replace(clock, time=moment.time())


def _first_counting(run: Run, head: str) -> int | None:
    return next(
        (place for place, span in enumerate(run.spans) if span.kind is Kind.BEFORE or _is_same_day(span, head)), None
    )


def _counts_before(run: Run) -> bool:
    return any(span.kind is Kind.BEFORE for span in run.spans)


def _is_plain(anchor: Sequence[Span], counted: Sequence[Span], head: str) -> bool:
    """Whether one length or word stands directly behind a day without a time of day: 3月1日前三天9点, 12月5日当天9点."""
    # The comma between may be a filler of its own.
    day = max((span.end for span in anchor if span.kind not in WEAK), default=anchor[-1].end)
    if _ENDED.search(head[day : counted[0].start]):
        return False
    several = sum(len(span.value) if span.kind is Kind.BEFORE else _is_same_day(span, head) for span in counted) > 1
    return not several and not any(span.kind in _HOURS for span in anchor)


def _refers_back(head: str, day: int, run: Run) -> bool:
    """Whether a run that counts goes back to the day that ends at a place: it begins a clause, or the day stands in its own."""
    if _clause_begins().search(head[: run.start]):
        return True
    behind = head[run.end :].lstrip()
    before = _ENDED.split(head[: run.start])
    # 到期前三天, where 到期 was said of the day.
    said = before[-1].strip()
    again = len(before) > 1 and bool(said) and any(said in clause for clause in before[:-1])
    return again or (not _ENDED.search(head[day : run.start]) and not behind.startswith(("的", "'s")))


@functools.cache
def _clause_begins() -> re.Pattern[str]:
    between = either([*words_of("filler", "words"), *words_of("filler", "joining"), *words_of("filler", "polite")])
    return re.compile(rf"(?:^|[,，.。;；:：!！\n]|[\u4e00-\u9fff]\s)\s*(?:{between}\s*)*$")


def _is_same_day(span: Span, head: str) -> bool:
    return head[span.start : span.end] in words_of("same_day")


def _is_ahead(span: Span) -> bool:
    """Whether it counts hours from the day that follows, or several lengths: an hour before 5 pm on Friday."""
    return (
        span.kind is Kind.BEFORE and not span.behind and (len(span.value) > 1 or any(one.minutes for one in span.value))
    )


def _names_day(span: Span) -> bool:
    return span.kind not in WEAK and span.kind not in _HOURS and span.kind not in (Kind.BEFORE, Kind.VAGUE)
