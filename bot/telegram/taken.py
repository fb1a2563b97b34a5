"""An update on its way through this process, and what its handling leaves to be written down."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Update

from bot.db.errors import DatabaseFault


class TakenOver(Exception):
    """Another process has claimed the update, whose claim by this one had lapsed, and answers it."""


@dataclass(slots=True, eq=False)
class Taken:
    """An update that this process answers; `ids` are its own and those of the edits that it stands for.

    `attempts` is how often a process had begun to send an answer: then it may have arrived. `asks` is whether a person waits
    for one. `digest` and `reply_id` are filled in by who answers; `sending` is set before the first request that says
    something, once `begin` has written that down, and lets the next one be `computed`; where `begin` says that it is
    another process's by now, it is `lost`. `ended` and `tried` are those of
    the inbox. Without `last_try` a `fault` of the database is met again.
    """

    ids: list[int]
    lane: str
    update: Update
    attempts: int = 0
    at: datetime | None = None
    asks: bool = True
    digest: str | None = None
    reply_id: int | None = None
    sending: bool = False
    lost: bool = False
    begin: Callable[[int], Awaitable[bool]] | None = field(default=None, repr=False)
    ended: int = 0
    tried: int = 0
    computed: Callable[[], None] | None = field(default=None, repr=False)
    last_try: bool = False
    fault: DatabaseFault | None = field(default=None, repr=False)


# The update that the running task handles.
TAKEN: ContextVar[Taken | None] = ContextVar("taken", default=None)


async def note_sending() -> None:
    """Notes that from here on the answer to the update may have been seen; returns once that is written down.

    A process that dies before this has said nothing: the next one answers as if nothing had happened. TakenOver where
    another one answers it already.
    """
    taken = TAKEN.get()
    if taken is None or taken.sending:
        return
    if taken.lost or (taken.begin is not None and not await taken.begin(taken.ids[0])):
        taken.lost = True
        raise TakenOver
    taken.sending = True
    if taken.computed is not None:
        taken.computed()


def note_reply(message_id: int) -> None:
    """Notes which message answers the update."""
    if (taken := TAKEN.get()) is not None:
        taken.reply_id = message_id
