"""The search over vectors alone, of up to 1,000,000 clauses: built, loaded from disk and asked in processes of their own."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.retrieval.encoders import BundledE5, Vectors
from index.retrieval.vectors import Dense, Rows, write_inverted
from index.store import FLAT
from tests.bench.clock import clocked, resident, rounded, spread
from tests.bench.grown import clause_vectors, kept_vectors, pool
from tests.bench.peers.systems import OURS, Place
from tests.bench.questions import TUNING

FULL, SMALL = (10_000, 100_000, 1_000_000), (10_000, 30_000)
QUESTIONS, NEAREST = 200, 10
AT_ONCE = 50_000
# Of a filtered search the shares of the rows that are allowed, drawn at random: the hardest for an index.
SHARES = (0.001, 0.05)


def vectors(folder: Path, sizes: Sequence[int]) -> dict[str, Any]:
    """By the number of clauses: how long building takes, and what is found how fast, of all and of selections."""
    found = {}
    for size in sizes:
        here = folder / f"clauses-{size}"
        shutil.rmtree(here, ignore_errors=True)
        here.mkdir(parents=True)
        its = {}
        for step in ("build", "ask"):
            command = [sys.executable, "-m", "tests.bench.vectors", step, str(folder), str(size)]
            done = subprocess.run(
                command, env=Place(folder).env(OURS), stdout=subprocess.PIPE, encoding="utf-8", check=True
            )
            its |= json.loads(done.stdout)
        shutil.rmtree(here)
        found[str(size)] = its
        print(size, its, flush=True)
    return found


def questions(folder: Path) -> Vectors:
    """The vectors of questions that people might ask, shape (n, dimensions)."""
    rows = [json.loads(line)["turns"][0] for line in TUNING.read_text("utf-8").splitlines()]
    texts = random.Random(0).sample([text for text in rows if not text.isascii()], QUESTIONS)
    return kept_vectors(folder / "questions.npy", texts, BundledE5(), query=True)


def build(folder: Path, size: int) -> dict[str, Any]:
    """Vectors of so many clauses on disk, and beside them an index where there are too many to compare all."""
    here, rng = folder / f"clauses-{size}", np.random.default_rng(size)
    clauses = kept_vectors(folder / "clauses.npy", pool(), BundledE5())
    made = np.lib.format.open_memmap(here / "vectors.npy", "w+", np.float32, (size, clauses.shape[1]))
    for start in range(0, size, AT_ONCE):
        made[start : start + AT_ONCE] = clause_vectors(min(AT_ONCE, size - start), clauses, rng)
    made.flush()
    used = time.process_time()
    if size > FLAT:
        write_inverted(made, here / "index.faiss")
    return {"build, s": rounded(time.process_time() - used)}


def ask(folder: Path, size: int) -> dict[str, Any]:
    """What a process that serves has: its memory, its answers beside exact ones, and the time of a question."""
    here, asked = folder / f"clauses-{size}", questions(folder)
    before, used = resident(), time.process_time()
    held = np.asarray(np.load(here / "vectors.npy", "r" if size > FLAT else None))
    dense = Dense(held, here / "index.faiss" if size > FLAT else None)
    found: dict[str, Any] = {
        "index": "flat" if dense.exact else "lists of bytes",
        "load, s": rounded(time.process_time() - used),
    }
    dense.nearest(asked[0], NEAREST)
    found["all"] = measured(dense, held, asked, None)
    found["resident, MB"] = round(resident() - before)
    rng = np.random.default_rng(1)
    for share in SHARES:
        allowed = np.sort(rng.choice(size, max(NEAREST, int(size * share)), replace=False))
        found[f"of {share:.1%} of them"] = measured(dense, held, asked, allowed)
    found["on disk, MB"] = round(sum(file.stat().st_size for file in here.iterdir()) / 1e6)
    return found


def measured(dense: Dense, held: Vectors, asked: Vectors, allowed: Rows | None) -> dict[str, Any]:
    """Milliseconds a question, and the share of the ten nearest that are found."""
    times = spread(clocked(lambda vector: dense.nearest(vector, NEAREST, allowed), asked))
    truth = exact(held, asked, allowed)
    hits = [
        len(set(dense.nearest(vector, NEAREST, allowed)[0].tolist()) & set(right)) / NEAREST
        for vector, right in zip(asked, truth, strict=True)
    ]
    return {**times, "recall": rounded(float(np.mean(hits)))}


def exact(held: Vectors, asked: Vectors, allowed: Rows | None) -> list[list[int]]:
    """The nearest rows of each question by comparing all, some at a time."""
    rows = np.arange(len(held)) if allowed is None else allowed
    best = [np.empty((len(asked), 0), np.float32), np.empty((len(asked), 0), np.int64)]
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        scores = np.hstack([best[0], asked @ held[part].T])
        places = np.hstack([best[1], np.broadcast_to(part, (len(asked), len(part)))])
        order = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
        best = [np.take_along_axis(scores, order, 1), np.take_along_axis(places, order, 1)]
    return [row.tolist() for row in best[1]]


if __name__ == "__main__":
    step = {"build": build, "ask": ask}[sys.argv[1]]
    print(json.dumps(step(Path(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False))
