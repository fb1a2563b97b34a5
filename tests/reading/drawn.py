"""Values that a meaning asks for beside departments, tasks and sections: counts, figures and times, with how each is said."""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable
from typing import Any

from corpus.records import Role
from index.query import Due, InSection, MatchKind, Mention
from index.reading.conditions import Numbers
from index.reading.facts import may_state
from index.reading.kinds import Kinds
from index.reading.periods import due, due_within
from index.tables import Tables
from tests.numerals import chinese
from tests.reading.times import Said

_TODAY = (2024, 6, 15)
_ENGLISH = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NTH = ("first", "second", "third", "fourth")
Value = tuple[Any, Said]
_NONE: Value = (None, {})


class Drawn:
    """Draws values from a plan; None where the plan has none of a kind."""

    def __init__(self, tables: Tables, year: int, rng: random.Random) -> None:
        self.tables, self.year, self.rng = tables, year, rng
        self.days = sorted({day for day in tables.days.values() if day and day[0] == year})
        self._kinds = Kinds(tables)
        self._makers: dict[str, Callable[[], Value]] = {
            "k": lambda: self._count(None),
            "j": lambda: self._count(Role.PARTICIPANT),
            "f": self._figure,
            "p": self._end,
            "v": self._two_months,
            "w": self._later,
            "z": self._past,
            "o": self._idle,
            "g": self._quarter,
            "e": self._any_end,
            "i": self._kind,
        }

    def values(self, slots: str) -> dict[str, Value]:
        """The value of each slot that is drawn here, and its words in both languages."""
        found = {slot: make() for slot, make in self._makers.items() if slot in slots}
        if "y" in slots:
            found["y"] = self._day_of(found.get("p", _NONE)[0])
        return found

    def _count(self, role: Role | None) -> Value:
        """A number of parties that some task lists in a role."""
        counts = {sum(role in (None, party.role) for party in task.parties) for task in self.tables.plan.tasks}
        known = sorted(count for count in counts if 0 < count < len(_ENGLISH))
        if not known:
            return _NONE
        count = self.rng.choice(known)
        said = "两" if count == 2 else chinese(count)
        return count, {
            "zh": self.rng.choice((said, said, str(count))),
            "en": self.rng.choice((_ENGLISH[count], str(count))),
        }

    def _kind(self) -> Value:
        """A kind of which the plan has several departments, by a word for it in either language."""
        words: dict[tuple[str, ...], list[str]] = {}
        for word, ids in self._kinds.members.items():
            words.setdefault(ids, []).append(word)
        for said in words.values():
            said += ["县区", "区县", "县市区", "县区政府"] if "counties" in said else []
        both = (ids for ids, said in words.items() if len({word.isascii() for word in said}) > 1)
        several = sorted(ids for ids in both if len(ids) > 1)
        if not several:
            return _NONE
        ids = self.rng.choice(several)
        said = {
            lang: self.rng.choice([word for word in words[ids] if word.isascii() is (lang == "en")])
            for lang in ("zh", "en")
        }
        return Mention("", ids[:1], MatchKind.EXACT, ids), said

    def _figure(self) -> Value:
        """A task whose text has amounts."""
        text = self.tables.plan.text
        figures = [task.key for task in self.tables.plan.tasks if may_state("money", task.span.of(text))]
        return (self.rng.choice(figures), {}) if figures else _NONE

    def _month(self, month: int) -> Said:
        """The end of a month as plans print it."""
        written = self.rng.choice((str(month), chinese(month)))
        name = self.rng.choice((calendar.month_name[month], calendar.month_abbr[month]))
        return {"zh": f"{written}月{self.rng.choice(('底', '底前', '末', '底之前'))}", "en": f"the end of {name}"}

    def _end(self) -> Value:
        """A last day at the end of a month, by the words that are printed for it."""
        ends = [day for day in self.days if day[2] == calendar.monthrange(*day[:2])[1]]
        if not ends:
            return _NONE
        day = self.rng.choice(ends)
        said = self._month(day[1])
        return Due(day, day), {
            "zh": said["zh"],
            "en": said["en"].removeprefix("the ") if self.rng.random() < 0.5 else said["en"],
        }

    def _day_of(self, end: Due | None) -> Value:
        """Another day of the same month, without the month."""
        if end is None or end.last is None:
            return _NONE
        others = [day for day in self.days if day[:2] == end.last[:2] and day != end.last]
        day = self.rng.choice(others) if others else (*end.last[:2], self.rng.randint(5, 25))
        nth = {1: "st", 2: "nd", 3: "rd"}.get(day[2] % 10 if day[2] not in (11, 12, 13) else 0, "th")
        return Due(day, day), {"zh": f"{day[2]}日", "en": f"the {day[2]}{nth}"}

    def _two_months(self) -> Value:
        """Two months in which tasks are due."""
        months = sorted({day[1] for day in self.days})
        if len(months) < 2:
            return _NONE
        first, second = sorted(self.rng.sample(months, 2))
        period = (self.year, first, 0, self.year, first, 0, self.year, second, 0, self.year, second, 0)
        zh = self.rng.choice(("{}月和{}月", "{}月、{}月", "{}、{}月", "{}月跟{}月", "{}、{}两个月", "{}月或者{}月"))
        en = self.rng.choice(("{} and {}", "{} or {}", "either {} or {}"))
        names = calendar.month_name[first], calendar.month_name[second]
        said = {"zh": zh.format(first, second), "en": en.format(*names)}
        if second == first + 1 and "、" in zh:
            period = (self.year, first, 0, self.year, second, 0)
        return due_within(period, self.year, (), _TODAY), said

    def _later(self) -> Value:
        """After a month, of a plan in which something is due later."""
        months = sorted({day[1] for day in self.days})[:-1]
        if not months:
            return _NONE
        month = self.rng.choice(months)
        return due("later", (self.year, month, 0, self.year, month, 0), self.year, _TODAY), {
            "zh": f"{month}月",
            "en": calendar.month_name[month],
        }

    def _past(self) -> Value:
        """A day by which some limits have run out."""
        if len(self.days) < 2:
            return _NONE
        year, month, day = self.rng.choice(self.days[:-1])
        month, day = (month + 1, self.rng.randint(1, 9)) if month < 12 else (month, day)
        zh = self.rng.choice((f"{year}年{month}月{day}日", f"{month}月{day}号"))
        en = self.rng.choice((f"{day} {calendar.month_name[month]} {year}", f"{calendar.month_name[month]} {day}"))
        return Due(None, (year, month, day)), {"zh": zh, "en": en}

    def _idle(self) -> Value:
        """A month in which nothing is due, of a plan that sets days."""
        idle = sorted(set(range(1, 13)) - {day[1] for day in self.tables.days.values() if day})
        if not self.days or not idle:
            return _NONE
        month = self.rng.choice(idle)
        found = due("due", (self.year, month, 0, self.year, month, 0), self.year, _TODAY)
        return found, {"zh": f"{month}月", "en": calendar.month_name[month]}

    def _quarter(self) -> Value:
        """A quarter that a section is named for."""
        quarter = self.rng.randint(1, 4)
        keys = Numbers(self.tables).named_for((0, 3 * quarter - 2, 0, 0, 3 * quarter, 0))
        zh = self.rng.choice((f"{chinese(quarter)}季度", f"第{chinese(quarter)}季度", f"{quarter}季度"))
        en = self.rng.choice((f"the {_NTH[quarter - 1]} quarter", f"Q{quarter}"))
        return (InSection(keys), {"zh": zh, "en": en}) if keys else _NONE

    def _any_end(self) -> Value:
        """The end of any month, right or wrong."""
        month = self.rng.randint(1, 12)
        return month, self._month(month)
