"""Responses are shown: sent, put in place of what they replace, remembered; what Telegram will not take is noted."""

from __future__ import annotations

import logging
from dataclasses import replace

from telegram import Bot, CallbackQuery, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.call import Call, Response
from bot.keyboard import Screen
from bot.message import text_message
from bot.telegram.delivery import Place, Sent, edit, send, send_files
from bot.telegram.memory import Memory

_TOAST = 200
_LOG = logging.getLogger(__name__)


class Showing:
    """Shows responses, and remembers which message holds which answer."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def send(self, bot: Bot, place: Place, response: Response, message: Message | None = None) -> None:
        """Sends a response to `message`; nothing that Telegram says against it is raised."""
        screen = response.screen or (Screen(text_message(response.toast)) if response.toast else None)
        try:
            if response.files:
                await send_files(bot, place, response.files, screen)
                return
            sent = await send(bot, place, screen) if screen else None
        except Forbidden as error:
            _LOG.warning("nothing can be sent to chat %s: %s", place.chat_id, error)
            await self._memory.closed(place.chat_id, False, str(error))
            return
        except TelegramError:
            _LOG.exception("a message to chat %s is given up", place.chat_id)
            return
        if sent and sent.chat_id != place.chat_id:
            await self._memory.moved(place.chat_id, sent.chat_id)
        if sent and message:
            self._remember(response, sent, message.message_id)

    async def replace(self, bot: Bot, target: Sent, response: Response, message_id: int) -> None:
        """Puts a response to an edited message in the place of the answer that it had."""
        if response.screen is None:
            return
        try:
            await edit(bot, target, response.screen)
        except TelegramError as error:
            _LOG.warning("the answer in chat %s cannot be changed: %s", target.chat_id, error)
            return
        self._remember(response, target, message_id)

    async def press(self, bot: Bot, query: CallbackQuery, call: Call, response: Response) -> bool:
        """Shows the response to a pressed button in the button's message; whether that can be changed."""
        if response.files or response.fresh:
            await self.send(bot, Place(call.chat_id, call.thread_id or None), response)
            return True
        if response.screen is None:
            return True
        try:
            await edit(bot, query, response.screen)
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
