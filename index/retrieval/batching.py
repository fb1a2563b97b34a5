"""One encoder for many threads: what waits for it is encoded as a batch, and nothing is encoded twice."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from cachetools import LRUCache

from index.retrieval.encoders import Encoder, Vectors, load_encoder

# Eight short texts at once take two thirds of the time of eight calls, and more at once take no less: whoever comes next
# waits no longer than need be. Cost grows with length, so a batch is bounded in characters too; one text is always taken.
MOST_TEXTS, MOST_CHARACTERS = 8, 400
# A vector of the default encoder is 1.5 KB.
REMEMBERED = 1024
# How many batches are encoded at a time, where one processor is left to what else there is to do.
MOST_BATCHES = 4

_LOADING = threading.Lock()
_LOADED: dict[str, Batched] = {}


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A text that is to be encoded, and where its vector will be."""

    text: str
    found: Future[Vectors]


class Batched:
    """An encoder that is asked from many threads. Thread-safe; questions are remembered, passages are not.

    Texts are taken in the order in which they came, so that many who ask share the encoder evenly. A text has the vector
    that it would have by itself, within the precision of a float.
    """

    def __init__(self, encoder: Encoder, batches: int = 0) -> None:
        """`batches` is how many are encoded at a time; 0 for one on each processor but one, within bounds."""
        self._encoder = encoder
        self.identity = encoder.identity
        self.dimensions = encoder.dimensions
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque()
        self._known: LRUCache[str, Future[Vectors]] = LRUCache(REMEMBERED)
        batches = batches or max(1, min(MOST_BATCHES, (os.cpu_count() or 1) - 1))
        self._threads = ThreadPoolExecutor(batches, thread_name_prefix="encode")

    def query(self, text: str) -> Vectors:
        """The vector of a question; waits for its turn."""
        with self._lock:
            found = self._known.get(text)
            if found is None:
                found = self._known[text] = Future()
                self._waiting.append(_Waiting(text, found))
                self._threads.submit(self._encode_waiting)
        return found.result()

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, shape (n, dimensions), at once and unremembered."""
        return self._encoder.queries(texts)

    def passage(self, text: str) -> Vectors:
        """The vector of a document."""
        return self._encoder.passage(text)

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """The vectors of documents, shape (n, dimensions), with a progress bar of that name."""
        return self._encoder.passages(texts, name)

    def _encode_waiting(self) -> None:
        """Encodes the texts that have waited longest; another batch may have taken all of them."""
        with self._lock:
            batch = self._taken()
        if batch:
            self._settle(batch)

    def _settle(self, batch: list[_Waiting]) -> None:
        try:
            vectors = self._encoder.queries([one.text for one in batch])
        except Exception as error:
            if len(batch) > 1:  # a text that the encoder cannot read is no fault of those beside it
                for one in batch:
                    self._settle([one])
                return
            with self._lock:
                self._known.pop(batch[0].text, None)
            batch[0].found.set_exception(error)
            return
        for one, vector in zip(batch, vectors, strict=True):
            one.found.set_result(vector.copy())  # a view would keep the whole batch

    def _taken(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        characters = 0
        while self._waiting and len(batch) < MOST_TEXTS:
            characters += len(self._waiting[0].text)
            if batch and characters > MOST_CHARACTERS:
                break
            batch.append(self._waiting.popleft())
        return batch


def shared_encoder(model: str = "") -> Batched:
    """The encoder that EMBEDDING_MODEL names, loaded once for all plans of this process; IndexFault says what to do."""
    with _LOADING:
        if model not in _LOADED:
            _LOADED[model] = Batched(load_encoder(model))
        return _LOADED[model]
