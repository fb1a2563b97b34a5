"""Failures to order for coming calls."""

from dataclasses import dataclass
from typing import Literal

from .chat import Chat
from .error import ApiError


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a well-formed call.

    It waits ``delay`` seconds; then its connection is dropped before or after execution, or it is answered with
    ``error`` and not executed, or, with neither, it is carried out.
    """

    delay: float = 0.0
    error: ApiError | None = None
    drop: Literal["before", "after"] | None = None


@dataclass(eq=False)
class _Order:
    fault: Fault
    method: str | None
    chat: Chat | None
    times: int | None

    def applies(self, method: str, chat_id: int | str | None) -> bool:
        if self.method not in (None, method):
            return False
        return self.chat is None or (chat_id is not None and self.chat.is_named(chat_id))


class Faults:
    """The ordered faults; a call meets the oldest that applies to it."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []

    def add(self, fault: Fault, *, method: str | None = None, chat: Chat | None = None, times: int | None = 1) -> None:
        """Orders a fault for the next ``times`` calls of that method with that ``chat_id``.

        None means any method, any chat (also calls without one), and without end.
        """
        self._orders.append(_Order(fault, method, chat, times))

    def clear(self) -> None:
        """Cancels all that has not happened."""
        self._orders.clear()

    def take(self, method: str, chat_id: int | str | None) -> Fault | None:
        """The fault of this call, which uses it up once."""
        for order in self._orders:
            if order.applies(method, chat_id):
                self._use(order)
                return order.fault
        return None

    def _use(self, order: _Order) -> None:
        if order.times is None:
            return
        order.times -= 1
        if not order.times:
            self._orders.remove(order)
