"""Inputs that nobody would think of, at each entry point: some seconds each here, `FUZZ=100` times as many by hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

from hypothesis import HealthCheck, settings

# What inputs are put together of, by the kind of input.
PIECES: dict[str, list[str]] = json.loads(Path(__file__).with_name("pieces.json").read_text("utf-8"))
TIMES = int(os.environ.get("FUZZ", "1"))


def bounded(examples: int) -> settings:
    """So many examples, times FUZZ, and no limit of time for each: the machine may be busy."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
    )
