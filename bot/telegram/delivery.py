"""Sending to Telegram: pages in order, again after a passing failure, and «typing» while an answer is made."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import html
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import telegram
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.message import Message

TRIES = 3
BACKOFF_SECONDS = 1.0
# Telegram shows an action for five seconds.
TYPING_SECONDS = 4.0
_LOG = logging.getLogger(__name__)
_ELEMENT = re.compile(r"</?[a-z]+>")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is sent: a chat, perhaps a topic of it, perhaps as a reply to a message."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


def place_of(message: telegram.Message) -> Place:
    """Where `message` is answered: in its topic and, where others write too, as a reply to it."""
    # Outside topics the thread id is that of a chain of replies, which Telegram does not accept for sending.
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, thread, None if message.chat.type == ChatType.PRIVATE else message.message_id)


async def deliver(bot: Bot, place: Place, message: Message) -> None:
    """Sends the message page by page; the rest of what Telegram will not take is logged and dropped."""
    try:
        for page in message.pages():
            await _send_page(bot, place, page)
            place = replace(place, reply_to=None)
    except Forbidden as error:
        _LOG.warning("nothing can be sent to chat %s: %s", place.chat_id, error)
    except TelegramError:
        _LOG.exception("a message to chat %s is given up", place.chat_id)


@contextlib.asynccontextmanager
async def typing(bot: Bot, place: Place) -> AsyncIterator[None]:
    """Shows «typing» in the place at once and for as long as the block lasts."""
    action = asyncio.create_task(_keep_typing(bot, place))
    try:
        yield
    finally:
        action.cancel()
        await asyncio.wait([action])


async def _keep_typing(bot: Bot, place: Place) -> None:
    while True:
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
        await asyncio.sleep(TYPING_SECONDS)


async def _send_page(bot: Bot, place: Place, page: str) -> None:
    try:
        await _send(bot, place, page, ParseMode.HTML)
    except BadRequest as error:
        _LOG.error("chat %s refuses a page, it is sent as plain text: %s", place.chat_id, error)
        await _send(bot, replace(place, reply_to=None), html.unescape(_ELEMENT.sub("", page)), None)


async def _send(bot: Bot, place: Place, text: str, parse_mode: str | None) -> None:
    reply = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
    for attempt in range(1, TRIES + 1):
        try:
            await bot.send_message(
                place.chat_id,
                text,
                parse_mode=parse_mode,
                message_thread_id=place.thread_id,
                reply_parameters=reply,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            return
        except TelegramError as error:
            pause = _pause(error, attempt)
            if pause is None or attempt == TRIES:
                raise
            await asyncio.sleep(pause)


def _pause(error: TelegramError, attempt: int) -> float | None:
    """The seconds until the next try, None where another try would not help."""
    if isinstance(error, RetryAfter):
        told = error.retry_after
        return told.total_seconds() if isinstance(told, datetime.timedelta) else float(told)
    # A cut connection leaves open whether the message arrived: twice is better than not at all.
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return BACKOFF_SECONDS * attempt
    return None
