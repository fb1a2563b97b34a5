"""The rules that draw a page's tables, with those added that are left out at an open side or between pages."""

from __future__ import annotations

from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table, merge_edges

Edge = dict[str, Any]

_SNAP = 3.0
_SHORTEST = 3.0
# Ends this near to each other are one side of a table, where so many rules have it.
_SIDE, _ENOUGH = 8.0, 3
_ACROSS = ("x0", "x1", "top", "bottom")
_DOWN = ("top", "bottom", "x0", "x1")


def ruled_tables(page: Page) -> list[Table]:
    """The tables of a page whose cells rules part."""
    if not page.edges:
        return []
    edges = merge_edges([edge for edge in page.edges if edge["orientation"]], _SNAP, _SNAP, _SNAP, _SNAP)
    found = page.find_tables(
        {
            "explicit_horizontal_lines": _sides([edge for edge in edges if edge["orientation"] == "v"], _ACROSS, "h"),
            "explicit_vertical_lines": _sides([edge for edge in edges if edge["orientation"] == "h"], _DOWN, "v"),
        }
    )
    return list(found)


def _sides(edges: list[Edge], names: tuple[str, str, str, str], orientation: str) -> list[Edge]:
    """The rules across the common ends of rules; `names` are the keys of an edge across and along its direction."""
    near, far, start, end = names
    found = []
    for group in _overlapping([edge for edge in edges if edge[end] - edge[start] > _SHORTEST], start, end):
        for at in (min(edge[start] for edge in group), max(edge[end] for edge in group)):
            ends = [edge for edge in group if min(abs(edge[start] - at), abs(edge[end] - at)) < _SIDE]
            if len(ends) >= _ENOUGH:
                first, last = min(edge[near] for edge in ends), max(edge[far] for edge in ends)
                found.append(
                    {near: first, far: last, start: at, end: at, "orientation": orientation, "object_type": "line"}
                    | (
                        {"width": last - first, "height": 0}
                        if orientation == "h"
                        else {"width": 0, "height": last - first}
                    )
                )
    return found


def _overlapping(edges: list[Edge], start: str, end: str) -> list[list[Edge]]:
    """The edges in groups that lie beside each other."""
    groups: list[list[Edge]] = []
    reach = 0.0
    for edge in sorted(edges, key=lambda edge: float(edge[start])):
        if groups and edge[start] <= reach + _SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
            reach = edge[end]
        reach = max(reach, edge[end])
    return groups
