"""Offices that a question only mentions: who asks works there, whoever wants to know does, or others were named before."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.parties import is_institution
from corpus.readers import read_toml
from corpus.roles import any_of
from index.query import MatchKind, Mention
from index.reading.governments import END, LEVEL
from index.reading.spans import ASKER, PERSON, Span
from index.reading.standing import FILE, people

# 甲县、乙县两个县政府; 甲县和乙县，哪个县政府: what those named before are.
_COUNTED = re.compile(r"(?:[这那]?(?:[两二俩三仨四五六几]|[2-6])[个家]?|哪一?[个家])$")
_LEVEL_ALONE = re.compile(rf"{LEVEL}级?{END}")
_LEAST_NAMED = 2


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = read_toml(FILE)
    units, says = rf"(?<![查好到之益用]){any_of(data['aside']['units'])}", any_of(data["aside"]["says"])
    belongs, here, self = (
        rf"(?<![诉给说让叫帮问]){any_of(data['aside']['belongs'])}",
        any_of(data["aside"]["here"]),
        any_of(data["aside"]["self"]),
    )
    english, englishmen = any_of(data["aside"]["english_belongs"]), any_of(data["aside"]["english_people"])
    of_unit = rf"[\u3400-\u9fff]{{0,4}}?{units}(?:的|{says}|[\s,，。!！、:：]|$|{people()})"
    return {
        "stranger": re.compile(rf"{belongs}((?:(?![哪谁啥])[\u3400-\u9fff]){{3,14}}?)(?:的|[\s,，。!！、:：;；]|$)"),
        "belongs": re.compile(rf"{belongs} ?$|\b{english} (?:the )?$"),
        "self": re.compile(rf"{self}$"),
        "ends": re.compile(rf"(?:{here})?的(?:[\s,，。!！、:：]|$)|{of_unit}"),
        "unit": re.compile(of_unit),
        "people": re.compile(rf"(?:的|{here}的?)?(?:那个?|这个?|那位|几位)?{people()}(?!单位|部门)"),
        "says": re.compile(rf"(?:{here})?(?:{says})(?!了算)|(?:口|系统)?(?:工作)?(?:微信)?群(?!众|体|策|防|里?的任务)"),
        "english": re.compile(rf"\b{englishmen} (?:at|from|in|with|of|over at) (?:the )?$"),
        "folks": re.compile(rf"(?:'s)? {englishmen}\b"),
    }


def aside(text: str, spans: Sequence[Span]) -> list[Span]:
    """The departments of a folded text, those marked that who asks belongs to, or another person who is spoken of."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        inner = last is not None and last.of and last.end == span.start and _patterns()["unit"].match(text, span.end)
        of = last.of if last is not None and inner else _of(text, span)  # the 社保 of 财政局社保科
        found.append(replace(span, of=of) if of else span)
    return sorted([*found, *_strangers(text, found)], key=lambda span: span.start)


def restated(text: str, spans: Sequence[Span]) -> list[Span]:
    """Of the departments of a folded text those that only say again what the ones before are, with how many or which of them."""
    found: list[Span] = []
    for place, span in enumerate(spans):
        alike = span.several or _LEVEL_ALONE.fullmatch(span.text)
        if alike and place >= _LEAST_NAMED and _COUNTED.search(text, spans[place - 1].end, span.start):
            found.append(span)
    return found


def _strangers(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The asker's own offices that are nobody's in the registry: 我们是某某开发区管委会."""
    for match in _patterns()["stranger"].finditer(text):
        span = Span(
            "D", "unknown", match.start(1), match.end(1), match[1], Mention(match[1], (), MatchKind.EXACT), of=ASKER
        )
        if is_institution(match[1]) and all(span.clear_of(other) for other in spans):
            yield span


def _of(text: str, span: Span) -> str:
    patterns = _patterns()
    if patterns["belongs"].search(text, 0, span.start):
        return ASKER
    if patterns["self"].search(text, 0, span.start) and patterns["ends"].match(text, span.end):
        return ASKER  # 我住建口的; 我们人行牵头哪些 asks of it
    beside = any(patterns[name].match(text, span.end) for name in ("unit", "people", "says", "folks"))
    return PERSON if beside or patterns["english"].search(text, 0, span.start) else ""
