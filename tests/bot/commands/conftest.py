"""The desk over a database of each kind, with the real engine behind it."""

from __future__ import annotations

import pytest

from bot.db.engine import Database
from index.engine import Engine
from tests.bot.commands.talk import World


@pytest.fixture
async def world(database: Database, engine: Engine) -> World:
    return World(database, engine)
