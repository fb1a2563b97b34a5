"""What was parsed is kept by what it was parsed from, so that a start reads it instead of parsing it anew."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import marshal
import os
import pickle
import tomllib
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
MOST_KEPT = 100
_PACKAGE = Path(__file__).parent


def toml_of(path: Path, data: bytes) -> dict[str, Any]:
    """The table of a TOML file's bytes, from beside Python's own compiled files where it was read before.

    Raises what tomllib does. A table with dates is parsed each time.
    """
    kept = Path(cache_from_source(str(path))).with_suffix(".toml")
    mark = hashlib.sha256(data).digest()
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        found: Any = marshal.loads(kept.read_bytes())
        if found[0] == mark:
            return dict(found[1])
    table = tomllib.loads(data.decode("utf-8"))
    with contextlib.suppress(OSError, ValueError):
        _write(kept, marshal.dumps((mark, table)))
    return table


def parsed_before(folder: Path, sources: tuple[bytes, ...], read: Callable[[], T]) -> T:
    """What `read` makes of `sources`, from `folder` where this very program made it of them before.

    The file is a pickle: whoever can write there can run code as the program does. One that cannot be read is made anew.
    """
    digest = hashlib.sha256(_program())
    for source in sources:
        digest.update(len(source).to_bytes(8, "big") + source)
    kept = folder / f"{digest.hexdigest()[:32]}.pickle"
    with contextlib.suppress(
        OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError
    ):
        found: T = pickle.loads(kept.read_bytes())
        return found
    made = read()
    with contextlib.suppress(OSError):
        _write(kept, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
        for old in sorted(folder.glob("*.pickle"), key=lambda path: path.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink()
    return made


@functools.cache
def _program() -> bytes:
    """What tells one state of this package's code and data from another."""
    files = sorted(
        path for path in _PACKAGE.rglob("*") if path.suffix in (".py", ".toml") and "plans" not in path.parts
    )
    stats = [(path, path.stat()) for path in files]
    return repr([(str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats]).encode()


def _write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all; another process may be doing the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_name(f"{path.name}.{os.getpid()}")
    begun.write_bytes(data)
    begun.replace(path)
