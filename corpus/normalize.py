"""Text made comparable for finding; what is shown is always the original."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

import opencc

# Tens in one character.
OLD_TENS = {"廿": "二十", "卅": "三十"}
NUMERAL = "零〇一二两三四五六七八九十百千" + "".join(OLD_TENS)
UNSEEN = (
    r"[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff]"
)
_UNSEEN = re.compile(UNSEEN)
_DEPARTMENT = re.compile(r"\bdep(?:t\b\.?|(?:artm[ae]nt|artmnet|artement|arment)\b)")
_AMPERSAND = re.compile(r"(?<=[a-z]{2})\s*&\s*(?=[a-z]{2})")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# A circle or letter that stands for the digit 〇 between numerals: 二○一二年.
_ZERO = re.compile(r"(?<=[一二三四五六七八九])[○◯oO]+(?=[一二三四五六七八九年])")


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """`text` without lone surrogates, control and invisible characters, which encoders and terminals stumble over."""
    return _UNSEEN.sub("", _SURROGATE.sub("", text))


def fold(text: str) -> str:
    """`text` cleaned, with full-width, traditional and upper-case forms folded; its length may differ from the original's."""
    compatible = _zeros(unicodedata.normalize("NFKC", clean(text)))
    folded = str(_simplifier().convert(compatible)).lower()
    return _DEPARTMENT.sub("department", _AMPERSAND.sub(" and ", folded))


# Brackets and signs that a document uses for the same purpose.
_ALIKE = str.maketrans("〔【[{〕】]}〈〉", "(((())))<>")


@functools.cache
def fold_character(char: str) -> str:
    """One character, full-width and traditional forms folded and brackets of one kind: always one character again."""
    compatible = unicodedata.normalize("NFKC", char)
    if len(compatible) != 1 or unicodedata.category(char) == "No" or _SURROGATE.match(char):
        return char
    simplified = str(_simplifier().convert(compatible))
    return (simplified if len(simplified) == 1 else compatible).translate(_ALIKE)


def fold_characters(text: Iterable[str]) -> str:
    """Every character folded, circles between numerals as the digit that they stand for; as long as `text`."""
    return _zeros("".join(map(fold_character, text)))


def _zeros(text: str) -> str:
    return _ZERO.sub(lambda match: "〇" * len(match.group()), text)


_OLD_TENS = re.compile(f"[{''.join(OLD_TENS)}](?=[一二三四五六七八九])")


def number(numeral: str) -> int | None:
    """The value of digits or of a Chinese numeral below ten thousand, None where it is neither.

    Own code, since cn2an raises on some numerals (第四十), adds 0.1 s to the start and 50 MB to a process.
    """
    if re.fullmatch(r"\d{1,6}", numeral):
        return int(numeral)
    if not 0 < len(numeral) <= 9 or any(char not in NUMERAL for char in numeral):
        return None
    total, digit = 0, 0
    # 廿五 is 二十五; by itself 廿 is a character of names.
    numeral = _OLD_TENS.sub(lambda match: OLD_TENS[match.group()], numeral)
    if any(char in OLD_TENS for char in numeral):
        return None
    units = {"十": 10, "百": 100, "千": 1000}
    if not any(unit in numeral for unit in units):
        return int("".join(str(_digit(char)) for char in numeral))
    for char in numeral:
        if char in units:
            total += (digit or 1) * units[char]
            digit = 0
        else:
            digit = _digit(char)
    return total + digit


def _digit(char: str) -> int:
    return 2 if char == "两" else int(unicodedata.numeric(char))
