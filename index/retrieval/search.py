"""Search in one plan: its tasks, or its other sentences, by how well they match a topic, and whether any of them treats it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from corpus.records import Span
from index.retrieval.encoders import Vectors
from index.retrieval.evidence import Evidence, Numbers, Witness
from index.retrieval.general import General
from index.retrieval.judge import SAID, SHOWN, SHOWN_WITHIN, Judge
from index.store import Encoded

REMEMBERED = 256
# How much farther a passage of a whole task lies than any of its sentences, where a sentence is looked for.
FAR = 2.0
# The cosines of a topic with every passage and with the unrelated lines, by the second encoder.
Beside = Callable[[str], tuple[Numbers, Numbers]]


@dataclass(frozen=True, slots=True)
class Match:
    """A task found for a topic, or the place of a sentence among those of no task: its score, the sentence that matched best."""

    task: int
    score: float
    quote: Span


@dataclass(frozen=True, slots=True)
class Judged:
    """What a topic means in a plan, or within a set of its tasks.

    `matches` are the tasks of the set, best first, ties by key, scores being log odds against each other. `probability` is
    that of the plan treating the topic at all, `share` that part of it which falls within the set, `covered` the share by
    rarity of the topic's words that stand in the best match of all: 0 to 1, each.
    """

    matches: tuple[Match, ...] = ()
    probability: float = 0.0
    share: float = 0.0
    covered: float = 0.0

    @property
    def treated(self) -> bool:
        """Whether the plan treats the topic more likely than not."""
        return bool(self.matches) and self.probability >= SHOWN

    @property
    def said(self) -> bool:
        """Of what stands outside the tasks: whether it is worth showing."""
        return bool(self.matches) and self.probability >= SAID

    @property
    def closest(self) -> bool:
        """Whether the best match may be shown as the closest within the set, which who asked has named."""
        return bool(self.matches) and self.share >= SHOWN_WITHIN


class Search:
    """Passages of a plan with their vectors and words, and the fitted judge. Thread-safe: nothing changes after it is made.

    `encode` gives the vector of a question and remembers it; `beside` is what the second encoder says of one in English.
    """

    def __init__(
        self,
        passages: Encoded,
        encode: Callable[[str], Vectors],
        general: General,
        judge: Judge,
        beside: Beside | None = None,
    ) -> None:
        self._query = encode
        # The same words are weighed for several readings of a message, and then searched for.
        self._weighed = functools.lru_cache(REMEMBERED)(self._weigh)
        self._judge = judge
        self._beside = beside
        self.witness = Witness(passages.chunks, passages.vectors, general)
        self._whole = np.array([chunk.whole for chunk in passages.chunks], np.float32)

    def encode(self, topic: str) -> Vectors:
        """The vector of a topic: by far the longest step of a search."""
        return self._query(topic)

    def evidence(self, topic: str, vector: Vectors, lang: str) -> Evidence:
        """What speaks for each task."""
        # The second encoder is the better one across languages and the worse within Chinese.
        second = self._beside(topic) if lang == "en" and self._beside else None
        return self.witness.take(topic, vector, lang, second)

    def _weigh(self, topic: str, lang: str) -> tuple[Numbers, float, list[Span], float]:
        vector = self.encode(topic)
        evidence = self.evidence(topic, vector, lang)
        scores = self._judge.scores(evidence)
        covered = float(evidence.of("coverage")[scores.argmax()])
        return scores, self._judge.probability(evidence, scores), self._quotes(vector), covered

    def judge(self, topic: str, lang: str, within: Iterable[int] | None = None) -> Judged:
        """The tasks of `within` (all for None) for a topic in a language, and how likely it is that the plan treats it."""
        if not len(self.witness.keys):
            return Judged()
        scores, probability, quotes, covered = self._weighed(topic, lang)
        keys = self.witness.keys
        allowed = np.ones(len(keys), bool) if within is None else np.isin(keys, list(within))
        odds = np.exp(scores - scores.max())
        # The keys ascend, so that a stable sort breaks ties by them.
        order = [place for place in np.argsort(-scores, kind="stable").tolist() if allowed[place]]
        matches = tuple(Match(int(keys[place]), float(scores[place]), quotes[place]) for place in order)
        return Judged(matches, probability, probability * float(odds[allowed].sum() / odds.sum()), covered)

    def _quotes(self, vector: Vectors) -> list[Span]:
        """For each task, by place, the sentence for which its passage that is nearest to the topic stands."""
        cosines, starts = self.witness.dense.cosines(vector) - FAR * self._whole, self.witness.starts
        place = np.repeat(np.arange(len(starts)), np.diff([*starts, len(cosines)]))
        nearest = np.flatnonzero(cosines == self.witness.best(cosines)[place])
        _, first = np.unique(place[nearest], return_index=True)
        return [self.witness.chunks[row].quote for row in nearest[first].tolist()]

    def filling(self, words: str, vector: Vectors) -> float:
        """The log odds that words beside a department or a number only fill the sentence."""
        return self._judge.filling(words, vector)
