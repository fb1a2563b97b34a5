"""Run by alembic, inside the transaction that bot/db/migrate.py holds."""

from alembic import context

from bot.db.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
