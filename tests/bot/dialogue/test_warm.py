"""What only some questions need is loaded before anybody asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine import Engine
from index.query import IndexFault
from tests.assistant import assistant_of


def _no_topics(engine: Engine) -> None:
    raise IndexFault("no index here")


def test_how_names_sound_is_known_before_it_is_asked(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first name that nobody bears kept the loop, on which everybody waits, for 200 ms."""
    monkeypatch.setattr(Engine, "topics", _no_topics)
    fresh = Engine(engine.plan, tmp_path)
    assistant_of(fresh).warm()
    assert "sounds" in vars(fresh.names)
