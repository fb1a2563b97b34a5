"""A place's digest put together: of each plan what is new since the last one, then what waits there whatever the plan."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from cachetools import LRUCache

from bot.commands.context import CommandContext, PlanParts
from bot.db import receipts, reminders
from bot.db import subscriptions as subscribed
from bot.db.engine import Transaction
from bot.db.plan_versions import PastVersion, past_version, past_versions
from bot.db.receipts import Request
from bot.db.reminders import Reminder
from bot.db.responsibles import Responsible, responsibles_of
from bot.notifications.change_lines import TaskChange
from bot.notifications.changes import Revision, concerns, revision
from bot.notifications.deadline_notices import tasks_of
from bot.notifications.digests import News
from bot.notifications.mentions import mentions
from bot.notifications.progress import Standing, standing_of
from bot.notifications.receipts import receipt_button
from bot.notifications.subscriptions import Aim, Target
from bot.screens.keyboard import Button, Keyboard
from bot.screens.labels import shortened
from bot.screens.message import Line, Message, Run, Style
from corpus.versions import version_of

# Reminders that are due within so long are named.
COMING = dt.timedelta(days=7)
# The first digest says what is new in so long.
USUAL = dt.timedelta(days=7)
# What was asked longer ago and nobody has confirmed is no news any more.
ASKED = dt.timedelta(days=100)
MOST_WAITING = 5
# So many receipts can be given from a digest.
MOST_BUTTONS = 3
_REVISIONS = 8
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DigestPlace:
    """Whom a digest is for: the place, how it is told, and since when things are new.

    `by_week` says that none has come yet and that what is new is that of a week.
    """

    spot: Spot
    lang: str
    zone: ZoneInfo
    since: dt.datetime
    by_week: bool


def digest_place(spot: Spot, lang: str, zone: ZoneInfo, last: dt.datetime | None, now: dt.datetime) -> DigestPlace:
    """Whom a digest is for, where the `last` one came then; None for none yet."""
    return DigestPlace(spot, lang, zone, last or now - USUAL, last is None)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the digests of some places are made of, read at once."""

    chosen: Mapping[Spot, Mapping[str, tuple[Target, ...]]]
    standing: Mapping[str, Standing]
    people: Mapping[Spot, Sequence[Responsible]]
    missing: Mapping[Spot, Sequence[Request]]
    coming: Mapping[Spot, Sequence[Reminder]]
    past: Sequence[PastVersion]


class DigestNotices:
    """Makes the digests of places."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self._wording = context.wording
        # By the past version's id and the digest of the plan's text.
        self._revisions: LRUCache[tuple[int, str], Revision | None] = LRUCache(_REVISIONS)

    async def gather(self, transaction: Transaction, places: Collection[DigestPlace], now: dt.datetime) -> Gathered:
        """Everything that the digests of those places may say."""
        spots = {place.spot for place in places}
        chats = {chat for chat, _ in spots}
        chosen: dict[Spot, dict[str, list[Target]]] = {}
        for row in await subscribed.of_chats(transaction, chats):
            chosen.setdefault((row.chat_id, row.thread_id), {}).setdefault(row.plan, []).append(row.target)
        coming: dict[Spot, list[Reminder]] = {}
        for reminder in await reminders.coming(transaction, chats, now, now + COMING):
            coming.setdefault((reminder.chat_id, reminder.thread_id), []).append(reminder)
        return Gathered(
            {spot: {plan: tuple(targets) for plan, targets in of.items()} for spot, of in chosen.items()},
            {
                parts.id: await standing_of(transaction, parts.id, parts.engine.tables)
                for parts in tuple(self._context.plans.values())
            },
            await responsibles_of(transaction, spots),
            await receipts.missing_in(transaction, spots, now - ASKED),
            coming,
            await past_versions(transaction, min(place.since for place in places)) if places else (),
        )

    async def message(self, place: DigestPlace, gathered: Gathered, now: dt.datetime) -> Message | None:
        """The place's digest; None where nothing is subscribed to."""
        [made] = await self.messages([(place, "")], gathered, now)
        return made

    async def messages(
        self, places: Sequence[tuple[DigestPlace, str]], gathered: Gathered, now: dt.datetime
    ) -> list[Message | None]:
        """The digests of places, each with why it comes late; None where nothing is subscribed to."""
        for before in gathered.past:
            if any(place.since < before.until for place, _ in places):
                await self._compare(before)
        return await asyncio.to_thread(
            lambda: [self._message(place, note, gathered, now) for place, note in places],
        )

    def _message(self, place: DigestPlace, note: str, gathered: Gathered, now: dt.datetime) -> Message | None:
        say = self._wording.say
        subscribed_to = gathered.chosen.get(place.spot, {})
        plans = [parts for parts in tuple(self._context.plans.values()) if parts.id in subscribed_to]
        if not plans:
            return None
        date = plans[0].labels.date(place.lang, now, place.zone)
        lines: list[Line] = [(Run(say(place.lang, "digest.title", date=date), Style.BOLD),)]
        if note:
            lines.append((Run(note, Style.ITALIC),))
        found: list[Line] = []
        ends: list[Line] = []
        mentioned: list[Line] = []
        something = False
        for parts in plans:
            chosen = subscribed_to[parts.id]
            tasks = tasks_of(parts, chosen)
            changes = self._changes(parts, chosen, place.since, gathered.past)
            news = self._news(parts, gathered.standing.get(parts.id, Standing()), tasks, changes, place, now)
            something = something or bool(news)
            said = parts.digests.lines(place.lang, news)
            if said and len(plans) > 1:
                # Which plan the tasks are of.
                found += [(), (Run(parts.digests.title(place.lang), Style.ITALIC),)]
            found += said
            ends += [(), *parts.digests.ending(place.lang, chosen)]
            people = [one for one in gathered.people.get(place.spot, ()) if one.plan == parts.id]
            mentioned += mentions(self._wording, place.lang, parts.engine.tables, people, tasks)
        waiting = [*self._missing(place, gathered), *self._coming(place, gathered)]
        if not (something or waiting):
            key = "nothing_week" if place.by_week else "nothing"
            lines.append((Run(say(place.lang, f"digest.{key}")),))
        lines += [*found, *waiting, *ends, (Run(say(place.lang, "digest.footer"), Style.ITALIC),)]
        return Message(tuple(lines) + (((), *mentioned) if mentioned else ()))

    def keyboard(self, place: DigestPlace, gathered: Gathered) -> Keyboard:
        """The button for the whole list, and those for receipts that were not given yet."""
        tasks: Keyboard = ((Button(self._wording.say(place.lang, "digest.button_tasks"), "n.dl"),),)
        waiting = gathered.missing.get(place.spot, ())[:MOST_BUTTONS]
        given = [
            receipt_button(self._wording, place.lang, one.id, shortened(self._title(place, one), 20)) for one in waiting
        ]
        return (*tasks, *(row for rows in given for row in rows))

    def standing(self, place: DigestPlace, gathered: Gathered) -> Message | None:
        """The tasks of everything that the place subscribes to. A topic encodes: call it off the event loop."""
        made: Message | None = None
        for parts in tuple(self._context.plans.values()):
            if chosen := gathered.chosen.get(place.spot, {}).get(parts.id):
                one = parts.digests.standing(place.lang, chosen)
                made = made + one if made else one
        return made

    def _news(
        self,
        parts: PlanParts,
        standing: Standing,
        tasks: Collection[int],
        changes: tuple[TaskChange, ...],
        place: DigestPlace,
        now: dt.datetime,
    ) -> News:
        today = now.astimezone(place.zone).date()
        reports = [
            report for task, report in standing.reports.items() if task in tasks and report.created > place.since
        ]
        known = parts.engine.tables.tasks
        reports = sorted((one for one in reports if one.task in known), key=lambda one: (one.created, one.task))
        return News(changes, standing.pressing(today).within(tasks), tuple(reports))

    def _changes(
        self, parts: PlanParts, chosen: Sequence[Target], since: dt.datetime, past: Sequence[PastVersion]
    ) -> tuple[TaskChange, ...]:
        """The changes since then of what the targets select."""
        before = next((one for one in past if one.plan == parts.id and one.until > since), None)
        revised = self._revisions.get((before.id, parts.engine.plan.digest)) if before else None
        if revised is None:
            return ()
        then = [target for target in (_before(target, revised) for target in chosen) if target]
        return tuple(
            change
            for change in revised.changes
            if any(concerns(change, target, parts.targets, revised) for target in then)
        )

    async def _compare(self, before: PastVersion) -> None:
        """Sees to it that what changed since a past version is known; nothing where it is the one served again."""
        parts = self._context.plans.get(before.plan)
        if parts is None or before.digest == parts.engine.plan.digest:
            return
        key = (before.id, parts.engine.plan.digest)
        if key not in self._revisions:
            async with self._context.database.transaction() as transaction:
                version = await past_version(transaction, before.id)
            made = None
            if version is not None:
                made = await asyncio.to_thread(revision, version, version_of(parts.engine.plan.document))
            self._revisions[key] = made

    def _missing(self, place: DigestPlace, gathered: Gathered) -> list[Line]:
        """What nobody there has confirmed yet."""
        found = gathered.missing.get(place.spot, ())
        labels = self._context.parts(None).labels
        lines: list[Line] = []
        for one in found[:MOST_WAITING]:
            asked, title = labels.date(place.lang, one.created, place.zone), self._title(place, one)
            lines.append((Run(self._wording.say(place.lang, "digest.unconfirmed_row", title=title, date=asked)),))
        return self._headed(place, "digest.unconfirmed", len(found), lines)

    def _title(self, place: DigestPlace, request: Request) -> str:
        """What a request is known by: of a change of a plan in the place's language, of an announcement its own words."""
        kind, _, rest = request.event.partition(":")
        parts = self._context.plans.get(rest.split(":")[0]) if kind == "change" else None
        return parts.changes.title(place.lang) if parts else request.title

    def _coming(self, place: DigestPlace, gathered: Gathered) -> list[Line]:
        """The reminders to come soon."""
        found = [one for one in gathered.coming.get(place.spot, ()) if one.plan in self._context.plans]
        lines: list[Line] = []
        for one in found[:MOST_WAITING]:
            labels = self._context.plans[one.plan].labels
            moment = labels.moment(place.lang, one.next_due, place.zone)
            said = self._wording.say(place.lang, "digest.coming_row", moment=moment, text=one.text)
            lines.append((*labels.task(place.lang, one.task), Run(said.rstrip())))
        return self._headed(place, "digest.coming", len(found), lines)

    def _headed(self, place: DigestPlace, key: str, count: int, lines: list[Line]) -> list[Line]:
        if not lines:
            return []
        heading = (Run(self._wording.say(place.lang, key, count=count), Style.BOLD),)
        more: list[Line] = [(Run("…"),)] if count > len(lines) else []
        return [(), heading, *lines, *more]


def _before(target: Target, revised: Revision) -> Target | None:
    """A target by the numbers of the version before; None for what was not there."""
    if target.aim not in (Aim.TASK, Aim.SECTION):
        return target
    moved = revised.moved if target.aim is Aim.TASK else revised.sections
    former = next((old for old, new in moved.items() if new == target.number), None)
    if former is not None:
        return replace(target, value=str(former))
    return None if target.number in moved else target
