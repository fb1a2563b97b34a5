"""Two runs compared by their ratios, which say something whatever machine each ran on, and how busy it was."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bench.peers.systems import OURS, SYSTEMS

# Ratios waver by so much from run to run; beyond it something has changed.
WAVERS = 1.3
FRAMEWORKS = tuple(system.name for system in SYSTEMS if system.framework)
_LIMITS = (
    ("exact", "times the look-up"),
    ("topic", "times the encoder"),
    ("bot", "first asked, times the echo"),
    ("bot", "asked again, times the echo"),
)
# Of these this project's figure is over that of the best peer.
_BESIDE = (
    "topic, without encoding",
    "cold to the first exact answer, s",
    "cold to the first topic answer, s",
    "after a question on a subject, MB",
)
_GROWING = (
    "a task's departments",
    "two departments",
    "a department's tasks",
    "subject, search alone",
    "subject, reply",
)


def ratios(results: Mapping[str, Any]) -> dict[str, float]:
    """Every ratio of a file of results, by name: the smaller, the better."""
    return {name: value for name, value in _ratios(results) if not math.isnan(value)}


def _ratios(results: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    limits = results.get("limits", {}).get("figures", {})
    for part, name in _LIMITS:
        if part in limits:
            yield f"limits: {part}, {name}", float(limits[part][name])
    systems = results.get("peers", {}).get("figures", {}).get("systems", {})
    for name in _BESIDE:
        peers = [_value(systems[peer][name]) for peer in FRAMEWORKS if name in systems.get(peer, {})]
        if peers and name in systems.get(OURS.name, {}):
            yield f"peers: {name}, over the best framework's", _value(systems[OURS.name][name]) / min(peers)
    growth = results.get("growth", {}).get("figures", {})
    sizes = sorted(int(size) for size in growth if "given up" not in growth[size])
    for one, other in itertools.pairwise(sizes):
        for name in _GROWING:
            before, after = (_value(growth[str(size)][name]) for size in (one, other))
            yield f"growth: {name}, {other:,} tasks over {one:,}", after / before


def _value(figure: Any) -> float:
    return float(figure["p50"] if isinstance(figure, dict) else figure)


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[list[str], bool]:
    """A line for each ratio in both, and whether any has grown by more than ratios waver."""
    old, new = ratios(before), ratios(after)
    lines, grown = [], False
    for name in [name for name in new if name in old]:
        change = new[name] / old[name]
        worse = change > WAVERS
        grown |= worse
        lines.append(
            f"{'worse' if worse else 'better' if change < 1 / WAVERS else 'same':6} {old[name]:9.3g} {new[name]:9.3g}  {name}"
        )
    return lines, grown
