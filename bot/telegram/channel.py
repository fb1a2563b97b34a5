"""Notices over Telegram: one request for each; what its end says about the message is in outcomes.py."""

from __future__ import annotations

import html

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.notifications import notice
from bot.notifications.notice import Claim, Outcome
from bot.screens.wording import Wording
from bot.telegram.keyboard import markup
from bot.telegram.outcomes import outcome


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
