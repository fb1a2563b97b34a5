"""Fits the judge: a ranking of tasks by conditional logit, then a logistic model of whether the best is what was asked."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from index.reading.content import shape
from index.retrieval.encoders import Encoder, Vectors, load_encoder
from index.retrieval.evidence import COLUMNS, Evidence, Numbers, Witness, bridged
from index.retrieval.general import General, load_general
from index.retrieval.judge import Judge, Logistic, kind, signals
from index.retrieval.passages import background, chunks
from index.retrieval.projection import Projection
from index.retrieval.second import second_encoder
from index.store import open_vectors
from tests.fitting.data import Asked, Words, asked, pieces, plans, topics, words
from tests.fitting.people import people, plan
from tests.fitting.projecting import Pair, Starts, fit_folds, fold

Truths = npt.NDArray[np.bool_]
ASKED = (("zh", False), ("en", False), ("en", True))
# So that a plan with a thousand questions weighs no more than one with sixty.
EACH = 60.0
# To show what a plan does not treat is worse than to refuse what it does, in the odds at which either is as bad. Of a plan with
# English texts there is one, with so many near misses among its own questions that they weigh enough.
REFUSED, REFUSED_WITH_ENGLISH = 2.75, 1.85
RANK_RIDGE = 1.0
RIDGE = 3.0
VECTOR_RIDGE = 100.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A question asked of a plan, with the evidence there by one kind of judging."""

    asked: Asked
    evidence: Evidence
    right: Truths

    @property
    def treated(self) -> bool:
        """Whether the plan treats it."""
        return bool(self.asked.tasks)


class Collector:
    """The evidence for every question on every plan, by the default encoder."""

    def __init__(self, root: Path) -> None:
        self.encoder: Encoder = load_encoder()
        self.general: General = load_general(root, self.encoder)
        self._root = root
        second = second_encoder()
        every = [*topics(), *people()]
        questions = list(dict.fromkeys(row.topic for row in every))
        self.vectors = dict(zip(questions, open_vectors(root, self.encoder, [], questions), strict=True))
        english = list(dict.fromkeys(row.topic for row in every if row.lang == "en"))
        phrases = list(dict.fromkeys(one.words for one in words() if one.words not in self.vectors))
        self.phrases = self.vectors | dict(zip(phrases, open_vectors(root, self.encoder, [], phrases), strict=True))
        self._second = dict(zip(english, open_vectors(root, second, english), strict=True))
        self._unrelated = open_vectors(root, second, background())
        self._pieces = pieces() | {
            row.plan: tuple(chunks(plan(row.plan))) for row in people() if row.plan not in plans()
        }
        texts = list(dict.fromkeys(chunk.text for its in self._pieces.values() for chunk in its))
        self._passages = dict(zip(texts, open_vectors(root, self.encoder, texts), strict=True))
        self._second_passages = dict(zip(texts, open_vectors(root, second, texts), strict=True))
        self._witnesses: dict[str, tuple[Witness, Vectors]] = {}

    def witness(self, id: str) -> tuple[Witness, Vectors]:
        """A plan's witness, and its passages by the second encoder."""
        if id not in self._witnesses:
            own = self._pieces[id]
            vectors = np.array([self._passages[chunk.text] for chunk in own])
            beside = np.array([self._second_passages[chunk.text] for chunk in own])
            self._witnesses[id] = Witness(own, vectors, self.general), beside
        return self._witnesses[id]

    @functools.cached_property
    def pairs(self) -> list[Pair]:
        """The questions that plans treat, with the passages of the plan each is about: what a projection is fitted on."""
        rows = [one for one in asked() if one.own and one.tasks and "+" not in one.plan]
        rows += [Asked(row, row.plan, row.tasks, True) for row in people() if row.tasks]
        found = []
        for one in rows:
            witness, _ = self.witness(one.plan)
            right = np.isin(witness.keys, one.tasks)
            vector = self.vectors[one.row.topic]
            moved = bridged(vector, self.general) if one.row.lang == "en" else vector
            found += [Pair(one.plan, moved, right)] * bool(right.any())
        return found

    @functools.cached_property
    def projections(self) -> list[Projection]:
        """By fold of plans, each fitted on the questions about the plans of the others."""
        return fit_folds(self.pairs, self.passages)

    def passages(self, id: str) -> tuple[Vectors, Starts]:
        """The vectors of a plan's passages (passages, n), and where each task's begin."""
        witness, _ = self.witness(id)
        return np.array([self._passages[chunk.text] for chunk in self._pieces[id]]), witness.starts

    def evidence(self, one: Asked, with_second: bool) -> Evidence:
        """The evidence for a question on a plan, by a projection that saw nothing of the plan that it was written for."""
        topic, lang = one.row.topic, one.row.lang
        witness, beside = self.witness(one.plan)
        second = None
        if with_second:
            vector = self._second[topic]
            second = (beside @ vector).astype(np.float64), (self._unrelated @ vector).astype(np.float64)
        own = self.projections[fold(one.row.plan)]
        return witness.take(topic, self.vectors[topic], lang, second, projection=own)

    def samples(self) -> list[Sample]:
        """Every question asked of every plan that it is to be asked of; those in English with and without a second encoder."""
        return [sample for lang, with_second in ASKED for sample in self.samples_of(lang, with_second)]

    def samples_of(self, lang: str, with_second: bool) -> list[Sample]:
        """The questions in a language."""
        every = [*asked(), *(Asked(row, row.plan, row.tasks, True) for row in people())]
        chosen = [one for one in every if one.row.lang == lang]
        found = []
        for one in tqdm(chosen, f"evidence {lang}"):
            evidence = self.evidence(one, with_second)
            keys = self.witness(one.plan)[0].keys
            found.append(Sample(one, evidence, np.isin(keys, one.tasks)))
        return found


def fit_rank(samples: Sequence[Sample]) -> tuple[float, ...]:
    """Weights of COLUMNS by which the right task of a treated question comes first."""
    chosen = [sample for sample in samples if sample.right.any()]
    counts = Counter(sample.asked.plan for sample in chosen)
    spread = np.vstack([sample.evidence.columns for sample in chosen]).std(0) + 1e-9
    weights = np.zeros(len(COLUMNS))
    for _ in range(30):
        gradient, hessian = RANK_RIDGE * weights, RANK_RIDGE * np.eye(len(weights))
        for sample in chosen:
            weight = min(1.0, EACH / counts[sample.asked.plan])
            x = sample.evidence.columns / spread
            shares = _shares(x @ weights)
            right = shares * sample.right
            right /= right.sum()
            mean = shares @ x
            gradient -= weight * (right @ x - mean)
            hessian += weight * ((x - mean).T * shares @ (x - mean))
        step = np.linalg.solve(hessian, gradient)
        weights -= np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-6:
            break
    return tuple((weights / spread).tolist())


def _shares(scores: Numbers) -> Numbers:
    found: Numbers = np.exp(scores - scores.max())
    return found / found.sum()


def weights_of(samples: Sequence[Sample]) -> Numbers:
    """Each plan's treated questions weigh as much as all others asked of it, REFUSED aside; of those, its own as others'."""
    groups = [(sample.asked.plan, sample.treated, sample.asked.own) for sample in samples]
    counts = Counter(groups)
    refused = [REFUSED_WITH_ENGLISH if sample.evidence.english else REFUSED for sample in samples]
    worth = [1.0 if treated else 0.5 * odds for (_, treated, _), odds in zip(groups, refused, strict=True)]
    return np.array([EACH / counts[group] * each for group, each in zip(groups, worth, strict=True)])


def logistic(x: Numbers, truth: Truths, weights: Numbers, ridge: float) -> Logistic:
    """Weighted ridge logistic regression by Newton's method."""
    y = truth.astype(np.float64)
    means, scales = x.mean(0), x.std(0) + 1e-6
    x = np.column_stack([(x - means) / scales, np.ones(len(x))])
    penalty = np.diag([ridge] * (x.shape[1] - 1) + [0.0])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (weights * (p - y)) + penalty @ w
        hessian = (x * (weights * p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return Logistic(tuple(means.tolist()), tuple(scales.tolist()), tuple(w.tolist()))


def fit_treats(samples: Sequence[Sample], rank: Sequence[float]) -> Logistic:
    """The model of SIGNALS for one kind of question, given how tasks are ranked."""
    x = np.array([signals(sample.evidence, sample.evidence.columns @ np.array(rank)) for sample in samples])
    truth = np.array([sample.treated for sample in samples])
    return logistic(x, truth, weights_of(samples), RIDGE)


def fit_fills(given: Sequence[Words], vectors: dict[str, Vectors] | None) -> Logistic:
    """The model that tells words which fill a sentence from subjects; without vectors by their shape alone."""
    truth = np.array([one.fills for one in given])
    weights = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    return logistic(seen(given, vectors), truth, weights, VECTOR_RIDGE if vectors else RIDGE)


def seen(given: Sequence[Words], vectors: dict[str, Vectors] | None) -> Numbers:
    """Words as that model sees them: where they lie, and what they look like."""
    shapes = np.array([shape(one.words) for one in given])
    return np.column_stack([np.array([vectors[one.words] for one in given]), shapes]) if vectors else shapes


def by_kind(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    """The samples by the models that judge them."""
    found: dict[str, list[Sample]] = {}
    for sample in samples:
        found.setdefault(kind(sample.evidence), []).append(sample)
    return found


def fit(samples: Iterable[Sample], vectors: dict[str, Vectors]) -> Judge:
    """The judge for the default encoder."""
    kinds = by_kind(samples)
    ranks = {kind: fit_rank(own) for kind, own in kinds.items()}
    treats = {kind: fit_treats(own, ranks[kind]) for kind, own in kinds.items()}
    return Judge(ranks, treats, fit_fills(words(), vectors), fit_fills(words(), None))
