"""One plan made answerable: questions read, queries answered; the encoder is loaded only when a topic first needs it."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.library import load_library
from corpus.records import Plan
from index.answer import Found, answer, find
from index.followup import Turn, resolve
from index.leaning import leans
from index.names import Names
from index.pinyin import read_table
from index.question import Reading, read_question
from index.records import Answer, Query, Want
from index.scanner import Scanner
from index.tables import Tables

if TYPE_CHECKING:
    from index.calibration import Calibration, Fillings, Samples
    from index.search import Search
    from index.store import Stored


REMEMBERED_READINGS = 256
_OF_A_TOPIC = (Want.TASKS, Want.PARTIES, Want.TEXT, Want.PARTNERS, Want.NOTHING)


@dataclass(frozen=True, slots=True)
class Topics:
    """What topic questions need: the search and the calibration of its scores."""

    search: Search
    calibration: Calibration
    stored: Stored
    identity: str


class Engine:
    """The answers of one plan. Thread-safe; everything but a topic is answered without vectors."""

    def __init__(self, plan: Plan, root: Path, model: str = "") -> None:
        self.plan = plan
        self.tables = Tables(plan)
        self._root = root
        self._model = model
        self._loading = threading.Lock()
        self._topics: Topics | None = None
        self.names = Names(self.tables, lambda: read_table(root / "pinyin.json"))
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
            otherwise = resolve(reading.bare, turn)
            # Without its topic 综保区谁管 asks nothing of its own.
            if otherwise and (otherwise.where is not None or otherwise.want not in _OF_A_TOPIC):
                resolved = replace(resolved, otherwise=otherwise)
        return resolved or Query(Want.NOTHING, reading.query.lang, refers_back=True)

    def answer(self, query: Query) -> Answer:
        """The Answer to a Query. A topic encodes, which takes tens of milliseconds; everything else microseconds."""
        return answer(query, self.tables, self.names, self._matches)

    def _matches(self, query: Query, within: frozenset[int] | None) -> Found:
        topics, topic = self.topics(), query.topic or ""
        # An English word beside a department is often a part of its name that was not understood.
        holding = self.tables.holding(topic) if not topic.isascii() or not query.mentions else {}
        return find(topic, query.topic_lang, topics.search, topics.calibration, within, holding, bool(query.otherwise))

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
            return calibration.fit(samples, calibration.fit_leftovers(self.fillings(search, samples)))
        tuned = load_library().plan(calibration.TUNED_PLAN)
        engine = Engine(tuned, self._root, self._model)
        samples = engine.samples(engine.topics().search)
        leftovers = calibration.fit_leftovers(engine.fillings(search, samples))
        return calibration.fit(samples, leftovers, with_region=False)

    def fillings(self, search: Search, samples: Samples) -> Fillings:
        """What is left over of the questions in leftovers.jsonl, and the topics of the tuning questions, which fill nothing."""
        import numpy as np

        from index import calibration

        examples = [(self.read(example.question).query.topic, example.subject) for example in calibration.leftovers()]
        words, named = zip(*((topic, subject) for topic, subject in examples if topic), strict=True)
        vectors = np.vstack([search.encode_all(words, "left-over words"), samples.vectors])
        fills = np.append(~np.array(named), np.zeros(len(samples.topics), dtype=bool))
        return calibration.Fillings((*words, *samples.topics), vectors.astype(np.float64), fills)

    def samples(self, search: Search) -> Samples:
        """The tuning questions that are read as topics."""
        import numpy as np

        from index import calibration

        read = [(example, self.read(example.question).query) for example in calibration.examples()]
        topics = [(query.topic, query.topic_lang, example) for example, query in read if query.topic]
        vectors = search.encode_all([topic for topic, _, _ in topics], "tuning questions")
        return calibration.Samples(
            tuple(topic for topic, _, _ in topics),
            np.array(
                [
                    calibration.features(search.find(topic, vector), lang)
                    for (topic, lang, _), vector in zip(topics, vectors, strict=True)
                ]
            ),
            vectors.astype(np.float64),
            np.array([example.treated for _, _, example in topics]),
            tuple(example.subject for _, _, example in topics),
        )
