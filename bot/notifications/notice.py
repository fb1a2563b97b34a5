"""What is sent without being asked for: a notice, its states, and how a send can end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from bot.screens.keyboard import Keyboard
from bot.screens.message import PAGE_UNITS

# A notice is cut into pages of this length, so that the mark of a repeat still fits.
NOTICE_UNITS = PAGE_UNITS - 96


class Priority(IntEnum):
    """Who goes first; a lower number does."""

    ANSWER = 0
    NOTICE = 1


class State(StrEnum):
    """Where a notice is."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # a process has it and has not begun to send
    SENDING = "sending"  # the request is going out: from here on its outcome may be unknowable
    SENT = "sent"
    UNCERTAIN = "uncertain"  # twice nobody knows whether it arrived: an operator decides
    DEAD = "dead"  # refused: an operator sees why
    CANCELLED = "cancelled"  # the chat is blocked or gone: waits again when the chat is back
    DROPPED = "dropped"  # by an operator


# The states on the way to being sent.
UNSENT = frozenset({State.WAITING, State.CLAIMED, State.SENDING})
# The states that an operator lists, retries and drops.
STUCK = frozenset({State.DEAD, State.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of an event to a place; there is only ever one by (event, chat_id, thread_id, part).

    `html` is a page of at most NOTICE_UNITS, `thread_id` 0 outside topics, `part` the number of the page from 0 on;
    pages are sent in order. Without `not_before` it is sent at once; an `urgent` one in quiet hours too.
    """

    event: str
    chat_id: int
    html: str
    lang: str
    thread_id: int = 0
    part: int = 0
    keyboard: Keyboard = ()
    priority: Priority = Priority.NOTICE
    not_before: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that this process is to send; `repeat` says that it may have arrived before, which it then says."""

    id: int
    chat_id: int
    thread_id: int
    html: str
    lang: str
    keyboard: Keyboard
    repeat: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived as a message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """The chat wants to be left alone for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unsent:
    """It certainly did not arrive, and may later: no connection, or the server failed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no answer came: nobody can know whether it arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The chat does not let the bot write."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such chat any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group goes on as a supergroup with another id."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Barred:
    """The bot has no right to write there, now; that may change without anybody telling."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoTopic:
    """The chat has no such topic any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message itself is not accepted, now or later."""

    reason: str


Outcome = Sent | RetryAfter | Unsent | Unknown | Blocked | Gone | Moved | Barred | NoTopic | Refused


class Channel(Protocol):
    """What carries notices to chats."""

    async def send(self, claim: Claim) -> Outcome:
        """Sends one message once; never raises, an exception is an outcome too."""
