"""Inline mode: queries, results, and messages sent via the bot."""

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Json, Raw, keyboard

UNKNOWN = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def article(result_id: str = "1", text: str = "words", **fields: object) -> Json:
    return {
        "type": "article",
        "id": result_id,
        "title": "T",
        "input_message_content": {"message_text": text, "parse_mode": "HTML"},
        **fields,
    }


async def test_a_query_is_answered_and_a_result_sent(bot: Bot, raw: Raw, world: World, group: Chat, ann: User) -> None:
    asked = world.user_types(ann, "商务厅", chat=group)
    query = (await bot.get_updates())[0].inline_query
    assert query is not None
    assert (query.query, query.offset, query.chat_type, query.from_user.id) == ("商务厅", "", "group", ann.id)
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    content = InputTextMessageContent("<b>x</b>", parse_mode="HTML")
    results = [InlineQueryResultArticle("7", "标题", content, buttons, description="五项")]
    button = InlineQueryResultsButton("打开", start_parameter="d_1")
    await bot.answer_inline_query(query.id, results, cache_time=0, is_personal=True, next_offset="1", button=button)
    answer = await world.wait_for_results(asked)
    assert [(result.id, result.title, result.description) for result in answer.results] == [("7", "标题", "五项")]
    assert (answer.cache_time, answer.is_personal, answer.next_offset) == (0, True, "1")
    assert answer.button == {"text": "打开", "start_parameter": "d_1"}

    message = world.user_chooses(asked, "7", group)
    assert (message.text, message.via_bot, message.sender) == ("x", world.bot.user, ann)
    (update,) = await raw.updates(offset=2)
    assert update["message"]["via_bot"]["id"] == world.bot.user.id
    pressed = world.user_presses(message, "a", by=ann)
    (update,) = await raw.updates(offset=3)
    assert update["callback_query"]["inline_message_id"] == message.inline_id
    assert "message" not in update["callback_query"]
    edit = {"inline_message_id": message.inline_id, "text": "y"}
    assert await raw.result("editMessageText", **edit) is True
    assert (await world.wait_for_message(group, after=pressed)).text == "y"
    assert (await raw.refused("editMessageText", **edit))[1].startswith("Bad Request: message is not modified")
    rows = keyboard(1)
    assert await raw.result("editMessageReplyMarkup", inline_message_id=message.inline_id, reply_markup=rows) is True
    refusal = await raw.refused("editMessageText", inline_message_id="x", text="y")
    assert refusal == (400, "Bad Request: MESSAGE_ID_INVALID")


async def test_a_chosen_result_is_told_of_only_with_feedback(raw: Raw, world: World, private: Chat, ann: User) -> None:
    for feedback in (False, True):
        world.bot.inline_feedback = feedback
        asked = world.user_types(ann, "x")
        await raw.result("answerInlineQuery", inline_query_id=asked.id, results=[article()])
        assert world.user_chooses(asked, "1", private).inline_id is None
    kinds = [next(key for key in update if key != "update_id") for update in await raw.updates()]
    assert kinds == ["inline_query", "message", "inline_query", "chosen_inline_result", "message"]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"results": [article(str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("")]}, "RESULT_ID_INVALID"),
        ({"results": [article("条" * 22)]}, "RESULT_ID_INVALID"),
        ({"results": [article(text="")]}, "message text is empty"),
        ({"results": [article(text="<p>")]}, 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
        ({"results": [article(text="x" * 4097)]}, "message is too long"),
        ({"results": [article(title="")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(reply_markup=keyboard(1, data="x" * 65))]}, "BUTTON_DATA_INVALID"),
        ({"results": [article(thumb_url="x")]}, 'unknown parameter "thumb_url"'),
        ({"results": [article(type="game")]}, "can't parse InlineQueryResult: Unsupported type specified"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({}, 'parameter "results" is required'),
    ],
)
async def test_an_answer_is_checked(raw: Raw, world: World, ann: User, parameters: Json, reason: str) -> None:
    asked = world.user_types(ann, "x")
    refusal = await raw.refused("answerInlineQuery", inline_query_id=asked.id, **parameters)
    assert refusal == (400, f"Bad Request: {reason}")
    assert await raw.result("answerInlineQuery", inline_query_id=asked.id, results=[article()]) is True
    assert await raw.refused("answerInlineQuery", inline_query_id=asked.id, results=[]) == (400, UNKNOWN)


async def test_stored_files_are_results(raw: Raw, bot: Bot, world: World, private: Chat, ann: User) -> None:
    sent = await bot.send_document(private.id, b"x", filename="a.docx")
    assert sent.document is not None
    asked = world.user_types(ann, "x")
    result = {"type": "document", "id": "1", "title": "T", "document_file_id": sent.document.file_id, "caption": "c"}
    await raw.result("answerInlineQuery", inline_query_id=asked.id, results=[result])
    message = world.user_chooses(asked, "1", private)
    assert message.media is not None and (message.media.file.name, message.text) == ("a.docx", "c")
    asked = world.user_types(ann, "y")
    wrong = {"type": "photo", "id": "1", "photo_file_id": sent.document.file_id}
    refusal = await raw.refused("answerInlineQuery", inline_query_id=asked.id, results=[wrong])
    assert refusal == (400, "Bad Request: wrong file identifier/HTTP URL specified")


async def test_people_type_what_telegram_lets_them(world: World, group: Chat, ann: User) -> None:
    with pytest.raises(ValueError, match="at most 256"):
        world.user_types(ann, "x" * 257)
    asked = world.user_types(ann, "x" * 256)
    with pytest.raises(ValueError, match="no result"):
        world.user_chooses(asked, "1", group)
    with pytest.raises(TimeoutError, match="no results for"):
        await world.wait_for_results(asked, timeout=0.01)
    world.bot.inline = False
    with pytest.raises(ValueError, match="inline mode is off"):
        world.user_types(ann, "x")
