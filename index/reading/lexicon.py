"""The words of a question by class, and a question cut into such words, runs of letters and single characters."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.readers import read_data
from index.reading.content import LONGEST_NOUN, first_noun

FOLDER = Path(__file__).with_name("lexicon")
_UNIT = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+|\S")
_REMEMBERED = 16
# Words of one character with which many nouns begin.
_OF_NOUNS = frozenset("项条件活管办干光节单零摊限块就")
STOPS = frozenset(",，。；;！!：:?？、.\n")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the lexicon with its classes, a placeholder of a span, or what is neither (no classes)."""

    text: str
    classes: tuple[str, ...]
    start: int
    end: int


class Lexicon:
    """Every word by its first two characters, the longest first."""

    def __init__(self, words: dict[str, tuple[str, ...]]) -> None:
        self.words = words
        # The units of a text that several steps of one question look at.
        self.whole = functools.lru_cache(_REMEMBERED)(self._whole)
        self._by_head: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            self._by_head.setdefault(word[:2], []).append(word)

    def longest(self, text: str, at: int, end: int) -> str:
        """The longest word at a place of a folded text that does not pass `end`, empty where there is none."""
        for head in (text[at : at + 2], text[at]):
            for word in self._by_head.get(head, ()):
                stop = at + len(word)
                if stop <= end and text.startswith(word, at) and not _cut(text, stop):
                    return word
        return ""

    def _whole(self, text: str) -> tuple[Unit, ...]:
        """A whole folded text cut into units."""
        return tuple(self.units(text, 0, len(text)))

    def units(self, text: str, start: int, end: int) -> list[Unit]:
        """The part of a folded text cut into units, from left to right, the longest words first."""
        found: list[Unit] = []
        at = start
        while at < end:
            if text[at].isspace():
                at += 1
                continue
            word = self.longest(text, at, end)
            # 项目库 and 管网 begin with other words than 项 and 管.
            if word in _OF_NOUNS and (noun := first_noun(text[at : min(end, at + LONGEST_NOUN)])):
                found.append(Unit(noun, (), at, at + len(noun)))
                word = noun
            elif word:
                found.append(Unit(word, self.words[word], at, at + len(word)))
            else:
                match = _UNIT.match(text, at, end)
                word = match.group() if match else text[at]
                found.append(Unit(word, ("stop.mark",) if word in STOPS else (), at, at + len(word)))
            at += len(word)
        return found


def _cut(text: str, at: int) -> bool:
    """Whether a place lies within a run of Latin letters."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isascii() and after.isascii() and before.isalpha() and after.isalpha()


def _spelt_out(entry: str) -> Iterator[str]:
    """The words of an entry: 没|未+写|标 stands for 没写, 没标, 未写 and 未标."""
    return map("".join, itertools.product(*(part.split("|") for part in entry.split("+"))))


@functools.cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon of all languages."""
    classes: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for group, lists in read_data(path).items():
            for name, words in lists.items():
                for word in itertools.chain.from_iterable(map(_spelt_out, words.split())):
                    classes.setdefault(word.replace("_", " "), []).append(f"{group}.{name}")
    return Lexicon({word: tuple(dict.fromkeys(names)) for word, names in classes.items()})
