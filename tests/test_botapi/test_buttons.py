"""Presses of buttons."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Raw, keyboard

UNKNOWN_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"


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
