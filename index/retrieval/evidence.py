"""What speaks for each task of a plan when a topic is asked: vectors, words, a vocabulary; all independent of the plan."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.normalize import fold
from index.retrieval.bm25 import BM25
from index.retrieval.encoders import Vectors
from index.retrieval.general import General
from index.retrieval.passages import Chunk
from index.retrieval.postings import Postings
from index.retrieval.projection import Projection
from index.retrieval.shortlist import Looked, Scale, Shortlist
from index.retrieval.shortlist import Numbers as Numbers
from index.retrieval.vectors import Dense, Rows, cosines

# What is known of a task, in this order; each is comparable between plans and encoders.
COLUMNS = ("near", "other", "words", "coverage", "run", "meant", "named", "terms", "kin", "second", "tuned")
# How far an English question is moved towards where Chinese lies before it is compared with Chinese text.
BRIDGED = 0.7
# The official terms nearest to the question that stand for it, and how steeply their weights fall.
KIN = 6
STEEPNESS = 40.0
# What a passage in another language counts for where one language is looked at.
LOWEST = -10.0
_CHINESE_WORDS = re.compile(r"[\u3400-\u9fff]{2,}")
_WORD = re.compile(r"[\u3400-\u9fff]|[a-z]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of each task a row of COLUMNS, shape (tasks, columns), and what is known of the question whatever the plan.

    `unrelated` are the standardised cosines of the unrelated lines, best first, `unrelated_tuned` once the question is moved by
    the projection and `unrelated_second` by the second encoder; `kinship` that of the official terms
    nearest to the question; `spoken_of` how many entries of the vocabulary it uses; `folded` the topic as it was compared.
    `looked_at` are the tasks of a large plan that were: of the others, which are likely none that is meant, a sample stands for
    the cosines. None where all were.
    """

    columns: Numbers
    unrelated: Numbers
    unrelated_second: Numbers
    unrelated_tuned: Numbers
    kinship: float
    centre: float
    spoken_of: int
    folded: str
    lang: str
    english: bool
    looked_at: npt.NDArray[np.bool_] | None = None

    def of(self, name: str) -> Numbers:
        """One column, shape (tasks,)."""
        column: Numbers = self.columns[:, COLUMNS.index(name)]
        return column


class Witness:
    """The passages of a plan in the order of its tasks, by which every task's evidence is taken.

    Thread-safe: nothing changes after it is made.
    """

    def __init__(
        self, chunks: Sequence[Chunk], vectors: Vectors, general: General, inverted: Path | None = None
    ) -> None:
        self._general = general
        self.chunks = tuple(chunks)
        self.dense = Dense(vectors, inverted)
        tasks = np.array([chunk.task for chunk in chunks])
        self.keys, self.starts = np.unique(tasks, return_index=True)
        self._english = np.array([chunk.lang == "en" for chunk in chunks])
        self.english = bool(self._english.any())
        folded = [fold(chunk.text) for chunk in chunks]
        self._bounds = np.append(self.starts, len(chunks))
        self._texts = [" ".join(folded[a:b]) for a, b in itertools.pairwise(self._bounds.tolist())]
        self._passage_words, self._task_words = BM25(folded), BM25(self._texts)
        said = (_WORD.findall(text) for text in self._texts)
        self._pairs: Postings[str | tuple[str, str]] = Postings([*words, *itertools.pairwise(words)] for words in said)
        self._holding = functools.lru_cache(4096)(self._tasks_holding)
        self._near_entry = functools.lru_cache(512)(self._nearness_to_entry)
        self._shortlist = None if self.dense.exact else Shortlist(self.dense, self._bounds)
        # What lies on disk is not read for a mean.
        own = np.asarray(vectors) if self._shortlist is None else self._shortlist.sampled
        self._centre = own.sum(0) / max(1, len(own))

    @property
    def large(self) -> bool:
        """Whether not every task is looked at, so that those of a set are looked for apart."""
        return self._shortlist is not None

    def rows(self, task: int) -> slice:
        """Where the passages of a task stand, by its key."""
        place = int(np.searchsorted(self.keys, task))
        return slice(*self._bounds[place : place + 2].tolist())

    def best(self, rows: npt.NDArray[np.floating]) -> Numbers:
        """The highest of each task's passages, from a number for each passage: shape (passages[, n]) to (tasks[, n])."""
        found: Numbers = np.maximum.reduceat(rows, self.starts, axis=0)
        return found

    def take(
        self,
        topic: str,
        vector: Vectors,
        lang: str,
        second: tuple[Numbers, Numbers] | None = None,
        within: Collection[int] | None = None,
        projection: Projection | None = None,
    ) -> Evidence:
        """The evidence on a topic; `second` are another encoder's cosines with the passages and with the unrelated lines.

        `within` are tasks of which, of a large plan, the best are looked at whatever the others are; `projection` takes the place
        of the general one.
        """
        folded, general = fold(topic), self._general
        moved = bridged(vector, general) if lang == "en" else vector
        chinese = _scaled(cosines(general.unrelated, moved))
        own = _scaled(cosines(general.unrelated, vector)) if self.english else chinese
        spoken = general.vocabulary.spoken_of(folded)
        words = np.sqrt(self.best(self._passage_words.search(folded)))
        coverage, run = self._task_words.coverage(folded), self._run(folded)
        named, terms = self._expanded(spoken)
        kin, kinship = self._kin(moved)
        tuned = (projection or general.projection).of(moved)
        beside_tuned = cosines(general.unrelated, tuned)
        looked = None
        if self._shortlist is not None:
            entries = [general.entries[place] for place in spoken]
            chosen = None if within is None else np.flatnonzero(np.isin(self.keys, list(within)))
            sought = (*((vector,) if moved is not vector else ()), moved, tuned, kin, *entries)
            looked = self._shortlist.look(self._shortlist.places(sought, (words, coverage, run, named, terms), chosen))
        near, other = self._near(vector, moved, own, chinese, looked)
        meant = np.zeros(len(self.keys))
        if spoken:
            meant = np.mean([self._meant(place, looked) for place in spoken], axis=0)
        beside, beside_unrelated = np.zeros(len(self.keys)), np.zeros(1)
        if second is not None:
            by_second = _scaled(second[1])
            beside, beside_unrelated = self.best(by_second(second[0])), np.sort(by_second(second[1]))[::-1]
        by_kin = self._best(kin, _scaled(cosines(general.unrelated, kin)), looked)
        scale = _scaled(beside_tuned)
        by_tuned = self._best(tuned, scale, looked)
        columns = np.column_stack([near, other, words, coverage, run, meant, named, terms, by_kin, beside, by_tuned])
        asked = vector if self.english else moved
        centre = float(own(np.einsum("i,i", self._centre, asked)))
        return Evidence(
            columns,
            np.sort(own(cosines(general.unrelated, asked)))[::-1],
            beside_unrelated,
            np.sort(scale(beside_tuned))[::-1],
            float(chinese(kinship)),
            centre,
            len(spoken),
            folded,
            lang,
            self.english,
            None if looked is None else _mask(looked.places, len(self.keys)),
        )

    def _best(self, vector: Vectors, scale: Scale, looked: Looked | None) -> Numbers:
        """The standardised cosine of each task's passage that is nearest to a vector."""
        if looked is not None and self._shortlist is not None:
            return self._shortlist.best(looked, vector, scale)
        return self.best(scale(self.dense.cosines(vector)))

    def _near(
        self, vector: Vectors, moved: Vectors, own: Scale, chinese: Scale, looked: Looked | None
    ) -> tuple[Numbers, Numbers]:
        """The standardised cosine of each task's nearest passage, and of its nearest in the other language (0 for none)."""
        if not self.english:
            return self._best(moved, chinese, looked), np.zeros(len(self.keys))
        by_chinese = chinese(self.dense.cosines(moved))
        by_english = own(self.dense.cosines(vector))
        zh = self.best(np.where(self._english, LOWEST, by_chinese))
        en = self.best(np.where(self._english, by_english, LOWEST))
        return np.maximum(zh, en), np.minimum(zh, en)

    def _expanded(self, spoken: tuple[int, ...]) -> tuple[Numbers, Numbers]:
        """For the entries spoken of: how rare their terms in each task are, and BM25 of these."""
        named, terms = np.zeros(len(self.keys)), np.zeros(len(self.keys))
        for place in spoken:
            official = self._general.vocabulary.entries[place].official
            named += np.max([self._holding(term) for term in official], axis=0)
            terms += np.max([self._task_words.search(term) for term in official], axis=0)
        return np.sqrt(named), np.sqrt(terms)

    def _meant(self, place: int, looked: Looked | None) -> Numbers:
        """The standardised cosine of each task's passage that is nearest to an entry of the vocabulary."""
        if looked is None:
            return self._near_entry(place)
        return self._nearness_to_entry(place, looked)

    def _nearness_to_entry(self, place: int, looked: Looked | None = None) -> Numbers:
        entry = self._general.entries[place]
        return self._best(entry, _scaled(cosines(self._general.unrelated, entry)), looked)

    def _tasks_holding(self, term: str) -> Numbers:
        """For each task how rare an official term is in the plan if it stands in the task, else 0."""
        folded, holds = fold(term), np.zeros(len(self.keys))
        # Within Chinese words every pair of characters of a text is a term: who holds the term holds its pairs.
        pairs = self._task_words.holding_all(folded) if _CHINESE_WORDS.fullmatch(folded) else None
        for place in range(len(self._texts)) if pairs is None else pairs.tolist():
            holds[place] = folded in self._texts[place]
        rare: Numbers = holds * np.log((len(holds) + 1) / (holds.sum() + 0.5))
        return rare

    def _kin(self, moved: Vectors) -> tuple[Vectors, np.float32]:
        """Where the official terms lie that are nearest to the question, and how near the nearest of them is."""
        nearest, near = self._general.official_index.nearest(moved, KIN)
        weights = np.exp((near - near[0]) * STEEPNESS)
        return _unit(np.einsum("i,ij->j", weights, self._general.official[nearest])), near[0]

    def _run(self, folded: str) -> Numbers:
        """For each task the share of the topic that stands in it in one run, two neighbouring words at a time: 0 to 1."""
        words = _WORD.findall(folded)
        longest = np.zeros(len(self.keys))
        if len(words) < 2:
            longest[self._pairs.holding(words[0]) if words else []] = 1.0
            return longest
        run = np.zeros(len(self.keys))
        for pair in itertools.pairwise(words):
            there = np.zeros(len(self.keys))
            there[self._pairs.holding(pair)] = 1.0
            run = (run + 1) * there
            longest = np.maximum(longest, run)
        return np.where(longest > 0, longest + 1, 0) / len(words)


def bridged(vector: Vectors, general: General) -> Vectors:
    """An English question's vector moved towards where Chinese lies."""
    return _unit(vector + BRIDGED * general.bridge)


def _scaled(unrelated: npt.NDArray[np.floating]) -> Scale:
    """Cosines less the mean of those with the unrelated lines, over their spread: comparable between encoders."""
    mean, spread = unrelated.mean(dtype=np.float64), unrelated.std(dtype=np.float64) + 1e-6
    return lambda given: np.asarray((given - mean) / spread, dtype=np.float64)


def _unit(vector: npt.NDArray[np.floating]) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def _mask(places: Rows, size: int) -> npt.NDArray[np.bool_]:
    mask = np.zeros(size, bool)
    mask[places] = True
    return mask
