"""Methods that send, forward and delete messages."""

from typing import Any

from .error import bad_request
from .json_type import Json
from .method import Method
from .parameter import array_of, boolean, chat_id, integer, string
from .sending import OPTIONS, PLACE, link_preview_options, parse_mode, target
from .text import read_text
from .world import World

_DELETABLE_SECONDS = 48 * 3600
_MAX_DELETED = 100


async def _send_message(
    world: World,
    *,
    text: str,
    parse_mode: str | None = None,
    link_preview_options: Json | None = None,
    **place: Any,
) -> Json:
    content = read_text(text, html=parse_mode is not None, users=world.users)
    goal = target(world, "text messages", **place)
    return goal.post(world, content, link_preview=link_preview_options).to_api()


async def _forward_message(
    world: World, *, chat_id: int | str, from_chat_id: int | str, message_id: int, **place: Any
) -> Json:
    message = world.chat_for_reading(from_chat_id).messages.get(message_id)
    if message is None:
        raise bad_request("message to forward not found")
    goal = target(world, "text messages", chat_id=chat_id, **place)
    origin: Json = {"type": "user", "date": message.date, "sender_user": message.sender.to_api()}
    return goal.post(world, message.content, media=message.media, forward_origin=origin).to_api()


async def _delete_message(world: World, *, chat_id: int | str, message_id: int) -> bool:
    chat = world.chat_for_writing(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    may_delete_others = chat.type == "private" or chat.has_administrator(world.bot.user.id)
    if message.sender != world.bot.user and not may_delete_others:
        raise bad_request("message can't be deleted")
    if world.now - message.date > _DELETABLE_SECONDS and not chat.has_administrator(world.bot.user.id):
        raise bad_request("message can't be deleted for everyone")
    world.remove(message)
    return True


async def _delete_messages(world: World, *, chat_id: int | str, message_ids: list[int]) -> bool:
    """Like Telegram, passes over those that are not there."""
    if not 1 <= len(message_ids) <= _MAX_DELETED:
        raise bad_request("too many message identifiers specified" if message_ids else "message identifiers are empty")
    chat = world.chat_for_writing(chat_id)
    for message_id in message_ids:
        if message_id in chat.messages:
            await _delete_message(world, chat_id=chat_id, message_id=message_id)
    return True


MESSAGE_METHODS = {
    "sendMessage": Method(
        _send_message,
        required={**PLACE, "text": string},
        optional={**OPTIONS, "parse_mode": parse_mode, "link_preview_options": link_preview_options},
    ),
    "forwardMessage": Method(
        _forward_message,
        required={**PLACE, "from_chat_id": chat_id, "message_id": integer},
        optional={"message_thread_id": integer, "disable_notification": boolean, "protect_content": boolean},
    ),
    "deleteMessage": Method(_delete_message, required={**PLACE, "message_id": integer}),
    "deleteMessages": Method(_delete_messages, required={**PLACE, "message_ids": array_of(integer)}),
}
