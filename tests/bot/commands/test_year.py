"""A year of a plan: every message that a department's group, a county's group and an operator see is as it was looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.db.engine import open_database
from index.engine import Engine
from tests.bot.commands.year import WORDS, golden, lived, revised


@pytest.mark.parametrize("lang", WORDS)
async def test_every_message_of_a_year(lang: str, engine: Engine, var_dir: Path, tmp_path: Path) -> None:
    newer = Engine(revised(engine.plan), var_dir)
    async with open_database(f"sqlite:///{tmp_path / 'year.db'}") as database:
        seen = await lived(database, engine, newer, lang)
    wanted = golden(lang).read_text("utf-8")
    assert seen.splitlines() == wanted.splitlines()
