"""Reports on tasks that say no figure: one of 0 percent was most often none."""

import sqlalchemy as sa
from alembic import op

revision = "0814"
down_revision = "0813"


def upgrade() -> None:
    with op.batch_alter_table("progress") as batch:
        batch.alter_column("percent", existing_type=sa.Integer(), nullable=True)
    op.execute("UPDATE progress SET percent = NULL WHERE percent = 0")
