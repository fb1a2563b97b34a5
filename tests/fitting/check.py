"""How well the judge does on plans that it has seen nothing of: every plan is left out whole, its questions too."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.retrieval.evidence import Numbers
from index.retrieval.judge import SHOWN, signals
from tests.fitting.data import BARE, FIRST
from tests.fitting.fit import Collector, Sample, Truths, by_kind, fit_fills, fit_rank, fit_treats, seen, words

PARTS = 5
FOLDS = 10
# From these log odds on left-over words fill the sentence: to drop a subject is worse than to refuse one too many.
FILLS = 0.3


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sample judged: its probability, and the place of the right task among the ranked, from 0, None without one."""

    sample: Sample
    probability: float
    place: int | None


def left_out(samples: Sequence[Sample]) -> list[Outcome]:
    """Every sample of a single plan, judged by models fitted without its plan and without the plan that it was written for.

    There is one plan with English texts, so that of its questions a tenth of the subjects is left out at a time.
    """
    found: list[Outcome] = []
    single = [sample for sample in samples if "+" not in sample.asked.plan]
    for name in sorted({part for sample in single for part in _groups(sample)}):
        given = [sample for sample in samples if name not in _groups(sample)]
        rank = np.array(fit_rank(given))
        treats = fit_treats(given, rank.tolist())
        own = [sample for sample in single if name == _own_group(sample)]
        for sample in own:
            scores: Numbers = sample.evidence.columns @ rank
            logit = treats.logits(np.array([signals(sample.evidence, scores)]))[0]
            right = sample.right[np.argsort(-scores, kind="stable")]
            place = int(right.argmax()) if right.any() else None
            found.append(Outcome(sample, float(1 / (1 + np.exp(-logit))), place))
    return found


def _groups(sample: Sample) -> frozenset[str]:
    """What a model must know nothing of to be checked on the sample."""
    if sample.evidence.english:
        return frozenset((_own_group(sample),))
    names = {*sample.asked.plan.split("+"), sample.asked.row.plan}
    return frozenset(FIRST if name == BARE else name for name in names)


def _own_group(sample: Sample) -> str:
    if sample.evidence.english:
        return f"subjects {zlib.crc32(sample.asked.row.subject.encode()) % FOLDS}"
    return FIRST if sample.asked.plan == BARE else sample.asked.plan


@dataclass(frozen=True, slots=True)
class Shares:
    """How many samples a plan treats, near misses and others there are; of each what share was judged how."""

    treated: int
    near: int
    far: int
    first: float
    within: float
    refused: float
    near_shown: float
    far_shown: float

    @property
    def untreated_shown(self) -> float:
        """The share of all that is not treated which is answered all the same."""
        return (self.near * self.near_shown + self.far * self.far_shown) / max(1, self.near + self.far)

    def __str__(self) -> str:
        shares = (self.first, self.within, self.refused, self.near_shown, self.far_shown)
        return " | ".join(f"{share:.3f}" for share in shares)


def report(collector: Collector) -> tuple[list[str], dict[str, Shares]]:
    """A table by kind of question and plan; and by kind of all plans together but the first, which was there throughout."""
    lines = [
        "| kind | plan | R@1 | within three | false refusals | false answers, near misses | false answers, others |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    others: dict[str, Shares] = {}
    for kind, samples in by_kind(collector.samples()).items():
        outcomes = left_out(samples)
        for plan in sorted({outcome.sample.asked.plan for outcome in outcomes}):
            lines.append(_row(kind, plan, [one for one in outcomes if one.sample.asked.plan == plan]))
        if foreign := [one for one in outcomes if one.sample.asked.plan not in (FIRST, BARE)]:
            others[kind] = shares(foreign)
            lines.append(_row(kind, "**all but neimenggu-2011**", foreign))
    dropped, kept = fills_left_out(collector)
    said = f"Left-over words, each left out: subjects dropped {dropped:.3f}, filling taken for a subject {kept:.3f}."
    return [*lines, "", said], others


def _row(kind: str, plan: str, own: Sequence[Outcome]) -> str:
    found = shares(own)
    return f"| {kind} | {plan} ({found.treated}, {found.near}, {found.far}) | {found} |"


def shares(own: Sequence[Outcome]) -> Shares:
    """How the samples were judged."""
    asked = [one for one in own if one.sample.treated]
    first = sum(one.place == 0 for one in asked) / max(1, len(asked))
    within = sum(one.place is not None and one.place < 3 for one in asked) / max(1, len(asked))
    refused = sum(one.probability < SHOWN for one in asked) / max(1, len(asked))
    near, far = (
        [one.probability >= SHOWN for one in own if not one.sample.treated and one.sample.asked.own is is_own]
        for is_own in (True, False)
    )
    near_shown, far_shown = (sum(its) / max(1, len(its)) for its in (near, far))
    return Shares(len(asked), len(near), len(far), first, within, refused, near_shown, far_shown)


def fills_left_out(collector: Collector) -> tuple[float, float]:
    """The shares of subjects taken for filling and of filling taken for a subject, by models that saw nothing of either."""
    given = list(dict.fromkeys(words()))
    parts = np.array([sum(one.words.encode()) % PARTS for one in given])
    taken: Truths = np.zeros(len(given), bool)
    for part in range(PARTS):
        model = fit_fills([one for one, its in zip(given, parts, strict=True) if its != part], collector.phrases)
        inside = [one for one, its in zip(given, parts, strict=True) if its == part]
        taken[parts == part] = model.logits(seen(inside, collector.phrases)) > FILLS
    fills = np.array([one.fills for one in given])
    return float(taken[~fills].mean()), float((~taken[fills]).mean())
