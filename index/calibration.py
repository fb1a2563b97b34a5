"""Whether a plan treats a topic: a small logistic model over several weak signals, fitted per encoder on index/tuning.jsonl."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.readers import read_bytes
from index.chunks import BACKGROUND_FILE
from index.content import FILLERS_FILE, shape
from index.records import IndexFault
from index.search import Ranking

# To be raised with every change of the signals or of what is saved.
FORMAT = b"7"
TUNING_FILE = Path(__file__).with_name("tuning.jsonl")
LEFTOVERS_FILE = Path(__file__).with_name("leftovers.jsonl")
# The plan that the questions of both files are about.
TUNED_PLAN = "neimenggu-2011"
# From these log odds on left-over words fill the sentence: to drop a subject is worse than to refuse one too many.
FILLS = 0.3
# From these on they do even where something in the plan is near them.
FILLS_SURELY = 2.0
# From this probability on a match is shown. On the tuning questions 0.55 let as much through and refused more.
SHOWN = 0.5
_RIDGE = 1.0
# A vector has hundreds of numbers and there are hundreds of questions: they are held close to zero.
REGION_RIDGE = 100.0
_FOLDS = 10
_INNER_FOLDS = 5

Numbers = npt.NDArray[np.floating[Any]]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A tuning question: its text, language, subject, and whether the plan treats it."""

    question: str
    lang: str
    subject: str
    treated: bool


@dataclass(frozen=True, slots=True)
class Samples:
    """Examples as the models see them: topics, signals (n, signals), vectors (n, dimensions), labels and subjects."""

    topics: tuple[str, ...]
    signals: Numbers
    vectors: Numbers
    treated: Truths
    subjects: tuple[str, ...]

    def __getitem__(self, chosen: Truths) -> Samples:
        """The samples chosen by a mask."""
        topics, subjects = (tuple(itertools.compress(its, chosen)) for its in (self.topics, self.subjects))
        return Samples(topics, self.signals[chosen], self.vectors[chosen], self.treated[chosen], subjects)


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model over standardised numbers; the last weight is the intercept."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]

    def logits(self, x: Numbers) -> Numbers:
        """The log odds of each row of x, shape (n, numbers)."""
        standard = (x - np.array(self.means)) / np.array(self.scales)
        found: Numbers = standard @ np.array(self.weights[:-1]) + self.weights[-1]
        return found


@dataclass(frozen=True, slots=True)
class Calibration:
    """The model of the signals, one that knows filling words, and for the tuned plan one of where its subjects lie.

    Which part of the vector space a plan speaks of says much of a question (`region`), but of that plan alone.
    """

    signals: Logistic
    leftovers: Logistic
    region: Logistic | None = None

    def filling(self, words: str, vector: Numbers) -> float:
        """The log odds that words beside a department or a number only fill the sentence."""
        return float(self.leftovers.logits(_seen([words], np.asarray(vector, dtype=np.float64)[None, :]))[0])

    def probability(self, ranking: Ranking, vector: Numbers, lang: str) -> float:
        """How likely it is that the plan treats what was asked, given its best match and its vector: 0 to 1."""
        x = np.array([features(ranking, lang)])
        return float(self.probabilities(x, np.asarray(vector, dtype=np.float64)[None, :])[0])

    def probabilities(self, signals: Numbers, vectors: Numbers) -> Numbers:
        """The probability of each row."""
        x = signals if self.region is None else np.column_stack([signals, self.region.logits(vectors)])
        found: Numbers = 1 / (1 + np.exp(-self.signals.logits(x)))
        return found


def features(ranking: Ranking, lang: str) -> tuple[float, ...]:
    """The signals of the best match and the language, since English scores lie lower."""
    return (*ranking.signals, float(lang == "en"))


def examples() -> list[Example]:
    """The tuning questions."""
    rows = [json.loads(line) for line in read_bytes(TUNING_FILE).decode("utf-8").splitlines()]
    return [Example(row["turns"][0], row["lang"], row["subject"], row["tag"] == "topic") for row in rows]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A question on departments, numbers or sections, and whether what is left over beside them names a subject."""

    question: str
    subject: bool


def leftovers() -> list[Leftover]:
    """The questions of leftovers.jsonl."""
    rows = [json.loads(line) for line in read_bytes(LEFTOVERS_FILE).decode("utf-8").splitlines()]
    return [Leftover(row["question"], bool(row["subject"])) for row in rows]


@dataclass(frozen=True, slots=True)
class Fillings:
    """Left-over words with their vectors (n, dimensions), and whether they only fill the sentence."""

    words: tuple[str, ...]
    vectors: Numbers
    fills: Truths


def fit_leftovers(given: Fillings) -> Logistic:
    """The model that tells words which fill a sentence from subjects, whether or not a plan treats them."""
    return logistic(_seen(given.words, given.vectors), given.fills, REGION_RIDGE)


def left_out_leftovers(given: Fillings) -> Truths:
    """For each piece of left-over words, whether a model that saw nothing of it takes it for filling."""
    seen = _seen(given.words, given.vectors)
    found = np.empty(len(given.fills))
    for inside in _folds(given.words, _FOLDS, "outer"):
        found[inside] = logistic(seen[~inside], given.fills[~inside], REGION_RIDGE).logits(seen[inside])
    taken: Truths = found > FILLS
    return taken


def _seen(words: Sequence[str], vectors: Numbers) -> Numbers:
    """Words as that model sees them: where they lie, and what they look like."""
    return np.column_stack([vectors, np.array([shape(one) for one in words])])


def fit(samples: Samples, leftovers: Logistic, with_region: bool = True) -> Calibration:
    """The calibration for the samples; the region is weighed by how it judges subjects that it has not seen."""
    if not with_region:
        return Calibration(logistic(samples.signals, samples.treated, _RIDGE), leftovers)
    unseen = np.empty(len(samples.treated))
    for inside in _folds(samples.subjects, _INNER_FOLDS, "inner"):
        model = logistic(samples.vectors[~inside], samples.treated[~inside], REGION_RIDGE)
        unseen[inside] = model.logits(samples.vectors[inside])
    region = logistic(samples.vectors, samples.treated, REGION_RIDGE)
    return Calibration(logistic(np.column_stack([samples.signals, unseen]), samples.treated, _RIDGE), leftovers, region)


def logistic(x: Numbers, treated: Truths, ridge: float) -> Logistic:
    """Ridge logistic regression by Newton's method, both classes weighing the same."""
    y = treated.astype(np.float64)
    means, scales = x.mean(0), x.std(0) + 1e-9
    x = np.column_stack([(x - means) / scales, np.ones(len(x))])
    weight = np.where(treated, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    penalty = np.diag([ridge] * (x.shape[1] - 1) + [0.0])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (weight * (p - y)) + penalty @ w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return Logistic(tuple(means.tolist()), tuple(scales.tolist()), tuple(w.tolist()))


def _folds(subjects: Sequence[str], count: int, salt: str) -> list[Truths]:
    """Masks that part the samples by subject, the same on every run; parts without samples are left out."""
    parts = np.array([int(hashlib.sha256((salt + subject).encode()).hexdigest(), 16) % count for subject in subjects])
    return [parts == part for part in range(count) if (parts == part).any()]


_NOTHING_KNOWN = Logistic((), (), (0.0,))


def left_out(samples: Samples, with_region: bool = True) -> Numbers:
    """For each sample, the probability by a model that saw nothing of its subject."""
    found = np.empty(len(samples.treated))
    for inside in _folds(samples.subjects, _FOLDS, "outer"):
        model = fit(samples[~inside], _NOTHING_KNOWN, with_region)
        found[inside] = model.probabilities(samples.signals[inside], samples.vectors[inside])
    return found


def load(path: Path, make: Callable[[], Calibration]) -> Calibration:
    """The calibration saved at `path`, or a new one by `make` where there is none for these data files."""
    data = b"".join(map(read_bytes, (TUNING_FILE, LEFTOVERS_FILE, FILLERS_FILE, BACKGROUND_FILE)))
    stamp = hashlib.sha256(FORMAT + data).hexdigest()
    try:
        said = json.loads(path.read_text("utf-8"))
        if said["stamp"] == stamp:
            region = said["region"] and _read(said["region"])
            return Calibration(_read(said["signals"]), _read(said["leftovers"]), region)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    made = make()
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps({"stamp": stamp, **asdict(made)}), "utf-8")
        temporary.replace(path)
    except OSError as error:
        raise IndexFault(f"cannot write {path}: {error.strerror or error}: set VAR_DIR elsewhere") from error
    return made


def _read(said: dict[str, Any]) -> Logistic:
    return Logistic(tuple(said["means"]), tuple(said["scales"]), tuple(said["weights"]))
