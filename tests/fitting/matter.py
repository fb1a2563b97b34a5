"""What plans say outside their tasks: how sentences are ranked for a question and whether any of them answers it.

The questions are those of the reader and of its tests that a sentence answers, and those that are to be refused.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.records import Plan
from index.reading.language import spoken
from index.retrieval.encoders import load_encoder
from index.retrieval.evidence import Numbers, Witness
from index.retrieval.general import load_general
from index.retrieval.judge import SAID, Judge, Logistic, signals
from index.retrieval.passages import background, matter_chunks
from index.retrieval.second import second_encoder
from index.store import open_vectors
from tests.fitting.data import FIRST, Asked, Row, topics
from tests.fitting.fit import EACH, RIDGE, Sample, by_kind, fit_rank, logistic
from tests.fitting.people import WRITTEN, is_known, plan

SETS = (
    *sorted(WRITTEN.glob("*.jsonl")),
    Path(__file__).parents[1] / "questions" / "exact.jsonl",
)
# Of the questions written for other plans one of so many is asked of each.
EVERY = 60
# What weighs how much: questions that a sentence answers, those of the same sets that none does, those of other plans.
SHARES = (0.5, 0.3, 0.2)
# What a row may expect that a sentence alone can answer.
_ANSWERED = {"kind", "lang", "contains", "fact"}


def asked() -> Iterator[Asked]:
    """The questions of the sets with the places of the sentences that answer each, none where it is to be refused."""
    for path in SETS:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            id, question, expect = row.get("plan") or FIRST, row["turns"][-1].strip(), row["expect"]
            if not is_known(id):
                continue
            if places := _answering(plan(id), expect):
                yield _asked(id, question, places)
            elif expect.get("kind") == "refusal" and len(row["turns"]) == 1:
                yield _asked(id, question, ())


def _asked(id: str, question: str, places: tuple[int, ...]) -> Asked:
    return Asked(Row(id, question, question, spoken(question), places, ""), id, places, True)


def elsewhere(ids: Collection[str]) -> Iterator[Asked]:
    """Questions that no sentence answers: some of those written for the plans of this folder, asked of each of the others."""
    rows = list(dict.fromkeys((row.question, row.lang) for row in topics() if row.plan not in ids))
    for place, id in enumerate(sorted(ids)):
        for question, lang in rows[place % EVERY :: EVERY]:
            yield Asked(Row(FIRST, question, question, lang, (), ""), id, (), False)


def _answering(given: Plan, expect: dict[str, Any]) -> tuple[int, ...]:
    """The places of the sentences that hold all that an answer is to contain; none of an answer that holds more."""
    if "contains" not in expect or expect.keys() - _ANSWERED or "refusal" in expect.get("kind", ""):
        return ()
    said = [sentence.said(given.text) for sentence in given.document.matter]
    return tuple(place for place, words in enumerate(said, 1) if all(part in words for part in expect["contains"]))


def samples(root: Path) -> list[Sample]:
    """Every question with its evidence; those in English with a second encoder and without."""
    encoder, second = load_encoder(), second_encoder()
    general = load_general(root, encoder)
    rows = list(asked())
    rows += elsewhere({one.plan for one in rows})
    questions = list(dict.fromkeys(one.row.question for one in rows))
    vectors = dict(zip(questions, open_vectors(root, encoder, [], questions), strict=True))
    unrelated = open_vectors(root, second, background())
    found = []
    for id in dict.fromkeys(one.plan for one in rows):
        own = tuple(matter_chunks(plan(id)))
        its = [chunk.text for chunk in own]
        witness = Witness(own, open_vectors(root, encoder, its), general)
        beside = open_vectors(root, second, its)
        for one in (one for one in rows if one.plan == id):
            question, lang = one.row.question, one.row.lang
            given: list[tuple[Numbers, Numbers] | None] = [None]
            if lang == "en":
                vector = second.query(question)
                given.append(((beside @ vector).astype(np.float64), (unrelated @ vector).astype(np.float64)))
            for numbers in given:
                evidence = witness.take(question, vectors[question], lang, numbers)
                found.append(Sample(one, evidence, np.isin(witness.keys, one.tasks)))
    return found


def fit_treats(own: Sequence[Sample], rank: Sequence[float]) -> Logistic:
    """The model of SIGNALS for one kind of question; those to be refused weigh as much as all others."""
    x = np.array([signals(sample.evidence, sample.evidence.columns @ np.array(rank)) for sample in own])
    truth = np.array([bool(sample.asked.tasks) for sample in own])
    others = np.array([not sample.asked.own for sample in own])
    weights = np.where(truth, SHARES[0] / truth.mean(), SHARES[1] / max((~truth & ~others).mean(), 1e-9))
    weights = np.where(others, SHARES[2] / max(others.mean(), 1e-9), weights) * min(1.0, 10 * EACH / len(own))
    return logistic(x, truth, weights, RIDGE)


def with_matter(judge: Judge, found: Sequence[Sample]) -> Judge:
    """The judge with models fitted on the samples."""
    kinds = by_kind(found)
    ranks = {name: fit_rank(own) for name, own in kinds.items()}
    treats = {name: fit_treats(own, ranks[name]) for name, own in kinds.items()}
    return dataclasses.replace(judge, matter_ranks=ranks, matter_treats=treats)


def report(found: Sequence[Sample]) -> Iterator[str]:
    """A table by kind of question: every plan's questions judged by models that saw none of that plan's."""
    yield "| outside the tasks | R@1 | within three | false refusals | false answers | false answers, others |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, own in by_kind(found).items():
        first = three = refused = 0
        wrongly = {True: 0, False: 0}
        for id in sorted({sample.asked.plan for sample in own}):
            others = [sample for sample in own if sample.asked.plan != id]
            rank = np.array(fit_rank(others))
            treats = fit_treats(others, rank.tolist())
            for sample in (sample for sample in own if sample.asked.plan == id):
                scores: Numbers = sample.evidence.columns @ rank
                likely = treats.logits(np.array([signals(sample.evidence, scores)]))[0] >= np.log(SAID / (1 - SAID))
                order = sample.right[np.argsort(-scores, kind="stable")]
                first += bool(order[0])
                three += bool(order[:3].any())
                refused += bool(sample.asked.tasks) and not likely
                wrongly[sample.asked.own] += not sample.asked.tasks and likely
        answered = sum(bool(sample.asked.tasks) for sample in own)
        others = sum(not sample.asked.own for sample in own)
        yield (
            f"| {name} | {first}/{answered} | {three}/{answered} | {refused}/{answered} "
            f"| {wrongly[True]}/{len(own) - answered - others} | {wrongly[False]}/{others} |"
        )
