"""A reminder as it is delivered: its words and task, with buttons to say that it is done and to be reminded again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.commands.context import CommandContext
from bot.db.addressees import Addressee
from bot.db.reminders import Reminder
from bot.db.responsibles import Responsible
from bot.notifications.mentions import mentions
from bot.notifications.notice import Notice
from bot.notifications.schedule import Every
from bot.screens.keyboard import Button, Keyboard
from bot.screens.message import Line, Message, Run, Style
from bot.screens.pages import pages_of

SNOOZE = dt.timedelta(hours=1)


class ReminderNotices:
    """Words reminders in a chat's language."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self._wording = context.wording

    def notices(
        self,
        reminder: Reminder,
        chat: Addressee,
        now: dt.datetime,
        late: str = "",
        people: Sequence[Responsible] = (),
        closed: bool = False,
    ) -> list[Notice]:
        """What a chat is sent; `late` says why it comes after its time, of the `people` there the responsible are mentioned.

        `closed` says that the task was reported as closed.
        """
        if not late and chat.held_until(now):
            # It arrives when the silence or the quiet hours end.
            labels = self._context.parts(reminder.plan).labels
            due = labels.moment(chat.lang, reminder.next_due, chat.zone)
            late = self._wording.say(chat.lang, "remind.held" if chat.muted(now) else "quiet.held", due=due)
        lines = self.lines(chat.lang, reminder, late)
        if closed:
            lines.append((Run(self._wording.say(chat.lang, "remind.closed"), Style.ITALIC),))
        if parts := self._context.plans.get(reminder.plan):
            mine = [one for one in people if one.plan == reminder.plan]
            lines += mentions(self._wording, chat.lang, parts.engine.tables, mine, {reminder.task})
        message = Message(tuple(lines))
        event = f"reminder:{reminder.id}:{reminder.next_due.isoformat()}"
        keyboard = self.keyboard(chat.lang, reminder)
        return pages_of(event, reminder.chat_id, reminder.thread_id, chat, message, now, keyboard)

    def lines(self, lang: str, reminder: Reminder, note: str = "") -> list[Line]:
        """The words of a reminder and what it is about."""
        parts = self._context.plans.get(reminder.plan)
        lines: list[Line] = [(Run(self._wording.say(lang, "remind.heading"), Style.BOLD),)]
        if reminder.text:
            lines.append((Run(reminder.text),))
        if parts is None:
            gone = self._wording.say(lang, "remind.plan_gone", number=reminder.task, id=reminder.plan)
            lines.append((Run(gone),))
        else:
            lines.append(parts.labels.task(lang, reminder.task))
        if note:
            lines.append((Run(note, Style.ITALIC),))
        if reminder.schedule.every is not Every.ONCE:
            schedule = self._context.parts(None).labels.schedule(lang, reminder.schedule)
            lines.append((Run(self._wording.say(lang, "remind.repeats", schedule=schedule), Style.ITALIC),))
        return lines

    def keyboard(self, lang: str, reminder: Reminder) -> Keyboard:
        """Done, in an hour, tomorrow at its time; one that repeats can be removed."""
        say, id = self._wording.say, reminder.id
        time = f"{min(reminder.schedule.times):%H:%M}"
        first = (
            Button(say(lang, "remind.button_done"), f"n.rd.{id}"),
            Button(say(lang, "remind.button_hour"), f"n.rh.{id}"),
            Button(say(lang, "remind.button_tomorrow", time=time), f"n.rt.{id}"),
        )
        return (first, *self.removal(lang, reminder))

    def removal(self, lang: str, reminder: Reminder) -> Keyboard:
        """The button that ends a reminder that repeats."""
        if reminder.schedule.every is Every.ONCE:
            return ()
        return ((Button(self._wording.say(lang, "remind.button_remove"), f"n.rx.{reminder.id}"),),)
