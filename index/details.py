"""What further columns of a plan's table say of its tasks, and which cells have words as people say them."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.normalize import fold
from corpus.records import Plan, Span

_BLANKS = re.compile(r"[^\S\n]+")
_SIGNS = re.compile(r"[\W_]+")
# Longer words are no name that people cut in two: 李副市长 of 李明副市长, 皖林护58号 of 皖林护〔2025〕58号文件.
_LONGEST_APART = 16


def plain(words: str) -> str:
    """Words folded and without blanks, a bar for each sign that parts them: 市林长办|2025|7号文件."""
    return _SIGNS.sub("|", _BLANKS.sub("", fold(words))).strip("|")


class Details:
    """The cells of a plan's further columns by head and task."""

    def __init__(self, plan: Plan) -> None:
        self._cells: dict[str, dict[int, Span]] = {}
        for task in plan.tasks:
            for detail in task.details:
                self._cells.setdefault(detail.head, {}).setdefault(task.key, detail.span)
        self.plain = {
            head: {key: plain(span.of(plan.text)) for key, span in cells.items()} for head, cells in self._cells.items()
        }
        self._characters = {head: frozenset("".join(cells.values()) + "|") for head, cells in self.plain.items()}

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns, in the order in which tasks have them."""
        return tuple(self._cells)

    def cells(self, head: str) -> dict[int, Span]:
        """The cells below a head, by the keys of their tasks; tasks without words there are left out."""
        return self._cells.get(head, {})

    def holding(self, head: str, words: str) -> frozenset[int]:
        """The tasks whose cell says words: between its signs where any does, else anywhere, else in two parts."""
        said, cells = plain(words), self.plain.get(head, {})
        # 分管农业农村的副县长 of 副县长（分管农业农村）
        for form in dict.fromkeys((said, said.replace("的", ""))):
            known = form and self._characters.get(head, frozenset()).issuperset(form)
            for has in _WAYS if known else ():
                if found := frozenset(key for key, cell in cells.items() if has(form, cell)):
                    return found
        return frozenset()


def _whole(said: str, cell: str) -> bool:
    return f"|{said}|" in f"|{cell}|"


def _within(said: str, cell: str) -> bool:
    """Whether a cell has the words, no number of them cut: 7号 is not in 57号."""
    return said in cell and re.search(_pattern(said), cell) is not None


def _apart(said: str, cell: str) -> bool:
    """Whether a cell has the words in two parts, the first of which begins a word of it where it is one character."""
    if not 2 < len(said) <= _LONGEST_APART:
        return False
    for cut in range(1, len(said) - 1):
        first, second = said[:cut], said[cut:]
        if first in cell and second in cell and re.search(_in_two(first, second), cell):
            return True
    return False


def _in_two(first: str, second: str) -> str:
    begins = r"(?:^|\|)" if len(first) == 1 else ""
    return rf"{begins}{_pattern(first)}.*?{_pattern(second)}|{_pattern(second)}\|?{_pattern(first)}"


def _pattern(words: str) -> str:
    """A pattern of words that does not begin or end within a number."""
    return r"(?<!\d)" * words[0].isdigit() + re.escape(words) + r"(?!\d)" * words[-1].isdigit()


_WAYS: tuple[Callable[[str, str], bool], ...] = (_whole, _within, _apart)
