"""Responses are shown: sent, put in place of what they replace, remembered; what Telegram will not take is noted."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from telegram import CallbackQuery, Message
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.dialogue.call import Call, Response
from bot.notifications.notice import NOTICE_UNITS, Notice, Priority
from bot.screens.keyboard import Screen
from bot.screens.message import text_message
from bot.screens.wording import Wording
from bot.telegram.callers import client_language
from bot.telegram.delivery import Delivery, Place, Sent, marked, place_of
from bot.telegram.memory import Memory
from bot.telegram.outcomes import CLOSED, DROPPED, LATER, Means, meaning, seconds_of, toast_of
from bot.telegram.taken import note_reply

_TOAST = 200
# Who presses sees the button turn until it is done.
PRESS_SECONDS = 3.0
_LOG = logging.getLogger(__name__)


class Showing:
    """Shows responses, and remembers which message holds which answer.

    What cannot be sent now, though later perhaps, goes through the outbox; `sent` is told of every other message.
    """

    def __init__(self, memory: Memory, delivery: Delivery, wording: Wording, sent: Callable[[int], None]) -> None:
        self._delivery = delivery
        self._memory = memory
        self._wording = wording
        self._sent = sent

    async def send(self, place: Place, response: Response, message: Message | None = None) -> None:
        """Sends a response to `message`; nothing that Telegram says against it is raised."""
        screen = response.screen or (Screen(text_message(response.toast)) if response.toast else None)
        if screen is None and not response.files:
            return
        try:
            if response.files:
                await self._delivery.send_files(place, response.files, screen)
                sent = None
            else:
                assert screen is not None
                sent = await self._delivery.send(place, screen, self._repeat(response, message))
        except TelegramError as error:
            await self._failed(place, response, screen, message, error)
            return
        self._sent(place.chat_id)
        if sent and sent.chat_id != place.chat_id:
            await self._memory.moved(place.chat_id, sent.chat_id)
        if sent:
            note_reply(sent.message_id)
        if sent and message:
            self._remember(response, sent.chat_id, sent.message_id, message.message_id)
        if not (await self._memory.preferences(place.chat_id)).active:
            # What has just arrived says that the bot may write there after all.
            await self._memory.opened(place.chat_id)

    def _repeat(self, response: Response, message: Message | None) -> str:
        answered = response.answer.lang if response.answer is not None else ""
        lang = response.lang or answered or client_language(message.from_user if message else None)
        return self._wording.say(lang, "notice.repeat")

    async def _failed(
        self, place: Place, response: Response, screen: Screen | None, message: Message | None, error: TelegramError
    ) -> None:
        """What follows where an answer could not be sent; outcomes.py has the table."""
        means = meaning(error)
        if means in CLOSED:
            _LOG.warning("nothing can be sent to chat %s: %s", place.chat_id, error)
            await self._memory.closed(place.chat_id, means is Means.GONE, str(error))
        elif response.files and means is not Means.NO_TOPIC:
            # A file is not kept: its words alone would say that it is there.
            _LOG.warning("a file to chat %s is not sent: %s", place.chat_id, error)
            lang = response.lang or client_language(message.from_user if message else None)
            key = "telegram.file_later" if means in LATER else "telegram.file_refused"
            said = Screen(text_message(self._wording.say(lang, key)))
            if means in LATER:
                await self._later(place, said, error)
            else:
                await self.send(place, Response(said))
        elif means in LATER and screen is not None:
            if response.answer is not None:
                # Its buttons name it, whichever message will hold it.
                self._remember(response, place.chat_id, None, message.message_id if message else None)
            await self._later(place, screen, error, self._repeat(response, message))
        else:
            _LOG.error("a message to chat %s is given up: %s", place.chat_id, error)

    def typing_when_slow(self, place: Place) -> AbstractAsyncContextManager[None]:
        """Shows «typing» in the place while the block lasts, once it has lasted for a moment."""
        return self._delivery.typing_when_slow(place)

    def end(self) -> None:
        """From now on what cannot be sent at once goes through the outbox."""
        self._delivery.end()

    async def _later(self, place: Place, screen: Screen, error: TelegramError, mark: str = "") -> None:
        """Hands a message to the outbox, for as soon as the chat may be written to again."""
        _LOG.warning("an answer to chat %s goes through the outbox", place.chat_id)
        seconds = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
        event, due = f"answer:{secrets.token_hex(8)}", datetime.now(UTC) + timedelta(seconds=seconds)
        pages = screen.message.pages(NOTICE_UNITS)
        if mark and meaning(error) is Means.UNKNOWN:
            pages[0] = marked(pages[0], mark)
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

    async def replace(self, target: Sent, response: Response, message: Message) -> None:
        """Puts a response to an edited message in the place of the answer that it had, or sends it where that cannot be."""
        if response.screen is None and not response.files:
            return
        if response.files or response.screen is None or len(response.screen.message.pages()) > 1:
            await self.send(place_of(message), response, message)
            return
        try:
            await self._delivery.edit(target, response.screen)
        except TelegramError as error:
            means = meaning(error)
            _LOG.warning("the answer in chat %s cannot be changed: %s", target.chat_id, error)
            if means in CLOSED:
                await self._memory.closed(target.chat_id, means is Means.GONE, str(error))
            elif means not in DROPPED:
                await self.send(place_of(message), response, message)
            return
        note_reply(target.message_id)
        self._remember(response, target.chat_id, target.message_id, message.message_id)

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
            if last and meaning(error) in LATER:
                await self._later(Place(chat_id), screen, error)
            return None
        self._sent(chat_id)
        return sent.message_id if sent else None

    async def press(self, query: CallbackQuery, call: Call, response: Response) -> str | None:
        """Shows the response to a pressed button in the button's message; the key of what to say where that cannot be."""
        # A message that is changed stays one message: what is longer is sent instead.
        long = response.screen is not None and len(response.screen.message.pages()) > 1
        if response.files or response.fresh or long:
            await self.send(Place(call.chat_id, call.thread_id or None), replace(response, lang=call.lang))
            return None
        if response.screen is None:
            return None
        try:
            await self._delivery.edit(query, response.screen, PRESS_SECONDS)
        except TelegramError as error:
            _LOG.warning("a button's message in chat %s cannot be changed: %s", call.chat_id, error)
            return toast_of(error)
        if response.answer is not None and query.message is not None:
            before = await self._memory.answer_in(call.chat_id, query.message.message_id)
            asked = before.message_id if before else None
            self._remember(response, call.chat_id, query.message.message_id, asked)
        return None

    async def toast(self, query: CallbackQuery, response: Response) -> None:
        """Ends a press, with a passing line where there is one."""
        try:
            await self._delivery.toast(query, response.toast[:_TOAST], response.alert, PRESS_SECONDS)
        except TelegramError as error:
            if meaning(error) is Means.STALE:
                # Telegram forgets a press within minutes: after a while away there is nobody to tell.
                _LOG.info("a press is too old to be answered: %s", error)
            else:
                _LOG.warning("a press is not answered: %s", error)

    def _remember(self, response: Response, chat_id: int, reply_id: int | None, message_id: int | None) -> None:
        if response.answer is not None:
            self._memory.remember(replace(response.answer, chat_id=chat_id, message_id=message_id, reply_id=reply_id))
