"""Sending to Telegram: screens in order, again after a passing failure, under a group's new id, in place of others."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import html
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import telegram
from cachetools import LRUCache
from telegram import (
    Bot,
    CallbackQuery,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError

from bot.dialogue.call import File
from bot.notifications.notice import NOTICE_UNITS
from bot.screens.keyboard import Screen
from bot.telegram.keyboard import markup, written
from bot.telegram.outcomes import AGAIN, PLAIN, Means, meaning, seconds_of
from bot.telegram.pace import Pace
from bot.telegram.taken import note_sending

TRIES = 3
BACKOFF_SECONDS = 1.0
# Telegram shows an action for five seconds.
TYPING_SECONDS = 4.0
# Hundreds who wait are told in turn that somebody is typing: at once it kept the loop busier than their answers.
TYPING_BREATH = 0.1
# An answer that comes sooner needs no announcing.
SLOW_SECONDS = 0.3
CAPTION_UNITS = 1024
# A chat that wants to be left alone for longer gets its answer from the outbox.
PATIENCE_SECONDS = 30.0
_READY = 500
_LOG = logging.getLogger(__name__)
_ELEMENT = re.compile(r"</?[a-z]+(?: [^>]*)?>")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NO_PREVIEW_WRITTEN = _NO_PREVIEW.to_json()

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is sent: a chat, perhaps a topic of it, perhaps as a reply to a message."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent last: its chat, which may have got a new id meanwhile, and its id there."""

    chat_id: int
    message_id: int


def place_of(message: telegram.Message) -> Place:
    """Where `message` is answered: in its topic and, where others write too, as a reply to it."""
    # Outside topics the thread id is that of a chain of replies, which Telegram does not accept for sending.
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, thread, None if message.chat.type == ChatType.PRIVATE else message.message_id)


class Delivery:
    """Sends through a bot, with patience until the end comes."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._ending = asyncio.Event()
        self._pace = Pace(self._ending)
        self._typing = asyncio.Lock()
        self._ready: LRUCache[int, tuple[Screen, list[str], str | None]] = LRUCache(_READY)

    def end(self) -> None:
        """From now on nothing is waited for: what cannot be sent at once raises its error."""
        self._ending.set()

    async def send(self, place: Place, screen: Screen, mark: str = "") -> Sent | None:
        """Sends the screen, in several messages where it is long, the buttons under the last; None where it is empty.

        What follows a try of which nobody knows whether it arrived has `mark` as its first line. Raises TelegramError for
        what Telegram will not take, or not yet.
        """
        sent: Sent | None = None
        pages, buttons = self._made_ready(screen)
        for page in pages:
            keyboard = buttons if page is pages[-1] else None
            place, sent = await self._send_page(place, page, keyboard, mark)
            place = replace(place, reply_to=None)
        return sent

    def _made_ready(self, screen: Screen) -> tuple[list[str], str | None]:
        """The screen as Telegram takes it; one that is shown again is the same object."""
        known = self._ready.get(id(screen))
        if known is None or known[0] is not screen:
            known = self._ready[id(screen)] = (
                screen,
                screen.message.pages(NOTICE_UNITS),  # with room for the mark
                written(screen.keyboard),
            )
        return known[1], known[2]

    async def edit(self, target: Sent | CallbackQuery, screen: Screen, patience: float = PATIENCE_SECONDS) -> None:
        """Puts the screen in place of a message of the bot's; nothing happens where it shows just that.

        Raises TelegramError for what Telegram will not take, or not within `patience`: the message is gone, or the bot may
        not write.
        """
        (page, *_) = screen.message.pages()
        text, mode, keyboard = page, ParseMode.HTML, markup(screen.keyboard)

        async def change() -> object:
            if isinstance(target, CallbackQuery):
                return await target.edit_message_text(
                    text, parse_mode=mode, link_preview_options=_NO_PREVIEW, reply_markup=keyboard
                )
            return await self._bot.edit_message_text(
                text,
                target.chat_id,
                target.message_id,
                parse_mode=mode,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard,
            )

        try:
            await self._tried(change, patience)
        except BadRequest as error:
            if meaning(error) is not Means.UNCHANGED:
                raise

    async def toast(self, query: CallbackQuery, words: str, alert: bool, patience: float) -> None:
        """Ends a press, with a passing line if there are words; raises TelegramError for what Telegram will not take."""
        await self._again(functools.partial(query.answer, words or None, show_alert=alert), patience)

    async def send_files(self, place: Place, files: Sequence[File], screen: Screen | None) -> None:
        """Sends files one after another, the screen's words and buttons below the last; raises TelegramError as `send` does."""
        for file in files:
            last = screen if screen and file is files[-1] else None
            caption = last.message.pages(CAPTION_UNITS)[0] if last else None
            reply = _reply_to(place)
            more: dict[str, Any] = {
                "caption": caption,
                "parse_mode": ParseMode.HTML if caption else None,
                "message_thread_id": place.thread_id,
                "reply_parameters": reply,
                "reply_markup": markup(last.keyboard) if last else None,
            }
            place = await self._send_file(place, file, more)
            place = replace(place, reply_to=None)

    async def _send_file(self, place: Place, file: File, more: dict[str, Any]) -> Place:
        """Sends a file, a picture that Telegram does not take as a document; where it went."""
        document = InputFile(file.data, file.name)
        upload = self._bot.send_photo if file.picture else self._bot.send_document
        await self._pace.wait(place.chat_id)
        try:
            await self._tried(functools.partial(upload, place.chat_id, document, **more))
        except ChatMigrated as moved:
            place = Place(moved.new_chat_id)
            more |= {"message_thread_id": None, "reply_parameters": None}
            await self._tried(functools.partial(upload, place.chat_id, document, **more))
        except BadRequest as error:
            if not file.picture or meaning(error) not in (Means.BAD_FILE, Means.REFUSED):
                raise
            await self._tried(functools.partial(self._bot.send_document, place.chat_id, document, **more))
        return place

    @contextlib.asynccontextmanager
    async def typing_when_slow(self, place: Place) -> AsyncIterator[None]:
        """Shows «typing» in the place while the block lasts, once it has lasted for a moment."""
        typing: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        timer = loop.call_later(SLOW_SECONDS, lambda: typing.append(loop.create_task(self._keep_typing(place))))
        try:
            yield
        finally:
            timer.cancel()
            for action in typing:
                action.cancel()
                await asyncio.wait([action])

    async def _keep_typing(self, place: Place) -> None:
        while True:
            async with self._typing:
                with contextlib.suppress(TelegramError):
                    await self._bot.send_chat_action(
                        place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id
                    )
                await asyncio.sleep(TYPING_BREATH)
            await asyncio.sleep(TYPING_SECONDS)

    async def _send_page(self, place: Place, page: str, keyboard: str | None, mark: str) -> tuple[Place, Sent]:
        """Sends one page; where it went, which is elsewhere for a group that has become a supergroup meanwhile."""
        try:
            return place, await self._send(place, page, ParseMode.HTML, keyboard, mark)
        except ChatMigrated as moved:
            # Messages of the old group have other ids in the new one: there is nothing to reply to.
            place = Place(moved.new_chat_id)
            return place, await self._send(place, page, ParseMode.HTML, keyboard)
        except BadRequest as error:
            if meaning(error) not in PLAIN:
                raise
            _LOG.error("chat %s refuses a page, it is sent as plain text: %s", place.chat_id, error)
            plain = html.unescape(_ELEMENT.sub("", page))
            return place, await self._send(replace(place, reply_to=None), plain, None, None)

    async def _send(
        self, place: Place, text: str, parse_mode: str | None, keyboard: str | None, mark: str = ""
    ) -> Sent:
        reply, doubtful = _reply_to(place), False
        ready = {"link_preview_options": _NO_PREVIEW_WRITTEN, "reply_markup": keyboard}
        await self._pace.wait(place.chat_id)

        async def call() -> telegram.Message:
            nonlocal doubtful
            try:
                return await self._bot.send_message(
                    place.chat_id,
                    marked(text, mark) if doubtful and mark else text,
                    parse_mode=parse_mode,
                    message_thread_id=place.thread_id,
                    reply_parameters=reply,
                    api_kwargs=ready,
                )
            except TelegramError as error:
                doubtful = doubtful or meaning(error) is Means.UNKNOWN
                raise

        message = await self._tried(call)
        return Sent(place.chat_id, message.message_id)

    async def _tried(self, call: Callable[[], Awaitable[T]], patience: float | None = None) -> T:
        """The call's result, after passing failures too; raises what another try would not help, or not before the end."""
        await note_sending()
        return await self._again(call, PATIENCE_SECONDS if patience is None else patience)

    async def _again(self, call: Callable[[], Awaitable[T]], patience: float) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                return await call()
            except TelegramError as error:
                pause = _pause(error, attempt, patience)
                if pause is None or attempt == TRIES:
                    raise
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), pause)
                    raise
        raise AssertionError("the last try either returns or raises")


def marked(page: str, mark: str) -> str:
    """A page of HTML with a line first."""
    return f"<i>{html.escape(mark, quote=False)}</i>\n{page}"


def _reply_to(place: Place) -> ReplyParameters | None:
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None


def _pause(error: TelegramError, attempt: int, patience: float) -> float | None:
    """The seconds until the next try, None where another try would not help or would be long in coming."""
    if isinstance(error, RetryAfter):
        told = seconds_of(error)
        return told if told <= patience else None
    # A cut connection leaves open whether the message arrived: twice is better than not at all.
    return BACKOFF_SECONDS * attempt if meaning(error) in AGAIN else None
