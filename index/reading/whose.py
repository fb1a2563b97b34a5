"""Whose office a name in a question means: what stands before it says the plan's own level or place, or another's."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.departments import Registry
from corpus.levels import CENTRAL, ENGLISH, WORDS, Level, Place, place_named, province
from index.query import MatchKind, Mention
from index.reading.names import Names

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(rf"\b({'|'.join(ENGLISH)})(?:[- ]level)?(?: people's)? $")
_OURS = re.compile("^(?:我们?|咱们?|本|全|这个?|该)")
_COMMITTEE = re.compile("(?<=.)党?委$")
_ENDS = {"部": Level.CENTRE, "厅": Level.PROVINCE}
_LONGEST = 12
# 工业园区财政局, 城市管理: before these a level's character ends another word.
_WITHIN = {
    "区": "园社小城地片辖灾景校厂牧林矿新开库",
    "市": "城超股楼菜上门都集",
    "省": "节反",
    "州": "神九",
    "国": "各外中",
}
# How English calls the offices of a level whose word the plan has; 市 is a province's level in a municipality's plan.
_WORDS = {"市": ("municipal", "city"), "盟": ("league",), "区": ("district",), "县": ("county",), "旗": ("banner",)}


def placed(text: str, start: int, end: int, since: int, mention: Mention, names: Names) -> tuple[int, Mention]:
    """Where a name at `start:end` begins with the level or place before it, and what is meant: another's where it is not ours.

    Nothing before `since` belongs to it.
    """
    registry, name = names.plan.registry, text[start:end]
    begin, place = _nearest(text, start, since, registry) if _CHINESE.search(name) else _english(text, start)
    if place is None and mention.known is MatchKind.SLIP:
        place = _higher(name, registry)
    if place is None:
        return start, mention
    said = text[begin:end]
    mention = replace(mention, said=said if _CHINESE.search(said) else mention.said)
    return begin, mention if _owns(registry, place, name) else _of_others(mention, place, name, names)


def _english(text: str, start: int) -> tuple[int, Place | None]:
    match = _ENGLISH.search(text, 0, start)
    return (match.start(), Place(ENGLISH[match[1]], "", match[1])) if match else (start, None)


def _nearest(text: str, start: int, since: int, registry: Registry) -> tuple[int, Place | None]:
    """The longest words right before `start` that name a level or place; a level's word within another word is none."""
    for begin in range(max(since, start - _LONGEST), start):
        words = text[begin:start]
        place = _read(words, registry)
        if place is None or (place.name and not (province(place.name) or place.stem == registry.own.stem)):
            continue
        if not place.name and begin > since and text[begin - 1] in _WITHIN.get(words[0], ""):
            continue
        return begin, place
    return start, None


def _higher(name: str, registry: Registry) -> Place | None:
    """The level above the plan's own whose offices alone end as the name does: 教育部 in a province's plan."""
    level = _ENDS.get(name[-1])
    if level is None or registry.own.level is None or level >= registry.own.level:
        return None
    return Place(level, "", "" if level is Level.CENTRE else "省")


def _read(words: str, registry: Registry) -> Place | None:
    """The level or place that the words name in full, or whose Party committee they name: 县, 浙江省, 市委."""
    words = _COMMITTEE.sub("", words)
    if _OURS.match(words) and (rest := _OURS.sub("", words)) in WORDS:
        return Place(WORDS[rest], "", rest)
    if words.removeprefix("各") in WORDS and words != "各":
        return Place(WORDS[words.removeprefix("各")], "", words.removeprefix("各"))
    if words in CENTRAL:
        return Place(Level.CENTRE, "", words)
    if (found := province(words)) and found[1] == len(words):
        return found[0]
    own = registry.own
    if own.name and (words in (own.name, own.stem) or (len(words) > 2 and own.name.endswith(words))):
        return own
    return place_named(words) if len(words) > 2 else None


def _owns(registry: Registry, place: Place, name: str) -> bool:
    if place.word in ENGLISH:
        own = registry.own
        return own.level in (None, place.level) or place.word in _WORDS.get(own.word, ())
    return registry.owns(place, name)


def _of_others(mention: Mention, place: Place, form: str, names: Names) -> Mention:
    """The office of another place that is meant: how its name ends there is no slip."""
    registry = names.plan.registry
    level = place if place.word not in ENGLISH else Place(place.level, "", place.word.capitalize() + " ")
    known = MatchKind.EXACT if mention.known is MatchKind.SLIP else mention.known
    return names.mention(mention.said, (registry.of_place(id, level, form) for id in mention.candidates), known)
