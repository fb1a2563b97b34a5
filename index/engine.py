"""One plan made answerable: questions read, queries answered; the encoder is loaded only when a topic first needs it."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.normalize import fold
from corpus.records import Plan
from index.document_facts import PASSAGE
from index.execution import answer
from index.finding import Found, find, find_said
from index.query import Answer, IndexFault, Mention, Query
from index.reading import cut
from index.reading.features import Fit
from index.reading.language import spoken
from index.reading.names import Names
from index.reading.pinyin import sounds_of
from index.reading.reader import Reader
from index.reading.state import Turn, remembered
from index.tables import Tables

if TYPE_CHECKING:
    from index.reading.language_model import LanguageModel, Server
    from index.retrieval.ranking import Judged
    from index.retrieval.search import Search
    from index.store import Stored


# Whether an index that is missing is built by whoever needs it.
_BUILDS = contextvars.ContextVar("builds", default=True)


@dataclass(frozen=True, slots=True)
class Topics:
    """What topic questions need: the search of tasks, that of what stands outside them, their index and its encoder.

    `judge`, `said` and `filling` are all that a reader of questions needs to weigh whether the plan treats some words.
    """

    search: Search
    matter: Search
    stored: Stored
    identity: str

    def judge(self, topic: str, lang: str, within: Collection[int] | None = None) -> Judged:
        """What a topic means in the plan, or within a set of its tasks; encodes the topic, tens of milliseconds."""
        return self.search.judge(topic, lang, within)

    def said(self, topic: str, lang: str) -> Judged:
        """What a topic means among the sentences that belong to no task, by their places from 1."""
        return self.matter.judge(topic, lang)

    def filling(self, words: str) -> float:
        """The log odds that words left over beside departments and numbers only fill the sentence; encodes them."""
        return self.search.filling(words, self.search.encode(words))


@contextlib.contextmanager
def without_building() -> Iterator[None]:
    """Within it no engine builds an index: what needs one that is missing gets an IndexFault."""
    before = _BUILDS.set(False)
    try:
        yield
    finally:
        _BUILDS.reset(before)


def _after(piece: cut.Piece, turn: Turn | None) -> Turn | None:
    """What is remembered after a piece of a message."""
    return remembered(piece.answer, turn) if piece.answer.is_of_tasks else turn


def _selected(answer: Answer) -> tuple[object, ...]:
    """What an answer shows, whatever question it is the answer to."""
    tasks = frozenset(hit.task for hit in answer.hits)
    return answer.kind, tasks, answer.departments, answer.count, answer.quotes, answer.reason, answer.query.heads


class WouldEncode(Exception):
    """Raised inside `without_encoding` where words would be encoded."""


_MAY_ENCODE = contextvars.ContextVar("may_encode", default=True)


@contextlib.contextmanager
def without_encoding() -> Iterator[None]:
    """Lets this thread read and answer only what takes no encoder; WouldEncode where that is not enough."""
    token = _MAY_ENCODE.set(False)
    try:
        yield
    finally:
        _MAY_ENCODE.reset(token)


class Engine:
    """The answers of one plan. Thread-safe; everything but a topic is answered without vectors."""

    def __init__(self, plan: Plan, root: Path, model: str = "", server: Server | None = None) -> None:
        self.plan = plan
        self.tables = Tables(plan)
        self._root = root
        self._model = model
        self._server = server
        self._loading = threading.Lock()
        self._topics: Topics | None = None
        self.names = Names(self.tables, lambda: sounds_of(root / "pinyin.json"))

    @functools.cached_property
    def reader(self) -> Reader:
        """What reads the questions on the plan."""
        return Reader(self.tables, self.names, self.fit)

    @functools.cached_property
    def model(self) -> LanguageModel | None:
        """The language model that is asked where the reader is unsure; None where no server is set."""
        if self._server is None:
            return None
        from index.reading.language_model import LanguageModel

        return LanguageModel(self._server, self.plan, self.names)

    def query(self, question: str, turn: Turn | None = None) -> Query:
        """The Query of a question in its conversation; an unsure one is a language model's where there is one."""
        read = self.reader.query(question, turn)
        if self.model is None or self.reader.is_sure(question, turn):
            return read
        if not _MAY_ENCODE.get():
            raise WouldEncode  # asking takes as long
        return self.model.read(question, read.lang, turn) or read

    def rivals(self, question: str, turn: Turn | None = None) -> tuple[Query, ...]:
        """The readings of a question between which nothing decides and whose answers differ; none where one is likelier."""
        if self.model is not None:
            return ()
        found = self.reader.rivals(question, turn)
        kept = {_selected(self.answer(query)): query for query in reversed(found)}
        return tuple(reversed(kept.values())) if len(kept) > 1 else ()

    def at_sight(self, question: str) -> Query:
        """The Query of a question by itself, as far as it can be told without an encoder."""
        return self.reader.at_sight(question)

    def leans(self, question: str) -> bool:
        """Whether a question may mean something else after another one."""
        return self.reader.leans(question)

    def named(self, text: str) -> tuple[Mention, ...]:
        """The departments that a text names."""
        return tuple(span.mention for span in self.reader.analyse(text).departments if span.mention)

    def names_several(self, text: str) -> bool:
        """Whether a text names more than one department or number: readings are weighed for each way to put them together."""
        analysis = self.reader.analyse(text)
        return len(analysis.departments) + len(analysis.numbers) > 1

    def questions(self, text: str, turn: Turn | None) -> tuple[str, ...]:
        """The questions of a message in its conversation."""
        return cut.questions(text, turn, self._piece, _after)

    def _piece(self, text: str, turn: Turn | None) -> cut.Piece:
        best = self.reader.ranked(text, turn)[0]
        query = best.candidate.query
        return cut.Piece(text, best, self.answer(query), "" if query.topic else self.reader.left_over(text, query))

    def answer(self, query: Query) -> Answer:
        """The Answer to a Query. A topic encodes, which takes tens of milliseconds; everything else microseconds."""
        return answer(query, self.tables, self.names, self._matches)

    def _matches(self, query: Query, within: frozenset[int] | None) -> Found:
        if not _MAY_ENCODE.get():
            raise WouldEncode
        topics, topic = self.topics(), query.topic or ""
        if query.fact == PASSAGE:
            return find_said(topic, spoken(topic), topics.matter)
        # An English word beside a department is often a part of its name that was not understood.
        holding = self.tables.holding(topic) if not topic.isascii() or not query.mentions else {}
        return find(topic, query.topic_lang, topics.search, within, holding)

    def fit(self, words: str) -> Fit:
        """How well the plan treats some words, in its tasks and outside them; they are encoded for it."""
        if not _MAY_ENCODE.get():
            raise WouldEncode
        topics = self.topics()
        lang = "zh" if any("\u3400" <= char <= "\u9fff" for char in words) else "en"
        judged, said = topics.judge(words, lang), topics.said(words, spoken(words))
        held, best = len(self.tables.holding(words)), judged.matches.tasks
        sentence = fold(said.matches[0].quote.of(self.plan.document.text)) if said.matches else ""
        return Fit(
            judged.probability,
            topics.filling(words),
            held,
            best,
            said=said.probability,
            quoted=said.said,
            covered=said.covered,
            sentence=sentence,
            treated=judged.treated or held > 0,
        )

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
        from index.retrieval.batching import shared_encoder
        from index.retrieval.general import load_general
        from index.retrieval.judge import load_judge
        from index.retrieval.search import Search
        from index.retrieval.second import open_second
        from index.store import is_built, open_index

        builds = _BUILDS.get()
        if not builds and not is_built(self._root, self.plan):
            raise IndexFault(f"the index of {self.plan.id} is not built yet: python -m index build")
        encoder = shared_encoder(self._model)
        if not builds and not is_built(self._root, self.plan, encoder.identity):
            raise IndexFault(f"the index of {self.plan.id} is not built yet: python -m index build")
        stored = open_index(self._root, self.plan, encoder, force)
        second = open_second(self._root, self.plan)
        if second and stored.built:
            second.load()  # while the index is being built anyway, and not within the first question in English
        general, judge = load_general(self._root, encoder), load_judge(encoder.identity)
        search = Search(stored.tasks, encoder.query, general, judge, second.tasks if second else None)
        beside = second.matter if second else None
        matter = Search(stored.matter, lambda topic: search.encode(topic), general, judge.of_matter(), beside)
        return Topics(search, matter, stored, encoder.identity)

    def rebuild(self) -> Topics:
        """The index encoded anew."""
        with self._loading:
            self._topics = self._load(force=True)
        return self._topics
