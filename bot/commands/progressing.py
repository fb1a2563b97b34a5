"""/progress, /status, /deadline and /deadlines: where tasks stand, as people report it, and by when they are due."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections import Counter
from dataclasses import replace

from bot.commands.calendars import Calendars
from bot.commands.context import CommandContext, Place, Refusal, bold, italic
from bot.commands.spoken_progress import PERCENT
from bot.commands.tasks_named import tasks_named
from bot.db import progress as store
from bot.db import subscriptions as subscribed
from bot.db.progress import Report
from bot.db.responsibles import responsibles_of
from bot.dialogue.aside import aside
from bot.dialogue.call import Call, File, Response
from bot.notifications.deadline_notices import tasks_of
from bot.notifications.progress import USUAL_DAYS, Standing, Status, standing_of, state_of, stated_days
from bot.notifications.subscriptions import WORDS_FILE
from bot.screens.keyboard import Button, Keyboard
from bot.screens.message import Line
from bot.screens.refs import Shown, tag_of
from bot.when import WhenFault, instant, read_when
from corpus.normalize import fold, number
from corpus.readers import read_data
from corpus.records import Role

MOST_TEXT = 300
MOST_DAYS = 5
LONGEST_AHEAD = 180
HISTORY = 10
SHOWN = 10


class Progressing:
    """Takes and shows reports on tasks, and sets deadlines."""

    def __init__(self, context: CommandContext, calendars: Calendars) -> None:
        self._context = context
        self._calendars = calendars

    async def progress(self, call: Call) -> Response:
        """Reports on a task, or shows its history where only the task is named."""
        context = self._context
        place = await context.place(call)
        if not call.words.strip():
            return context.screen(place, context.say(call, "progress.hint").splitlines())
        key, words = await aside(lambda _: self._task(call, place), call.words)
        if not words:
            return await self._history(call, place, key)
        await self._may_report(call, place, key)
        percent, done, text = self._read(call, words)
        if len(text) > MOST_TEXT:
            raise context.refuse(call, "progress.too_long", most=MOST_TEXT)
        await self._add(call, place, key, percent, done, text)
        return await self._history(call, place, key, noted=True)

    async def status(self, call: Call) -> Response:
        """How many tasks of each department stand where; of one department its tasks."""
        context = self._context
        place = await context.place(call)
        async with context.database.transaction() as transaction:
            standing = await standing_of(transaction, place.parts.id, place.parts.engine.tables)
        today = self._today(place)
        named = await aside(place.parts.targets.named, call.words) if call.words.strip() else ()
        if call.words.strip() and not named:
            raise context.refuse(call, "status.nobody", said=call.words.strip()[:60])
        lines = (
            self._of_departments(call, place, standing, named, today)
            if named
            else self._overall(call, place, standing, today)
        )
        shown: list[Line | str] = [*lines, "", italic(context.say(call, "progress.not_the_plans"))]
        return context.screen(place, shown, self._takeaways(call, place) if standing.reports or standing.days else ())

    def _takeaways(self, call: Call, place: Place) -> Keyboard:
        tag = tag_of(place.parts.id)
        file = Button(self._context.say(call, "status.button_list"), f"x.{tag}.{call.lang}.xlsx.{Shown.TASK}")
        return ((Button(self._context.say(call, "status.button_picture"), place.data("sg")), file),)

    async def picture(self, call: Call, place: Place) -> Response:
        """A picture of where the tasks of each department stand."""
        from bot.export.status import status

        context, tables, today = self._context, place.parts.engine.tables, self._today(place)
        async with context.database.transaction() as transaction:
            standing = await standing_of(transaction, place.parts.id, tables)
        rows = [(id, self._named(standing.counts(self._led(place, id), today))) for id in tables.departments]
        rows = sorted((row for row in rows if row[1]), key=lambda row: -row[1].total())
        every, day = self._named(standing.counts(tables.every, today)), place.parts.labels.day(call.lang, today)
        plan = place.parts.engine.plan
        data = await asyncio.to_thread(status, plan, context.wording, call.lang, day, every, rows)
        said = context.say(call, "status.title", count=len(tables.every))
        file = File(f"status-{plan.id}.png", data, picture=True)
        return replace(context.screen(place, [bold(said)]), files=(file,))

    def _led(self, place: Place, id: str) -> frozenset[int]:
        """The tasks that a department leads, those that it takes part in where it leads none."""
        tables = place.parts.engine.tables
        return tables.holds(id, Role.LEAD) or tables.holds(id, None)

    def _named(self, counts: Counter[Status]) -> Counter[str]:
        return Counter({str(status): count for status, count in counts.items()})

    async def deadline(self, call: Call) -> Response:
        """Sets a task's deadline where the plan states none; for operators."""
        context = self._context
        place = await context.place(call)
        await context.operate(call, "deadline" if call.words.strip() else "", call.words.strip())
        if not call.words.strip():
            return context.screen(place, context.say(call, "deadline.hint").splitlines())
        key, words = await aside(lambda _: self._task(call, place), call.words)
        stated = place.parts.engine.tables.tasks[key].deadline
        if stated and key in stated_days(place.parts.engine.tables):
            raise context.refuse(call, "deadline.stated", number=place.parts.labels.number(key), deadline=stated)
        when = read_when(words)
        if when.rest:
            raise WhenFault("unreadable", when.rest, when.said)
        date = None if when.off else instant(when, place.zone, context.now()).astimezone(place.zone).date()
        if date is not None and date < self._today(place):
            raise WhenFault("past", str(date))
        async with context.database.transaction() as transaction:
            await store.set_deadline(transaction, place.parts.id, key, date, call.user_id)
        said = (
            context.say(call, "deadline.set", date=place.parts.labels.day(call.lang, date))
            if date
            else context.say(call, "deadline.removed")
        )
        return context.screen(place, [bold(said), place.parts.labels.task(call.lang, key)])

    async def deadlines(self, call: Call) -> Response:
        """What is overdue and due within a week here, and how long before deadlines the place is reminded."""
        context, say = self._context, self._context.say
        place = await context.place(call)
        spot = (place.chat_id, place.thread_id)
        if words := call.words.strip():
            await context.may_change(call, place)
            async with context.database.transaction() as transaction:
                await store.set_rule(transaction, spot, self._days(call, words))
        async with context.database.transaction() as transaction:
            days = (await store.rules(transaction, [spot])).get(spot, USUAL_DAYS)
            standing = await standing_of(transaction, place.parts.id, place.parts.engine.tables)
            rows = await subscribed.of_place(transaction, *place.key)
        tasks = await asyncio.to_thread(tasks_of, place.parts, [row.target for row in rows if not row.paused])
        pressing = standing.pressing(self._today(place)).within(tasks)
        lines: list[Line | str] = [bold(say(call, "deadline.title"))]
        for key, found in (("digest.overdue", pressing.overdue), ("digest.soon", pressing.soon)):
            if found:
                lines.append(bold(say(call, key, count=len(found))))
                lines += [
                    (*place.parts.labels.task(call.lang, task), *place.parts.labels.due(call.lang, day))
                    for task, day in found[:SHOWN]
                ]
        if not (pressing.overdue or pressing.soon):
            lines.append(say(call, "deadline.none"))
        rule = say(call, "schedule.joint").join(map(str, days))
        lines += ["", say(call, "deadline.rule", days=rule) if days else say(call, "deadline.no_rule")]
        coming = any(task in tasks and day >= self._today(place) for task, day in standing.days.items())
        keyboard = ((self._calendars.button(call, place),),) if coming else ()
        return context.screen(place, [*lines, italic(say(call, "deadline.change"))], keyboard)

    def _task(self, call: Call, place: Place) -> tuple[int, str]:
        """The one task that the words name, and the other words."""
        context, named = self._context, tasks_named(call.words.strip())
        if len(named.tasks) != 1:
            raise context.refuse(call, "progress.one_task")
        keys = place.parts.engine.tables.called(named.tasks[0])
        if not keys:
            count = len(place.parts.engine.plan.tasks)
            raise context.refuse(call, "refusal.no_number", count=count, numbers=named.tasks[0])
        if len(keys) > 1:
            raise context.refuse(call, "remind.several", ids="、".join(place.parts.engine.plan.task_ids(keys)))
        return keys[0], named.text(named.words)

    async def may_close(self, call: Call, place: Place, key: int) -> bool:
        """Whether the person may report on the task and nobody has closed it."""
        try:
            await self._may_report(call, place, key)
        except Refusal:
            return False
        async with self._context.database.transaction() as transaction:
            before = (await store.latest(transaction, place.parts.id)).get(key)
        return not (before and before.done)

    async def close(self, call: Call, place: Place, key: str) -> Response:
        """Closes a task by a button."""
        task = int(key)
        if task not in place.parts.engine.tables.tasks:
            raise self._context.refuse(call, "desk.old_button")
        await self._may_report(call, place, task)
        await self._add(call, place, task, 100, True, "")
        return await self._history(call, place, task, noted=True)

    async def _add(self, call: Call, place: Place, key: int, percent: int | None, done: bool, text: str) -> None:
        context = self._context
        async with context.database.transaction() as transaction:
            before = (await store.latest(transaction, place.parts.id)).get(key)
            if percent is None:
                percent = (before.percent or None) if before and not before.done else None
            report = Report(key, percent, done, text, call.user_id, call.name, context.now())
            await store.add_report(transaction, place.parts.id, report, place.chat_id)

    async def _may_report(self, call: Call, place: Place, key: int) -> None:
        """Refusal unless an operator reports, who is responsible, or an administrator of a group that follows the task."""
        context = self._context
        if call.private and call.user_id in context.admins and not place.title:
            return
        if place.private:
            raise context.refuse(call, "progress.in_group")
        spot = (place.chat_id, place.thread_id)
        async with context.database.transaction() as transaction:
            rows = await subscribed.of_place(transaction, *place.key)
            people = (await responsibles_of(transaction, [spot], place.parts.id)).get(spot, [])
        mine = [one for one in people if one.user_id == call.user_id]
        if any(key in place.parts.targets.numbers(one.target) for one in mine):
            return
        await context.may_change(call, place)
        if key not in await asyncio.to_thread(tasks_of, place.parts, [row.target for row in rows]):
            raise context.refuse(call, "progress.not_followed", number=place.parts.labels.number(key))

    def _read(self, call: Call, words: str) -> tuple[int | None, bool, str]:
        """The percentage, whether the task is closed, and the words; a task is closed by a word alone or with words."""
        found = PERCENT.search(words)
        percent = number(found[1] or found[2]) if found else None
        if percent is not None and percent > 100:
            raise self._context.refuse(call, "progress.too_much", said=f"{percent}%")
        text = (words[: found.start()] + " " + words[found.end() :]) if found else words
        text = " ".join(text.split()).strip(" ,，、:：;；")
        # 完成60% is under way, 完成 alone is done.
        if percent in (None, 100) and (rest := _behind("closed", text)) is not None:
            return 100, True, rest
        if percent in (None, 0) and (rest := _behind("unopened", text)) is not None:
            return 0, False, rest
        return percent, False, text

    def _days(self, call: Call, words: str) -> list[int]:
        if read_when(words).off:
            return []
        days = sorted({int(day) for day in re.findall(r"\d+", fold(words))}, reverse=True)
        if not days or len(days) > MOST_DAYS or days[0] > LONGEST_AHEAD:
            raise self._context.refuse(call, "deadline.unreadable", most=MOST_DAYS, longest=LONGEST_AHEAD)
        return days

    async def _history(self, call: Call, place: Place, key: int, noted: bool = False) -> Response:
        context, say, labels = self._context, self._context.say, place.parts.labels
        async with context.database.transaction() as transaction:
            reports = await store.history(transaction, place.parts.id, key, HISTORY)
            standing = await standing_of(transaction, place.parts.id, place.parts.engine.tables)
        status = standing.status(key, self._today(place))
        heading = say(call, "progress.noted") if noted else say(call, "progress.title")
        lines: list[Line | str] = [bold(heading), labels.task(call.lang, key)]
        percent = f" {reports[0].percent}%" if reports and reports[0].percent and status is not Status.DONE else ""
        lines.append(say(call, "progress.now", status=say(call, f"status.{status}") + percent))
        if key in standing.days:
            lines.append(say(call, "progress.due", date=labels.day(call.lang, standing.days[key])))
        if reports:
            lines += ["", say(call, "progress.history")]
        for report in reports:
            state = state_of(context.wording, call.lang, report)
            moment = labels.moment(call.lang, report.created, place.zone)
            words = say(call, "digest.report_words", text=report.text) if report.text else ""
            name = report.name or report.user_id
            lines.append(say(call, "progress.row", moment=moment, name=name, state=state, words=words))
        lines += ["", italic(say(call, "progress.not_the_plans"))]
        return context.screen(place, lines)

    def _overall(self, call: Call, place: Place, standing: Standing, today: dt.date) -> list[Line | str]:
        say, tables = self._context.say, place.parts.engine.tables
        every = standing.counts(tables.every, today)
        lines: list[Line | str] = [
            bold(say(call, "status.title", count=len(tables.every))),
            self._counted(call, every),
            italic(say(call, "status.each_once", count=len(tables.every))),
            "",
        ]
        for id in tables.departments:
            led = self._led(place, id)
            counts = standing.counts(led, today)
            # Where nobody has reported anything, there is nothing to say of a department.
            if set(counts) != {Status.OPEN}:
                key = "led_row" if tables.holds(id, Role.LEAD) else "joined_row"
                lines.append(self._row(call, place, key, id, counts))
        if lines[-1] == "":
            return [*lines, say(call, "status.nothing")]
        return [*lines, italic(say(call, "status.led")), italic(say(call, "status.left_out"))]

    def _of_departments(
        self, call: Call, place: Place, standing: Standing, named: tuple[str, ...], today: dt.date
    ) -> list[Line | str]:
        say, labels, tables = self._context.say, place.parts.labels, place.parts.engine.tables
        lines: list[Line | str] = []
        for id in named:
            led = tables.holds(id, Role.LEAD)
            for key, tasks in (("led_row", sorted(led)), ("joined_row", sorted(tables.holds(id, None) - led))):
                if not tasks:
                    continue
                lines.append(bold(self._row(call, place, key, id, standing.counts(tasks, today))))
                for status in (Status.OVERDUE, Status.STARTED, Status.DONE, Status.OPEN):
                    mine = [task for task in tasks if standing.status(task, today) is status]
                    numbers = say(call, "schedule.joint").join(map(labels.number, mine))
                    if mine:
                        lines.append(say(call, "status.tasks", status=say(call, f"status.{status}"), numbers=numbers))
        return lines

    def _row(self, call: Call, place: Place, key: str, id: str, counts: Counter[Status]) -> str:
        """Where the tasks of a department stand that it leads, or takes part in, by the key of what is said."""
        name, counted = place.parts.labels.department(call.lang, id), self._counted(call, counts)
        return self._context.say(call, f"status.{key}", department=name, count=counts.total(), counts=counted)

    def _counted(self, call: Call, counts: Counter[Status]) -> str:
        say = self._context.say
        return " · ".join(f"{say(call, f'status.{status}')} {counts[status]}" for status in Status)

    def _today(self, place: Place) -> dt.date:
        return self._context.now().astimezone(place.zone).date()


def _behind(state: str, text: str) -> str | None:
    """The words behind one for a state that begins the text; None where none does."""
    folded = fold(text)
    for word in sorted(read_data(WORDS_FILE)[state]["words"], key=len, reverse=True):
        rest = text[len(word) :].lstrip("了啦")
        if folded.startswith(word) and not rest[:1].isalnum():
            return rest.strip(" ,，、:：;；。")
    return None
