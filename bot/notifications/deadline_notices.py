"""Reminders before deadlines: each place is told once a day of those of its tasks that are due in so many days."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from bot.commands.context import CommandContext, PlanParts
from bot.db import progress as store
from bot.db import subscriptions as subscribed
from bot.db.addressees import Addressee, addressees
from bot.db.notices import enqueue
from bot.db.responsibles import Responsible, responsibles_of
from bot.notifications.mentions import mentions
from bot.notifications.notice import Notice
from bot.notifications.progress import USUAL_DAYS, Standing, Status, standing_of
from bot.notifications.subscriptions import Target
from bot.screens.labels import Labels
from bot.screens.message import Line, Message, Run, Style
from bot.screens.pages import pages_of
from index.query import IndexFault

# The hour of the chat's day at which it is told.
AT = dt.time(9, 0)
PAUSE = dt.timedelta(seconds=30)
Spot = tuple[int, int]


class DeadlineNotices:
    """Puts reminders before deadlines into the outbox; whoever looks again the same day adds nothing."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        # By plan and zone, the last day that was looked at.
        self._looked: dict[tuple[str, str], dt.date] = {}
        self._last: dt.datetime | None = None

    async def once(self, now: dt.datetime) -> int:
        """What is due to be told by now; how many notices that gave."""
        # A reminder of a day need not come to the second.
        if self._last and self._last <= now < self._last + PAUSE:
            return 0
        self._last = now
        count = 0
        for parts in tuple(self._context.plans.values()):
            count += await self._plan(parts, now)
        return count

    async def _plan(self, parts: PlanParts, now: dt.datetime) -> int:
        tables = parts.engine.tables
        async with self._context.database.transaction() as transaction:
            standing = await standing_of(transaction, parts.id, tables)
            coming = {day for task, day in standing.days.items() if day >= now.date() - dt.timedelta(days=1)}
            if not coming:
                return 0
            rows = await subscribed.of_plan(transaction, parts.id)
            chats = await addressees(transaction, {row.chat_id for row in rows})
        fresh = {zone for zone in {chat.zone for chat in chats.values()} if self._is_new(parts.id, zone, now)}
        if not fresh:
            return 0
        spots: dict[Spot, list[Target]] = {}
        for row in rows:
            if chats[row.chat_id].zone in fresh:
                spots.setdefault((row.chat_id, row.thread_id), []).append(row.target)
        async with self._context.database.transaction() as transaction:
            rules = await store.rules(transaction, spots)
            people = await responsibles_of(transaction, spots, parts.id)
        told = await asyncio.to_thread(self._told, parts, standing, spots, rules, chats, people, now)
        async with self._context.database.transaction() as transaction:
            count = await enqueue(transaction, told)
        for zone in fresh:
            self._looked[parts.id, zone.key] = now.astimezone(zone).date()
        return count

    def _is_new(self, plan: str, zone: ZoneInfo, now: dt.datetime) -> bool:
        local = now.astimezone(zone)
        return local.time() >= AT and self._looked.get((plan, zone.key)) != local.date()

    def _told(
        self,
        parts: PlanParts,
        standing: Standing,
        spots: Mapping[Spot, list[Target]],
        rules: Mapping[Spot, tuple[int, ...]],
        chats: Mapping[int, Addressee],
        people: Mapping[Spot, list[Responsible]],
        now: dt.datetime,
    ) -> list[Notice]:
        found: list[Notice] = []
        for spot, targets in spots.items():
            chat = chats[spot[0]]
            if not chat.active or not self._context.serves(spot[0]):
                continue
            today = now.astimezone(chat.zone).date()
            days = {today + dt.timedelta(days=count) for count in rules.get(spot, USUAL_DAYS)}
            due = sorted(
                (standing.days[task], task)
                for task in tasks_of(parts, targets)
                if standing.days.get(task) in days and standing.status(task, today) is not Status.DONE
            )
            if due:
                message = self._message(parts.labels, chat.lang, due, today)
                tasks = {task for _, task in due}
                wording, tables = self._context.wording, parts.engine.tables
                message += Message(tuple(mentions(wording, chat.lang, tables, people.get(spot, ()), tasks)))
                found += pages_of(f"deadline:{parts.id}:{today}", *spot, chat, message, now)
        return found

    def _message(self, labels: Labels, lang: str, due: list[tuple[dt.date, int]], today: dt.date) -> Message:
        say = self._context.wording.say
        lines: list[Line] = [(Run(say(lang, "deadline.heading"), Style.BOLD),)]
        for day, task in due:
            left = say(lang, "deadline.left", count=(day - today).days, date=labels.day(lang, day))
            lines.append((*labels.task(lang, task), Run(f" · {left}")))
        lines += [(), (Run(say(lang, "deadline.footer"), Style.ITALIC),)]
        return Message(tuple(lines))


def tasks_of(parts: PlanParts, targets: Iterable[Target]) -> set[int]:
    """The tasks that targets select; those of a subject only where it can be searched for."""
    found: set[int] = set()
    for target in targets:
        try:
            found.update(parts.targets.numbers(target))
        except IndexFault:
            continue
    return found
