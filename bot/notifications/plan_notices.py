"""When a plan has been replaced by a new version, its subscribers are told what changed for them, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from bot.db import reminders as reminding
from bot.db import subscriptions as subscribed
from bot.db.addressees import Addressee, addressees
from bot.db.engine import Database
from bot.db.notices import enqueue
from bot.db.plan_versions import add_version, known_version, replace_version
from bot.db.renumbering import follow_numbers
from bot.notifications.changes import ChangeNotices, Revision, revision
from bot.notifications.notice import Notice
from bot.notifications.receipts import asked_by_places
from bot.notifications.subscriptions import Aim, Target, Targets
from bot.screens.pages import pages_of
from bot.screens.wording import DEFAULT_LANGUAGE
from corpus.records import Plan
from corpus.versions import version_of

_LOG = logging.getLogger(__name__)
Spot = tuple[int, int]


async def tell_changes(
    database: Database,
    plan: Plan,
    notices: ChangeNotices,
    serves: Callable[[int], bool] = lambda chat_id: True,
    former: Targets | None = None,
) -> int:
    """Compares the installed plan with the version that subscribers know; how many notices the difference gave.

    The notices, the new version and the numbers that subscriptions and reminders follow are one transaction, so of
    several processes that start at once one tells. `serves` says of a chat whether the bot may speak
    there, `former` finds in the version that was served until now, where there is one.
    """
    version = version_of(plan.document)
    async with database.transaction() as transaction:
        known = await known_version(transaction, plan.id)
        if known is None:
            await add_version(transaction, plan.id, plan.digest, version)
            return 0
        if known.digest == plan.digest:
            return 0
        if known.version is None:
            await replace_version(transaction, plan.id, known.digest, plan.digest, version)
            return 0
    # Of a long plan that takes seconds: neither the database nor those who ask wait for it.
    revised = await asyncio.to_thread(revision, known.version, version)
    async with database.transaction() as transaction:
        rows = await subscribed.of_plan(transaction, plan.id)
        reminders = await reminding.of_tasks(transaction, plan.id, [c.before.key for c in revised.changes if c.before])
        chats = await addressees(transaction, {row.chat_id for row in rows} | {one.chat_id for one in reminders})
    chosen: dict[Spot, list[Target]] = {}
    for row in rows:
        chosen.setdefault((row.chat_id, row.thread_id), []).append(row.target)
    cancelled: dict[Spot, list[str]] = {}
    for reminder in reminders:
        spot = (reminder.chat_id, reminder.thread_id)
        chosen.setdefault(spot, []).append(Target(Aim.TASK, str(reminder.task)))
        if revised.moved.get(reminder.task, reminder.task) is None:
            cancelled.setdefault(spot, []).append(reminder.text)
    speaking = {spot: targets for spot, targets in chosen.items() if chats[spot[0]].active and serves(spot[0])}
    # A plan may go back to an earlier version: that is another event.
    event = f"change:{plan.id}:{plan.digest[:16]}:{known.noticed:%Y%m%d%H%M%S%f}"
    told = await asyncio.to_thread(_told, event, notices, revised, speaking, cancelled, chats, former)
    async with database.transaction() as transaction:
        if not await replace_version(transaction, plan.id, known.digest, plan.digest, version):
            return 0
        await follow_numbers(transaction, plan.id, revised.moved, revised.sections)
        told = await asked_by_places(
            transaction, notices.wording, notices.title(DEFAULT_LANGUAGE), told, dt.datetime.now(dt.UTC)
        )
        count = await enqueue(transaction, told)
    _LOG.info("%s has a new version with %s changed tasks: %s notices", plan.id, len(revised.changes), count)
    return count


def _told(
    event: str,
    notices: ChangeNotices,
    revised: Revision,
    chosen: dict[Spot, list[Target]],
    cancelled: dict[Spot, list[str]],
    chats: dict[int, Addressee],
    former: Targets | None,
) -> list[Notice]:
    found = []
    for (chat_id, thread_id), targets in chosen.items():
        chat = chats[chat_id]
        message = notices.message(chat.lang, revised, targets, cancelled.get((chat_id, thread_id), ()), former)
        if message is not None:
            found += pages_of(event, chat_id, thread_id, chat, message)
    return found
