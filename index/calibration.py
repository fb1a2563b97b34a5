"""How sure a topic match is: several weak signals weighed by a small logistic model, fitted per encoder on index/tuning.jsonl."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.readers import read_bytes
from index.records import IndexFault
from index.search import Ranking

TUNING_FILE = Path(__file__).with_name("tuning.jsonl")
# From this probability on a match is shown. A wrong answer is worse than a refusal, which is nearly as bad.
SHOWN = 0.7
_RIDGE = 1.0
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A tuning question: its text, language, subject, and whether the plan treats it."""

    question: str
    lang: str
    subject: str
    treated: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model over standardised signals; the last weight is the intercept."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]

    def probability(self, ranking: Ranking, lang: str) -> float:
        """How likely it is that the plan treats what was asked, given its best match: 0 to 1."""
        standard = (np.array(features(ranking, lang)) - self.means) / self.scales
        return float(1 / (1 + np.exp(-(standard @ self.weights[:-1] + self.weights[-1]))))


def features(ranking: Ranking, lang: str) -> tuple[float, ...]:
    """The signals of the best match and the language, since English scores lie lower."""
    return (*ranking.signals, float(lang == "en"))


def examples() -> list[Example]:
    """The tuning questions."""
    rows = [json.loads(line) for line in read_bytes(TUNING_FILE).decode("utf-8").splitlines()]
    return [Example(row["turns"][0], row["lang"], row["subject"], row["tag"] == "topic") for row in rows]


def fit(signals: Sequence[Sequence[float]], treated: Sequence[bool]) -> Calibration:
    """Ridge logistic regression by Newton's method, both classes weighing the same."""
    x = np.asarray(signals, dtype=np.float64)
    y = np.asarray(treated, dtype=np.float64)
    means, scales = x.mean(0), x.std(0) + 1e-9
    x = np.hstack([(x - means) / scales, np.ones((len(x), 1))])
    weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    ridge = np.diag([_RIDGE] * (x.shape[1] - 1) + [0.0])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (weight * (p - y)) + ridge @ w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return Calibration(tuple(means), tuple(scales), tuple(w))


def left_out(
    signals: npt.NDArray[np.float64], treated: npt.NDArray[np.bool_], subjects: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """For each example, whether a model that saw nothing of its subject would show the match."""
    fold = np.array([int(hashlib.sha256(subject.encode()).hexdigest(), 16) % _FOLDS for subject in subjects])
    shown = np.zeros(len(treated), dtype=bool)
    for number in range(_FOLDS):
        inside, outside = fold == number, fold != number
        model = fit(signals[outside].tolist(), treated[outside].tolist())
        standard = (signals[inside] - model.means) / model.scales
        shown[inside] = standard @ model.weights[:-1] + model.weights[-1] >= np.log(SHOWN / (1 - SHOWN))
    return shown


def load(path: Path, make: Callable[[], Calibration]) -> Calibration:
    """The calibration saved at `path`, or a new one by `make` where there is none for this tuning file."""
    stamp = hashlib.sha256(read_bytes(TUNING_FILE)).hexdigest()
    try:
        said = json.loads(path.read_text("utf-8"))
        if said["stamp"] == stamp:
            return Calibration(tuple(said["means"]), tuple(said["scales"]), tuple(said["weights"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    made = make()
    values = {"stamp": stamp, "means": made.means, "scales": made.scales, "weights": made.weights}
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(json.dumps(values), "utf-8")
        temporary.replace(path)
    except OSError as error:
        raise IndexFault(f"cannot write {path}: {error.strerror or error}: set VAR_DIR elsewhere") from error
    return made
