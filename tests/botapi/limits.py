"""How fast the bot sends, as the server sees it, and the limits that Telegram names."""

import bisect
import math
from collections import defaultdict

from .chat import Chat
from .error import too_many_requests

OVERALL_PER_SECOND = 30
GROUP_PER_MINUTE = 20


class SendLog:
    """The moments (Unix seconds) at which messages were accepted, overall and for each chat.

    With ``enforced`` the server itself refuses a send over a limit with a 429; edits and deletions do not count.
    """

    def __init__(self) -> None:
        self.enforced = False
        self._all: list[float] = []
        self._by_chat: defaultdict[int, list[float]] = defaultdict(list)
        self._groups: set[int] = set()

    def admit(self, chat: Chat, now: float) -> None:
        """Notes a send; raises a 429 instead if limits are enforced and this one would exceed them."""
        if self.enforced:
            waits = [_wait(self._all, OVERALL_PER_SECOND, 1.0, now)]
            if chat.type != "private":
                waits.append(_wait(self._by_chat[chat.id], GROUP_PER_MINUTE, 60.0, now))
            if max(waits) > 0:
                raise too_many_requests(math.ceil(max(waits)))
        self._all.append(now)
        self._by_chat[chat.id].append(now)
        if chat.type != "private":
            self._groups.add(chat.id)

    def __len__(self) -> int:
        return len(self._all)

    def busiest(self, seconds: float, chat: Chat | None = None) -> int:
        """The most sends in any window of that length, overall or to one chat."""
        return _busiest(self._all if chat is None else self._by_chat[chat.id], seconds)

    def exceeded(self) -> list[str]:
        """What was sent too fast, in words; empty where every limit was kept."""
        found = []
        if (overall := _busiest(self._all, 1.0)) > OVERALL_PER_SECOND:
            found.append(f"{overall} messages within a second")
        for chat_id in sorted(self._groups):
            if (count := _busiest(self._by_chat[chat_id], 60.0)) > GROUP_PER_MINUTE:
                found.append(f"{count} messages within a minute to {chat_id}")
        return found


def _busiest(moments: list[float], seconds: float) -> int:
    """Half-open windows: a send exactly ``seconds`` after another is no longer in its window."""
    return max((index + 1 - bisect.bisect_right(moments, at - seconds) for index, at in enumerate(moments)), default=0)


def _wait(moments: list[float], limit: int, seconds: float, now: float) -> float:
    """Seconds until another send fits, zero or less if one fits now."""
    if len(moments) < limit:
        return 0.0
    return moments[-limit] + seconds - now
