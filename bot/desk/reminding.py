"""/remind and /reminders: words on a date for a task, once or repeating."""

from __future__ import annotations

import re

from bot.call import Call, Response
from bot.db.effects import begin_anew, note_reminder
from bot.db.reminders import add_reminder, count_reminders, reminders_of, remove_reminder
from bot.desk.office import Office, Place, bold, italic
from bot.keyboard import Button
from bot.labels import shortened
from bot.message import Line
from bot.schedule import Every, comes_twice
from bot.when import WhenFault, read_when, reminder_schedule
from corpus.normalize import NUMERAL, number

MOST_REMINDERS = 50
MOST_TEXT = 500
# A task's number: 12, 第12项, task 12. A number of a date has something else after it.
_TASK = re.compile(
    rf"\s*(?:第\s*|#\s*|(?:任务|task|no\.?)\s*)?(\d{{1,4}}|\d{{1,3}}-\d{{1,4}}(?=\s*[项条号])|(?<=第)[{NUMERAL}]{{1,4}})\s*[项条号]?(?=[\s,，、:：]|$)\s*",
    re.I,
)


class Reminding:
    """Sets, lists and removes reminders."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def remind(self, call: Call) -> Response:
        """Sets a reminder: a task, a date, words."""
        office = self._office
        place = await office.place(call)
        await office.may_change(call, place)
        words = call.words.strip()
        if not words:
            return office.screen(place, office.say(call, "remind.hint").splitlines())
        today = office.now().astimezone(place.zone).date()
        task, rest = _task(words)
        when = read_when(rest, today)
        if task is None:
            task, rest = _task(when.rest)
        else:
            rest = when.rest
        if task is None:
            raise office.refuse(call, "remind.no_task")
        keys = place.parts.engine.tables.called(task)
        if not keys:
            raise office.refuse(call, "refusal.no_number", count=len(place.parts.engine.plan.tasks), numbers=task)
        if len(keys) > 1:
            raise office.refuse(call, "remind.several", ids="、".join(place.parts.engine.plan.task_ids(keys)))
        if len(rest) > MOST_TEXT:
            raise office.refuse(call, "remind.too_long", most=MOST_TEXT)
        try:
            schedule, due = reminder_schedule(when, place.zone, office.now())
        except WhenFault as fault:
            raise office.refuse(call, f"when.{fault.reason}", said=fault.said, zone=place.zone.key) from fault
        async with office.database.transaction() as transaction:
            await begin_anew(transaction, call)
            if await count_reminders(transaction, place.chat_id) >= MOST_REMINDERS:
                raise office.refuse(call, "remind.limit", most=MOST_REMINDERS)
            first = due.astimezone(place.zone).date()
            id = await add_reminder(
                transaction,
                place.chat_id,
                place.thread_id,
                place.parts.id,
                keys[0],
                rest,
                schedule,
                due,
                first,
                call.user_id,
            )
            await note_reminder(transaction, call, place.chat_id, id)
        lines: list[Line | str] = [
            bold(
                office.say(
                    call, "remind.set", due=place.parts.labels.moment(call.lang, due, place.zone), zone=place.zone.key
                )
            ),
            place.parts.labels.task(call.lang, keys[0]),
        ]
        if rest:
            lines.append(rest)
        if schedule.every is not Every.ONCE:
            lines.append(
                italic(office.say(call, "remind.repeats", schedule=place.parts.labels.schedule(call.lang, schedule)))
            )
        if schedule.date and comes_twice(schedule.date, schedule.time, place.zone):
            lines.append(italic(office.say(call, "schedule.twice", time=f"{schedule.time:%H:%M}")))
        if schedule.every in (Every.MONTHLY, Every.YEARLY) and schedule.day > 28:
            lines.append(italic(office.say(call, "schedule.last_day", day=schedule.day)))
        keyboard = (
            (
                Button(office.say(call, "remind.button_list"), place.data("rl")),
                Button(office.say(call, "remind.button_remove"), place.data(f"rx.{id}")),
            ),
        )
        return office.screen(place, lines, keyboard)

    async def reminders(self, call: Call) -> Response:
        """The reminders to come, for anyone to see."""
        return await self.list(call, await self._office.place(call))

    async def list(self, call: Call, place: Place) -> Response:
        """The reminders to come, each with a button that removes it."""
        office = self._office
        async with office.database.transaction() as transaction:
            found = await reminders_of(transaction, place.chat_id, place.thread_id)
        if not found:
            return office.screen(place, office.say(call, "remind.none").splitlines())
        lines: list[Line | str] = [bold(office.say(call, "remind.title", count=len(found)))]
        keyboard = []
        for position, reminder in enumerate(found, 1):
            due = place.parts.labels.moment(call.lang, reminder.next_due, place.zone)
            once = reminder.schedule.every is Every.ONCE
            repeat = "" if once else f" · {place.parts.labels.schedule(call.lang, reminder.schedule)}"
            lines.append(f"{position}. {due}{repeat}")
            lines.append(
                office.say(
                    call,
                    "remind.row",
                    number=place.parts.labels.number(reminder.task),
                    text=shortened(reminder.text, 80),
                )
            )
            name = shortened(f"{position}. {reminder.text or due}", 24)
            keyboard.append((Button(f"✕ {name}", place.data(f"rx.{reminder.id}")),))
        return office.screen(place, lines, tuple(keyboard[:20]))

    async def remove(self, call: Call, place: Place, id: str) -> Response:
        """Removes a reminder and shows the others."""
        async with self._office.database.transaction() as transaction:
            gone = await remove_reminder(transaction, place.chat_id, int(id))
        shown = await self.list(call, place)
        return Response(shown.screen, self._office.say(call, "remind.removed" if gone else "desk.old_button"))


def _task(words: str) -> tuple[str | None, str]:
    """What the task at the beginning of the words is called, and the rest."""
    found = _TASK.match(words)
    if found is None:
        return None, words
    return found[1] if "-" in found[1] else str(number(found[1])), words[found.end() :]
