"""Methods that send, change and delete messages or answer presses of their buttons."""

from .chat import Chat
from .error import bad_request
from .json_type import Json
from .keyboard import Keyboard, inline_keyboard
from .message import Message
from .method import Method
from .parameter import boolean, chat_id, integer, object_of, one_of, string
from .text import read_text
from .world import World

_MAX_ANSWER_CHARACTERS = 200
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_UNKNOWN_QUERY = "query is too old and response timeout expired or query ID is invalid"

_parse_mode = one_of("HTML")
_reply_parameters = object_of(
    required={"message_id": integer}, optional={"chat_id": chat_id, "allow_sending_without_reply": boolean}
)
_link_preview_options = object_of(
    required={},
    optional={
        "is_disabled": boolean,
        "url": string,
        "prefer_small_media": boolean,
        "prefer_large_media": boolean,
        "show_above_text": boolean,
    },
)


async def _send_message(
    world: World,
    *,
    chat_id: int | str,
    text: str,
    parse_mode: str | None = None,
    link_preview_options: Json | None = None,
    disable_notification: bool = False,
    message_thread_id: int | None = None,
    reply_parameters: Json | None = None,
    reply_markup: Keyboard = (),
) -> Json:
    content = read_text(text, html=parse_mode is not None, users=world.users)
    chat = world.chat_for_writing(chat_id)
    reply_to = None if reply_parameters is None else _replied(chat, **reply_parameters)
    if message_thread_id is not None and message_thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return world.post(
        chat,
        world.bot.user,
        content,
        reply_to=reply_to,
        thread=message_thread_id,
        keyboard=reply_markup,
        link_preview=link_preview_options,
        silent=disable_notification,
    ).to_api()


def _replied(
    chat: Chat, message_id: int, chat_id: int | str | None = None, allow_sending_without_reply: bool = False
) -> Message | None:
    if chat_id is not None and not chat.is_named(chat_id):
        raise bad_request("the sandbox has no replies across chats")
    message = chat.messages.get(message_id)
    if message is None and not allow_sending_without_reply:
        raise bad_request("message to be replied not found")
    return message


async def _edit_message_text(
    world: World,
    *,
    chat_id: int | str,
    message_id: int,
    text: str,
    parse_mode: str | None = None,
    link_preview_options: Json | None = None,
    reply_markup: Keyboard = (),
) -> Json:
    content = read_text(text, html=parse_mode is not None, users=world.users)
    message = _own_message(world, chat_id, message_id)
    current = (message.content, message.keyboard, message.link_preview)
    if current == (content, reply_markup, link_preview_options):
        raise bad_request(_NOT_MODIFIED)
    return world.revise(message, content=content, keyboard=reply_markup, link_preview=link_preview_options).to_api()


async def _edit_message_reply_markup(
    world: World, *, chat_id: int | str, message_id: int, reply_markup: Keyboard = ()
) -> Json:
    message = _own_message(world, chat_id, message_id)
    if message.keyboard == reply_markup:
        raise bad_request(_NOT_MODIFIED)
    return world.revise(message, keyboard=reply_markup).to_api()


def _own_message(world: World, chat_id: int | str, message_id: int) -> Message:
    message = world.chat_for_writing(chat_id).messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != world.bot.user:
        raise bad_request("message can't be edited")
    return message


async def _delete_message(world: World, *, chat_id: int | str, message_id: int) -> bool:
    chat = world.chat_for_writing(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    may_delete_others = chat.type == "private" or chat.has_administrator(world.bot.user.id)
    if message.sender != world.bot.user and not may_delete_others:
        raise bad_request("message can't be deleted")
    del chat.messages[message_id]
    return True


async def _answer_callback_query(world: World, *, callback_query_id: str, **answer: object) -> bool:
    query = world.callbacks.get(callback_query_id)
    # Telegram may let a second answer pass, unseen by the user; here it shows that the bot lost count.
    if query is None or query.answer is not None:
        raise bad_request(_UNKNOWN_QUERY)
    if len(str(answer.get("text", ""))) > _MAX_ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = dict(answer)
    return True


MESSAGE_METHODS = {
    "sendMessage": Method(
        _send_message,
        required={"chat_id": chat_id, "text": string},
        optional={
            "message_thread_id": integer,
            "parse_mode": _parse_mode,
            "link_preview_options": _link_preview_options,
            "disable_notification": boolean,
            "reply_parameters": _reply_parameters,
            "reply_markup": inline_keyboard,
        },
    ),
    "editMessageText": Method(
        _edit_message_text,
        required={"chat_id": chat_id, "message_id": integer, "text": string},
        optional={
            "parse_mode": _parse_mode,
            "link_preview_options": _link_preview_options,
            "reply_markup": inline_keyboard,
        },
    ),
    "editMessageReplyMarkup": Method(
        _edit_message_reply_markup,
        required={"chat_id": chat_id, "message_id": integer},
        optional={"reply_markup": inline_keyboard},
    ),
    "deleteMessage": Method(_delete_message, required={"chat_id": chat_id, "message_id": integer}),
    "answerCallbackQuery": Method(
        _answer_callback_query,
        required={"callback_query_id": string},
        optional={"text": string, "show_alert": boolean, "cache_time": integer},
    ),
}
