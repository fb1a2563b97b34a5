"""The bot in this process, with the real plan, answers and database, against the Bot API stand-in over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.config import Settings
from bot.db.engine import Database, open_database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram import delivery, handlers, memory, pace
from bot.telegram.app import Service, build_service, receiving, serve
from index.engine import Engine
from tests.botapi import BotApiServer, Chat, User, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def operator(world: World) -> User:
    return world.add_user("Olga", language_code="zh-hans")


@pytest.fixture
def secret(world: World) -> str:
    """The part of the token that nobody may see."""
    return world.bot.token.partition(":")[2]


@pytest.fixture(autouse=True)
def log(secret: str) -> Iterator[io.StringIO]:
    """Everything logged during the test, at every level; never the token."""
    text, root, httpx = io.StringIO(), logging.getLogger(), logging.getLogger("httpx")
    factory, handler, levels = logging.getLogRecordFactory(), logging.StreamHandler(text), (root.level, httpx.level)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for chatty in ("aiosqlite", "filelock", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    yield text
    root.removeHandler(handler)
    logging.setLogRecordFactory(factory)
    root.setLevel(levels[0])
    httpx.setLevel(levels[1])
    assert secret not in text.getvalue()


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(delivery, "TYPING_SECONDS", 0.05)
    monkeypatch.setattr(delivery, "SLOW_SECONDS", 0.05)
    monkeypatch.setattr(memory, "BEHIND_SECONDS", 0.01)
    # Tests say in a second what people say in minutes.
    monkeypatch.setattr(pace, "PRIVATE", (1000, 1.0))
    monkeypatch.setattr(pace, "GROUP", (1000, 1.0))
    monkeypatch.setattr(handlers, "PRESSES", 1000)


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """The adapter chooses the library's type of RetryAfter by the environment; other tests have their own."""
    with patch.dict(os.environ):
        yield


@pytest.fixture(scope="session")
def wording() -> Wording:
    return Wording()


@pytest.fixture
def plans(engine: Engine, wording: Wording) -> Plans:
    """The first plan; nobody has asked anything yet."""
    return Plans([engine], wording, reports=True)


@pytest.fixture
async def server(world: World) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(world) as running:
        yield running


@pytest.fixture
def settings(world: World, server: BotApiServer, tmp_path: Path) -> Settings:
    """What a test's bot runs with; a test that needs other settings replaces the fixture."""
    return Settings(world.bot.token, server.base_url, var_dir=tmp_path)


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is up to date and empty; copying it is quicker than making one."""
    path = tmp_path_factory.mktemp("database") / "fresh.db"

    async def make() -> None:
        async with open_database(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


@pytest.fixture
async def database(settings: Settings, fresh_database: Path) -> AsyncIterator[Database]:
    shutil.copy(fresh_database, settings.var_dir / "fengong.db")
    async with open_database(settings.database) as opened:
        yield opened


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World
) -> AsyncIterator[Service]:
    """The bot, from its first poll to its end."""
    service = build_service(settings, plans, wording, database)
    stop, asked = asyncio.Event(), len(world.calls_of("getUpdates"))
    task = asyncio.create_task(serve(service, receiving(settings, service, database), stop))
    await world.wait_until(lambda: len(world.calls_of("getUpdates")) > asked or task.done() or None)
    yield service
    stop.set()
    await task


@pytest.fixture
async def bot(
    settings: Settings, plans: Plans, wording: Wording, database: Database, world: World
) -> AsyncIterator[Service]:
    """The bot, polling."""
    async with serving(settings, plans, wording, database, world) as service:
        yield service


@pytest.fixture
def ann(world: World) -> User:
    return world.add_user("Ann", language_code="zh-hans")


@pytest.fixture
def bob(world: World) -> User:
    return world.add_user("Bob", language_code="de")


@pytest.fixture
def private(world: World, ann: User) -> Chat:
    return world.add_private_chat(ann)


@pytest.fixture
def group(world: World, ann: User, bob: User) -> Chat:
    """A group in which Ann is the owner and Bob a member."""
    return world.add_supergroup("CommandContext", ann, members=[bob])


@pytest.fixture
def forum(world: World, ann: User) -> Chat:
    return world.add_supergroup("Forum", ann, is_forum=True)
