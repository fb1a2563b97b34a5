"""The parts of subscriptions, digests, reminders and announcements put together for one plan and one bot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.announcements import Announcing
from bot.changes import ChangeNotices
from bot.db.engine import Database
from bot.desk.desk import Desk
from bot.desk.office import Administers, Office
from bot.digests import Digests
from bot.labels import Labels
from bot.plan_notices import tell_changes
from bot.render import Renderer
from bot.rounds import Rounds
from bot.subscriptions import Targets
from bot.wording import Wording
from index.engine import Engine


@dataclass(frozen=True, slots=True)
class Notifying:
    """The handlers of commands and buttons, the rounds of what is due, and the notices of a plan's new version."""

    desk: Desk
    rounds: Rounds
    _database: Database
    _engine: Engine
    _changes: ChangeNotices
    _serves: Callable[[int], bool]

    async def tell_changes(self) -> int:
        """Tells subscribers of a new version of the plan, to be called once at start; how many notices that gave."""
        return await tell_changes(self._database, self._engine.plan, self._changes, self._serves)


def build_notifying(
    database: Database,
    engine: Engine,
    wording: Wording,
    username: str,
    admins: frozenset[int],
    administers: Administers,
    serves: Callable[[int], bool] = lambda chat_id: True,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Notifying:
    """Everything on notices for the bot of that username; `serves` says of a chat whether the bot may speak there."""
    plan = engine.plan
    titles = {lang: plan.title_zh if lang == "zh" else plan.title_en for lang in wording.languages}
    targets = Targets(engine)
    labels = Labels(plan, Renderer(plan, engine.registry, wording), wording, username)
    digests = Digests(targets, labels, wording, titles)
    announcing = Announcing(labels, wording)
    office = Office(database, engine, targets, labels, digests, wording, admins, administers, now)
    return Notifying(
        Desk(office, announcing),
        Rounds(database, digests, labels, announcing, wording, plan.id, serves),
        database,
        engine,
        ChangeNotices(targets, labels, wording, titles),
        serves,
    )
