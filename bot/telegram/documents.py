"""Files that operators send on Telegram: downloaded, and handed to whoever reads them."""

from __future__ import annotations

import logging

from telegram import Bot, Message
from telegram.error import BadRequest, TelegramError

from bot.commands.adding import Adding
from bot.commands.context import told
from bot.dialogue.call import Call, Response
from bot.screens.wording import Wording

# What Telegram gives to bots.
MOST_BYTES = 20 * 2**20
_LOG = logging.getLogger(__name__)


class Documents:
    """Downloads files through a bot."""

    def __init__(self, bot: Bot, adding: Adding, wording: Wording) -> None:
        self._bot = bot
        self._adding = adding
        self._wording = wording

    async def received(self, message: Message, call: Call) -> list[Response]:
        """What is said to the file that a message holds."""
        document = message.document
        if document is None:
            return []
        name = document.file_name or document.file_unique_id
        if (document.file_size or 0) > MOST_BYTES:
            return [told(self._wording.say(call.lang, "document.too-large", name=name))]
        try:
            file = await self._bot.get_file(document.file_id)
            data = bytes(await file.download_as_bytearray())
        except TelegramError as error:
            _LOG.warning("a file is not downloaded: %s", type(error).__name__)
            large = isinstance(error, BadRequest) and "too big" in str(error)
            return [
                told(self._wording.say(call.lang, f"document.{'too-large' if large else 'unreachable'}", name=name))
            ]
        return await self._adding.received(call, name, data)
