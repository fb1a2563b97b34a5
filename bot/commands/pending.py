"""Orders that were asked back about their time: the next message may be just that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cachetools import TTLCache

from bot.commands.spoken_amendment import points
from bot.commands.spoken_words import asks, bare, bare_time, tries_time
from bot.commands.tasks_named import tasks_named
from bot.dialogue.call import Call
from bot.when import WhenFault, instant, read_when, says_time
from bot.when.clauses import changed, clauses
from bot.when.lexicon import Kind, flat
from bot.when.runs import DAYS, runs_in

MOST = 10_000
SECONDS = 600
# So many characters beside a time in a clause make it a reason.
LEAST_REASON = 3
# When an announcement is to go, and those without a receipt to be reminded or reported.
ANNOUNCE, REMIND, ESCALATE = TIME_ALONE = ("announce.time", "receipt.remind", "receipt.escalate")
# Asked for a task, not for a time; and which of several reminders is meant.
NO_TASK, WHICH = "no_task", "which"
# These were understood up to what is to be added; of the others the whole time is said anew.
_ADDED_TO = frozenset({"which_day", "no_day", "once_or_every"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order whose time is still to come: its command, its words, and what it takes the place of, by the ids.

    `message_id` is the message that gave the order, where another one completes it.
    """

    command: str
    words: str
    fault: WhenFault
    replaced: tuple[int, ...] = ()
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was just spoken of: the reminders, the digest or the quiet hours with those ids, by their command.

    `together` where one order set them, so that what is said next is of all; `week` is the Monday of the week that it named.
    """

    command: str
    ids: tuple[int, ...]
    together: bool = False
    week: dt.date | None = None


class Pending:
    """What each conversation was asked and told about, for ten minutes."""

    def __init__(self) -> None:
        self._waiting: TTLCache[str, Waiting] = TTLCache(MOST, SECONDS)
        self._spoken: TTLCache[str, Spoken] = TTLCache(MOST, SECONDS)
        self._shown: TTLCache[str, tuple[str, int]] = TTLCache(MOST, SECONDS)

    def told(self, call: Call, spoken: Spoken) -> None:
        """Notes what the person was told of."""
        self._spoken[call.conversation] = spoken

    def spoken_of(self, call: Call) -> Spoken | None:
        """What the person was told of last."""
        return self._spoken.get(call.conversation)

    def turned(self, call: Call) -> None:
        """Notes that the person speaks of something else."""
        self._spoken.pop(call.conversation, None)

    def shown(self, call: Call, task: tuple[str, int] | None) -> None:
        """Notes which task the person was shown, by its plan and key; None where it was something else."""
        if task is None:
            self._shown.pop(call.conversation, None)
        else:
            self._shown[call.conversation] = task

    def task_shown(self, call: Call, plan: str) -> int | None:
        """The task of a plan that the person was shown last."""
        shown, task = self._shown.get(call.conversation, ("", None))
        return task if shown == plan else None

    def ask(self, call: Call, waiting: Waiting) -> None:
        """Notes what the person was asked."""
        self._waiting[call.conversation] = waiting

    def waiting(self, call: Call) -> Waiting | None:
        """What the person was asked."""
        return self._waiting.get(call.conversation)

    def forget(self, call: Call) -> Waiting | None:
        """What the person was asked, no longer waited for."""
        return self._waiting.pop(call.conversation, None)

    def answered(self, call: Call) -> tuple[Waiting, str] | None:
        """The order with its words completed by the message, None where it is about something else."""
        waiting = self._waiting.get(call.conversation)
        if waiting is None:
            return None
        said = reply = call.words.strip()
        if not _is_time(reply):
            # 请于下周二下午两点半发送; 明天上午九点再发，今天太晚了
            first = _first(reply)
            reply = next((bare for one in (reply, first) if _is_time(bare := bare_time(one))), reply)
        for words in _completed(waiting, said if waiting.fault.reason in (NO_TASK, WHICH) else reply):
            if words is not None:
                del self._waiting[call.conversation]
                return waiting, words
        # Whatever was said instead, the question is over; not by a time that is not understood, where a time is all.
        del self._waiting[call.conversation]
        return (waiting, f"{waiting.words} {reply}") if waiting.command in TIME_ALONE and _tries(reply) else None


def instant_said(words: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """The moment to come that words name and nothing else; WhenFault for others."""
    when = read_when(words)
    if when.groups and when.rest:
        raise WhenFault("partly", when.rest, when.said)
    at = instant(when, zone, now)
    if at <= now:
        raise WhenFault("past", words.strip())
    return at


def time_alone(command: str, head: str, words: str, fault: WhenFault) -> Waiting:
    """What is waited for after a time that was all that was asked for: more of it, or where it cannot be added to another."""
    more = fault.reason in _ADDED_TO or fault.reason == "which_half"
    return Waiting(command, f"{head} {words}".strip() if more else head, fault)


def _completed(waiting: Waiting, reply: str) -> list[str | None]:
    """The words that the reply may make of the order, the likelier first."""
    fault = waiting.fault
    if fault.reason == NO_TASK:
        return [f"{reply} {waiting.words}".strip() if _tells(reply, waiting.words) else None]
    if fault.reason == WHICH:
        return [reply if points(reply) else None]
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


def _tells(reply: str, words: str) -> bool:
    """Whether a reply names the task of an order, or its time where that was not said either."""
    named = tasks_named(bare(reply))
    if named.tasks and not named.text(named.words):
        return True
    if says_time(words) or asks(reply):
        return False
    return _is_time(bare_time(reply)) or (not words and (_tries(reply) or (bool(named.tasks) and says_time(reply))))


def _first(reply: str) -> str:
    """The first clause of a reply, where those behind only give reasons for it; else nothing."""
    first, *others = clauses(reply) or [""]
    if asks(reply) or any(map(_may_be_meant, others)) or changed("，".join(others), repeated=True):
        return ""
    return first


def _may_be_meant(clause: str) -> bool:
    """Whether a clause behind a time says one that is meant as well: 10:00 or 11:00. 今天太晚了 gives a reason."""
    try:
        when = read_when(clause)
    except WhenFault as fault:
        # 大家都下班了
        return fault.reason != "vague" or len(clause) - len(fault.said) < LEAST_REASON
    return bool(when.groups) and (len(when.rest) < LEAST_REASON or any(group.clocks for group in when.groups))


def _tries(reply: str) -> bool:
    """Whether a reply is meant to be a time, though it is none that is understood: it begins as one, and asks nothing."""
    if asks(reply):
        return False
    runs = runs_in(flat(bare_time(reply)))
    begins = bool(runs) and runs[0].start == 0 and runs[0].has(*DAYS, Kind.CLOCK, Kind.PART, Kind.VAGUE)
    return begins or tries_time(reply)


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
