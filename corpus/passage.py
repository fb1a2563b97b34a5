"""A document's text as it is read: folded, without what pages leave inside words, each character knowing its place."""

from __future__ import annotations

import bisect
import functools
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.normalize import UNSEEN, fold_characters
from corpus.records import Span

# What pages leave inside words: characters that nobody sees, glosses of converted characters (農牧業(yè)), breaks and entities of
# HTML, the question mark that a lost blank became, blanks between characters set apart one by one (牵 头 单 位).
_NOISE = re.compile(
    rf"(?P<unseen>{UNSEEN})|(?P<blank>[\u00a0\u1680\u2000-\u200a\u202f\u205f])"
    r"|(?P<gloss>(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜń]{1,6} ?[)）])"
    r"|(?P<br><[bB][rR]\s*/?>)|(?P<entity>&#?\w+;)"
    r"|(?P<lost>(?m:^)\?+(?=[^。、\s]))|(?P<apart>(?<![\u3400-\u9fff])[\u3400-\u9fff](?: [\u3400-\u9fff]){2,}(?![\u3400-\u9fff]))"
)
_BRACKETS = re.compile("[()]")
_PAGE_BREAKS = "\v\f\x1c\x1d\x1e"
_OPENING, _CLOSING = "(<", ")>"
_BLANKS = "".join(char for char in map(chr, range(0x3001)) if char.isspace())


@dataclass(slots=True, eq=False)
class Passage:
    """Some of a document's words: as written, `folded` character by character, and the place of each in the raw text.

    It is never changed; it is not frozen since making it is most of the time that reading takes.
    """

    words: str
    folded: str
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, piece: slice) -> Passage:
        return Passage(self.words[piece], self.folded[piece], self.places[piece])

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.words + other.words, self.folded + other.folded, (*self.places, *other.places))

    def below(self, other: Passage) -> Passage:
        """Both, on lines of their own."""
        return self + Passage("\n", "\n", (self.places[-1],)) + other

    @property
    def span(self) -> Span:
        """Where the words stand in the raw text, from the first to the last of them; they must not be empty."""
        return Span(self.places[0], self.places[-1] + 1)

    def strip(self, characters: str = "") -> Passage:
        """The words without blanks and `characters` at either end."""
        folded, stripped = self.folded, _BLANKS + characters
        end = len(folded.rstrip(stripped))
        start = len(folded) - len(folded.lstrip(stripped))
        return self if not start and end == len(folded) else self[start : max(start, end)]

    def split(self, separators: str) -> Iterator[Passage]:
        """The pieces between separators that no bracket holds: 各县（市、区）政府 is one."""
        start = depth = 0
        for match in _marks(separators).finditer(self.folded):
            char, index = match.group(), match.start()
            if char in _OPENING:
                depth += 1
            elif char in _CLOSING:
                depth = max(0, depth - 1)
            elif not depth:
                yield self[start:index]
                start = index + 1
        yield self[start:] if start else self

    def brackets(self) -> Iterator[tuple[int, int]]:
        """Where each outermost bracket opens, and where it closes; one that never closes is none."""
        opened: list[int] = []
        for match in _BRACKETS.finditer(self.folded):
            if match.group() == "(":
                opened.append(match.start())
            elif opened:
                start = opened.pop()
                if not opened:
                    yield start, match.start()


@functools.cache
def _marks(separators: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(separators + _OPENING + _CLOSING)}]")


def legible(text: str) -> Passage:
    """The whole text without the noise of pages; what stands for a character is that character."""
    words: list[str] = []
    places: list[int] = []
    start = 0
    for noise in _NOISE.finditer(text):
        words += text[start : noise.start()]
        places += range(start, noise.start())
        for place, char in _meant(noise):
            words.append(char)
            places.append(place)
        start = noise.end()
    words += text[start:]
    places += range(start, len(text))
    return Passage("".join(words), fold_characters(words), tuple(places))


def _meant(noise: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The characters that noise stands for, with their places."""
    if noise["br"] or noise["blank"]:
        yield noise.start(), " "
    elif noise["entity"]:
        meant = html.unescape(noise.group())
        yield from (
            [(noise.start(), " " if meant.isspace() else meant)]
            if len(meant) == 1
            else enumerate(noise.group(), noise.start())
        )
    elif noise["apart"]:
        yield from ((place, char) for place, char in enumerate(noise.group(), noise.start()) if char != " ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's words without the surrounding blanks, its number from 1, and the words with their blanks.

    `within` is whether it is an item cut out of a paragraph of several.
    """

    passage: Passage
    number: int
    whole: Passage | None = None
    within: bool = False

    @property
    def indent(self) -> int:
        """How many blanks stand before the words."""
        return 0 if self.whole is None else len(self.whole.words) - len(self.whole.words.lstrip())


def lines(text: str) -> Iterator[Line]:
    """The lines that hold words. They are counted as an editor counts them, for which a page break is none."""
    whole, position, end, number = legible(text), 0, 0, 1
    for raw in text.splitlines(keepends=True):
        end += len(raw)
        start, position = position, bisect.bisect_left(whole.places, end, position)
        written = whole[start:position]
        if passage := written.strip():
            yield Line(passage, number, written)
        number += raw[-1] not in _PAGE_BREAKS
