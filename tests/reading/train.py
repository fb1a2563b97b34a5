"""The weights: a log-linear choice trained so that candidates whose answers are right gain; the same bytes from the same rows.

`python -m tests.reading.train PICKLES` trains on pickled examples; with `--left-out` it leaves out writers in turn and prints
how they fare. `tests.reading.make` makes the shipped weights.
"""

from __future__ import annotations

import argparse
import collections
import pickle
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import minimize

from index.reading.choice import LARGEST, WEIGHTS_FILE
from index.reading.features import BITS
from tests.reading.examples import Example, Ragged, writer

RIDGE = 1.0
ITERATIONS = 60
# So many weights ship; what the others add is less than a hundredth.
MOST_WEIGHTS = 500_000
# What a row weighs by the set it is of.
WORTH = {"exact": 0.7, "aug": 0.7, "gen": 0.6, "fol": 0.6, "tuning": 0.5, "left": 0.4, "set": 2.0, "held": 6.0}
_STEPS = 127
Numbers = npt.NDArray[np.float64]


class Problem:
    """Examples as sparse matrices: components by features, candidates by components."""

    def __init__(self, examples: Sequence[Example]) -> None:
        kept = [e for e in examples if e.right.any() and not e.right.all()]
        components = np.cumsum([0, *(len(e.components.starts) - 1 for e in kept)])
        starts = np.cumsum([0, *(len(e.right) for e in kept)])
        self.features = _matrix([e.components for e in kept], [0] * len(kept), 1 << BITS)
        self.sums = _matrix([e.candidates for e in kept], components[:-1].tolist(), int(components[-1]))
        self.starts = starts
        self.right = np.concatenate([example.right for example in kept])
        self.worth = np.array([WORTH[e.row["set"]] * (0.6 if not e.known else 1.0) for e in kept])
        self.used = np.unique(self.features.indices)

    def fit(self, start: Numbers | None = None, ridge: float = RIDGE, iterations: int = ITERATIONS) -> Numbers:
        """The weights (2**BITS,)."""
        features, sums = self.features[:, self.used], self.sums
        back, back_sums = features.T.tocsr(), sums.T.tocsr()
        rows = np.repeat(np.arange(len(self.worth)), np.diff(self.starts))
        heads = self.starts[:-1]

        def loss(weights: Numbers) -> tuple[float, Numbers]:
            scores = (sums @ (features @ weights.astype(np.float32))).astype(np.float64)
            e = np.exp(scores - np.maximum.reduceat(scores, heads)[rows])
            total = np.add.reduceat(e, heads)
            good = np.add.reduceat(e * self.right, heads) + 1e-30
            slope = (e / total[rows] - e * self.right / good[rows]) * self.worth[rows]
            value = float((self.worth * (np.log(total) - np.log(good))).sum()) + ridge / 2 * float(weights @ weights)
            gradient = back @ (back_sums @ slope.astype(np.float32))
            return value, gradient.astype(np.float64) + ridge * weights

        first = np.zeros(len(self.used)) if start is None else start[self.used]
        found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": iterations, "maxcor": 8})
        weights = np.zeros(1 << BITS)
        weights[self.used] = found.x
        return weights


def _matrix(parts: Sequence[Ragged], offsets: Sequence[int], width: int) -> sp.csr_matrix:
    """Rows of indices, those of each part moved by its offset, as a matrix of ones."""
    values = np.concatenate([part.values + np.int64(offset) for part, offset in zip(parts, offsets, strict=True)])
    ends = np.concatenate([[0], *(np.diff(part.starts) for part in parts)]).cumsum()
    return sp.csr_matrix((np.ones(len(values), np.float32), values, ends), shape=(len(ends) - 1, width))


def kept(weights: Numbers, most: int = MOST_WEIGHTS) -> Numbers:
    """The largest weights, the others none."""
    size = np.abs(weights)
    least = np.partition(size, -most)[-most] if most < len(weights) else 0.0
    return np.where(size >= max(least, 1e-9), weights, 0.0)


def packed(weights: Numbers) -> bytes:
    """The largest weights, each as a byte (its sign and the root of its size), compressed."""
    found = kept(weights)
    steps = np.rint(np.sqrt(np.minimum(np.abs(found), LARGEST) / LARGEST) * _STEPS)
    return zlib.compress((np.sign(found) * steps + 128).astype(np.uint8).tobytes(), 9)


def scores(example: Example, weights: Numbers) -> Numbers:
    """The score of each candidate."""
    return example.candidates.sums(example.components.sums(weights))


def measure(examples: Sequence[Example], weights: Numbers) -> list[tuple[Example, bool]]:
    """Whether the best candidate of each example with all that is known is right."""
    return [(e, bool(e.right[int(np.argmax(scores(e, weights)))])) for e in examples if e.known]


def load(names: Sequence[str]) -> list[Example]:
    """The examples of some pickles."""
    return [example for name in names for example in pickle.loads(Path(name).read_bytes())]


def main() -> None:
    """Trains on pickles of examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pickles", nargs="+")
    parser.add_argument("--test", nargs="*", default=[], help="pickles to measure on, not to train on")
    parser.add_argument("--left-out", nargs="*", help="groups of writers to leave out, each in turn")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    parser.add_argument("--wrong", type=Path)
    parser.add_argument("--iterations", type=int, default=ITERATIONS)
    options = parser.parse_args()
    began = time.time()
    examples = load(options.pickles)
    if options.left_out:
        for group in options.left_out:
            names = set(group.split(","))
            train = [e for e in examples if writer(e.row) not in names]
            test = [e for e in examples if writer(e.row) in names and "~" not in e.row["id"]]
            report(group, measure(test, Problem(train).fit(iterations=options.iterations)), options.wrong)
            print(round(time.time() - began), "s", flush=True)
        return
    problem = Problem(examples)
    print(len(problem.worth), "examples", problem.features.nnz, "features", round(time.time() - began), "s", flush=True)
    weights = problem.fit(iterations=options.iterations)
    options.out.write_bytes(packed(weights))
    print("trained", round(time.time() - began), "s; largest", np.abs(weights).max())
    for name in options.test:
        report(name, measure(load([name]), weights), options.wrong)


def report(name: str, measured: Sequence[tuple[Example, bool]], wrong: Path | None) -> None:
    """Accuracy by tag, over all rows and over those of which some candidate is right."""
    tags: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for example, right in measured:
        tags[example.row["tag"]][0] += right
        tags[example.row["tag"]][1] += 1
    total, right = len(measured), sum(ok for _, ok in measured)
    possible = sum(bool(e.right.any()) for e, _ in measured)
    print(
        f"{name}: {right}/{total} = {right / max(total, 1):.3f}, of those with a right candidate {right / max(possible, 1):.3f}"
    )
    print("  ", {tag: f"{ok}/{n}" for tag, (ok, n) in sorted(tags.items())})
    if wrong:
        with wrong.open("a") as out:
            for example, ok in measured:
                if not ok:
                    row, possible = example.row, bool(example.right.any())
                    out.write(f"{name} {row['id']} {row['tag']} {possible} {row['turns']} {row['expect']}\n")


if __name__ == "__main__":
    main()
