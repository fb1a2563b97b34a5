"""Files read into bytes and tables, with one clear error for each way this can fail."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.cache import toml_of
from corpus.records import CorpusError


def read_bytes(path: Path) -> bytes:
    """The file's bytes; CorpusError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise CorpusError(f"cannot read {path}: {reason}", "cannot-open", name=path, reason=reason) from error


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's table; CorpusError names the file and the line that is wrong."""
    return _table(path, lambda data: tomllib.loads(data.decode("utf-8")))


def read_data(path: Path) -> dict[str, Any]:
    """The table of a TOML file that comes with the program, kept as parsed from one start to the next."""
    return _table(path, functools.partial(toml_of, path))


def _table(path: Path, parsed: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    try:
        return parsed(read_bytes(path))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from error
