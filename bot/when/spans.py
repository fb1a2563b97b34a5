"""The spans of a text that say something of time, each with its value; what they mean together is for `compose`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.when.clocks import read_clock, read_part
from bot.when.dates import (
    read_date,
    read_day_alone,
    read_month_alone,
    read_month_day,
    read_months,
    read_relative,
    read_year_month,
)
from bot.when.lengths import read_after, read_before, read_ending, read_length, read_within
from bot.when.lexicon import (
    Kind,
    Span,
    either,
    latin,
    words_of,
)
from bot.when.periods import read_each, read_edge, read_every, read_nth, read_period, read_weekdays, read_workday


def spans_at(text: str, position: int) -> Iterator[Span]:
    """The readings of what stands at a place of a flat text, the longest first; WhenFault for what does not exist."""
    if position and latin(text[position]) and latin(text[position - 1]):
        return
    found = [span for read in _READERS if (span := read(text, position)) is not None and span.end > position]
    # Of those as long, the one that comes first in the table.
    yield from sorted(found, key=lambda span: -span.end)


# Words around them.


def _plain(
    kind: Kind, table: str, *keys: str, behind: bool = False, value: bool | None = None
) -> Callable[[str, int], Span | None]:
    pattern = re.compile(either(words_of(table, *keys)))

    def read(text: str, at: int) -> Span | None:
        found = pattern.match(text, at)
        return Span(kind, at, found.end(), value, behind) if found else None

    return read


_SPACE = re.compile(r"[\s()（）【】,，.。:：;；]+")


def _space(text: str, at: int) -> Span | None:
    found = _SPACE.match(text, at)
    return Span(Kind.FILLER, at, found.end()) if found else None


_SOUNDING = re.compile(rf"{either(words_of('filler', 'sounding'))}(?=\s*(?:[,，.。;；!！、]|$))")


def _sounding(text: str, at: int) -> Span | None:
    """从下周开始啊，"""
    found = _SOUNDING.match(text, at)
    return Span(Kind.FILLER, at, found.end()) if found else None


# 7月5日—9日
_DASH = re.compile(r"\s*[-—–~]+\s*(?=\d{1,2}\s*[月日号])")


def _dash(text: str, at: int) -> Span | None:
    found = _DASH.match(text, at)
    return Span(Kind.UNTIL, at, found.end()) if found else None


# Of readings as long as each other the first goes before.
_READERS: tuple[Callable[[str, int], Span | None], ...] = (
    read_date,
    read_month_day,
    read_year_month,
    _plain(Kind.VAGUE, "vague"),
    read_ending,
    read_after,
    read_before,
    read_workday,
    read_every,
    read_weekdays,
    read_period,
    read_edge,
    read_nth,
    read_clock,
    read_relative,
    read_part,
    read_months,
    read_month_alone,
    read_day_alone,
    read_each,
    _dash,
    _plain(Kind.UNTIL, "until", "words"),
    _plain(Kind.UNTIL, "until", "through", value=True),
    _plain(Kind.UNTIL, "until", "behind", behind=True),
    _plain(Kind.START, "start", "words"),
    _plain(Kind.START, "start", "behind", behind=True),
    _plain(Kind.BOUNDING, "bounding", "before"),
    _plain(Kind.BOUNDING, "bounding", "behind", behind=True),
    _plain(Kind.JOINING, "filler", "joining"),
    _plain(Kind.FILLER, "filler", "words"),
    _sounding,
    _space,
    read_length,
    read_within,
)
