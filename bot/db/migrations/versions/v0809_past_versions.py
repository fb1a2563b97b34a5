"""The versions of a plan before the one that subscribers know."""

import sqlalchemy as sa
from alembic import op

revision = "0809"
down_revision = "0808"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plan_past",
        sa.Column("id", ID, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("plan_past_by_plan", "plan_past", ["plan", "until"])
