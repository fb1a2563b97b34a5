"""Calendar files, read back by rules of RFC 5545."""

from __future__ import annotations

import datetime as dt

from bot.export.calendar import Event, calendar

NOW = dt.datetime(2026, 12, 1, 2, 20, tzinfo=dt.UTC)


def lines_of(data: bytes) -> list[str]:
    """The unfolded lines."""
    raw = data.split(b"\r\n")
    assert raw[-1] == b"" and all(len(line) <= 75 for line in raw) and b"\n" not in b"".join(raw)
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_a_day_and_a_moment() -> None:
    long = "协调；推进, 落实\n第二行\\完" * 8
    day = Event("deadline-p-12", dt.date(2027, 6, 30), f"到期：{long}", url="https://t.me/x?start=t12", before=(7, 1))
    moment = Event(
        "reminder-1", dt.datetime(2026, 12, 5, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))), "提交", "12. 运输"
    )
    found = lines_of(calendar("时限, 提醒", [day, moment], NOW))
    assert found[:4] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//fengong//notices//EN",
        "X-WR-CALNAME:时限\\, 提醒",
    ]
    assert found[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20270630" in found and "DTSTART:20261205T013000Z" in found
    assert "SUMMARY:到期：" + "协调；推进\\, 落实\\n第二行\\\\完" * 8 in found
    assert [line for line in found if line.startswith("TRIGGER")] == ["TRIGGER:-P7D", "TRIGGER:-P1D", "TRIGGER:PT0M"]
    assert found.count("BEGIN:VEVENT") == found.count("END:VEVENT") == 2
