"""Messages, one object for each version of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from .chat import Chat
from .file import Media
from .json_type import Json
from .keyboard import Button, Keyboard, keyboard_to_api
from .text import FormattedText
from .user import ANONYMOUS_ADMIN, CHANNEL_BOT, User


@dataclass(frozen=True, slots=True)
class Quote:
    """The part of the replied message that a reply quotes; ``position`` in UTF-16 units."""

    text: str
    position: int

    def to_api(self) -> Json:
        """The Bot API's ``TextQuote``."""
        return {"text": self.text, "position": self.position, "is_manual": True}


@dataclass(frozen=True, eq=False)
class Message:
    """One version of a message; an edit makes a new one with the same ``id``.

    ``sender`` wrote it, even where ``as_chat`` is shown in their stead (an anonymous administrator, a channel).
    ``moment`` orders everything that happened in the world, ``date`` and ``edit_date`` are Unix seconds,
    ``service`` holds the fields of a service message, ``silent`` is ``disable_notification``, ``content`` is the
    text or the caption of ``media``, ``inline_id`` the ``inline_message_id`` of a message sent via the bot.
    """

    id: int
    chat: Chat = field(repr=False)
    sender: User
    date: int
    moment: int
    content: FormattedText
    edit_date: int | None = None
    thread: int | None = None
    reply_to: Message | None = field(default=None, repr=False)
    quote: Quote | None = None
    keyboard: Keyboard = ()
    link_preview: Json | None = None
    silent: bool = False
    service: Json | None = None
    media: Media | None = None
    as_chat: Chat | None = field(default=None, repr=False)
    via_bot: User | None = None
    inline_id: str | None = None
    forward_origin: Json | None = None

    @property
    def text(self) -> str:
        """The visible text, a caption's too."""
        return self.content.text

    @property
    def entities(self) -> tuple[Json, ...]:
        """The text's entities in the Bot API's form."""
        return self.content.entities

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The keyboard's buttons, row by row."""
        return tuple(button for row in self.keyboard for button in row)

    @property
    def in_topic(self) -> bool:
        """Whether the message belongs to a forum topic other than General."""
        return self.thread in self.chat.topics

    def to_api(self, *, with_reply: bool = True) -> Json:
        """The Bot API's ``Message``; what it replies to is shown one level deep."""
        text, entities = ("text", "entities") if self.media is None else ("caption", "caption_entities")
        shown: Json = {
            "message_id": self.id,
            "from": self._shown_sender(),
            "sender_chat": None if self.as_chat is None else self.as_chat.to_api(),
            "chat": self.chat.to_api(),
            "date": self.date,
            "edit_date": self.edit_date,
            "message_thread_id": self.thread,
            "is_topic_message": self.in_topic or None,
            "forward_origin": self.forward_origin,
            "via_bot": None if self.via_bot is None else self.via_bot.to_api(),
            "quote": None if self.quote is None else self.quote.to_api(),
            text: self.text or None,
            entities: list(self.entities) or None,
            "reply_markup": keyboard_to_api(self.keyboard) if self.keyboard else None,
            "link_preview_options": self.link_preview,
            **({} if self.media is None else self.media.to_api()),
            **(self.service or {}),
        }
        replied = self._shown_reply()
        if with_reply and replied is not None:
            shown["reply_to_message"] = replied.to_api(with_reply=False)
        return {name: value for name, value in shown.items() if value is not None}

    def _shown_sender(self) -> Json | None:
        if self.chat.type == "channel":
            return None
        if self.as_chat is None:
            return self.sender.to_api()
        return (ANONYMOUS_ADMIN if self.as_chat is self.chat else CHANNEL_BOT).to_api()

    def _shown_reply(self) -> Message | None:
        # In a topic, Telegram shows a message that replies to nothing as a reply to the topic's own first message.
        if self.reply_to is None and self.thread is not None and self.thread != self.id:
            return self.chat.messages.get(self.thread)
        return self.reply_to
