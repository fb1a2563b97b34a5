"""What people in the tests do: say something and wait for the answer, press a button by its label, type inline."""

from __future__ import annotations

from typing import Any

from bot.screens.message import JOINER
from tests.botapi import Chat, InlineAnswer, Message, User, World

LEADS = "商务厅牵头哪些任务"
LED = "商务厅牵头 5 项"


async def answer_to(world: World, chat: Chat, user: User, text: str, **where: Any) -> Message:
    """The bot's first message after someone's."""
    return await world.wait_for_message(chat, after=world.user_says(chat, user, text, **where))


def seen(message: Message) -> str:
    """A message's words without what only keeps lines whole."""
    return message.text.replace(JOINER, "")


def labels(message: Message) -> list[list[str]]:
    """The labels of a message's buttons, row by row."""
    return [[button.text for button in row] for row in message.keyboard]


def data(message: Message, label: str) -> str:
    """The data of the button with that label."""
    found = [button.data or "" for button in message.buttons if button.text == label]
    assert found, f"no {label!r} among {labels(message)} below {message.text!r}"
    return found[0]


async def press(world: World, message: Message, label: str, by: User | None = None) -> tuple[Message, dict[str, Any]]:
    """The message as it is once the press of a button is answered, and what that answer says."""
    return await press_data(world, message, data(message, label), by)


async def press_more(
    world: World, message: Message, label: str, by: User | None = None
) -> tuple[Message, dict[str, Any]]:
    """The same for a button under 更多, which is opened first where it is folded."""
    current = message.chat.messages[message.id]
    if label not in [button.text for button in current.buttons]:
        current, _ = await press(world, current, "更多 ▾", by)
    return await press(world, current, label, by)


async def press_data(
    world: World, message: Message, pressed: str, by: User | None = None, forged: bool = False
) -> tuple[Message, dict[str, Any]]:
    """The same for any data; a forged press has data that no button of the message has."""
    current = message.chat.messages[message.id]
    query = world.user_presses(current, pressed, by=by, forged=forged)
    answer = await world.wait_for_answer(query)
    return message.chat.messages[message.id], answer


async def typed(world: World, user: User, query: str, **where: Any) -> InlineAnswer:
    """The results for what someone types after the bot's name."""
    return await world.wait_for_results(world.user_types(user, query, **where))


def from_bot(world: World, chat: Chat | None = None) -> list[str]:
    """Everything that the bot has said, edits included."""
    return [said.text for said in world.history if said.sender is world.bot.user and chat in (None, said.chat)]


async def settle(world: World) -> None:
    """Waits until a question asked now in another chat is answered: what came before has had its turn."""
    late = world.add_user("Late")
    assert (await answer_to(world, world.add_private_chat(late), late, LEADS)).text.startswith(LED)


async def assert_silent(world: World, chat: Chat) -> None:
    """Nothing has been said in a chat, and nothing will be."""
    await settle(world)
    assert from_bot(world, chat) == []
