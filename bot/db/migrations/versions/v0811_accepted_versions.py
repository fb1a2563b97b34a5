"""Which earlier version of a plan an operator has agreed to go back to."""

import sqlalchemy as sa
from alembic import op

revision = "0811"
down_revision = "0810"


def upgrade() -> None:
    op.add_column("plan_versions", sa.Column("accepted", sa.Text(), nullable=True))
