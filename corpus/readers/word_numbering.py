"""The numbers of Word's automatic lists, which are not in the text: counted and written as Word prints them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from corpus.readers.numerals import written

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ENDS_IN_NUMBER = re.compile(r"[\w〇]$")


def local(element: etree._Element) -> str:
    """An element's name without its namespace, of which Office has two."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    return None if element is None else next((part for part in element if local(part) == name), None)


def attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    """An attribute's value, whatever its namespace."""
    if element is None:
        return default
    return next((str(found) for key, found in element.attrib.items() if str(key).rpartition("}")[2] == name), default)


def value(element: etree._Element | None, default: str = "") -> str:
    """An element's `val`."""
    return attribute(element, "val", default)


def on(element: etree._Element | None) -> bool:
    """Whether a switch is there and on."""
    return element is not None and value(element, "1") not in {"0", "false", "off"}


def number(text: str, default: int = 0) -> int:
    """A whole number of an attribute."""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    suffix: str
    restart: int | None
    legal: bool
    style: str


class Numbering:
    """A document's lists, with how far each was counted."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles = {attribute(style, "styleId"): style for style in _children(styles, "style")}
        self._abstract = {attribute(part, "abstractNumId"): part for part in _children(numbering, "abstractNum")}
        self._numbers = {attribute(part, "numId"): part for part in _children(numbering, "num")}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def is_contents(self, properties: etree._Element | None) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        style = self._styles.get(value(child(properties, "pStyle")))
        return value(child(style, "name")).lower().startswith("toc ")

    def marker(self, properties: etree._Element | None) -> str:
        """The number that stands before a paragraph, counted on; empty where none does."""
        list_id, level = self._place(properties)
        levels = self._levels_of(list_id)
        if level not in levels:
            return ""
        counts = self._count(list_id, level, levels)
        this = levels[level]
        if this.form in {"bullet", "none"} and not _PLACE.search(this.text):
            return ""

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at, this)
            form = "decimal" if this.legal and at != level else of.form
            count = counts[at]
            return "" if of.form == "none" else written(of.start if count is None else count, form)

        marker = _PLACE.sub(place, this.text).strip()
        return marker + " " if this.suffix != "nothing" and _ENDS_IN_NUMBER.search(marker) else marker

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list of a paragraph and its level there, its own or its style's."""
        own = child(properties, "numPr")
        list_id, level = value(child(own, "numId")), value(child(own, "ilvl"))
        style = value(child(properties, "pStyle"))
        seen: set[str] = set()
        while style and style not in seen and not list_id:
            seen.add(style)
            of_style = child(self._styles.get(style), "pPr")
            inherited = child(of_style, "numPr")
            list_id = value(child(inherited, "numId"))
            level = level or value(child(inherited, "ilvl")) or self._level_of_style(list_id, style)
            style = value(child(self._styles.get(style), "basedOn"))
        return ("" if list_id == "0" else list_id), number(level)

    def _level_of_style(self, list_id: str, style: str) -> str:
        return next((str(at) for at, level in self._levels_of(list_id).items() if level.style == style), "")

    def _count(self, list_id: str, level: int, levels: dict[int, _Level]) -> list[int | None]:
        counts = self._counts.setdefault(self._abstract_id(list_id), [None] * _LEVELS)
        if (list_id, level) not in self._begun:
            self._begun.add((list_id, level))
            override = next((part for part in _children(self._numbers.get(list_id), "lvlOverride")
                             if number(attribute(part, "ilvl")) == level), None)  # fmt: skip
            if child(override, "startOverride") is not None:
                counts[level] = None
        count = counts[level]
        counts[level] = levels[level].start if count is None else count + 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                counts[deeper] = None
        return counts

    def _abstract_id(self, list_id: str) -> str:
        return value(child(self._numbers.get(list_id), "abstractNumId"))

    def _levels_of(self, list_id: str) -> dict[int, _Level]:
        if list_id not in self._levels:
            self._levels[list_id] = self._read_levels(list_id)
        return self._levels[list_id]

    def _read_levels(self, list_id: str) -> dict[int, _Level]:
        abstract = self._abstract.get(self._abstract_id(list_id))
        linked = value(child(abstract, "numStyleLink"))
        if linked:
            abstract = next(
                (part for part in self._abstract.values() if value(child(part, "styleLink")) == linked), abstract
            )
        found = {number(attribute(part, "ilvl")): _level(part) for part in _children(abstract, "lvl")}
        for override in _children(self._numbers.get(list_id), "lvlOverride"):
            at = number(attribute(override, "ilvl"))
            own = child(override, "lvl")
            if own is not None:
                found[at] = _level(own)
            start = child(override, "startOverride")
            if start is not None and at in found:
                found[at].start = number(value(start))
        return {at: level for at, level in found.items() if 0 <= at < _LEVELS}


def _level(element: etree._Element) -> _Level:
    restart = child(element, "lvlRestart")
    return _Level(
        start=number(value(child(element, "start")), 0),
        form=value(child(element, "numFmt"), "decimal"),
        text=value(child(element, "lvlText")),
        suffix=value(child(element, "suff"), "tab"),
        restart=None if restart is None else number(value(restart)),
        legal=on(child(element, "isLgl")),
        style=value(child(element, "pStyle")),
    )


def _children(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else [part for part in element if local(part) == name]
