"""Words as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable


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
