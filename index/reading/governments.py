"""Governments that a plan names one by one, told by the place that each is of: 红寺堡, 张北、康保三个县, 我们区政府."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.normalize import fold
from corpus.parts import GOVERNMENT
from index.reading.lexicon import Lexicon
from index.reading.names import Names
from index.reading.spans import Span
from index.tables import Tables

LEVEL = r"(?:自治区|直辖市|自治州|自治县|自治旗|(?:地级|县级|设区的?)市|地(?=[市州盟])|街道|苏木|[省市县区旗州盟乡镇])"
END = r"(?:人民政府|政府|行政公署|行署|公署|管委会|管理委员会|(?:街道)?办事处|街道办)"
# Two levels or more side by side: 各县（市、区）政府.
RUN = re.compile(rf"(各)?({LEVEL}(?:[(]?[、,/]?{LEVEL}(?!场|容|政(?!府))[)]?)+)级?({END})?")
_LISTING = re.compile(r"[有没的、,，和跟与及\s]{0,3}")
_LEVEL_ALONE = re.compile("[市县区旗](?:人民)?政府")


def names_several(name: str) -> bool:
    """Whether a party's name is that of several governments together: 各县（市、区）人民政府."""
    return name.startswith("各") or RUN.fullmatch(name) is not None


def governments(tables: Tables) -> Iterator[tuple[str, str]]:
    """The ids of the plan's parties that are each the government of one place below the plan's own, with the place: 即墨区."""
    registry = tables.plan.registry
    for name, id in registry.written_names.items():
        if (
            id in tables
            and not names_several(name)
            and (match := GOVERNMENT.fullmatch(name))
            and match[1] != registry.own.name
        ):
            yield id, match[1]


class Governments:
    """The governments of a plan's names."""

    def __init__(self, names: Names, lexicon: Lexicon) -> None:
        self.names = names
        self.lexicon = lexicon
        self.place_of = functools.cache(self._place_of)

    def _place_of(self, id: str) -> str:
        """The place that a department is the government of; empty where it is none."""
        match = GOVERNMENT.fullmatch(fold(self.names.registry[id].name))
        return match[1] if match else ""

    def is_place(self, part: str) -> bool:
        """Whether a part of a government's name is that of its place, and neither the lexicon nor the plan has it otherwise."""
        governed = all(self.place_of(id)[:-1] == part for id in self.names.parts[part])
        otherwise = rf"{part}(?![市县区旗州盟镇乡、和])"
        return governed and part not in self.lexicon.words and not re.search(otherwise, self.names.plan.text)

    def listed(self, text: str, named: Sequence[Span]) -> set[Span]:
        """Places by themselves that stand beside one another: 张北、康保、沽源三个县, 康保有、张北没有的."""
        places = [span for span in named if span.mention and self._is_bare(span.text, span.mention.parties)]
        pairs = ((a, b) for a, b in itertools.pairwise(places) if _LISTING.fullmatch(text, a.end, b.start))
        return {span for pair in pairs for span in pair}

    def _is_bare(self, said: str, parties: Sequence[str]) -> bool:
        return len(parties) == 1 and self.place_of(parties[0])[:-1] == said

    def told(self, span: Span, named: Sequence[Span]) -> Span:
        """A government told by its level alone is that of the one place of that level that is named: 振兴区这边, 我们区政府.

        One of the plan's own level is the plan's own.
        """
        told = span.mention is not None and not span.mention.parties and _LEVEL_ALONE.fullmatch(span.text)
        if not told or span.text[0] == self.names.registry.own.word:
            return span
        mentions = [other.mention for other in named if other.mention and len(other.mention.parties) == 1]
        own = {each.parties: each for each in mentions if self.place_of(each.parties[0]).endswith(span.text[0])}
        return replace(span, how="full", mention=replace(*own.values(), said=span.text)) if len(own) == 1 else span
