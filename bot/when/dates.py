"""Spans that name a date, or a day counted from today."""

from __future__ import annotations

import datetime as dt
import re

from bot.when.lexicon import (
    END,
    LIST,
    NUMBER,
    Kind,
    Span,
    either,
    number_of,
    parts,
    pattern,
    values_of,
)
from bot.when.results import Month, WhenFault
from corpus.normalize import NUMERAL

_MONTH = pattern("month")


def _day(year: int | None, month: int | None, day: int, said: str) -> Month:
    try:
        dt.date(year or 2000, month or 1, day)
    except ValueError:
        raise WhenFault("no_such_date", said.strip()) from None
    return Month(year, month, day)


# Dates.

_YEAR = rf"(?P<y>\d{{4}}|\d{{2}}(?=年)|[{NUMERAL}]{{4}})"
_DATE = re.compile(
    rf"{_YEAR}\s*(?:年\s*(?P<m>{NUMBER})\s*月|[-/.]\s*(?P<m2>\d{{1,2}})\s*[-/.])\s*(?P<d>{NUMBER})\s*(?:[日号]|t(?=\d\d:)|{END})"
)
_ENGLISH_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
_YEAR_MONTH = re.compile(rf"{_YEAR}年\s*(?:(?P<m>{NUMBER})月(?:份)?)?(?!\d)")
_MONTH_DAY = re.compile(rf"(?P<m>{NUMBER})\s*月份?的?\s*(?P<d>{NUMBER})\s*(?:[日号]|{END})(?!\s*[项条个])")
_PART = either(word for word, part in parts().items() if not part.glued)
_SLASHED = re.compile(
    rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})(?!/|\d){END}|(?P<m2>\d{{2}})-(?P<d2>\d{{2}})(?![-\d]){END}"
    # 12.10 is a date only where a time of day or a weekday follows: else it may be any figure.
    rf"|(?P<m3>\d{{1,2}})\.(?P<d3>\d{{1,2}})(?=\s*(?:[（(]?(?:周|星期)|{_PART}|\d{{1,2}}[:点时]))"
)
# A text with a word of two letters and no Chinese one.
_ENGLISH = re.compile(r"\A[^\u4e00-\u9fff]*[a-z]{2}[^\u4e00-\u9fff]*\Z")
_ORDINAL = r"(?:st|nd|rd|th)"
_ENGLISH_DATE = re.compile(
    rf"(?:(?P<m>{_MONTH})\.?\s*(?:the\s+)?(?P<d>\d{{1,2}}){_ORDINAL}?"
    rf"|(?:the\s+)?(?P<d2>\d{{1,2}}){_ORDINAL}?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?)(?:(?:,\s*|\s+)(?P<y>\d{{4}})(?!\d))?{END}"
)
# April 2, 6 and 9
_ENGLISH_DATES = re.compile(
    rf"(?P<m>{_MONTH})\.?\s+(?P<days>\d{{1,2}}{_ORDINAL}?(?:\s*,\s*\d{{1,2}}{_ORDINAL}?)*\s*,?\s*(?:and|&)\s*\d{{1,2}}{_ORDINAL}?)"
    rf"(?!\s*(?:[ap]\.?m|o'clock|{_MONTH}))(?![a-z\d]){END}"
)
_MONTH_ALONE = re.compile(rf"(?P<m>{NUMBER})\s*月份?(?![个\d])|(?P<en>{_MONTH})(?:\s+(?P<y>\d{{4}}))?")
_MONTHS = re.compile(rf"(?:{NUMBER}\s*(?:月份?)?{LIST})+{NUMBER}\s*月份?(?![个\d])")
_MODAL = re.compile(r"(?:of|in|every|each|next|this)\s+$")
_DAY_ALONE = re.compile(
    rf"(?P<all>(?:{NUMBER}\s*[日号]?{LIST})*{NUMBER}\s*[日号])(?!\s*(?:线|文|令|楼|院|机|线|通|召|渐|常))"
    rf"|(?P<en>(?:(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th){LIST})*(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th))(?![a-z])"
)


def _year(said: str) -> int:
    return int(said) + 2000 if len(said) == 2 else number_of(said)


def read_date(text: str, at: int) -> Span | None:
    if found := _ENGLISH_SLASHED.match(text, at):
        first, second, year = (int(group) for group in found.groups())
        if first != second and first <= 12 and second <= 12:
            # 3/1/2027 is the third of January to some and March 1 to others.
            raise WhenFault("which_date", found.group())
        month, day_ = (second, first) if first > 12 else (first, second)
        return Span(Kind.DAY, at, found.end(), [_day(year, month, day_, found.group())])
    found = _DATE.match(text, at)
    if not found:
        return None
    day = _day(_year(found["y"]), number_of(found["m"] or found["m2"]), number_of(found["d"]), found.group())
    return Span(Kind.DAY, at, found.end(), [day])


def read_year_month(text: str, at: int) -> Span | None:
    found = _YEAR_MONTH.match(text, at)
    if not found:
        return None
    if not 1 <= (month := number_of(found["m"] or "1")) <= 12:
        raise WhenFault("no_such_date", found.group())
    return Span(Kind.DAY, at, found.end(), [Month(number_of(found["y"]), month if found["m"] else None)])


def read_month_day(text: str, at: int) -> Span | None:
    if found := _MONTH_DAY.match(text, at):
        day = _day(None, number_of(found["m"]), number_of(found["d"]), found.group())
    elif found := _SLASHED.match(text, at):
        month, number_ = (int(one) for one in found.groups() if one)
        if found["m"] and max(month, number_) <= 12 and month != number_ and _ENGLISH.search(text):
            # 1/2 in English is the second of January to some and February 1 to others.
            raise WhenFault("which_date", found.group())
        if month > 12 >= number_ and found["m"]:
            month, number_ = number_, month
        day = _day(None, month, number_, found.group())
    elif found := _ENGLISH_DATES.match(text, at):
        month = int(values_of("month")[found["m"]])
        days = [_day(None, month, int(one), found.group()) for one in re.findall(r"\d+", found["days"])]
        return Span(Kind.DAY, at, found.end(), days)
    elif found := _ENGLISH_DATE.match(text, at):
        month = int(values_of("month")[found["m"] or found["m2"]])
        day = _day(int(found["y"]) if found["y"] else None, month, int(found["d"] or found["d2"]), found.group())
    else:
        return None
    return Span(Kind.DAY, at, found.end(), [day])


def read_months(text: str, at: int) -> Span | None:
    """Several months that share one word: 1、4、7、10月."""
    found = _MONTHS.match(text, at)
    months = [number_of(one) for one in re.findall(NUMBER, found.group())] if found else []
    if not found or not all(1 <= month <= 12 for month in months):
        return None
    return Span(Kind.DAY, at, found.end(), [Month(None, month) for month in months])


def read_month_alone(text: str, at: int) -> Span | None:
    found = _MONTH_ALONE.match(text, at)
    if not found:
        return None
    if found["en"] in ("may", "mar", "march") and not _MODAL.search(text[:at]):
        return None
    month = int(values_of("month")[found["en"]]) if found["en"] else number_of(found["m"])
    if not 1 <= month <= 12:
        raise WhenFault("no_such_date", found.group().strip())
    return Span(Kind.DAY, at, found.end(), [Month(int(found["y"]) if found["y"] else None, month)])


def read_day_alone(text: str, at: int) -> Span | None:
    found = _DAY_ALONE.match(text, at)
    if not found:
        return None
    numbers = [number_of(one) for one in re.findall(NUMBER, found.group())]
    return Span(Kind.DAY, at, found.end(), [_day(None, None, one, found.group()) for one in numbers])


_RELATIVE = re.compile(
    rf"(?P<several>{pattern('relative_days')})|(?P<word>{pattern('relative_day')})|(?P<short>{pattern('day_of_part')})\s*(?={either(parts())})"
)


def read_relative(text: str, at: int) -> Span | None:
    found = _RELATIVE.match(text, at)
    if not found:
        return None
    if found["several"]:
        return Span(
            Kind.DATE, at, found.end(), [int(day) for day in values_of("relative_days")[found["several"]].split()]
        )
    word = found["word"]
    days = values_of("relative_day")[re.sub(r"\s+", " ", word)] if word else values_of("day_of_part")[found["short"]]
    return Span(Kind.DATE, at, found.end(), [int(days)])
