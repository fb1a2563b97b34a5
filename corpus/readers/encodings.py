"""Bytes decoded into text: UTF-8, UTF-16, GB 18030 or Big5, told by what the characters are, and refused where in doubt."""

from __future__ import annotations

import codecs
import re

from corpus.readers.errors import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_UNMARKED = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# A right decoding of Chinese has hardly another character than common ones; a wrong one has at most three in four.
_COMMON_ENOUGH = 0.9
_CLEARLY_BETTER = 0.05
_SAMPLE = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01
_LOST = re.compile("\ufffd|锟斤拷|烫烫烫")
_MOST_LOST = 0.005
_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉〔〕【】「」『』—…·－～％＋／｜　①②③④⑤⑥⑦⑧⑨⑩")


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file's bytes without its byte order mark; `declared` is an encoding that the file itself names.

    Raises Unreadable where no encoding gives text, or several might.
    """
    text = _decoded(data, declared)
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise Unreadable("binary")
    if len(_LOST.findall(text)) > _MOST_LOST * len(text):
        raise Unreadable("mojibake")
    return text


def _decoded(data: bytes, declared: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable("damaged", f"no {encoding.upper()} at byte {len(mark) + error.start}") from error
    nul = data.count(0)
    broken = None
    try:
        if not nul or nul <= _MOST_CONTROL * len(data):
            return data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if declared and (text := _by_declaration(data, declared)) is not None:
        return text
    best = _best(data, [name for name in _UNMARKED if not nul or name.startswith("utf-16")])
    if best is None and broken is not None and _is_nearly_utf8(data):
        raise Unreadable("damaged", f"no UTF-8 at byte {broken.start}")
    if best is None:
        raise Unreadable("binary" if nul else "encoding")
    return best


def _by_declaration(data: bytes, declared: str) -> str | None:
    name = "gb18030" if declared.lower().replace("_", "-") in {"gb2312", "gbk", "gb-2312", "x-gbk"} else declared
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return text if _share_of_common(text) >= _COMMON_ENOUGH else None


def _best(data: bytes, names: list[str]) -> str | None:
    """The decoding whose characters are common, if one is clearly better than the others."""
    found = []
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        found.append((_share_of_common(text), text))
    found.sort(key=lambda item: -item[0])
    if not found or found[0][0] < _COMMON_ENOUGH:
        return None
    if len(found) > 1 and found[0][0] - found[1][0] < _CLEARLY_BETTER:
        return None
    return found[0][1]


def _share_of_common(text: str) -> float:
    """How much of the text beyond ASCII are characters that Chinese is commonly written with, 0 where there is none."""
    beyond = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return sum(map(_is_common, beyond)) / len(beyond) if beyond else 0.0


def _is_common(char: str) -> bool:
    """Whether a character is in the first level of GB 2312 or of Big5, or a punctuation mark."""
    if char in _PUNCTUATION or "\uff10" <= char <= "\uff5e":
        return True
    for name, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= char.encode(name)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether nearly all of the bytes are UTF-8: one that was cut, or has a few wrong bytes."""
    text = data.decode("utf-8", "replace")
    return text.count("\ufffd") <= max(3, len(text) // 100)
