"""What a bot in privacy mode is shown, and what people can do."""

import pytest

from tests.botapi import Chat, User, World
from tests.test_botapi.raw import Raw


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
