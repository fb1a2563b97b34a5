"""Words of time in Chinese and English: spans of a text, composed into groups, settled into schedules and instants."""

from bot.when.anchors import read_anchored
from bot.when.clauses import apart, changed, is_time, says_time, timely
from bot.when.reading import read_when
from bot.when.results import Group, When, WhenFault
from bot.when.settle import DIGEST_TIME, REMINDER_TIME, digest_schedule, instant, moved, reminder_schedules
from bot.when.shifts import shift_in

__all__ = [
    "DIGEST_TIME",
    "REMINDER_TIME",
    "Group",
    "When",
    "WhenFault",
    "apart",
    "changed",
    "digest_schedule",
    "instant",
    "is_time",
    "moved",
    "read_anchored",
    "read_when",
    "reminder_schedules",
    "says_time",
    "shift_in",
    "timely",
]
