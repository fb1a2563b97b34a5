"""Times that a question names, as it writes them: months, quarters, halves, years, days, holidays and ranges of them."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Callable

from corpus.normalize import number
from index.reading.periods import NEXT, THIS_MONTH, THIS_QUARTER, Period

Values = Callable[[re.Match[str]], Period]

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]?\d|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DIGITS = "〇零一二三四五六七八九"
_ENDS = r"(?:底|末|前|之前|以前|内)*(?:\((?:含|包括)[^)]{0,8}\))?"
_TO = r"(?:到|至|[-~～—–]+)"
# Parts of a month: their first and last day.
_PARTS = {
    "上旬": (1, 10),
    "初": (1, 10),
    "early": (1, 10),
    "beginning": (1, 10),
    "start": (1, 10),
    "中旬": (11, 20),
    "mid": (11, 20),
    "middle": (11, 20),
    "下旬": (21, 0),
    "late": (21, 0),
    "上半月": (1, 15),
    "first half": (1, 15),
    "下半月": (16, 0),
    "second half": (16, 0),
}
_PART = "(?:(?P<part>[上中下]旬|[上下]半月)|(?P<begun>初))?"
# Holidays of a fixed day: month and day.
_HOLIDAYS = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "妇女": (3, 8),
    "五一": (5, 1),
    "劳动": (5, 1),
    "五四": (5, 4),
    "六一": (6, 1),
    "儿童": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "教师": (9, 10),
    "国庆": (10, 1),
}
# Of these the ones that are other words where no festival follows.
_NAMED_AFTER = ("妇女", "劳动", "儿童", "教师")
_DAY_NAMES = "|".join(f"{name}(?=节)" if name in _NAMED_AFTER else name for name in _HOLIDAYS)


def _year(name: str) -> str:
    written = rf"(?P<{name}>20\d\d|\d\d|[{_DIGITS}]{{4}}|[{_DIGITS}]{{2}})年度?"
    return rf"(?:(?:{written}|(?P<{name}_next>明年|次年|来年)|今年|本年度?)的?)?"


def _day(name: str) -> str:
    return rf"(?P<m{name}>{_MONTH})月份?(?:(?P<d{name}>{_DAY})(?:[日号]|(?=之?前|以前)))?"


_CHINESE_DAY = re.compile(rf"{_year('y')}{_day('1')}{_PART}{_ENDS}")
_CHINESE_RANGE = re.compile(
    rf"{_year('y')}(?P<m1>{_MONTH})(?:月份?(?:(?P<d1>{_DAY})[日号])?)?(?:底|末|初)?{_TO}{_year('z')}{_day('2')}{_ENDS}"
)
_MONTHS_LISTED = re.compile(
    rf"{_year('y')}(?P<list>{_MONTH}(?:月?份?(?:底|末)?[、,和及跟与]+{_MONTH})+)(?:[两二三四五六]个)?月份?{_ENDS}"
)
_HOLIDAY = re.compile(rf"{_year('y')}(?P<day>{_DAY_NAMES})(?:国际)?(?:劳动|妇女|青年|儿童)?节?(?:小?长假|假期)?")
# 七八月份, 十月十一月: months side by side.
_MONTHS_BESIDE = re.compile(
    rf"{_year('y')}(?:(?P<a>[一二三四五六七八])(?P<b>[二三四五六七八九])|(?P<c>{_MONTH})月(?P<d>{_MONTH}))月份?{_ENDS}"
)
# 头三个月, 最后两个月.
_MONTHS_OF_YEAR = re.compile(
    rf"{_year('y')}(?:(?P<first>头|前|开头|最初)|(?:最后|末))的?(?P<n>[1-9]|[一二两三四五六七八九])个?(?P<unit>月|季度?)(?!份){_ENDS}"
)
# 20日 beside 3月底, the 20th beside March: a day of the month that is named elsewhere.
DAY_ALONE = re.compile(
    rf"(?<![月\d一二三四五六七八九十])(?P<d1>{_DAY})(?:日(?!内|以内|之内)|号(?=到期|截止|完成|之?前|以前))"
    r"|(?:\b(?:on|due|for|by) )the (?P<e1>3[01]|[12]?\d)(?:st|nd|rd|th)\b"
)
_QUARTER = re.compile(
    rf"{_year('y')}(?:(?P<until>前)|第)?(?P<q>[1-4一二三四])个?季度(?P<end>底|末)?{_ENDS}"
    rf"|{_year('z')}(?:第(?P<p>[1-4一二三四])季(?!度)|q(?P<r>[1-4]))(?!\d){_ENDS}"
)
_HALF = re.compile(rf"{_year('y')}(?P<half>[上下前后])半年(?:度)?(?P<end>底|末)?{_ENDS}")
_SINGLE_YEAR = re.compile(
    rf"(?:(?P<y>20\d\d|(?<!\d)2\d(?=年(?![期限内以来间多半]))|[{_DIGITS}]{{4}}(?=年))年?度?|(?P<y_next>明年|次年|来年)|今年|本年度?)(?P<end>年?底|年?末|年终)?"
    rf"(?:年内|全年)?{_ENDS}(?!第)"
)
_YEARS = re.compile(rf"(?P<y>20\d\d)年?{_TO}(?P<z>20\d\d)年?{_ENDS}")
_YEAR_END = re.compile(rf"年(?:底|末|终){_ENDS}|岁末{_ENDS}")
_IN_YEAR = re.compile(r"年内|(?<!写)全年|年度内")
_RELATIVE = re.compile(
    rf"(?P<to>本|这个?|下个?|上个?)(?P<unit>月份?|季度)(?P<end>底|末)?{_ENDS}|(?P<bare>(?<![几个\d{_DIGITS}十])月(?:底|末){_ENDS})"
)
_DIGITAL = re.compile(
    r"(?P<y>20\d\d)(?P<sep>[-./])(?P<m1>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d1>3[01]|[12]\d|0?[1-9]))?(?!\d)" + _ENDS
)
# 7.31前: without its year a month and day is told from other numbers by what follows.
_DOTTED = re.compile(
    r"(?<![\d.])(?P<m1>1[0-2]|0?[1-9])\.(?P<d1>3[01]|[12]\d|0?[1-9])(?=[日号]?(?:之?前|以前|到期|截止|前后))[日号]?"
    + _ENDS
)

_NAMES = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_NAMES |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
# May is a verb as well, unless a word of time stands before or a year after it.
_WORDS_BEFORE_MAY = (r"\bin ", r"\bby ", r"\bof ", r"\bto ", r"\bdue ", "fore ", "fter ", "ntil ", r"\d ", "th ")
_MAY = "(?:" + "|".join(f"(?<={word})" for word in _WORDS_BEFORE_MAY) + r")may\b|may(?= 20\d\d)"
_NAME = "(?:" + "|".join(sorted(_NAMES.keys() - {"may"}, key=len, reverse=True)) + rf"|{_MAY})\b\.?"
_IN = r"(?:,? (?:of )?(?:the |this )?(?:year\b|(?P<y>20\d\d)))?"
_NTH = r"(?:st|nd|rd|th)?"
_ENGLISH_PART = (
    "(?:(?:the )?(?:end|close) of |(?P<part>beginning|start|middle|first half|second half) of "
    "|(?P<begun>early|mid|late)[- ])?"
)
_ENGLISH_DAY = re.compile(
    rf"(?:the )?{_ENGLISH_PART}(?:the )?(?:(?P<d1>3[01]|[12]?\d){_NTH}(?: of)? )?(?P<m1>{_NAME})"
    rf"(?: (?:the )?(?P<e1>3[01]|[12]?\d){_NTH}(?![\d:]))?{_IN}"
)
_ENGLISH_RANGE = re.compile(
    rf"(?:between |from )?(?:(?P<d1>3[01]|[12]?\d){_NTH}(?: of)? )?(?P<m1>{_NAME})(?: (?P<e1>3[01]|[12]?\d){_NTH}(?!\d))?"
    rf"(?:,? (?P<z>20\d\d))?(?: to | through | thru | until | ?[-–—] ?|(?<=\w) and )"
    rf"(?:the )?(?:(?P<d2>3[01]|[12]?\d){_NTH}(?: of)? )?(?P<m2>{_NAME})(?: (?P<e2>3[01]|[12]?\d){_NTH}(?![\d:]))?{_IN}"
)
_ORDER = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "final": 4,
}
_ENGLISH_QUARTER = re.compile(
    rf"(?:the )?(?:end of (?:the )?)?(?:(?P<word>{'|'.join(_ORDER)})[ -]quarter|q(?P<q>[1-4])"
    rf"|quarter (?P<p>[1-4]|one|two|three|four)\b){_IN}"
)
_ENGLISH_HALF = re.compile(
    rf"(?:the )?(?:end of (?:the )?)?(?:(?P<word>first|second|1st|2nd|last)[ -]half(?! of {_NAME})|h(?P<q>[12])\b){_IN}"
)
_ENGLISH_YEAR = re.compile(
    r"(?:the )?(?P<end>end of |close of )(?:the |this )?(?:(?P<y>20\d\d)|(?P<y_next>next )?year)\b|(?P<only>the )?year[- ]end\b"
    r"|(?:this|the current) year\b|(?P<n_next>next year)\b"
)
_ENGLISH_RELATIVE = re.compile(
    r"(?:the )?(?:end of )?(?P<to>this|the current|next|last) (?P<unit>month|quarter)\b"
    r"|(?P<bare>(?:the )?end of the month\b|month[- ]end\b)"
)
_COUNT = {"one": 1, "two": 2, "three": 3, "four": 4}
_DIGIT_OF = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}


def _numeral(written: str | None) -> int:
    """A year as written, in full, by two digits or by Chinese digits; 0 for none."""
    if not written:
        return 0
    digits = "".join(str(_DIGIT_OF.get(char, char)) for char in written)
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _of_year(match: re.Match[str], name: str = "y") -> int:
    known = match.groupdict()
    return NEXT if known.get(f"{name}_next") else _numeral(known.get(name))


def _value(match: re.Match[str], name: str) -> int:
    written = match.groupdict().get(name)
    return 0 if not written else _NAMES.get(written.rstrip(".")) or number(written) or 0


def _single(match: re.Match[str]) -> Period:
    year, month = _of_year(match), _value(match, "m1")
    known = match.groupdict()
    day = _value(match, "d1") or _value(match, "e1")
    first, last = _PARTS.get(known.get("part") or known.get("begun") or "", (day, day))
    return year, month, first, year, month, last


def _holiday(match: re.Match[str]) -> Period:
    year, (month, day) = _of_year(match), _HOLIDAYS[match["day"]]
    return year, month, day, year, month, day


def day_alone(match: re.Match[str], beside: Period) -> Period:
    """A day of the month of another time."""
    year, month = beside[:2]
    day = _value(match, "d1") or _value(match, "e1")
    return year, month, day, year, month, day


def _range(match: re.Match[str]) -> Period:
    first, last = _of_year(match), _of_year(match, "z")
    return first, _value(match, "m1"), _value(match, "d1"), last, _value(match, "m2"), _value(match, "d2")


def _english_range(match: re.Match[str]) -> Period:
    joined = match.group().startswith("between ") or " and " not in match.group()
    last = _of_year(match)
    first = _of_year(match, "z") or last
    days = [_value(match, f"d{end}") or _value(match, f"e{end}") for end in "12"]
    return (first, _value(match, "m1"), days[0], last, _value(match, "m2"), days[1]) if joined else ()


def _listed(match: re.Match[str]) -> Period:
    months = [number(each) or 0 for each in re.findall(_MONTH, match["list"])]
    year = _of_year(match)
    if all(later == month + 1 for month, later in itertools.pairwise(months)):
        return year, months[0], 0, year, months[-1], 0
    return tuple(value for month in months for value in (year, month, 0, year, month, 0))


def _beside(match: re.Match[str]) -> Period:
    year = _of_year(match)
    first, last = (number(match[one] or match[other]) or 0 for one, other in ("ac", "bd"))
    return (year, first, 0, year, last, 0) if last == first + 1 else ()


def _of_whole_year(match: re.Match[str]) -> Period:
    year, count = _of_year(match), (2 if match["n"] == "两" else number(match["n"]) or 0)
    months = count * (1 if match["unit"] == "月" else 3)
    if months > 12:
        return ()
    return (year, 1, 0, year, months, 0) if match["first"] else (year, 13 - months, 0, year, 12, 0)


def _quarter(match: re.Match[str]) -> Period:
    known = match.groupdict()
    written = known.get("q") or known.get("p") or known.get("r") or known.get("word") or ""
    which = _ORDER.get(written) or _COUNT.get(written) or number(written) or 0
    year = _of_year(match) or _of_year(match, "z")
    last = 3 * which
    first = 1 if known.get("until") else last if known.get("end") else last - 2
    return year, first, 0, year, last, 0


def _half(match: re.Match[str]) -> Period:
    known = match.groupdict()
    early = (known.get("half") or known.get("word") or known.get("q")) in ("上", "前", "first", "1st", "1")
    year, last = _of_year(match), 6 if early else 12
    return year, last if known.get("end") else last - 5, 0, year, last, 0


def _whole(match: re.Match[str]) -> Period:
    # 国办函〔2016〕900号 is no time.
    if re.match(r"[〕\]]?\d*号", match.string[match.end() :]):
        return ()
    known = match.groupdict()
    year = NEXT if known.get("n_next") else _of_year(match)
    end = known.get("end") or (match.group().endswith("end"))
    return year, 12 if end else 1, 0, year, 12, 0


def _years(match: re.Match[str]) -> Period:
    return int(match["y"]), 1, 0, int(match["z"]), 12, 0


def _relative(match: re.Match[str]) -> Period:
    to, unit = match["to"] or "", match["unit"] or ""
    step = 1 if to.startswith(("下", "next")) else -1 if to.startswith(("上", "last")) else 0
    scale = THIS_QUARTER if unit in ("季度", "quarter") else THIS_MONTH
    return scale, step, 0, scale, step, 0


# How a time is written, its pattern and the period of a match (none: no such time), in the order they are tried.
SHAPES: tuple[tuple[str, re.Pattern[str], Values], ...] = (
    ("range", _CHINESE_RANGE, _range),
    ("range", _MONTHS_LISTED, _listed),
    ("range", _MONTHS_BESIDE, _beside),
    ("range", _MONTHS_OF_YEAR, _of_whole_year),
    ("range", _YEARS, _years),
    ("month", _CHINESE_DAY, _single),
    ("month", _DIGITAL, _single),
    ("month", _DOTTED, _single),
    ("month", _HOLIDAY, _holiday),
    ("half", _HALF, _half),
    ("range", _ENGLISH_RANGE, _english_range),
    ("month", _ENGLISH_DAY, _single),
    ("quarter", _ENGLISH_QUARTER, _quarter),
    ("quarter", _QUARTER, _quarter),
    ("half", _ENGLISH_HALF, _half),
    ("year", _ENGLISH_YEAR, _whole),
    ("relative", _RELATIVE, _relative),
    ("relative", _ENGLISH_RELATIVE, _relative),
    ("year", _YEAR_END, lambda match: (0, 12, 0, 0, 12, 0)),
    ("year", _SINGLE_YEAR, _whole),
    ("year", _IN_YEAR, lambda match: (0, 1, 0, 0, 12, 0)),
)
