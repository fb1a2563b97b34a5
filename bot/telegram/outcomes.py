"""What Telegram's answer to a send, an edit or a file means, and what follows: the one place that decides it.

|             | an answer          | its edit         | a pressed button  | a file             | a notice              |
| ----------- | ------------------ | ---------------- | ----------------- | ------------------ | --------------------- |
| wait        | again, then outbox | again, then anew | again, then toast | again, then a line | waits, its chat too   |
| passing     | again, then outbox | again, then anew | again, then toast | again, then a line | waits                 |
| unknown     | again, then outbox | again, then anew | again, then toast | again, then a line | repeated, marked      |
| revoked     | outbox             | anew             | toast             | a line             | waits                 |
| moved       | to the new id      | anew             | toast             | to the new id      | to the new id         |
| blocked     | chat is closed     | chat is closed   | toast             | chat is closed     | chat is closed        |
| gone        | chat is closed     | chat is closed   | toast             | chat is closed     | chat is closed        |
| barred      | dropped, logged    | dropped, logged  | toast             | a line             | waits, dead at last   |
| no-topic    | dropped, logged    | dropped, logged  | toast             | dropped, logged    | its topic is moved    |
| unformatted | as plain text      | anew             | toast             | without words      | dead, with the reason |
| no-reply    | replies to nothing | anew             | toast             | replies to nothing | dead, with the reason |
| unchanged   |                    | it is so already | it is so already  |                    |                       |
| lost        |                    | anew             | toast: old button |                    |                       |
| stale       |                    |                  | nobody waits      |                    |                       |
| bad-file    |                    |                  | toast             | as a file, a line  |                       |
| refused     | as plain text      | anew             | toast             | a line             | dead, with the reason |
"""

from __future__ import annotations

import datetime
import functools
from enum import StrEnum
from pathlib import Path

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.notifications import notice
from corpus.readers import read_data

WORDS_FILE = Path(__file__).with_name("outcomes.toml")
# Failures of a request before its first byte was written.
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Means(StrEnum):
    """What an error says about what was to be done."""

    WAIT = "wait"  # the chat wants to be left alone for a while
    PASSING = "passing"  # it was certainly not done, and may be later
    UNKNOWN = "unknown"  # the request went out and no answer came
    REVOKED = "revoked"  # the token, or the address, is not known
    MOVED = "moved"  # the group goes on under another id
    BLOCKED = "blocked"
    GONE = "gone"
    BARRED = "barred"  # the bot has no right to, now
    NO_TOPIC = "no-topic"  # it is deleted, or closed to the bot
    UNFORMATTED = "unformatted"
    NO_REPLY = "no-reply"
    UNCHANGED = "unchanged"
    LOST = "lost"  # the message to be changed is not there any more, or not to be changed
    STALE = "stale"  # nobody waits for the answer to a press any more
    BAD_FILE = "bad-file"
    REFUSED = "refused"


# What another try may help, and what goes through the outbox when it does not.
AGAIN = frozenset({Means.WAIT, Means.PASSING, Means.UNKNOWN})
LATER = AGAIN | {Means.REVOKED}
# The bot may not write there until a person lets it.
CLOSED = frozenset({Means.BLOCKED, Means.GONE})
# Nothing helps, and nothing of the chat changes by it.
DROPPED = frozenset({Means.BARRED, Means.NO_TOPIC})
# What is sent once more as plain text alone.
PLAIN = frozenset({Means.UNFORMATTED, Means.NO_REPLY, Means.REFUSED})
# The text that a person sees over a button whose message cannot be changed; the others get `toast.failed`.
TOASTS = {
    Means.WAIT: "toast.busy",
    Means.PASSING: "toast.busy",
    Means.UNKNOWN: "toast.busy",
    Means.LOST: "toast.gone",
    Means.BARRED: "toast.barred",
    Means.BLOCKED: "toast.barred",
    Means.NO_TOPIC: "toast.barred",
}


def meaning(error: TelegramError) -> Means:
    """What an error means."""
    match error:
        case ChatMigrated():
            return Means.MOVED
        case RetryAfter():
            return Means.WAIT
        case InvalidToken():
            return Means.REVOKED
        case BadRequest() | Forbidden():
            said = str(error).lower()
            found = next((means for words, means in _words() if any(part in said for part in words)), None)
            return found or (Means.BLOCKED if isinstance(error, Forbidden) else Means.REFUSED)
        case NetworkError():
            # A server that answers 5xx has not carried the call out; without an answer it may have.
            cause = error.__cause__
            if "request entity too large" in str(error).lower():
                return Means.BAD_FILE
            answered = cause is None or isinstance(cause, TelegramError)
            return Means.PASSING if answered or isinstance(cause, _BEFORE) else Means.UNKNOWN
    return Means.UNKNOWN


def outcome(error: TelegramError) -> notice.Outcome:
    """What an error means for a notice."""
    reason = str(error)
    means = meaning(error)
    match means:
        case Means.MOVED:
            assert isinstance(error, ChatMigrated)
            return notice.Moved(error.new_chat_id)
        case Means.WAIT:
            assert isinstance(error, RetryAfter)
            return notice.RetryAfter(seconds_of(error))
        case Means.BLOCKED:
            return notice.Blocked(reason)
        case Means.GONE:
            return notice.Gone(reason)
        case Means.BARRED:
            return notice.Barred(reason)
        case Means.NO_TOPIC:
            return notice.NoTopic(reason)
        case Means.PASSING | Means.REVOKED:
            return notice.Unsent(reason)
        case Means.UNKNOWN:
            return notice.Unknown(reason)
    return notice.Refused(reason)


def toast_of(error: TelegramError) -> str:
    """The key of what is said over a button whose message could not be changed."""
    return TOASTS.get(meaning(error), "toast.failed")


def seconds_of(error: RetryAfter) -> float:
    """The seconds for which a chat wants to be left alone."""
    told = error.retry_after
    return told.total_seconds() if isinstance(told, datetime.timedelta) else float(told)


@functools.cache
def _words() -> list[tuple[tuple[str, ...], Means]]:
    return [(tuple(entry["words"]), Means(entry["means"])) for entry in read_data(WORDS_FILE)["outcome"]]
