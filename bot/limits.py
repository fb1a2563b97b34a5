"""What Telegram allows, and how patient the sending of notices is."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of messages and seconds; the defaults are Telegram's figures."""

    overall: int = 30  # messages in `overall_seconds`, to all chats together
    overall_seconds: float = 1.0
    spare: int = 3  # of them, which notices leave to answers
    group: int = 20  # messages in `group_seconds`, to one group
    group_seconds: float = 60.0
    chat_seconds: float = 1.0  # between two messages to one chat
    batch: int = 100  # notices claimed at a time
    claim_seconds: float = 60.0  # until another process takes over; longer than a send may take
    send_seconds: float = 30.0  # for one send
    arrive_seconds: float = 5.0  # within which a request on its way reaches Telegram, if ever
    backoff_seconds: float = 1.0  # before the second try, doubled each time
    backoff_ceiling: float = 300.0
    barred_seconds: float = 300.0  # before the second try where the bot has no right to write, doubled each time
    barred_ceiling: float = 6 * 3600.0
    barred_attempts: int = 20  # tries, over some four days, until such a notice is dead
    idle_seconds: float = 0.5  # between two looks for work
    grace_seconds: float = 3.0  # for sends under way at the end

    def backoff(self, attempts: int) -> float:
        """Seconds before the next try after so many; spread, so that chats do not come back all at once."""
        longest = min(self.backoff_ceiling, self.backoff_seconds * 2.0 ** min(attempts, 30))
        return longest * random.uniform(0.5, 1)

    def barred(self, attempts: int) -> float:
        """Seconds until a chat that did not let the bot write is tried again."""
        return min(self.barred_ceiling, self.barred_seconds * 2.0 ** min(attempts, 30))
