"""Failures to order for coming calls."""

import random
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
    chance: float

    def applies(self, method: str, chat_id: int | str | None) -> bool:
        # Deliveries to a webhook are no calls: they fail only where that is asked for by name.
        if self.method != method and (self.method is not None or method == "webhook"):
            return False
        return self.chat is None or (chat_id is not None and self.chat.is_named(chat_id))


class Faults:
    """The ordered faults; a call meets the oldest that applies to it."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []
        self._dice = random.Random(0)

    def seed(self, seed: int) -> None:
        """Starts the dice of ``chance`` anew."""
        self._dice = random.Random(seed)

    def add(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        chat: Chat | None = None,
        times: int | None = 1,
        chance: float = 1.0,
    ) -> None:
        """Orders a fault for the next ``times`` calls of that method with that ``chat_id``.

        None means any method, any chat (also calls without one), and without end. A call that applies meets the fault
        with probability ``chance``. The method ``webhook`` means deliveries of updates to a webhook: dropped before
        they arrive, or their answer lost after.
        """
        self._orders.append(_Order(fault, method, chat, times, chance))

    def clear(self) -> None:
        """Cancels all that has not happened."""
        self._orders.clear()

    def take(self, method: str, chat_id: int | str | None) -> Fault | None:
        """The fault of this call, which uses it up once."""
        for order in self._orders:
            if order.applies(method, chat_id) and (order.chance >= 1 or self._dice.random() < order.chance):
                self._use(order)
                return order.fault
        return None

    def _use(self, order: _Order) -> None:
        if order.times is None:
            return
        order.times -= 1
        if not order.times:
            self._orders.remove(order)
