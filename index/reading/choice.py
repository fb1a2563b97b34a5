"""The weights, and the candidates of a parse by worth: a log-linear model whose table of weights ships with the program."""

from __future__ import annotations

import functools
import math
import zlib
from dataclasses import dataclass
from pathlib import Path

from index.query import IndexFault
from index.reading.features import BITS, Features
from index.reading.parse import Candidate, Parse

WEIGHTS_FILE = Path(__file__).with_name("weights.bin")
# A weight is a byte: its sign, and the root of its size in 127 steps up to LARGEST. Most are none, so the file is compressed.
LARGEST = 4.0
_STEPS = 127


def value(byte: int) -> float:
    """The weight that a byte stands for."""
    step = byte - 128
    return math.copysign((step / _STEPS) ** 2 * LARGEST, step)


@dataclass(frozen=True, slots=True)
class Weights:
    """One byte for each feature, and what each byte is worth."""

    table: bytes
    values: tuple[float, ...]

    def worth(self, features: Features) -> float:
        """The sum of the weights of some features."""
        table, values = self.table, self.values
        return sum([values[table[index]] for index in features])


@functools.cache
def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The shipped weights; IndexFault where the file is missing or of another size."""
    try:
        table = zlib.decompress(path.read_bytes())
    except (OSError, zlib.error) as error:
        raise IndexFault(f"{path} cannot be read ({error}): run python -m tests.reading.make") from error
    if len(table) != 1 << BITS:
        raise IndexFault(f"{path} has {len(table)} weights, not {1 << BITS}: run python -m tests.reading.make")
    return Weights(table, tuple(value(byte) for byte in range(256)))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its log-linear score and its probability among all of its parse."""

    candidate: Candidate
    score: float
    probability: float


def ranked(parse: Parse, weights: Weights, most: int = 10) -> list[Ranked]:
    """The best candidates, the best first; those that come earlier win ties."""
    worths = [weights.worth(features) for features in parse.components]
    scores = [sum([worths[id] for id in candidate.components]) for candidate in parse.candidates]
    top = max(scores)
    total = sum(math.exp(score - top) for score in scores)
    order = sorted(range(len(scores)), key=lambda index: -scores[index])[:most]
    return [Ranked(parse.candidates[i], scores[i], math.exp(scores[i] - top) / total) for i in order]
