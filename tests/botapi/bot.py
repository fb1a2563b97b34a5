"""The bot's account, and which messages of a group it is shown."""

import json
from dataclasses import dataclass, field

from .chat import Chat
from .json_type import Json
from .message import Message
from .text import utf16_slice
from .user import User


def scope_key(scope: Json) -> str:
    """A command scope as the key of ``Bot.commands``."""
    return json.dumps(scope, sort_keys=True)


@dataclass
class Bot:
    """The account the token belongs to.

    ``commands`` is keyed by the scope as canonical JSON and the language code, ``texts`` (name, description,
    short_description) by kind and language code, ``menu_buttons`` by chat, None for all. ``inline_feedback`` is
    BotFather's setting without which no ``chosen_inline_result`` comes.
    """

    token: str
    user: User
    privacy: bool = True
    mentions_delivered: bool = True
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    inline: bool = True
    inline_feedback: bool = False

    def to_api(self) -> Json:
        """The Bot API's ``User`` with the fields only ``getMe`` shows."""
        return self.user.to_api() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def menu(self, chat: Chat, user: User) -> list[Json]:
        """The commands that the user's client offers in the chat: of the narrowest scope that has any."""
        language = (user.language_code or "").partition("-")[0]
        for scope in _scopes(chat, user):
            for code in (language, ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []

    def is_shown(self, message: Message) -> bool:
        """Whether Telegram delivers a person's message to the bot, given the chat and the bot's privacy mode."""
        chat = message.chat
        if not chat.has_member(self.user.id):
            return False
        if chat.type == "private" or not self.privacy or chat.has_administrator(self.user.id):
            return True
        return (
            message.service is not None
            or message.via_bot == self.user
            or self._replied_to_by(message)
            or self._commanded_by(message)
            or (self.mentions_delivered and self._mentioned_by(message))
        )

    def _replied_to_by(self, message: Message) -> bool:
        return message.reply_to is not None and message.reply_to.sender == self.user

    def _commanded_by(self, message: Message) -> bool:
        """A leading command that is addressed to no other bot."""
        for entity in message.entities:
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                addressee = self._covered(message, entity).partition("@")[2]
                return not addressee or self._is_username(addressee)
        return False

    def _mentioned_by(self, message: Message) -> bool:
        return any(
            (entity["type"] == "mention" and self._is_username(self._covered(message, entity)[1:]))
            or (entity["type"] == "text_mention" and entity["user"]["id"] == self.user.id)
            for entity in message.entities
        )

    def _is_username(self, name: str) -> bool:
        return self.user.username is not None and name.casefold() == self.user.username.casefold()

    @staticmethod
    def _covered(message: Message, entity: Json) -> str:
        return utf16_slice(message.text, entity["offset"], entity["length"])


def _scopes(chat: Chat, user: User) -> list[str]:
    """The scopes that apply, narrowest first, in the order that Telegram documents."""
    own: Json = {"chat_id": chat.id}
    if chat.type == "private":
        scopes: list[Json] = [{"type": "chat", **own}, {"type": "all_private_chats"}]
    elif chat.has_administrator(user.id):
        scopes = [
            {"type": "chat_member", **own, "user_id": user.id},
            {"type": "chat_administrators", **own},
            {"type": "chat", **own},
            {"type": "all_chat_administrators"},
            {"type": "all_group_chats"},
        ]
    else:
        scopes = [{"type": "chat_member", **own, "user_id": user.id}, {"type": "chat", **own}]
        scopes.append({"type": "all_group_chats"})
    return [scope_key(scope) for scope in [*scopes, {"type": "default"}]]
