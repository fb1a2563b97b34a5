"""Whether yes or no answers a question: 是不是商务厅牵头, but not which role it has, or why it leads."""

from __future__ import annotations

import functools
import re

from corpus.readers import read_toml
from corpus.roles import any_of
from index.reading.lexicon import FOLDER
from index.reading.parse import Analysis

FILE = FOLDER.parent / "polar.toml"
# 是牵头还是配合 asks which it is.
WHICH_ROLE = re.compile("(?:牵头|主办|配合|参与|协办)的?还是|\\b(?:lead|leads|leading|support|supports) or\\b")


def is_polar(analysis: Analysis) -> bool:
    """Whether a question is answered by yes or no; what only names somebody is, too: 财政厅呢."""
    asks, begins = _patterns()
    text = analysis.text.strip()
    if WHICH_ROLE.search(text):
        return False
    if analysis.lang == "en":
        return begins.match(text) is not None or asks.search(text) is None
    return analysis.has("ask.whether") or asks.search(text) is None


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What asks for something, and what an English question that does not begins with."""
    data = read_toml(FILE)
    asked, yes = data["open"], data["yes"]
    return (
        re.compile(rf"(?<![{asked['counted']}]){any_of(asked['chinese'])}|\b{any_of(asked['english'])}\b"),
        re.compile(rf"(?:{any_of(yes['before'])}[,\s]+)*{any_of(yes['begins'])}\b"),
    )
