"""The inbox of updates in place of the list of those seen, and what messages have set, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0600"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("reply_id", sa.BigInteger(), nullable=True),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("done", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("update_id"),
    )
    is_open = sa.text("done IS NULL")
    op.create_index(
        "inbox_open", "inbox", ["lane", "update_id"], unique=False, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("inbox_by_message", "inbox", ["lane", "message_id"], unique=False)
    op.create_index("ix_inbox_received", "inbox", ["received"], unique=False)
    op.execute("INSERT INTO inbox (update_id, received, done) SELECT update_id, received, received FROM updates_seen")
    op.drop_index("ix_updates_seen_received", table_name="updates_seen")
    op.drop_table("updates_seen")
    op.create_table(
        "effects",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("effects_by_message", "effects", ["chat_id", "message_id"], unique=False)
    op.create_index("ix_effects_created", "effects", ["created"], unique=False)
