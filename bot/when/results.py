"""What is read of the words of time: groups of days with their times of day, and why words name none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace


class WhenFault(Exception):
    """Words of time that name no due time.

    `reason` is a key of the table [when] in locales/, `said` the words that it is about, `understood` those of the time
    that were understood.
    """

    def __init__(self, reason: str, said: str = "", understood: str = "") -> None:
        super().__init__(reason, said)
        self.reason = reason
        self.said = said
        self.understood = understood


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, negative for before."""

    months: int = 0
    days: int = 0
    minutes: int = 0
    workdays: int = 0

    def __neg__(self) -> Length:
        return Length(-self.months, -self.days, -self.minutes, -self.workdays)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `late` is midnight at the end of its day, `half` says that it may be meant twelve hours later.

    `said` are its words.
    """

    time: dt.time
    late: bool = False
    half: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often: every `interval` days, weeks, months, quarters or years."""

    unit: str
    interval: int = 1


@dataclass(frozen=True, slots=True)
class Month:
    """A month and day, each None where it was not said; a day of LAST is the month's last."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(slots=True)
class Group:
    """Days with their times of day; the days are what any of the fields say, joined by «and».

    `days` are dates with whatever was said of them, `near` ones counted from today, `weekdays` with the week (0 is this
    one) or None; `period` is a unit and how many from now, `edge` its first or last day (1 or LAST), `nth` which of its
    weekdays or working days. `start` and `until` are bounds, `through` says that the last day is within them, `assumed` that a
    part of the day gave the hour.
    """

    repeat: Repeat | None = None
    days: list[Month] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    week: int | None = None
    near: list[int] = field(default_factory=list)
    period: tuple[str, int] | None = None
    edge: int = 0
    nth: int = 0
    workdays: bool = False
    clocks: list[Clock] = field(default_factory=list)
    assumed: bool = False
    after: Length | None = None
    before: Length | None = None
    lasting: Length | None = None
    start: Group | None = None
    until: Group | None = None
    through: bool = False

    @property
    def has_day(self) -> bool:
        """Whether it says anything of a day."""
        return bool(
            self.repeat or self.days or self.weekdays or self.near or self.period or self.edge or self.nth
            or self.workdays or self.after or self.lasting
        )  # fmt: skip

    @property
    def says_hour(self) -> bool:
        """Whether it says a time of day, or a part of the day, or how long from now."""
        return bool(self.clocks or self.assumed or (self.after and self.after.minutes))

    @property
    def is_weekday(self) -> bool:
        """Whether it is a weekday that comes once, of no week that is named."""
        other = replace(self, weekdays=[], clocks=[], assumed=False, before=None)
        return bool(self.weekdays) and self.week is None and other == Group()

    @property
    def has_other_day(self) -> bool:
        """Whether it says anything of a day beside how long something lasts."""
        return bool(self.days or self.weekdays or self.near or self.period or self.edge or self.after or self.until)


@dataclass(frozen=True, slots=True)
class When:
    """What was said of time: `groups`, none where nothing was, in the words `said`; `rest` is the text without them.

    `off` says that something is to end.
    """

    groups: tuple[Group, ...] = ()
    rest: str = ""
    said: str = ""
    off: bool = False

    @property
    def has_assumed_hour(self) -> bool:
        """Whether some days were named without their time of day."""
        return any(
            group.assumed or not (group.clocks or (group.after and group.after.minutes)) for group in self.groups
        )

    @property
    def says_hour(self) -> bool:
        """Whether a time of day is said, or a part of the day, or how long from now."""
        return any(group.says_hour for group in self.groups)

    @property
    def says_only_hours(self) -> bool:
        """Whether nothing but a time of day is said."""
        return bool(self.groups) and all(group.clocks and not group.has_day for group in self.groups)
