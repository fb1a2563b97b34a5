"""Receipts that notices ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0803"
down_revision = "0802"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "receipt_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("remind_at", MOMENT, nullable=True),
        sa.Column("escalate_to", sa.BigInteger(), nullable=True),
        sa.Column("escalate_at", MOMENT, nullable=True),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event", name="receipt_requests_once"),
    )
    op.create_index("ix_receipt_requests_remind_at", "receipt_requests", ["remind_at"], unique=False)
    op.create_index("ix_receipt_requests_escalate_at", "receipt_requests", ["escalate_at"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("pressed", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("request_id", "chat_id", "thread_id"),
    )
    op.create_index("receipts_by_place", "receipts", ["chat_id", "thread_id"], unique=False)
    op.create_table(
        "receipt_places",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "thread_id"),
    )
