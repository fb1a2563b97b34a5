"""Plan folders to break: copies of the installed plan with one thing changed."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from corpus.library import SHIPPED

PLAN_ID = "neimenggu-2011"


def copied(target: Path) -> Path:
    """A copy of the installed plan below `target`, as a folder of plans would hold it."""
    return Path(shutil.copytree(SHIPPED / PLAN_ID, target / PLAN_ID))


def rewritten(folder: Path, change: Callable[[str], str]) -> Path:
    """The folder with its text changed and plan.toml stating the new text's sha256."""
    path = folder / "text.txt"
    old = path.read_bytes().decode("utf-8")
    new = change(old)
    assert new != old, "the change must change something"
    return with_bytes(folder, new.encode("utf-8"))


def with_bytes(folder: Path, data: bytes) -> Path:
    """The folder with those bytes as its text and plan.toml stating their sha256."""
    (folder / "text.txt").write_bytes(data)
    edited(folder / "plan.toml", r'sha256 = "\w+"', f'sha256 = "{hashlib.sha256(data).hexdigest()}"')
    return folder


def edited(path: Path, pattern: str, replacement: str) -> None:
    """Replace the first match of `pattern` in a file; there must be one."""
    text, count = re.subn(pattern, lambda _: replacement, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{pattern} is not in {path}"
    path.write_text(text, "utf-8")
