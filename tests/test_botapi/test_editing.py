"""Editing and deleting."""

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Raw, keyboard

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


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


async def test_an_old_message_is_not_deleted(raw: Raw, world: World, private: Chat) -> None:
    await raw.result("sendMessage", chat_id=private.id, text="x")
    world._clock = lambda: 1_700_000_000.0 + 48 * 3600 + 1
    refusal = await raw.refused("deleteMessage", chat_id=private.id, message_id=1)
    assert refusal == (400, "Bad Request: message can't be deleted for everyone")


async def test_several_are_deleted_at_once(raw: Raw, world: World, private: Chat) -> None:
    for _ in range(3):
        await raw.result("sendMessage", chat_id=private.id, text="x")
    assert await raw.result("deleteMessages", chat_id=private.id, message_ids=[1, 3, 9]) is True
    assert list(private.messages) == [2]
    refusal = await raw.refused("deleteMessages", chat_id=private.id, message_ids=list(range(101)))
    assert refusal == (400, "Bad Request: too many message identifiers specified")
