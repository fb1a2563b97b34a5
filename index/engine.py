"""One plan made answerable: questions read, queries answered; the encoder is loaded only when a topic first needs it."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.departments import Registry
from corpus.library import PLANS_DIR, load_library
from corpus.records import Plan
from index.answer import Found, answer, find
from index.content import fillers, filling_phrases
from index.followup import Turn, leans, resolve
from index.names import Names
from index.pinyin import read_table
from index.question import Reading, read_question
from index.records import Answer, Query, Want
from index.scanner import Scanner
from index.tables import Tables

if TYPE_CHECKING:
    from index.calibration import Calibration, Logistic, Samples
    from index.search import Search
    from index.store import Stored


REMEMBERED_READINGS = 256


@dataclass(frozen=True, slots=True)
class Topics:
    """What topic questions need: the search and the calibration of its scores."""

    search: Search
    calibration: Calibration
    stored: Stored
    identity: str


class Engine:
    """The answers of one plan. Thread-safe; everything but a topic is answered without vectors."""

    def __init__(self, plan: Plan, registry: Registry, root: Path, model: str = "") -> None:
        self.plan = plan
        self.registry = registry
        self.tables = Tables(plan)
        self._root = root
        self._model = model
        self._loading = threading.Lock()
        self._topics: Topics | None = None
        self.names = Names(registry, self.tables, lambda: read_table(root / "pinyin.json"))
        self.scanner = Scanner(self.names)
        # One message is read several times: to cut it, to see whether it needs the encoder, and to answer it.
        self._read = functools.lru_cache(REMEMBERED_READINGS)(
            lambda question: read_question(question, self.scanner, self.plan)
        )
        self._leans = functools.lru_cache(REMEMBERED_READINGS)(lambda question: leans(self.read(question)))

    def read(self, question: str) -> Reading:
        """The Reading of a question, without what came before it."""
        return self._read(question)

    def leans(self, question: str) -> bool:
        """Whether a question may mean something else after another one."""
        return self._leans(question)

    def query(self, question: str, turn: Turn | None = None) -> Query:
        """The Query of a question in its conversation; of want NOTHING where it leans on an answer that is not there."""
        reading = self.read(question)
        resolved = resolve(reading, turn) if self.leans(question) else reading.query
        if resolved and resolved.topic and reading.bare:
            resolved = replace(resolved, otherwise=resolve(reading.bare, turn))
        return resolved or Query(Want.NOTHING, reading.query.lang, refers_back=True)

    def answer(self, query: Query) -> Answer:
        """The Answer to a Query. A topic encodes, which takes tens of milliseconds; everything else microseconds."""
        return answer(query, self.tables, self.names, self._matches)

    def _matches(self, query: Query, within: frozenset[int] | None) -> Found:
        topics, topic = self.topics(), query.topic or ""
        # An English word beside a department is often a part of its name that was not understood.
        holding = self.tables.holding(topic) if not topic.isascii() or not query.mentions else {}
        return find(topic, query.topic_lang, topics.search, topics.calibration, within, holding)

    @property
    def ready(self) -> bool:
        """Whether the encoder and the index are loaded."""
        return self._topics is not None

    def topics(self) -> Topics:
        """The search over vectors, loaded (and built where needed) once; IndexFault where that is impossible."""
        if self._topics is None:
            with self._loading:
                if self._topics is None:
                    self._topics = self._load()
        return self._topics

    def _load(self, force: bool = False) -> Topics:
        # Imports decide the cold start: an exact question loads neither numpy nor faiss.
        from index import calibration
        from index.encoders import load_encoder
        from index.search import Search
        from index.store import open_index

        encoder = load_encoder(self._model)
        stored = open_index(self._root, self.plan, encoder, force)
        search = Search(stored, encoder)
        fitted = calibration.load(stored.folder / "calibration.json", lambda: self._calibration(search))
        return Topics(search, fitted, stored, encoder.identity)

    def rebuild(self) -> Topics:
        """The index encoded anew."""
        with self._loading:
            self._topics = self._load(force=True)
        return self._topics

    def _calibration(self, search: Search) -> Calibration:
        """Fitted on the questions about the tuned plan; for another plan on how matches look there, not on what they say."""
        from index import calibration

        if self.plan.id == calibration.TUNED_PLAN:
            samples = self.samples(search)
            return calibration.fit(samples, self._leftovers(search, samples))
        tuned = load_library(PLANS_DIR).plan(calibration.TUNED_PLAN)
        engine = Engine(tuned, self.registry, self._root, self._model)
        samples = engine.samples(engine.topics().search)
        return calibration.fit(samples, self._leftovers(search, samples), with_region=False)

    @staticmethod
    def _leftovers(search: Search, samples: Samples) -> Logistic:
        """Tells words that fill a sentence from subjects, whether or not the plan treats them."""
        import numpy as np
        from tqdm import tqdm

        from index import calibration

        filling = tqdm((*fillers(), *filling_phrases()), desc="filling words", unit="text", dynamic_ncols=True)
        known = np.array([search.encode(words) for words in filling])
        vectors = np.vstack([known, samples.vectors, search.background]).astype(np.float64)
        return calibration.logistic(vectors, np.arange(len(vectors)) < len(known), calibration.REGION_RIDGE)

    def samples(self, search: Search) -> Samples:
        """The tuning questions that are read as topics."""
        import numpy as np
        from tqdm import tqdm

        from index import calibration

        signals, vectors, treated, subjects = [], [], [], []
        for example in tqdm(calibration.examples(), desc="calibration", unit="question", dynamic_ncols=True):
            query = self.read(example.question).query
            if query.topic:
                vector = search.encode(query.topic)
                signals.append(calibration.features(search.find(query.topic, vector), query.topic_lang))
                vectors.append(vector)
                treated.append(example.treated)
                subjects.append(example.subject)
        return calibration.Samples(
            np.array(signals), np.array(vectors, dtype=np.float64), np.array(treated), tuple(subjects)
        )
