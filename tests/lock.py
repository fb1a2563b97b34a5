"""`python -m tests.lock NAME REPORT`: a lock, for run the licences too, from a report of `pip install --dry-run --report`."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS, LICENCES = ROOT / "locks", ROOT / "docs/licences.md"
# What each lock is for, with its extra of pyproject.toml; setuptools, which builds the package itself, is in all.
NAMES = {"run": "runs", "sandbox": "the sandbox runs on", "test": "the tests run on, but for other encoders"}
_LOCK_HEAD = (
    "# What {what}, exactly, on Linux, x86-64 and Python 3.11. Made by tests/lock.py; see docs/operations.md.\n"
)
_LICENCES_HEAD = """# Licences

Of what the program installs to run, as the packages state them; made by `tests/lock.py`. The program itself is under the
[MIT licence](../LICENSE).

| package | version | licence |
| --- | --- | --- |
"""
_LONGEST = 60


def packages(report: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Name, version, hash and licence of each package but our own, by name."""
    found = []
    for item in report["install"]:
        about = item["metadata"]
        if about["name"] != "fengong":
            hashes = item["download_info"]["archive_info"]["hashes"]
            found.append((about["name"].lower(), about["version"], hashes["sha256"], _licence(about)))
    return sorted(found)


def _licence(about: dict[str, Any]) -> str:
    classified = [line.rpartition(" :: ")[2] for line in about.get("classifier", []) if line.startswith("License ::")]
    stated = (about.get("license") or "").strip().split("\n")[0]
    found = _expression(about["name"]) or (stated if 0 < len(stated) <= _LONGEST else "") or ", ".join(classified)
    return (found or "see its files").replace("|", "/")


def _expression(name: str) -> str:
    """The expression that the package installed here states; older versions of pip leave it out of their report."""
    try:
        return str(importlib.metadata.metadata(name).get("License-Expression") or "")
    except importlib.metadata.PackageNotFoundError:
        return ""


def lock_lines(found: list[tuple[str, str, str, str]]) -> Iterator[str]:
    """The lock's lines."""
    for name, version, digest, _ in found:
        yield f"{name}=={version} --hash=sha256:{digest}"


def main() -> None:
    """Writes the files."""
    name, report = sys.argv[1:]
    found = packages(json.loads(Path(report).read_text("utf-8")))
    head = _LOCK_HEAD.format(what=NAMES[name])
    (LOCKS / f"{name}.txt").write_text(head + "\n".join(lock_lines(found)) + "\n", "utf-8")
    if name != "run":
        return
    rows = "".join(f"| {name} | {version} | {licence} |\n" for name, version, _, licence in found)
    LICENCES.write_text(_LICENCES_HEAD + rows, "utf-8")


if __name__ == "__main__":
    main()
