"""Files read into bytes and tables, with one clear error for each way this can fail."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from corpus.records import CorpusError


def read_bytes(path: Path) -> bytes:
    """The file's bytes; CorpusError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"cannot read {path}: {error.strerror or error}") from error


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's table; CorpusError names the file and the line that is wrong."""
    try:
        return tomllib.loads(read_bytes(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from error
