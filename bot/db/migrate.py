"""Brings the tables up to date at start; several processes may start at once."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.db.errors import DatabaseFault, name_of

_FOLDER = Path(__file__).with_name("migrations")
# Any number will do, as long as nothing else on the server uses it as a lock.
_LOCK = 733_511_002
_LOG = logging.getLogger(__name__)
# At INFO alembic tells how it works.
logging.getLogger("alembic").setLevel(logging.WARNING)


def migrate(connection: Connection) -> None:
    """Takes the tables to the newest version in the connection's transaction; DatabaseFault for a newer one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    scripts, current = _versions(connection)
    if current != scripts.get_current_head():
        _LOG.info("the database is brought from version %s to %s", current or "none", scripts.get_current_head())
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check_version(connection: Connection) -> None:
    """DatabaseFault unless the tables are of the newest version."""
    scripts, current = _versions(connection)
    if current != scripts.get_current_head():
        raise DatabaseFault(
            f"the database {name_of(connection.engine.url)} is not up to date: start the bot once, which updates it"
        )


def _versions(connection: Connection) -> tuple[ScriptDirectory, str | None]:
    """The migrations and the version that the database has; DatabaseFault where they do not know it."""
    scripts = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    try:
        if current is not None:
            scripts.get_revision(current)
    except CommandError:
        raise DatabaseFault(
            f"the database {name_of(connection.engine.url)} is of a newer version of this program ({current}): "
            "update the program, or restore the backup made before the update"
        ) from None
    return scripts, current


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
