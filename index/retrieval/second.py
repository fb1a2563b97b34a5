"""The second encoder, for questions in another language than the plan's text: loaded when the first such question comes."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.records import Plan
from index.retrieval.batching import Batched
from index.retrieval.encoders import BundledUSE, Vectors, second_available
from index.retrieval.passages import background
from index.retrieval.vectors import cosines
from index.store import Stored, open_index, open_vectors

Numbers = npt.NDArray[np.float64]
_LOADING = threading.Lock()
_LOADED: list[Batched] = []


def second_encoder() -> Batched:
    """The one of this process, loaded once: it holds 120 MB, which a chat in Chinese never needs."""
    with _LOADING:
        if not _LOADED:
            _LOADED.append(Batched(BundledUSE(), batches=1))  # it encodes one batch at a time
        return _LOADED[0]


class Second:
    """A plan's passages and the unrelated lines by the second encoder, as they are in the plan's index."""

    def __init__(self, root: Path, plan: Plan) -> None:
        self._root, self._plan = root, plan
        self._loading = threading.Lock()
        self._loaded: tuple[Stored, Vectors] | None = None

    def tasks(self, topic: str) -> tuple[Numbers, Numbers]:
        """The cosines of a topic with the passages of the plan's tasks and with the unrelated lines."""
        stored, unrelated = self.load()
        return self._cosines(stored.tasks.vectors, topic), self._cosines(unrelated, topic)

    def matter(self, topic: str) -> tuple[Numbers, Numbers]:
        """The same with the passages of what the plan says outside its tasks."""
        stored, unrelated = self.load()
        return self._cosines(stored.matter.vectors, topic), self._cosines(unrelated, topic)

    def _cosines(self, rows: Vectors, topic: str) -> Numbers:
        return cosines(rows, second_encoder().query(topic)).astype(np.float64)

    def load(self) -> tuple[Stored, Vectors]:
        """The plan's index and the vectors of the unrelated lines, encoded where that has not been done."""
        with self._loading:
            if self._loaded is None:
                encoder = second_encoder()
                stored = open_index(self._root, self._plan, encoder, searched=False)
                self._loaded = stored, open_vectors(self._root, encoder, background())
        return self._loaded


def open_second(root: Path, plan: Plan) -> Second | None:
    """The second encoder for a plan, None where it is not installed."""
    return Second(root, plan) if second_available() else None
