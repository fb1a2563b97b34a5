"""A command or a pressed button as its handler sees it, whatever the chat channel, and what the handler gives back."""

from __future__ import annotations

import functools
import operator
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.screens.keyboard import Screen
from bot.screens.message import text_message

if TYPE_CHECKING:
    from bot.db.answers import GivenAnswer


class Scope(StrEnum):
    """Whose menu shows a command."""

    PRIVATE = "private"
    GROUP = "group"
    ADMINISTRATORS = "administrators"
    OPERATORS = "operators"


EVERYWHERE = frozenset({Scope.PRIVATE, Scope.GROUP, Scope.ADMINISTRATORS})
PRIVATE = frozenset({Scope.PRIVATE})
SETTINGS = frozenset({Scope.PRIVATE, Scope.ADMINISTRATORS})
OPERATORS = frozenset({Scope.OPERATORS})


async def _yes() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Call:
    """Who says or presses something, and where; `words` follow the command, or the prefix in a button's data.

    `thread_id` is 0 outside topics, `user_id` the chat's own where an administrator is anonymous. `chosen` is the language
    that the person or the group decided on, `lang` that or their client's; `department` is the person's, `plan` the
    chat's. `quoted` are words of another person that a command replies to, `replied` is the bot's message that it
    replies to, `shown` are the words above a button, `message_id` is the
    message that says it, None for a press.
    `username` is the person's, without the @; `mentioned` are the words of mentions in the message, with whom they mean.
    `own_lang` is the person's where `lang` is that of a message that everybody sees.
    `may_change` asks whether the person may change the chat's settings. `continued` says that the message has given an
    order before this one.
    """

    words: str
    chat_id: int
    user_id: int
    lang: str
    thread_id: int = 0
    private: bool = True
    name: str = ""
    username: str = ""
    chosen: str | None = None
    department: str | None = None
    plan: str | None = None
    quoted: str = ""
    replied: int | None = None
    message_id: int | None = None
    shown: str = ""
    mentioned: tuple[tuple[str, int], ...] = ()
    may_change: Callable[[], Awaitable[bool]] = _yes
    continued: bool = False
    own_lang: str = ""

    @property
    def aside(self) -> str:
        """The language of what the person alone sees."""
        return self.own_lang or self.lang

    @property
    def conversation(self) -> str:
        """The name of the person's conversation: everyone has their own in each chat and topic."""
        return f"tg:{self.chat_id}:{self.thread_id}:{self.user_id}"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; a picture is shown in the chat."""

    name: str
    data: bytes
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What a handler says: a screen, which replaces the one whose button was pressed unless `fresh`, and a passing line.

    With files, the screen's words go below the last of them. `answer` is remembered once the screen is shown, `lang`
    is for what is said where that fails.
    """

    screen: Screen | None = None
    toast: str = ""
    alert: bool = False
    fresh: bool = False
    files: tuple[File, ...] = ()
    answer: GivenAnswer | None = None
    lang: str = ""


def joined(responses: Sequence[Response]) -> Response:
    """The responses to the orders of one message as one: their words below each other, no row of buttons twice."""
    screens = [response.screen or Screen(text_message(response.toast)) for response in responses]
    message = functools.reduce(operator.add, (screen.message for screen in screens))
    keyboard = tuple(dict.fromkeys(row for screen in screens for row in screen.keyboard))
    files = tuple(file for response in responses for file in response.files)
    return replace(responses[-1], screen=Screen(message, keyboard), files=files)


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
