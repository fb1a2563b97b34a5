"""Responses are shown: sent, put in place of what they replace, remembered; what Telegram will not take is noted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from telegram import CallbackQuery, Message
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.call import Call, Response
from bot.keyboard import Screen
from bot.message import text_message
from bot.notice import NOTICE_UNITS, Notice, Priority
from bot.telegram.delivery import Delivery, Place, Sent, seconds_of
from bot.telegram.memory import Memory

_TOAST = 200
_LOG = logging.getLogger(__name__)


class Showing:
    """Shows responses, and remembers which message holds which answer.

    What cannot be sent now, though later perhaps, goes through the outbox; `sent` is told of every other message.
    """

    def __init__(self, memory: Memory, delivery: Delivery, sent: Callable[[int], None]) -> None:
        self._delivery = delivery
        self._memory = memory
        self._sent = sent
        self._handing: set[asyncio.Task[None]] = set()

    async def send(self, place: Place, response: Response, message: Message | None = None) -> None:
        """Sends a response to `message`; nothing that Telegram says against it is raised."""
        screen = response.screen or (Screen(text_message(response.toast)) if response.toast else None)
        try:
            if response.files:
                await self._delivery.send_files(place, response.files, screen)
                return
            sent = await self._delivery.send(place, screen) if screen else None
        except Forbidden as error:
            _LOG.warning("nothing can be sent to chat %s: %s", place.chat_id, error)
            await self._memory.closed(place.chat_id, False, str(error))
            return
        except BadRequest:
            _LOG.exception("a message to chat %s is given up", place.chat_id)
            return
        except TelegramError as error:
            await self._later(place, screen, seconds_of(error) if isinstance(error, RetryAfter) else 0)
            return
        except asyncio.CancelledError:
            # The process is about to end: the next one sends it.
            task = asyncio.create_task(self._later(place, screen, 0))
            self._handing.add(task)
            task.add_done_callback(self._handing.discard)
            raise
        self._sent(place.chat_id)
        if sent and sent.chat_id != place.chat_id:
            await self._memory.moved(place.chat_id, sent.chat_id)
        if sent and message:
            self._remember(response, sent, message.message_id)

    def typing_when_slow(self, place: Place) -> AbstractAsyncContextManager[None]:
        """Shows «typing» in the place while the block lasts, once it has lasted for a moment."""
        return self._delivery.typing_when_slow(place)

    def end(self) -> None:
        """From now on what cannot be sent at once goes through the outbox."""
        self._delivery.end()

    async def settled(self) -> None:
        """Waits until what was cut off is in the outbox."""
        if self._handing:
            await asyncio.wait(self._handing)

    async def _later(self, place: Place, screen: Screen | None, seconds: float) -> None:
        """Hands a message to the outbox."""
        if screen is None:
            return
        _LOG.warning("an answer to chat %s goes through the outbox", place.chat_id)
        event, due = f"answer:{secrets.token_hex(8)}", datetime.now(UTC) + timedelta(seconds=seconds)
        pages = screen.message.pages(NOTICE_UNITS)
        await self._memory.enqueue(
            Notice(
                event,
                place.chat_id,
                page,
                "zh",
                place.thread_id or 0,
                part,
                screen.keyboard if part + 1 == len(pages) else (),
                Priority.ANSWER,
                due,
            )
            for part, page in enumerate(pages)
        )

    async def replace(self, target: Sent, response: Response, message_id: int) -> None:
        """Puts a response to an edited message in the place of the answer that it had."""
        if response.screen is None:
            return
        try:
            await self._delivery.edit(target, response.screen)
        except TelegramError as error:
            _LOG.warning("the answer in chat %s cannot be changed: %s", target.chat_id, error)
            return
        self._remember(response, target, message_id)

    async def post(self, chat_id: int, message_id: int | None, screen: Screen, last: bool) -> int | None:
        """Puts a screen in place of a message, or sends it where there is none or it is gone; the message's id.

        Nothing that Telegram says against it is raised; where it is the `last` word, it then goes through the outbox.
        """
        try:
            if message_id is not None:
                with contextlib.suppress(BadRequest):
                    await self._delivery.edit(Sent(chat_id, message_id), screen)
                    return message_id
            sent = await self._delivery.send(Place(chat_id), screen)
        except TelegramError as error:
            _LOG.warning("chat %s is not told how it goes: %s", chat_id, error)
            if last and not isinstance(error, Forbidden | BadRequest):
                await self._later(Place(chat_id), screen, seconds_of(error) if isinstance(error, RetryAfter) else 0)
            return None
        self._sent(chat_id)
        return sent.message_id if sent else None

    async def press(self, query: CallbackQuery, call: Call, response: Response) -> bool:
        """Shows the response to a pressed button in the button's message; whether that can be changed."""
        # A message that is changed stays one message: what is longer is sent instead.
        long = response.screen is not None and len(response.screen.message.pages()) > 1
        if response.files or response.fresh or long:
            await self.send(Place(call.chat_id, call.thread_id or None), response)
            return True
        if response.screen is None:
            return True
        try:
            await self._delivery.edit(query, response.screen)
        except TelegramError as error:
            _LOG.warning("a button's message in chat %s cannot be changed: %s", call.chat_id, error)
            return False
        if response.answer is not None and query.message is not None:
            before = await self._memory.answer_in(call.chat_id, query.message.message_id)
            asked = before.message_id if before else None
            self._remember(response, Sent(call.chat_id, query.message.message_id), asked)
        return True

    async def toast(self, query: CallbackQuery, response: Response) -> None:
        """Ends a press, with a passing line where there is one."""
        try:
            await query.answer(response.toast[:_TOAST] or None, show_alert=response.alert)
        except BadRequest as error:
            # Telegram forgets a press within minutes: after a while away there is nobody to tell.
            _LOG.info("a press is too old to be answered: %s", error)
        except TelegramError as error:
            _LOG.warning("a press is not answered: %s", error)

    def _remember(self, response: Response, sent: Sent, message_id: int | None) -> None:
        if response.answer is not None:
            self._memory.remember(
                replace(response.answer, chat_id=sent.chat_id, message_id=message_id, reply_id=sent.message_id)
            )
