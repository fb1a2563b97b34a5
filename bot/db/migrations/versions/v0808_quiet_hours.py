"""Quiet hours of a chat."""

import sqlalchemy as sa
from alembic import op

revision = "0808"
down_revision = "0807"


def upgrade() -> None:
    op.add_column("chats", sa.Column("quiet", sa.Text(), nullable=True))
