"""What every plan is judged against, encoded once: unrelated lines, and a vocabulary of government work.

The vectors for the default encoder ship with the package, in bytes, since only their directions matter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.readers import read_bytes
from corpus.records import CorpusError
from index.retrieval.encoders import Encoder, Vectors, in_parallel
from index.retrieval.passages import background
from index.retrieval.projection import Projection, read_projection
from index.retrieval.vectors import Dense
from index.retrieval.vocabulary import Vocabulary, vocabulary
from index.store import open_vectors

FITTED = Path(__file__).with_name("fitted")
_CHINESE = "\u3400", "\u9fff"


@dataclass(frozen=True, slots=True)
class General:
    """Vectors by row: `unrelated` lines, `entries` of the vocabulary, its `official` terms; and from English to Chinese.

    `bridge` is how Chinese lines lie from English ones as a whole, whatever they say; `projection` moves questions to where
    plans say what they ask for.
    """

    vocabulary: Vocabulary
    unrelated: Vectors
    entries: Vectors
    official: Vectors
    bridge: Vectors
    official_index: Dense
    projection: Projection = field(default_factory=Projection)


def load_general(root: Path, encoder: Encoder) -> General:
    """The shipped vectors where they are this encoder's and these texts', else those kept below `root`, encoded if need be."""
    passages, queries = _texts()
    texts = [*passages, *queries]
    vectors = read_shipped(encoder.identity, texts)
    if vectors is None:
        vectors = open_vectors(root, encoder, passages, queries)
    lines = background()
    chinese = np.array([any(_CHINESE[0] <= char <= _CHINESE[1] for char in line) for line in lines])
    unrelated = vectors[: len(lines)]
    bridge = unrelated[chinese].mean(0) - unrelated[~chinese].mean(0)
    official = vectors[len(lines) : len(passages)]
    projection = read_projection(shipped_folder(encoder.identity))
    return General(vocabulary(), unrelated, vectors[len(passages) :], official, bridge, Dense(official), projection)


def _texts() -> tuple[list[str], list[str]]:
    """What is encoded as passages, unrelated lines before official terms, and what as queries."""
    terms = dict.fromkeys(term for entry in vocabulary().entries for term in entry.official)
    return [*background(), *terms], [entry.text for entry in vocabulary().entries]


def shipped_folder(identity: str) -> Path:
    """Where the fitted files of an encoder lie, whether or not there are any."""
    return FITTED / "".join(char if char.isalnum() or char in ".-" else "_" for char in identity)


def read_shipped(identity: str, texts: list[str]) -> Vectors | None:
    """The shipped unit vectors of the texts; None where they are of others or of another encoder."""
    folder = shipped_folder(identity)
    try:
        if read_bytes(folder / "texts.sha256").decode("ascii").strip() != digest(texts):
            return None
        bytes_ = np.load(folder / "vectors.npy", allow_pickle=False).astype(np.float32)
    except (CorpusError, OSError, ValueError, EOFError):
        return None
    unit: Vectors = bytes_ / np.linalg.norm(bytes_, axis=1, keepdims=True)
    return unit


def digest(texts: list[str]) -> str:
    """What tells these texts from any others."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def write_shipped(encoder: Encoder) -> None:
    """The vectors of the general texts into the package, encoded anew."""
    passages, queries = _texts()
    vectors = np.vstack(
        [in_parallel(encoder.passage, passages, "general"), in_parallel(encoder.query, queries, "vocabulary")]
    )
    folder = shipped_folder(encoder.identity)
    folder.mkdir(parents=True, exist_ok=True)
    scale = 127 / np.abs(vectors).max(axis=1, keepdims=True)
    np.save(folder / "vectors.npy", np.rint(vectors * scale).astype(np.int8), allow_pickle=False)
    (folder / "texts.sha256").write_text(digest([*passages, *queries]) + "\n", "ascii")
