"""Which matches of a search are shown: of a topic among the tasks, of a question among the sentences outside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.records import Span
from index.query import Query

if TYPE_CHECKING:
    from index.retrieval.ranking import Match
    from index.retrieval.search import Search

# A topic question gets at most so many tasks, and only those nearly as good as the best, by the difference in log odds.
MOST_SHOWN = 5
NEARLY_AS_GOOD = 1.5
# Within a department or section, where less of the topic's meaning lies than this, what matches is not what was asked for.
LEAST_SHARE = 0.05
NEIGHBOURS = 3
# Of the sentences that belong to no task at most so many are quoted.
MOST_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Found:
    """Topic matches, of tasks or of sentences that belong to none: those to show, and the nearest where none is to be shown.

    `closest` is whether what is shown is no more than the best within the set that was asked about.
    """

    shown: tuple[Match, ...]
    nearest: tuple[Match, ...]
    closest: bool = False


Matches = Callable[[Query, frozenset[int] | None], Found]


def find(
    topic: str,
    lang: str,
    search: Search,
    within: frozenset[int] | None,
    holding: Mapping[int, Span],
) -> Found:
    """The matches of a topic within a set of tasks: those `holding` its very words, else those near the best if it is treated."""
    judged = search.judge(topic, lang, within)
    ranked = judged.matches
    if held := [replace(match, quote=holding[match.task]) for match in ranked.among(holding)]:
        return Found(tuple(held[:MOST_SHOWN]), ())
    if not judged.treated or judged.share < LEAST_SHARE:
        if within is not None and judged.closest:
            return Found(ranked[:1], (), closest=True)
        return Found((), ranked[:NEIGHBOURS])
    best = ranked[0].score
    return Found(tuple(match for match in ranked[:MOST_SHOWN] if best - match.score <= NEARLY_AS_GOOD), ())


def find_said(question: str, lang: str, matter: Search) -> Found:
    """The sentences outside the tasks that answer a question: the best and those near it, none where even that is too far."""
    judged = matter.judge(question, lang)
    ranked = judged.matches[:MOST_QUOTED]
    if not judged.said:
        return Found((), ranked)
    return Found(tuple(match for match in ranked if ranked[0].score - match.score <= NEARLY_AS_GOOD), ())
