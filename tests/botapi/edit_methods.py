"""Methods that change messages, named by chat and id or by ``inline_message_id``."""

from typing import Any

from .error import bad_request
from .json_type import Json
from .keyboard import Keyboard, inline_keyboard
from .media_methods import attached, media_object
from .message import Message
from .method import Method
from .parameter import Fields, chat_id, integer, string
from .sending import link_preview_options, parse_mode
from .text import read_caption, read_text
from .world import World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def _edit_message_text(
    world: World,
    *,
    text: str,
    parse_mode: str | None = None,
    link_preview_options: Json | None = None,
    reply_markup: Keyboard = (),
    **which: Any,
) -> object:
    content = read_text(text, html=parse_mode is not None, users=world.users)
    message = _editable(world, **which)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _revised(world, message, content=content, keyboard=reply_markup, link_preview=link_preview_options)


async def _edit_message_caption(
    world: World, *, caption: str = "", parse_mode: str | None = None, reply_markup: Keyboard = (), **which: Any
) -> object:
    content = read_caption(caption, html=parse_mode is not None, users=world.users)
    message = _editable(world, **which)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _revised(world, message, content=content, keyboard=reply_markup)


async def _edit_message_media(
    world: World, *, media: Json, reply_markup: Keyboard = (), attachments: Json | None = None, **which: Any
) -> object:
    message = _editable(world, **which)
    found = attached(world, media["media"], media["type"], attachments or {})
    content = read_caption(media.get("caption", ""), html="parse_mode" in media, users=world.users)
    return _revised(world, message, content=content, media=found, keyboard=reply_markup)


async def _edit_message_reply_markup(world: World, *, reply_markup: Keyboard = (), **which: Any) -> object:
    return _revised(world, _editable(world, **which), keyboard=reply_markup)


def _revised(world: World, message: Message, **changes: Any) -> object:
    """The edited message or, of one sent via the bot, True; raises a 400 where nothing changes."""
    if all(getattr(message, name) == value for name, value in changes.items()):
        raise bad_request(_NOT_MODIFIED)
    revised = world.revise(message, **changes)
    return True if message.inline_id is not None else revised.to_api()


def _editable(
    world: World,
    chat_id: int | str | None = None,
    message_id: int | None = None,
    inline_message_id: str | None = None,
) -> Message:
    if inline_message_id is not None:
        message = world.inline_messages.get(inline_message_id)
        if message is None or message.id not in message.chat.messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return message
    if chat_id is None:
        raise bad_request("chat_id is empty")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    found = world.chat_for_writing(chat_id).messages.get(message_id)
    if found is None:
        raise bad_request("message to edit not found")
    if found.sender != world.bot.user:
        raise bad_request("message can't be edited")
    return found


_WHICH: Fields = {"chat_id": chat_id, "message_id": integer, "inline_message_id": string}
_MARKUP: Fields = {"reply_markup": inline_keyboard}

EDIT_METHODS = {
    "editMessageText": Method(
        _edit_message_text,
        required={"text": string},
        optional={**_WHICH, **_MARKUP, "parse_mode": parse_mode, "link_preview_options": link_preview_options},
    ),
    "editMessageCaption": Method(
        _edit_message_caption, optional={**_WHICH, **_MARKUP, "caption": string, "parse_mode": parse_mode}
    ),
    "editMessageMedia": Method(
        _edit_message_media, required={"media": media_object}, optional={**_WHICH, **_MARKUP}, takes_files=True
    ),
    "editMessageReplyMarkup": Method(_edit_message_reply_markup, optional={**_WHICH, **_MARKUP}),
}
