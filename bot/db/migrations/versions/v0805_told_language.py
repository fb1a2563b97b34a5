"""The language in which a chat that chose none was set up."""

import sqlalchemy as sa
from alembic import op

revision = "0805"
down_revision = "0804"


def upgrade() -> None:
    op.add_column("chats", sa.Column("told_lang", sa.Text(), nullable=True))
