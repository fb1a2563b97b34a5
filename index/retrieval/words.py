"""The terms of a text: character bigrams of Chinese, words of English."""

from __future__ import annotations

import re

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_ENDING = re.compile(r"(?:ings?|ed|es|s|e)$")


def terms(folded: str) -> list[str]:
    """The terms of a folded text: bigrams of Chinese runs (a lone character itself), English words less their endings."""
    found: list[str] = []
    for run in _RUN.findall(folded):
        if run[0] >= "\u3400":
            found.extend(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        else:
            found.append(stemmed(run))
    return found


def stemmed(word: str) -> str:
    """An English word less its ending."""
    return _ENDING.sub("", word) if len(word) > 4 else word
