"""What most tests share: the installed plan, the hand-checked truth, an engine with the real encoder and index, databases."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.db.engine import Database, open_database
from bot.db.tables import METADATA
from bot.dialogue.conversation import Assistant
from corpus.library import Library, load_library
from corpus.records import Plan
from index.engine import Engine
from tests.assistant import assistant_of
from tests.databases import KINDS, Postgresql, postgresql

# As the bot does: the library looks at it whenever a RetryAfter is made, whichever test comes first.
os.environ.setdefault("PTB_TIMEDELTA", "true")
# The command line speaks the language of whoever runs the tests: here it is English.
os.environ.pop("LC_ALL", None)
os.environ.pop("LC_MESSAGES", None)
os.environ["LANG"] = "C.UTF-8"
GOLD = Path(__file__).with_name("gold")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def plan(library: Library) -> Plan:
    return library.plan("neimenggu-2011")


@pytest.fixture(scope="session")
def gold() -> dict[str, Any]:
    """The hand-checked records of the first plan."""
    found: dict[str, Any] = json.loads((GOLD / "plan.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's index and table of readings lie."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def engine(library: Library, plan: Plan, var_dir: Path) -> Engine:
    """The engine of the first plan with the default encoder; its index is built when a topic first needs it."""
    return Engine(plan, var_dir)


@pytest.fixture(scope="module")
def assistant(engine: Engine) -> Assistant:
    """An assistant over the first plan; what it remembers, it remembers within one file of tests."""
    return assistant_of(engine)


@pytest.fixture(scope="session")
def id_of(library: Library) -> Callable[[str], str]:
    """The registry's id of a canonical name."""
    ids = {department.name: department.id for department in library.plan().registry.departments}
    return ids.__getitem__


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgresql]:
    with postgresql(durable=False) as server:
        yield server


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; a test that takes it runs on both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    server: Postgresql = request.getfixturevalue("postgresql_server")
    return server.new_database()


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database of each kind, open, up to date and empty."""
    if request.param == "sqlite":
        async with open_database(f"sqlite:///{tmp_path}/test.db") as opened:
            yield opened
        return
    server: Postgresql = request.getfixturevalue("postgresql_server")
    async with open_database(server.shared_database) as opened:
        async with opened.transaction() as transaction:
            tables = ", ".join(METADATA.tables)
            await transaction.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
        yield opened
