"""The lines above a table of a cell a line given to its columns as heads: some broken over lines, some above others."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from corpus.roles import OF_PARTIES, Said, head_kind, label_kind, words
from corpus.ways import NEVER

# A head is broken into no more lines, and has no more characters, than these.
_MOST_PIECES, _LONGEST_HEAD = 3, 14
_SHORT_PIECE, _USUAL_HEAD = 4, 8
# So many heads span others; with more ways than these to join lines to heads one does at most.
_MOST_SPANS, _MOST_WAYS = 2, 200
# The cost of a line more in a head, of a head that looks cut, of what looks wrong; how far heads that say otherwise who does
# it must be behind the best, and how badly heads may fit for each column.
_FURTHER, _UNFINISHED, _ODD, _CLEAR, _MOST_ODD = 1, 3, 6, 2, 1.5


class Holds(Enum):
    """What the cells of a column are."""

    NUMBER = auto()
    NAMES = auto()
    DATE = auto()
    PERSON = auto()
    TEXT = auto()


# How badly a kind of head fits what a column holds; what is not listed cannot be.
_FITS: dict[Holds, dict[Said | None, int]] = {
    Holds.NUMBER: {Said.NUMBER: 0},
    Holds.NAMES: {**dict.fromkeys(OF_PARTIES, 0)},
    Holds.DATE: {Said.DEADLINE: 0, Said.OTHER: 2, None: 3, Said.TASK: 4},
    Holds.PERSON: {Said.PERSON: 0, Said.OTHER: 2, None: 3, Said.TASK: 2, Said.GROUP: 2},
    Holds.TEXT: {Said.TASK: 0, Said.GROUP: 0, Said.OTHER: 0, Said.DEADLINE: 1, None: 1, Said.PERSON: 6},
}


def heads_for(pieces: Sequence[str], columns: Sequence[Holds]) -> tuple[int, list[str]] | None:
    """How badly the best heads fit that lines may make for the columns, and these; None where none is clearly the best.

    The number's column may have none. Heads that stand below another may follow it or all of those of the first level.
    """
    headless = not any(head_kind(piece) is Said.NUMBER for piece in pieces)
    number = columns.index(Holds.NUMBER)
    wanted = [holds for holds in columns if not headless or holds is not Holds.NUMBER]
    best: dict[tuple[Said | bool | None, ...], tuple[int, list[str]]] = {}
    for order, cost in _orders(pieces, len(wanted)):
        kinds = [head_kind(name) for name in order]
        # 单位 alone is more often the end of a head than one.
        ends = sum(
            kind is Said.RESPONSIBLE and label_kind(name) is None for kind, name in zip(kinds, order, strict=True)
        )
        price = cost + ends + sum(_FITS[holds].get(kind, NEVER) for holds, kind in zip(wanted, kinds, strict=True))
        key = tuple(
            kind if holds is Holds.NAMES else kind is Said.TASK for holds, kind in zip(wanted, kinds, strict=True)
        )
        if price < best.get(key, (NEVER, []))[0]:
            best[key] = price, order
    ways = sorted((cost, names, key) for key, (cost, names) in best.items())
    if not ways or ways[0][0] > len(columns) * _MOST_ODD:
        return None
    cost, names, key = ways[0]
    # Who does it must be surer than which words are the task's.
    parties = [kind for kind in key if kind in OF_PARTIES]
    for other, _, said in ways[1:]:
        if other < cost + (_CLEAR if [kind for kind in said if kind in OF_PARTIES] != parties else 1):
            return None
    return cost, [*names[:number], "", *names[number:]] if headless else names


def _orders(pieces: Sequence[str], count: int) -> Iterator[tuple[list[str], int]]:
    """The heads that lines may make for so many columns, in the order of these, and what the way costs."""
    for spans in range(_MOST_SPANS + 1):
        ways = _joins(tuple(pieces), count + spans)
        if spans > 1 and len(ways) > _MOST_WAYS:
            return
        for names, cost in ways:
            if not spans:
                yield list(names), cost
                continue
            for places in itertools.combinations(range(len(names) - 2 * spans), spans):
                for order, under in _below(names, places):
                    yield order, cost + sum(_unlike(names[place], heads) for place, heads in under.items())


def _below(names: Sequence[str], places: Sequence[int]) -> Iterator[tuple[list[str], dict[int, Sequence[str]]]]:
    """The heads in order without those that span others, and these others by the place of the one above them.

    They stand right behind it, or behind all heads of the first level.
    """
    if len(places) == 1:
        for end in range(places[0] + 3, len(names)):
            yield [*names[: places[0]], *names[places[0] + 1 :]], {places[0]: names[places[0] + 1 : end]}
    for first in range(places[-1] + 1, len(names) - 2 * len(places) + 1):
        for middle in range(first + 2, len(names) - 1) if len(places) > 1 else [len(names)]:
            under = dict(zip(places, (names[first:middle], names[middle:]), strict=False))
            columns = [under.get(place, [name]) for place, name in enumerate(names[:first])]
            yield [*itertools.chain.from_iterable(columns)], under


def _unlike(spanning: str, under: Sequence[str]) -> int:
    """How little heads below another are of its kind: those who lead and take part below 责任分工, times below 进度安排."""
    over = head_kind(spanning)
    if over is Said.NUMBER:
        return NEVER
    parties = [head_kind(name) in OF_PARTIES for name in under]
    same = all(parties) if over in OF_PARTIES else not any(parties)
    return _FURTHER if same else _ODD * (1 + (over is not None))


@functools.lru_cache(64)
def _joins(pieces: tuple[str, ...], count: int) -> list[tuple[tuple[str, ...], int]]:
    """The ways to make so many heads of the lines, following ones joined, and what each costs."""
    if not count or len(pieces) < count or len(pieces) > count * _MOST_PIECES:
        return [((), 0)] if not pieces and not count else []
    found = []
    for size in range(1, min(_MOST_PIECES, len(pieces) - count + 1) + 1):
        head = "".join(pieces[:size])
        if size > 1 and (len(head) > _LONGEST_HEAD or not _broken(pieces[:size])):
            break
        further = (size - 1) ** 2 * _FURTHER + (size > 1 and len(head) > _USUAL_HEAD) + _unfinished(pieces[:size])
        found += [((head, *rest), further + cost) for rest, cost in _joins(pieces[size:], count - 1)]
    return found


def _broken(pieces: Sequence[str]) -> bool:
    """Whether lines may be pieces of one head: one of them is short, and none names the number's column."""
    short = any(len(piece) <= _SHORT_PIECE for piece in pieces)
    return short and not any(head_kind(piece) is Said.NUMBER for piece in pieces if len(piece) > 1)


def _unfinished(pieces: Sequence[str]) -> int:
    """How little lines look like one whole head: it ends with 牵头 or 责任, or with 责任单位 another begins in it."""
    ends = pieces[-1].endswith(_verbs())
    begins = any(
        piece.startswith(_verbs()) and head_kind("".join(pieces[:place])) is not None
        for place, piece in enumerate(pieces)
        if place
    )
    whole = {head_kind(piece) for piece in pieces if len(piece) >= _SHORT_PIECE} - {None}
    long = len(pieces) > 1 and all(len(piece) >= _SHORT_PIECE for piece in pieces)
    return long + _UNFINISHED * (ends + begins) + _ODD * (len(whole) > 1)


@functools.cache
def _verbs() -> tuple[str, ...]:
    """What heads of departments and of times say before the noun with which they end: 牵头, 完成."""
    return (
        *itertools.chain.from_iterable(words()["verb"][kind] for kind in OF_PARTIES),
        "责任",
    )
