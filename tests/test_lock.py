"""The locks have every direct dependency in a version that pyproject.toml allows, and a hash for each package."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lock import LICENCES, LOCKS, NAMES

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def locked(name: str) -> dict[str, str]:
    """The versions of a lock, each with one hash."""
    lines = [line for line in (LOCKS / f"{name}.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    matched = [re.fullmatch(r"([a-z0-9._-]+)==(\S+) --hash=sha256:[0-9a-f]{64}", line) for line in lines]
    found = {str(canonicalize_name(one[1])): one[2] for one in matched if one}
    assert len(found) == len(lines) > 40
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_is_of_what_is_declared(name: str) -> None:
    versions = locked(name)
    extras = [] if name == "run" else PROJECT["optional-dependencies"][name]
    declared = [*PROJECT["dependencies"], *extras, "setuptools>=77"]
    for requirement in map(Requirement, declared):
        if requirement.name != PROJECT["name"]:
            assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)]), requirement


def test_the_locks_agree() -> None:
    """Whichever target of make comes first, the next one changes nothing of it."""
    run, sandbox, test = (locked(name) for name in NAMES)
    assert run.items() <= sandbox.items() <= test.items()


def test_licences_are_of_what_runs() -> None:
    licences = LICENCES.read_text("utf-8").replace("_", "-").replace(".", "-")
    assert [name for name in locked("run") if f"| {name} |" not in licences] == []
