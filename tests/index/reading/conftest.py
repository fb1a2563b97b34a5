"""A plan whose tasks have time limits, for tests of the reading."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.library import plan_of
from index.engine import Engine

TEXT = Path(__file__).parents[2] / "corpus" / "plans" / "qingyuan-2024" / "text.txt"


@pytest.fixture(scope="session")
def dated(var_dir: Path) -> Engine:
    """The engine of a plan whose tasks have time limits."""
    data = TEXT.read_bytes()
    return Engine(plan_of("qingyuan-2024", data.decode("utf-8"), hashlib.sha256(data).hexdigest()), var_dir)
