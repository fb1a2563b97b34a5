"""/remind and /reminders: words on a date for tasks, once or repeating."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.commands.calendars import Calendars
from bot.commands.context import CommandContext, Place, bold, italic, told
from bot.commands.pending import NO_TASK, Pending, Spoken, Waiting
from bot.commands.spoken_words import REMINDER
from bot.commands.tasks_named import Named, pointed, tasks_named
from bot.db.effects import begin_anew, note_reminder, note_replaced
from bot.db.engine import Transaction
from bot.db.reminders import (
    Reminder,
    add_reminder,
    count_reminders,
    end_reminder,
    reminders_of,
    remove_reminder,
)
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, Response
from bot.notifications.schedule import (
    SHORTEST_MONTH,
    Every,
    Schedule,
    comes_twice,
    due_times,
    next_due,
    unknown_year,
)
from bot.screens.keyboard import Button, Keyboard
from bot.screens.labels import shortened
from bot.screens.message import Line
from bot.when import When, WhenFault, apart, changed, is_time, read_anchored, read_when, reminder_schedules
from corpus.normalize import fold

MOST_REMINDERS = 50
MOST_TEXT = 500
# So many at once; a button has room for their ids.
MOST_AT_ONCE = 5
# Of a reminder with many days, so many are named.
MOST_DAYS = 10
PAGE = 8

# What stands before the words in English: remind me at 9 to call.
_LEAD = re.compile(r"^[\s,，、:：–—-]*(?:(?:to|that)\s+(?=[A-Za-z]))?", re.I)

Dated = tuple[Schedule, dt.datetime]
# A reminder to be set: its task, its words, and when it comes.
New = tuple[int, str, Schedule, dt.datetime]


class Reminding:
    """Sets, lists, changes and removes reminders."""

    def __init__(self, context: CommandContext, pending: Pending, calendars: Calendars) -> None:
        self._context = context
        self._calendars = calendars
        self._pending = pending

    async def remind(self, call: Call) -> Response:
        """Sets a reminder: tasks, a time, words. What was asked back is completed by the next message."""
        context = self._context
        place = await context.place(call)
        await context.may_change(call, place)
        if not call.words.strip():
            self._pending.ask(call, Waiting(REMINDER, "", WhenFault(NO_TASK)))
            return context.screen(place, context.say(call, "remind.hint").splitlines())
        call = self._pointed(call, place)
        try:
            named, when, text = await aside(read_order, call.words)
            keys = self._keys(call, place, named)
            found = reminder_schedules(when, place.zone, context.now())
        except WhenFault as fault:
            self._pending.ask(call, Waiting(REMINDER, call.words, fault))
            raise
        if len(text) > MOST_TEXT:
            raise context.refuse(call, "remind.too_long", most=MOST_TEXT)
        new = [(key, text, *one) for key in keys for one in found]
        return await self.put(call, place, new, when.has_assumed_hour, week=self._week(when, place))

    async def change(self, call: Call, place: Place, ids: str) -> Response:
        """Asks for another time; the next message is it."""
        chosen = await self.chosen(call, place, as_ids(ids))
        self._pending.ask(call, Waiting(REMINDER, "", WhenFault("no_date"), tuple(one.id for one in chosen)))
        due = place.parts.labels.moment(call.lang, chosen[0].next_due, place.zone)
        lines = [place.parts.labels.task(call.lang, chosen[0].task)] if len(chosen) == 1 else []
        return self._context.screen(place, [*lines, self._context.say(call, "remind.new_time", due=due)])

    async def time_said(self, call: Call, replaced: Sequence[int]) -> Response:
        """Takes the time that was asked for in place of that of reminders."""
        place = await self._context.place(call)
        await self._context.may_change(call, place)
        return await self.another_time(call, place, replaced)

    async def another_time(self, call: Call, place: Place, ids: Sequence[int]) -> Response:
        """Lets reminders come at the time that the words say; what it leaves out, day or hour, stays."""
        before = await self.chosen(call, place, ids)
        try:
            when = await aside(lambda words: read_anchored(words) or read_when(words), call.words)
            if when.groups and when.rest:
                raise WhenFault("partly", when.rest, when.said)
            found, week = self._in_week(call, place, ids, when)
        except WhenFault as fault:
            self._pending.ask(call, Waiting(REMINDER, call.words, fault, tuple(ids)))
            raise
        was = [one.schedule for one in before]
        if when.says_only_hours:
            found = self._to_come(place, {replace(one, times=said.times) for one in was for said, _ in found}, found)
        elif not when.says_hour:
            found = self._to_come(place, {replace(said, times=one.times) for one in was for said, _ in found}, found)
        about = dict.fromkeys((one.task, one.text) for one in before)
        new = [(*one, *dated) for one in about for dated in found]
        return await self.put(call, place, new, any(group.assumed for group in when.groups), before, week)

    def _in_week(self, call: Call, place: Place, ids: Sequence[int], when: When) -> tuple[list[Dated], dt.date | None]:
        """The schedules of another time, and the week that it is of: a weekday alone is of the week that was named before."""
        now, spoken = self._context.now(), self._pending.spoken_of(call)
        named = spoken.week if spoken is not None and set(ids) <= set(spoken.ids) else None
        if named is None or not (when.says_only_hours or any(one.is_weekday for one in when.groups)):
            return reminder_schedules(when, place.zone, now), self._week(when, place)
        weeks = (named - _monday(now, place.zone)).days // 7
        groups = tuple(replace(one, week=weeks) if one.is_weekday else one for one in when.groups)
        with contextlib.suppress(WhenFault):
            return reminder_schedules(replace(when, groups=groups), place.zone, now), named
        # What is past in that week is the next one to come.
        return reminder_schedules(when, place.zone, now), None

    def _week(self, when: When, place: Place) -> dt.date | None:
        """The Monday of the one week that a time names."""
        named = {group.week for group in when.groups}
        week = named.pop() if len(named) == 1 else None
        return None if week is None else _monday(self._context.now(), place.zone) + dt.timedelta(weeks=week)

    def _pointed(self, call: Call, place: Place) -> Call:
        """The call with the task that was just shown in place of 这项."""
        key = self._pending.task_shown(call, place.parts.id)
        if key is None or key not in place.parts.engine.tables.tasks:
            return call
        [id] = place.parts.engine.plan.task_ids([key])
        return replace(call, words=pointed(call.words, self._context.wording.say("zh", "remind.task", number=id)))

    async def put(
        self,
        call: Call,
        place: Place,
        new: Sequence[New],
        assumed: bool = False,
        replaced: Sequence[Reminder] = (),
        week: dt.date | None = None,
    ) -> Response:
        """Sets reminders, those that they replace end, and says so; a button undoes it. `week` is the one that was named."""
        context, labels = self._context, place.parts.labels
        if len(new) > MOST_AT_ONCE:
            raise context.refuse(call, "remind.too_many", most=MOST_AT_ONCE)
        ids = await self._add(call, place, new, replaced)
        self._pending.told(call, Spoken(REMINDER, (*ids, *(one.id for one in replaced)), together=True, week=week))
        dated = dict.fromkeys((schedule, due) for _, _, schedule, due in new)
        lines: list[Line | str] = []
        for schedule, due in dated:
            lines += self._said(call, place, schedule, due)
        lines += [labels.task(call.lang, key) for key in dict.fromkeys(key for key, *_ in new)]
        lines += [text for text in dict.fromkeys(text for _, text, *_ in new) if text]
        if assumed:
            hours = dict.fromkeys(f"{time:%H:%M}" for schedule, _ in dated for time in schedule.times)
            lines.append(italic(context.say(call, "remind.assumed", times="、".join(hours))))
        lines += self._notes(call, place, [schedule for schedule, _ in dated])
        years = {unknown_year(schedule, due, context.now()) for schedule, due in dated} - {None}
        lines += [italic(context.say(call, "schedule.no_holidays", year=year)) for year in years]
        undo = f"ru.{call.message_id}" if replaced and call.message_id is not None else ""
        return context.screen(place, lines, self._buttons(call, place, ids, undo))

    def _to_come(self, place: Place, schedules: Iterable[Schedule], others: Sequence[Dated]) -> list[Dated]:
        """The schedules that are still to come with when; the others where none is."""
        kept = [(each, next_due(each, place.zone, self._context.now())) for each in schedules]
        return [(each, due) for each, due in kept if due is not None] or list(others)

    async def reminders(self, call: Call) -> Response:
        """The reminders to come, for anyone to see; with words, those to be removed, after a button is pressed that says so."""
        place = await self._context.place(call)
        off, _, words = call.words.strip().partition(" ")
        if fold(off) != "off":
            return await self.listed(call, place)
        await self._context.may_change(call, place)
        return await self._ending(call, place, words)

    async def _ending(self, call: Call, place: Place, words: str) -> Response:
        """Asks whether all reminders are to be removed, or those of the tasks named."""
        context = self._context
        named = [key for task in tasks_named(words).tasks for key in place.parts.engine.tables.called(task)]
        tasks = "-".join(map(str, named[:MOST_AT_ONCE]))
        async with context.database.transaction() as transaction:
            found = await self._of_tasks(transaction, place, tasks)
        if not found:
            return await self.listed(call, place)
        shown = [self.listing(call, place, number, one) for number, one in enumerate(found, 1)]
        button = Button(context.say(call, "remind.button_remove_all", count=len(found)), place.data(f"rz.{tasks}"))
        question = bold(context.say(call, "remind.sure", count=len(found)))
        lines = [question, *(line for lines in shown[:PAGE] for line in lines)]
        return context.screen(place, lines, ((button,), (self.list_button(call, place),)))

    async def remove_all(self, call: Call, place: Place, tasks: str) -> Response:
        """Removes every reminder of the place, or those of tasks."""
        async with self._context.database.transaction() as transaction:
            found = await self._of_tasks(transaction, place, tasks)
            gone = [await remove_reminder(transaction, place.chat_id, one.id) for one in found]
        return told(self._context.say(call, "remind.all_removed", count=sum(gone)))

    async def listed(self, call: Call, place: Place, page: str = "0") -> Response:
        """A page of the reminders to come, each with a button that removes it."""
        context = self._context
        async with context.database.transaction() as transaction:
            found = await reminders_of(transaction, place.chat_id, place.thread_id)
        if not found:
            return context.screen(place, context.say(call, "remind.none").splitlines())
        self._pending.told(call, Spoken(REMINDER, tuple(one.id for one in found)))
        shown = max(0, min(int(page), (len(found) - 1) // PAGE))
        lines: list[Line | str] = [bold(context.say(call, "remind.title", count=len(found)))]
        keyboard = []
        for position, reminder in list(enumerate(found, 1))[shown * PAGE : (shown + 1) * PAGE]:
            lines += self.listing(call, place, position, reminder)
            due = place.parts.labels.moment(call.lang, reminder.next_due, place.zone)
            name = shortened(f"{position}. {reminder.text or due}", 24)
            keyboard.append((Button(f"✕ {name}", place.data(f"rx.{reminder.id}")),))
        steps = [
            Button(context.say(call, key), place.data(f"rl.{number}"))
            for key, number in (("desk.previous", shown - 1), ("desk.next", shown + 1))
            if 0 <= number * PAGE < len(found)
        ]
        last = [*steps, self._calendars.button(call, place)]
        return context.screen(place, lines, (*keyboard, tuple(last)))

    def listing(self, call: Call, place: Place, position: int, reminder: Reminder) -> list[Line | str]:
        """A reminder in a list: when it comes, and of what."""
        labels = place.parts.labels
        due = labels.moment(call.lang, reminder.next_due, place.zone)
        once = reminder.schedule.every is Every.ONCE
        repeat = "" if once else f" · {labels.schedule(call.lang, reminder.schedule)}"
        number, text = labels.number(reminder.task), shortened(reminder.text, 80)
        return [f"{position}. {due}{repeat}", self._context.say(call, "remind.row", number=number, text=text)]

    async def remove(self, call: Call, place: Place, ids: str) -> Response:
        """Removes reminders and shows the others."""
        async with self._context.database.transaction() as transaction:
            gone = [await remove_reminder(transaction, place.chat_id, id) for id in as_ids(ids)]
        shown = await self.listed(call, place)
        return Response(shown.screen, self._context.say(call, "remind.removed" if any(gone) else "desk.old_button"))

    @staticmethod
    async def _of_tasks(transaction: Transaction, place: Place, tasks: str) -> list[Reminder]:
        """The reminders of the place that are to come, those of tasks where any are given."""
        found = await reminders_of(transaction, place.chat_id, place.thread_id)
        return [one for one in found if not tasks or (one.plan == place.parts.id and one.task in as_ids(tasks))]

    def _keys(self, call: Call, place: Place, named: Named) -> list[int]:
        """The keys of the tasks named; Refusal where there is none, or one is not in the plan."""
        context, tables = self._context, place.parts.engine.tables
        if not named.tasks:
            self._pending.ask(call, Waiting(REMINDER, call.words, WhenFault(NO_TASK)))
            raise context.refuse(call, "remind.no_task")
        keys: list[int] = []
        for task in named.tasks:
            called = tables.called(task)
            if not called:
                raise context.refuse(call, "refusal.no_number", count=len(place.parts.engine.plan.tasks), numbers=task)
            if len(called) > 1:
                raise context.refuse(call, "remind.several", ids="、".join(place.parts.engine.plan.task_ids(called)))
            keys.append(called[0])
        return keys

    async def _add(self, call: Call, place: Place, new: Sequence[New], replaced: Sequence[Reminder] = ()) -> list[int]:
        """Adds reminders and ends those that they replace in one transaction; their ids. Refusal for too many and equal ones."""
        context, ids = self._context, []
        async with context.database.transaction() as transaction:
            await begin_anew(transaction, call)
            await context.note_language(transaction, call, place)
            ended = {one.id: await end_reminder(transaction, place.chat_id, one.id) for one in replaced}
            had = {
                (one.plan, one.task, one.text, one.schedule)
                for one in await reminders_of(transaction, place.chat_id, place.thread_id)
            }
            count = await count_reminders(transaction, place.chat_id)
            for key, text, schedule, due in new:
                if (place.parts.id, key, text, schedule) in had:
                    raise context.refuse(call, "remind.same")
                if (count := count + 1) > MOST_REMINDERS:
                    raise context.refuse(call, "remind.limit", most=MOST_REMINDERS)
                id = await add_reminder(transaction, *place.key, key, text, schedule, due, call.user_id)
                ids.append(id)
                await note_reminder(transaction, call, place.chat_id, id)
            if was := {id: due for id, due in ended.items() if due}:
                await note_replaced(transaction, call, place.chat_id, was, ids)
        return ids

    def _said(self, call: Call, place: Place, schedule: Schedule, due: dt.datetime) -> list[Line | str]:
        """When it reminds: every day of a single one in full, the next time of one that repeats."""
        context, labels = self._context, place.parts.labels
        moments = [due] if schedule.every is not Every.ONCE else due_times(schedule, place.zone, context.now())
        said = context.say(call, "schedule.joint").join(
            labels.moment(call.lang, moment, place.zone) for moment in moments[:MOST_DAYS]
        )
        lines: list[Line | str] = [bold(context.say(call, "remind.set", due=said, zone=place.zone.key))]
        if schedule.every is not Every.ONCE:
            lines.append(italic(context.say(call, "remind.repeats", schedule=labels.schedule(call.lang, schedule))))
        return lines

    def _notes(self, call: Call, place: Place, schedules: Sequence[Schedule]) -> list[Line | str]:
        lines: list[Line | str] = []
        for schedule in schedules:
            for time in (
                time for day in schedule.dates for time in schedule.times if comes_twice(day, time, place.zone)
            ):
                lines.append(italic(self._context.say(call, "schedule.twice", time=f"{time:%H:%M}")))
            for day in (day for day in schedule.days if day > SHORTEST_MONTH):
                lines.append(italic(self._context.say(call, "schedule.last_day", day=day)))
        return lines

    def _buttons(self, call: Call, place: Place, ids: Sequence[int], undo: str) -> Keyboard:
        say, joined = self._context.say, "-".join(map(str, ids))
        return (
            (
                Button(say(call, "remind.button_change"), place.data(f"rc.{joined}")),
                Button(say(call, "remind.button_undo"), place.data(undo or f"rx.{joined}")),
            ),
            (self.list_button(call, place),),
        )

    def list_button(self, call: Call, place: Place) -> Button:
        """Shows all reminders."""
        return Button(self._context.say(call, "remind.button_list"), place.data("rl"))

    async def those(self, place: Place, ids: Sequence[int]) -> list[Reminder]:
        """The reminders of a place with those ids."""
        async with self._context.database.transaction() as transaction:
            return [one for one in await reminders_of(transaction, place.chat_id) if one.id in ids]

    async def chosen(self, call: Call, place: Place, ids: Sequence[int]) -> list[Reminder]:
        """The same, all of the plan that the place asks; Refusal where none is left."""
        found = await self.those(place, ids)
        if not found or any(one.plan != place.parts.id for one in found):
            raise self._context.refuse(call, "desk.old_button")
        return found


def _monday(now: dt.datetime, zone: ZoneInfo) -> dt.date:
    today = now.astimezone(zone).date()
    return today - dt.timedelta(days=today.weekday())


def read_order(words: str) -> tuple[Named, When, str]:
    """The tasks named, the time, and the words that are left; WhenFault for a time that cannot be."""
    named, when, text = _read(words)
    if when.groups and (clause := changed(text, any(group.repeat for group in when.groups))):
        raise WhenFault("partly", clause, when.said)
    return named, when, _LEAD.sub("", text)


def _read(words: str) -> tuple[Named, When, str]:
    head, parted, tail = words.partition("\n")
    if parted and (found := _parted(head, tail)):
        return found
    named = tasks_named(words)
    if not parted and (when := read_anchored(named.words)):
        return named, when, named.text(when.rest)
    when = read_when(named.words)
    if not named.tasks:
        # The number may stand behind the time: 明天9点 12 提交.
        later = tasks_named(when.rest)
        if later.tasks:
            return later, when, later.text(later.words)
    return named, when, named.text(when.rest)


def _parted(head: str, tail: str) -> tuple[Named, When, str] | None:
    """The order where words stand before it, which are its time; None where they are none, or not its time alone."""
    before, behind = tasks_named(head), tasks_named(tail)
    if not is_time(before.words):
        both = tasks_named(f"{head}，{tail}")
        if when := read_anchored(both.words):
            named = both if both.tasks else behind
            return named, when, both.text(when.rest)
        if parts := apart(before.words):
            # What stands before the time tells what it is about: 第12项要上会，周四上午9点提醒我.
            reason, time = parts
            named = behind if behind.tasks else before
            text = " ".join(filter(None, (before.text(reason), behind.text(behind.words))))
            return named, read_when(time), text
    first = read_when(before.words)
    if first.groups and (left := before.text(first.rest)):
        raise WhenFault("partly", left, first.said)
    if not first.groups or first.has_assumed_hour:
        return None
    # The time is said whole; whatever time follows is in the words, but for the bounds of what repeats.
    whole = read_when(f"{before.words}，{behind.words}")
    if _bounds(whole) > _bounds(first):
        return (behind if behind.tasks else before), whole, behind.text(whole.rest)
    return (behind if behind.tasks else before), first, behind.text(behind.words)


def _bounds(when: When) -> int:
    """How many bounds of what repeats are said."""
    return sum(bool(group.start) + bool(group.until) for group in when.groups if group.repeat)


def as_ids(joined: str) -> list[int]:
    """The ids that a button's words join."""
    return [int(id) for id in joined.split("-")]
