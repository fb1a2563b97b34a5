"""Time limits as documents print them (2024年8月底前, 第三季度, 持续推进), told from other words and turned into days."""

from __future__ import annotations

import calendar
import functools
import re

from corpus.normalize import NUMERAL, fold_characters, number
from corpus.roles import any_of, words

Day = tuple[int, int, int]

_N = rf"(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})"
_TIME = re.compile(
    rf"(?:(?P<year>\d{{4}}|[{NUMERAL}]{{4}})年|(?P<next>次年|明年|翌年)|(?:今年|本年度?|当年))?(?:度)?"
    rf"(?:(?P<month>{_N})月(?:份)?(?:(?P<day>{_N})[日号]|(?P<third>上旬|中旬|下旬|初))?"
    rf"|第?(?P<quarter>[1-4一二三四])(?:个)?季度|(?P<half>[上下])半年|(?:年底|年末|年内|年终|岁末)|(?<=年)(?:底|末|内|终))"
    r"|(?P<digits>\d{4}[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?)(?!\d)"
    r"|(?P<only>\d{4})年(?:度)?|[\"“”]?(?P<plan>十[一二三四五六])五[\"“”]?(?:期间|末|期末|时期)"
)
_DAYS = re.compile(rf"(?:\d{{1,3}}|[{NUMERAL}]{{1,3}})(?:个)?(?:工作日|日|天|周|月|年)(?:之内|以内|内)")
_OFTEN = re.compile("每(?:个?工作|半|两|一|学)?(?:年|季度?|月|旬|周|日|天|期)")
_SIGNS = r"[\s,、;.。:~—–\-()\"“”/至]"
# More words than these state more than a time.
_LONGEST = 60
# A sentence that says only by when: its words, those before the time and those after it.
_LONGEST_SENTENCE = 24
_LONGEST_SUBJECT = 8
_LONGEST_OUTCOME = 6
_THIRDS = {"上旬": 10, "中旬": 20, "初": 10}


@functools.cache
def _only() -> re.Pattern[str]:
    """What a statement of a time limit consists of."""
    known = words()["deadline"]
    time = re.sub(r"\?P<\w+>", "?:", _TIME.pattern)
    return re.compile(
        rf"(?:{time}|{_DAYS.pattern}|{any_of(known['ongoing'])}|{any_of(known['done'])}|{any_of(known['filler'])}|{_SIGNS})++"
    )


@functools.cache
def _ongoing() -> re.Pattern[str]:
    return re.compile(any_of(words()["deadline"]["ongoing"]))


def is_deadline(folded: str) -> bool:
    """Whether folded words are nothing but a time limit: 2023年8月底前完成, 持续推进; 完成改造 and 2023年改造农房 are none."""
    folded = folded.strip()
    if not 2 <= len(folded) <= _LONGEST or not _states_time(folded):
        return False
    return _only().fullmatch(folded) is not None


def names_time(words: str) -> bool:
    """Whether words of a document name a time, or how often: 7月1日上线, 每季度通报一次."""
    folded = fold_characters(words)
    return _states_time(folded) or _OFTEN.search(folded) is not None


def _states_time(folded: str) -> bool:
    return any(pattern.search(folded) for pattern in (_TIME, _DAYS, _ongoing()))


@functools.cache
def _limit() -> re.Pattern[str]:
    """A time that a thing is to be done by: 2024年12月底前, 每年8月底前, 2025年起, but not 2024年 alone."""
    time = re.sub(r"\?P<\w+>", "?:", _TIME.pattern)
    return re.compile(
        rf"(?:于|应于|须于|应在|力争|力争于|确保|最迟|在(?=\d))?"
        rf"(?P<limit>(?:每年?)?(?:{time}|{_DAYS.pattern})(?:底|末)?(?:之前|以前|前)|(?:{_DAYS.pattern}))"
    )


@functools.cache
def _bare() -> re.Pattern[str]:
    """A single time and the verb of what is done by then, which is no part of the time: 2024年8月底前完成, 全年开展."""
    known = words()["deadline"]
    time = re.sub(r"\?P<\w+>", "?:", _TIME.pattern)
    return re.compile(
        rf"(?:力争|确保|争取|最迟|于|在)*(?P<limit>(?:每年?)?(?:{time}|{_DAYS.pattern})(?:底|末)?(?:之前|以前|前|起|内)?|全年|常年)"
        rf"(?:{any_of(known['done'])}|全部|基本|全面|任务|工作|目标|如期){{1,5}}[。;]?"
    )


def limit_within(folded: str, start: int = 0) -> tuple[int, int, tuple[int, int]] | None:
    """Where the first time limit with the word that introduces it begins and ends, and where the limit itself does."""
    match = _limit().search(folded, start)
    return None if match is None else (match.start(), match.end(), match.span("limit"))


def without_verb(folded: str) -> tuple[int, int] | None:
    """Where the time stands in words that are one time limit and a verb; None where they are anything else."""
    match = _bare().fullmatch(folded)
    return None if match is None else match.span("limit")


def limit_of_sentence(folded: str) -> tuple[int, int] | None:
    """Where the time stands in a short sentence that says only what is done by when: 9月底前开播, 首期培训4月15日前结束."""
    if len(folded) > _LONGEST_SENTENCE or set(folded) & set(",;:、("):
        return None
    within = limit_within(folded)
    if within is None or "前" not in folded[slice(*within[2])]:
        return None
    start, end, (first, last) = within
    after = folded[end:].rstrip("。;")
    short = start <= _LONGEST_SUBJECT and 1 < len(after) <= _LONGEST_OUTCOME
    return (first, last) if short and not any(char.isdigit() or char == "的" for char in after) else None


def limit_in_words(folded: str) -> tuple[int, int] | None:
    """Where the last time limit of a task's own words stands: …，2024年6月底前建成12处。; a past time (…前建成的) is none."""
    found, start = None, 0
    while (within := limit_within(folded, start)) is not None:
        _, start, (first, last) = within
        clause = re.split(r"[,。;]", folded[last : last + _LONGEST], maxsplit=1)[0]
        begins = not folded[: within[0]] or folded[within[0] - 1] in ",。;"
        dated = "前" in folded[first:last] and not re.search(r"^.{0,12}的", clause)
        if dated and (begins or len(clause) <= _LONGEST_OUTCOME):
            found = first, last
    return found or _since(folded) or _lasting(folded)


def _lasting(folded: str) -> tuple[int, int] | None:
    """A last clause that says that the work goes on: …，长期坚持。"""
    match = re.search(rf"[,;](?P<limit>{any_of(words()['deadline']['lasting'])})[。;]?$", folded)
    return None if match is None else match.span("limit")


def _since(folded: str) -> tuple[int, int] | None:
    """A last clause that says from when on: 2024年起实施."""
    time = re.sub(r"\?P<\w+>", "?:", _TIME.pattern)
    match = re.search(rf"(?:^|[,。;])(?:自|从)?(?P<limit>(?:{time})起)\w{{0,{_LONGEST_OUTCOME}}}[。;]?$", folded)
    return None if match is None else match.span("limit")


@functools.cache
def _clauses_of_period() -> tuple[re.Pattern[str], ...]:
    """Clauses of a task that say when, not by when, it is done: 每月调度一次, 每年10月至次年3月开展…, 2025年12月举办…."""
    known = words()["deadline"]
    verbs = any_of([*known["done"], *known["event"]])
    time = (
        rf"(?:\d{{4}}年|次年|今年|本年度?)?(?:第?[1-4一二三四]季度|[上下]半年|{_N}月(?:份|上旬|中旬|下旬|初|{_N}日)?)"
    )
    return (
        re.compile(rf"(?P<limit>每(?:个)?(?:半?年|季度?|月|周)度?)(?=.*?(?:(?:{_N}|两)次|{any_of(known['report'])}))"),
        re.compile(rf"[于在从自]?(?P<limit>(?:每年)?{time}[至到—–~-]+{time})(?!.{{0,12}}的)"),
        re.compile(rf"[于在]?(?P<limit>(?:每年)?{time})(?={verbs})(?!.{{0,12}}的)"),
    )


def period_in_words(folded: str) -> tuple[int, int] | None:
    """Where the last period or recurring time stands with which a clause of a task's words begins; None where none does."""
    found = None
    for clause in re.finditer("[^,。;]+", folded):
        for pattern in _clauses_of_period():
            if match := pattern.match(clause.group().strip()):
                first = clause.start() + clause.group().index(match["limit"])
                found = first, first + len(match["limit"])
    return found


def begins_with_time(folded: str) -> bool:
    """Whether folded words begin with a time: 2023年底前完成方案编制."""
    return _TIME.match(folded) is not None


def is_ongoing(text: str) -> bool:
    """Whether a printed time limit sets no day since the work goes on: 长期坚持, 持续推进, 每年."""
    folded = fold_characters(text)
    return due(text, 0) is None and _ongoing().search(folded) is not None


def due(text: str, year: int) -> Day | None:
    """The last day (year, month, day) that a printed time limit allows, None where it names none, as 持续推进 does.

    `year` is the plan's own, for limits without one (6月底前, 年底前). Of several times the latest counts; a month, quarter,
    half or year without a day ends with its last day, with or without 底 and 前; 上旬 ends on the 10th, 中旬 on the 20th.
    """
    found: list[Day] = []
    current = year
    for match in _TIME.finditer(fold_characters(text)):
        if plan := match["plan"]:
            found.append((2010 + 5 * ((number(plan) or 11) - 11), 12, 31))
            continue
        if match["digits"]:
            current, month, *day = map(int, re.split(r"[-./]", match["digits"]))
            found.append((current, month, day[0] if day else _length(current, month)))
            continue
        written = match["year"] or match["only"]
        current = (number(written) or current) if written else current + (match["next"] is not None)
        found.append(_last(match, current))
    valid = [day for day in found if 0 < day[1] <= 12]
    return max(valid, default=None)


def _last(match: re.Match[str], year: int) -> Day:
    """The last day of the time that was matched."""
    if (half := match["half"]) is not None:
        return (year, 6, 30) if half == "上" else (year, 12, 31)
    if match["quarter"]:
        month = 3 * (number(match["quarter"]) or 4)
        return year, month, _length(year, month)
    if not match["month"]:
        return year, 12, 31
    month = number(match["month"]) or 0
    last = _length(year, month)
    if match["day"]:
        return year, month, min(number(match["day"]) or last, last)
    return year, month, _THIRDS.get(match["third"] or "", last)


def _length(year: int, month: int) -> int:
    """The number of days of a month, 31 where there is no such month."""
    return calendar.monthrange(max(year, 1), month)[1] if 0 < month <= 12 else 31
