"""The buttons under a reminder that has come: it is done, or it comes again in an hour or tomorrow."""

from __future__ import annotations

import datetime as dt

from bot.commands.context import CommandContext, Place, bold
from bot.commands.progressing import Progressing
from bot.db.reminders import Reminder, get_reminder, set_reminder_due
from bot.dialogue.call import Call, Response
from bot.notifications.reminder_notices import SNOOZE, ReminderNotices
from bot.notifications.schedule import Every, Schedule, next_due
from bot.screens.keyboard import Button


class Delivered:
    """Says under a reminder what became of it, and lets it come again."""

    def __init__(self, context: CommandContext, progressing: Progressing) -> None:
        self._context = context
        self._progressing = progressing
        self._notices = ReminderNotices(context)

    async def done(self, call: Call, place: Place, id: str) -> Response:
        """Whoever does what it reminds of says so; closing the task itself is offered to those who may report on it."""
        context, say = self._context, self._context.say
        reminder = await self._of(call, place, id)
        if reminder.schedule.every is Every.ONCE:
            async with context.database.transaction() as transaction:
                # One that was put off does not come again; of several days the others still do.
                await set_reminder_due(transaction, reminder.id, next_due(reminder.schedule, place.zone, context.now()))
        moment = place.parts.labels.moment(call.lang, context.now(), place.zone)
        said = say(call, "remind.done", name=call.name or str(call.user_id), moment=moment)
        keyboard = self._notices.removal(call.lang, reminder)
        if reminder.plan == place.parts.id and await self._progressing.may_close(call, place, reminder.task):
            number = place.parts.labels.number(reminder.task)
            close = Button(say(call, "remind.button_close", number=number), f"n.pc.{reminder.task}")
            keyboard = ((close,), *keyboard)
        return context.screen(place, [*self._notices.lines(call.lang, reminder), bold(said)], keyboard)

    async def in_an_hour(self, call: Call, place: Place, id: str) -> Response:
        """It comes again in an hour."""
        return await self._again(call, place, await self._of(call, place, id), self._context.now() + SNOOZE)

    async def tomorrow(self, call: Call, place: Place, id: str) -> Response:
        """It comes again the next day at its time."""
        reminder = await self._of(call, place, id)
        day = self._context.now().astimezone(place.zone).date() + dt.timedelta(days=1)
        schedule = Schedule(Every.ONCE, (min(reminder.schedule.times),), dates=(day,))
        due = next_due(schedule, place.zone, self._context.now())
        assert due is not None, "tomorrow is to come"
        return await self._again(call, place, reminder, due)

    async def _again(self, call: Call, place: Place, reminder: Reminder, due: dt.datetime) -> Response:
        following = next_due(reminder.schedule, place.zone, self._context.now())
        due = min(due, following) if following else due
        async with self._context.database.transaction() as transaction:
            await set_reminder_due(transaction, reminder.id, due)
        moment = place.parts.labels.moment(call.lang, due, place.zone)
        said = self._context.say(call, "remind.again", moment=moment)
        keyboard = self._notices.keyboard(call.lang, reminder)
        return self._context.screen(place, [*self._notices.lines(call.lang, reminder), bold(said)], keyboard)

    async def _of(self, call: Call, place: Place, id: str) -> Reminder:
        async with self._context.database.transaction() as transaction:
            found = await get_reminder(transaction, place.chat_id, int(id))
        if found is None:
            raise self._context.refuse(call, "desk.old_button")
        return found
