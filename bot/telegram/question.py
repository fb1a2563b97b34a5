"""What a Telegram message asks of the bot, if it asks anything: a question, or one of the texts it has ready."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from telegram import Bot, Message
from telegram.constants import ChatType

# Telegram sees no command and no mention where a Chinese character follows without a space; people write them so.
_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(.*)", re.DOTALL)
_MENTION = r"\s*(?<![A-Za-z0-9_.])@{username}(?![A-Za-z0-9_])\s*"
_AFTER_MENTION = " ,:、，："


class Notice(StrEnum):
    """A text that is always the same; the values are keys of the table [telegram] in locales/."""

    GREETING = "greeting"
    HELP = "help"
    ASK_HINT = "ask_hint"
    TEXT_ONLY = "text_only"
    NOT_SERVED = "not_served"
    GROUP_GREETING = "group_greeting"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Question:
    """Words for the assistant, without command and mention."""

    text: str


Request = Question | Notice


def request_in(message: Message, bot: Bot) -> Request | None:
    """What the message asks of `bot`; None for what is not addressed to it or not from a person."""
    if not _is_from_a_person(message):
        return None
    private = message.chat.type == ChatType.PRIVATE
    text = (message.text or message.caption or "").strip()
    if command := _COMMAND.fullmatch(text):
        name, addressee, argument = command.groups()
        if addressee and addressee.casefold() != bot.username.casefold():
            return None
        return _commanded(name.lower(), _without_mention(argument, bot.username), bool(addressee) or private)
    question = _without_mention(text, bot.username)
    if not (private or question != text or _is_reply_to(message, bot)):
        return None
    if question:
        return Question(question)
    return Notice.ASK_HINT if text else _unreadable(message)


def _commanded(name: str, argument: str, addressed: bool) -> Request | None:
    match name:
        case "ask":
            return Question(argument) if argument else Notice.ASK_HINT
        case "start":
            return Notice.GREETING
        case "help":
            return Notice.HELP
    # In a group, a bare command that is not ours is another bot's.
    return Notice.HELP if addressed else None


def _unreadable(message: Message) -> Notice | None:
    """The notice for a voice message, a sticker and the like; only in private, and not for each picture of an album."""
    alone = message.chat.type == ChatType.PRIVATE and message.media_group_id is None
    return Notice.TEXT_ONLY if alone and message.effective_attachment else None


def _without_mention(text: str, username: str) -> str:
    cut = re.sub(_MENTION.format(username=username), " ", text, flags=re.IGNORECASE)
    return text.strip() if cut == text else cut.strip().lstrip(_AFTER_MENTION)


def _is_reply_to(message: Message, bot: Bot) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def _is_from_a_person(message: Message) -> bool:
    if message.via_bot or message.is_automatic_forward:
        return False
    # A group's anonymous administrator and who writes as a channel come as a bot with a sender_chat.
    return message.sender_chat is not None or (message.from_user is not None and not message.from_user.is_bot)
