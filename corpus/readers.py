"""Files read into text, with one clear error for each way this can fail."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from corpus.records import CorpusError

ENCODINGS = ("utf-8-sig", "gb18030")


def read_bytes(path: Path) -> bytes:
    """The file's bytes; CorpusError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"cannot read {path}: {error.strerror or error}") from error


def read_document(path: Path) -> str:
    """A document's text, from UTF-8 or GB 18030; CorpusError where it is neither."""
    data = read_bytes(path)
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CorpusError(f"{path} is not text in UTF-8 or GB 18030: save it as a text file in UTF-8")


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's table; CorpusError names the file and the line that is wrong."""
    try:
        return tomllib.loads(read_bytes(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from error
