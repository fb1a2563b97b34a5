"""A message as lines of styled runs: rendered to plain text, or to HTML in pieces that a chat's limit admits."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import StrEnum

# Telegram counts UTF-16 units after parsing; the same count before parsing would be too strict, characters too lax.
PAGE_UNITS = 4096
_TAG = re.compile(r"<[^>]*>")
_SENTENCE = re.compile(r"(?<=[。！？；!?;\n])|(?<=[.] )")


class Style(StrEnum):
    """How a run looks; the values are HTML elements that Telegram accepts."""

    PLAIN = ""
    BOLD = "b"
    ITALIC = "i"
    QUOTE = "blockquote"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style."""

    text: str
    style: Style = Style.PLAIN

    @property
    def html(self) -> str:
        """The run escaped and in its element."""
        escaped = html.escape(self.text, quote=False)
        return f"<{self.style}>{escaped}</{self.style}>" if self.style else escaped


Line = tuple[Run, ...]


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
        return "\n".join("".join(run.text for run in line) for line in self.lines).strip()

    def pages(self, limit: int = PAGE_UNITS) -> list[str]:
        """The message as HTML in as few pieces as fit, cut between lines or, in a longer line, at sentence ends."""
        pages: list[list[str]] = [[]]
        used = 0
        for piece in (piece for line in self.lines for piece in _fitting(line, limit)):
            size = sum(units(run.text) for run in piece) + 1
            if used + size > limit and pages[-1]:
                pages.append([])
                used = 0
            pages[-1].append("".join(run.html for run in piece))
            used += size
        joined = ("\n".join(page).strip("\n") for page in pages)
        return [page for page in joined if _TAG.sub("", page).strip()]

    def __add__(self, other: Message) -> Message:
        """Both messages, an empty line between them."""
        return Message((*self.lines, (), *other.lines))


def _fitting(line: Line, limit: int) -> list[Line]:
    """The line itself, or pieces of it that fit: cut at sentence ends, a single longer sentence at the limit."""
    if sum(units(run.text) for run in line) < limit:
        return [line]
    pieces: list[Line] = []
    current: list[Run] = []
    used = 0
    for run in line:
        for sentence in _SENTENCE.split(run.text):
            for part in _chopped(sentence, limit - 1):
                size = units(part)
                if used + size >= limit and current:
                    pieces.append(tuple(current))
                    current, used = [], 0
                current.append(Run(part, run.style))
                used += size
    return [*pieces, tuple(current)] if current else pieces


def _chopped(text: str, limit: int) -> list[str]:
    parts, start, used = [], 0, 0
    for index, char in enumerate(text):
        size = units(char)
        if used + size > limit:
            parts.append(text[start:index])
            start, used = index, 0
        used += size
    return [*parts, text[start:]] if text[start:] else parts


def text_message(*lines: str) -> Message:
    """A message of plain lines."""
    return Message(tuple((Run(line),) if line else () for line in lines))
