"""People in front of the bot as a real process: what they say and press, and what comes to them unasked."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table, update

from bot.db.engine import open_database
from tests.botapi import BotApiServer, Chat, Message, User, World
from tests.process import running

# A loaded machine takes long to start a process.
SECONDS = 90


@dataclass(frozen=True, slots=True)
class Front:
    """The stand-in for Telegram, and where the bot behind it keeps what it knows."""

    world: World
    server: BotApiServer
    var: Path
    url: str

    @asynccontextmanager
    async def bot(self, *operators: User, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """`python -m bot` with those operators and more settings, ended as systemd does."""
        settings = {
            "DATABASE_URL": self.url,
            "TELEGRAM_BOT_TOKEN": self.world.bot.token,
            "TELEGRAM_BASE_URL": self.server.base_url,
            "TELEGRAM_BASE_FILE_URL": self.server.base_file_url,
            "VAR_DIR": str(self.var),
            "ADMIN_IDS": ",".join(str(user.id) for user in operators),
            **more,
        }
        async with running("bot", settings) as process:
            yield process
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            ended = await asyncio.wait_for(process.wait(), SECONDS)
            assert ended == 0, ended

    async def says(self, chat: Chat, user: User, text: str, **where: Any) -> Message:
        """The bot's answer to what a person says."""
        said = self.world.user_says(chat, user, text, **where)
        return await self.world.wait_for_message(chat, after=said, timeout=SECONDS)

    async def presses(self, message: Message, label: str, by: User | None = None) -> Message:
        """The message as it is once a press of the button whose label begins so is answered."""
        return (await self._pressed(message, label, by))[0]

    async def toast(self, message: Message, label: str, by: User | None = None) -> str:
        """What is said in passing to a press."""
        said: str = (await self._pressed(message, label, by))[1]["text"]
        return said

    async def asks(self, message: Message, label: str, by: User | None = None) -> Message:
        """The message that comes after a press of the button whose label begins so."""
        last = message.chat.last_message_id
        await self._pressed(message, label, by)
        return await self.comes(message.chat, "", after=last)

    async def _pressed(self, message: Message, label: str, by: User | None) -> tuple[Message, dict[str, Any]]:
        current = message.chat.messages[message.id]
        data = next((one.data for one in current.buttons if one.text.startswith(label) and one.data), None)
        assert data, f"no {label!r} among {[one.text for one in current.buttons]} below {current.text!r}"
        query = self.world.user_presses(current, data, by=by)
        answer = await self.world.wait_for_answer(query, timeout=SECONDS)
        return message.chat.messages[message.id], answer

    async def comes(self, chat: Chat, words: str, after: int = 0, thread: int | None = None) -> Message:
        """The bot's first message with these words, once there is one after the message of that id."""

        def found() -> Message | None:
            said = [one for one in chat.messages.values() if one.sender is self.world.bot.user and one.id > after]
            return next((one for one in said if words in one.text and thread in (None, one.thread)), None)

        try:
            return await self.world.wait_until(found, timeout=SECONDS)
        except TimeoutError:
            texts = [one.text for one in chat.messages.values() if one.id > after]
            raise AssertionError(f"no {words!r} in {texts}") from None

    async def brought_forward(self, table: Table, *columns: str) -> None:
        """Time passes for whatever waits in these columns of a table: it is due now."""
        async with open_database(self.url, beside=True) as database, database.transaction() as transaction:
            for name in columns:
                column = table.c[name]
                now = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
                await transaction.execute(update(table).where(column.is_not(None)).values({name: now}))


@asynccontextmanager
async def front(world: World, var: Path, url: str) -> AsyncIterator[Front]:
    """The stand-in, serving."""
    async with BotApiServer(world) as server:
        yield Front(world, server, var, url)
