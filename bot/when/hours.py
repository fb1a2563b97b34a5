"""A part of the day from one time to another: 22:00-8:00, 晚上10点到早上8点, 10 pm to 8 am."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from bot.when.reading import read_when
from bot.when.results import WhenFault


def read_hours(words: str, between: Collection[str], around: Collection[str]) -> tuple[dt.time, dt.time] | None:
    """The two times that words of one part of the day name, joined by one of `between`; None for any other words.

    Words of `around` are left out. Both in folded forms, as the words are.
    """
    bare = _either(around).sub(" ", words)
    for joint in _either(between).finditer(bare):
        ends = (_clock(bare[: joint.start()]), _clock(bare[joint.end() :]))
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            return ends[0], ends[1]
    return None


def _either(words: Collection[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(
        "|".join(rf"\b{word}\b" if word.isascii() and word[0].isalpha() else re.escape(word) for word in longest)
    )


def _clock(words: str) -> dt.time | None:
    """The one time of day that the words name and nothing else, where it is clear which half of the day it is in."""
    try:
        when = read_when(words.strip())
    except WhenFault:
        return None
    if len(when.groups) != 1 or when.rest.strip() or when.off:
        return None
    [group] = when.groups
    if group.has_day or len(group.clocks) != 1 or group.clocks[0].half:
        return None
    return group.clocks[0].time
