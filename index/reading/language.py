"""The language of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.query import MatchKind
from index.reading.lexicon import Unit
from index.reading.spans import Span

# Words of the lexicon that frame a sentence, by class; what quotes; and the words that frame one in Chinese.
_FRAMING = ("want.", "ask.", "stop.", "back.", "logic.")
_QUOTED = re.compile(r"[“\"‘「『《][^“”\"‘’「」『』《》]*[”\"’」』》]")
_FRAME = re.compile("[吗呢吧呀嘛谁哪啥怎么几请那我你您帮]|多少|^的|[的了]$")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_SYLLABLE = (
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:i?ang|iong|uang|i?an|i?ao|uan|uai|eng|ing|ong|ai|ei|ou|en|er|ia|ie|iu|in|ua|uo|ui|un"
    "|v?e|ue|[aoeiuv])"
)
_PINYIN_WORD = re.compile(rf"(?:{_SYLLABLE})+")
_SHORTEST_QUOTE = 4


def language(text: str, named: Sequence[Span], units: Sequence[Unit], plan_text: str) -> str:
    """zh or en: the language of a folded question beside the names in it, so that «which tasks does 商务厅 lead» is English."""
    words = text
    for span in named:
        words = words[: span.start] + " " * (span.end - span.start) + words[span.end :]
    if any(span.mention and span.mention.known is MatchKind.PINYIN for span in named):
        return "zh" if all(_PINYIN_WORD.fullmatch(word) for word in _LATIN_WORD.findall(words)) else "en"
    if _CHINESE.search(words):
        return "en" if _framed_in_english(words, units, plan_text) else "zh"
    if _LATIN_WORD.search(words):
        return "en"
    return "zh" if _CHINESE.search(text) or not re.search("[a-z]", text) else "en"


def _framed_in_english(words: str, units: Sequence[Unit], plan_text: str) -> bool:
    """Whether English holds the sentence together and Chinese only names something: «what does 下同 mean»."""
    framing = any(name.startswith(_FRAMING) for unit in units if _LATIN_WORD.search(unit.text) for name in unit.classes)
    if not framing or len(_LATIN_WORD.findall(words)) < 2:
        return False
    # Words of the plan are quoted from it, with or without quotation marks.
    found = _CJK_RUN.findall(_QUOTED.sub(" ", words))
    return not any(_FRAME.search(run) for run in found if len(run) < _SHORTEST_QUOTE or run not in plan_text)


def spoken(words: str) -> str:
    """zh or en: the language in which most of some words are, so that a question in English may quote Chinese."""
    return "zh" if len(_CHINESE.findall(words)) > len(_LATIN_WORD.findall(words.lower())) else "en"
