"""When a plan has been replaced by a new version, its subscribers are told what changed for them, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass, field

from bot.commands.context import CommandContext, PlanParts
from bot.db import reminders as reminding
from bot.db import subscriptions as subscribed
from bot.db.addressees import Addressee, addressees
from bot.db.engine import Transaction
from bot.db.notices import enqueue
from bot.db.plan_versions import KnownVersion, add_version, is_past, known_version, replace_version
from bot.db.renumbering import follow_numbers
from bot.db.responsibles import Responsible, responsibles_of
from bot.notifications.changes import Revision, revision
from bot.notifications.notice import Notice
from bot.notifications.receipts import asked_by_places
from bot.notifications.subscriptions import Aim, Target, Targets
from bot.screens.keyboard import Button, Keyboard
from bot.screens.message import Line, Message, Run, Style
from bot.screens.pages import pages_of
from bot.screens.refs import tag_of
from bot.screens.wording import DEFAULT_LANGUAGE
from corpus.versions import Version, version_of

_LOG = logging.getLogger(__name__)
# So many changes are named to operators.
MOST_CHANGES = 10
# By so much of its digest a button names a version.
DIGEST_SHOWN = 16
Spot = tuple[int, int]


@dataclass(slots=True)
class _Concerned:
    """Who may be told of a revision: what each place subscribes to, its reminders of tasks that are gone, its persons."""

    chosen: dict[Spot, list[Target]] = field(default_factory=dict)
    cancelled: dict[Spot, list[str]] = field(default_factory=dict)
    people: dict[Spot, list[Responsible]] = field(default_factory=dict)
    chats: dict[int, Addressee] = field(default_factory=dict)


async def tell_changes(
    context: CommandContext, parts: PlanParts, former: Targets | None = None, ordered: bool = False
) -> int:
    """Compares the installed plan with the version that subscribers know; how many notices the difference gave.

    The notices, the new version and the numbers that subscriptions and reminders follow are one transaction, so of
    several processes that start at once one tells. A version that was replaced before, as a process with an older folder
    has it, changes nothing unless an operator has `ordered` or accepted it. `former` finds in the version that was
    served until now, where there is one.
    """
    plan, now, database = parts.engine.plan, context.now(), context.database
    version = version_of(plan.document)
    async with database.transaction() as transaction:
        known = await known_version(transaction, plan.id)
        if known is None:
            await add_version(transaction, plan.id, plan.digest, version)
            return 0
        if known.digest == plan.digest:
            return 0
        if known.version is None:
            await replace_version(transaction, plan.id, known.digest, plan.digest, version, now)
            return 0
        asks = not (ordered or known.accepted == plan.digest) and await is_past(transaction, plan.id, plan.digest)
    # Of a long plan that takes seconds: neither the database nor those who ask wait for it.
    revised = await asyncio.to_thread(revision, known.version, version)
    # Where one process has the database for itself and nobody can be asked, the folder is what counts.
    if asks and (context.admins or not database.alone):
        _LOG.warning("%s: this process has an earlier version than the one that is served; nothing changes", plan.id)
        await _ask(context, parts, revised, known, version)
        return 0
    concerned = await _concerned(context, parts, revised)
    # A plan may go back to an earlier version: that is another event.
    event = f"change:{plan.id}:{plan.digest[:DIGEST_SHOWN]}:{known.noticed:%Y%m%d%H%M%S%f}"
    told = await asyncio.to_thread(_told, event, parts, revised, concerned, former, now)
    async with database.transaction() as transaction:
        if not await replace_version(transaction, plan.id, known.digest, plan.digest, version, now):
            return 0
        await follow_numbers(transaction, plan.id, revised.moved, revised.sections)
        title = parts.changes.title(DEFAULT_LANGUAGE)
        told = await asked_by_places(transaction, context.wording, title, told, now)
        count = await enqueue(transaction, told)
        if not ordered:
            chats = len({(notice.chat_id, notice.thread_id) for notice in told})
            await _report(context, transaction, parts, revised, f"version:{event}", "change.taken_over", chats)
    _LOG.info("%s has a new version with %s changed tasks: %s notices", plan.id, len(revised.changes), count)
    return count


async def _ask(
    context: CommandContext, parts: PlanParts, revised: Revision, known: KnownVersion, version: Version
) -> None:
    """Asks the operators, once, whether to go back to an earlier version, with what that would change."""
    plan = parts.engine.plan
    event = f"version:back:{plan.id}:{plan.digest[:DIGEST_SHOWN]}:{known.noticed:%Y%m%d%H%M%S%f}"
    async with context.database.transaction() as transaction:
        await _report(context, transaction, parts, revised, event, "change.earlier", go_back=True)


async def _report(
    context: CommandContext,
    transaction: Transaction,
    parts: PlanParts,
    revised: Revision,
    event: str,
    key: str,
    chats: int = 0,
    go_back: bool = False,
) -> None:
    """Tells the operators of another version of a plan, with the beginning of what it changes."""
    plan, say = parts.engine.plan, context.wording.say
    told = await addressees(transaction, context.admins)
    for id, chat in told.items():
        title = plan.title(chat.lang)
        said = say(chat.lang, key, title=title, count=len(revised.changes), chats=chats).strip()
        heading, _, more = said.partition("\n")
        lines: list[Line] = [(Run(heading, Style.BOLD),), (Run(more),), ()]
        lines += (parts.changes.brief(chat.lang, change) for change in revised.changes[:MOST_CHANGES])
        if len(revised.changes) > MOST_CHANGES:
            lines.append((Run("…"),))
        keyboard: Keyboard = ()
        if go_back:
            data = f"n.vb.{tag_of(plan.id)}.{plan.digest[:DIGEST_SHOWN]}"
            keyboard = ((Button(say(chat.lang, "change.button_back"), data),),)
        if chat.active:
            await enqueue(transaction, pages_of(event, id, 0, chat, Message(tuple(lines)), context.now(), keyboard))


async def _concerned(context: CommandContext, parts: PlanParts, revised: Revision) -> _Concerned:
    """What the places that the bot may speak in have of the plan."""
    found, plan = _Concerned(), parts.id
    async with context.database.transaction() as transaction:
        rows = await subscribed.of_plan(transaction, plan)
        reminders = await reminding.of_tasks(transaction, plan, [c.before.key for c in revised.changes if c.before])
        found.chats = await addressees(transaction, {row.chat_id for row in rows} | {one.chat_id for one in reminders})
        for row in rows:
            found.chosen.setdefault((row.chat_id, row.thread_id), []).append(row.target)
        for reminder in reminders:
            spot = (reminder.chat_id, reminder.thread_id)
            found.chosen.setdefault(spot, []).append(Target(Aim.TASK, str(reminder.task)))
            if revised.moved.get(reminder.task, reminder.task) is None:
                found.cancelled.setdefault(spot, []).append(reminder.text)
        found.people = await responsibles_of(transaction, found.chosen, plan)
    speaking = {spot for spot in found.chosen if found.chats[spot[0]].active and context.serves(spot[0])}
    found.chosen = {spot: targets for spot, targets in found.chosen.items() if spot in speaking}
    return found


def _told(
    event: str, parts: PlanParts, revised: Revision, concerned: _Concerned, former: Targets | None, now: dt.datetime
) -> list[Notice]:
    found = []
    for spot, targets in concerned.chosen.items():
        chat, cancelled = concerned.chats[spot[0]], concerned.cancelled.get(spot, ())
        people = concerned.people.get(spot, ())
        message = parts.changes.message(chat.lang, revised, targets, cancelled, former, people)
        if message is not None:
            found += pages_of(event, *spot, chat, message, now)
    return found
