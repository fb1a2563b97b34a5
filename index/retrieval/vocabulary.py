"""A general vocabulary of government work: what people say, in Chinese or English, and the official terms for it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.normalize import fold
from corpus.readers import read_data
from index.retrieval.words import stemmed

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.toml")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning: expressions for it, each the parts that must all be said, and its official terms."""

    said: tuple[tuple[str, ...], ...]
    official: tuple[str, ...]

    @property
    def text(self) -> str:
        """The official terms in one line, as they are encoded together."""
        return "、".join(self.official)


class Vocabulary:
    """The entries, and which of them a question speaks of."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        # English by first word, so that a question looks only at the few phrases that may stand in it.
        self._english: dict[str, list[tuple[list[str], int]]] = {}
        self._single: list[tuple[str, int]] = []
        self._parts: list[tuple[tuple[str, ...], int]] = []
        for place, entry in enumerate(entries):
            for parts in (*entry.said, *((term,) for term in entry.official)):
                if len(parts) > 1:
                    self._parts.append((tuple(fold(part) for part in parts), place))
                elif _CHINESE.search(parts[0]):
                    self._single.append((fold(parts[0]), place))
                elif words := _stems(parts[0]):
                    self._english.setdefault(words[0], []).append((words, place))
        self.spoken_of = functools.lru_cache(1024)(self._spoken_of)

    def _spoken_of(self, folded: str) -> tuple[int, ...]:
        """The places of the entries of which a folded text uses an expression or an official term, in order."""
        found = set()
        if _CHINESE.search(folded):
            found = {place for said, place in self._single if said in folded}
            found |= {place for parts, place in self._parts if all(part in folded for part in parts)}
        words = _stems(folded)
        for start, word in enumerate(words):
            for phrase, place in self._english.get(word, ()):
                if words[start : start + len(phrase)] == phrase:
                    found.add(place)
        return tuple(sorted(found))


def _stems(folded: str) -> list[str]:
    return [stemmed(word) for word in _ENGLISH_WORD.findall(folded)]


@functools.cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once."""
    return Vocabulary(
        tuple(
            Entry(tuple(tuple(one.split("+")) for one in said.split(",")), tuple(official.split(",")))
            for field in read_data(VOCABULARY_FILE).values()
            for said, official in field
        )
    )
