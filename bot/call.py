"""A command or a pressed button as its handler sees it, whatever the chat channel, and what the handler gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.keyboard import Screen


class Scope(StrEnum):
    """Whose menu shows a command."""

    PRIVATE = "private"
    GROUP = "group"
    ADMINISTRATORS = "administrators"


EVERYWHERE = frozenset(Scope)
PRIVATE = frozenset({Scope.PRIVATE})
SETTINGS = frozenset({Scope.PRIVATE, Scope.ADMINISTRATORS})


async def _yes() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Call:
    """Words for a handler: what follows the command, or follows the prefix in a button's data.

    `thread_id` is 0 outside topics, `user_id` the chat's own where an administrator is anonymous. `quoted` are the words
    of another person that a command replies to. `may_change` asks whether the person may change the chat's settings.
    """

    words: str
    chat_id: int
    user_id: int
    lang: str
    thread_id: int = 0
    private: bool = True
    quoted: str = ""
    name: str = ""
    may_change: Callable[[], Awaitable[bool]] = _yes


@dataclass(frozen=True, slots=True)
class Response:
    """What a handler says: a screen, which replaces the one whose button was pressed unless `fresh`, and a passing line."""

    screen: Screen | None = None
    toast: str = ""
    alert: bool = False
    fresh: bool = False


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the command table; its line in menus and help is the text `command.<name>`.

    `settings` ones are refused to those who may not change the chat's settings.
    """

    name: str
    handler: Handler
    scopes: frozenset[Scope] = EVERYWHERE
    settings: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A row of the table of buttons: `prefix` begins the data of a button, a dot follows it."""

    prefix: str
    handler: Handler
    settings: bool = False
