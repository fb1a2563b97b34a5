"""A task's list of names read into parties: separators, prefixes that distribute, and the rules written after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.records import RuleKind, Span

# A prefix holds for the names after it until another stands there.
PREFIX = re.compile(r"内蒙古自治区|自治区|内蒙古|省|市|区|县|旗")
# Institutions that name their own place or answer to the centre; a province's prefix does not reach them.
OWN_PLACE = re.compile(r"海关|银行|人行|支行|分行|集团|公司|大学")
COLLECTIVE = re.compile(r"各|相关|有关|全")
INSTITUTION = re.compile(r"(公署|政府|委员会|管委会|办事处|[厅局委办部行关院会署处队社])$")
RULES = (
    (RuleKind.FIRST_LEADS, re.compile(r"(列|排)(在)?(第一|首)位[^，。]*牵头")),
    (RuleKind.SOLE_ASSISTED, re.compile(r"只明确一个(部门|单位)的?.*配合")),
)
_SEPARATOR = re.compile(r"[、，,]")


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it reads with its prefix, and the span of what is written."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Bracket:
    """What a task's bracket says: the names in order, the rules stated after them, and spans nothing accounts for."""

    names: tuple[Named, ...]
    rules: tuple[tuple[RuleKind, Span], ...]
    unread: tuple[Span, ...]


def read_bracket(text: str, span: Span) -> Bracket:
    """The content of a bracket (without its brackets): names up to the first 。, rules after it."""
    content = span.of(text)
    stop = content.find("。")
    names_end = span.end if stop < 0 else span.start + stop
    names = tuple(_distribute(_pieces(text, Span(span.start, names_end))))
    rules: list[tuple[RuleKind, Span]] = []
    unread: list[Span] = []
    for piece in _split(text, Span(min(names_end + 1, span.end), span.end), re.compile("。")):
        kind = next((kind for kind, pattern in RULES if pattern.search(piece.of(text))), None)
        if kind is None:
            unread.append(piece)
        else:
            rules.append((kind, piece))
    return Bracket(names, tuple(rules), tuple(unread))


def _split(text: str, span: Span, separator: re.Pattern[str]) -> Iterator[Span]:
    start = span.start
    for match in separator.finditer(text, span.start, span.end):
        if match.start() > start:
            yield Span(start, match.start())
        start = match.end()
    if span.end > start:
        yield Span(start, span.end)


def _pieces(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Names as written. 各市(县)、区政府 stays one piece: what stands before its 、 is no complete institution."""
    pending: Span | None = None
    for piece in _split(text, span, _SEPARATOR):
        whole = piece if pending is None else Span(pending.start, piece.end)
        words = whole.of(text).strip()
        if COLLECTIVE.match(words) and not INSTITUTION.search(words) and not words.endswith("地区"):
            pending = whole
            continue
        pending = None
        yield words, whole
    if pending is not None:
        yield pending.of(text).strip(), pending


def _distribute(pieces: Iterator[tuple[str, Span]]) -> Iterator[Named]:
    prefix, collective = "", False
    for words, span in pieces:
        if COLLECTIVE.match(words):
            prefix, collective = "", words.startswith("各")
            yield Named(words, span)
        elif collective and re.match(r"[省市区县旗盟乡镇州]", words):
            yield Named("各" + words, span)
        elif OWN_PLACE.search(words):
            collective = False
            yield Named(words, span)
        else:
            collective = False
            if own := PREFIX.match(words):
                prefix = own.group()
            yield Named(words if own else prefix + words, span)
