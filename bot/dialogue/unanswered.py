"""Keeps the questions that no plan answered, where KEEP_QUESTIONS asks for it: behind the answers, and of nobody."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import Counter

from bot.db.engine import Database
from bot.db.errors import DatabaseFault
from bot.db.unanswered import note
from corpus.normalize import clean

BEHIND_SECONDS = 5.0
MOST_WAITING = 1000
LONGEST = 300
# Numbers of telephones, identity cards and accounts; no plan's number is as long.
_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")
_LOG = logging.getLogger(__name__)


class Collector:
    """Collects refused questions and writes them down from time to time; nothing where `keeps` is false."""

    def __init__(self, database: Database, keeps: bool) -> None:
        self.keeps = keeps
        self._database = database
        self._waiting: Counter[tuple[str, str, str]] = Counter()

    def note(self, plan: str, question: str, lang: str) -> None:
        """Notes a question; too many at once, or too long ones, are not kept."""
        if not self.keeps or len(self._waiting) >= MOST_WAITING or not 1 < len(question) <= LONGEST:
            return
        self._waiting[plan, _NUMBER.sub("***", clean(question)).strip(), lang] += 1

    async def flush(self) -> None:
        """Writes down what is noted."""
        waiting, self._waiting = self._waiting, Counter()
        try:
            async with self._database.transaction() as transaction:
                for (plan, question, lang), count in sorted(waiting.items()):
                    await note(transaction, plan, question, lang, count)
        except DatabaseFault:
            self._waiting.update(waiting)
            raise

    async def run(self, stop: asyncio.Event) -> None:
        """Writes until `stop`, and once more then."""
        while self.keeps:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEHIND_SECONDS)
            if self._waiting:
                try:
                    await self.flush()
                except DatabaseFault as fault:
                    _LOG.warning("questions are not yet written down: %s", fault)
            if stop.is_set():
                return
