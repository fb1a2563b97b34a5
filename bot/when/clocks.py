"""Spans that name a time or a part of the day."""

from __future__ import annotations

import datetime as dt
import re

from bot.when.lexicon import (
    ENGLISH,
    MEASURES,
    NUMBER,
    Kind,
    Part,
    Span,
    either,
    number_of,
    parts,
    pattern,
    values_of,
    words_of,
)
from bot.when.results import Clock, WhenFault
from corpus.normalize import NUMERAL

# Times of day.

_PART = either(parts())
_PARTED = either(word for word, part in parts().items() if part.glued or word.startswith(("in ", "at ")))
_MINUTE = rf"(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{{1,2}}|[{NUMERAL}]{{1,4}})分?(?![\d钟]|[{MEASURES}日])"
_HOURS = either(word for word in words_of("number") if word not in ("a", "an"))
_CLOCK = re.compile(
    rf"(?P<h>\d{{1,3}}):(?P<m>\d{{1,3}})(?::\d\d)?(?!\d)"
    rf"|(?P<hour>\d{{1,3}}|[{NUMERAL}]{{1,3}})(?:点|时(?![间候期限段效])|h(?=\d\d))(?!意见|建议|要求|措施|体会|思考)(?:钟|整)?(?:{_MINUTE})?(?P<less>差(?P<lack>一刻|{NUMBER}分))?"
    rf"|差(?P<before>一刻|{NUMBER}分)钟?(?:到)?(?P<to>\d{{1,2}}|[{NUMERAL}]{{1,3}})点"
    rf"|(?P<clock>\d{{1,2}})(?:[.:](?P<clockm>\d\d))?(?=\s*(?:o'clock|{_PARTED}))(?!\s*[个项])"
    rf"|half\s+(?P<after>\d{{1,2}}|{_HOURS})(?![\d:]|\s+(?:{pattern('length')}|past|to)(?![a-z]))"
    rf"|{pattern('at')}\s*(?P<dot>\d{{1,2}})\.(?P<dotm>\d\d)(?![\d.])"
    rf"|(?<!from )(?P<past>half|(?:a\s+)?quarter|{ENGLISH}|5|10|15|20|25)(?:\s+minutes)?"
    rf"\s+(?P<way>past|to)\s+(?P<en>\d{{1,2}}|{ENGLISH})(?![\d:])"
    rf"|(?P<name>{ENGLISH})(?:\s+(?P<names>thirty|fifteen|forty-five))?(?=\s*(?:o'clock|{_PARTED}))"
    rf"|{pattern('at')}\s*(?P<at>\d{{4}}(?!\d)|\d{{1,2}}(?![\d:./年月日-])|{_HOURS})(?:\s+(?P<atm>{_HOURS})(?!\s+{pattern('length')}))?(?:\s*o'clock)?"
    # At ten to nine is before nine.
    rf"(?!\s+(?:minutes\s+)?(?:past|to)\s+(?:\d|{ENGLISH}))"
)
_NAMED = re.compile(pattern("hour"))
_ONE = re.compile("[快早慢多有差大小好高低一]一点|晚一点|[几]点|一点一滴|一点点")


def read_clock(text: str, at: int) -> Span | None:
    if found := _NAMED.match(text, at):
        hour = int(values_of("hour")[re.sub(r"\s+", " ", found.group())])
        return Span(Kind.CLOCK, at, found.end(), (hour, 0, True))
    found = _CLOCK.match(text, at)
    if not found or (at and _ONE.match(text, at - 1)):
        return None
    hour, minute = _hour_and_minute(found)
    if (hour > 23 and (hour, minute) != (24, 0)) or minute > 59:
        raise WhenFault("no_such_time", found.group().strip())
    # 03:00 with its nought, and a time after twelve, can only be one.
    sure = hour > 12 or hour == 0 or (found["h"] or "").startswith("0") or bool(found["at"] and len(found["at"]) == 4)
    return Span(Kind.CLOCK, at, found.end(), (hour, minute, sure))


def _hour_and_minute(found: re.Match[str]) -> tuple[int, int]:
    if found["after"]:
        return number_of(found["after"]), 30
    if found["dot"]:
        return int(found["dot"]), int(found["dotm"])
    if found["past"] or found["before"]:
        said = found["past"] or found["before"]
        minutes = (
            30
            if said == "half"
            else 15
            if said in ("quarter", "a quarter", "一刻")
            else number_of(said.removesuffix("分"))
        )
        hour = number_of(found["en"] or found["to"])
        return (hour, minutes) if found["way"] == "past" else ((hour - 1) % 24, 60 - minutes)
    if found["at"] and len(found["at"]) == 4 and found["at"].isdigit():
        return int(found["at"][:2]), int(found["at"][2:])
    hour = number_of(found["h"] or found["hour"] or found["clock"] or found["name"] or found["at"])
    if found["less"]:
        return (hour - 1) % 24, 60 - (15 if found["lack"] == "一刻" else number_of(found["lack"].removesuffix("分")))
    if found["half"]:
        return hour, 30
    if found["quarter"]:
        return hour, 15 if found["quarter"] == "一" else 45
    named = {"thirty": 30, "fifteen": 15, "forty-five": 45}.get(found["names"] or "", 0)
    return hour, named or number_of(found["m"] or found["minute"] or found["clockm"] or found["atm"] or "0")


_PART_ALONE = re.compile(_PART)
_I_AM = re.compile(r"(?<![a-z])i\s+$")


def read_part(text: str, at: int) -> Span | None:
    found = _PART_ALONE.match(text, at)
    if found and found.group() == "am" and _I_AM.search(text[:at]):
        return None
    return Span(Kind.PART, at, found.end(), parts()[re.sub(r"\s+", " ", found.group())]) if found else None


def clock_of(hour: int, minute: int, part: Part | None, sure: bool) -> Clock:
    """The time of an hour as said, with the part of the day that was said with it."""
    if hour == 24:
        return Clock(dt.time(), late=True)
    if part is None or hour > 12 or (hour == 0 and sure):
        return Clock(dt.time(hour, minute), half=not sure and 1 <= hour <= 6)
    if part.late and 1 <= hour <= 4:
        # 晚上两点 is neither this evening nor surely the night after.
        return Clock(dt.time(hour, minute), half=True)
    counted = (part.first + (hour - part.first) % 12) % 24
    return Clock(dt.time(counted, minute), late=part.late and counted == 0)
