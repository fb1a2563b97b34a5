"""The real bot process against an independent emulator of the Bot API (PyPI's lo-bot-api-emulator).

The emulator checks every call's fields, keyboards, inline results and limits by its own rules; its journal's verdict
fails on a single refusal. It knows no ``link_preview_options``, which Telegram has had since Bot API 7.0: the relay
takes that one parameter out. It models no descriptions of a bot. It keeps no messages or chats, so what follows from
them is for tests/botapi.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator
from lo_bot_api_emulator.journal import verdict

from index.engine import Engine

ROOT = Path(__file__).parents[1]
TOKEN = "7000000001:AAE-sandbox_token_for_tests_0123456"
UNKNOWN_TO_IT = "link_preview_options"
ANN = {"id": 11, "is_bot": False, "first_name": "Ann", "language_code": "zh-hans"}
CHAT = {"id": 11, "type": "private", "first_name": "Ann"}
SECONDS = 60


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """An application on loopback; gives its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def relay(goal: str, session: aiohttp.ClientSession) -> web.Application:
    """Passes calls on to the emulator, without the one parameter that it does not know."""

    async def forward(request: web.Request) -> web.Response:
        body: Any = await request.read()
        headers = {"Content-Type": request.headers.get("Content-Type", "application/octet-stream")}
        if request.content_type == "application/json":
            body = json.dumps({name: value for name, value in json.loads(body).items() if name != UNKNOWN_TO_IT})
        async with session.post(goal + request.path, data=body, headers=headers) as answer:
            return web.Response(body=await answer.read(), status=answer.status, content_type=answer.content_type)

    app = web.Application(client_max_size=20 * 1024 * 1024)
    app.router.add_post("/{path:.*}", forward)
    return app


def message(number: int, text: str) -> dict[str, Any]:
    command = text.split()[0]
    entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if text.startswith("/") else []
    return {"message": {"message_id": number, "date": 1, "from": ANN, "chat": CHAT, "text": text, "entities": entities}}


def press(number: int, data: str) -> dict[str, Any]:
    pressed = {"message_id": number, "date": 1, "chat": CHAT, "text": "x"}
    query = {"id": f"press {number}", "from": ANN, "chat_instance": "1", "data": data, "message": pressed}
    return {"callback_query": query}


@pytest.fixture(scope="module")
def ready_index(engine: Engine, var_dir: Path) -> Path:
    engine.topics()
    return var_dir


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.05)


async def test_an_independent_emulator_refuses_nothing(ready_index: Path, tmp_path: Path) -> None:
    journal = tmp_path / "requests.jsonl"
    emulator = LoBotApiEmulator(journal=journal)

    def done(method: str) -> int:
        return sum(item.get("method") == method and item["status"] == 200 for item in emulator.requests)

    async with (
        aiohttp.ClientSession() as session,
        served(emulator.app()) as goal,
        served(relay(goal, session)) as address,
    ):
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": f"{address}/bot",
            "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
            "VAR_DIR": str(ready_index),
        }
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env={**os.environ, **settings}, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            steps = [
                (message(1, "/start"), "sendMessage"),
                (message(2, "商务厅牵头哪些任务"), "sendMessage"),
                (message(3, "谁负责口岸通关改革"), "sendMessage"),
                (message(4, "/help"), "sendMessage"),
                (message(5, "/task 12"), "sendMessage"),
                (message(6, "/matrix"), "sendPhoto"),
                (press(7, "made up"), "answerCallbackQuery"),
                ({"inline_query": {"id": "8", "from": ANN, "query": "商务厅", "offset": ""}}, "answerInlineQuery"),
            ]
            for update, method in steps:
                before = done(method)
                await emulator.enqueue_update(update, token=TOKEN)
                await until(lambda before=before, method=method: done(method) > before)  # type: ignore[misc]
        finally:
            bot.terminate()
            await bot.wait()
    # A bot that ends asks once more while the emulator still holds its last poll.
    found = verdict(
        journal,
        require_response=True,
        require_methods=["getMe", "setMyCommands", "getUpdates", *{method for _, method in steps}],
        allowed_refusals=["getUpdates:409", "setMyDescription:501"],
    )
    assert found["ok"], found
