"""What a Telegram message asks of the bot, if it asks anything: a question, a command, or a line that it is due."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import Bot, Message
from telegram.constants import ChatType

from bot.commands.spoken import orders
from bot.dialogue.wishes import form_wished

# Telegram sees no command and no mention where a Chinese character follows without a space; people write them so.
_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(.*)", re.DOTALL)
_STUCK = re.compile(r"([A-Za-z_]+?)_?(\d+)")
# Without the blanks around it: a pattern that begins with any number of these is tried at each of thousands.
_MENTION = r"(?<![A-Za-z0-9_.])@{username}(?![A-Za-z0-9_])"
_AFTER_MENTION = " ,:、，："


class Document(StrEnum):
    """A file that an operator sends, which may be a plan."""

    SENT = "sent"


class Notice(StrEnum):
    """A text that is always the same; the values are keys of the table [telegram] in locales/."""

    ASK_HINT = "ask_hint"
    TEXT_ONLY = "text_only"
    NO_OPERATOR = "no_operator"
    NOT_SERVED = "not_served"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Question:
    """Words for the assistant, without command and mention; `quoted` are another person's that they reply to."""

    text: str
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command with what follows it; `addressed` where nobody else can be meant. `then` are others of the same message."""

    name: str
    words: str
    addressed: bool
    quoted: str = ""
    then: tuple[Commanded, ...] = ()


Request = Question | Commanded | Document | Notice


def request_in(
    message: Message, bot: Bot, operators: frozenset[int] = frozenset(), spoken: bool = True
) -> Request | None:
    """What the message asks of `bot`; None for what is not addressed to it or not from a person.

    A file is for the operators to send, in private. Without `spoken` orders in plain words are questions, which is sooner known.
    """
    if not is_from_a_person(message):
        return None
    private = message.chat.type == ChatType.PRIVATE
    # What was addressed elsewhere and is passed on to a group is not addressed to the bot there.
    if message.forward_origin is not None and not private:
        return None
    text = (message.text or message.caption or "").strip()
    quoted = _quoted(message, bot)
    if command := _COMMAND.fullmatch(text):
        name, addressee, words = command.groups()
        # /task12 is /task 12.
        if (stuck := _STUCK.fullmatch(name)) is not None:
            name, words = stuck[1], f"{stuck[2]} {words}"
        if addressee and addressee.casefold() != bot.username.casefold():
            return None
        return Commanded(name.lower(), _without_mention(words, bot.username), bool(addressee) or private, quoted)
    if private and _is_file(message) and message.from_user and message.from_user.id in operators:
        return Document.SENT
    question = _without_mention(text, bot.username)
    if not (private or question != text or is_reply_to(message, bot)):
        return None
    if form_wished(question):
        return Commanded("export", question, addressed=True, quoted=quoted)
    if spoken and (said := orders(question)):
        first, *others = (Commanded(name, words, addressed=True, quoted=quoted) for name, words in said)
        return replace(first, then=tuple(others))
    if question or (quoted and text):
        return Question(question, quoted)
    return Notice.ASK_HINT if text else _unreadable(message)


def _quoted(message: Message, bot: Bot) -> str:
    """The words of another person that the message replies to: the part picked out, or all of them."""
    replied = message.reply_to_message
    if message.quote is not None and not is_reply_to(message, bot):
        return message.quote.text.strip()
    if replied is None or is_reply_to(message, bot):
        return ""
    return _without_mention((replied.text or replied.caption or "").strip(), bot.username)


def _unreadable(message: Message) -> Notice | None:
    """The notice for a voice message, a sticker and the like; only in private, and not for each picture of an album."""
    alone = message.chat.type == ChatType.PRIVATE and message.media_group_id is None
    if not alone or not message.effective_attachment:
        return None
    return Notice.NO_OPERATOR if _is_file(message) else Notice.TEXT_ONLY


def _is_file(message: Message) -> bool:
    # Telegram calls an animation a document as well.
    return message.document is not None and message.animation is None


def _without_mention(text: str, username: str) -> str:
    if "@" not in text:
        return text.strip()
    pieces = re.split(_MENTION.format(username=username), text, flags=re.IGNORECASE)
    if len(pieces) == 1:
        return text.strip()
    return " ".join(map(str.strip, pieces)).strip().lstrip(_AFTER_MENTION)


def is_reply_to(message: Message, bot: Bot) -> bool:
    """Whether the message replies to one of the bot's."""
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def is_from_a_person(message: Message) -> bool:
    """Whether a person wrote the message here, not another bot and not a channel linked to the group."""
    if message.via_bot or message.is_automatic_forward:
        return False
    # A group's anonymous administrator and who writes as a channel come as a bot with a sender_chat.
    return message.sender_chat is not None or (message.from_user is not None and not message.from_user.is_bot)
