"""Forum topics."""

import pytest
from telegram import Bot, ReplyParameters
from telegram.constants import ChatAction

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Raw


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


async def test_a_closed_topic_is_for_administrators(raw: Raw, world: World, forum: Chat, ann: User) -> None:
    thread = world.add_topic(forum, "News", ann)
    world.close_topic(forum, thread, ann)
    assert "forum_topic_closed" in (await raw.updates())[-1]["message"]
    sending = {"chat_id": forum.id, "message_thread_id": thread, "text": "x"}
    assert await raw.refused("sendMessage", **sending) == (400, "Bad Request: TOPIC_CLOSED")
    world.set_status(forum, world.bot.user, "administrator")
    await raw.result("sendMessage", **sending)
