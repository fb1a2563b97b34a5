"""The words of time in a text put together: runs of spans become groups of days with their times of day."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.notifications.schedule import LAST
from bot.when.clocks import clock_of
from bot.when.lexicon import WEAK, Kind, Part, Span, either, flat, words_of
from bot.when.results import Group, Length, Month, Repeat, When, WhenFault
from bot.when.spans import spans_at

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
    return re.compile(rf"(?:{either([*words_of('filler', 'words'), *words_of('filler', 'joining')])}\s*)+")


def joined(pieces: Sequence[str]) -> str:
    """What is left around the words of time, without what only joined them."""
    kept = [piece for piece in map(_tidy, pieces) if piece and not _filler_pattern().fullmatch(flat(piece))]
    return " ".join(kept)


def _tidy(text: str) -> str:
    text = text.strip(_EDGES)
    # Brackets around a time stay behind without it.
    return text.replace("（）", "").replace("()", "").lstrip(")）").rstrip("(（").strip(_EDGES)


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


def _any_day(spans: Sequence[Span]) -> bool:
    return any(span.kind in _DAYS for span in spans)


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


# 30 minutes for the weekly report: of what comes so often.
_OFTEN = re.compile(r"[a-z]+ly\Z")
_TO = re.compile(r"to\s+(?=\S)")
_WORD = re.compile(r"\s+(?=[a-z])")


def _is_adjective(span: Span, text: str) -> bool:
    """Whether a word like weekly stands before one that says nothing of time."""
    if span.kind is not Kind.REPEAT or not _OFTEN.match(text[span.start : span.end]):
        return False
    behind = _WORD.match(text, span.end)
    return behind is not None and not any(True for _ in spans_at(text, behind.end()))


_DAYS = (Kind.DAY, Kind.DATE, Kind.WEEKDAYS, Kind.PERIOD, Kind.EDGE, Kind.WORKDAY, Kind.REPEAT, Kind.AFTER)


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
        apart = [run for run in good if run is not first and run.has(Kind.CLOCK) and not run.has(*_DAYS)]
        return [first, *apart[:1]]
    return [first]


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


def lacking(group: Group) -> str:
    """What a group's words lack to name days: the reason of a fault, empty for nothing."""
    if group.week is not None and not group.weekdays and not group.edge:
        return "which_day"
    if group.nth and not (group.weekdays or group.workdays):
        return "no_day"
    if group.period and not group.edge and not group.nth and not (group.days or group.weekdays):
        return "which_day"
    if group.repeat is not None and group.repeat.unit != "day":
        return _lacking_of(group, group.repeat)
    if any(day.day is None for day in group.days) and not group.edge and not group.nth:
        return "which_day"
    return "" if group.has_day else "no_date"


def _lacking_of(group: Group, repeat: Repeat) -> str:
    named = any(day.day for day in group.days) or group.edge or group.nth or group.near
    match repeat.unit:
        case "week":
            # 隔一周，从下周一起: its first day is the day of each week.
            begins = group.start is not None and not lacking(group.start)
            return "" if group.weekdays or group.near or group.workdays or begins else "no_day"
        case "month" | "quarter":
            return "" if named else "no_day"
        case "year":
            months = any(day.month for day in group.days) or group.edge or group.near
            return "" if named and months else "no_day"
    return ""


@dataclass(slots=True)
class Composer:
    """Goes through the spans of a time in order and gathers groups."""

    said: str
    text: str
    done: list[Group] = field(default_factory=list)
    group: Group = field(default_factory=Group)
    part: Part | None = None
    each: int = 0
    clocks_first: bool = False
    plural: bool = False
    # The bound that the coming days name: the first or the last day; and the one that the last span has named.
    bound: str = ""
    bounded: str = ""
    awaiting: Part | None = None
    last: Kind | None = None
    # Whether a word that joins stood before the last span.
    joined: bool = False

    def groups(self, spans: Sequence[Span]) -> list[Group]:
        """The groups, in the order said; WhenFault for words that contradict each other."""
        spans = _ordered([span for span in spans if span.kind is not Kind.FILLER])
        for place, span in enumerate(spans):
            self._take(span, spans[place + 1 :])
        self._settle_part()
        self._close()
        return self._inherited()

    def _take(self, span: Span, coming: Sequence[Span]) -> None:
        if span.kind is Kind.WEEKDAYS and self.bounded and not (span.plural or self.each):
            # 到1月4日（周一）: the weekday says again which day it is.
            self.bound = self.bounded
        self.bounded = ""
        last, self.last = self.last, span.kind
        self.joined = last is Kind.JOINING
        match span.kind:
            case Kind.DAY | Kind.WEEKDAYS if {last, span.kind} == {Kind.DAY, Kind.WEEKDAYS} and not self.each:
                # 9:30 Wednesday the 9th: one day, said twice.
                self._day(span)
            case Kind.CLOCK:
                self._clock(span)
            case Kind.PART:
                self._part(span, coming)
            case Kind.START | Kind.UNTIL:
                self._bound(span)
            case Kind.JOINING | Kind.BOUNDING | Kind.VAGUE:
                return
            case Kind.WORKDAY if self.group.clocks and self.group.repeat == Repeat("day"):
                self.group.workdays = True
            case Kind.REPEAT if self._is_of_each(span):
                # 12月21日到24日8点，每天: of each of the days said.
                self._repeat(*span.value)
            case Kind.EACH:
                self._days()
                self.each = span.value
            case _:
                self._days()
                self._day(span)

    def _is_of_each(self, span: Span) -> bool:
        group = self.group
        return bool(group.clocks and group.has_day and not group.repeat and span.value[0] == Repeat("day"))

    def _days(self) -> None:
        """A word of days comes: after times of day that had theirs, it begins a new group."""
        self._settle_part()
        group = self.group
        # 8:30 on the last Friday of the month: which weekday, and of what, is still to come.
        waits = group.nth and not ((group.weekdays or group.workdays) and (group.period or group.days or group.repeat))
        if group.clocks and group.has_day and not self.bound and not waits:
            self._close()
        elif self.group.clocks:
            self.clocks_first = True

    def _clock(self, span: Span) -> None:
        hour, minute, sure = span.value
        if self.bound == "until" and self.group.clocks:
            raise WhenFault("range", self.said, self.said)
        if self.clocks_first and self.group.has_day and self.awaiting is None and self.group.clocks:
            self._close()
        part = self.awaiting or (self.part if not sure else None)
        clock = clock_of(hour, minute, part, sure)
        if part and self.awaiting is None and self.group.clocks and clock.time <= self.group.clocks[-1].time:
            clock = replace(clock, half=True)
        clock = replace(clock, said=self.text[span.start : span.end])
        # 下午3点、5点: the part holds for the next ones.
        self.part = part if part and not part.glued else None
        self.awaiting = None
        self.group.clocks.append(clock)

    def _part(self, span: Span, coming: Sequence[Span]) -> None:
        part: Part = span.value
        ranged = self.group.until is not None and self.group.repeat is None
        if self.each and (ranged or not self.group.has_day):
            # 每晚, every morning.
            self.group.repeat = Repeat("day", self.each)
        if part.today and not self.group.has_day:
            self._day(Span(Kind.DATE, span.start, span.end, 0))
        following = next((one.kind for one in coming), None)
        if following is Kind.CLOCK and not part.glued and not _has_part(coming):
            self._settle_part()
            self.awaiting = part
        elif self.group.clocks and self.awaiting is None and self._apply(part):
            return
        else:
            self._settle_part()
            self.awaiting = part
            if following is not Kind.CLOCK:
                self._settle_part()

    def _apply(self, part: Part) -> bool:
        """Whether the last time of day takes the part behind it: 3 pm."""
        last = self.group.clocks[-1]
        if self.group.assumed or last.time.hour > 12 or self.part is not None:
            return False
        self.group.clocks[-1] = replace(clock_of(last.time.hour, last.time.minute, part, False), said=last.said)
        return True

    def _settle_part(self) -> None:
        """A part of the day without an hour stands for one."""
        part, self.awaiting = self.awaiting, None
        if part is None:
            return
        if part.hour is None:
            raise WhenFault("which_hour", self.said, self.said)
        self.group.clocks.append(clock_of(part.hour, 0, None, True))
        self.group.assumed = True

    def _bound(self, span: Span) -> None:
        if span.behind:
            # What stood before is the bound: 12月1日起.
            name = "start" if span.kind is Kind.START else "until"
            if getattr(self.group, name) is None and self.group.has_day and not self.group.repeat:
                bound = Group(days=self.group.days, near=self.group.near, weekdays=self.group.weekdays,
                              week=self.group.week, period=self.group.period, edge=self.group.edge)  # fmt: skip
                self.group = Group(start=self.group.start, until=self.group.until, clocks=self.group.clocks)
                setattr(self.group, name, bound)
            self.bound = ""
            return
        self._settle_part()
        self.bound = "start" if span.kind is Kind.START else "until"
        self.group.through = self.group.through or bool(span.value)

    def _day(self, span: Span) -> None:
        if self.bound:
            self._bounded(span)
            return
        group = self.group
        match span.kind:
            case Kind.DAY:
                if self.each and group.repeat is None and all(day.day and not day.year for day in span.value):
                    # Every 15th is one of each month, every March 1 one of each year.
                    group.repeat = Repeat("year" if span.value[0].month else "month", self.each)
                if group.edge and group.repeat == Repeat("month"):
                    if not self.joined:
                        raise WhenFault("partly", self.text[span.start : span.end], self.said)
                    group.days, group.edge = [*group.days, Month(day=group.edge)], 0
                self._dates(span.value)
            case Kind.DATE:
                group.near.append(span.value)
            case Kind.WEEKDAYS:
                self._weekdays(span)
            case Kind.PERIOD:
                self._period(span.value)
            case Kind.EDGE:
                unit, edge = span.value
                if any(day.day for day in group.days):
                    # 每月15号和月底: the end is one of the days.
                    if not (self.joined and group.repeat and group.repeat.unit == "month"):
                        raise WhenFault("partly", self.text[span.start : span.end], self.said)
                    group.days.append(Month(day=edge))
                    return
                if unit and group.edge:
                    # 月底和年底 are two.
                    self._close()
                    group = self.group
                group.edge = edge
                if unit and group.period is None and group.repeat is None and not group.days:
                    self._turn(unit)
            case Kind.NTH:
                if group.nth and group.nth != span.value:
                    # The first and third Monday.
                    raise WhenFault("several", self.said)
                group.nth = span.value
            case Kind.WORKDAY if group.period and group.period[0] == "week" and not group.nth:
                # 下周每个工作日: its days from Monday to Friday.
                group.week, group.period, group.weekdays = group.period[1], None, [0, 1, 2, 3, 4]
            case Kind.WORKDAY:
                group.workdays = True
                if (span.value or self.each) and not group.nth and group.repeat is None and not group.weekdays:
                    group.repeat = Repeat("day")
            case Kind.REPEAT:
                self._repeat(*span.value)
            case Kind.AFTER:
                group.after = span.value
            case Kind.BEFORE:
                for length in span.value:
                    group.before = _only(group.before, length, self.said)
            case Kind.LENGTH:
                group.lasting = _only(group.lasting, span.value, self.said)

    def _bounded(self, span: Span) -> None:
        bound, name = self.bound, self.bound
        inner = Composer(self.said, self.text)
        current: Group | None = getattr(self.group, name)
        inner.group = current or Group()
        inner._day(span)
        setattr(self.group, name, inner.group)
        # A month or period goes on with its day or end; a full day is all.
        full = span.kind in (Kind.DATE, Kind.WEEKDAYS) or (span.kind is Kind.DAY and span.value[-1].day)
        # In English an end comes first: until the end of March.
        full = full or bool(inner.group.edge and (inner.group.period or inner.group.days))
        self.bound = "" if full else bound
        self.bounded = name if span.kind is Kind.DAY and full else ""

    def _dates(self, days: list[Month]) -> None:
        group = self.group
        last = group.days[-1] if group.days else None
        for day in days:
            if day.month is None and day.year is None and last is not None and last.month is not None:
                day = Month(last.year, last.month, day.day)
            if last is not None and last.day is None and (last.month is None or day.month is None):
                # A year and then its month, a month or several and then their day.
                waiting = [one for one in group.days if one.day is None]
                group.days = [one for one in group.days if one.day is not None]
                group.days += [Month(one.year or day.year, one.month or day.month, day.day) for one in waiting]
            else:
                # 6月和12月的15号: a month without a day has that of the next one.
                group.days = [Month(one.year, one.month, one.day or day.day) for one in group.days]
                group.days.append(day)
            last = group.days[-1]

    def _weekdays(self, span: Span) -> None:
        week, days = span.value
        group = self.group
        if week is None and group.period and group.period[0] == "week":
            week, group.period = group.period[1], None
        if self.each and group.repeat is None:
            group.repeat = Repeat("week", self.each)
        if span.plural and group.repeat is None and not group.nth and week is None and group.week is None:
            group.repeat = Repeat("week")
        if week is not None:
            if group.weekdays and group.week != week and not group.repeat:
                # 周四、下周一: two weeks, of which the one not said is this one.
                group.week = group.week or 0
                self._close()
                group = self.group
            group.week = week
        group.weekdays += [day for day in days if day not in group.weekdays]

    def _period(self, period: tuple[str, int]) -> None:
        if self.each or (self.group.repeat and self.group.repeat.unit == period[0]):
            self.group.repeat = self.group.repeat or Repeat(period[0], self.each)
            return
        if self.group.period and (self.group.edge or self.group.days):
            # 下月5日、下下月5日 are two.
            self._close()
        self.group.period = period

    def _turn(self, unit: str) -> None:
        if self.each:
            self.group.repeat = Repeat(unit, self.each)
        else:
            self.group.period = (unit, 0)

    def _repeat(self, repeat: Repeat, weekdays: list[int], days: list[int]) -> None:
        if repeat.unit == "workday":
            repeat, self.group.workdays = Repeat("day", repeat.interval), True
        if repeat == Repeat("day") and self.group.repeat == Repeat("week") and len(self.group.weekdays) > 1:
            # 周一到周五每天: of each of these days.
            return
        if (
            repeat == Repeat("day")
            and self.group.repeat is None
            and self.group.week is not None
            and self.group.weekdays
        ):
            # 下周一到周三每天: of each of these days, once.
            return
        if self.group.repeat is not None and self.group.repeat != repeat:
            # 每周一每天: one of them is not meant.
            if repeat.unit == self.group.repeat.unit:
                raise WhenFault("day_mismatch", self.said)
            if "day" in (repeat.unit, self.group.repeat.unit) and not self.group.workdays:
                raise WhenFault("day_mismatch", self.said)
        self.group.repeat = repeat
        self.group.weekdays += [day for day in weekdays if day not in self.group.weekdays]
        self.group.days += [Month(day=day) for day in days]

    def _close(self) -> None:
        group = self.group
        if (
            group.nth in (1, LAST)
            and not (group.weekdays or group.workdays)
            and (group.repeat or group.period or group.days)
        ):
            # The first of every month is its first day.
            group.edge, group.nth = group.nth, 0
        _bound_by_period(group)
        if self.done and (group.start or group.until) and not (group.has_day or group.clocks):
            # 每天9点，12月1日起: a bound said last is that of what was said before.
            before = self.done[-1]
            before.start, before.until = group.start or before.start, group.until or before.until
        elif group.has_day or group.clocks or group.start or group.until:
            self.done.append(group)
        self.group = Group()
        self.clocks_first, self.each, self.bound, self.part = False, 0, "", None

    def _inherited(self) -> list[Group]:
        """The groups; 每周一9点、周三15点: how often and in which month is said once for all."""
        for before, group in zip(self.done, self.done[1:], strict=False):
            alike = bool(group.weekdays) == bool(before.weekdays) and bool(group.days) == bool(before.days)
            if group.repeat is None and before.repeat and alike and group.week is None and not group.near:
                group.repeat = before.repeat
            if group.week is None and group.weekdays and before.week is not None and group.repeat is None:
                group.week = before.week
            group.start, group.until = group.start or before.start, group.until or before.until
        for before, group in zip(reversed(self.done[:-1]), reversed(self.done), strict=False):
            weeks = before.week is not None and before.weekdays and group.week is not None
            if (weeks or (before.period and group.period and not before.repeat)) and not before.clocks:
                # 周四、下周一9点: the time of day is said once for all.
                before.clocks, before.assumed = list(group.clocks), group.assumed
        return self.done


# From the shortest to the longest.
_UNITS = ("day", "week", "month", "quarter", "year")


def _bound_by_period(group: Group) -> None:
    """Turns a period around a repetition into its bounds: 下个月每周四, every day in December."""
    if group.repeat is None:
        return
    if group.edge and not (group.period and group.period[0] == "year" and group.repeat.unit in ("month", "quarter")):
        return
    unit = _UNITS.index(group.repeat.unit)
    months = [day for day in group.days if day.month and day.day is None]
    if group.period and group.period[0] == "year" and group.until and any(day.month and day.day for day in group.days):
        # 明年1月5日至8日每天: from that day of the year on.
        group.start, group.period, group.days = Group(period=group.period, days=group.days), None, []
    if group.period and group.period[0] == "year" and months:
        # 明年1月每周一: of the month of that year.
        year = Group(period=group.period, days=months)
        group.start, group.until = group.start or year, group.until or replace(year, days=list(months))
        group.period, group.days = None, [day for day in group.days if day not in months]
    if group.period and _UNITS.index(group.period[0]) > unit:
        group.start, group.until = group.start or Group(period=group.period), group.until or Group(period=group.period)
        group.period = None
    if len(months) == len(group.days) == 1 and unit < _UNITS.index("month"):
        group.start, group.until = group.start or Group(days=months), group.until or Group(days=list(months))
        group.days = []


def _only(had: Length | None, said: Length, words: str) -> Length:
    """The length that is said; WhenFault where another was: of two neither is sure to be meant."""
    if had is not None and had != said:
        raise WhenFault("several", words)
    return said


def _ordered(spans: list[Span]) -> list[Span]:
    """The spans as they are said in Chinese: a week before its days, and the last Friday of a month the last of its Fridays."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if before is None or before.kind is not Kind.WEEKDAYS:
            found.append(span)
        elif span.kind is Kind.PERIOD and span.value[0] == "week" and before.value[0] is None:
            # Mon to Wed next week.
            found[-1:] = [span, before]
        elif before.value[0] == -1 and _is_of_months(span):
            last = Span(Kind.NTH, before.start, before.end, LAST)
            found[-1:] = [last, replace(before, value=(None, before.value[1])), span]
        else:
            found.append(span)
    return found


def _is_of_months(span: Span) -> bool:
    match span.kind:
        case Kind.REPEAT:
            return span.value[0].unit in ("month", "quarter")
        case Kind.PERIOD:
            return bool(span.value[0] == "month")
        case Kind.DAY:
            return all(day.day is None for day in span.value)
    return False


def _has_part(coming: Sequence[Span]) -> bool:
    """Whether the time of day that comes has a part of its own behind it: tomorrow morning 3 pm."""
    return len(coming) > 1 and coming[1].kind is Kind.PART and coming[1].value.glued
