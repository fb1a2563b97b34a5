"""What things are called in notices: targets, tasks with a link that opens them, and moments in a chat's time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.notifications.schedule import Schedule
from bot.notifications.schedule_words import date_words, schedule_words
from bot.notifications.subscriptions import Aim, Target
from bot.screens.message import Line, Run
from bot.screens.plan_words import PlanWords
from bot.screens.wording import Wording
from corpus.records import Plan

# A button shows about so many characters on a phone.
BUTTON_LENGTH = 24
_LETTER = re.compile("[A-Za-z0-9]")
_LAST_WORD = re.compile(r"[A-Za-z0-9'’-]+$")


class Labels:
    """One plan's names in any language."""

    def __init__(
        self, plan: Plan, words: PlanWords, wording: Wording, username: Callable[[], str], tag: str = ""
    ) -> None:
        """`username` gives the bot's, for links to it, once it is known; `tag` tells the plan from others in links."""
        self._sections = {section.key for section in plan.sections}
        self._tasks = {task.key for task in plan.tasks}
        self._words = words
        self._wording = wording
        self._username = username
        self._tag = f"-{tag}" if tag else ""

    def target(self, lang: str, target: Target) -> str:
        """A target in full; a task or section that the plan does not have any more is named by its number."""
        match target.aim:
            case Aim.DEPARTMENT:
                return self.department(lang, target.value)
            case Aim.LED | Aim.JOINED:
                return self._wording.say(lang, f"target.{target.aim}", department=self.department(lang, target.value))
            case Aim.SECTION:
                known = target.number in self._sections
                title = self._words.section_title(lang, target.number) if known else ""
                number = self._words.section_number(target.number)
                return self._wording.say(lang, "target.section", number=number, title=title).strip()
            case Aim.TASK:
                title = self._words.title(lang, target.number) if target.number in self._tasks else ""
                number = self._words.number(target.number)
                return self._wording.say(lang, "target.task", number=number, title=title).strip()
            case Aim.TOPIC:
                return self._wording.say(lang, "target.topic", topic=target.value)

    def button(self, lang: str, target: Target) -> str:
        """A target as a button has room for it."""
        return shortened(self.target(lang, target), BUTTON_LENGTH)

    def department(self, lang: str, id: str) -> str:
        """A department's name."""
        return self._words.name(lang, id)

    def departments(self, lang: str, ids: list[str] | tuple[str, ...]) -> str:
        """Several departments' names."""
        return self._wording.say(lang, "target.joint").join(self.department(lang, id) for id in ids)

    def task(self, lang: str, number: int) -> Line:
        """A task's number and title as a link that opens it in a private chat; without a bot's name, without the link."""
        title = self._words.title(lang, number)
        words = self._wording.say(lang, "answer.task", number=self._words.number(number), title=title)
        return (Run(words, link=self.opening(number)),)

    def opening(self, task: int) -> str:
        """The link that opens a task in a private chat; empty without a bot's name."""
        return self.link(f"t{task}{self._tag}") if self._username() else ""

    def number(self, task: int) -> str:
        """What a task is called by number."""
        return self._words.number(task)

    def link(self, payload: str) -> str:
        """The link that starts a private chat with the bot with that payload."""
        return f"https://t.me/{self._username()}?start={payload}"

    def moment(self, lang: str, instant: dt.datetime, zone: ZoneInfo) -> str:
        """An instant as a chat's clock shows it, with the day of the week."""
        local = instant.astimezone(zone)
        weekday = self._wording.say(lang, f"weekday.{local.weekday()}")
        return self._wording.say(lang, "schedule.moment", date=local.date(), weekday=weekday, time=f"{local:%H:%M}")

    def date(self, lang: str, instant: dt.datetime, zone: ZoneInfo) -> str:
        """The date of an instant where the chat is, with the day of the week."""
        local = instant.astimezone(zone)
        return date_words(self._wording, lang, local.date())

    def day(self, lang: str, date: dt.date) -> str:
        """A date with the day of the week."""
        return date_words(self._wording, lang, date)

    def due(self, lang: str, date: dt.date) -> Line:
        """By when a task is due, behind its name."""
        return (Run(" " + self._wording.say(lang, "digest.due", date=self.day(lang, date))),)

    def schedule(self, lang: str, schedule: Schedule) -> str:
        """How often and when: 每周一 09:00."""
        return schedule_words(self._wording, lang, schedule)


def shortened(text: str, length: int) -> str:
    """`text`, or its beginning with an ellipsis where it is longer: cut between words where it is not one long word."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    if _LETTER.match(text, length - 1):
        kept = _LAST_WORD.sub("", kept) or kept
    return kept.rstrip() + "…"
