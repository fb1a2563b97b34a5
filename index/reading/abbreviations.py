"""Long names said in a few of their characters, in order: 中科院西北院 of 中国科学院西北生态环境资源研究院."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from corpus.levels import heads
from index.reading.content import is_word, words_of

_LEAST, _LONGEST = 4, 10
_LEAST_LEFT_OUT = 2
_SHORTEST, _REMEMBERED = 2, 1024
_GOVERNMENT, _ANY_GOVERNMENT = "政府", "人民政府"
_GOVERNED = re.compile("管委会|管理委员会|(?:人民)?政府|办事处|街道")
_COMMITTEE = "委员会"


class Abbreviations:
    """The names (folded) that may be said so, each with the id of its department."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._by_last: dict[str, set[tuple[str, str]]] = {}
        for name, id in names:
            for whole in (name, *(rest for _, rest in heads(name))):
                shorter = (whole.removesuffix("员会"),) if whole.endswith(_COMMITTEE) else ()
                for each in (whole, *shorter):
                    self._by_last.setdefault(each[-1], set()).add((each, id))

    def within(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The places (start, end) in a run of Chinese where one name alone may be said so, each with its id."""
        for last in range(start + _LEAST, end + 1):
            if text[last - 1] not in self._by_last:
                continue
            for first in range(max(start, last - _LONGEST), last - _LEAST + 1):
                if len(ids := self.of(text[first:last])) == 1:
                    yield first, last, next(iter(ids))

    def of(self, said: str) -> set[str]:
        """The departments whose names end as `said` does, in two characters or begin so too, with the others in their order."""
        return {
            id
            for name, id in self._by_last.get(said[-1], ())
            if len(name) >= len(said) + _LEAST_LEFT_OUT
            and (name[0] == said[0] or name[-2] == said[-2])
            and in_order(said, name)
        }


class Contractions:
    """The names (folded) of a plan's parties, each with its id, as they are said where nothing but a party can stand.

    农商行 of 某农村商业银行, 湖科 of 湖北科技学院; two characters are those with which words of the name begin or end. A word of
    the dictionary of which the plan's tasks (`prose`) speak is one only as the place that a body governs: 高新区 of its 管委会.
    `level` is the plan's own: 市.
    """

    def __init__(self, names: Iterable[tuple[str, str]], prose: str, level: str = "") -> None:
        self._names = [(name, id, frozenset(name)) for name, id in names]
        self._prose = prose
        self._level = level
        self.of = functools.lru_cache(_REMEMBERED)(self._of)

    def _of(self, said: str) -> set[str]:
        """The parties that may be meant, the plan's own level before the words aside where nobody has it so.

        What another level has is another's, and a government is told by its place alone.
        """
        if said == self._level or said.endswith(_GOVERNMENT):
            return set()
        found = self._said_by(said)
        own = bool(self._level) and said.startswith(self._level) and len(said) >= len(self._level) + _SHORTEST
        return found if found or not own else self._said_by(said[len(self._level) :])

    def _said_by(self, said: str) -> set[str]:
        if said in self._prose and is_word(said):
            return {id for name, id, _ in self._names if _GOVERNED.fullmatch(name.partition(said)[2])}
        has = frozenset(said)
        return {
            id for name, id, chars in self._names if has <= chars and len(name) > len(said) and _stands_for(said, name)
        }


_words = functools.lru_cache(512)(words_of)


def _stands_for(said: str, name: str) -> bool:
    """Whether a name may be said so; two characters begin where a word of it does, a government is told by its place."""
    if len(said) > _SHORTEST:
        return in_order(said, name) and not (name.endswith(_GOVERNMENT) and said in _ANY_GOVERNMENT)
    words = _words(name)
    # The characters with which its words begin and end.
    edges = "".join(word if len(word) < 3 else word[0] + word[-1] for word in words)
    return said[0] in {word[0] for word in words} and (said in name or in_order(said, edges))


def in_order(said: str, name: str) -> bool:
    """Whether the characters of `said` stand in `name` in their order."""
    rest = iter(name)
    return all(char in rest for char in said)
