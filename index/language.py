"""The language of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Known
from index.scanner import PINYIN_WORD
from index.tokens import CHINESE, DEPARTMENT, Token

# What quotes, and the words that frame a sentence in Chinese; the kinds of those that frame one in English.
_QUOTED = re.compile(r"[“\"‘「『《][^“”\"‘’「」『』《》]*[”\"’」』》]")
_FRAME = re.compile("[吗呢吧呀嘛谁哪啥怎么几请那我你您帮]|多少|^的|[的了]$")
_LATIN_FRAME = ("want", "ask", "stop", "back", "logic")
_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_SHORTEST_QUOTE = 4


def language(text: str, tokens: Sequence[Token], plan_text: str) -> str:
    """zh or en: the language of a folded question beside the names in it, so that «which tasks does 商务厅 lead» is English."""
    words = text
    for token in tokens:
        if token.kind == DEPARTMENT:
            words = words[: token.start] + " " * (token.end - token.start) + words[token.end :]
    if any(token.mention and token.mention.known is Known.PINYIN for token in tokens):
        return "zh" if all(PINYIN_WORD.fullmatch(word) for word in _LATIN_WORD.findall(words)) else "en"
    if CHINESE.search(words):
        return "en" if _framed_in_english(words, tokens, plan_text) else "zh"
    if _LATIN_WORD.search(words):
        return "en"
    return "zh" if CHINESE.search(text) or not re.search("[a-z]", text) else "en"


def _framed_in_english(words: str, tokens: Sequence[Token], plan_text: str) -> bool:
    """Whether English holds the sentence together and Chinese only names something: «what does 下同 mean»."""
    framing = any(token.of(*_LATIN_FRAME) and _LATIN_WORD.search(token.text) for token in tokens)
    if not framing or len(_LATIN_WORD.findall(words)) < 2:
        return False
    # Words of the plan are quoted from it, with or without quotation marks.
    named = _CJK_RUN.findall(_QUOTED.sub(" ", words))
    return not any(_FRAME.search(run) for run in named if len(run) < _SHORTEST_QUOTE or run not in plan_text)
