"""A document in any of the formats that can be read, as the text that the parser reads."""

from __future__ import annotations

from pathlib import Path

from corpus.readers import limits
from corpus.readers.encodings import decode
from corpus.readers.errors import DocumentError, Unreadable
from corpus.readers.files import read_bytes


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
    # Every start of the program reads its own files by this package; what documents need is loaded for them.
    from corpus.readers.formats import Format, format_of
    from corpus.readers.isolation import read_isolated

    kind = format_of(data, name)
    text = decode(data) if kind is Format.TEXT else read_isolated(kind, data)
    if len(text) > limits.CHARACTERS:
        raise Unreadable("too-much-text")
    if not text.strip():
        raise Unreadable("nothing-in-it" if data.strip() else "empty")
    return text
