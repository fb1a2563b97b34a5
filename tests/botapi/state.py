"""The state behind the server: accounts, chats, messages, and how they change."""

import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .bot import Bot
from .callback import CallbackQuery
from .chat import WRITE_REFUSALS, Chat
from .error import bad_request, forbidden, migrated
from .fault import Faults
from .file import File, Kind, Media, Upload, stored
from .inline import InlineQuery
from .json_type import Json
from .keyboard import Keyboard
from .limits import SendLog
from .message import Message, Quote
from .text import FormattedText
from .update import UpdateQueue
from .user import User

DEFAULT_TOKEN = "7000000001:AAE-sandbox_token_for_tests_0123456"
_FIRST_USER_ID = 100_000_001
_FIRST_GROUP_ID = -4_000_000_001
_FIRST_SUPERGROUP_ID = -1_002_000_000_001
_NO_RIGHTS = "not enough rights to send {what} to the chat"

Watcher = Callable[[str, Any], None]


class State:
    """One bot and everything it can meet.

    ``watchers`` are called at once with what changes: ``message`` (a new version), ``deleted`` (the last version),
    ``callback`` and ``inline`` (the answered query), ``action`` (chat, action, thread), ``commands`` (None).
    """

    def __init__(
        self,
        *,
        token: str = DEFAULT_TOKEN,
        username: str = "sandbox_bot",
        name: str = "Sandbox",
        privacy: bool = True,
        mentions_delivered: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``clock`` gives Unix seconds; ``mentions_delivered`` is whether privacy mode lets mentions pass."""
        account = User(int(token.partition(":")[0]), name, username, is_bot=True)
        self.bot = Bot(token, account, privacy=privacy, mentions_delivered=mentions_delivered)
        self.users: dict[int, User] = {account.id: account}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue()
        self.faults = Faults()
        self.sends = SendLog()
        self.callbacks: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.media: dict[str, Media] = {}
        self.files: dict[str, File] = {}
        self.history: list[Message] = []
        self.watchers: list[Watcher] = []
        self._clock = clock
        self._user_ids = itertools.count(_FIRST_USER_ID)
        self._group_ids = itertools.count(_FIRST_GROUP_ID, -1)
        self._supergroup_ids = itertools.count(_FIRST_SUPERGROUP_ID, -1)
        self._query_ids = itertools.count(1)
        self._moments = itertools.count(1)

    @property
    def now(self) -> float:
        """The world's time in Unix seconds."""
        return self._clock()

    def emit(self, kind: str, body: object) -> None:
        """Tells the watchers."""
        for watcher in self.watchers:
            watcher(kind, body)

    # Chats

    def chat_for_writing(self, chat_id: int | str, what: str = "text messages") -> Chat:
        """The chat a call names; raises a 400 if there is none, and a 400 or 403 if the bot may not write there."""
        chat = self._chat_named(chat_id)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        status = chat.status(self.bot.user.id)
        refusal = WRITE_REFUSALS.get((chat.type, status))
        if refusal is not None:
            raise forbidden(refusal)
        if chat.type == "private" and self.users[chat.id].is_deactivated:
            raise forbidden("user is deactivated")
        if chat.type == "channel" and not chat.has_administrator(self.bot.user.id):
            raise bad_request("need administrator rights in the channel chat")
        if chat.read_only and not chat.has_administrator(self.bot.user.id):
            raise bad_request(_NO_RIGHTS.format(what=what))
        return chat

    def chat_for_reading(self, chat_id: int | str) -> Chat:
        """The chat a call names; raises a 400 if there is none and a 403 for a private supergroup without the bot."""
        chat = self._chat_named(chat_id)
        is_closed = chat.type in ("supergroup", "channel") and chat.username is None
        refusal = WRITE_REFUSALS.get((chat.type, chat.status(self.bot.user.id))) if is_closed else None
        if refusal is not None:
            raise forbidden(refusal)
        return chat

    def _chat_named(self, chat_id: int | str) -> Chat:
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None and isinstance(chat_id, str):
            chat = next((chat for chat in self.chats.values() if chat.is_named(chat_id)), None)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    # Messages

    def post(
        self,
        chat: Chat,
        sender: User,
        content: FormattedText | None = None,
        *,
        reply_to: Message | None = None,
        quote: Quote | None = None,
        thread: int | None = None,
        keyboard: Keyboard = (),
        link_preview: Json | None = None,
        silent: bool = False,
        service: Json | None = None,
        media: Media | None = None,
        as_chat: Chat | None = None,
        via_bot: User | None = None,
        inline_id: str | None = None,
        forward_origin: Json | None = None,
    ) -> Message:
        """Adds a message to a chat, without an update."""
        message = Message(
            id=chat.next_message_id(),
            chat=chat,
            sender=sender,
            date=int(self.now),
            moment=next(self._moments),
            content=content or FormattedText(),
            thread=thread if thread is not None else _thread_of_reply(chat, reply_to),
            reply_to=reply_to,
            quote=quote,
            keyboard=keyboard,
            link_preview=link_preview,
            silent=silent,
            service=service,
            media=media,
            as_chat=chat if chat.type == "channel" else as_chat,
            via_bot=via_bot,
            inline_id=inline_id,
            forward_origin=forward_origin,
        )
        return self._keep(message)

    def revise(self, message: Message, **changes: Any) -> Message:
        """Replaces the current version of a message by one with some fields changed, without an update."""
        current = message.chat.messages[message.id]
        return self._keep(replace(current, **changes, moment=next(self._moments), edit_date=int(self.now)))

    def remove(self, message: Message) -> None:
        """Takes a message out of its chat, without an update."""
        del message.chat.messages[message.id]
        self.emit("deleted", message)

    def store(self, upload: Upload, kind: Kind) -> Media:
        """Keeps an uploaded file; raises a 400 for what Telegram does not take."""
        media = stored(upload, kind, len(self.media))
        for file in (media.file, *media.sizes):
            self.files[file.file_id] = file
            self.media[file.file_id] = media
        return media

    def _keep(self, message: Message) -> Message:
        message.chat.messages[message.id] = message
        self.history.append(message)
        if message.inline_id is not None:
            self.inline_messages[message.inline_id] = message
        self.emit("message", message)
        return message

    def deliver(self, kind: str, message: Message) -> None:
        """Queues the update of a person's message, if the bot is shown it."""
        if message.chat.type == "channel":
            kind = {"message": "channel_post", "edited_message": "edited_channel_post"}[kind]
        if self.bot.is_shown(message):
            self.updates.push(kind, message.to_api())


def _thread_of_reply(chat: Chat, reply_to: Message | None) -> int | None:
    """Replies in supergroups carry a thread id even outside topics: that of their chain's first message."""
    if reply_to is None or chat.type != "supergroup":
        return None
    return reply_to.thread or reply_to.id
