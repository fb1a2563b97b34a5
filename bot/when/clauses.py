"""The clauses of an order, told apart by what they say of time: the reasons around a time are none of it."""

from __future__ import annotations

import functools
import re

from bot.when.compose import lacking, read_when
from bot.when.lexicon import either, flat, words_of
from bot.when.results import When, WhenFault

_AROUND = " \t\n:：,，.。;；、!！?？…-—"
_CHINESE = "[\u4e00-\u9fff\ue000-\ue0ff]"
# Where one clause ends. A blank between Chinese words is a comma that nobody typed.
_END = re.compile(
    rf"[,，。;；!！?？\n…]+|\s+[-—–]+\s+|—+|(?<={_CHINESE})\s+(?={_CHINESE})|(?<=\w\w)\.\s+(?=[A-Z])"
    r"|\s+(?=(?:so|because|as|while|before|since|that's when)\s+(?:i|we|my|our|they)\b)",
    re.I,
)
# What may be a piece of a time that is not understood: a clause with it is no mere reason.
_FIGURE = re.compile(r"\d|[零〇一二两三四五六七八九十百廿]+个?半?(?:[天日周月年点时号刻分季]|小时|钟头|星期|礼拜)")


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
        if not bare:
            continue
        if is_time(bare, lasting):
            kept.append(bare)
        elif says_time(bare, lasting) or _FIGURE.search(flat(bare)) or _excepts(bare, alone=True) or _takes_back(bare):
            return words
    joined = "，".join(kept)
    return joined if is_time(joined, lasting) or (kept and _faulty(joined, lasting)) else words


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


def changed(words: str) -> str | None:
    """The clause of a reminder's words that says its time anew, or lets it give way, which is not understood; else None."""
    for clause in clauses(words):
        told = says_time(clause) or bool(_FIGURE.search(flat(clause)))
        if _excepts(clause, alone=False) or (told and (_takes_back(clause) or _another().search(flat(clause)))):
            return clause
    return None


def apart(words: str) -> tuple[str, str] | None:
    """The clauses before a time and the time, where the last clauses of a text are wholly one; None where they are not.

    A time that the clauses before may belong to is none of its own: 下下周开会，周三上午九点.
    """
    found = [(piece.start(), piece.end()) for piece in _END.finditer(words)]
    for start, end in found:
        behind = words[end:].strip(_AROUND)
        before = words[:start].strip(_AROUND)
        if before and is_time(behind):
            when = read_when(behind)
            taken_back = _takes_back(clauses(before)[-1]) if clauses(before) else False
            sure = _stands_alone(when, before) if says_time(before) and not taken_back else _is_whole(when)
            return ((before if not says_time(before) else _reason(before)), behind) if sure else None
    return None


def _reason(before: str) -> str:
    """The clauses before a time that are words of the order: those after which nothing is taken back."""
    return "" if any(map(_takes_back, clauses(before))) else before


def _is_whole(when: When) -> bool:
    return all(not lacking(group) for group in when.groups)


def _stands_alone(when: When, before: str) -> bool:
    if not _is_whole(when) or when.has_assumed_hour:
        return False
    if all(group.repeat or group.near or group.week is not None or group.period or group.after for group in when.groups):
        return True
    if all(group.days and all(day.month for day in group.days) for group in when.groups):
        return True
    try:
        other = read_when(before)
    except WhenFault as fault:
        return fault.reason in ("bounded", "range")
    return all(group.week is None and not (group.period or group.after or group.repeat) for group in other.groups)


def _takes_back(clause: str) -> bool:
    return bool(_corrected().match(flat(clause)))


def _excepts(clause: str, alone: bool) -> bool:
    return bool(_excepted(alone).search(flat(clause)))


@functools.cache
def _corrected() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{either(words_of('corrected', 'before'))}[\s,，]*)*{either(words_of('corrected', 'words'))}"
    )


@functools.cache
def _excepted(alone: bool) -> re.Pattern[str]:
    keys = ("words", "alone") if alone else ("words",)
    return re.compile(rf"(?<![a-z]){either(words_of('excepted', *keys))}")


@functools.cache
def _another() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){either(words_of('another'))}")
