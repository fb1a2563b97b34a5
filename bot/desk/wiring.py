"""The parts of subscriptions, digests, reminders and announcements put together for a bot and its plans."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.announcements import Announcing
from bot.cards.refs import tag_of
from bot.changes import ChangeNotices
from bot.db.engine import Database
from bot.desk.desk import Desk
from bot.desk.office import Administers, Office, PlanParts
from bot.digests import Digests
from bot.labels import Labels
from bot.plan_notices import tell_changes
from bot.plan_words import PlanWords
from bot.rounds import Rounds
from bot.subscriptions import Targets
from bot.wording import Wording
from index.engine import Engine

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notifying:
    """The handlers of commands and buttons, the rounds of what is due, and the notices of a plan's new version."""

    desk: Desk
    rounds: Rounds
    _office: Office

    async def run(self, stop: asyncio.Event) -> None:
        """Tells what changed since the last start, then what is due when it is, until `stop`."""
        try:
            await self.tell_changes()
        except Exception:
            # Whatever is wrong with it, questions are answered; the next start tries again.
            _LOG.exception("subscribers are not told what changed in the plan")
        await self.rounds.run(stop)

    async def tell_changes(self) -> int:
        """Tells subscribers of new versions of the plans; how many notices that gave."""
        parts = self._office.plans.values()
        told = [
            await tell_changes(self._office.database, one.engine.plan, one.changes, self._office.serves)
            for one in parts
        ]
        return sum(told)


def build_notifying(
    database: Database,
    engines: Sequence[Engine],
    wording: Wording,
    username: Callable[[], str],
    admins: frozenset[int],
    administers: Administers,
    serves: Callable[[int], bool] = lambda chat_id: True,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Notifying:
    """Everything on notices; `username` gives the bot's once it is known, `serves` whether the bot may speak in a chat."""
    plans = {
        engine.plan.id: parts_of(engine, wording, username, tag_of(engine.plan.id) if len(engines) > 1 else "")
        for engine in engines
    }
    office = Office(database, plans, wording, admins, administers, serves, now)
    announcing = Announcing(office.parts(None).labels, wording)
    return Notifying(Desk(office, announcing), Rounds(office, announcing), office)


def parts_of(engine: Engine, wording: Wording, username: Callable[[], str], tag: str) -> PlanParts:
    """One plan's parts; `tag` tells it from others in links, empty for the only one."""
    plan = engine.plan
    titles = {lang: plan.title(lang) for lang in wording.languages}
    targets = Targets(engine)
    labels = Labels(plan, PlanWords(plan, wording), wording, username, tag)
    digests = Digests(targets, labels, wording, titles)
    return PlanParts(engine, targets, labels, digests, ChangeNotices(targets, labels, wording, titles))
