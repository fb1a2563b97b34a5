"""The spans of a time put together: groups of days with their times of day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.notifications.schedule import LAST
from bot.when.clocks import clock_of
from bot.when.lexicon import Kind, Part, Span
from bot.when.results import Group, Length, Month, Repeat, WhenFault


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
            self._day(Span(Kind.DATE, span.start, span.end, [0]))
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
                group.near += span.value
            case Kind.WEEKDAYS:
                self._weekdays(span)
            case Kind.PERIOD:
                self._period(span.value)
            case Kind.EDGE:
                unit, edge = span.value
                if any(day.day for day in group.days):
                    # 每月15号和月底: the end is one of the days; 这个月20号和月底: it is another day of that month.
                    if (
                        self.joined
                        and not group.repeat
                        and group.period
                        and group.period[0] == "month" == (unit or "month")
                    ):
                        self._close()
                        self.group.period, self.group.edge = group.period, edge
                        return
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
            once = not (before.repeat or group.repeat) and before.weekdays and not before.nth
            if once and before.week is None and group.weekdays and group.week and before.clocks:
                # 周四、周五15点，下周一9点: the week not said is this one.
                before.week = 0
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
            # Mon to Wed next week; Tuesday and Thursday next week.
            found.insert(_first_weekday(found), span)
        elif before.value[0] == -1 and _is_of_months(span):
            last = Span(Kind.NTH, before.start, before.end, LAST)
            found[-1:] = [last, replace(before, value=(None, before.value[1])), span]
        else:
            found.append(span)
    return found


def _first_weekday(spans: Sequence[Span]) -> int:
    """Where the weekdays begin that are joined at the end of the spans, none of which says its week."""
    place = first = len(spans) - 1
    while place >= 0 and (spans[place].kind is Kind.JOINING or spans[place].kind is Kind.WEEKDAYS):
        if spans[place].kind is Kind.WEEKDAYS:
            if spans[place].value[0] is not None:
                break
            first = place
        place -= 1
    return first


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
