"""Whether a user of PostgreSQL may do what the bot does there, seen without doing it."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.db.errors import NO_RIGHTS, DatabaseFault
from bot.db.tables import METADATA

# To bring the tables up to date takes their owner, and the right to make others.
_MAKE = """
SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AND NOT EXISTS (
    SELECT FROM pg_tables
    WHERE schemaname = current_schema() AND tablename = ANY(:tables) AND NOT pg_has_role(tableowner, 'USAGE')
)
"""
_WRITE = """
SELECT NOT EXISTS (
    SELECT FROM pg_tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
    WHERE schemaname = current_schema() AND tablename = ANY(:tables)
    AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), privilege)
)
"""


def check_rights(connection: Connection, name: str, made: bool) -> None:
    """DatabaseFault where the user may not write the tables, or where they are not all `made`, not make them."""
    if connection.dialect.name != "postgresql":
        return
    tables = [*METADATA.tables, "alembic_version"]
    if not connection.execute(text(_WRITE if made else _MAKE), {"tables": tables}).scalar_one():
        raise DatabaseFault(f"the database {name} {NO_RIGHTS}")
