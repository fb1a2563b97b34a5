"""Watches the vital signs: tells systemd that the loop runs, and the operators what has failed for two minutes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection

from bot.db.chats import get_chat
from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.notices import enqueue, stuck_since
from bot.notifications.notice import NOTICE_UNITS, Notice
from bot.running.heap import give_back
from bot.running.systemd import notify, watchdog_seconds
from bot.running.vitals import PATIENCE_SECONDS, POLLING, SIGNS, Phase, Vitals
from bot.screens.message import text_message
from bot.screens.wording import DEFAULT_LANGUAGE, Wording

TICK_SECONDS = 5.0
STUCK_SECONDS = 60.0
# Giving memory back takes some tens of milliseconds, in which nobody gets any.
GIVING_SECONDS = 300.0
# The event of every alarm begins with it; an alarm that cannot be sent is no reason for another one.
ALARM = "alarm:"
_LOG = logging.getLogger(__name__)


class Watch:
    """One process's watch; `polls` says whether it should be polling now."""

    def __init__(
        self,
        vitals: Vitals,
        database: Database,
        wording: Wording,
        operators: Collection[int],
        polls: Callable[[], bool],
    ) -> None:
        self._vitals = vitals
        self._database = database
        self._wording = wording
        self._operators = sorted(operators)
        self._polls = polls
        self._told: dict[str, str] = {}
        self._waiting: list[tuple[str, str, dict[str, object]]] = []
        self._next_stuck = 0.0
        self._next_giving = vitals.clock() + GIVING_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Watches until `stop`."""
        interval = watchdog_seconds()
        self._vitals.phase = Phase.SERVING
        notify("READY=1")
        while not stop.is_set():
            notify("WATCHDOG=1")
            try:
                await self.once()
            except DatabaseFault as fault:
                _LOG.warning("the operators are told later: %s", fault)
            except Exception:
                _LOG.exception("a look at the vital signs failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), min(TICK_SECONDS, interval or TICK_SECONDS))
        self._vitals.phase = Phase.ENDING
        notify("STOPPING=1")

    async def once(self) -> None:
        """One look at everything."""
        if self._polls() and not self._vitals.failing(POLLING):
            self._vitals.expect(POLLING)
            if (silent := self._vitals.silent(POLLING)) > PATIENCE_SECONDS:
                self._vitals.ill(POLLING, f"no answer for {silent:.0f} s")
                # It has failed for as long as nothing was heard.
                sign = self._vitals.signs[POLLING]
                sign.failing_since = sign.worked
        for name in SIGNS:
            self._look(name)
        if self._vitals.clock() >= self._next_giving:
            self._next_giving = self._vitals.clock() + GIVING_SECONDS
            await asyncio.to_thread(give_back)
        if self._vitals.clock() >= self._next_stuck:
            self._next_stuck = self._vitals.clock() + STUCK_SECONDS
            await self._look_for_stuck()
        await self._tell()

    def _look(self, name: str) -> None:
        seconds = self._vitals.failing(name)
        if seconds > PATIENCE_SECONDS and name not in self._told:
            sign = self._vitals.signs[name]
            moment = sign.failing_at.isoformat(timespec="seconds") if sign.failing_at else ""
            self._told[name] = event = f"{ALARM}{name}:{moment}"
            _LOG.error("%s has failed for %.0f s: %s", name, seconds, sign.reason)
            notify(f"STATUS={name} fails: {sign.reason}")
            self._waiting.append((event, f"alarm.{name}", {"count": int(seconds // 60), "reason": sign.reason}))
        elif not seconds and name in self._told:
            event = self._told.pop(name)
            _LOG.warning("%s works again", name)
            notify("STATUS=")
            self._waiting.append((f"{event}:over", f"alarm.{name}_over", {}))

    async def _look_for_stuck(self) -> None:
        async with self._database.transaction() as transaction:
            newest, dead, uncertain = await stuck_since(transaction, ALARM)
        if newest is not None:
            # One alarm for what is stuck now, whichever process looks first; another one when more is.
            event = f"{ALARM}stuck:{newest.isoformat()}"
            if self._told.get("stuck") != event:
                self._told["stuck"] = event
                _LOG.error("%s notices are dead and %s uncertain: python -m bot notices", dead, uncertain)
                self._waiting.append((event, "alarm.stuck", {"dead": dead, "uncertain": uncertain}))

    async def _tell(self) -> None:
        """Puts what there is to tell into the outbox; what the database does not take now waits."""
        while self._waiting:
            event, key, values = self._waiting[0]
            async with self._database.transaction() as transaction:
                notices = []
                for operator in self._operators:
                    chat = await get_chat(transaction, operator)
                    lang = (chat.lang if chat else None) or DEFAULT_LANGUAGE
                    message = text_message(*self._wording.lines(lang, key, **values))
                    notices.append(Notice(event, operator, message.pages(NOTICE_UNITS)[0], lang))
                await enqueue(transaction, notices)
            del self._waiting[0]
