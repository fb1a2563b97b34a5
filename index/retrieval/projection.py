"""Where questions lie once it is learned how people ask for what plans say: a small linear map, fitted with the judge."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.readers import read_bytes
from corpus.records import CorpusError
from index.query import IndexFault
from index.retrieval.encoders import Vectors

PROJECTION_FILE = "projection.npy"


@dataclass(frozen=True, slots=True)
class Projection:
    """A question's unit vector (n,) is moved by what `down` (n, few) reads in it and `up` (few, n) adds; not without these."""

    down: Vectors | None = None
    up: Vectors | None = None

    def of(self, vector: Vectors) -> Vectors:
        """The vector moved, of length one."""
        if self.down is None or self.up is None:
            return vector
        moved = vector + (vector @ self.down) @ self.up
        return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)


def read_projection(folder: Path) -> Projection:
    """What ships in an encoder's folder, one that moves nothing where none does; IndexFault where the file is damaged."""
    path = folder / PROJECTION_FILE
    if not path.exists():
        return Projection()
    try:
        down, up = np.load(io.BytesIO(read_bytes(path)), allow_pickle=False).astype(np.float32)
    except (CorpusError, OSError, ValueError, EOFError) as error:
        raise IndexFault(f"{path} is no fitted file of this program ({error}): restore it, or make fit") from error
    return Projection(down, up.T)


def write_projection(projection: Projection, folder: Path) -> None:
    """The fitted file, in half the precision; one that moves nothing has none."""
    if projection.down is not None and projection.up is not None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(
            folder / PROJECTION_FILE,
            np.stack([projection.down, projection.up.T]).astype(np.float16),
            allow_pickle=False,
        )
