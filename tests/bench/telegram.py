"""What the bot on Telegram adds to sending: the time from an update to its finished request, beside a bare handler's.

Both go through python-telegram-bot's own `process_update` and HTTP client; only the transport below it is a stub. The bare
handler sends the same finished message with the same finished buttons and does nothing else.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.config import Settings
from bot.db.engine import open_database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram.app import build_service
from bot.telegram.keyboard import markup
from bot.telegram.requests import Requests

TOKEN = "1:AAE-benchmark_token_for_nobody"
_ME = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}}
_SENT = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private", "first_name": "Ann"}, "text": "x"}


class _Transport(httpx.AsyncBaseTransport):
    """Answers every request at once, and notes when the last one was finished and what it asked for."""

    def __init__(self) -> None:
        self.finished = 0.0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.finished = time.perf_counter()
        me = request.url.path.endswith("/getMe")
        return httpx.Response(200, json=_ME if me else {"ok": True, "result": _SENT})


def compare(plans: Plans, questions: Sequence[str]) -> tuple[float, float, float]:
    """Median milliseconds from update to finished request: the bare handler, the bot, and the bot asked the same again."""
    return asyncio.run(_compare(plans, questions))


async def _compare(plans: Plans, questions: Sequence[str]) -> tuple[float, float, float]:
    wording = Wording()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(TOKEN, var_dir=Path(folder))
        async with open_database(settings.database) as database:
            service = build_service(settings, plans, wording, database)
            application, transport = service.application, _Transport()
            for request in application.bot._request:
                await request.shutdown()
            stubbed = {"httpx_kwargs": {"transport": transport}}
            application.bot._request = tuple(Requests(service.revoked, **stubbed) for _ in range(2))
            writing = asyncio.create_task(service.memory.run())
            await application.initialize()
            screens = await _finished(plans, questions)
            bare = await _bare(transport, screens)
            await application.process_update(_update(application, 0, "/help"))
            times: dict[str, list[float]] = {"bare": [], "first": [], "again": []}
            number = 0
            for kind in ("first", "again"):
                # In turn, so that both meet the processor in the same state.
                for question in questions:
                    number += 1
                    times[kind].append(await _time(application, transport, number, question))
                    times["bare"].append(await _time(bare, transport, number, question))
            service.memory.end()
            await writing
            await bare.shutdown()
            await application.shutdown()
    bare_ms, first_ms, again_ms = (statistics.median(values) for values in times.values())
    return bare_ms, first_ms, again_ms


def _stubbed(transport: _Transport) -> HTTPXRequest:
    return HTTPXRequest(httpx_kwargs={"transport": transport})


async def _finished(plans: Plans, questions: Sequence[str]) -> dict[str, tuple[str, InlineKeyboardMarkup | None]]:
    """The message and the buttons of each question."""
    served, found = plans.get(None), {}
    for number, question in enumerate(questions):
        answered = served.assistant.answer(question, f"finished {number}")
        screen = served.cards.answers(answered.answers, 2**46 + number, question, None)
        found[question] = (screen.message.pages()[0], markup(screen.keyboard))
    return found


async def _bare(transport: _Transport, screens: dict[str, tuple[str, InlineKeyboardMarkup | None]]) -> Any:
    async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None and update.message.text is not None
        text, keyboard = screens[update.message.text]
        await context.bot.send_message(
            update.message.chat_id,
            text,
            parse_mode="HTML",
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    builder = Application.builder().token(TOKEN).request(_stubbed(transport)).get_updates_request(_stubbed(transport))
    application = builder.updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, handle))
    await application.initialize()
    return application


async def _time(application: Any, transport: _Transport, number: int, question: str) -> float:
    started = time.perf_counter()
    await application.process_update(_update(application, number, question))
    elapsed = (transport.finished - started) * 1000
    # What is written behind has its turn between two questions, as it has where people ask them.
    await asyncio.sleep(0)
    return elapsed


def _update(application: Any, number: int, question: str) -> Update:
    person = {"id": 5, "is_bot": False, "first_name": "Ann", "language_code": "zh"}
    chat = {"id": 5, "type": "private", "first_name": "Ann"}
    message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": person, "text": question}
    update = Update.de_json({"update_id": number, "message": message}, application.bot)
    assert update is not None
    return update
