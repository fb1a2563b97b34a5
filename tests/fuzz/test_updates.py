"""Updates and presses: whatever Telegram, or someone who plays it, hands over, no handler fails, and no send is malformed."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.config import Settings
from bot.db.engine import Database, open_database
from bot.plans.served import Plans
from bot.screens.wording import Wording
from bot.telegram.app import Service, build_service
from bot.telegram.requests import Requests
from index.engine import Engine
from tests.databases import KINDS, postgresql
from tests.fuzz import PIECES, bounded

TOKEN = "1:AAE-fuzzing_token_for_nobody"
ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "fuzz_bot"}
SENT = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private", "first_name": "Ann"}, "text": "x"}
PERSON = {"id": 5, "is_bot": False, "first_name": "Ann"}
BIG = 2**63
NUMBERS = st.sampled_from([0, 1, -1, 5, 12, -100, -1001234567890, 2**31, -(2**31), 2**52])
TEXTS = st.one_of(
    st.sampled_from(PIECES["messages"]),
    st.text(max_size=30).map(lambda text: f"/task {text}"),
)
PARTS = st.sampled_from(PIECES["buttons"])
PREFIXES = ["pp", "n.tg", "n.gm", "n.dp", "n.l", "n.m", "u.r", "i.d", "v.a", *"vcgxpolmwniuf"]
DATA = st.lists(PARTS, max_size=7).map(".".join).map(lambda text: text[:64])


def chats(kind: str) -> dict[str, Any]:
    return {"id": 5 if kind == "private" else -100, "type": kind, "title": "T", "first_name": "Ann"}


def message(text: str, kind: str, number: int) -> dict[str, Any]:
    return {"message_id": number % 1000, "date": 1_800_000_000, "chat": chats(kind), "from": PERSON, "text": text}


KINDS_OF_CHAT = st.sampled_from(["private", "group", "supergroup", "channel"])
MESSAGES = st.builds(message, TEXTS, KINDS_OF_CHAT, NUMBERS)
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "message_thread_id": NUMBERS,
        "is_topic_message": st.booleans(),
        "sender_chat": KINDS_OF_CHAT.map(chats),
        "reply_to_message": MESSAGES,
        "caption": TEXTS,
        "forward_origin": st.just({"type": "hidden_user", "date": 1, "sender_user_name": "x"}),
        "migrate_to_chat_id": NUMBERS,
        "document": st.just({"file_id": "a", "file_unique_id": "b", "file_name": "x\x00.docx"}),
        "entities": st.lists(
            st.builds(lambda a, b: {"type": "bot_command", "offset": a, "length": b}, NUMBERS, NUMBERS)
        ),
        "quote": st.just({"text": "x", "position": 0}),
    },
)
UPDATES = st.one_of(
    st.builds(lambda base, extra: {"message": base | extra}, MESSAGES, EXTRAS),
    st.builds(lambda base, extra: {"edited_message": base | extra}, MESSAGES, EXTRAS),
    st.builds(
        lambda data, base: {
            "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": data, "message": base}
        },
        DATA,
        MESSAGES,
    ),
    st.builds(
        lambda data: {
            "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": data, "inline_message_id": "x"}
        },
        DATA,
    ),
    st.builds(
        lambda words, offset: {"inline_query": {"id": "1", "from": PERSON, "query": words, "offset": offset}},
        TEXTS,
        st.sampled_from(["", "0", "50", "²", "-1", "9" * 30]),
    ),
)


class Wire(httpx.AsyncBaseTransport):
    """Answers every request and looks at what is sent."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        name = request.url.path.rpartition("/")[2]
        if request.headers.get("content-type", "").startswith("application/json"):
            sent = json.loads(request.content or b"{}")
            assert len(str(sent.get("text", ""))) <= 8192
        result: Any = SENT
        if name == "getMe":
            result = ME
        elif name in ("answerCallbackQuery", "sendChatAction", "leaveChat", "deleteMessage", "answerInlineQuery"):
            result = True
        elif name == "getChatMember":
            result = {"status": "creator", "user": PERSON, "is_anonymous": False}
        elif name == "getFile":
            return httpx.Response(400, json={"ok": False, "error_code": 400, "description": "Bad Request: no file"})
        return httpx.Response(200, json={"ok": True, "result": result})


class Faults(logging.Handler):
    """The errors that handlers raised."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(
            record.getMessage() + (logging.Formatter().formatException(record.exc_info) if record.exc_info else "")
        )


class Bot:
    """A bot on a wire that goes nowhere, on a loop of its own, so that hypothesis can hand it one update after another."""

    def __init__(self, kind: str, folder: Path, engine: Engine, url: str) -> None:
        self.runner = asyncio.Runner()
        self.faults = Faults()
        logging.getLogger().addHandler(self.faults)
        self.number = 0
        self.service: Service
        self.database: Database
        self.opened = open_database(url)
        self.runner.run(self._begin(folder, engine))

    async def _begin(self, folder: Path, engine: Engine) -> None:
        self.database = await self.opened.__aenter__()
        settings = Settings(TOKEN, var_dir=folder, plans_dir=folder / "plans", admin_ids=frozenset({5}))
        self.service = build_service(settings, Plans([engine], Wording(), reports=True), Wording(), self.database)
        application = self.service.application
        for request in application.bot._request:
            await request.shutdown()
        stub = {"httpx_kwargs": {"transport": Wire()}}
        application.bot._request = tuple(Requests(self.service.revoked, **stubbed) for stubbed in (stub, stub))
        await application.initialize()

    def take(self, body: dict[str, Any]) -> None:
        """Hands an update over as Telegram would, and sees that nothing failed."""
        self.number += 1
        update = Update.de_json({"update_id": self.number, **body}, self.service.application.bot)
        self.faults.said.clear()

        async def process() -> None:
            await self.service.application.process_update(update)
            await self.service.memory.flush()

        self.runner.run(process())
        assert not self.faults.said, self.faults.said[0]

    def end(self) -> None:
        async def close() -> None:
            await self.service.application.shutdown()
            await self.opened.__aexit__(None, None, None)

        self.runner.run(close())
        self.runner.close()
        logging.getLogger().removeHandler(self.faults)


@pytest.fixture(scope="module", params=KINDS)
def fuzzed(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Bot]:
    """A bot over a database of each kind, which live as long as this file's tests."""
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ), patch.object(Engine, "topics", _no_topics):
        factory = logging.getLogRecordFactory()
        if request.param == "sqlite":
            bot = Bot("sqlite", Path(folder), engine, f"sqlite:///{folder}/fuzz.db")
            yield bot
            bot.end()
        else:
            with postgresql(durable=False) as server:
                bot = Bot("postgresql", Path(folder), engine, server.new_database())
                yield bot
                bot.end()
        logging.setLogRecordFactory(factory)


def _no_topics(engine: Engine) -> Any:
    """Subjects have tests of their own, and an index takes a minute."""
    from index.query import IndexFault

    raise IndexFault("no index here")


@bounded(60)
@given(UPDATES)
def test_any_update(fuzzed: Bot, body: dict[str, Any]) -> None:
    fuzzed.take(body)


@bounded(100)
@given(st.sampled_from(PREFIXES), DATA)
def test_any_press(fuzzed: Bot, prefix: str, data: str) -> None:
    pressed = {"id": "1", "from": PERSON, "chat_instance": "1", "data": f"{prefix}.{data}"[:64]}
    fuzzed.take({"callback_query": pressed | {"message": message("商务厅", "private", 7)}})
