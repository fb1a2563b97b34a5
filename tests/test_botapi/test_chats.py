"""Chats and the standing of their members."""

import pytest
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import ChatMigrated, Forbidden

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Json, Raw


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


async def test_administrators_are_listed(raw: Raw, world: World, ann: User, private: Chat) -> None:
    bob, eve = world.add_user("Bob"), world.add_user("Eve")
    chat = world.add_supergroup("Team", ann, administrators=[bob], members=[eve])
    listed = await raw.result("getChatAdministrators", chat_id=chat.id)
    assert [(member["user"]["id"], member["status"]) for member in listed] == [
        (bob.id, "administrator"), (ann.id, "creator")
    ]  # fmt: skip
    assert await raw.result("getChatMemberCount", chat_id=chat.id) == 4
    assert await raw.refused("getChatAdministrators", chat_id=private.id) == (
        400,
        "Bad Request: there are no administrators in the private chat",
    )


async def test_a_group_becomes_a_supergroup(bot: Bot, raw: Raw, world: World, group: Chat, ann: User) -> None:
    new = world.migrate(group, ann)
    moved_to, moved_from = [update.message for update in await bot.get_updates()]
    assert moved_to is not None and moved_from is not None
    assert (moved_to.chat_id, moved_to.migrate_to_chat_id) == (group.id, new.id)
    assert (moved_from.chat_id, moved_from.migrate_from_chat_id) == (new.id, group.id)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    await bot.send_message(new.id, "x")
    with pytest.raises(ValueError, match="has become"):
        world.user_says(group, ann, "x")
    with pytest.raises(ValueError, match="cannot become"):
        world.migrate(new, ann)


@pytest.mark.parametrize(
    ("method", "fields", "what"),
    [("sendMessage", {"text": "x"}, "text messages"), ("sendPhoto", {"photo": "x"}, "photos")],
)
async def test_a_chat_where_only_administrators_write(
    raw: Raw, world: World, group: Chat, method: str, fields: Json, what: str
) -> None:
    group.read_only = True
    refusal = await raw.refused(method, chat_id=group.id, **fields)
    assert refusal == (400, f"Bad Request: not enough rights to send {what} to the chat")
    bob = world.add_user("Bob")
    world.set_status(group, bob, "member")
    with pytest.raises(ValueError, match="may not write"):
        world.user_says(group, bob, "x")
    world.set_status(group, world.bot.user, "administrator")
    assert (await raw("sendMessage", chat_id=group.id, text="x"))[0] == 200


async def test_a_deleted_account_is_forbidden(raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.deactivate(ann)
    refusal = await raw.refused("sendMessage", chat_id=private.id, text="x")
    assert refusal == (403, "Forbidden: user is deactivated")
