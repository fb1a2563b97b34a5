"""The world behind the server, as a test moves it and waits for it."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from .call import Call
from .callback import CallbackQuery
from .chat import Chat
from .inline import InlineAnswer, InlineQuery
from .message import Message
from .people import People
from .webhook import Webhook

T = TypeVar("T")

# How long what is awaited may take on a busy machine, in seconds.
PATIENCE = 60.0
_CALLS_SHOWN = 5


class World(People):
    """One bot and everything it can meet: places, people, and what a test waits for.

    Not thread-safe: use it from the event loop that runs the server.
    """

    def __init__(self, **settings: Any) -> None:
        """The settings of ``State``."""
        super().__init__(**settings)
        self.calls: list[Call] = []
        self.webhook = Webhook(self.updates, self.faults, self._clock)
        self._awaited: defaultdict[int, int] = defaultdict(int)
        self._changed = asyncio.Event()

    async def wait_for_message(
        self, chat: Chat, *, timeout: float = PATIENCE, after: Message | CallbackQuery | None = None
    ) -> Message:
        """The bot's next message or edit of a message in a chat, as it was then.

        Next means after ``after`` or, without it, after the last one this method gave for the chat.
        Raises TimeoutError, which lists the last calls, after ``timeout`` seconds.
        """
        since = after.moment if after is not None else self._awaited[chat.id]
        message = await self._awaited_for(
            lambda: self._first_from_bot(chat, since), timeout, f"no bot message in {chat.title}"
        )
        self._awaited[chat.id] = message.moment
        return message

    async def wait_for_answer(self, query: CallbackQuery, *, timeout: float = PATIENCE) -> dict[str, Any]:
        """The parameters of the ``answerCallbackQuery`` for a press; raises TimeoutError."""
        return (await self._awaited_for(lambda: _answer_of(query), timeout, f"no answer to {query.data!r}"))[0]

    async def wait_for_results(self, query: InlineQuery, *, timeout: float = PATIENCE) -> InlineAnswer:
        """The bot's answer to an inline query; raises TimeoutError."""
        return await self._awaited_for(lambda: query.answer, timeout, f"no results for {query.query!r}")

    async def wait_until(self, condition: Callable[[], T | None], *, timeout: float = PATIENCE) -> T:
        """The first truthy value of ``condition``, tried whenever a call begins or ends; raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not (value := condition()):
                await self._changed.wait()
            return value

    def messages(self, chat: Chat) -> list[Message]:
        """The chat's messages as they are now, oldest first."""
        return list(chat.messages.values())

    def calls_of(self, method: str) -> list[Call]:
        """The bot's calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    # What the server does

    def record(self, method: str) -> Call:
        """Starts the record of a call."""
        call = Call(method, self.now)
        self.calls.append(call)
        self.notify()
        return call

    def notify(self) -> None:
        """Wakes everyone who waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    # Inside

    async def _awaited_for(self, condition: Callable[[], T | None], timeout: float, complaint: str) -> T:
        try:
            return await self.wait_until(condition, timeout=timeout)
        except TimeoutError:
            last = [(call.method, call.parameters, call.status) for call in self.calls[-_CALLS_SHOWN:]]
            raise TimeoutError(f"{complaint} within {timeout} s; last calls: {last}") from None

    def _first_from_bot(self, chat: Chat, since: int) -> Message | None:
        bot = self.bot.user
        later = (message for message in self.history if message.moment > since and message.chat is chat)
        return next(
            (message for message in later if bot in (message.sender, message.via_bot) and _is_own(message)), None
        )


def _is_own(message: Message) -> bool:
    """Sent or edited by the bot; a message via the bot is a person's until the bot edits it."""
    return message.via_bot is None or message.edit_date is not None


def _answer_of(query: CallbackQuery) -> list[dict[str, Any]] | None:
    return None if query.answer is None else [query.answer]
