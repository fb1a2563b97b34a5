"""What is said to the bot and asks nothing of a plan: thanks, and how it is used."""

from __future__ import annotations

import functools
from enum import StrEnum
from pathlib import Path

from bot.dialogue.words import Only, either
from corpus.normalize import fold
from corpus.readers import read_data

REMARKS_FILE = Path(__file__).with_name("remarks.toml")
# A longer text says more.
LONGEST = 80


class Remark(StrEnum):
    """The kinds of remarks; the values are tables of remarks.toml."""

    THANKS = "thanks"
    ABILITY = "ability"


def remark(text: str) -> Remark | None:
    """The kind of remark that a text is from its first word to its last; None for a text that says anything else."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    return next((kind for kind in Remark if _words(kind).make_up(folded)), None)


@functools.cache
def _words(kind: Remark) -> Only:
    """The words of a kind, those that make a text one among them."""
    words = read_data(REMARKS_FILE)[kind]
    return Only.of([*words["patterns"], either(words["said"])], words["beside"])
