"""What goes over the wire, below the library."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from telegram import Bot, InputFile
from telegram.error import InvalidToken, NetworkError, TimedOut

from bot.telegram.requests import Requests

SENT = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}


class Wire:
    """A bot above a transport that notes requests and answers, or fails, as it is told."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: httpx.Response | Exception = httpx.Response(200, json={"ok": True, "result": SENT})
        self.revoked = asyncio.Event()
        self.bot = Bot(
            "1:AAE", request=Requests(self.revoked, httpx_kwargs={"transport": httpx.MockTransport(self._end)})
        )

    def _end(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def test_parameters_go_as_json_in_as_few_bytes_as_there_are() -> None:
    wire = Wire()
    await wire.bot.send_message(5, "商务厅", parse_mode="HTML", message_thread_id=7)
    (request,) = wire.requests
    names = [name for name, _ in request.headers.multi_items()]
    assert len(names) == len(set(names)) and {"host", "content-length", "user-agent"} <= set(names)
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.content) == {
        "chat_id": "5",
        "text": "商务厅",
        "parse_mode": "HTML",
        "message_thread_id": "7",
    }
    assert "商务厅".encode() in request.content


async def test_files_go_as_a_form_with_parts() -> None:
    wire = Wire()
    await wire.bot.send_document(5, InputFile(b"words", "a.txt"), caption="商务厅")
    (request,) = wire.requests
    assert request.headers["Content-Type"].startswith("multipart/form-data")
    assert b"words" in request.content and "商务厅".encode() in request.content


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (httpx.ReadTimeout("late"), TimedOut),
        (httpx.ConnectError("no network"), NetworkError),
        (httpx.Response(401, json={"ok": False, "error_code": 401, "description": "Unauthorized"}), InvalidToken),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, type) else value.__name__,
)
async def test_failures_are_the_library_s(answer: httpx.Response | Exception, raised: type[Exception]) -> None:
    wire = Wire()
    wire.answer = answer
    with pytest.raises(raised):
        await wire.bot.send_message(5, "商务厅")
    assert wire.revoked.is_set() is (raised is InvalidToken)
