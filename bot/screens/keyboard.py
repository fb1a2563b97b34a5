"""The buttons under a message, as any chat channel may show them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.screens.message import Message

# Telegram takes so many bytes with a button.
DATA_BYTES = 64


@dataclass(frozen=True, slots=True)
class Button:
    """A button with one of: data that comes back when it is pressed, an address to open, words to share in another chat."""

    text: str
    data: str = ""
    url: str = ""
    share: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown at once: a message and the buttons under it; `task` is the plan and the key of the one task that it shows."""

    message: Message
    keyboard: Keyboard = ()
    task: tuple[str, int] | None = None


def rows(buttons: list[Button], across: int) -> Keyboard:
    """The buttons in rows of at most `across`."""
    return tuple(tuple(buttons[start : start + across]) for start in range(0, len(buttons), across))
