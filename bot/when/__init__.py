"""Words of time in Chinese and English: spans of a text, composed into groups, settled into schedules and instants."""

from bot.when.compose import read_when
from bot.when.results import Group, When, WhenFault
from bot.when.settle import DIGEST_TIME, REMINDER_TIME, digest_schedule, instant, reminder_schedules

__all__ = [
    "DIGEST_TIME",
    "REMINDER_TIME",
    "Group",
    "When",
    "WhenFault",
    "digest_schedule",
    "instant",
    "read_when",
    "reminder_schedules",
]
