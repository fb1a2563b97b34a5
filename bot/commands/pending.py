"""Orders that were asked back about their time: the next message may be just that."""

from __future__ import annotations

from dataclasses import dataclass

from cachetools import TTLCache

from bot.commands.spoken_words import bare_time
from bot.commands.tasks_named import tasks_named
from bot.dialogue.call import Call
from bot.when import WhenFault, read_when

MOST = 10_000
SECONDS = 600
# Asked for a task, not for a time.
NO_TASK = "no_task"
# These were understood up to what is to be added; of the others the whole time is said anew.
_ADDED_TO = frozenset({"which_day", "no_day", "once_or_every"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order whose time is still to come: its command, its words, and the reminders that it takes the place of."""

    command: str
    words: str
    fault: WhenFault
    replaced: tuple[int, ...] = ()


class Pending:
    """What each conversation was asked about, for ten minutes."""

    def __init__(self) -> None:
        self._waiting: TTLCache[str, Waiting] = TTLCache(MOST, SECONDS)

    def ask(self, call: Call, waiting: Waiting) -> None:
        """Notes what the person was asked."""
        self._waiting[call.conversation] = waiting

    def forget(self, call: Call) -> Waiting | None:
        """What the person was asked, no longer waited for."""
        return self._waiting.pop(call.conversation, None)

    def answered(self, call: Call) -> tuple[Waiting, str] | None:
        """The order with its words completed by the message, None where it is about something else."""
        waiting = self._waiting.get(call.conversation)
        if waiting is None:
            return None
        reply = call.words.strip()
        if not _is_time(reply) and _is_time(bare := bare_time(reply)):
            # 请于下周二下午两点半发送
            reply = bare
        for words in _completed(waiting, reply):
            if words is not None:
                del self._waiting[call.conversation]
                return waiting, words
        # Whatever was said instead, the question is over.
        del self._waiting[call.conversation]
        return None


def _completed(waiting: Waiting, reply: str) -> list[str | None]:
    """The words that the reply may make of the order, the likelier first."""
    fault = waiting.fault
    if fault.reason == NO_TASK:
        named = tasks_named(reply)
        return [f"{reply} {waiting.words}" if named.tasks and not named.text(named.words) else None]
    if fault.reason == "which_half":
        whole = any(char.isdigit() or char in "点:：" for char in reply)
        # 下午3点; at 3 in the afternoon.
        for said in (reply,) if whole else (reply + fault.said, f"{fault.said} {reply}"):
            if (when := _read(said)) is not None and not when.has_day:
                return [waiting.words.replace(fault.said, said, 1)]
    anew = f"{_without(waiting.words, fault)} {reply}" if _is_time(reply) else None
    added = None
    if fault.understood and fault.understood in waiting.words:
        joined = f"{fault.understood} {reply}"
        added = waiting.words.replace(fault.understood, joined, 1) if _is_time(joined) else None
    return [added, anew] if fault.reason in _ADDED_TO else [anew, added]


def _without(words: str, fault: WhenFault) -> str:
    said = fault.understood or fault.said
    return words.replace(said, " ", 1) if said else words


@dataclass(frozen=True, slots=True)
class _Reading:
    has_day: bool


def _read(words: str) -> _Reading | None:
    """What the words say of time, None where they say anything else, or nothing that can be."""
    try:
        when = read_when(words)
    except WhenFault:
        return None
    if not when.groups or when.rest:
        return None
    return _Reading(any(group.has_day for group in when.groups))


def _is_time(words: str) -> bool:
    return _read(words) is not None
