"""Labelled lines below several items that hold for all of these: 1.… 2.… 3.…, and 责任单位：… below the last."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from corpus.drafts import unnamed
from corpus.markers import SUBSECTION
from corpus.outline import Item
from corpus.tree import Node

# So many items without labels in so many groups are no slips: one alone may name nobody.
_FEWEST_ITEMS, _FEWEST_GROUPS = 3, 2


def share_labels(nodes: Sequence[Node]) -> None:
    """Gives labels below the last item of a group to those before that name nobody, where the document does so throughout."""
    groups = [group for node in nodes if (group := _group(node))]
    runs = [run for group in groups for run in _runs(group)]
    if len({id(run[-1]) for run in runs}) < _FEWEST_GROUPS or sum(len(run) - 1 for run in runs) < _FEWEST_ITEMS:
        return
    labelled = sum(bool(node.drafts) for group in groups for node in group)
    # Where most items have labels of their own, the others name nobody.
    if any(not group[-1].drafts for group in groups) or 2 * sum(len(run) - 1 for run in runs) < labelled:
        return
    for *before, last in runs:
        stated = last.drafts[-1]
        for node in before:
            assert isinstance(node.part, Item)
            own = unnamed(node.part)
            limit = own.clause.deadline or stated.clause.deadline
            clause = dataclasses.replace(stated.clause, deadline=limit)
            node.drafts = [dataclasses.replace(own, clause=clause, where=stated.where)]


def _group(node: Node) -> list[Node]:
    """The numbered items below a node; none where something else stands among them."""
    children = [child for child in node.children if child.level]
    plain = all(
        isinstance(child.part, Item)
        and child.part.value is not None
        and child.level > SUBSECTION
        and not child.children
        for child in children
    )
    return children if plain else []


def _runs(group: Sequence[Node]) -> Iterator[list[Node]]:
    """The items that name nobody with the next below which labels stand."""
    run: list[Node] = []
    for node in group:
        run.append(node)
        part = node.part
        if not node.drafts:
            continue
        if len(run) > 1 and isinstance(part, Item) and part.labels and not part.prose:
            yield run
        run = []
