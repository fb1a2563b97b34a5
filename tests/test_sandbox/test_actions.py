"""The page's actions without a page: what is refused, and what a browser is told."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.botapi import BotApiServer
from tests.sandbox.bot_process import BotProcess
from tests.sandbox.page import Page
from tests.sandbox.scene import Scene, new_scene
from tests.test_botapi.test_media import png


@pytest.fixture
def stage() -> Scene:
    return new_scene()


@pytest.fixture
async def client(stage: Scene) -> AsyncIterator[httpx.AsyncClient]:
    page = Page(stage.world, BotProcess({}), frozenset({stage.operator.id}))
    async with (
        BotApiServer(stage.world, routes=page.routes) as server,
        httpx.AsyncClient(base_url=server.address) as http,
    ):
        yield http


@pytest.mark.parametrize(
    ("action", "fields", "reason"),
    [
        ("dance", {}, "no action 'dance'"),
        ("say", {"chat": 1, "user": 1, "text": "x"}, "1"),
        ("say", {"text": "x"}, "missing"),
        ("say", {"text": "x", "colour": 1}, "unexpected keyword"),
        ("press", {"chat": 1, "user": 1, "message": 1, "data": "x"}, "1"),
    ],
)
async def test_an_impossible_action_says_why(
    client: httpx.AsyncClient, action: str, fields: dict[str, object], reason: str
) -> None:
    response = await client.post(f"/sandbox/{action}", json=fields)
    assert (response.status_code, reason in response.json()["error"]) == (400, True)


async def test_a_stranger_neither_speaks_nor_presses(client: httpx.AsyncClient, stage: Scene) -> None:
    said = {"chat": stage.group.id, "user": stage.operator.id, "text": "x"}
    response = await client.post("/sandbox/say", json=said)
    assert response.json() == {"error": "小赵 is not in 任务推进工作群"}
    stage.world.post(stage.group, stage.world.bot.user)
    press = {"chat": stage.group.id, "user": stage.newcomer.id, "message": 1, "data": "made up"}
    response = await client.post("/sandbox/press", json=press)
    assert response.json() == {"error": "message 1 has no button 'made up'"}


async def test_a_refusal_of_the_server_is_shown(client: httpx.AsyncClient, stage: Scene) -> None:
    said = {"chat": stage.group.id, "user": stage.newcomer.id, "text": "x" * 4097}
    response = await client.post("/sandbox/say", json=said)
    assert response.json() == {"error": "Bad Request: message is too long"}


async def test_a_file_is_uploaded_and_served(client: httpx.AsyncClient, stage: Scene) -> None:
    fields = {"chat": str(stage.group.id), "user": str(stage.newcomer.id), "caption": "c"}
    response = await client.post("/sandbox/upload", data=fields, files={"file": ("a.png", png(9, 9))})
    message = stage.group.messages[response.json()["id"]]
    assert message.media is not None and (message.media.kind, message.text) == ("photo", "c")
    served = await client.get(f"/sandbox/file/{message.media.sizes[-1].file_id}")
    assert (served.status_code, served.headers["content-type"]) == (200, "image/jpeg")
    assert (await client.get("/sandbox/file/none")).status_code == 404
    response = await client.post("/sandbox/upload", data=fields, files={"file": ("a.png", b"no picture")})
    assert response.json() == {"error": "Bad Request: IMAGE_PROCESS_FAILED"}


async def test_a_browser_is_told_everything_and_then_what_changes(client: httpx.AsyncClient, stage: Scene) -> None:
    async with client.stream("GET", "/sandbox/events") as stream:
        lines = (json.loads(line.removeprefix("data: ")) async for line in stream.aiter_lines() if line)
        whole, bot = await anext(lines), await anext(lines)
        assert (whole["kind"], bot) == ("world", {"kind": "bot", "running": False, "log": ""})
        assert [person["name"] for person in whole["people"] if person["operator"]] == ["小赵"]
        assert [chat["title"] for chat in whole["chats"] if chat["bot"] == "left"][-1] == "新建的群"
        said = {"chat": stage.group.id, "user": stage.newcomer.id, "text": "x"}
        await client.post("/sandbox/say", json=said)
        event = await anext(lines)
        assert (event["kind"], event["chat"], event["message"]["text"]) == ("message", stage.group.id, "x")
        await client.post("/sandbox/language", json={"user": stage.newcomer.id, "code": "en"})
        event = await anext(lines)
        assert (event["kind"], event["people"][0]["language"]) == ("people", "en")


async def test_the_bot_is_steered_by_known_verbs_only(client: httpx.AsyncClient) -> None:
    assert (await client.post("/sandbox/bot/dance")).status_code == 400
