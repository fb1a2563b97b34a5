"""Words as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BETWEEN = r"[\W_]*"


@dataclass(frozen=True, slots=True)
class Only:
    """Words that a text may be made of from its first to its last, and those of them without which it is not meant."""

    whole: re.Pattern[str]
    said: re.Pattern[str]

    @classmethod
    def of(cls, patterns: Iterable[str], beside: Iterable[str]) -> Only:
        """The words by the patterns that one must be of, and what may stand beside them."""
        said = "(?:" + "|".join(patterns) + ")"
        # No word is read twice, so that what only begins as one of these takes no time.
        return cls(re.compile(rf"{_BETWEEN}(?:(?:{said}|{either(beside)}){_BETWEEN})*+"), re.compile(said))

    def make_up(self, folded: str) -> bool:
        """Whether a folded text is made of nothing but these words, one of those that must be said among them."""
        return bool(self.whole.fullmatch(folded) and self.said.search(folded))


def either(words: Iterable[str]) -> str:
    """Any of the words, the longest first."""
    return "(?:" + "|".join(map(whole, sorted(words, key=len, reverse=True))) + ")"


def whole(word: str) -> str:
    """The word with any blanks between its parts; a Latin one is no part of another."""
    escaped = re.escape(word).replace(r"\ ", r"\s+")
    if not word[0].isascii():
        return escaped
    begins = r"(?<![a-z0-9])" if word[0].isalnum() else ""
    return begins + escaped + (r"(?![a-z0-9])" if word[-1].isalnum() else "")
