"""Spans of weekdays, periods and their ends, and of how often something comes."""

from __future__ import annotations

import re

from bot.notifications.schedule import LAST
from bot.when.lexicon import (
    ENGLISH,
    LIST,
    MEASURES,
    NUMBER,
    WEEKDAYS,
    Kind,
    Span,
    either,
    number_of,
    pattern,
    values_of,
    words_of,
)
from bot.when.results import Repeat, WhenFault
from corpus.normalize import NUMERAL

# Weeks and weekdays.

_WEEK_WORD = "(?:周|星期|礼拜)"
_TURN = pattern("turn")
_CHINESE_DAYS = rf"[{WEEKDAYS}](?![{MEASURES}]|天|早\S?会)"
_MORE = rf"(?:\s*[、,，和与及]?\s*{_WEEK_WORD}?{_CHINESE_DAYS})*"
_WEEKDAYS = re.compile(
    rf"(?:(?P<turn>{_TURN})\s*)?{_WEEK_WORD}(?:(?P<first>[{WEEKDAYS}])\s*(?:到|至|-|~|—)\s*{_WEEK_WORD}?(?P<last>[{WEEKDAYS}])"
    rf"|(?P<list>{_CHINESE_DAYS}{_MORE}|[{WEEKDAYS}](?=早|[{NUMERAL}\d]{{1,3}}[点时:])|[{WEEKDAYS}])|(?P<digits>[1-7](?:[、,，和][1-7])*)(?![\d:点时.]))"
)
# After 每周 the days stand alone: 每周一三五, 每周1.
_DAYS_LEFT = re.compile(
    rf"(?:的)?\s*(?:(?P<first>[{WEEKDAYS}])\s*(?:到|至|-|~|—)\s*{_WEEK_WORD}?(?P<last>[{WEEKDAYS}])"
    rf"|(?P<list>{_CHINESE_DAYS}{_MORE}|[{WEEKDAYS}](?=早|[{NUMERAL}\d]{{1,3}}[点时:]))|(?P<digits>[1-7](?:\s*[、,，和]\s*[1-7])*)(?![\d:点时.]))"
)
# After monthly its days do: monthly 1 and 15.
_MONTH_DAYS_LEFT = re.compile(
    rf"(?:\s+(?:on\s+)?(?:the\s+)?)?\d{{1,2}}(?:{LIST}\d{{1,2}})*(?![\d{MEASURES}日/.-]|\s*(?:[ap]m|[ap]\.m|st|nd|rd|th|[日号点时]))"
)
_ENGLISH_DAY = either([*words_of("weekday"), *(f"{word}s" for word in words_of("weekday") if len(word) > 4)])
_SHORT_DAY = pattern("weekday_short")
_ENGLISH_WEEKDAYS = re.compile(
    rf"(?:(?P<turn>{_TURN})\s+)?(?P<first>{_ENGLISH_DAY}|{_SHORT_DAY}(?=\s*[-–]|\s+(?:at\s+)?\d))\.?"
    rf"(?:\s*(?:to|through|thru|-|–|until)\s*(?P<last>{_ENGLISH_DAY}|{_SHORT_DAY}))?"
)
_WEEKEND = re.compile(rf"(?:(?P<turn>{_TURN})\s*(?:个)?)?(?P<word>{pattern('weekend')})")


def _turn(word: str | None) -> int | None:
    return None if word is None else int(values_of("turn")[re.sub(r"\s+", " ", word)])


def read_weekdays(text: str, at: int) -> Span | None:
    if found := _WEEKDAYS.match(text, at):
        # 周一到周五 are the days of each week, 下周一到周五 those of one.
        recurs = bool(found["first"]) and not found["turn"]
        return Span(Kind.WEEKDAYS, at, found.end(), (_turn(found["turn"]), _listed(found)), plural=recurs)
    if found := _WEEKEND.match(text, at):
        return Span(Kind.WEEKDAYS, at, found.end(), (_turn(found["turn"]), [5]))
    found = _ENGLISH_WEEKDAYS.match(text, at)
    if not found:
        return None
    first, plural = _english(found["first"])
    # The coming Friday is the next one, the coming week the next week.
    turn = None if (found["turn"] or "").endswith("coming") else _turn(found["turn"])
    days = _between(first, _english(found["last"])[0]) if found["last"] else [first]
    return Span(
        Kind.WEEKDAYS,
        at,
        found.end(),
        (turn, days),
        plural=plural or bool(found["last"] and not found["turn"]),
    )


def _english(word: str) -> tuple[int, bool]:
    known = values_of("weekday") | values_of("weekday_short")
    return (int(known[word]), False) if word in known else (int(known[word.removesuffix("s")]), True)


def _listed(found: re.Match[str]) -> list[int]:
    if found["first"]:
        return _between(_one_day(found["first"]), _one_day(found["last"]))
    said = found["digits"] or found["list"]
    return list(dict.fromkeys(_one_day(char) for char in said if char in WEEKDAYS or char.isdigit()))


def _one_day(char: str) -> int:
    return int(char) - 1 if char.isdigit() else WEEKDAYS.index(char.replace("天", "日"))


def _between(first: int, last: int) -> list[int]:
    return list(range(first, last + 1)) if first <= last else [*range(first, 7), *range(last + 1)]


# Periods, their ends, and how often.

_UNIT = pattern("unit")
_PERIOD = re.compile(
    rf"(?P<word>{pattern('period')})|(?P<turn>{_TURN})\s*(?P<unit>{_UNIT})(?!(?<=[周期拜])\s*[{WEEKDAYS}末])(?!的?会|报)"
)
_EDGE = re.compile(rf"(?:的)?(?P<word>{pattern('edge')})(?!级|步|稿|期|次|审)")
_NTH = re.compile(
    rf"(?:的)?(?P<word>{pattern('nth')})"
    rf"|(?:the\s+)?(?P<digit>[1-4])(?:st|nd|rd|th)(?=\s+(?:{_ENGLISH_DAY}|{pattern('workday', 'words')}))"
)
_WORKDAY = re.compile(rf"(?P<every>{pattern('workday', 'every')})|(?P<word>{pattern('workday', 'words')})")
_EVERY = re.compile(
    rf"(?P<word>{pattern('every')})|每(?P<gap>{pattern('gap')})?\s*(?P<n>{NUMBER})\s*个?(?P<unit>天|日|周|星期|礼拜|月|季度|年|工作日|小时|分钟)"
    rf"|(?<![每第\d{NUMERAL}])(?P<n3>{NUMBER})\s*个?(?P<unit3>天|周|星期|礼拜|月|季度|年)(?:推送|发送|提醒|[发推送来])?一[次回遍]"
    rf"|(?:every|each)\s+(?P<n2>\d{{1,3}}|{ENGLISH})\s+(?P<unit2>day|week|month|quarter|year|hour|minute|workday)s?(?![a-z])"
)
# 每周八9点: a week has no such day.
_NO_DAY = re.compile(r"\s*[八九089](?=\s*(?:\d|[上下早晚中凌]|[,，]|$))")
# 填周报, 季报要报省里, 第28项月报: what is written, not how often. A task stands as a character of its own.
_REPORT = re.compile("[\u4e00-\u9fff\ue000-\ue0ff]\\||\\|[\u4e00-\u9fff]")
_EVERY_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter",
                "年": "year", "工作日": "workday", "小时": "hour", "分钟": "hour", "minute": "hour"}  # fmt: skip
_EACH = re.compile(rf"(?P<other>{pattern('each', 'other')})|{pattern('each', 'words')}")


def read_period(text: str, at: int) -> Span | None:
    found = _PERIOD.match(text, at)
    if not found:
        return None
    if found["word"]:
        unit, _, turn = values_of("period")[re.sub(r"\s+", " ", found["word"])].partition(" ")
    else:
        unit, turn = values_of("unit")[found["unit"]], str(_turn(found["turn"]))
    return Span(Kind.PERIOD, at, found.end(), (unit, int(turn)))


def read_edge(text: str, at: int) -> Span | None:
    found = _EDGE.match(text, at)
    if not found:
        return None
    unit, _, edge = values_of("edge")[re.sub(r"\s+", " ", found["word"])].rpartition(" ")
    if found["word"] in ("初", "底", "末") and (not at or text[at - 1] not in "月年季度周"):
        return None
    return Span(Kind.EDGE, at, found.end(), (unit, 1 if edge == "first" else LAST))


def read_nth(text: str, at: int) -> Span | None:
    found = _NTH.match(text, at)
    if not found:
        return None
    nth = int(found["digit"] or values_of("nth")[re.sub(r"\s+", " ", found["word"])])
    return Span(Kind.NTH, at, found.end(), nth)


def read_workday(text: str, at: int) -> Span | None:
    found = _WORKDAY.match(text, at)
    return Span(Kind.WORKDAY, at, found.end(), bool(found["every"])) if found else None


def read_every(text: str, at: int) -> Span | None:
    found = _EVERY.match(text, at)
    if not found:
        return None
    around = f"{text[max(at - 1, 0) : at]}|{text[found.end() : found.end() + 1]}"
    if found["word"] and found["word"].endswith("报") and _REPORT.search(around):
        return None
    if found["word"]:
        unit, _, count = values_of("every")[re.sub(r"\s+", " ", found["word"])].partition(" ")
        interval = int(count)
    else:
        said = found["unit"] or found["unit2"] or found["unit3"]
        unit, interval = _EVERY_UNITS.get(said, said), number_of(found["n"] or found["n2"] or found["n3"])
        if found["gap"]:
            # 每隔三天 is every third day to some and every fourth to others.
            if interval > 1:
                raise WhenFault("which_gap", found.group())
            interval = 2
    if unit == "hour" or not 1 <= interval <= 365:
        raise WhenFault("too_often", found.group())
    repeat = Repeat(unit, interval)
    if unit == "week" and (none := _NO_DAY.match(text, found.end())):
        raise WhenFault("no_such_date", text[at : none.end()].strip())
    if unit == "week" and (left := _DAYS_LEFT.match(text, found.end())):
        return Span(Kind.REPEAT, at, left.end(), (repeat, _listed(left), []))
    if unit == "month" and (left := _MONTH_DAYS_LEFT.match(text, found.end())):
        days = [int(one) for one in re.findall(r"\d+", left.group())]
        if any(not 1 <= day <= 31 for day in days):
            raise WhenFault("no_such_date", left.group().strip())
        return Span(Kind.REPEAT, at, left.end(), (repeat, [], days))
    return Span(Kind.REPEAT, at, found.end(), (repeat, [], []))


def read_each(text: str, at: int) -> Span | None:
    found = _EACH.match(text, at)
    return Span(Kind.EACH, at, found.end(), 2 if found["other"] else 1) if found else None
