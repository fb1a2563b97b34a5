"""How Chinese characters are read, tabulated once: pypinyin costs 0.2 s and 50 MB."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from pathlib import Path

Readings = dict[str, str]
# Read otherwise in departments' names than alone.
_CHARACTERS = {"行": "hang"}
# Read otherwise than their characters: 行政 beside 银行 and 支行.
_WORDS = ("行政", "行署", "畜牧")
_PIECE = re.compile("|".join((*_WORDS, ".")), re.DOTALL)


def sound(text: str, readings: Readings) -> str:
    """The reading of each Chinese character of `text`, other characters as they are."""
    return "".join(readings.get(piece, piece) for piece in _PIECE.findall(text))


def read_table(path: Path) -> Readings:
    """The usual reading of every common Chinese character, from `path`; made there where it is missing, damaged or stale."""
    import importlib.metadata  # 20 ms, which a question of exact names is spared

    source = f"pypinyin {importlib.metadata.version('pypinyin')}, {_CHARACTERS}, {_WORDS}"
    try:
        table = json.loads(path.read_text("utf-8"))
        if table["source"] == source:
            return dict(table["readings"])
    except (OSError, ValueError, TypeError, KeyError):
        pass
    readings = _readings()
    _write(path, {"source": source, "readings": readings})
    return readings


def _readings() -> Readings:
    import pypinyin  # here alone: only the first run pays for it

    pieces = [*_WORDS, *map(chr, range(0x4E00, 0x9FA6))]
    return {piece: "".join(pypinyin.lazy_pinyin(piece)).replace("ü", "v") for piece in pieces} | _CHARACTERS


def _write(path: Path, table: dict[str, object]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(table, ensure_ascii=False), "utf-8")
        temporary.replace(path)
    except OSError as error:
        # Only time is lost; a folder that cannot be written must stop no exact answer.
        reason = error.strerror or error
        logging.getLogger(__name__).warning("cannot write %s: %s: set VAR_DIR elsewhere, or free space", path, reason)
        with contextlib.suppress(OSError):
            temporary.unlink()
