"""The database: opened, brought up to date, and used in transactions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import event, func, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.db.errors import BUSY, DatabaseFault, fault_of
from bot.db.migrate import check_version, migrate
from bot.db.url import DatabaseUrl, WrongUrl, read_url
from bot.running.vitals import DATABASE, Vitals

# What the stores work on: an open transaction.
Transaction = AsyncConnection

# For a program from outside that holds a SQLite file for a moment, such as a backup.
SQLITE_WAIT_SECONDS = 5.0
CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 30.0
# Longer than a flood takes to be served in order; whoever waits longer waits for something that does not end.
TURN_SECONDS = 300.0
POOL = 5
_NO_TEXT = re.compile("[\\x00\\ud800-\\udfff]")
_LOG = logging.getLogger(__name__)


class Database:
    """An open database."""

    def __init__(self, engine: AsyncEngine, url: DatabaseUrl) -> None:
        self._engine = engine
        self.name = url.name
        self._file = url.file
        self._identity: tuple[int, int] | None = None
        # Told of every transaction how it ended.
        self.vitals = Vitals()
        # Who waits here waits in order and longer than the pool would, which gives up after a while.
        self._places = asyncio.Semaphore(1 if self.alone else 2 * POOL)
        self._inside: set[asyncio.Task[Any] | None] = set()

    @property
    def alone(self) -> bool:
        """Whether no other process sends from it: a SQLite file belongs to one process."""
        return self._file is not None

    def settle(self) -> None:
        """From now on, a SQLite file that is no longer the one at its place is a fault."""
        self._identity = self._identified()

    def _identified(self) -> tuple[int, int] | None:
        if self._file is None:
            return None
        try:
            found = os.stat(self._file)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _check(self) -> None:
        # What is written to a file that has no name any more is gone with the process, and nobody would know.
        if self._identity is not None and self._identified() != self._identity:
            raise DatabaseFault(
                f"the database {self.name} was removed or replaced while it was open: stop the bot, "
                "put the file back from a backup (docs/operations.md), and start it again"
            )

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction, committed at the end and rolled back by an exception; DatabaseFault where the database fails.

        Transactions are short and never nested, which is a RuntimeError: SQLite has one connection, and the inner
        transaction would wait for the outer one.
        """
        try:
            self._check()
            async with self._turn(), self._engine.begin() as connection:
                yield connection
        except DatabaseFault as lost:
            self.vitals.ill(DATABASE, str(lost))
            raise
        except (SQLAlchemyError, OSError) as error:
            if (fault := fault_of(error, self.name)) is None:
                raise
            self.vitals.ill(DATABASE, str(fault))
            raise fault from error
        self.vitals.well(DATABASE)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """A place among the transactions, which this task leaves at the end."""
        task = asyncio.current_task()
        if task in self._inside:
            raise RuntimeError("a transaction was begun inside another one: hand the open one on")
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            raise DatabaseFault(f"the database {self.name} {BUSY}") from None
        self._inside.add(task)
        try:
            yield
        finally:
            self._inside.discard(task)
            self._places.release()

    async def now(self, transaction: Transaction) -> datetime:
        """The time by the one clock that all processes share: the server's, or for a file this machine's."""
        if self.alone:
            return datetime.now(UTC)
        found: datetime = (await transaction.execute(select(func.clock_timestamp()))).scalar_one()
        return found


@contextlib.asynccontextmanager
async def open_database(url: str, *, beside: bool = False) -> AsyncIterator[Database]:
    """The database of a URL (bot/db/url.py), migrated first; DatabaseFault says why it cannot be had.

    `beside` opens it next to a running bot, for a short look or repair: a SQLite file is then not locked, and the
    version must be right already.
    """
    try:
        read = read_url(url)
    except WrongUrl as error:
        raise DatabaseFault(f"DATABASE_URL {error}") from None
    with contextlib.ExitStack() as stack:
        if read.file is not None:
            stack.enter_context(_lone_process(read.file, beside))
            _probe(read.file)
            engine = _cleaning(_sqlite_engine(read.file))
        else:
            engine = _cleaning(_postgresql_engine(read))
        database = Database(engine, read)
        try:
            async with database.transaction() as transaction:
                await transaction.run_sync(check_version if beside else migrate, database.name)
            database.settle()
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


def _probe(path: Path) -> None:
    """DatabaseFault where the file is none; the asynchronous driver would leave a thread behind that complains."""
    _look_for_lost(path)
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=SQLITE_WAIT_SECONDS)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        if (fault := fault_of(error, str(path))) is None:
            raise
        raise fault from error


def _look_for_lost(path: Path) -> None:
    """DatabaseFault for an empty file whose log still holds data, which SQLite would throw away."""
    with contextlib.suppress(OSError):
        if path.stat().st_size:
            return
        log = Path(f"{path}-wal")
        if log.exists() and log.stat().st_size:
            raise DatabaseFault(
                f"the database {path} is empty, but {log.name} beside it is not: restore the database from a backup "
                "(docs/operations.md), or move both files away to begin anew"
            )
        _LOG.warning("the database %s was an empty file and is begun anew; if it held data, restore a backup", path)


def _sqlite_engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        # SQLite has one writer: waiting for the one connection is fair, waiting for the file's lock is not.
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # of what people wrote nothing comes into an error's text
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


def _cleaning(engine: AsyncEngine) -> AsyncEngine:
    """The engine, which stores what people write without what no text has: U+0000 and lone surrogates."""

    @event.listens_for(engine.sync_engine, "before_cursor_execute", retval=True)
    def on_execute(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> tuple[str, Any]:
        return statement, _clean(parameters)

    return engine


def _clean(value: Any) -> Any:
    """A value, or values in however many lists and mappings the driver takes them."""
    if isinstance(value, str):
        return _NO_TEXT.sub("", value)
    if isinstance(value, Mapping):
        return {name: _clean(each) for name, each in value.items()}
    return type(value)(map(_clean, value)) if isinstance(value, list | tuple) else value


def _postgresql_engine(url: DatabaseUrl) -> AsyncEngine:
    for key, file in url.files:
        if not file.is_file():
            raise DatabaseFault(f"{key} of DATABASE_URL names {file}, which is no file that can be read")

    async def connect() -> Any:
        import asyncpg

        # The driver reads the URL itself: all that libpq knows of TLS, hosts and password files it knows too.
        return await asyncpg.connect(url.text, timeout=CONNECT_SECONDS, command_timeout=STATEMENT_SECONDS)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        hide_parameters=True,
    )
