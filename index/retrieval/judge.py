"""Which tasks a topic means and whether the plan treats it: small fitted models over evidence that knows of no plan.

They are fitted on questions about several plans (`python -m tests.fitting`, tests/fitting/README.md) and ship with the package.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.readers import read_bytes
from index.query import IndexFault
from index.reading.content import shape
from index.retrieval.encoders import Vectors
from index.retrieval.evidence import COLUMNS, Evidence, Numbers
from index.retrieval.general import FITTED, shipped_folder

JUDGE_FILE = "judge.json"
# From this probability on a match is shown.
SHOWN = 0.5
# Within a department's or section's tasks, where who asks knows that there is one, so much of the topic's meaning is enough:
# of 217 such questions by people that shows all 213 whose best task is right, of 11 on what the plan lacks it shows 1.
SHOWN_WITHIN = 0.02
# Of what stands outside the tasks: that the document is asked about, and no task, is weighed by who reads the question.
SAID = 0.35
# A raw comparison with one unrelated line says little, with several much.
NEAREST_UNRELATED = 8
# What is measured of the best task, in this order.
SIGNALS = (
    "above", "above_nearest", "near", "near_among", "near_margin", "among", "margin", "gap", "share", "doubt",
    "coverage", "coverage_best", "run", "run_best", "words", "words_best", "meant_margin", "meant", "named", "named_best",
    "terms", "no_entry", "entries", "near_rank", "words_rank", "length", "tasks", "centre", "kin_margin", "kin", "kinship",
    "other", "english", "second_above", "second", "second_among", "second_rank",
    "tuned_above", "tuned", "tuned_margin", "tuned_among", "tuned_rank",
)  # fmt: skip


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
class Judge:
    """The fitted models: weights of COLUMNS and a model of SIGNALS for each kind of question, and what fills a sentence.

    A kind of question is a language, with + where a second encoder was asked, with * on a plan that has English texts.
    `matter_ranks` and `matter_treats` are the same of sentences that belong to no task.
    `fills` sees a vector of the default encoder and the words' shape; `fills_unseen`, for other encoders, the shape alone.
    """

    ranks: dict[str, tuple[float, ...]]
    treats: dict[str, Logistic]
    fills: Logistic | None
    fills_unseen: Logistic
    matter_ranks: dict[str, tuple[float, ...]] = field(default_factory=dict)
    matter_treats: dict[str, Logistic] = field(default_factory=dict)

    def of_matter(self) -> Judge:
        """The same as it judges what a plan says outside its tasks."""
        return replace(self, ranks=self.matter_ranks, treats=self.matter_treats)

    def for_any_encoder(self) -> Judge:
        """The same, but for what knows the vectors of the encoder that it was fitted with."""
        return replace(self, fills=None)

    def scores(self, evidence: Evidence) -> Numbers:
        """How well each task matches, shape (tasks,): log odds against each other."""
        found: Numbers = evidence.columns @ np.array(self.ranks[kind(evidence)])
        return found

    def probability(self, evidence: Evidence, scores: Numbers) -> float:
        """How likely it is that the plan treats the topic: 0 to 1."""
        logit = self.treats[kind(evidence)].logits(np.array([signals(evidence, scores)]))[0]
        return float(1 / (1 + np.exp(-logit)))

    def filling(self, words: str, vector: Vectors | None) -> float:
        """The log odds that words beside a department or a number only fill the sentence."""
        if self.fills is None or vector is None:
            return float(self.fills_unseen.logits(np.array([shape(words)]))[0])
        return float(self.fills.logits(np.array([[*vector, *shape(words)]]))[0])


def kind(evidence: Evidence) -> str:
    """Which of the models judge it."""
    return evidence.lang + "+" * (len(evidence.unrelated_second) > 1) + "*" * evidence.english


def signals(evidence: Evidence, scores: Numbers) -> list[float]:
    """SIGNALS of the best task: how it stands out from unrelated lines and from the other tasks, and by words in common."""
    order = np.argsort(-scores, kind="stable")
    top = int(order[0])
    shares = np.exp(scores - scores[top])
    shares /= shares.sum()
    column = {name: evidence.columns[:, place] for place, name in enumerate(COLUMNS)}
    near, meant, kin, second, tuned = (column[name] for name in ("near", "meant", "kin", "second", "tuned"))
    words, coverage, run = column["words"], column["coverage"], column["run"]
    unrelated, beside = evidence.unrelated, evidence.unrelated_second
    found = (
        near[top] - unrelated[:NEAREST_UNRELATED].mean(),
        near[top] - unrelated[0],
        near[top],
        _among(near, top, 0.2),
        near[top] - near.mean(),
        _among(scores, top, 0.3),
        scores[top] - scores.mean(),
        scores[top] - scores[order[1]] if len(order) > 1 else 0.0,
        shares[top],
        -(shares * np.log(shares + 1e-12)).sum(),
        coverage[top],
        coverage.max(),
        run[top],
        run.max(),
        words[top],
        words.max(),
        meant[top] - meant.mean(),
        meant[top],
        column["named"][top],
        column["named"].max(),
        column["terms"][top],
        float(evidence.spoken_of == 0),
        np.log1p(evidence.spoken_of),
        np.log1p((near > near[top] + 1e-9).sum()),
        np.log1p((words > words[top] + 1e-9).sum()),
        np.log1p(len(evidence.folded)),
        np.log(len(scores)),
        evidence.centre,
        kin[top] - kin.mean(),
        kin[top],
        evidence.kinship,
        column["other"][top],
        float(evidence.english),
        second[top] - beside[:NEAREST_UNRELATED].mean(),
        second[top],
        _among(second, top, 0.2),
        np.log1p((second > second[top] + 1e-9).sum()),
        tuned[top] - evidence.unrelated_tuned[:NEAREST_UNRELATED].mean(),
        tuned[top],
        tuned[top] - tuned.mean(),
        _among(tuned, top, 0.2),
        np.log1p((tuned > tuned[top] + 1e-9).sum()),
    )
    return [float(value) for value in found]


def _among(numbers: Numbers, top: int, least: float) -> float:
    """How many spreads of the tasks' numbers the best lies above their mean; `least` keeps a few alike from blowing it up."""
    return float((numbers[top] - numbers.mean()) / (numbers.std() + least))


def load_judge(identity: str) -> Judge:
    """The fitted models: those for an encoder, which know its vectors, or those that know none, for any other."""
    own = shipped_folder(identity) / JUDGE_FILE
    return read_judge(own if own.exists() else FITTED / JUDGE_FILE)


def read_judge(path: Path) -> Judge:
    """The models in a fitted file; IndexFault where it is not one of this program's."""
    try:
        said = json.loads(read_bytes(path).decode("utf-8"))
        if said["columns"] != list(COLUMNS) or said["signals"] != list(SIGNALS):
            raise ValueError("of other signals")
        fills = said["fills"] and _logistic(said["fills"]), _logistic(said["fills_unseen"])
        return Judge(*_models(said), *fills, *_models(said["matter"]))
    except (ValueError, KeyError, TypeError) as error:
        raise IndexFault(f"{path} is not a fitted file of this program ({error}): restore it, or make fit") from error


def write_judge(judge: Judge, path: Path) -> None:
    """The fitted file: numbers to six digits, so that it is the same wherever it is made."""
    said = {
        "columns": COLUMNS,
        "signals": SIGNALS,
        **_said_of(judge),
        "fills": judge.fills and _said(judge.fills),
        "fills_unseen": _said(judge.fills_unseen),
        "matter": _said_of(judge.of_matter()),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, indent=1) + "\n", "utf-8")


def _said_of(judge: Judge) -> dict[str, Any]:
    return {
        "ranks": {kind: _short(weights) for kind, weights in sorted(judge.ranks.items())},
        "treats": {kind: _said(model) for kind, model in sorted(judge.treats.items())},
    }


def _models(said: dict[str, Any]) -> tuple[dict[str, tuple[float, ...]], dict[str, Logistic]]:
    ranks = {kind: tuple(weights) for kind, weights in said["ranks"].items()}
    return ranks, {kind: _logistic(model) for kind, model in said["treats"].items()}


def _short(numbers: Sequence[float]) -> list[float]:
    return [float(f"{number:.6g}") for number in numbers]


def _said(model: Logistic) -> dict[str, list[float]]:
    return {"means": _short(model.means), "scales": _short(model.scales), "weights": _short(model.weights)}


def _logistic(said: dict[str, Any]) -> Logistic:
    return Logistic(tuple(said["means"]), tuple(said["scales"]), tuple(said["weights"]))
