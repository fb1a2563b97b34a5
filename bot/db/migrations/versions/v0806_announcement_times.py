"""When an announcement is to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0806"
down_revision = "0805"


def upgrade() -> None:
    op.add_column("announcements", sa.Column("send_at", sa.DateTime(timezone=True), nullable=True))
