"""A message to a chat as notices, a page each."""

from __future__ import annotations

from datetime import datetime

from bot.db.addressees import Addressee
from bot.notifications.notice import NOTICE_UNITS, Notice
from bot.screens.keyboard import Keyboard
from bot.screens.message import Message


def pages_of(
    event: str,
    chat_id: int,
    thread_id: int,
    chat: Addressee,
    message: Message,
    now: datetime,
    keyboard: Keyboard = (),
) -> list[Notice]:
    """The notices of a message, the buttons under the last page; where the chat is silent or quiet `now`, they wait."""
    pages = message.pages(NOTICE_UNITS)
    last = len(pages) - 1
    return [
        Notice(
            event,
            chat_id,
            page,
            chat.lang,
            thread_id,
            part,
            keyboard if part == last else (),
            not_before=chat.held_until(now),
        )
        for part, page in enumerate(pages)
    ]
