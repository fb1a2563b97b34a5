"""What a database says when it cannot go on, as one line that names it and the way out."""

from __future__ import annotations

import ssl

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.config import BotError


class DatabaseFault(BotError):
    """The database cannot be used, now or at all; the message names it and says what to do."""


NO_RIGHTS = (
    "refuses this user: let it own the database (ALTER DATABASE … OWNER TO …), or GRANT it to create and write tables"
)
# SQLite's own words → what is wrong and what to do.
_SQLITE = (
    ("database is locked", "is locked by another program: end that program, or what it does with the file"),
    ("readonly database", "is read-only: give this user the right to write the file and its folder"),
    ("unable to open", "cannot be opened: its folder must exist and be writable, or set DATABASE_URL to another place"),
    ("disk is full", "cannot be written, the disk is full: make room and start again"),
    ("not a database", "is not a SQLite database: move the file away, or set DATABASE_URL to another place"),
    ("malformed", "is damaged: restore it from a backup (docs/operations.md)"),
    ("disk I/O error", "cannot be read or written, the disk gives an error: check the disk"),
)
# PostgreSQL's SQLSTATE, or its first characters → the same.
_POSTGRESQL = (
    ("28P01", "rejects the password: check user and password in DATABASE_URL"),
    ("28", "rejects the user: check the user in DATABASE_URL, and pg_hba.conf on the server"),
    ("3D000", "does not exist: create it with createdb, or check the name in DATABASE_URL"),
    ("42704", "does not know a parameter: check what follows the ? in DATABASE_URL"),
    ("22023", "does not take a parameter's value: check what follows the ? in DATABASE_URL"),
    ("42501", NO_RIGHTS),
    ("25006", "is read-only: use the primary server, not a replica"),
    ("53100", "cannot be written, its disk is full: make room on the server"),
    ("53300", "has no free connection: raise max_connections, or run fewer processes"),
    ("57P", "is starting or shutting down: try again in a moment"),
    ("40", "was busy with the same rows for somebody else: try again"),
    ("08", "gives no answer: check that the server runs, and host and port in DATABASE_URL"),
)
BUSY = "is busy: too many transactions wait for a connection"
_NO_TLS = "refuses TLS: leave sslmode out of DATABASE_URL, or turn TLS on at the server"
_TLS = "fails at TLS: check sslmode and sslrootcert in DATABASE_URL, and the server's certificate"
_NO_ANSWER = "gives no answer: check that the server runs, and host and port in DATABASE_URL"


def fault_of(error: BaseException, name: str) -> DatabaseFault | None:
    """The fault of the database called `name` behind an exception; None for an error that is the program's own."""
    for cause in _causes(error):
        if reason := _reason(cause):
            return DatabaseFault(f"the database {name} {reason}")
    return None


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    next_one: BaseException | None = error
    while next_one is not None and next_one not in found:
        found.append(next_one)
        next_one = getattr(next_one, "orig", None) or next_one.__cause__ or next_one.__context__
    return found


def _reason(error: BaseException) -> str | None:
    if isinstance(error, PoolTimeout):
        return BUSY
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _NO_ANSWER
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return next((reason for code, reason in _POSTGRESQL if state.startswith(code)), None)
    if type(error).__module__ == "sqlite3":
        return next((reason for words, reason in _SQLITE if words in str(error)), None)
    return _connection_reason(error)


def _connection_reason(error: BaseException) -> str | None:
    if isinstance(error, ssl.SSLError) or type(error).__name__ == "ClientConfigurationError":
        return _TLS
    if isinstance(error, ConnectionError) and "SSL" in str(error):
        return _NO_TLS
    return _NO_ANSWER if isinstance(error, OSError | TimeoutError) else None
