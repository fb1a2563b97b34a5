"""Messages, their entities and keyboards."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest

from tests.botapi import Button, Chat, User, World
from tests.test_botapi.raw import Json, Raw, keyboard


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
        ({"inline_keyboard": [[{"text": "A", "copy_text": {"text": "x" * 257}}]]}, "BUTTON_COPY_TEXT_INVALID"),
        ({"inline_keyboard": [[{"text": "A", "switch_inline_query": "x" * 257}]]}, "BUTTON_DATA_INVALID"),
        ({"force_reply": True}, 'unknown parameter "force_reply"'),
    ],
)
async def test_a_keyboard_over_a_limit_is_refused(raw: Raw, private: Chat, markup: Json, description: str) -> None:
    refusal = await raw.refused("sendMessage", chat_id=private.id, text="x", reply_markup=markup)
    assert refusal == (400, f"Bad Request: {description}")


async def test_every_kind_of_button_is_kept(raw: Raw, world: World, private: Chat) -> None:
    row = [
        {"text": "A", "callback_data": "a"},
        {"text": "B", "url": "https://t.me/sandbox_bot?start=t12"},
        {"text": "C", "switch_inline_query": ""},
        {"text": "D", "switch_inline_query_current_chat": "商务厅"},
        {"text": "E", "copy_text": {"text": "words"}},
    ]
    markup = {"inline_keyboard": [row]}
    sent = await raw.result("sendMessage", chat_id=private.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup
    chosen = {"inline_keyboard": [[{"text": "F", "switch_inline_query_chosen_chat": {"query": "q"}}]]}
    await raw.result("sendMessage", chat_id=private.id, text="x", reply_markup=chosen)
    assert private.messages[2].buttons == (Button("F", switch="q"),)


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
