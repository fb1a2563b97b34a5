"""Runs benchmarks: `python -m tests.bench [NAME…]`. Figures are for comparing; no figure makes it fail."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config import load_settings
from tests.bench import answers, growth, outbox, report, vectors
from tests.bench.clock import machine
from tests.bench.compare import compared
from tests.bench.peers import side_by_side
from tests.bench.peers.systems import install

Figures = dict[str, Any]
REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark: what it is, and how it runs in a folder, whole and reduced."""

    about: str
    whole: Callable[[Path], Figures]
    reduced: Callable[[Path], Figures]


BENCHMARKS = {
    "peers": Benchmark(
        "this project beside what one would take instead",
        lambda folder: side_by_side.side_by_side(folder, side_by_side.FULL),
        lambda folder: side_by_side.side_by_side(folder, side_by_side.SMALL),
    ),
    "limits": Benchmark(
        "beside a look-up, the encoder alone, an echo",
        lambda folder: answers.limits(folder, answers.FULL),
        lambda folder: answers.limits(folder, answers.SMALL),
    ),
    "growth": Benchmark(
        "plans of 40 to 40,000 tasks",
        lambda folder: growth.growth(folder, growth.FULL),
        lambda folder: growth.growth(folder, growth.SMALL),
    ),
    "vectors": Benchmark(
        "100,000 and 1,000,000 clauses through the search over vectors alone",
        lambda folder: vectors.vectors(folder, vectors.FULL),
        lambda folder: vectors.vectors(folder, vectors.SMALL),
    ),
    "outbox": Benchmark(
        "notices through both databases",
        lambda folder: outbox.outbox(100_000),
        lambda folder: outbox.outbox(1000),
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """The exit code is 1 where `compare` finds a ratio that has grown, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}; all of them by default")
    parser.add_argument("--reduced", action="store_true", help="a few questions and small plans")
    parser.add_argument("--out", type=Path, help="the file of results; figures of other benchmarks in it are kept")
    parser.add_argument(
        "--install", action="store_true", help="make the peers' environments in VAR_DIR and do nothing else"
    )
    parser.add_argument(
        "--compare", nargs=2, type=Path, metavar=("BEFORE", "AFTER"), help="the ratios in two files of results"
    )
    parser.add_argument("--write", action="store_true", help="docs/performance.md from the committed results")
    options = parser.parse_args(arguments)
    folder = load_settings().var_dir.absolute() / "bench"
    if options.install:
        install(folder)
        return 0
    if options.compare:
        return _compare(*options.compare)
    if options.write:
        report.write()
        return 0
    if unknown := set(options.names) - BENCHMARKS.keys():
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    out = options.out or folder / "results.json"
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.names or BENCHMARKS:
        benchmark = BENCHMARKS[name]
        print(f"{name}: {benchmark.about}", file=sys.stderr, flush=True)
        figures = (benchmark.reduced if options.reduced else benchmark.whole)(folder)
        _keep(out, name, {"machine": machine(), REDUCED: options.reduced, "figures": figures})
    print(out)
    return 0


def _keep(out: Path, name: str, run: Figures) -> None:
    results = json.loads(out.read_text("utf-8")) if out.exists() else {}
    out.write_text(json.dumps({**results, name: run}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _compare(before: Path, after: Path) -> int:
    lines, grown = compared(*(json.loads(path.read_text("utf-8")) for path in (before, after)))
    print("\n".join(lines))
    return int(grown)


if __name__ == "__main__":
    sys.exit(main())
