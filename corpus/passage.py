"""A document's text as it is read: folded, without what pages leave inside words, each character knowing its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.normalize import fold_character
from corpus.records import Span

# Pages converted to traditional characters gloss some of them: 農牧業(yè). HTML leaves its breaks.
_NOISE = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜń]{1,6} ?[)）]|(?P<br><[bB][rR]\s*/?>)")
_OPENING, _CLOSING = "(<", ")>"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some of a document's words: as written, `folded` character by character, and the place of each in the raw text."""

    words: str
    folded: str
    places: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, piece: slice) -> Passage:
        return Passage(self.words[piece], self.folded[piece], self.places[piece])

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.words + other.words, self.folded + other.folded, self.places + other.places)

    @property
    def span(self) -> Span:
        """Where the words stand in the raw text, from the first to the last of them; they must not be empty."""
        return Span(self.places[0], self.places[-1] + 1)

    def strip(self, characters: str = "") -> Passage:
        """The words without blanks and `characters` at either end."""
        start, end = 0, len(self)
        while start < end and (self.folded[start].isspace() or self.folded[start] in characters):
            start += 1
        while end > start and (self.folded[end - 1].isspace() or self.folded[end - 1] in characters):
            end -= 1
        return self[start:end]

    def split(self, separators: str) -> Iterator[Passage]:
        """The pieces between separators that no bracket holds: 各县（市、区）政府 is one."""
        start = depth = 0
        for index, char in enumerate(self.folded):
            if char in _OPENING:
                depth += 1
            elif char in _CLOSING:
                depth = max(0, depth - 1)
            elif char in separators and not depth:
                yield self[start:index]
                start = index + 1
        yield self[start:]

    def brackets(self) -> Iterator[tuple[int, int]]:
        """Where each outermost bracket opens, and where it closes; one that never closes is none."""
        opened: list[int] = []
        for index, char in enumerate(self.folded):
            if char == "(":
                opened.append(index)
            elif char == ")" and opened:
                start = opened.pop()
                if not opened:
                    yield start, index


def legible(text: str) -> Passage:
    """The whole text without glosses, a blank for each break that HTML left."""
    places: list[int] = []
    breaks: set[int] = set()
    start = 0
    for noise in _NOISE.finditer(text):
        places.extend(range(start, noise.start()))
        if noise["br"]:
            breaks.add(noise.start())
            places.append(noise.start())
        start = noise.end()
    places.extend(range(start, len(text)))
    words = "".join(" " if place in breaks else text[place] for place in places)
    return Passage(words, "".join(map(fold_character, words)), tuple(places))


@dataclass(frozen=True, slots=True)
class Line:
    """A line's words without the surrounding blanks, and its number from 1."""

    passage: Passage
    number: int


def lines(text: str) -> Iterator[Line]:
    """The lines that hold words."""
    whole, position = legible(text), 0
    ends = [0]
    for raw in text.splitlines(keepends=True):
        ends.append(ends[-1] + len(raw))
    for number, end in enumerate(ends[1:], 1):
        start = position
        while position < len(whole) and whole.places[position] < end:
            position += 1
        if passage := whole[start:position].strip():
            yield Line(passage, number)
