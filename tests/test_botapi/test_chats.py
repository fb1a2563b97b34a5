"""Chats and the standing of their members."""

import pytest
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import Forbidden

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Raw


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
