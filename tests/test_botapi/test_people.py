"""What people and administrators do beside speaking: quotes, forwards, links, channels, anonymity."""

import pytest

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Json, Raw, keyboard


async def message_of(raw: Raw) -> Json:
    """The only pending update's message, confirmed."""
    (update,) = await raw.updates()
    await raw.updates(offset=update["update_id"] + 1)
    found: Json = next(value for key, value in update.items() if key != "update_id")
    return found


async def test_a_reply_quotes_words_of_its_message(raw: Raw, world: World, private: Chat, ann: User) -> None:
    sent = await raw.result("sendMessage", chat_id=private.id, text="😀 第12条 科技厅")
    world.user_says(private, ann, "谁负责", reply_to=private.messages[sent["message_id"]], quote="第12条")
    assert (await message_of(raw))["quote"] == {"text": "第12条", "position": 3, "is_manual": True}
    with pytest.raises(ValueError, match="has the words"):
        world.user_says(private, ann, "x", reply_to=private.messages[1], quote="第13条")
    with pytest.raises(ValueError, match="has the words"):
        world.user_says(private, ann, "x", quote="第13条")


async def test_the_bot_quotes_too(raw: Raw, world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, "第12条和第13条谁负责")
    reply = {"message_id": 1, "quote": "<b>第13条</b>", "quote_parse_mode": "HTML"}
    sent = await raw.result("sendMessage", chat_id=private.id, text="x", reply_parameters=reply)
    assert sent["quote"] == {"text": "第13条", "position": 5, "is_manual": True}
    wrong = {"message_id": 1, "quote": "第14条"}
    refusal = await raw.refused("sendMessage", chat_id=private.id, text="x", reply_parameters=wrong)
    assert refusal == (400, "Bad Request: QUOTE_TEXT_INVALID")


async def test_forwarded_messages_name_their_first_author(raw: Raw, world: World, private: Chat, ann: User) -> None:
    eve = world.add_user("Eve")
    world.user_says(private, ann, "x", forwarded_from=eve)
    assert (await message_of(raw))["forward_origin"]["sender_user"]["id"] == eve.id
    world.user_says(private, ann, "x", forwarded_from="Hidden")
    assert (await message_of(raw))["forward_origin"]["sender_user_name"] == "Hidden"
    forwarded = await raw.result("forwardMessage", chat_id=private.id, from_chat_id=private.id, message_id=1)
    assert (forwarded["text"], forwarded["forward_origin"]["sender_user"]["id"]) == ("x", ann.id)
    refusal = await raw.refused("forwardMessage", chat_id=private.id, from_chat_id=private.id, message_id=99)
    assert refusal == (400, "Bad Request: message to forward not found")


async def test_an_anonymous_administrator_writes_as_the_group(raw: Raw, world: World, ann: User) -> None:
    bob = world.add_user("Bob")
    chat = world.add_supergroup("Team", ann, members=[bob])
    world.user_says(chat, ann, "/help", anonymous=True)
    message = await message_of(raw)
    assert (message["sender_chat"]["id"], message["from"]["username"]) == (chat.id, "GroupAnonymousBot")
    with pytest.raises(ValueError, match="no administrator"):
        world.user_says(chat, bob, "/help", anonymous=True)
    channel = world.add_channel("News", ann)
    world.user_says(chat, ann, "/help", as_channel=channel)
    message = await message_of(raw)
    assert (message["sender_chat"]["id"], message["from"]["username"]) == (channel.id, "Channel_Bot")


async def test_a_channel_posts(raw: Raw, world: World, ann: User) -> None:
    bob = world.add_user("Bob")
    channel = world.add_channel("News", ann, subscribers=[bob], username="news")
    post = world.channel_posts(channel, ann, "hello")
    world.edit(post, "hello!")
    first, second = await raw.updates()
    assert (first["channel_post"]["text"], second["edited_channel_post"]["text"]) == ("hello", "hello!")
    assert "from" not in first["channel_post"] and first["channel_post"]["sender_chat"]["id"] == channel.id
    sent = await raw.result("sendMessage", chat_id="@news", text="from the bot")
    assert "from" not in sent and (await world.wait_for_message(channel)).text == "from the bot"
    with pytest.raises(ValueError, match="cannot post"):
        world.channel_posts(channel, bob, "x")
    world.set_status(channel, world.bot.user, "member")
    refusal = await raw.refused("sendMessage", chat_id=channel.id, text="x")
    assert refusal == (400, "Bad Request: need administrator rights in the channel chat")


@pytest.mark.parametrize(
    ("parameter", "text"), [("", "/start"), ("d_shangwu-1", "/start d_shangwu-1"), ("x" * 64, None)]
)
async def test_a_start_link_says_start(
    raw: Raw, world: World, private: Chat, ann: User, parameter: str, text: str | None
) -> None:
    assert world.user_starts(private, ann, parameter).text == (text or f"/start {parameter}")
    assert (await message_of(raw))["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize("parameter", ["x" * 65, "商务厅", "a b", "a=b"])
async def test_a_start_parameter_is_limited(
    world: World, private: Chat, group: Chat, ann: User, parameter: str
) -> None:
    with pytest.raises(ValueError, match="a start parameter has"):
        world.user_starts(private, ann, parameter)
    with pytest.raises(ValueError, match="private chat"):
        world.user_starts(group, ann, "x")


async def test_a_startgroup_link_adds_the_bot_and_says_start(raw: Raw, world: World, ann: User) -> None:
    chat = world.add_group("Team", ann, with_bot=False)
    world.bot_added(chat, ann, start="s_3")
    changed, added, said = await raw.updates()
    assert changed["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert added["message"]["new_chat_members"][0]["id"] == world.bot.user.id
    assert said["message"]["text"] == "/start@sandbox_bot s_3"


async def test_a_modified_client_presses_what_it_likes(raw: Raw, world: World, private: Chat, ann: User) -> None:
    await raw.result("sendMessage", chat_id=private.id, text="x", reply_markup=keyboard(1))
    gone = private.messages[1]
    world.user_presses(gone, "made up", forged=True)
    assert (await message_of(raw))["data"] == "made up"
    await raw.result("deleteMessage", chat_id=private.id, message_id=1)
    world.user_presses(gone, "d", forged=True)
    shown = (await message_of(raw))["message"]
    assert shown == {"chat": private.to_api(), "message_id": 1, "date": 0}


async def test_another_language_is_told_with_the_next_message(raw: Raw, world: World, private: Chat, ann: User) -> None:
    ann = world.change_language(ann, "zh-hans")
    world.user_says(private, ann, "x")
    assert (await message_of(raw))["from"]["language_code"] == "zh-hans"


async def test_a_deletion_is_silent(raw: Raw, world: World, private: Chat, ann: User) -> None:
    message = world.user_says(private, ann, "x")
    await message_of(raw)
    world.user_deletes(message)
    assert (await raw.updates(), world.messages(private)) == ([], [])
