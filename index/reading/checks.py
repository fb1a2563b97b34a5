"""What a reading must be by the words of its question: a named test of a Query."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from index.query import Due, HasRole, Numbered, Query, RoleCount, leaves

# Whether a query may be what the words mean.
Check = Callable[[Query], bool]
Leaf = TypeVar("Leaf", Due, HasRole, Numbered, RoleCount)


def stated(query: Query, kind: type[Leaf]) -> list[Leaf]:
    """The conditions of a kind that a query states."""
    return [leaf for leaf in leaves(query.where) if isinstance(leaf, kind)]
