"""The verbs of people: they speak, send files, press buttons, type inline queries and follow links."""

import re

from .callback import CallbackQuery
from .chat import Chat
from .error import ApiError
from .file import Kind, Upload
from .inline import InlineQuery
from .json_type import Json
from .message import Message, Quote
from .places import Places
from .text import read_caption, read_text, utf16_length
from .user import User

MAX_INLINE_QUERY = 256
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


class People(Places):
    """What people do. A verb that asks for what could not happen in Telegram raises ValueError."""

    def user_says(
        self,
        chat: Chat,
        user: User,
        text: str,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        thread: int | None = None,
        anonymous: bool = False,
        as_channel: Chat | None = None,
        forwarded_from: User | str | None = None,
    ) -> Message:
        """A person's message; its commands and mentions become entities. The first one in private starts the chat.

        ``quote`` is a part of ``reply_to``; an ``anonymous`` administrator writes as the group; ``forwarded_from``
        names the first author, a hidden one by name only.
        """
        self._require_voice(chat, user, thread, anonymous)
        message = self.post(
            chat,
            user,
            read_text(text, html=False, users=self.users),
            reply_to=reply_to,
            quote=None if quote is None else _quote_of(reply_to, quote),
            thread=thread,
            as_chat=chat if anonymous else as_channel,
            forward_origin=None if forwarded_from is None else self._origin(forwarded_from),
        )
        self.deliver("message", message)
        return message

    def user_sends(
        self,
        chat: Chat,
        user: User,
        kind: Kind,
        content: bytes,
        *,
        name: str = "file",
        caption: str = "",
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """A person's photo or document, perhaps with a caption; ValueError for what Telegram does not take."""
        self._require_voice(chat, user, thread)
        try:
            media = self.store(Upload(name, content), kind)
        except ApiError as error:
            raise ValueError(error.description) from None
        words = read_caption(caption, html=False, users=self.users)
        message = self.post(chat, user, words, reply_to=reply_to, thread=thread, media=media)
        self.deliver("message", message)
        return message

    def edit(self, message: Message, text: str) -> Message:
        """The author's new text for a message of theirs."""
        if message.sender.is_bot or message.id not in message.chat.messages:
            raise ValueError("a person edits only their own message, and only while it exists")
        read = read_text if message.media is None else read_caption
        edited = self.revise(message, content=read(text, html=False, users=self.users))
        self.deliver("edited_message", edited)
        return edited

    def user_deletes(self, message: Message) -> None:
        """A person deletes a message for everyone, of which a bot hears nothing."""
        self.remove(message)

    def user_starts(self, chat: Chat, user: User, parameter: str = "") -> Message:
        """A person follows a link t.me/bot?start=parameter and presses Start."""
        if chat.type != "private":
            raise ValueError("a start link leads to the private chat")
        return self._say_start(chat, user, "/start", parameter)

    def bot_added(self, chat: Chat, by: User, *, start: str | None = None) -> Message:
        """``by`` adds the bot to the group; gives the service message that says so.

        With ``start``, the parameter of a startgroup link, ``by`` then says the command that Telegram makes of it.
        """
        if chat.has_member(self.bot.user.id):
            raise ValueError(f"the bot is already in {chat.title}")
        self._set_bot_status(chat, "member", by)
        message = self.post(chat, by, service={"new_chat_members": [self.bot.user.to_api()]})
        self.deliver("message", message)
        if start is not None:
            self._say_start(chat, by, f"/start@{self.bot.user.username}", start)
        return message

    def user_presses(
        self, message: Message, data: str, *, by: User | None = None, forged: bool = False
    ) -> CallbackQuery:
        """A press of the message's button with that callback data; ``by`` may be left out in private.

        A ``forged`` press has any data, as a modified client may send, or is of a message that is gone.
        """
        current = message.chat.messages.get(message.id)
        if not forged and (current is None or data not in [button.data for button in current.buttons]):
            raise ValueError(f"message {message.id} has no button {data!r}")
        user = by or self.users.get(message.chat.id)
        if user is None:
            raise ValueError("say who presses")
        self._require_member(message.chat, user)
        query = CallbackQuery(str(next(self._query_ids)), user, current or message, data, next(self._moments))
        self.callbacks[query.id] = query
        self.updates.push("callback_query", query.to_api())
        return query

    def user_types(self, user: User, query: str, *, chat: Chat | None = None, offset: str = "") -> InlineQuery:
        """A person types ``@bot query`` in a chat; the chat of the two is ``sender``, as Telegram calls it."""
        if not self.bot.inline:
            raise ValueError("inline mode is off")
        if len(query) > MAX_INLINE_QUERY:
            raise ValueError(f"an inline query has at most {MAX_INLINE_QUERY} characters")
        kind = "sender" if chat is None or chat.id == user.id else chat.type
        asked = InlineQuery(str(next(self._query_ids)), self.users[user.id], query, offset, kind)
        self.inline_queries[asked.id] = asked
        self.updates.push("inline_query", asked.to_api())
        return asked

    def user_chooses(self, query: InlineQuery, result_id: str, chat: Chat, *, thread: int | None = None) -> Message:
        """The person sends a result of their query; a keyboard gives the message an ``inline_message_id``."""
        result = query.result(result_id)
        self._require_member(chat, query.user)
        inline_id = f"BAAAAInline{query.id}_{chat.last_message_id + 1}" if result.keyboard else None
        message = self.post(
            chat,
            query.user,
            result.content,
            thread=thread,
            keyboard=result.keyboard,
            link_preview=result.link_preview,
            media=result.media,
            via_bot=self.bot.user,
            inline_id=inline_id,
        )
        if self.bot.inline_feedback:
            chosen: Json = {"result_id": result.id, "from": query.user.to_api(), "query": query.query}
            chosen |= {} if inline_id is None else {"inline_message_id": inline_id}
            self.updates.push("chosen_inline_result", chosen)
        self.deliver("message", message)
        return message

    def channel_posts(self, channel: Chat, by: User, text: str) -> Message:
        """An administrator's post in a channel."""
        if channel.type != "channel" or not channel.has_administrator(by.id):
            raise ValueError(f"{by.first_name} cannot post in {channel.title}")
        message = self.post(channel, by, read_text(text, html=False, users=self.users))
        self.deliver("message", message)
        return message

    # Inside

    def _say_start(self, chat: Chat, user: User, command: str, parameter: str) -> Message:
        if parameter and not START_PARAMETER.fullmatch(parameter):
            raise ValueError(f"a start parameter has 1 to 64 of A-Z a-z 0-9 _ -, not {parameter!r}")
        return self.user_says(chat, user, f"{command} {parameter}".rstrip())

    def _require_voice(self, chat: Chat, user: User, thread: int | None, anonymous: bool = False) -> None:
        """Raises ValueError where the person could not write; in private, their writing starts the chat."""
        self._require_member(chat, user)
        if chat.migrated_to is not None:
            raise ValueError(f"{chat.title} has become a supergroup")
        if thread is not None and thread not in chat.topics:
            raise ValueError(f"{chat.title} has no topic {thread}")
        if anonymous and not chat.has_administrator(user.id):
            raise ValueError(f"{user.first_name} is no administrator of {chat.title}")
        if (chat.read_only or thread in chat.closed_topics) and not chat.has_administrator(user.id):
            raise ValueError(f"{user.first_name} may not write in {chat.title}")
        if chat.type == "private":
            if chat.status(self.bot.user.id) == "kicked":
                raise ValueError(f"{chat.title} has blocked the bot")
            chat.members[self.bot.user.id] = "member"

    def _origin(self, author: User | str) -> Json:
        date = int(self.now)
        if isinstance(author, str):
            return {"type": "hidden_user", "date": date, "sender_user_name": author}
        return {"type": "user", "date": date, "sender_user": author.to_api()}


def _quote_of(message: Message | None, text: str) -> Quote:
    if message is None or text not in message.text:
        raise ValueError(f"no message replied to has the words {text!r}")
    return Quote(text, utf16_length(message.text[: message.text.index(text)]))
