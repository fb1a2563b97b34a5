"""A calendar file (RFC 5545) of days and times, which phones and mail programs take in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

LINE_BYTES = 75
MINUTES = 15


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a whole day, or from a moment (UTC) on for a quarter of an hour.

    `uid` stays the same however often it is exported, so that what is taken in again replaces itself; `before` are the
    days before it on which a program reminds of it.
    """

    uid: str
    at: dt.date | dt.datetime
    title: str
    text: str = ""
    url: str = ""
    before: tuple[int, ...] = ()


def calendar(name: str, events: Iterable[Event], now: dt.datetime) -> bytes:
    """The file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//fengong//notices//EN", f"X-WR-CALNAME:{_escaped(name)}"]
    for event in events:
        lines += _lines(event, now)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _lines(event: Event, now: dt.datetime) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}@fengong"
    yield f"DTSTAMP:{_moment(now)}"
    if isinstance(event.at, dt.datetime):
        yield f"DTSTART:{_moment(event.at)}"
        yield f"DURATION:PT{MINUTES}M"
    else:
        yield f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    if event.url:
        yield f"URL:{event.url}"
    triggers = [f"-P{days}D" for days in event.before]
    if isinstance(event.at, dt.datetime):
        triggers.append("PT0M")
    for trigger in triggers:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(event.title)}")
        yield from (f"TRIGGER:{trigger}", "END:VALARM")
    yield "END:VEVENT"


def _moment(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes, cut between characters; what goes on begins with a blank."""
    pieces, piece = [], b""
    for char in "".join(char for char in line if char.isprintable()):
        encoded = char.encode()
        if len(piece) + len(encoded) > LINE_BYTES:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
