"""Brings the tables up to date at start; several processes may start at once."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.db.errors import DatabaseFault
from bot.db.rights import check_rights

_FOLDER = Path(__file__).with_name("migrations")
# The files are named after their versions: v0001_first.py.
_VERSIONS = sorted(path.stem[1:5] for path in _FOLDER.glob("versions/v*.py"))
# Any number will do, as long as nothing else on the server uses it as a lock.
_LOCK = 733_511_002
_LOG = logging.getLogger(__name__)
# At INFO alembic tells how it works.
logging.getLogger("alembic").setLevel(logging.WARNING)


def migrate(connection: Connection, name: str) -> None:
    """Takes the tables to the newest version in the connection's transaction; DatabaseFault for a newer one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    current = _version(connection, name)
    if current == _VERSIONS[-1]:
        return
    # Tables are nearly always up to date, and then need neither its time nor its memory.
    from alembic import command
    from alembic.config import Config

    _LOG.info("the database is brought from version %s to %s", current or "none", _VERSIONS[-1])
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check_version(connection: Connection, name: str) -> None:
    """DatabaseFault unless the tables are of the newest version and this user may write them."""
    newest = _version(connection, name) == _VERSIONS[-1]
    check_rights(connection, name, newest)
    if not newest:
        raise DatabaseFault(f"the database {name} is not up to date: start the bot once, which updates it")


def _version(connection: Connection, name: str) -> str | None:
    """The version that the database has, None for none; DatabaseFault where it is none of the migrations'."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    current: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if current is not None and current not in _VERSIONS:
        raise DatabaseFault(
            f"the database {name} is of a newer version of this program ({current}): "
            "update the program, or restore the backup made before the update"
        )
    return current
