"""What is said of a task that a question points at: 信贷那项 is no task without a word of 信贷, 生态厅那项 none of others."""

from __future__ import annotations

from collections.abc import Callable, Collection

from index.query import Condition, HasRole, Numbered, Query, numbers_in
from index.reading.content import has_subject
from index.reading.parse import Analysis
from index.reading.state import Turn

# The keys of the tasks that a condition selects.
Run = Callable[[Condition], Collection[int]]


def as_pointed_at(analysis: Analysis, turn: Turn, run: Run) -> Callable[[Query], bool] | None:
    """Whether a query's tasks may be the one that the words point at; None where they say nothing of it."""
    for unit in analysis.sight.units:
        if "back.task" not in unit.classes:
            continue
        end = unit.start - analysis.text.startswith("的", unit.start - 1)
        for span in analysis.departments:
            if span.end == end and span.mention and span.mention.candidates and not span.of:
                return _of(frozenset(run(HasRole(span.mention.candidates))))
        for topic, shares in zip(analysis.residue.topics, analysis.shares, strict=True):
            said = {key for key, share in shares.items() if share}
            if topic.end == end and said and has_subject(topic.words):
                return _of(frozenset(said & {*turn.listed, *turn.shown} or said))
    return None


def _of(keys: frozenset[int]) -> Callable[[Query], bool]:
    def agrees(query: Query) -> bool:
        return query.topic is not None or set(numbers_in(query.where, Numbered)) <= keys

    return agrees
