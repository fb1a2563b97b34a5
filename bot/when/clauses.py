"""The clauses of an order, told apart by what they say of time: the reasons around a time are none of it."""

from __future__ import annotations

import functools
import re

from bot.when.compose import lacking
from bot.when.lexicon import WEAK, Kind, either, flat, words_of
from bot.when.reading import read_when
from bot.when.results import Group, When, WhenFault
from bot.when.runs import runs_in
from corpus.normalize import NUMERAL

_AROUND = " \t\n:：,，.。;；、!！?？…-—"
_CHINESE = "[\u4e00-\u9fff\ue000-\ue0ff]"
# Where one clause ends. A blank between Chinese words is a comma that nobody typed.
_END = re.compile(
    rf"[,，。;；!！?？\n…]+|\s+[-—–]+\s+|—+|(?<={_CHINESE})\s+(?={_CHINESE})|(?<=\w)(?<![ap]\.m)(?<![AP]\.M)\.\s+(?=[A-Z])"
    r"|\s+(?=(?:so|because|as|while|before|since|that's when)\s+(?:i|we|my|our|they)\b)",
    re.I,
)
# What may be a piece of a time that is not understood: a clause with it is no mere reason.
_FIGURE = re.compile(rf"\d|[{NUMERAL}]+个?半?(?:[天日周月年点时号刻分季]|小时|钟头|星期|礼拜)")

# 除周五外: days that are left out, whatever they are.
_LEFT_OUT = re.compile(r"除(?!夕|草|尘|雪).{1,20}外")
# How often, for what would come again without end.
_COUNT = rf"(?:\d+|[{NUMERAL}]+)\s*[次遍回]"
_TIMES = re.compile(rf"{_COUNT}(?:为止|$)|(?:提醒|共|只){_COUNT}|\btimes\b")


def clauses(words: str) -> list[str]:
    """The clauses of a text, none empty."""
    return [clause for piece in _END.split(words) if (clause := piece.strip(_AROUND))]


def is_time(words: str, lasting: bool = False) -> bool:
    """Whether the words are a time and nothing else."""
    try:
        when = read_when(words, lasting)
    except WhenFault:
        return False
    return bool(when.groups) and not when.rest


def says_time(words: str, lasting: bool = False) -> bool:
    """Whether the words say anything of time, understood or not."""
    try:
        return bool(read_when(words, lasting).groups)
    except WhenFault:
        return True


def timely(words: str, lasting: bool = False, beside: re.Pattern[str] | None = None) -> str:
    """The words of time without the clauses around that only give reasons; all words where these are not surely told apart.

    `beside` finds what may stand at the ends of a clause and says nothing.
    """
    if is_time(words, lasting):
        return words
    kept: list[str] = []
    for clause in clauses(words):
        bare = without(clause, beside) if beside else clause
        if not bare or _otherwise().fullmatch(flat(bare)):
            continue
        if is_time(bare, lasting):
            kept.append(bare)
        elif _may_matter(bare, lasting):
            return _among_reasons(words, lasting, beside) or (words if lasting else _apart_from_reasons(words, beside))
    joined = "，".join(kept)
    return joined if kept and (is_time(joined, lasting) or _faulty(joined, lasting)) else words


def _among_reasons(words: str, lasting: bool, beside: re.Pattern[str] | None) -> str:
    """The one time that recurs, or until which a silence lasts, among clauses that say when their reason is; else nothing.

    每周日晚上8点，我看看下周的事; 五一放假，到5月6号.
    """
    said = [bare for clause in clauses(words) if (bare := without(clause, beside) if beside else clause)]
    if lasting:
        # 今天别发了，到明天早上: it begins now in any case.
        said = [clause for clause in said if not _is_from_now(clause)]
    times = [place for place, clause in enumerate(said) if is_time(clause, lasting)]
    if not times or times != list(range(times[0], times[-1] + 1)):
        return ""
    before, time, behind = said[: times[0]], "，".join(said[times[0] : times[-1] + 1]), said[times[-1] + 1 :]
    reasons = [*before, *behind]
    if not is_time(time, lasting) or changed("，".join(reasons), repeated=not lasting):
        return ""
    when = read_when(time, lasting)
    if lasting:
        # A holiday is a reason for silence, and takes nothing from its end.
        return time if _until().search(flat(time)) and not any(group.lasting for group in when.groups) else ""
    if any(map(_excepts, reasons)):
        return ""
    recurs = all(group.repeat and not lacking(group) for group in when.groups)
    return time if recurs and (not before or _stands_alone(when, before)) else ""


def _is_from_now(clause: str) -> bool:
    """Whether a clause of a silence is the present day or week and nothing else."""
    if not is_time(clause, lasting=True):
        return False
    groups = read_when(clause, lasting=True).groups
    return all(_is_now(group) and not (group.clocks or group.until or group.lasting) for group in groups)


def _apart_from_reasons(words: str, beside: re.Pattern[str] | None) -> str:
    """The time at the end, where the clauses before it take nothing from it: 我周末值班，每周六上午十点."""
    parts = apart(words)
    before = clauses(words[: -len(parts[1])]) if parts else []
    # 两周，周三上午十点: a length alone is no reason.
    bare = [without(clause, beside) if beside else clause for clause in before]
    if parts is None or any(map(_excepts, before)) or any(is_time(clause, lasting=True) for clause in bare):
        return words
    return parts[1]


def _may_matter(clause: str, lasting: bool) -> bool:
    """Whether a clause that is no time says anything of one, or takes from one."""
    told = says_time(clause, lasting) or bool(_FIGURE.search(flat(clause)))
    return told or _excepts(clause) or _takes_back(clause)


def _faulty(words: str, lasting: bool) -> bool:
    try:
        read_when(words, lasting)
    except WhenFault:
        return True
    return False


def without(words: str, beside: re.Pattern[str]) -> str:
    """The words without what `beside` finds at their ends, as often as it stands there."""
    words = words.strip(_AROUND)
    while words:
        folded = flat(words)
        start = found.end() if (found := beside.match(folded)) else 0
        end = next((one.start() for one in beside.finditer(folded, start) if one.end() == len(folded)), len(folded))
        if (start, end) == (0, len(words)):
            break
        words = words[start:end].strip(_AROUND)
    return words


def changed(words: str, repeated: bool) -> str | None:
    """The clause of a reminder's words that says its time anew, or takes from it, which is not understood; else None.

    `repeated` says that the time comes again: then some of its days may be left out.
    """
    for clause in clauses(words):
        folded = flat(clause)
        if _excepted("words").search(folded) or _excepted("denied").fullmatch(folded):
            return clause
        if repeated and (_excepted("holidays").search(folded) or _TIMES.search(folded) or _LEFT_OUT.search(folded)):
            return clause
        if repeated and _only_lasts(clause):
            return clause
        if _reports().fullmatch(folded):
            # 第28项月报 is what is written.
            continue
        anew = _takes_back(clause) or _another().search(folded) or _only_bounds(clause) or _is_nearly_time(clause)
        if (anew or (repeated and _excepted("denied").search(folded))) and says_time(clause):
            return clause
    return None


def _is_nearly_time(clause: str) -> bool:
    """Whether a clause is a time but for a character: 是周四."""
    try:
        when = read_when(clause)
    except WhenFault:
        return False
    full = not when.rest or any(group.clocks or not lacking(group) for group in when.groups)
    return bool(when.groups) and len(when.rest) <= 1 and full


def _only_lasts(clause: str) -> bool:
    """Whether a clause only says for how long: 共一周, for four weeks."""
    try:
        read_when(clause)
    except WhenFault as fault:
        return fault.reason == "vague" and fault.said.strip(_AROUND) == clause
    return False


def counts_before(clause: str) -> bool:
    """Whether a clause only says how long before something: 提前一个星期."""
    runs = runs_in(flat(clause))
    if len(runs) != 1 or without(clause, _fillers()) != clause[runs[0].start : runs[0].end]:
        return False
    return all(span.kind is Kind.BEFORE or span.kind in WEAK for span in runs[0].spans)


@functools.cache
def _fillers() -> re.Pattern[str]:
    return re.compile(either(words_of("filler", "words")))


def comes_first(words: str) -> bool:
    """Whether a text of several clauses begins with its whole time, or is one clause alone."""
    said = clauses(words)
    times = 0
    while times < len(said) and is_time(said[times]):
        times += 1
    return len(said) <= 1 or (times > 0 and not any(map(says_time, said[times:])))


def begins_later(words: str) -> bool:
    """Whether words before an order to be silent say from when, not until when: 明天别打扰我."""
    try:
        when = read_when(words, lasting=True)
    except WhenFault:
        return False
    if not when.groups or when.rest or _until().search(flat(words)):
        return False
    return any(group.has_day and not group.lasting and not _is_now(group) for group in when.groups)


def _is_now(group: Group) -> bool:
    """Whether it is today, or this week or period as a whole."""
    named = group.days or group.weekdays or group.edge or group.near
    return group.near == [0] or (not named and 0 in (group.week, group.period and group.period[1]))


@functools.cache
def _until() -> re.Pattern[str]:
    return re.compile(either([*words_of("until"), *words_of("bounding", "behind", "before")]))


def _only_bounds(clause: str) -> bool:
    """Whether a clause is nothing but a beginning or an end: 到年底为止."""
    try:
        when = read_when(clause)
    except WhenFault:
        return False
    return not when.rest and any(group.start or group.until for group in when.groups)


def apart(words: str) -> tuple[str, str] | None:
    """The clauses before a time that are words of the order, and the time, where the last clauses of a text are wholly one.

    None where they are not, or where the clauses before may belong to it: 下下周开会，周三上午九点; 12月，每周四9点. What is
    taken back is no word of the order.
    """
    for end in _END.finditer(words):
        before, behind = words[: end.start()].strip(_AROUND), words[end.end() :].strip(_AROUND)
        if not before or not is_time(behind):
            continue
        when = read_when(behind)
        if any(lacking(group) for group in when.groups):
            return None
        said = clauses(before)
        if said and _takes_back(said[-1]):
            return "", behind
        return (before, behind) if not says_time(before) or _stands_alone(when, said) else None
    return None


def _stands_alone(when: When, before: list[str]) -> bool:
    """Whether a time is whole without what the clauses before it say of one."""
    if when.has_assumed_hour or any(
        _takes_back(clause) or _excepted("denied").search(flat(clause)) for clause in before
    ):
        return False
    others: list[Group] = []
    for clause in before:
        try:
            found = read_when(clause)
        except WhenFault as fault:
            if fault.reason not in ("bounded", "range"):
                return False
            continue
        if found.groups and (not found.rest or any(group.start or group.until for group in found.groups)):
            # 从下周开始啊，每周二9点: a beginning is none of the reasons, whatever else is said with it.
            return False
        others += found.groups
    weekly = [group for group in when.groups if group.weekdays and group.week is None and not group.repeat]
    daily = [group for group in when.groups if any(day.month is None for day in group.days) and not group.repeat]
    # 下下周开会，周三9点 may be of that week, 明年1月开会，5号9点 of that month.
    near = any(group.week is not None or group.period or group.after for group in others)
    return not (near and (weekly or daily)) and not (daily and any(group.days for group in others))


def _takes_back(clause: str) -> bool:
    return bool(_corrected().match(flat(clause)))


def _excepts(clause: str) -> bool:
    folded = flat(clause)
    return bool(_LEFT_OUT.search(folded)) or any(
        _excepted(key).search(folded) for key in ("words", "denied", "holidays", "alone")
    )


@functools.cache
def _corrected() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{either(words_of('corrected', 'before'))}[\s,，]*)*{either(words_of('corrected', 'words'))}"
    )


@functools.cache
def _excepted(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){either(words_of('excepted', key))}")


@functools.cache
def _reports() -> re.Pattern[str]:
    """What comes out each day, week, month or quarter, alone."""
    return re.compile(either(word for word in words_of("every") if word.endswith("报")))


def says_another(words: str) -> bool:
    """Whether the words want one more beside what was set: 再提前一天."""
    return bool(re.search(either(words_of("another", "words")), flat(words)))


@functools.cache
def _another() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![a-z]){either(words_of('another', 'words'))}|{either(words_of('another', 'last'))}[吧呗哈啊]?$"
    )


@functools.cache
def _otherwise() -> re.Pattern[str]:
    return re.compile(rf"{either(words_of('otherwise', 'times'))}{either(words_of('otherwise', 'unwanted'))}了?")
