"""How much of some left-over words the text of each task has, so that a question is not answered as if they were not there."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter

from corpus.normalize import fold
from index.tables import Tables

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]{3,}")


def pieces(words: str) -> frozenset[str]:
    """The pairs of Chinese characters and the Latin words of folded text."""
    found: set[str] = set()
    for run in _RUN.findall(words):
        found.update((run,) if run[0] < "\u3400" else (run[at : at + 2] for at in range(len(run) - 1)))
    return frozenset(found)


class Shares:
    """The pieces of each task's text; those that few tasks have weigh more."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @functools.cached_property
    def _texts(self) -> dict[int, frozenset[str]]:
        plan = self._tables.plan
        return {
            # A heading stands before the body.
            key: pieces(
                fold(" ".join((plan.text[task.span.start : task.body.end], *(en for _, en in plan.english(task)))))
            )
            for key, task in self._tables.tasks.items()
        }

    @functools.cached_property
    def _weights(self) -> dict[str, float]:
        held = Counter(piece for text in self._texts.values() for piece in text)
        return {piece: math.log((1 + len(self._texts)) / count) for piece, count in held.items()}

    def of(self, words: str) -> dict[int, float]:
        """By key the share (0 to 1) of what folded words say that each task says as well; tasks with none are left out."""
        said = pieces(words)
        unknown = math.log(1 + len(self._texts))
        whole = sum(self._weights.get(piece, unknown) for piece in said)
        shared = {key: sum(self._weights[piece] for piece in said & text) for key, text in self._texts.items()}
        return {key: worth / whole for key, worth in shared.items() if worth}
