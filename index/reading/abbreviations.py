"""Long names said in a few of their characters, in order: 中科院西北院 of 中国科学院西北生态环境资源研究院."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.levels import heads

_LEAST, _LONGEST = 4, 10
_LEAST_LEFT_OUT = 2
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


def in_order(said: str, name: str) -> bool:
    """Whether the characters of `said` stand in `name` in their order."""
    rest = iter(name)
    return all(char in rest for char in said)
