"""How many processes an update has ended, before its answer was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0812"
down_revision = "0811"


def upgrade() -> None:
    for name in ("ended", "tried"):
        op.add_column("inbox", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
