"""What a reading must be by the words of its question: a named test of a Query."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from index.query import AnyOf, Condition, Due, HasRole, Not, Numbered, PartyCount, Query, RoleCount, leaves, nodes
from index.reading.parse import Analysis

# Whether a query may be what the words mean.
Check = Callable[[Query], bool]
Leaf = TypeVar("Leaf", Due, HasRole, Numbered, RoleCount)


def stated(query: Query, kind: type[Leaf]) -> list[Leaf]:
    """The conditions of a kind that a query states."""
    return [leaf for leaf in leaves(query.where) if isinstance(leaf, kind)]


def has_node(where: Condition | None, kind: type[AnyOf] | type[Not]) -> bool:
    """Whether a tree of conditions joins any by or, or leaves any out."""
    return any(isinstance(node, kind) for node in nodes(where))


def leaves_out(where: Condition | None, kind: type[HasRole] | type[PartyCount]) -> bool:
    """Whether a tree leaves out the tasks of a condition of a kind."""
    return any(isinstance(node, Not) and isinstance(node.item, kind) for node in nodes(where))


def excepted(analysis: Analysis) -> frozenset[int]:
    """The numbers of tasks directly before which a word leaves out: 除了第16条那个."""
    found: set[int] = set()
    for span in analysis.numbers:
        before = [unit for unit in analysis.sight.units if unit.end <= span.start]
        if span.kind == "N" and before and before[-1].end == span.start and "logic.except" in before[-1].classes:
            found.update(span.numbers)
    return frozenset(found)
