"""The lexicon of time as patterns, and what a span of a text can say of time."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.normalize import NUMERAL, fold, number
from corpus.readers import read_data

LEXICON_FILE = Path(__file__).with_name("lexicon.toml")
WEEKDAYS = "一二三四五六日天"
# What follows a number that counts something else, or an hour.
MEASURES = "个项条期次件类层楼家份号月年点时分刻十百千:"


class Kind(StrEnum):
    """What a span says."""

    DAY = "day"  # a date, with what was said of it
    DATE = "date"  # numbers of days from today
    WEEKDAYS = "weekdays"
    PERIOD = "period"
    EDGE = "edge"
    NTH = "nth"
    WORKDAY = "workday"
    REPEAT = "repeat"
    EACH = "each"
    CLOCK = "clock"
    PART = "part"
    AFTER = "after"
    BEFORE = "before"
    LENGTH = "length"
    START = "start"
    UNTIL = "until"
    BOUNDING = "bounding"
    VAGUE = "vague"
    FILLER = "filler"
    JOINING = "joining"


# These say nothing of time alone.
WEAK = frozenset({Kind.FILLER, Kind.JOINING, Kind.START, Kind.UNTIL, Kind.BOUNDING, Kind.EACH, Kind.NTH})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: the hour at which its twelve hours begin, and the hour that stands for the whole."""

    first: int
    hour: int | None = None
    today: bool = False
    late: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A span of the text with its kind and value; `behind` is a word that stands behind what it is about."""

    kind: Kind
    start: int
    end: int
    value: Any = None
    behind: bool = False
    plural: bool = False


def flat(text: str) -> str:
    """The text folded letter by letter, so that places in it are those of the text."""
    return "".join(map(_flat, text)).replace("元月", "一月")


# Numerals of everyday speech, each with the usual one.
_SPOKEN = {"俩": "两", "仨": "三"}


@functools.lru_cache(8192)
def _flat(char: str) -> str:
    folded = fold(_SPOKEN.get(char, char))
    return folded if len(folded) == 1 else " " if not folded else char.lower() if len(char.lower()) == 1 else char


@functools.cache
def _lexicon() -> dict[str, Any]:
    return read_data(LEXICON_FILE)


def words_of(table: str, *keys: str) -> list[str]:
    """The words of a table of the lexicon, or of some of its keys."""
    lists = _lexicon()[table]
    return [word for key in (keys or lists) for word in lists[key]]


@functools.cache
def values_of(table: str) -> dict[str, str]:
    """The words of a table with their keys."""
    return {word: key for key, words in _lexicon()[table].items() for word in words}


@functools.cache
def parts() -> dict[str, Part]:
    """The parts of the day by their words."""
    return {
        word: Part(row["first"], row.get("hour"), "today" in row, "late" in row, "glued" in row)
        for row in _lexicon()["part"]
        for word in row["words"]
    }


def either(words: Iterable[str]) -> str:
    """Words as a pattern, the longest first; a Latin word is matched whole."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") + _edge(word) for word in ordered) + ")"


def _edge(word: str) -> str:
    return r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""


def latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def pattern(table: str, *keys: str) -> str:
    return either(words_of(table, *keys))


# Numbers.

NUMBER = rf"(?:\d{{1,4}}|[{NUMERAL}]{{1,5}})"
ENGLISH = pattern("number")
END = r"(?![\d:])(?!\.\d)"
LIST = r"(?:\s*(?:[、,，和与及&]|and)\s*)"


def number_of(text: str) -> int:
    text = text.strip()
    word = values_of("number").get(re.sub(r"\s+", " ", text))
    return int(word) if word else number(text) or 0
