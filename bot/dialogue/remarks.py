"""What is said to the bot and asks nothing of a plan: thanks, and how it is used."""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from pathlib import Path

from bot.dialogue.words import either
from corpus.normalize import fold
from corpus.readers import read_data

REMARKS_FILE = Path(__file__).with_name("remarks.toml")
# A longer text says more.
LONGEST = 80
_BETWEEN = r"[\W_]*"


class Remark(StrEnum):
    """The kinds of remarks; the values are tables of remarks.toml."""

    THANKS = "thanks"
    ABILITY = "ability"


def remark(text: str) -> Remark | None:
    """The kind of remark that a text is from its first word to its last; None for a text that says anything else."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    return next((kind for kind in Remark if _is(kind, folded)), None)


def _is(kind: Remark, folded: str) -> bool:
    whole, said = _patterns(kind)
    return bool(whole.fullmatch(folded) and said.search(folded))


@functools.cache
def _patterns(kind: Remark) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A text of nothing but the words of a kind, and those that make it one."""
    words = read_data(REMARKS_FILE)[kind]
    said = "(?:" + "|".join([*words["patterns"], either(words["said"])]) + ")"
    # No word is read twice, so that what only begins as a remark takes no time.
    return re.compile(rf"{_BETWEEN}(?:(?:{said}|{either(words['beside'])}){_BETWEEN})*+"), re.compile(said)
