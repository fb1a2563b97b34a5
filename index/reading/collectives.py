"""Governments named together by their levels: 县（市、区）政府, 市州政府, 各旗县 are the plan's 各县（市、区）人民政府."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.levels import Level
from index.query import MatchKind, Mention
from index.reading.governments import END, LEVEL, RUN, governments, names_several
from index.reading.spans import Span
from index.tables import Tables

_ONE = re.compile(LEVEL)
_BELOW_CITY = frozenset("市县区旗")
# 县区域, 市区内, 省市县长: what follows levels and makes them another word.
_NOT_BEFORE = "域划块间别内外长直属联级委"
# 市区 and 省市 are words of their own.
_WORDS = frozenset(["市区", "省市", "县城", "市县", "省区", "城区"])
_LONGEST_WHICH = 4
# What calls a level otherwise.
_SAME = {"地": "市", "苏木": "乡"}


@dataclass(frozen=True, slots=True)
class _Named:
    """A party of the plan that stands for the governments of some levels, and which of them: 沿海 of 沿海各县（市、区）."""

    id: str
    levels: frozenset[str]
    which: str = ""


class Collectives:
    """The plan's parties that are governments of some levels together."""

    def __init__(self, tables: Tables) -> None:
        self._named: list[_Named] = []
        # Governments that the plan names one by one.
        self._each = tuple(_Named(id, frozenset(place[-1])) for id, place in governments(tables))
        self._city = tables.plan.registry.own.level is Level.CITY
        for name, id in tables.plan.registry.written_names.items():
            which, each, bare = name.rpartition("各")
            if id in tables and (each or names_several(name)) and len(which) <= _LONGEST_WHICH:
                levels = frozenset(_levels(re.sub(f"级?{END}$", "", bare)))
                if levels and re.fullmatch(rf"[(),、/]*(?:{LEVEL}[(),、/]*)+级?{END}?", bare):
                    self._named.append(_Named(id, levels, which))

    def spans(self, text: str, stands: Callable[[int, int], bool]) -> Iterator[Span]:
        """The governments that a folded text names by two levels or more; `stands` says whether an office stands at a place."""
        for run in RUN.finditer(text):
            each, levels, end = run.groups()
            follows = text[run.end() : run.end() + 1]
            if not end and (levels in _WORDS or (follows and follows in _NOT_BEFORE)):
                continue
            said = frozenset(_levels(levels))
            if len(said) < 2 or (not each and not end and not stands(run.start(), run.end())):
                continue
            which = self._which(text[: run.start()])
            words = which + run.group()
            if mention := self._mention(words, said, each is not None or bool(which), which):
                how = "full" if end or each else "bare"
                start = run.start() - len(which)
                yield Span("D", how, start, run.end(), words, mention, several=len(mention.parties) > 1)
            elif end:
                yield Span(
                    "D", "unknown", run.start(), run.end(), run.group(), Mention(run.group(), (), MatchKind.EXACT)
                )

    def _which(self, before: str) -> str:
        """What the words before levels say of which governments are meant, where the plan has such ones; else nothing."""
        return max((each.which for each in self._named if before.endswith(each.which)), key=len, default="")

    def _mention(self, words: str, levels: frozenset[str], all_said: bool, which: str) -> Mention | None:
        """The party of just those levels, all parties that are of them together, or those that share most of them.

        Unless all of them are said (各), those that the plan names one by one are meant as well.
        """
        named = [each for each in self._named if each.which == which] or self._named
        shared = {each.id: len(each.levels & levels) / len(each.levels | levels) for each in named}
        most = max(shared.values(), default=0)
        best = [each for each in named if shared[each.id] == most > 0]
        ids = tuple(dict.fromkeys(each.id for each in best))
        if len(ids) == 1:
            each = () if all_said else self._one_by_one(levels)
            return Mention(words, ids, MatchKind.EXACT, (*ids, *(id for id in each if id not in ids)))
        within = [each for each in named if each.levels <= levels]
        if within and frozenset.union(*(each.levels for each in within)) == levels:
            ids = tuple(dict.fromkeys(each.id for each in within))
            return Mention(words, ids[:1], MatchKind.EXACT, ids)
        if ids:
            return Mention(words, ids, MatchKind.EXACT)
        ids = self._one_by_one(levels)
        return Mention(words, ids[:1], MatchKind.EXACT, ids) if ids else None

    def _one_by_one(self, levels: frozenset[str]) -> tuple[str, ...]:
        """The governments of some levels that the plan names one by one."""
        # In a city's plan its counties, districts and cities at the level of counties go together: 县区.
        if self._city and levels & _BELOW_CITY:
            levels |= _BELOW_CITY
        return tuple(each.id for each in self._each if each.levels <= levels)


def _levels(words: str) -> Iterator[str]:
    for match in _ONE.finditer(words):
        level = match.group()
        yield _SAME.get(level, level if level in ("街道", "自治区") else level[-1])
