"""The calendar file of a place: the deadlines of its tasks and its reminders to come."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools

from bot.commands.context import CommandContext, Place, bold
from bot.db import progress as store
from bot.db import subscriptions as subscribed
from bot.db.reminders import reminders_of
from bot.dialogue.call import Call, File, Response
from bot.export.calendar import Event, calendar
from bot.notifications.deadline_notices import tasks_of
from bot.notifications.progress import USUAL_DAYS, Status, standing_of
from bot.notifications.schedule import following
from bot.screens.keyboard import Button
from bot.screens.message import Line, Message

# Of what repeats so many times within so long.
MOST_TIMES = 60
AHEAD = dt.timedelta(days=366)


class Calendars:
    """Makes calendar files."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context

    def button(self, call: Call, place: Place) -> Button:
        """The button that gives the file."""
        return Button(self._context.say(call, "calendar.button"), place.data("ic"))

    async def export(self, call: Call, place: Place) -> Response:
        """The file, or why there is none."""
        context, now = self._context, self._context.now()
        events = [*await self._deadlines(call, place), *await self._reminders(call, place)]
        if not events:
            raise context.refuse(call, "calendar.nothing")
        name = context.say(call, "calendar.name", title=place.parts.engine.plan.title(call.lang))
        lines: list[Line | str] = [bold(name), context.say(call, "calendar.said", count=len(events))]
        file = File("fengong.ics", calendar(name, events, now))
        return Response(context.screen(place, lines).screen, files=(file,))

    async def _deadlines(self, call: Call, place: Place) -> list[Event]:
        """The days to come by which the place's tasks are due."""
        context, labels, spot = self._context, place.parts.labels, (place.chat_id, place.thread_id)
        async with context.database.transaction() as transaction:
            standing = await standing_of(transaction, place.parts.id, place.parts.engine.tables)
            rows = await subscribed.of_place(transaction, *place.key)
            days = (await store.rules(transaction, [spot])).get(spot, USUAL_DAYS)
        today = context.now().astimezone(place.zone).date()
        tasks = await asyncio.to_thread(tasks_of, place.parts, [row.target for row in rows if not row.paused])
        return [
            Event(
                f"deadline-{place.parts.id}-{task}",
                day,
                context.say(call, "calendar.due", task=Message((labels.task(call.lang, task),)).plain),
                url=labels.opening(task),
                before=tuple(days),
            )
            for task, day in sorted(standing.days.items(), key=lambda item: (item[1], item[0]))
            if task in tasks and day >= today and standing.status(task, today) is not Status.DONE
        ]

    async def _reminders(self, call: Call, place: Place) -> list[Event]:
        """The times to come of the place's reminders, within a year."""
        context, now = self._context, self._context.now()
        async with context.database.transaction() as transaction:
            found = await reminders_of(transaction, place.chat_id, place.thread_id)
        events = []
        for reminder in found:
            parts = context.plans.get(reminder.plan)
            if parts is None:
                continue
            task = Message((parts.labels.task(call.lang, reminder.task),)).plain
            title, text = (reminder.text, task) if reminder.text else (task, "")
            times = itertools.chain([reminder.next_due], following(reminder.schedule, place.zone, reminder.next_due))
            soon = itertools.takewhile(lambda due: due <= now + AHEAD, times)
            for due in itertools.islice(soon, MOST_TIMES):
                uid = f"reminder-{reminder.id}-{due:%Y%m%d%H%M}"
                events.append(Event(uid, due, title, text, parts.labels.opening(reminder.task)))
        return events
