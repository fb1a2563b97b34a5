"""The parts of subscriptions, digests, reminders and announcements put together for a bot and its plans."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.commands.context import Administers, CommandContext, PlanParts
from bot.commands.dispatch import Commands
from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.plan_versions import accepted_digests, known_digests
from bot.notifications.announcements import Announcing
from bot.notifications.changes import ChangeNotices
from bot.notifications.digests import Digests
from bot.notifications.plan_notices import tell_changes
from bot.notifications.scheduler import TICK_SECONDS, Rounds
from bot.notifications.subscriptions import Targets
from bot.screens.labels import Labels
from bot.screens.plan_words import PlanWords
from bot.screens.refs import tag_of
from bot.screens.wording import Wording
from index.engine import Engine

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notifying:
    """The handlers of commands and buttons, the rounds of what is due, and the notices of a plan's new version."""

    commands: Commands
    rounds: Rounds
    context: CommandContext
    _plans: dict[str, PlanParts]
    _parts: Callable[[Engine, bool], PlanParts]
    # Earlier versions that were found, by the plan's id, with what has questions answered from them.
    _held: dict[str, tuple[Engine, Callable[[], None]]] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Tells what is due when it is, and goes back to what operators accept, until `stop`."""
        await asyncio.gather(self.rounds.run(stop), self._run_accepted(stop))

    async def _run_accepted(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.take_accepted()
            except DatabaseFault as fault:
                _LOG.warning("what operators accepted waits: %s", fault)
            except Exception:
                _LOG.exception("what operators accepted waits")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK_SECONDS)

    async def take_accepted(self) -> int:
        """Goes back to earlier versions that operators accepted and this process has; how many notices that gave."""
        async with self.context.database.transaction() as transaction:
            accepted = await accepted_digests(transaction)
        count = 0
        for id, digest in accepted.items():
            engine, swap = self._held.get(id, (None, None))
            if engine is not None and swap is not None and engine.plan.digest == digest:
                count += await self.bring(engine, swap)
            elif id in self._plans and self._plans[id].engine.plan.digest == digest:
                count += await self._tell(self._plans[id])
        return count

    async def told(self) -> None:
        """Tells what changed since the last start, before anything is answered from a new version."""
        try:
            await self.tell_changes()
        except Exception:
            # Whatever is wrong with it, questions are answered; the next start tries again.
            _LOG.exception("subscribers are not told what changed in the plan")

    async def tell_changes(self) -> int:
        """Tells subscribers of new versions of the plans; how many notices that gave."""
        return sum([await self._tell(one) for one in tuple(self._plans.values())])

    async def bring(self, engine: Engine, swap: Callable[[], None], ordered: bool = False) -> int:
        """Puts the engine's plan in place of its old version, or beside the others: first what was set follows its tasks
        and subscribers are told, then `swap` has questions answered from it. How many notices that gave.

        An operator has `ordered` it, or it was found; one that was replaced before waits until an operator accepts it.
        """
        plan = engine.plan
        count = await self._tell(self._parts(engine, True), ordered)
        async with self.context.database.transaction() as transaction:
            known = await known_digests(transaction)
        if known.get(plan.id, plan.digest) != plan.digest:
            self._held[plan.id] = (engine, swap)
            return count
        self._held.pop(plan.id, None)
        swap()
        self._put({**{id: one.engine for id, one in self._plans.items()}, engine.plan.id: engine})
        return count

    def drop(self, id: str) -> None:
        """Serves a plan no more; what was set on it waits for its return."""
        self._held.pop(id, None)
        self._put({known: one.engine for known, one in self._plans.items() if known != id})

    async def _tell(self, parts: PlanParts, ordered: bool = False) -> int:
        served = self._plans.get(parts.id)
        former = served.targets if served and served.engine is not parts.engine else None
        return await tell_changes(self.context, parts, former, ordered)

    def _put(self, engines: dict[str, Engine]) -> None:
        """Makes the parts anew of what has changed: of all plans where there is one now, or more than one."""
        several = len(engines) > 1
        same = several == (len(self._plans) > 1)
        parts = {}
        for id, engine in engines.items():
            known = self._plans.get(id)
            parts[id] = known if known and same and known.engine is engine else self._parts(engine, several)
        self._plans.clear()
        self._plans.update(parts)


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

    def parts(engine: Engine, several: bool) -> PlanParts:
        return parts_of(engine, wording, username, tag_of(engine.plan.id) if several else "")

    plans = {engine.plan.id: parts(engine, len(engines) > 1) for engine in engines}
    context = CommandContext(database, plans, wording, admins, administers, serves, now)
    announcing = Announcing(context.parts, wording)
    return Notifying(Commands(context, announcing), Rounds(context, announcing), context, plans, parts)


def parts_of(engine: Engine, wording: Wording, username: Callable[[], str], tag: str) -> PlanParts:
    """One plan's parts; `tag` tells it from others in links, empty for the only one."""
    plan = engine.plan
    titles = {lang: plan.title(lang) for lang in wording.languages}
    targets = Targets(engine)
    labels = Labels(plan, PlanWords(plan, wording), wording, username, tag)
    digests = Digests(targets, labels, wording, titles)
    return PlanParts(engine, targets, labels, digests, ChangeNotices(targets, labels, wording, titles))
