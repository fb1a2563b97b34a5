"""The lock has every direct dependency in a version that pyproject.toml allows, and a hash for each package."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def test_the_lock_is_of_what_is_declared() -> None:
    lines = [line for line in (ROOT / "locks/run.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    matched = [re.fullmatch(r"([a-z0-9._-]+)==(\S+) --hash=sha256:[0-9a-f]{64}", line) for line in lines]
    locked = {canonicalize_name(found[1]): found[2] for found in matched if found}
    assert len(locked) == len(lines) > 40
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    for requirement in map(Requirement, declared):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement
    licences = (ROOT / "docs/licences.md").read_text("utf-8")
    assert [name for name in locked if f"| {name} |" not in licences.replace("_", "-").replace(".", "-")] == []
