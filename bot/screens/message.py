"""A message as lines of styled runs: rendered to plain text, or to HTML in pieces that a chat's limit admits."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

# Telegram counts UTF-16 units after parsing; the same count before parsing would be too strict, characters too lax.
PAGE_UNITS = 4096
# Telegram shows no more styles and links than these in a message, and drops the others without a word.
PAGE_MARKS = 100
# Between two characters it keeps a line from ending there; nobody sees it, and who copies plain text does not get it.
JOINER = "\u2060"
_HAN = re.compile("[\u3400-\u9fff]")
_TAG = re.compile(r"<[^>]*>")
# A Chinese name within English, and what stands in brackets at the end, of a length that a line of a phone holds.
_BRACKET = re.compile(r"\([\u3400-\u9fff]{1,18}\)|（[^（）\n]{1,18}）$")
_SENTENCE = re.compile(r"(?<=[。！？；!?;\n])|(?<=[.] )")


class Style(StrEnum):
    """How a run looks; the values are HTML elements that Telegram accepts."""

    PLAIN = ""
    BOLD = "b"
    ITALIC = "i"
    QUOTE = "blockquote"
    FOLDED = "blockquote expandable"
    MARKED = "u"
    STRUCK = "s"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style, perhaps a link; MARKED and STRUCK ones are part of a quote and stand out in it.

    A FOLDED quote shows its beginning until it is opened. Chinese is never slanted: its fonts have no italics.
    """

    text: str
    style: Style = Style.PLAIN
    link: str = ""

    @property
    def html(self) -> str:
        """The run escaped and in its element; a quote's element is that of all its runs."""
        words = html.escape(self.text, quote=False)
        if self.link:
            words = f'<a href="{html.escape(self.link)}">{words}</a>'
        if self.style is Style.MARKED:
            return f"<b><u>{words}</u></b>"
        if self.style in _PLAIN_INSIDE or (self.style is Style.ITALIC and _HAN.search(words)):
            return words
        return f"<{self.style}>{words}</{self.style}>"

    @property
    def marks(self) -> int:
        """How many styles and links Telegram counts."""
        return _MARKS[self.style] + bool(self.link)


_MARKS = dict.fromkeys(Style, 1) | {Style.PLAIN: 0, Style.MARKED: 3, Style.STRUCK: 2}
_QUOTED = dict.fromkeys((Style.QUOTE, Style.MARKED, Style.STRUCK), Style.QUOTE) | {Style.FOLDED: Style.FOLDED}
_PLAIN_INSIDE = (Style.PLAIN, Style.QUOTE, Style.FOLDED)
Line = tuple[Run, ...]


_TERMINAL = {Style.BOLD: "1", Style.MARKED: "1", Style.FOLDED: "2"}


def _terminal(run: Run) -> str:
    code = _TERMINAL.get(run.style)
    return f"\x1b[{code}m{run.text}\x1b[0m" if code and run.text else run.text


def _html(line: Sequence[Run]) -> str:
    """A line in HTML, runs of one quote in one element."""
    parts = []
    for quote, runs in itertools.groupby(line, lambda run: _QUOTED.get(run.style)):
        inside = "".join(run.html for run in runs)
        parts.append(f"<{quote}>{inside}</{Style.QUOTE}>" if quote else inside)
    return "".join(parts)


def unbroken(line: Line) -> Line:
    """The line with such brackets going to the next line of a screen whole; quotes stay as they are."""
    return tuple(run if run.style in _QUOTED else replace(run, text=_BRACKET.sub(_joined, run.text)) for run in line)


def _joined(bracket: re.Match[str]) -> str:
    return JOINER.join(bracket[0])


def units(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Message:
    """Lines in order. An empty line separates paragraphs."""

    lines: tuple[Line, ...]

    @property
    def plain(self) -> str:
        """The whole message without styles."""
        words = "\n".join("".join(run.text for run in line) for line in self.lines)
        return words.replace(JOINER, "").strip()

    @property
    def coloured(self) -> str:
        """The whole message for a terminal that has styles: what is bold stands out, what is folded away is faint."""
        words = "\n".join("".join(_terminal(run) for run in line) for line in self.lines)
        return words.replace(JOINER, "").strip("\n")

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return sum(units(run.text) for line in self.lines for run in line) + len(self.lines)

    @property
    def html(self) -> str:
        """The whole message as HTML, however long."""
        return "\n".join(_html(line) for line in self.lines).strip("\n")

    def sheets(self, limit: int = PAGE_UNITS) -> list[Message]:
        """The message in as few pieces as fit, cut between lines or, in a longer line, at sentence ends."""
        sheets: list[list[Line]] = [[]]
        used = marked = 0
        for piece, size in (piece for line in self.lines for piece in _fitting(line, limit)):
            marks = sum(run.marks for run in piece)
            if (used + size >= limit or marked + marks > PAGE_MARKS) and sheets[-1]:
                sheets.append([])
                used = marked = 0
            sheets[-1].append(piece)
            used += size + 1
            marked += marks
        return [Message(tuple(sheet)) for sheet in sheets]

    def pages(self, limit: int = PAGE_UNITS) -> list[str]:
        """The pieces as HTML, those without words left out."""
        pages = [sheet.html for sheet in self.sheets(limit)]
        return [page for page in pages if _TAG.sub("", page).strip()]

    def __add__(self, other: Message) -> Message:
        """Both messages, an empty line between them."""
        return Message((*self.lines, (), *other.lines))


def _fitting(line: Line, limit: int) -> list[tuple[Line, int]]:
    """The line itself, or pieces of it that fit, each with its units: cut at sentence ends, a longer sentence at the limit."""
    if (whole := sum(units(run.text) for run in line)) < limit:
        return [(line, whole)]
    pieces: list[tuple[Line, int]] = []
    current: list[Run] = []
    used = 0
    for run in line:
        for sentence in _SENTENCE.split(run.text):
            for part in _chopped(sentence, limit - 1):
                size = units(part)
                if used + size >= limit and current:
                    pieces.append((tuple(current), used))
                    current, used = [], 0
                current.append(replace(run, text=part))
                used += size
    return [*pieces, (tuple(current), used)] if current else pieces


def _chopped(text: str, limit: int) -> list[str]:
    if units(text) <= limit:
        return [text] if text else []
    parts, start, used = [], 0, 0
    for index, char in enumerate(text):
        size = units(char)
        if used + size > limit:
            parts.append(text[start:index])
            start, used = index, 0
        used += size
    return [*parts, text[start:]] if text[start:] else parts


def clipped(text: str, limit: int) -> str:
    """The beginning of a text, as much as `limit` units hold."""
    return next(iter(_chopped(text, limit)), "")


def text_message(*lines: str) -> Message:
    """A message of plain lines."""
    return Message(tuple((Run(line),) if line else () for line in lines))
