"""Whole orders of reminders as people say them: which tasks, when due, and which words are left, or what is asked back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.reminding import read_order
from bot.commands.spoken import spoken
from bot.notifications.schedule import Every, next_due
from bot.when import WhenFault, reminder_schedules

ROWS = [json.loads(line) for line in Path(__file__).with_name("orders.jsonl").read_text("utf-8").splitlines()]
ZONE = ZoneInfo(ROWS[0]["zone"])
NOW = dt.datetime.fromisoformat(ROWS[0]["now"]).replace(tzinfo=ZONE).astimezone(dt.UTC)


def read(text: str) -> dict[str, Any]:
    order = spoken(text)
    if order is None or order[0] != "remind":
        return {"order": order and order[0]}
    try:
        named, when, left = read_order(order[1])
        schedules = [schedule for schedule, _ in reminder_schedules(when, ZONE, NOW)]
    except WhenFault as fault:
        return {"fault": fault.reason}
    due = []
    for schedule in schedules:
        moment: dt.datetime | None = NOW
        for _ in range(6 if schedule.every is Every.ONCE else 2):
            moment = next_due(schedule, ZONE, moment) if moment else None
            due += [f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"] if moment else []
    return {"tasks": list(named.tasks), "due": sorted(due), "left": left}


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: row["said"])
def test_orders(row: dict[str, Any]) -> None:
    assert {"said": row["said"], **read(row["said"])} == row
