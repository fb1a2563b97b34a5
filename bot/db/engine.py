"""The database: opened, brought up to date, and used in transactions."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import event, func, select
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.db.errors import DatabaseFault, fault_of
from bot.db.migrate import check_version, migrate

# What the stores work on: an open transaction.
Transaction = AsyncConnection

# For a program from outside that holds a SQLite file for a moment, such as a backup.
SQLITE_WAIT_SECONDS = 5.0
CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 30.0
POOL = 5


class Database:
    """An open database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # Who waits here waits in order and for as long as it takes; the pool would give up after a while.
        self._places = asyncio.Semaphore(1 if self.alone else 2 * POOL)

    @property
    def alone(self) -> bool:
        """Whether no other process sends from it: a SQLite file belongs to one process."""
        return self._engine.url.get_backend_name() == "sqlite"

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction, committed at the end and rolled back by an exception; DatabaseFault where the database fails.

        Transactions are short and never nested: SQLite has one connection, which the inner one would wait for.
        """
        try:
            async with self._places, self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            if (fault := fault_of(error, self._engine.url)) is None:
                raise
            raise fault from error

    async def now(self, transaction: Transaction) -> datetime:
        """The time by the one clock that all processes share: the server's, or for a file this machine's."""
        if self.alone:
            return datetime.now(UTC)
        found: datetime = (await transaction.execute(select(func.clock_timestamp()))).scalar_one()
        return found


@contextlib.asynccontextmanager
async def open_database(url: str, *, beside: bool = False) -> AsyncIterator[Database]:
    """The database of a postgresql:// or sqlite:/// URL, migrated first; DatabaseFault says why it cannot be had.

    `beside` opens it next to a running bot, for a short look or repair: a SQLite file is then not locked, and the
    version must be right already.
    """
    parsed = make_url(url)
    with contextlib.ExitStack() as stack:
        if parsed.get_backend_name() == "sqlite":
            stack.enter_context(_lone_process(Path(parsed.database or ""), beside))
            _probe(parsed)
            engine = _sqlite_engine(parsed)
        else:
            engine = _postgresql_engine(parsed)
        database = Database(engine)
        try:
            async with database.transaction() as transaction:
                await transaction.run_sync(check_version if beside else migrate)
            yield database
        finally:
            await engine.dispose()


@contextlib.contextmanager
def _lone_process(path: Path, beside: bool) -> Iterator[None]:
    """Holds the file's lock, which the system frees however the process ends."""
    if beside:
        if not path.exists():
            raise DatabaseFault(f"there is no database {path}: start the bot once, or check DATABASE_URL and VAR_DIR")
        yield
        return
    file = Path(f"{path}.lock")
    lock = FileLock(file, timeout=0, thread_local=False, fallback_to_soft=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file.touch()  # says why a file cannot be had, where the lock only says that it is not to be had
        lock.acquire()
    except Timeout:
        raise DatabaseFault(
            f"the database {path} is in use by another process of the bot: stop that one, "
            "or set DATABASE_URL to a PostgreSQL, which several processes can share"
        ) from None
    except OSError as error:
        raise DatabaseFault(
            f"the database {path} cannot be locked ({error.strerror}): its folder must be writable, "
            "or set DATABASE_URL to another place"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _probe(url: URL) -> None:
    """DatabaseFault where the file is none; the asynchronous driver would leave a thread behind that complains."""
    try:
        with contextlib.closing(sqlite3.connect(url.database or "", timeout=SQLITE_WAIT_SECONDS)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        if (fault := fault_of(error, url)) is None:
            raise
        raise fault from error


def _sqlite_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        # SQLite has one writer: waiting for the one connection is fair, waiting for the file's lock is not.
        pool_size=1,
        max_overflow=0,
        pool_timeout=STATEMENT_SECONDS,
        connect_args={"timeout": SQLITE_WAIT_SECONDS},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        # The driver's own way leaves reads and table changes outside of transactions.
        connection.isolation_level = None
        try:
            with contextlib.closing(connection.cursor()) as cursor:
                cursor.execute("PRAGMA journal_mode = WAL")
                cursor.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()  # nobody else knows of it yet
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgresql_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS},
    )
