"""The one statement that the two databases spell in modules of their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.db.engine import Transaction


def upsert(transaction: Transaction, table: Table) -> Any:
    """INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, in the transaction's dialect."""
    return postgresql.insert(table) if transaction.dialect.name == "postgresql" else sqlite.insert(table)
