"""The queue of updates and the long poll that empties it."""

import asyncio
import itertools
from collections.abc import Collection

from .error import conflict
from .json_type import Json

UPDATE_TYPES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"


class UpdateQueue:
    """Updates in order, each kept until a poll's ``offset`` confirms it."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._past: dict[int, Json] = {}
        self.pending: list[Json] = []
        self.changed = asyncio.Event()
        self._waiting: asyncio.Future[None] | None = None
        self.allow([])

    def __len__(self) -> int:
        return len(self.pending)

    def allow(self, types: Collection[str]) -> None:
        """Queues only these types from now on; none named means all but those a bot has to ask for."""
        self.asked_for = frozenset(types)
        self._allowed = self.asked_for or frozenset(UPDATE_TYPES) - _ONLY_ON_REQUEST

    def push(self, kind: str, body: Json) -> None:
        """Queues an update, if its type is allowed, and wakes the poll."""
        if kind not in self._allowed:
            return
        update: Json = {"update_id": next(self._ids), kind: body}
        self._past[update["update_id"]] = update
        self._add(update)

    def repeat(self, update_id: int) -> None:
        """Queues an update again under its id, as Telegram does where it is unsure whether one has arrived."""
        self._add(self._past[update_id])

    def _add(self, update: Json) -> None:
        self.pending.append(update)
        self.changed.set()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def confirm_one(self, update_id: int) -> None:
        """Forgets one update, which a webhook has taken."""
        kept = [update["update_id"] for update in self.pending].index(update_id)
        del self.pending[kept]

    def clear(self) -> None:
        """Forgets all pending updates."""
        self.pending.clear()

    def interrupt(self, reason: str) -> None:
        """Ends the waiting poll, if there is one, with a 409."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(conflict(reason))

    async def poll(self, *, offset: int, limit: int, timeout: float) -> list[Json]:
        """Confirms the updates before ``offset``, then waits up to ``timeout`` seconds for at least one.

        A negative offset keeps that many of the newest. As at Telegram a new poll ends the one that still waits,
        which raises a 409.
        """
        self.interrupt(OTHER_POLL)
        self._confirm(offset)
        if not self.pending and timeout:
            await self._wait(timeout)
        return self.pending[:limit]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]

    async def _wait(self, timeout: float) -> None:
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await waiting
        except TimeoutError:
            pass
        finally:
            if self._waiting is waiting:
                self._waiting = None
