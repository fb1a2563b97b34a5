"""A small deterministic encoder that counts its calls, for tests of what lies around encoding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.retrieval.encoders import Vectors


class StandIn:
    """Unit vectors drawn from each text's hash: the same text has the same vector in any process."""

    dimensions = 16

    def __init__(self, identity: str = "stand-in/1") -> None:
        self.identity = identity
        self.encoded: list[str] = []

    def passage(self, text: str) -> Vectors:
        self.encoded.append(text)
        return self.query(text)

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        return np.array([self.passage(text) for text in texts]).reshape(-1, self.dimensions)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.query(text) for text in texts]).reshape(-1, self.dimensions)

    def query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit
