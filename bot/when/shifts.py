"""By how much what was set is to come later or earlier: 推迟一天, half an hour earlier, push it a week."""

from __future__ import annotations

import functools
import re

from bot.when.lengths import LENGTH, length_in
from bot.when.lexicon import flat, pattern
from bot.when.results import Length

_AROUND = " \t\n:：,，.。;；、!！~"


def shift_in(words: str) -> Length | None:
    """The length that the words move a time by, negative for earlier; None for words that say anything else."""
    found = _shifted().fullmatch(flat(words).strip(_AROUND))
    if not found:
        return None
    around = f"{found['before']} {found['behind']}"
    if re.search(pattern("shift", "earlier"), around):
        return -length_in(found)
    return length_in(found) if re.search(pattern("shift", "later"), around) else None


@functools.cache
def _shifted() -> re.Pattern[str]:
    around = rf"(?:{pattern('shift')}\s*)*+"
    return re.compile(rf"(?P<before>{around}){LENGTH}\s*(?P<behind>{around})")
