"""How Chinese characters are read, tabulated once: pypinyin costs 0.2 s and 50 MB."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import re
from pathlib import Path

Readings = dict[str, str]
# Read otherwise in departments' names than alone.
_CHARACTERS = {"行": "hang"}
# Read otherwise than their characters: 行政 beside 银行 and 支行.
_WORDS = ("行政", "行署", "畜牧")
_PIECE = re.compile("|".join((*_WORDS, ".")), re.DOTALL)
# What dialects and slips of voice text do not tell apart: zh and z, n and l, ing and in.
_NEAR = ((re.compile("^([zcs])h"), r"\1"), (re.compile("^n"), "l"), (re.compile("([ie])ng$"), r"\1n"))
# The first of the private characters that stand for readings.
_FIRST_SIGN = 0xE000


def sound(text: str, readings: Readings) -> str:
    """The reading of each Chinese character of `text`, other characters as they are."""
    return "".join(readings.get(piece, piece) for piece in _PIECE.findall(text))


class Sounds:
    """How texts sound, compared a syllable at a time: each reading is one sign, so that texts of one sound become equal."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        signs: dict[str, str] = {}
        for char, read in readings.items():
            if len(char) == 1:
                signs.setdefault(read, chr(_FIRST_SIGN + len(signs)))
        self._exact = {ord(char): signs[read] for char, read in readings.items() if len(char) == 1}
        merged = {sign: signs.get(_near(read), sign) for read, sign in signs.items()}
        self._near = str.maketrans(merged)
        # 行 of 行政 reads like 星: such words are written with characters that read as they do there.
        alone = {read: char for char, read in reversed(readings.items()) if len(char) == 1}
        self._words = [(word, "".join(alone[read] for read in _syllables(word, readings))) for word in _WORDS]

    def exact(self, text: str) -> str:
        """A sign for the reading of each Chinese character of `text`, other characters as they are."""
        for word, alike in self._words:
            if word in text:
                text = text.replace(word, alike)
        return text.translate(self._exact)

    def near(self, text: str) -> str:
        """The same with one sign for readings that are easily taken for one another."""
        return self.exact(text).translate(self._near)

    def spelt(self, text: str) -> str:
        """The reading of each Chinese character of `text` in Latin letters, other characters as they are."""
        return sound(text, self._readings)


def _near(read: str) -> str:
    for pattern, by in _NEAR:
        read = pattern.sub(by, read)
    return read


def _syllables(word: str, readings: Readings) -> tuple[str, str]:
    """The readings of the two characters of a word, one of which reads as it does alone."""
    whole, (first, second) = readings[word], (readings[char] for char in word)
    return (whole.removesuffix(second), second) if whole.endswith(second) else (first, whole.removeprefix(first))


@functools.cache
def sounds_of(path: Path) -> Sounds:
    """The sounds by the table at `path`, read once in a process."""
    return Sounds(read_table(path))


def read_table(path: Path) -> Readings:
    """The usual reading of every common Chinese character, from `path`; made there where it is missing, damaged or stale."""
    import importlib.metadata  # 20 ms, which a question of exact names is spared

    source = f"pypinyin {importlib.metadata.version('pypinyin')}, {_CHARACTERS}, {_WORDS}"
    try:
        table = json.loads(path.read_text("utf-8"))
        if table["source"] == source:
            return dict(table["readings"])
    except (OSError, ValueError, TypeError, KeyError):
        pass
    readings = _readings()
    _write(path, {"source": source, "readings": readings})
    return readings


def _readings() -> Readings:
    import pypinyin  # here alone: only the first run pays for it

    pieces = [*_WORDS, *map(chr, range(0x4E00, 0x9FA6))]
    return {piece: "".join(pypinyin.lazy_pinyin(piece)).replace("ü", "v") for piece in pieces} | _CHARACTERS


def _write(path: Path, table: dict[str, object]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(table, ensure_ascii=False), "utf-8")
        temporary.replace(path)
    except OSError as error:
        # Only time is lost; a folder that cannot be written must stop no exact answer.
        reason = error.strerror or error
        logging.getLogger(__name__).warning("cannot write %s: %s: set VAR_DIR elsewhere, or free space", path, reason)
        with contextlib.suppress(OSError):
            temporary.unlink()
