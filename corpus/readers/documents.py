"""A document in any of the formats that can be read, as the text that the parser reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from corpus.readers import limits
from corpus.readers.encodings import decode
from corpus.readers.errors import DocumentError, Unreadable
from corpus.readers.files import read_bytes
from corpus.readers.formats import Format, format_of

_ROOT = Path(__file__).resolve().parents[2]
UNREADABLE = 3  # what the worker exits with


def read_document(path: Path) -> str:
    """The text of the document in a file; CorpusError says why it cannot be read and what to do."""
    try:
        too_large = path.stat().st_size > limits.FILE_BYTES
    except OSError:
        too_large = False  # reading says what is wrong
    if too_large:
        raise DocumentError(str(path), "too-large")
    return read_document_bytes(read_bytes(path), str(path))


def read_text(path: Path) -> str:
    """A text file's characters as they are, without a byte order mark; CorpusError where its encoding cannot be told."""
    try:
        return decode(read_bytes(path))
    except Unreadable as error:
        raise DocumentError(str(path), error.reason, error.detail) from error


def read_document_bytes(data: bytes, name: str) -> str:
    """The text of a document of that file name: of a text file the decoded characters, else a line a paragraph or row.

    CorpusError says why it cannot be read and what to do.
    """
    try:
        return _read(data, name)
    except Unreadable as error:
        raise DocumentError(name, error.reason, error.detail) from error


def _read(data: bytes, name: str) -> str:
    if len(data) > limits.FILE_BYTES:
        raise Unreadable("too-large")
    kind = format_of(data, name)
    text = decode(data) if kind is Format.TEXT else _by_worker(kind, data)
    if len(text) > limits.CHARACTERS:
        raise Unreadable("too-much-text")
    if not text.strip():
        raise Unreadable("nothing-in-it" if data.strip() else "empty")
    return text


def _by_worker(kind: Format, data: bytes) -> str:
    """The text as another process reads it, which ends with its libraries, and whose time and memory are bounded."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-m", "corpus.readers.worker", kind.value],
            input=data,
            capture_output=True,
            timeout=limits.SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too-slow") from error
    if done.returncode == UNREADABLE:
        said = json.loads(done.stdout)
        raise Unreadable(said["reason"], said["detail"])
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Unreadable("damaged", last[:200])
    return done.stdout.decode("utf-8")
