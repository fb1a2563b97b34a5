"""The Bot API stand-in: its happy paths through python-telegram-bot, its refusals through raw HTTP."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.botapi import (
    BotApiServer,
    Button,
    Chat,
    Fault,
    User,
    World,
    bad_request,
    forbidden,
    migrated,
    server_error,
    too_many_requests,
)
from tests.botapi.server import METHODS
from tests.botapi.update import UPDATE_TYPES

Json = dict[str, Any]

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TO_1 = {"chat_id": 1, "text": "x"}
UNKNOWN_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@dataclass
class Raw:
    """Calls over plain HTTP; each gives the status and the decoded answer."""

    client: httpx.AsyncClient
    base_url: str
    token: str

    async def __call__(self, method: str, **parameters: object) -> tuple[int, Json]:
        return self.read(await self.client.post(self.url(method), json=parameters))

    async def refused(self, method: str, **parameters: object) -> tuple[int, str]:
        status, answer = await self(method, **parameters)
        assert (answer["ok"], answer["error_code"]) == (False, status)
        return status, answer["description"]

    async def result(self, method: str, **parameters: object) -> Any:
        status, answer = await self(method, **parameters)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]

    async def updates(self, **parameters: object) -> list[Json]:
        updates: list[Json] = await self.result("getUpdates", **parameters)
        return updates

    def url(self, method: str, token: str | None = None) -> str:
        return f"{self.base_url}{token or self.token}/{method}"

    @staticmethod
    def read(response: httpx.Response) -> tuple[int, Json]:
        return response.status_code, response.json()


@pytest.fixture
def world() -> World:
    return World(clock=lambda: 1_700_000_000.5)


@pytest.fixture
async def server(world: World) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(world) as running:
        yield running


@pytest.fixture
async def bot(world: World, server: BotApiServer) -> AsyncIterator[Bot]:
    async with Bot(world.bot.token, base_url=server.base_url) as running:
        yield running


@pytest.fixture
async def raw(world: World, server: BotApiServer) -> AsyncIterator[Raw]:
    async with httpx.AsyncClient() as client:
        yield Raw(client, server.base_url, world.bot.token)


@pytest.fixture
def ann(world: World) -> User:
    return world.add_user("Ann", username="ann_example", language_code="de")


@pytest.fixture
def private(world: World, ann: User) -> Chat:
    return world.add_private_chat(ann)


@pytest.fixture
def group(world: World, ann: User) -> Chat:
    return world.add_group("Team", ann)


@pytest.fixture
def forum(world: World, ann: User) -> Chat:
    return world.add_supergroup("Forum", ann, is_forum=True)


# Addresses, tokens and parameters


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


# Updates


async def test_updates_are_kept_until_confirmed(raw: Raw, world: World, private: Chat, ann: User) -> None:
    for text in ("one", "two", "three"):
        world.user_says(private, ann, text)
    first = await raw.updates(limit=2)
    assert [(update["update_id"], update["message"]["text"]) for update in first] == [(1, "one"), (2, "two")]
    assert await raw.updates(limit=2) == first
    assert [update["update_id"] for update in await raw.updates(offset=2)] == [2, 3]
    assert [update["update_id"] for update in await raw.updates(offset=0)] == [2, 3]
    assert [update["update_id"] for update in await raw.updates(offset=-1)] == [3]
    assert [update["update_id"] for update in await raw.updates()] == [3]
    assert await raw.updates(offset=4) == []
    world.user_says(private, ann, "four")
    assert (await raw.updates())[0]["update_id"] == 4


async def test_a_long_poll_waits_for_an_update(raw: Raw, world: World, private: Chat, ann: User) -> None:
    poll = asyncio.create_task(raw.updates(timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()
    world.user_says(private, ann, "hello")
    assert (await asyncio.wait_for(poll, 1))[0]["message"]["text"] == "hello"


async def test_a_long_poll_ends_empty(raw: Raw) -> None:
    started = time.monotonic()
    assert await raw.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - started < 2


@pytest.mark.parametrize(
    "parameters", [{"limit": 0}, {"limit": 101}, {"timeout": 51}, {"timeout": -1}, {"allowed_updates": ["mesage"]}]
)
async def test_poll_parameters_are_checked(raw: Raw, parameters: Json) -> None:
    assert (await raw("getUpdates", **parameters))[0] == 400


async def test_a_newer_poll_ends_the_older(raw: Raw, world: World, private: Chat, ann: User) -> None:
    older = asyncio.create_task(raw.refused("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(raw.updates(timeout=5))
    assert await asyncio.wait_for(older, 1) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    world.user_says(private, ann, "hello")
    assert len(await asyncio.wait_for(newer, 1)) == 1


async def test_allowed_updates_filter_what_is_queued_from_then_on(
    raw: Raw, world: World, private: Chat, ann: User
) -> None:
    message = world.user_says(private, ann, "one")
    assert len(await raw.updates(allowed_updates=["edited_message"])) == 1
    world.user_says(private, ann, "two")
    world.edit(message, "one!")
    assert [sorted(update) for update in await raw.updates(offset=2)] == [["edited_message", "update_id"]]
    await raw.updates(allowed_updates=[])
    world.user_says(private, ann, "three")
    assert [update["update_id"] for update in await raw.updates(offset=3)] == [3]


def test_the_update_types_are_all_that_the_library_knows() -> None:
    assert set(UPDATE_TYPES) == set(Update.ALL_TYPES)


async def test_a_webhook_is_recorded_and_excludes_polling(raw: Raw, world: World, private: Chat, ann: User) -> None:
    poll = asyncio.create_task(raw.refused("getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    assert await raw.result("setWebhook", url="https://example.org/hook", max_connections=3) is True
    assert await asyncio.wait_for(poll, 1) == (409, "Conflict: terminated by setWebhook request")
    world.user_says(private, ann, "hello")
    assert await raw.result("getWebhookInfo") == {
        "url": "https://example.org/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 3,
    }
    assert await raw.refused("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    assert await raw.result("deleteWebhook") is True
    assert len(await raw.updates()) == 1
    assert await raw.result("deleteWebhook", drop_pending_updates=True) is True
    assert await raw.updates() == []
    assert (await raw.result("getWebhookInfo"))["url"] == ""
    assert await raw.refused("setWebhook", url="http://example.org") == (
        400,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    )


async def test_an_empty_webhook_url_deletes_it(raw: Raw, world: World) -> None:
    await raw.result("setWebhook", url="https://example.org", drop_pending_updates=True, allowed_updates=["message"])
    await raw.result("setWebhook", url="")
    assert world.bot.webhook is None


# Sending


async def test_a_message_is_sent(bot: Bot, world: World, private: Chat) -> None:
    sent = await bot.send_message(
        private.id,
        'Hi <b>bold <i>both</i></b> 😀<a href="https://example.org/x">link</a> &lt;',
        parse_mode="HTML",
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
        reply_markup=InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton("Yes", callback_data="y"),
                    InlineKeyboardButton("Web", url="https://example.org"),
                ]
            ]
        ),
    )
    assert sent.message_id == 1
    assert sent.text == "Hi bold both 😀link <"
    assert [(entity.type, entity.offset, entity.length, entity.url) for entity in sent.entities] == [
        ("bold", 3, 9, None),
        ("italic", 8, 4, None),
        ("text_link", 15, 4, "https://example.org/x"),
    ]
    assert sent.date.timestamp() == 1_700_000_000
    assert sent.from_user is not None and sent.from_user.id == world.bot.user.id
    assert sent.link_preview_options is not None and sent.link_preview_options.is_disabled is True
    assert sent.reply_markup is not None and sent.reply_markup.inline_keyboard[0][0].callback_data == "y"
    stored = await world.wait_for_message(private)
    assert (stored.text, stored.silent) == ("Hi bold both 😀link <", True)
    assert stored.buttons == (Button("Yes", data="y"), Button("Web", url="https://example.org"))


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ("<u>a</u>", [("underline", 0, 1)]),
        ("<s>a</s>", [("strikethrough", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", [("spoiler", 0, 1)]),
        ("<code>a</code>", [("code", 0, 1)]),
        ("<pre>a</pre>", [("pre", 0, 1)]),
        ("<blockquote>a</blockquote>", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", 0, 1)]),
        ("see example.org #tag /help", [("url", 4, 11), ("hashtag", 16, 4), ("bot_command", 21, 5)]),
        ("<code>/help</code> <b>/help</b>", [("code", 0, 5), ("bold", 6, 5), ("bot_command", 6, 5)]),
        ("4111111111111111", []),
        ('<a href="tg://user?id=5">stranger</a>', []),
        (" \n <b>a</b> b \n", [("bold", 0, 1)]),
        ("a <b>b \n</b>", [("bold", 2, 1)]),
        ("<b> </b>a<b> </b>", [("bold", 0, 1)]),
    ],
)
async def test_entities_are_shown_in_the_bot_apis_form(
    raw: Raw, private: Chat, source: str, entities: list[tuple[str, int, int]]
) -> None:
    sent = await raw.result("sendMessage", chat_id=private.id, text=source, parse_mode="HTML")
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in sent.get("entities", [])]
    assert found == entities


async def test_entities_keep_their_details(raw: Raw, private: Chat, ann: User) -> None:
    source = (
        '<pre><code class="language-python">x</code></pre>'
        f'<a href="tg://user?id={ann.id}">Ann</a> <tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
    )
    sent = await raw.result("sendMessage", chat_id=private.id, text=source, parse_mode="HTML")
    assert sent["entities"] == [
        {"type": "pre", "offset": 0, "length": 1, "language": "python"},
        {"type": "text_mention", "offset": 1, "length": 3, "user": ann.to_api()},
        {"type": "custom_emoji", "offset": 5, "length": 2, "custom_emoji_id": "5368324170671202286"},
    ]


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        (" \n", "text must be non-empty"),
        ("<b></b>", "text must be non-empty"),
        ("<b>open", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<p>x</p>", 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ("1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
    ],
)
async def test_a_text_is_refused(raw: Raw, private: Chat, text: str, description: str) -> None:
    refusal = await raw.refused("sendMessage", chat_id=private.id, text=text, parse_mode="HTML")
    assert refusal == (400, f"Bad Request: {description}")
    assert private.messages == {}


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048, "<b>" + "x" * 4096 + "</b>", "&lt;" * 4096])
async def test_a_text_may_have_4096_units_after_parsing(raw: Raw, private: Chat, text: str) -> None:
    await raw.result("sendMessage", chat_id=private.id, text=text, parse_mode="HTML")


async def test_a_text_without_parse_mode_is_plain(raw: Raw, private: Chat) -> None:
    assert (await raw.result("sendMessage", chat_id=private.id, text="<b>1 < 2"))["text"] == "<b>1 < 2"


def keyboard(*rows: int, data: str = "d") -> Json:
    return {"inline_keyboard": [[{"text": "A", "callback_data": data} for _ in range(count)] for count in rows]}


@pytest.mark.parametrize(
    "markup", [keyboard(8), keyboard(*[8] * 12, 4), keyboard(1, data="x" * 64), keyboard(1, data="é" * 32)]
)
async def test_a_keyboard_within_the_limits_is_accepted(raw: Raw, private: Chat, markup: Json) -> None:
    sent = await raw.result("sendMessage", chat_id=private.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        (keyboard(9), "reply markup is too long"),
        (keyboard(*[8] * 12, 5), "reply markup is too long"),
        (keyboard(1, data="x" * 65), "BUTTON_DATA_INVALID"),
        (keyboard(1, data="é" * 33), "BUTTON_DATA_INVALID"),
        (
            keyboard(1, data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"inline_keyboard": [[{"text": "A", "url": "nowhere"}]]}, "BUTTON_URL_INVALID"),
        ({"inline_keyboard": [[{"text": "", "callback_data": "a"}]]}, "inline keyboard button text must be non-empty"),
        ({"inline_keyboard": [[{"text": "A", "callback": "a"}]]}, 'unknown parameter "callback"'),
        ({"force_reply": True}, 'unknown parameter "force_reply"'),
    ],
)
async def test_a_keyboard_over_a_limit_is_refused(raw: Raw, private: Chat, markup: Json, description: str) -> None:
    refusal = await raw.refused("sendMessage", chat_id=private.id, text="x", reply_markup=markup)
    assert refusal == (400, f"Bad Request: {description}")


async def test_an_empty_keyboard_is_none(raw: Raw, private: Chat) -> None:
    sent = await raw.result("sendMessage", chat_id=private.id, text="x", reply_markup={"inline_keyboard": [[]]})
    assert "reply_markup" not in sent


async def test_a_reply_shows_what_it_answers(bot: Bot, world: World, private: Chat, ann: User) -> None:
    question = world.user_says(private, ann, "why?")
    reply_parameters = ReplyParameters(question.id, chat_id=private.id)
    sent = await bot.send_message(private.id, "because", reply_parameters=reply_parameters)
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "why?"
    assert sent.message_thread_id is None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(private.id, "because", reply_parameters=ReplyParameters(99))
    lone = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(private.id, "because", reply_parameters=lone)).reply_to_message is None
    with pytest.raises(BadRequest, match="across chats"):
        await bot.send_message(private.id, "because", reply_parameters=ReplyParameters(1, chat_id=5))


async def test_message_ids_are_per_chat(raw: Raw, private: Chat, group: Chat) -> None:
    targets = [private.id, private.id, group.id]
    sent = [await raw.result("sendMessage", chat_id=target, text="x") for target in targets]
    assert [message["message_id"] for message in sent] == [1, 2, 1]


async def test_a_public_chat_is_named_by_username(raw: Raw, world: World, ann: User) -> None:
    public = world.add_supergroup("Open", ann, username="open_group")
    sent = await raw.result("sendMessage", chat_id="@Open_Group", text="x")
    assert sent["chat"] == {"id": public.id, "type": "supergroup", "title": "Open", "username": "open_group"}


# Forum topics


async def test_a_topic_has_its_thread(bot: Bot, world: World, forum: Chat, ann: User) -> None:
    thread = world.add_topic(forum, "News", ann)
    sent = await bot.send_message(forum.id, "x", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    root = sent.reply_to_message
    assert root is not None and root.forum_topic_created is not None and root.forum_topic_created.name == "News"
    answered = await bot.send_message(forum.id, "y", reply_parameters=ReplyParameters(sent.message_id))
    assert (answered.message_thread_id, answered.is_topic_message) == (thread, True)
    assert await bot.send_chat_action(forum.id, ChatAction.TYPING, message_thread_id=thread) is True


async def test_general_has_no_thread(raw: Raw, world: World, forum: Chat, ann: User) -> None:
    world.user_says(forum, ann, "/start")
    assert "message_thread_id" not in (await raw.updates())[0]["message"]
    for method, rest in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        refusal = await raw.refused(method, chat_id=forum.id, message_thread_id=1, **rest)
        assert refusal == (400, "Bad Request: message thread not found")


async def test_a_reply_in_a_supergroup_carries_a_thread_that_is_no_topic(raw: Raw, world: World, ann: User) -> None:
    chat = world.add_supergroup("Club", ann)
    world.user_says(chat, ann, "/start")
    reply_parameters = {"message_id": 1}
    sent = await raw.result("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply_parameters)
    assert (sent["message_thread_id"], sent.get("is_topic_message")) == (1, None)
    refusal = await raw.refused("sendMessage", chat_id=chat.id, text="x", message_thread_id=1)
    assert refusal == (400, "Bad Request: message thread not found")


async def test_people_write_in_topics_that_exist(world: World, forum: Chat, private: Chat, ann: User) -> None:
    thread = world.add_topic(forum, "News", ann)
    assert world.user_says(forum, ann, "x", thread=thread).in_topic is True
    with pytest.raises(ValueError, match="no topic"):
        world.user_says(forum, ann, "x", thread=thread + 5)
    with pytest.raises(ValueError, match="not a forum"):
        world.add_topic(private, "News", ann)


# Editing and deleting


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, world: World, private: Chat) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    await bot.send_message(private.id, "one", reply_markup=markup)
    edited = await bot.edit_message_text("<b>two</b>", private.id, 1, parse_mode="HTML")
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("two", None, edited.date)
    await bot.edit_message_reply_markup(private.id, 1, reply_markup=markup)
    versions = [await world.wait_for_message(private) for _ in range(3)]
    assert [(version.id, version.text, len(version.buttons)) for version in versions] == [
        (1, "one", 1), (1, "two", 0), (1, "two", 1)
    ]  # fmt: skip
    assert [version.edit_date for version in versions] == [None, 1_700_000_000, 1_700_000_000]
    assert world.messages(private) == [versions[2]]


async def test_an_edit_without_change_is_refused(raw: Raw, private: Chat) -> None:
    markup = keyboard(1)
    await raw.result("sendMessage", chat_id=private.id, text="<b>x</b>", parse_mode="HTML", reply_markup=markup)
    same = {"chat_id": private.id, "message_id": 1, "text": " <b>x</b>\n", "parse_mode": "HTML", "reply_markup": markup}
    assert await raw.refused("editMessageText", **same) == (400, NOT_MODIFIED)
    unchanged = {"chat_id": private.id, "message_id": 1, "reply_markup": markup}
    assert await raw.refused("editMessageReplyMarkup", **unchanged) == (400, NOT_MODIFIED)
    await raw.result("editMessageText", **same | {"text": "x"})


async def test_only_the_bots_own_messages_are_edited(raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, "hello")
    edit = {"chat_id": private.id, "text": "x"}
    assert await raw.refused("editMessageText", **edit, message_id=1) == (400, "Bad Request: message can't be edited")
    assert await raw.refused("editMessageText", **edit, message_id=9) == (400, "Bad Request: message to edit not found")
    refusal = await raw.refused("editMessageText", **edit)
    assert refusal == (400, "Bad Request: message identifier is not specified")


async def test_deleting(raw: Raw, world: World, private: Chat, group: Chat, ann: User) -> None:
    world.user_says(private, ann, "in private")
    world.user_says(group, ann, "in the group")
    await raw.result("sendMessage", chat_id=group.id, text="own")
    theirs = {"chat_id": group.id, "message_id": 1}
    assert await raw.result("deleteMessage", chat_id=private.id, message_id=1) is True
    assert await raw.result("deleteMessage", chat_id=group.id, message_id=2) is True
    assert await raw.refused("deleteMessage", **theirs) == (400, "Bad Request: message can't be deleted")
    world.set_status(group, world.bot.user, "administrator")
    assert await raw.result("deleteMessage", **theirs) is True
    assert await raw.refused("deleteMessage", **theirs) == (400, "Bad Request: message to delete not found")
    assert world.messages(group) == []


# Buttons


async def test_a_press_is_answered(bot: Bot, raw: Raw, world: World, private: Chat, ann: User) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    await bot.send_message(private.id, "x", reply_markup=markup)
    pressed = world.user_presses(await world.wait_for_message(private), "a")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None and query.message is not None
    assert (query.id, query.data, query.from_user.id, query.message.message_id) == (pressed.id, "a", ann.id, 1)
    assert await bot.answer_callback_query(query.id, "done", show_alert=True) is True
    assert pressed.answer == {"text": "done", "show_alert": True}
    assert await raw.refused("answerCallbackQuery", callback_query_id=pressed.id) == (400, UNKNOWN_QUERY)
    assert await raw.refused("answerCallbackQuery", callback_query_id="77") == (400, UNKNOWN_QUERY)


async def test_an_answer_has_200_characters(raw: Raw, world: World, private: Chat) -> None:
    await raw.result("sendMessage", chat_id=private.id, text="x", reply_markup=keyboard(1))
    pressed = world.user_presses(private.messages[1], "d")
    answer = {"callback_query_id": pressed.id}
    assert await raw.refused("answerCallbackQuery", **answer, text="x" * 201) == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await raw.result("answerCallbackQuery", **answer, text="x" * 200) is True


async def test_a_press_needs_a_button_and_a_person(raw: Raw, world: World, group: Chat, ann: User) -> None:
    await raw.result("sendMessage", chat_id=group.id, text="x", reply_markup=keyboard(1))
    message = group.messages[1]
    with pytest.raises(ValueError, match="no button 'e'"):
        world.user_presses(message, "e", by=ann)
    with pytest.raises(ValueError, match="say who"):
        world.user_presses(message, "d")
    with pytest.raises(ValueError, match="is not in Team"):
        world.user_presses(message, "d", by=world.add_user("Eve"))
    assert world.user_presses(message, "d", by=ann).user == ann
    await raw.result("deleteMessage", chat_id=group.id, message_id=1)
    with pytest.raises(ValueError, match="no button 'd'"):
        world.user_presses(message, "d", by=ann)


# Chats and members


async def test_a_blocked_bot_is_forbidden_to_write(bot: Bot, raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.bot_blocked(private)
    change = (await bot.get_updates())[0].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(private.id, "x")
    assert await raw.refused("sendMessage", chat_id=private.id, text="x") == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    with pytest.raises(ValueError, match="has blocked"):
        world.user_says(private, ann, "x")
    world.bot_unblocked(private)
    await bot.send_message(private.id, "x")


async def test_a_private_chat_begins_with_the_person(raw: Raw, world: World) -> None:
    eve = world.add_user("Eve")
    chat = world.add_private_chat(eve, started=False)
    assert await raw.refused("sendMessage", chat_id=chat.id, text="x") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    world.user_says(chat, eve, "/start")
    await raw.result("sendMessage", chat_id=chat.id, text="x")


async def test_the_bot_comes_and_goes(bot: Bot, raw: Raw, world: World, ann: User) -> None:
    chat = world.add_supergroup("Club", ann, with_bot=False)
    sending = {"chat_id": chat.id, "text": "x"}
    outside = (403, "Forbidden: bot is not a member of the supergroup chat")
    assert await raw.refused("sendMessage", **sending) == outside
    assert await raw.refused("getChat", chat_id=chat.id) == outside
    world.user_says(chat, ann, "/start")
    service = world.bot_added(chat, ann)
    changed, said = await bot.get_updates()
    assert changed.my_chat_member is not None and changed.my_chat_member.from_user.id == ann.id
    assert changed.my_chat_member.new_chat_member.status == "member"
    assert said.message is not None and said.message.message_id == service.id
    assert [user.id for user in said.message.new_chat_members] == [world.bot.user.id]
    with pytest.raises(ValueError, match="already in"):
        world.bot_added(chat, ann)
    world.bot_promoted(chat, ann)
    assert (await bot.get_chat_member(chat.id, world.bot.user.id)).status == "administrator"
    world.bot_removed(chat, ann)
    kicked = (403, "Forbidden: bot was kicked from the supergroup chat")
    assert await raw.refused("sendMessage", **sending) == kicked


async def test_the_bot_leaves(raw: Raw, group: Chat, private: Chat) -> None:
    assert await raw.result("leaveChat", chat_id=group.id) is True
    outside = (403, "Forbidden: bot is not a member of the group chat")
    assert await raw.refused("sendMessage", chat_id=group.id, text="x") == outside
    assert await raw.refused("leaveChat", chat_id=private.id) == (
        400,
        "Bad Request: chat member status can't be changed in private chats",
    )


async def test_chats_describe_themselves(bot: Bot, raw: Raw, world: World, private: Chat, forum: Chat) -> None:
    described = await bot.get_chat(forum.id)
    assert (described.type, described.title, described.is_forum) == ("supergroup", "Forum", True)
    described = await bot.get_chat(private.id)
    assert (described.type, described.first_name, described.username) == ("private", "Ann", "ann_example")
    assert await raw.refused("getChat", chat_id=5) == (400, "Bad Request: chat not found")


async def test_members_have_a_status(bot: Bot, raw: Raw, world: World, ann: User) -> None:
    bob, eve, mallory = (world.add_user(name) for name in ("Bob", "Eve", "Mallory"))
    chat = world.add_group("Team", ann, administrators=[bob], members=[eve])
    people = (ann, bob, eve, mallory)
    found = [(await bot.get_chat_member(chat.id, user.id)).status for user in people]
    assert found == ["creator", "administrator", "member", "left"]
    world.set_status(chat, eve, "kicked")
    assert (await bot.get_chat_member(chat.id, eve.id)).status == "kicked"
    refusal = await raw.refused("getChatMember", chat_id=chat.id, user_id=3)
    assert refusal == (400, "Bad Request: PARTICIPANT_ID_INVALID")


async def test_chat_actions(bot: Bot, raw: Raw, private: Chat) -> None:
    for action in ChatAction:
        assert await bot.send_chat_action(private.id, action) is True
    refusal = await raw.refused("sendChatAction", chat_id=private.id, action="sleeping")
    assert refusal == (400, "Bad Request: wrong parameter action in request")


# The bot's account


async def test_commands_are_kept_by_scope_and_language(bot: Bot, group: Chat) -> None:
    help_command, ask_command = BotCommand("help", "Shows help"), BotCommand("ask", "Asks")
    scope = BotCommandScopeChat(group.id)
    assert await bot.set_my_commands([help_command]) is True
    assert await bot.set_my_commands([ask_command], scope=scope, language_code="de") is True
    assert await bot.get_my_commands() == (help_command,)
    assert await bot.get_my_commands(scope=scope) == ()
    assert await bot.get_my_commands(scope=scope, language_code="de") == (ask_command,)
    assert await bot.delete_my_commands() is True
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "scope", "description"),
    [
        ([{"command": "Help", "description": "x"}], {"type": "default"}, "BOT_COMMAND_INVALID"),
        ([{"command": "x" * 33, "description": "x"}], {"type": "default"}, "BOT_COMMAND_INVALID"),
        ([{"command": "help", "description": ""}], {"type": "default"}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "x" * 257}], {"type": "default"}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "x"}] * 101, {"type": "default"}, "BOT_COMMANDS_TOO_MUCH"),
        ([{"command": "help"}], {"type": "default"}, 'parameter "description" is required'),
        ([], {"type": "moon"}, "can't parse BotCommandScope: Unsupported type specified"),
        ([], {"type": "chat"}, "chat_id is empty"),
        ([], {"type": "default", "chat_id": 1}, 'unknown parameter "chat_id"'),
        ([], {"type": "chat", "chat_id": 1}, "chat not found"),
    ],
)
async def test_commands_are_checked(raw: Raw, commands: list[Json], scope: Json, description: str) -> None:
    refusal = await raw.refused("setMyCommands", commands=commands, scope=scope)
    assert refusal == (400, f"Bad Request: {description}")


async def test_close_and_log_out_are_recorded(bot: Bot, world: World) -> None:
    assert await bot.close() is True
    assert await bot.log_out() is True
    assert [call.method for call in world.calls[-2:]] == ["close", "logOut"]


def test_the_methods_are_those_promised() -> None:
    promised = """getMe getUpdates deleteWebhook setWebhook getWebhookInfo sendMessage editMessageText
        editMessageReplyMarkup deleteMessage answerCallbackQuery sendChatAction setMyCommands deleteMyCommands
        getMyCommands getChat getChatMember leaveChat close logOut"""
    assert set(METHODS) == set(promised.split())


# Privacy mode


@pytest.mark.parametrize(
    ("text", "privacy", "mentions_delivered", "delivered"),
    [
        ("plain", True, True, False),
        ("plain", False, True, True),
        ("/start", True, True, True),
        ("/start@Sandbox_Bot now", True, True, True),
        ("/start@other_bot", True, True, False),
        ("please /start", True, True, False),
        ("hey @sandbox_bot", True, True, True),
        ("hey @sandbox_bot", True, False, False),
        ("hey @other_bot", True, True, False),
    ],
)
async def test_privacy_mode_hides_what_does_not_concern_the_bot(
    raw: Raw, world: World, group: Chat, ann: User, text: str, privacy: bool, mentions_delivered: bool, delivered: bool
) -> None:
    world.bot.privacy, world.bot.mentions_delivered = privacy, mentions_delivered
    world.user_says(group, ann, text)
    assert len(await raw.updates()) == delivered


async def test_replies_to_the_bot_pass_privacy_mode(raw: Raw, world: World, group: Chat, ann: User) -> None:
    asked = world.user_says(group, ann, "plain")
    await raw.result("sendMessage", chat_id=group.id, text="x")
    world.user_says(group, ann, "to a person", reply_to=asked)
    world.user_says(group, ann, "to the bot", reply_to=group.messages[2])
    updates = await raw.updates()
    assert [update["message"]["text"] for update in updates] == ["to the bot"]
    assert updates[0]["message"]["reply_to_message"]["text"] == "x"


async def test_an_administrator_bot_sees_everything(raw: Raw, world: World, group: Chat, ann: User) -> None:
    world.set_status(group, world.bot.user, "administrator")
    world.user_says(group, ann, "plain")
    assert len(await raw.updates()) == 1


async def test_edits_obey_privacy_mode(raw: Raw, world: World, group: Chat, ann: User) -> None:
    message = world.user_says(group, ann, "plain")
    world.edit(message, "still plain")
    world.edit(message, "/start")
    (update,) = await raw.updates()
    assert (update["edited_message"]["text"], update["edited_message"]["edit_date"]) == ("/start", 1_700_000_000)


async def test_a_persons_message_has_entities(raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, "/ask@sandbox_bot 😀 @someone")
    (update,) = await raw.updates()
    assert update["message"]["entities"] == [
        {"type": "bot_command", "offset": 0, "length": 16},
        {"type": "mention", "offset": 20, "length": 8},
    ]


async def test_people_act_only_where_they_can(raw: Raw, world: World, group: Chat, private: Chat) -> None:
    with pytest.raises(ValueError, match="Eve is not in Team"):
        world.user_says(group, world.add_user("Eve"), "hello")
    await raw.result("sendMessage", chat_id=private.id, text="x")
    with pytest.raises(ValueError, match="only their own"):
        world.edit(private.messages[1], "y")


# Waiting


async def test_waiting_gives_each_message_once(raw: Raw, world: World, private: Chat, ann: User) -> None:
    asked = world.user_says(private, ann, "hello")
    waiting = asyncio.create_task(world.wait_for_message(private, timeout=1))
    for text in ("one", "two"):
        await raw.result("sendMessage", chat_id=private.id, text=text)
    assert (await waiting).text == "one"
    assert (await world.wait_for_message(private)).text == "two"
    assert (await world.wait_for_message(private, after=asked)).text == "one"
    with pytest.raises(TimeoutError, match=r"no bot message in Ann within 0.1 s; last calls: .*'text': 'two'"):
        await world.wait_for_message(private, after=private.messages[3], timeout=0.1)


async def test_waiting_minds_the_chat(raw: Raw, world: World, private: Chat, group: Chat) -> None:
    await raw.result("sendMessage", chat_id=group.id, text="x")
    with pytest.raises(TimeoutError):
        await world.wait_for_message(private, timeout=0.05)


async def test_waiting_for_anything(raw: Raw, world: World) -> None:
    waiting = asyncio.create_task(world.wait_until(lambda: world.calls_of("getMe"), timeout=1))
    await asyncio.sleep(0)
    await raw.result("getMe")
    assert [call.method for call in await waiting] == ["getMe"]


# Faults


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        (Fault(error=too_many_requests(3)), RetryAfter, "Retry in 3 seconds"),
        (Fault(error=forbidden("bot was blocked by the user")), Forbidden, "Forbidden: bot was blocked by the user"),
        (Fault(error=server_error(500)), NetworkError, "Internal Server Error"),
        (Fault(error=server_error(502)), NetworkError, "Bad Gateway"),
        (Fault(error=migrated(-1_005)), ChatMigrated, "New chat id: -1005"),
        (Fault(error=bad_request("TOPIC_CLOSED")), BadRequest, "Topic_closed"),
        (Fault(drop="before"), NetworkError, "Server disconnected"),
    ],
)
async def test_an_ordered_fault_happens_once_and_nothing_is_sent(
    bot: Bot, world: World, private: Chat, fault: Fault, error: type[Exception], message: str
) -> None:
    world.faults.add(fault, method="sendMessage")
    with pytest.raises(error, match=message):
        await bot.send_message(private.id, "x")
    assert private.messages == {}
    await bot.send_message(private.id, "x")
    assert len(private.messages) == 1


async def test_a_connection_dropped_after_execution_leaves_the_message(bot: Bot, world: World, private: Chat) -> None:
    world.faults.add(Fault(drop="after"))
    with pytest.raises(NetworkError):
        await bot.send_message(private.id, "x")
    assert (await world.wait_for_message(private)).text == "x"
    assert world.calls[-1].status is None


async def test_flood_control_says_how_long(raw: Raw, world: World) -> None:
    world.faults.add(Fault(error=too_many_requests(7)))
    response = await raw.client.get(raw.url("getMe"))
    assert Raw.read(response) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        },
    )
    assert response.headers["Retry-After"] == "7"


async def test_a_delay_delays(raw: Raw, world: World, private: Chat) -> None:
    world.faults.add(Fault(delay=0.2))
    started = time.monotonic()
    await raw.result("sendMessage", chat_id=private.id, text="x")
    assert 0.2 <= time.monotonic() - started < 1


async def test_a_fault_keeps_to_its_method_chat_and_count(raw: Raw, world: World, ann: User) -> None:
    public = world.add_supergroup("Open", ann, username="open_group")
    other = world.add_group("Team", ann)
    world.faults.add(Fault(error=server_error()), method="sendMessage", chat=public, times=2)

    async def statuses(*targets: int | str) -> list[int]:
        return [(await raw("sendMessage", chat_id=target, text="x"))[0] for target in targets]

    await raw.result("getMe")
    await raw.result("sendChatAction", chat_id=public.id, action="typing")
    assert await statuses(other.id, public.id, "@open_group", public.id) == [200, 500, 500, 200]
    world.faults.add(Fault(error=server_error()), times=None)
    assert await statuses(other.id, public.id, other.id) == [500, 500, 500]
    world.faults.clear()
    assert await statuses(other.id) == [200]


async def test_faults_spare_malformed_calls(raw: Raw, world: World, private: Chat) -> None:
    world.faults.add(Fault(error=server_error()))
    assert (await raw("sendMessage", chat_id=private.id))[0] == 400
    assert (await raw("sendMessage", chat_id=private.id, text="x"))[0] == 500


# A whole bot


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])
    await update.message.reply_text("hello", reply_markup=markup, do_quote=True)


async def greet_again(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text("hello again")


@pytest.fixture
async def application(world: World, server: BotApiServer) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    running = Application.builder().token(world.bot.token).base_url(server.base_url).build()
    running.add_handlers([CommandHandler("start", greet), CallbackQueryHandler(greet_again)])
    async with running:
        assert running.updater is not None
        await running.start()
        await running.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield running
        await running.updater.stop()
        await running.stop()


async def test_a_polling_application(application: object, world: World, forum: Chat, ann: User) -> None:
    thread = world.add_topic(forum, "News", ann)
    asked = world.user_says(forum, ann, "/start", thread=thread)
    greeting = await world.wait_for_message(forum)
    assert (greeting.text, greeting.thread, greeting.reply_to) == ("hello", thread, asked)
    pressed = world.user_presses(greeting, "again", by=ann)
    assert (await world.wait_for_message(forum, after=pressed)).text == "hello again"
    assert pressed.answer == {}
    polls = world.calls_of("getUpdates")
    assert polls[0].parameters["allowed_updates"] == Update.ALL_TYPES


async def test_a_second_instance_is_told_of_the_first(bot: Bot, application: object, world: World) -> None:
    await world.wait_until(lambda: world.calls_of("getUpdates"))
    second = asyncio.create_task(bot.get_updates(timeout=5))
    with pytest.raises(Conflict):
        await asyncio.wait_for(second, 5)


async def test_a_waiting_poll_does_not_hold_up_the_end(world: World) -> None:
    async with httpx.AsyncClient() as client:
        async with BotApiServer(world) as server:
            poll = asyncio.create_task(Raw(client, server.base_url, world.bot.token).updates(timeout=5))
            await world.wait_until(lambda: world.calls)
            started = time.monotonic()
        assert time.monotonic() - started < 1
        with pytest.raises(httpx.RemoteProtocolError):
            await poll


async def test_a_world_outlives_its_server(world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, "while away")
    for _ in range(2):
        async with BotApiServer(world) as server, Bot(world.bot.token, base_url=server.base_url) as bot:
            (update,) = await bot.get_updates()
            assert update.message is not None and update.message.text == "while away"


def test_time_is_read_from_the_clock(ann: User) -> None:
    ticks: Callable[[], float] = iter([10.9, 20.2]).__next__
    world = World(clock=ticks)
    chat = world.add_group("Team", ann)
    message = world.user_says(chat, ann, "one")
    assert (message.date, world.edit(message, "two").edit_date) == (10, 20)
