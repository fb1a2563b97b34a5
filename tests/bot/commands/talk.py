"""A person who sends commands to the desk and presses its buttons, without any chat channel."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from bot.commands.spoken import spoken
from bot.commands.wiring import Notifying, build_notifying
from bot.db.engine import Database
from bot.dialogue.call import Call, Handler, Response
from bot.screens.wording import Wording
from index.engine import Engine

USERNAME = "plan_bot"
OPERATOR = 900
PERSON = 1
GROUP = -100200


@dataclass
class World:
    """The bot's side: what time it is, and who administers which chat."""

    database: Database
    engine: Engine
    # A Wednesday, 16:00 in Shanghai.
    now: dt.datetime = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
    administrators: set[tuple[int, int]] = field(default_factory=set)
    more: list[Engine] = field(default_factory=list)
    not_served: set[int] = field(default_factory=set)
    notifying: Notifying = field(init=False)
    # Each message has another number.
    messages: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.notifying = build_notifying(
            self.database,
            [self.engine, *self.more],
            Wording(),
            lambda: USERNAME,
            frozenset({OPERATOR}),
            self.administers,
            lambda chat_id: chat_id not in self.not_served,
            now=lambda: self.now,
        )
        rows = self.notifying.commands
        self.commands = {row.name: row.handler for row in rows.commands()}
        self.commands["start"] = rows.start
        [self.press] = rows.presses()

    async def administers(self, chat_id: int, user_id: int) -> bool:
        return (chat_id, user_id) in self.administrators

    def person(self, user_id: int = PERSON, lang: str = "zh") -> Talk:
        """A person in the private chat."""
        return Talk(self, Call("", user_id, user_id, lang))

    def member(self, user_id: int, administrator: bool = False, thread_id: int = 0, lang: str = "zh") -> Talk:
        """A member of the group."""
        if administrator:
            self.administrators.add((GROUP, user_id))

        async def may_change() -> bool:
            return await self.administers(GROUP, user_id)

        return Talk(self, Call("", GROUP, user_id, lang, thread_id, private=False, may_change=may_change))


@dataclass
class Talk:
    """What one person says in one chat, and the last response."""

    world: World
    call: Call
    response: Response = field(default_factory=Response)

    async def say(self, text: str) -> str:
        """The words of the response to a command (/subscribe 商务厅) or to a text that says one (订阅商务厅)."""
        if text.startswith("/"):
            name, _, words = text[1:].partition(" ")
        else:
            found = spoken(text)
            assert found is not None, f"{text} is no command"
            name, words = found
        return await self.heard(name, words)

    async def reply(self, text: str) -> str | None:
        """The words of the response to a message that answers what was asked back; None where it does not."""
        said = replace(self.call, words=text, message_id=next(self.world.messages))
        response = await self.world.notifying.commands.answered(said)
        if response is None:
            return None
        self.response = response
        return self.text

    async def heard(self, name: str, words: str) -> str:
        """The words of the response to a command."""
        self.world.notifying.commands.turned(self.call, name)
        return await self._hear(self.world.commands[name], words, next(self.world.messages))

    async def press(self, label: str) -> str:
        """The response to the button of the last screen whose label begins so."""
        data = next((data for text, data in self.buttons.items() if text.startswith(label)), None)
        assert data is not None, f"{label} is none of {list(self.buttons)}"
        return await self.pressed(data)

    async def pressed(self, data: str) -> str:
        """The response to a button's data."""
        prefix, _, words = data.partition(".")
        assert prefix == self.world.press.prefix and len(data.encode()) <= 64, data
        before = self.response
        said = await self._hear(self.world.press.handler, words)
        if self.response.screen is None:
            self.response = replace(before, toast=self.response.toast, alert=self.response.alert)
        return said

    async def _hear(
        self, handler: Callable[[Call], Awaitable[Response]] | Handler, words: str, message_id: int | None = None
    ) -> str:
        self.response = await handler(replace(self.call, words=words, message_id=message_id))
        return self.text or self.response.toast

    @property
    def text(self) -> str:
        """The words of the screen."""
        return self.response.screen.message.plain if self.response.screen else ""

    @property
    def buttons(self) -> dict[str, str]:
        """The labels and data (or addresses) of the screen's buttons; of those with the same label the first."""
        keyboard = self.response.screen.keyboard if self.response.screen else ()
        found: dict[str, str] = {}
        for button in (button for row in keyboard for button in row):
            found.setdefault(button.text, button.data or button.url)
        return found
