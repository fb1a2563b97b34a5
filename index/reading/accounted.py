"""What a question says of columns is accounted for: readings of other things lose, and what is asked of a task is its cell."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from index.query import DETAIL, Condition, Detailed, Due, Query, leaves
from index.reading.cells import Said, conditions
from index.reading.changes import mapped
from index.reading.checks import Check
from index.reading.documents import DEADLINE
from index.reading.parse import Analysis, Parse
from index.reading.patterns import joined
from index.reading.pointing import Run
from index.reading.state import Turn

# So many readings of a word that stands in the heads of several columns.
_MOST = 4


def of_time(turn: Turn) -> Turn:
    """A turn that asked for a column as one that asked for the time limit."""
    return replace(turn, query=replace(turn.query, fact=DEADLINE)) if turn.query.heads else turn


def ask(parse: Parse, turn: Turn | None) -> None:
    """Has candidates that ask by when tasks are due ask for columns: those that the question names, or the one before.

    Either is asked of a task in the same words and ways, which the weights know of time limits.
    """
    named = [said.heads for said in parse.analysis.columns if not said.words]
    # 领导 may be of either of two columns: one reading for each.
    meant = (
        list(dict.fromkeys(tuple(dict.fromkeys(heads)) for heads in itertools.product(*named)))[:_MOST] if named else []
    )
    if not named and turn is not None and turn.query.heads and not parse.analysis.has("due."):
        meant = [turn.query.heads]
    if meant:
        parse.candidates = [
            replace(candidate, query=query)
            for candidate in parse.candidates
            for query in dict.fromkeys(_of_columns(candidate.query, heads) for heads in meant)
        ]


def _of_columns(query: Query, heads: tuple[str, ...]) -> Query:
    """A query with columns in the place of the time limit."""
    empty = joined(tuple(map(Detailed, heads)))
    where = mapped(query.where, lambda leaf: empty if empty and leaf == Due() else leaf)
    return replace(query, where=where, fact=DETAIL + "\n".join(heads) if query.fact == DEADLINE else query.fact)


def checks(analysis: Analysis, turn: Turn | None, run: Run) -> Iterator[tuple[str, Check]]:
    """What a reading must be by the columns that a question speaks of, each with a name."""
    for said in analysis.columns:
        if not said.words:
            yield "column", partial(_asks, said)
    for condition in conditions(analysis.columns):
        yield "cell", partial(_has, condition, run)
    # 第6项呢 asks what was asked of the task before it.
    if turn is not None and turn.query.heads and analysis.numbers and not _says_more(analysis):
        yield "again", lambda query: query.heads == turn.query.heads


def _says_more(analysis: Analysis) -> bool:
    """Whether a question asks for anything, or has words that nothing accounts for."""
    return bool(analysis.columns or analysis.residue.topics) or analysis.has("want.", "role.", "due.", "logic.not")


def _asks(said: Said, query: Query) -> bool:
    """Whether a query asks for a column, or for the tasks of which it says nothing."""
    return bool({*query.heads} & {*said.heads}) or any(
        isinstance(leaf, Detailed) and not leaf.words for leaf in leaves(query.where)
    )


def _has(wanted: Condition, run: Run, query: Query) -> bool:
    """Whether a query is of tasks with the words that a column is said to have."""
    if {*leaves(wanted)} <= {*leaves(query.where)}:
        return True
    selected = frozenset(run(query.where)) if query.where is not None else frozenset()
    return bool(selected) and selected <= frozenset(run(wanted))
