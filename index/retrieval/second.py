"""The second encoder, for questions in another language than the plan's text: loaded when the first such question comes."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.records import Plan
from index.retrieval.encoders import BundledUSE, Vectors, second_available
from index.retrieval.passages import background
from index.retrieval.vectors import cosines
from index.store import open_index, open_vectors

Numbers = npt.NDArray[np.float64]
_LOADING = threading.Lock()
_LOADED: list[BundledUSE] = []


def second_encoder() -> BundledUSE:
    """The one of this process, loaded once: it holds 120 MB, which a chat in Chinese never needs."""
    with _LOADING:
        if not _LOADED:
            _LOADED.append(BundledUSE())
        return _LOADED[0]


class Second:
    """A plan's passages and the unrelated lines by the second encoder, as they are in the plan's index."""

    def __init__(self, root: Path, plan: Plan) -> None:
        self._root, self._plan = root, plan
        self._loading = threading.Lock()
        self._vectors: tuple[Vectors, Vectors] | None = None

    def cosines(self, topic: str) -> tuple[Numbers, Numbers]:
        """The cosines of a topic with the plan's passages and with the unrelated lines."""
        vector = second_encoder().query(topic)
        passages, unrelated = self.load()
        return cosines(passages, vector).astype(np.float64), cosines(unrelated, vector).astype(np.float64)

    def load(self) -> tuple[Vectors, Vectors]:
        """The vectors of both, encoded where that has not been done."""
        with self._loading:
            if self._vectors is None:
                encoder = second_encoder()
                stored = open_index(self._root, self._plan, encoder)
                self._vectors = stored.vectors, open_vectors(self._root, encoder, background())
        return self._vectors


def open_second(root: Path, plan: Plan) -> Second | None:
    """The second encoder for a plan, None where it is not installed."""
    return Second(root, plan) if second_available() else None
