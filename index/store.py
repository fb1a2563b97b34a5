"""The index on disk: built when stale or damaged, written whole or not at all, nothing encoded twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from corpus.records import Plan
from index.query import IndexFault
from index.retrieval.encoders import Encoder, Vectors, in_parallel
from index.retrieval.passages import Chunk, chunks, matter_chunks

# Of a plan's index, of one whose vectors are as good, and of texts that belong to no plan.
FORMAT, EARLIER, GENERAL = 3, 2, 2
MANIFEST, INVERTED = "manifest.json", "tasks.faiss"
# Of so many passages of tasks a search compares every one; of more it looks at some, and what it reads lies on disk.
FLAT = 20_000
READ_AT_ONCE = 2**24
# Texts and seconds: so many are encoded within a minute on any machine.
SMALL, WAITED_FOR = 2500, 120.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """Chunks with their vectors, row by row, and where the index of very many lies."""

    chunks: tuple[Chunk, ...]
    vectors: Vectors
    inverted: Path | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What a plan's tasks say and what it says outside them, encoded, and where that lies."""

    tasks: Encoded
    matter: Encoded
    folder: Path
    built: bool


def index_folder(root: Path, plan: Plan, identity: str) -> Path:
    """Where the index of a plan by an encoder lies below `root`."""
    return root / "index" / f"{plan.id}-{_short(identity)}"


def open_index(root: Path, plan: Plan, encoder: Encoder, force: bool = False, searched: bool = True) -> Stored:
    """The index of a plan: read if it is whole and of this plan, encoder and format, else built and saved.

    Vectors that are not `searched`, only compared, get no index of very many.

    Nothing is encoded twice: where another process is building it just now, a small one is waited for, and for a large one
    that would be minutes, so that is an IndexFault.
    """
    folder = index_folder(root, plan, encoder.identity)
    pieces, besides = tuple(chunks(plan)), tuple(matter_chunks(plan))
    texts = [piece.text for piece in (*pieces, *besides)]
    stamp = {"format": FORMAT, "encoder": encoder.identity, "plan": plan.digest, "texts": _digest(texts)}
    inverted = folder / INVERTED if searched and len(pieces) > FLAT else None
    shape = len(texts), encoder.dimensions

    def read() -> Vectors | None:
        return None if force or (inverted and not inverted.exists()) else _read(folder, stamp, shape)

    vectors = read()
    built = vectors is None
    if vectors is None:
        with _building(folder, plan.id, WAITED_FOR if len(texts) <= SMALL else 0):
            vectors = read()
            if vectors is None:
                known = {} if force else _known(folder, encoder.identity, encoder.dimensions)
                vectors = _encode(texts, known, encoder, plan.id)
                _write(folder, stamp, texts, vectors, len(pieces) if inverted else 0)
                if inverted:
                    # From the disk, as every later process has them.
                    del known
                    vectors = _read(folder, stamp, shape)
                    assert vectors is not None
    tasks = Encoded(pieces, vectors[: len(pieces)], inverted)
    return Stored(tasks, Encoded(besides, vectors[len(pieces) :]), folder, built)


def lock_file(folder: Path) -> Path:
    """What a process locks that builds the index in a folder."""
    return folder.parent.parent / "locks" / f"{folder.name}.lock"


@contextlib.contextmanager
def _building(folder: Path, name: str, patience: float) -> Iterator[None]:
    """The right to build an index, which ends with the process that has it; IndexFault where it is not free within seconds."""
    from filelock import FileLock, Timeout

    file = lock_file(folder)
    lock = FileLock(file, timeout=patience)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            print(f"index {name}: another process is building it", file=sys.stderr, flush=True)
            lock.acquire()
    except Timeout as error:
        raise IndexFault(f"the index of {name} is being built by another process: try again in a while") from error
    except OSError as error:
        raise IndexFault(
            f"cannot write the index to {folder}: {error.strerror or error}: set VAR_DIR elsewhere"
        ) from error
    try:
        yield
    finally:
        lock.release()


def open_vectors(root: Path, encoder: Encoder, passages: Sequence[str], queries: Sequence[str] = ()) -> Vectors:
    """The vectors of texts that belong to no plan, passages before queries, kept below `root` for an encoder."""
    texts = [*passages, *queries]
    folder = root / "index" / f"general-{_short(encoder.identity + _digest(texts))}"
    stamp: dict[str, object] = {"format": GENERAL, "encoder": encoder.identity, "texts": _digest(texts)}
    vectors = _read(folder, stamp, (len(texts), encoder.dimensions))
    if vectors is None:
        parts = [encoder.passages(passages, "index general")] if passages else []
        parts += [in_parallel(encoder.query, queries, "index vocabulary")] if queries else []
        vectors = np.vstack(parts)
        _write(folder, stamp, texts, vectors)
    return vectors


def _short(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def is_built(root: Path, plan: Plan, identity: str = "") -> bool:
    """Whether the index of a plan lies below `root`, by that encoder or, where none is named, by any."""
    folders = [index_folder(root, plan, identity)] if identity else (root / "index").glob(f"{plan.id}-*")
    said = (manifest(folder) for folder in folders)
    return any(one is not None and (one.get("format"), one.get("plan")) == (FORMAT, plan.digest) for one in said)


def manifest(folder: Path) -> dict[str, object] | None:
    """What an index folder says of itself, None where there is no readable one."""
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _read(folder: Path, stamp: dict[str, object], shape: tuple[int, int]) -> Vectors | None:
    """The vectors of a whole index with this stamp; None for a stale, damaged or missing one."""
    said = manifest(folder)
    if said is None or any(said.get(key) != value for key, value in stamp.items()):
        return None
    try:
        if _crc(folder / "vectors.npy") != said.get("crc32"):
            return None
        # What is large stays on disk, and is read where it is looked at.
        mapped: Literal["r"] | None = "r" if shape[0] > FLAT else None
        vectors = np.asarray(np.load(folder / "vectors.npy", mapped, allow_pickle=False))
    except (OSError, ValueError, EOFError):
        return None
    return vectors if vectors.shape == shape and vectors.dtype == np.float32 else None


def _crc(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(READ_AT_ONCE):
            found = zlib.crc32(part, found)
    return found


def _known(folder: Path, identity: str, dimensions: int) -> dict[str, Vectors]:
    """The vectors by text of the index that lies there, where it is of the same encoder: a changed plan costs its changes."""
    said = manifest(folder)
    if said is None or said.get("encoder") != identity or said.get("format") not in (FORMAT, EARLIER):
        return {}
    try:
        texts = json.loads((folder / "texts.json").read_text("utf-8"))
        vectors = _read(folder, said, (len(texts), dimensions))
    except (OSError, ValueError):
        return {}
    return {} if vectors is None else dict(zip(texts, vectors, strict=True))


def _encode(texts: Sequence[str], known: dict[str, Vectors], encoder: Encoder, name: str) -> Vectors:
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known = known | dict(zip(new, encoder.passages(new, f"index {name}"), strict=True))
    return np.array([known[text] for text in texts], dtype=np.float32)


def _write(folder: Path, stamp: dict[str, object], texts: Sequence[str], vectors: Vectors, inverted: int = 0) -> None:
    """Into a folder beside it, moved into place when whole: a reader sees the old index or the new one.

    So many of the first vectors get an inverted index.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
        np.save(temporary / "vectors.npy", vectors, allow_pickle=False)
        (temporary / "texts.json").write_text(json.dumps(list(texts), ensure_ascii=False), "utf-8")
        crc = _crc(temporary / "vectors.npy")
        if inverted:
            from index.retrieval.vectors import (
                write_inverted,  # whoever only asks whether an index is there needs no FAISS
            )

            write_inverted(vectors[:inverted], temporary / INVERTED)
        whole = {**stamp, "rows": len(texts), "dimensions": vectors.shape[1], "crc32": crc}
        (temporary / MANIFEST).write_text(json.dumps(whole, indent=1), "utf-8")
        _replace(temporary, folder)
    except OSError as error:
        raise IndexFault(
            f"cannot write the index to {folder}: {error.strerror or error}: set VAR_DIR elsewhere"
        ) from error


def _replace(temporary: Path, folder: Path) -> None:
    """Put `temporary` in place of `folder`; a process that was first with the same index wins."""
    old = folder.with_name(f".old-{os.getpid()}-{folder.name}")
    with contextlib.suppress(FileNotFoundError):  # not there yet, or another process moved it just now
        os.replace(folder, old)
    try:
        os.replace(temporary, folder)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        if not folder.exists():
            raise
    shutil.rmtree(old, ignore_errors=True)
