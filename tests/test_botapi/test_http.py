"""Addresses, tokens and parameters."""

import json

import pytest
from telegram import Bot

from tests.botapi import BotApiServer, Chat, World
from tests.test_botapi.raw import Json, Raw

TO_1 = {"chat_id": 1, "text": "x"}


async def test_only_loopback_is_served(server: BotApiServer) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")
    assert server.base_url.endswith("/bot")


async def test_the_bot_knows_itself(bot: Bot, world: World) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (7_000_000_001, "sandbox_bot", True)
    assert me.can_read_all_group_messages is False
    world.bot.privacy = False
    assert (await bot.get_me()).can_read_all_group_messages is True


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [
        ("7000000001:wrong", 401, "Unauthorized"),
        ("not-a-token", 404, "Not Found"),
        ("0:zero", 404, "Not Found"),
    ],
)
async def test_a_token_is_refused(raw: Raw, token: str, status: int, description: str) -> None:
    response = await raw.client.get(raw.url("getMe", token))
    assert Raw.read(response) == (status, {"ok": False, "error_code": status, "description": description})


async def test_other_addresses_are_not_found(raw: Raw) -> None:
    address = raw.base_url.removesuffix("/bot")
    assert (await raw.client.get(address)).status_code == 404
    assert (await raw.client.delete(raw.url("getMe"))).status_code == 404


async def test_an_unknown_method_is_a_bad_request(raw: Raw) -> None:
    assert await raw.refused("sendMesage") == (400, 'Bad Request: unknown method "sendMesage"')
    assert await raw.refused("getme") == (400, 'Bad Request: unknown method "getme"')


@pytest.mark.parametrize("style", ["json", "form", "query"])
async def test_parameters_come_as_json_form_or_query(raw: Raw, private: Chat, style: str) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    encoded = {
        "chat_id": str(private.id),
        "text": "x",
        "disable_notification": "True",
        "reply_markup": json.dumps(markup),
    }
    sendings: dict[str, Json] = {
        "json": {"json": {"chat_id": private.id, "text": "x", "disable_notification": True, "reply_markup": markup}},
        "form": {"data": encoded},
        "query": {"params": encoded},
    }
    http_method = "GET" if style == "query" else "POST"
    status, answer = Raw.read(await raw.client.request(http_method, raw.url("sendMessage"), **sendings[style]))
    assert (status, answer["result"]["reply_markup"]) == (200, markup)
    assert private.messages[1].silent is True


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"chat": 1}, 'unknown parameter "chat"'),
        ({}, "chat_id is empty"),
        ({"chat_id": "ann", "text": "x"}, 'parameter "chat_id" must be an integer'),
        ({"chat_id": True, "text": "x"}, 'parameter "chat_id" must be an integer'),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": 5}, 'parameter "text" must be a string'),
        (TO_1 | {"disable_notification": "maybe"}, 'parameter "disable_notification" must be a boolean'),
        (TO_1 | {"parse_mode": "Markdown"}, 'parameter "parse_mode" must be one of HTML'),
        (TO_1 | {"reply_parameters": "{"}, "can't parse reply_parameters JSON object"),
        (TO_1 | {"reply_parameters": 3}, 'parameter "reply_parameters" must be an object'),
        (TO_1 | {"reply_parameters": {}}, "message identifier is not specified"),
        (TO_1 | {"reply_parameters": {"id": 1}}, 'unknown parameter "id"'),
        (TO_1 | {"reply_markup": {"inline_keyboard": {}}}, 'parameter "inline_keyboard" must be an array'),
        (TO_1, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ],
)  # fmt: skip
async def test_parameters_are_checked(raw: Raw, parameters: Json, description: str) -> None:
    assert await raw.refused("sendMessage", **parameters) == (400, f"Bad Request: {description}")


async def test_a_body_is_checked(raw: Raw) -> None:
    url = raw.url("getMe")
    headers = {"content-type": "application/json"}
    assert (await raw.client.post(url, content="[]", headers=headers)).status_code == 400
    assert (await raw.client.post(url, content="{", headers=headers)).status_code == 400
    assert (await raw.client.post(url, files={"a": b"b"})).status_code == 400
    twice = await raw.client.post(raw.url("getUpdates?limit=1"), json={"limit": 1})
    assert Raw.read(twice)[1]["description"] == 'Bad Request: parameter "limit" is given twice'


async def test_every_call_is_recorded(raw: Raw, world: World, private: Chat) -> None:
    await raw("sendMessage", chat_id=str(private.id), text="x")
    await raw("sendMessage", chat_id=private.id)
    await raw("nonsense", a=1)
    assert [(call.method, call.parameters, call.status, call.at) for call in world.calls] == [
        ("sendMessage", {"chat_id": private.id, "text": "x"}, 200, 1_700_000_000.5),
        ("sendMessage", {"chat_id": private.id}, 400, 1_700_000_000.5),
        ("nonsense", {"a": 1}, 400, 1_700_000_000.5),
    ]
    assert world.calls_of("nonsense") == [world.calls[2]]
