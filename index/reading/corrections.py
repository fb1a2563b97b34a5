"""Slips that the sentence itself puts right, and the first is void: 第四部分 不不不 第三部分, 港口 不是港口 渔港."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from index.reading.lexicon import Lexicon, Unit
from index.reading.spans import MAYBE, SURE, Span

# Spans of one group stand for one another; a task's number may be corrected by one of no stated kind.
_GROUPS = {"D": "D", "S": "S", "M": "M", "T": "S", "N": "N", "L": "N", "O": "N", "P": "N", "Q": "N"}
_MOST_BETWEEN = 16
_BETWEEN = ("talk.", "stop.", "ask.polar", "logic.copula", "small.")
_DENIALS = ("不是", "not", "no")
_NOT = re.compile(r"(?:不是|\bnot)(?: the)?\s*$")
_IS = re.compile(r"[\s,，]*(?:而?是|应该是|该是|but)[\s,，]*(?:the )?")
_BLANK = re.compile(r"\s|[,，.。!！…、;；:：]")
_EMPTY = re.compile(r"[\s,，、.。的]*")


def corrected(text: str, spans: Sequence[Span], lexicon: Lexicon) -> list[Span]:
    """The spans of a folded text from left to right, those marked void that the words after them take back."""
    voids: dict[int, str] = {}
    for group in dict.fromkeys(_GROUPS.values()):
        own = [i for i, span in enumerate(spans) if _GROUPS.get(span.kind) == group]
        for place, (first, second) in enumerate(itertools.pairwise(own)):
            after = [spans[i] for i in own[place + 2 : place + 3]]
            voids |= _taken_back(text, spans, first, second, after, lexicon)
    # What is said twice, and taken back once, is taken back.
    void = [spans[i] for i, how in voids.items() if how == SURE and spans[i].kind == "D"]
    for i, span in enumerate(spans):
        if span.kind == "D" and any(span.start < other.start and _same(span, other) for other in void):
            voids.setdefault(i, SURE)
    return [replace(span, void=voids[i]) if i in voids else span for i, span in enumerate(spans)]


def _taken_back(
    text: str, spans: Sequence[Span], first: int, second: int, after: Sequence[Span], lexicon: Lexicon
) -> dict[int, str]:
    """Which of two neighbours of one group is void, and how sure that is, by the words between and around them."""
    one, other = spans[first], spans[second]
    between = text[one.end : other.start]
    if len(between) > _MOST_BETWEEN or other.start < one.end:
        return {}
    if _NOT.search(text, 0, one.start) and _IS.fullmatch(between):
        return {first: SURE}  # 不是第12条，是第13条
    units = lexicon.units(text, one.end, other.start)
    corrects = any("talk.correct" in unit.classes for unit in units)
    denies = [unit for unit in units if unit.text in _DENIALS]
    if not (corrects or denies) or not all(map(_may_stand_between, units)):
        return {}
    if not denies or not _denies_next(text, denies[-1], other) or (corrects and not _same(one, other)):
        return {first: SURE}  # 第二部分 不是 第一部分
    return {(first, second)[place]: how for place, how in _denied(text, one, other, after, denies[-1].text).items()}


def _denied(text: str, one: Span, other: Span, after: Sequence[Span], denial: str) -> dict[int, str]:
    """Which of two is void, by its place, where a denial stands right before the second: what follows says which was denied."""
    if _same(one, other):
        return {0: SURE, 1: SURE} if after else {}  # 港口 不是港口 渔港
    if any(_same(other, third) for third in after):
        return {0: SURE}  # 5月底 不是6月底 六月底前
    if any(_same(one, third) or _IS.fullmatch(text[other.end : third.start]) for third in after):
        return {1: SURE}  # 交通局 不是公安局 是运输局
    return {1: MAYBE} if denial == "not" else {0: MAYBE, 1: MAYBE}


def _denies_next(text: str, denial: Unit, other: Span) -> bool:
    """Whether nothing stands between a denial and what follows it, and no clause ends there."""
    return bool(_EMPTY.fullmatch(text[denial.end : other.start])) and not _ends_there(text, denial)


def _ends_there(text: str, denial: Unit) -> bool:
    """Whether a clause ends with a Chinese denial: what follows is not what it denies."""
    return denial.text == "不是" and _BLANK.match(text, denial.end) is not None


def _may_stand_between(unit: Unit) -> bool:
    return unit.text in _DENIALS or any(name.startswith(_BETWEEN) for name in unit.classes)


def _same(one: Span, other: Span) -> bool:
    """Whether two spans name the same."""
    if one.mention is not None and other.mention is not None:
        return one.mention.candidates == other.mention.candidates
    return bool(one.numbers) and one.numbers == other.numbers
