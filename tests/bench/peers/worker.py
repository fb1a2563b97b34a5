"""One system in a process of its own, in its own environment: it answers lines of JSON, or one question from cold (--once)."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from pathlib import Path

# The environments of other systems have nothing of this project: modules are found beside this file.
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


def resident() -> float:
    """Resident megabytes of this process."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def clocked(call, items: list) -> dict[str, list[float]]:
    """Milliseconds of each call by the clock, and of this process alone: on a shared machine the second holds."""
    wall, own = [], []
    for item in items:
        started, used = time.perf_counter(), time.process_time()
        call(item)
        own.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return {"wall": wall, "own": own}


class System:
    """An adapter over its chunks, with what it finds given by task."""

    def __init__(self, adapter: str, chunks: Path, vectors: Path | None, kinds: tuple[str, ...], keeps: bool) -> None:
        from common import Encoder

        self.encoder = Encoder(keeps)
        started = time.perf_counter()
        module = importlib.import_module(f"adapters.{adapter}")
        self.importing = time.perf_counter() - started
        if vectors and getattr(module, "USES_VECTORS", True):
            self.encoder.read(vectors, kinds)
        self.chunks = [tuple(pair) for pair in json.loads(chunks.read_text("utf-8"))]
        started = time.perf_counter()
        self.search = module.build(self.chunks, self.encoder)
        self.building = time.perf_counter() - started

    def rank(self, turns: list[str]) -> dict:
        """The tasks found with their scores, best first, by their best chunks; what an adapter judges itself, it says."""
        if hasattr(self.search, "judged"):
            return self.search.judged(turns)
        best: dict[int, float] = {}
        for row, score in self.search(turns[-1]):
            best.setdefault(self.chunks[row][0], score)
        signal = getattr(self.search, "signal", None)
        return {"ranked": list(best.items()), "signal": signal(turns[-1]) if signal and best else None}


def answer(system: System, asked: dict) -> dict:
    """What a line of the driver asks for."""
    match asked["op"]:
        case "rank":
            return {"found": [system.rank(turns) for turns in asked["questions"]]}
        case "time":
            return clocked(system.search, asked["questions"])
        case "encode":
            return clocked(lambda text: system.encoder.compute("query", text), asked["questions"])
        case "alone":
            return clocked(system.search.alone, system.search.prepared(asked["questions"]))
        case "keep":
            for question in asked["questions"]:
                system.search(question)
            system.encoder.write(Path(asked["folder"]))
            return {}
        case "load":
            if hasattr(system.search, "load"):
                system.search.load()
            return {"mb": resident()}
        case "memory":
            return {"mb": resident()}
    raise ValueError(asked["op"])


def main() -> None:
    """Answer lines until there are no more, or one question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("adapter")
    parser.add_argument("--chunks", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, help="a folder with vectors of passages, and of questions for --given")
    parser.add_argument("--given", action="store_true", help="vectors of questions are read too")
    parser.add_argument("--keeps", action="store_true", help="vectors are remembered, to be kept in a folder")
    parser.add_argument("--once", metavar="QUESTION")
    options = parser.parse_args()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print goes to standard error
    kinds = ("passage", "query") if options.given else ("passage",)
    system = System(options.adapter, options.chunks, options.vectors, kinds, options.keeps)
    if options.once is not None:
        print(system.rank([options.once]), file=out)
        return
    hello = {"import_s": system.importing, "build_s": system.building, "mb": resident()}
    print(json.dumps(hello), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(system, json.loads(line)), ensure_ascii=False), file=out, flush=True)


if __name__ == "__main__":
    main()
