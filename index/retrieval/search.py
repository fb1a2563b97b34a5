"""Search in one plan: its tasks, or its other sentences, by how well they match a topic, and whether any of them treats it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection

import numpy as np
import numpy.typing as npt

from corpus.records import Span
from index.retrieval.encoders import Vectors
from index.retrieval.evidence import Evidence, Numbers, Witness
from index.retrieval.general import General
from index.retrieval.judge import Judge
from index.retrieval.ranking import Judged, Ranking
from index.store import Encoded

REMEMBERED = 256
# How much farther a passage of a whole task lies than any of its sentences, where a sentence is looked for.
FAR = 2.0
_DIGITS = 6
# Scores, which tasks were looked at (None: all), the probability, what of the words is covered.
Weighed = tuple[Numbers, npt.NDArray[np.bool_] | None, float, float]
# The cosines of a topic with every passage and with the unrelated lines, by the second encoder.
Beside = Callable[[str], tuple[Numbers, Numbers]]


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
        self.witness = Witness(passages.chunks, passages.vectors, general, passages.inverted)
        self._whole = np.array([chunk.whole for chunk in passages.chunks], np.float32)

    def encode(self, topic: str) -> Vectors:
        """The vector of a topic: by far the longest step of a search."""
        return self._query(topic)

    def evidence(self, topic: str, vector: Vectors, lang: str, within: frozenset[int] | None = None) -> Evidence:
        """What speaks for each task; `within` are tasks of which the best are looked at whatever the others are."""
        # The second encoder is the better one across languages and the worse within Chinese.
        second = self._beside(topic) if lang == "en" and self._beside else None
        return self.witness.take(topic, vector, lang, second, within)

    def _weigh(self, topic: str, lang: str, within: frozenset[int] | None) -> Weighed:
        evidence = self.evidence(topic, self.encode(topic), lang, within)
        # Beyond so many digits scores differ by the order in which a processor adds them.
        scores, looked = np.round(self._judge.scores(evidence), _DIGITS), evidence.looked_at
        covered = float(evidence.of("coverage")[scores.argmax()])
        return scores, looked, self._judge.probability(evidence, scores), covered

    def judge(self, topic: str, lang: str, within: Collection[int] | None = None) -> Judged:
        """The tasks of `within` (all for None) for a topic in a language, and how likely it is that the plan treats it."""
        if not len(self.witness.keys):
            return Judged()
        apart = None if within is None or not self.witness.large else frozenset(within)
        scores, looked, probability, covered = self._weighed(topic, lang, apart)
        keys = self.witness.keys
        allowed = np.ones(len(keys), bool) if within is None else np.isin(keys, list(within))
        odds = np.exp(scores - scores.max())
        # The keys ascend, so that a stable sort breaks ties by them.
        order = np.argsort(-scores, kind="stable")
        order = order[(allowed if looked is None else allowed & looked)[order]]
        matches = Ranking(keys[order], scores[order], functools.partial(self._quote, self.encode(topic)))
        return Judged(matches, probability, probability * float(odds[allowed].sum() / odds.sum()), covered)

    def _quote(self, vector: Vectors, task: int) -> Span:
        """The sentence for which the passage of a task stands that is nearest to a topic."""
        rows = self.witness.rows(task)
        cosines = self.witness.dense.cosines(vector, rows) - FAR * self._whole[rows]
        return self.witness.chunks[int(rows.start + cosines.argmax())].quote

    def filling(self, words: str, vector: Vectors) -> float:
        """The log odds that words beside a department or a number only fill the sentence."""
        return self._judge.filling(words, vector)
