"""Schedules in one column, with several days and times; what was set is carried over."""

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op

revision = "0802"
down_revision = "0700"

WORKDAYS = "-workdays"


def upgrade() -> None:
    for table in ("digests", "reminders"):
        op.add_column(table, sa.Column("schedule", sa.JSON(), server_default="{}", nullable=False))
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, every, day, time, workdays_only FROM digests")).all():
        schedule = {"every": row.every, "times": [row.time]}
        if row.every == "weekly":
            schedule["weekdays"] = [(row.day or 1) - 1]
        elif row.every == "monthly":
            schedule["days"] = [row.day or 1]
        if row.workdays_only:
            schedule["workdays"] = True
        _set(connection, "digests", row.id, schedule)
    for row in connection.execute(sa.text("SELECT id, date, time, repeat FROM reminders")).all():
        every, date = row.repeat.removesuffix(WORKDAYS), dt.date.fromisoformat(row.date)
        days = {
            "once": {"dates": [row.date]},
            "weekly": {"weekdays": [date.weekday()]},
            "monthly": {"days": [date.day]},
            "yearly": {"days": [date.day], "months": [date.month]},
        }.get(every, {})
        schedule = {"every": every, "times": [row.time], **days}
        if row.repeat.endswith(WORKDAYS):
            schedule["workdays"] = True
        _set(connection, "reminders", row.id, schedule)
    for table, columns in (
        ("digests", ("every", "day", "time", "workdays_only")),
        ("reminders", ("date", "time", "repeat")),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
            batch.alter_column("schedule", server_default=None)


def _set(connection: sa.Connection, table: str, id: int, schedule: dict[str, object]) -> None:
    connection.execute(
        sa.text(f"UPDATE {table} SET schedule = CAST(:schedule AS JSON) WHERE id = :id")
        if connection.dialect.name == "postgresql"
        else sa.text(f"UPDATE {table} SET schedule = :schedule WHERE id = :id"),
        {"schedule": json.dumps(schedule), "id": id},
    )
