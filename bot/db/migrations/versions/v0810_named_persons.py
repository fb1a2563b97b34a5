"""Whom a chat means who names a person as responsible by a mention."""

import sqlalchemy as sa
from alembic import op

revision = "0810"
down_revision = "0809"


def upgrade() -> None:
    op.add_column("responsibles", sa.Column("expected_id", sa.BigInteger(), nullable=True))
