"""Notices over Telegram: one request for each, and what its end says about the message."""

from __future__ import annotations

import datetime
import html

import httpx
from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot import notice
from bot.notice import Claim, Outcome
from bot.telegram.keyboard import markup
from bot.wording import Wording

# Parts of Telegram's descriptions. Whoever has no right to write is in the same position as who is blocked.
_GONE = ("chat not found", "chat was deleted", "deactivated", "peer_id_invalid")
_NO_RIGHT = ("rights to send", "write_forbidden", "chat_restricted", "administrator rights")
# Failures of a request before its first byte was written.
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class TelegramChannel:
    """Sends notices through a bot that is initialised."""

    def __init__(self, bot: Bot, wording: Wording) -> None:
        self._bot = bot
        self._wording = wording

    async def send(self, claim: Claim) -> Outcome:
        """One sendMessage; a notice that may have arrived before says so."""
        text = claim.html
        if claim.repeat:
            text = f"<i>{html.escape(self._wording.say(claim.lang, 'notice.repeat'), quote=False)}</i>\n{text}"
        try:
            message = await self._bot.send_message(
                claim.chat_id,
                text,
                parse_mode=ParseMode.HTML,
                message_thread_id=claim.thread_id or None,
                reply_markup=markup(claim.keyboard),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            return outcome(error)
        return notice.Sent(message.message_id)


def outcome(error: TelegramError) -> Outcome:
    """What an error says about the message that was to be sent."""
    reason = str(error)
    match error:
        case ChatMigrated():
            return notice.Moved(error.new_chat_id)
        case RetryAfter():
            told = error.retry_after
            return notice.RetryAfter(told.total_seconds() if isinstance(told, datetime.timedelta) else told)
        case Forbidden():
            return notice.Blocked(reason)
        case BadRequest():
            if any(words in reason.lower() for words in _GONE):
                return notice.Gone(reason)
            return (
                notice.Blocked(reason)
                if any(words in reason.lower() for words in _NO_RIGHT)
                else notice.Refused(reason)
            )
        case NetworkError() | InvalidToken():
            # A server that answers 5xx has not carried the call out; without an answer it may have.
            cause = error.__cause__
            answered = cause is None or isinstance(cause, TelegramError)
            return notice.Unsent(reason) if answered or isinstance(cause, _BEFORE) else notice.Unknown(reason)
    return notice.Unknown(reason)
