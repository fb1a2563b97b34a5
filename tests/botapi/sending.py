"""What all methods that send a message share: their parameters, and where the message goes."""

from dataclasses import dataclass
from typing import Any

from .chat import Chat
from .error import bad_request
from .json_type import Json
from .keyboard import Keyboard, inline_keyboard
from .message import Message, Quote
from .parameter import Fields, boolean, chat_id, integer, object_of, one_of, string
from .text import FormattedText, read_text, utf16_length
from .world import World

parse_mode = one_of("HTML")
link_preview_options = object_of(
    required={},
    optional={
        "is_disabled": boolean,
        "url": string,
        "prefer_small_media": boolean,
        "prefer_large_media": boolean,
        "show_above_text": boolean,
    },
)
_reply_parameters = object_of(
    required={"message_id": integer},
    optional={
        "chat_id": chat_id,
        "allow_sending_without_reply": boolean,
        "quote": string,
        "quote_parse_mode": parse_mode,
        "quote_position": integer,
    },
)

PLACE: Fields = {"chat_id": chat_id}
OPTIONS: Fields = {
    "message_thread_id": integer,
    "disable_notification": boolean,
    "protect_content": boolean,
    "reply_parameters": _reply_parameters,
    "reply_markup": inline_keyboard,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes and how."""

    chat: Chat
    thread: int | None
    reply_to: Message | None
    quote: Quote | None
    keyboard: Keyboard
    silent: bool

    def post(self, world: World, content: FormattedText, **fields: Any) -> Message:
        """Sends; raises a 429 where limits are enforced and exceeded."""
        world.sends.admit(self.chat, world.now)
        return world.post(
            self.chat,
            world.bot.user,
            content,
            thread=self.thread,
            reply_to=self.reply_to,
            quote=self.quote,
            keyboard=self.keyboard,
            silent=self.silent,
            **fields,
        )


def target(
    world: World,
    what: str,
    *,
    chat_id: int | str,
    message_thread_id: int | None = None,
    disable_notification: bool = False,
    protect_content: bool = False,
    reply_parameters: Json | None = None,
    reply_markup: Keyboard = (),
) -> Target:
    """The target that the shared parameters name; raises a 400, or a 403 where the bot may not write ``what``."""
    chat = world.chat_for_writing(chat_id, what)
    reply_to, quote = None, None
    if reply_parameters is not None:
        reply_to = _replied(chat, reply_parameters)
        quote = None if reply_to is None else _quote(world, reply_to, reply_parameters)
    require_thread(world, chat, message_thread_id)
    return Target(chat, message_thread_id, reply_to, quote, reply_markup, disable_notification)


def require_thread(world: World, chat: Chat, thread: int | None) -> None:
    """Raises a 400 for a topic that does not exist or is closed to the bot."""
    if thread is not None and thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics and not chat.has_administrator(world.bot.user.id):
        raise bad_request("TOPIC_CLOSED")


def _replied(chat: Chat, parameters: Json) -> Message | None:
    if "chat_id" in parameters and not chat.is_named(parameters["chat_id"]):
        raise bad_request("the sandbox has no replies across chats")
    message = chat.messages.get(parameters["message_id"])
    if message is None and not parameters.get("allow_sending_without_reply", False):
        raise bad_request("message to be replied not found")
    return message


def _quote(world: World, message: Message, parameters: Json) -> Quote | None:
    if "quote" not in parameters:
        return None
    words = read_text(parameters["quote"], html="quote_parse_mode" in parameters, users=world.users).text
    if words not in message.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return Quote(words, utf16_length(message.text[: message.text.index(words)]))
