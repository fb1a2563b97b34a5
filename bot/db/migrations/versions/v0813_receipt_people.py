"""Those who confirm a notice in a place after the first one."""

import sqlalchemy as sa
from alembic import op

revision = "0813"
down_revision = "0812"


def upgrade() -> None:
    op.create_table(
        "receipt_people",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("pressed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "chat_id", "thread_id", "user_id"),
    )
    op.create_index("receipt_people_by_place", "receipt_people", ["chat_id", "thread_id"], unique=False)
