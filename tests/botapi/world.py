"""The world behind the server: people, chats, messages, and the verbs a test moves it with."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from .bot import Bot
from .call import Call
from .callback import CallbackQuery
from .chat import WRITE_REFUSALS, Chat
from .error import bad_request, forbidden
from .fault import Faults
from .json_type import Json
from .keyboard import Keyboard
from .member import Status, member_to_api
from .message import Message
from .text import FormattedText, read_text
from .update import UpdateQueue
from .user import User

T = TypeVar("T")

DEFAULT_TOKEN = "7000000001:AAE-sandbox_token_for_tests_0123456"
_FIRST_USER_ID = 100_000_001
_FIRST_GROUP_ID = -4_000_000_001
_FIRST_SUPERGROUP_ID = -1_002_000_000_001
_TOPIC_COLOR = 7_322_096
_CALLS_SHOWN = 5


class World:
    """One bot and everything it can meet.

    Not thread-safe: use it from the event loop that runs the server. A verb that asks for what could not happen
    in Telegram, such as a stranger speaking in a group, raises ValueError.
    """

    def __init__(
        self,
        *,
        token: str = DEFAULT_TOKEN,
        username: str = "sandbox_bot",
        privacy: bool = True,
        mentions_delivered: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``clock`` gives Unix seconds; ``mentions_delivered`` is whether privacy mode lets mentions pass."""
        account = User(int(token.partition(":")[0]), "Sandbox", username, is_bot=True)
        self.bot = Bot(token, account, privacy=privacy, mentions_delivered=mentions_delivered)
        self.users: dict[int, User] = {account.id: account}
        self.chats: dict[int, Chat] = {}
        self.updates = UpdateQueue()
        self.faults = Faults()
        self.calls: list[Call] = []
        self.callbacks: dict[str, CallbackQuery] = {}
        self.history: list[Message] = []
        self._clock = clock
        self._user_ids = itertools.count(_FIRST_USER_ID)
        self._group_ids = itertools.count(_FIRST_GROUP_ID, -1)
        self._supergroup_ids = itertools.count(_FIRST_SUPERGROUP_ID, -1)
        self._callback_ids = itertools.count(1)
        self._moments = itertools.count(1)
        self._awaited: defaultdict[int, int] = defaultdict(int)
        self._changed = asyncio.Event()

    # People and places

    def add_user(self, first_name: str, *, username: str | None = None, language_code: str | None = None) -> User:
        """A new person."""
        user = User(next(self._user_ids), first_name, username, language_code)
        self.users[user.id] = user
        return user

    def add_private_chat(self, user: User, *, started: bool = True) -> Chat:
        """The user's chat with the bot, which may write there once the chat is started."""
        chat = Chat(user.id, "private", user.first_name, user.username)
        chat.members = {user.id: "member", self.bot.user.id: "member" if started else "left"}
        return self._add_chat(chat)

    def add_group(
        self,
        title: str,
        owner: User,
        *,
        members: Iterable[User] = (),
        administrators: Iterable[User] = (),
        with_bot: bool = True,
    ) -> Chat:
        """A basic group."""
        chat = Chat(next(self._group_ids), "group", title)
        return self._populated(chat, owner, members, administrators, with_bot)

    def add_supergroup(
        self,
        title: str,
        owner: User,
        *,
        members: Iterable[User] = (),
        administrators: Iterable[User] = (),
        with_bot: bool = True,
        is_forum: bool = False,
        username: str | None = None,
    ) -> Chat:
        """A supergroup, public if it has a ``username``; a forum has General and the topics added later."""
        chat = Chat(next(self._supergroup_ids), "supergroup", title, username, is_forum)
        return self._populated(chat, owner, members, administrators, with_bot)

    def add_topic(self, forum: Chat, name: str, by: User) -> int:
        """A new topic of a forum; gives its thread id, which is its first message's id."""
        if not forum.is_forum:
            raise ValueError(f"{forum.title} is not a forum")
        self._require_member(forum, by)
        thread = forum.last_message_id + 1
        forum.topics[thread] = name
        created = {"forum_topic_created": {"name": name, "icon_color": _TOPIC_COLOR}}
        self._deliver("message", self.post(forum, by, thread=thread, service=created))
        return thread

    def set_status(self, chat: Chat, user: User, status: Status) -> None:
        """Changes a standing without any update."""
        chat.members[user.id] = status

    # What people do

    def user_says(
        self, chat: Chat, user: User, text: str, *, reply_to: Message | None = None, thread: int | None = None
    ) -> Message:
        """A person's message; its commands and mentions become entities. The first one in private starts the chat."""
        self._require_member(chat, user)
        if thread is not None and thread not in chat.topics:
            raise ValueError(f"{chat.title} has no topic {thread}")
        if chat.type == "private":
            self._require_unblocked(chat)
            chat.members[self.bot.user.id] = "member"
        content = read_text(text, html=False, users=self.users)
        message = self.post(chat, user, content, reply_to=reply_to, thread=thread)
        self._deliver("message", message)
        return message

    def edit(self, message: Message, text: str) -> Message:
        """The author's new text for a message of theirs."""
        if message.sender.is_bot or message.id not in message.chat.messages:
            raise ValueError("a person edits only their own message, and only while it exists")
        edited = self.revise(message, content=read_text(text, html=False, users=self.users))
        self._deliver("edited_message", edited)
        return edited

    def user_presses(self, message: Message, data: str, *, by: User | None = None) -> CallbackQuery:
        """A press of the message's button with that callback data; ``by`` may be left out in private."""
        current = message.chat.messages.get(message.id)
        if current is None or data not in [button.data for button in current.buttons]:
            raise ValueError(f"message {message.id} has no button {data!r}")
        user = by or self.users.get(message.chat.id)
        if user is None:
            raise ValueError("say who presses")
        self._require_member(message.chat, user)
        query = CallbackQuery(str(next(self._callback_ids)), user, current, data, next(self._moments))
        self.callbacks[query.id] = query
        self.updates.push("callback_query", query.to_api())
        return query

    def bot_added(self, chat: Chat, by: User) -> Message:
        """``by`` adds the bot to the group; gives the service message that says so."""
        if chat.has_member(self.bot.user.id):
            raise ValueError(f"the bot is already in {chat.title}")
        self._set_bot_status(chat, "member", by)
        message = self.post(chat, by, service={"new_chat_members": [self.bot.user.to_api()]})
        self._deliver("message", message)
        return message

    def bot_removed(self, chat: Chat, by: User) -> None:
        """``by`` removes the bot from the group."""
        self._set_bot_status(chat, "kicked", by)

    def bot_promoted(self, chat: Chat, by: User) -> None:
        """``by`` makes the bot an administrator, which then sees every message."""
        self._set_bot_status(chat, "administrator", by)

    def bot_blocked(self, chat: Chat) -> None:
        """The person of a private chat blocks the bot."""
        self._set_bot_status(chat, "kicked", self.users[chat.id])

    def bot_unblocked(self, chat: Chat) -> None:
        """The person of a private chat lets the bot write again."""
        self._set_bot_status(chat, "member", self.users[chat.id])

    # What a test waits for

    async def wait_for_message(
        self, chat: Chat, *, timeout: float = 5.0, after: Message | CallbackQuery | None = None
    ) -> Message:
        """The bot's next message or edit of a message in a chat, as it was then.

        Next means after ``after`` or, without it, after the last one this method gave for the chat.
        Raises TimeoutError, which lists the last calls, after ``timeout`` seconds.
        """
        since = after.moment if after is not None else self._awaited[chat.id]
        try:
            message = await self.wait_until(lambda: self._first_from_bot(chat, since), timeout=timeout)
        except TimeoutError:
            last = [(call.method, call.parameters, call.status) for call in self.calls[-_CALLS_SHOWN:]]
            raise TimeoutError(f"no bot message in {chat.title} within {timeout} s; last calls: {last}") from None
        self._awaited[chat.id] = message.moment
        return message

    async def wait_until(self, condition: Callable[[], T | None], *, timeout: float = 5.0) -> T:
        """The first truthy value of ``condition``, tried whenever a call begins or ends; raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not (value := condition()):
                await self._changed.wait()
            return value

    def messages(self, chat: Chat) -> list[Message]:
        """The chat's messages as they are now, oldest first."""
        return list(chat.messages.values())

    def calls_of(self, method: str) -> list[Call]:
        """The bot's calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    # What the server does

    def record(self, method: str) -> Call:
        """Starts the record of a call."""
        call = Call(method, self._clock())
        self.calls.append(call)
        self.notify()
        return call

    def notify(self) -> None:
        """Wakes everyone who waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    def chat_for_writing(self, chat_id: int | str) -> Chat:
        """The chat a call names; raises a 400 if there is none and a 403 if the bot may not write there."""
        chat = self._chat_named(chat_id)
        refusal = WRITE_REFUSALS.get((chat.type, chat.status(self.bot.user.id)))
        if refusal is not None:
            raise forbidden(refusal)
        return chat

    def chat_for_reading(self, chat_id: int | str) -> Chat:
        """The chat a call names; raises a 400 if there is none and a 403 for a private supergroup without the bot."""
        chat = self._chat_named(chat_id)
        is_closed = chat.type == "supergroup" and chat.username is None
        return self.chat_for_writing(chat_id) if is_closed else chat

    def post(
        self,
        chat: Chat,
        sender: User,
        content: FormattedText | None = None,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        keyboard: Keyboard = (),
        link_preview: Json | None = None,
        silent: bool = False,
        service: Json | None = None,
    ) -> Message:
        """Adds a message to a chat, without an update."""
        message = Message(
            id=chat.next_message_id(),
            chat=chat,
            sender=sender,
            date=self._now(),
            moment=next(self._moments),
            content=content or FormattedText(),
            thread=thread if thread is not None else self._thread_of_reply(chat, reply_to),
            reply_to=reply_to,
            keyboard=keyboard,
            link_preview=link_preview,
            silent=silent,
            service=service,
        )
        return self._keep(message)

    def revise(self, message: Message, **changes: Any) -> Message:
        """Replaces the current version of a message by one with some fields changed, without an update."""
        current = message.chat.messages[message.id]
        return self._keep(replace(current, **changes, moment=next(self._moments), edit_date=self._now()))

    # Inside

    def _add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def _populated(
        self, chat: Chat, owner: User, members: Iterable[User], administrators: Iterable[User], with_bot: bool
    ) -> Chat:
        chat.members |= {user.id: "member" for user in members}
        chat.members |= {user.id: "administrator" for user in administrators}
        chat.members |= {owner.id: "creator"}
        if with_bot:
            chat.members[self.bot.user.id] = "member"
        return self._add_chat(chat)

    def _chat_named(self, chat_id: int | str) -> Chat:
        chat = next((chat for chat in self.chats.values() if chat.is_named(chat_id)), None)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def _keep(self, message: Message) -> Message:
        message.chat.messages[message.id] = message
        self.history.append(message)
        return message

    @staticmethod
    def _thread_of_reply(chat: Chat, reply_to: Message | None) -> int | None:
        """Replies in supergroups carry a thread id even outside topics: that of their chain's first message."""
        if reply_to is None or chat.type != "supergroup":
            return None
        return reply_to.thread or reply_to.id

    def _set_bot_status(self, chat: Chat, status: Status, by: User) -> None:
        account = self.bot.user
        change = {
            "chat": chat.to_api(),
            "from": by.to_api(),
            "date": self._now(),
            "old_chat_member": member_to_api(account, chat.status(account.id)),
            "new_chat_member": member_to_api(account, status),
        }
        chat.members[account.id] = status
        self.updates.push("my_chat_member", change)

    def _deliver(self, kind: str, message: Message) -> None:
        if self.bot.is_shown(message):
            self.updates.push(kind, message.to_api())

    def _first_from_bot(self, chat: Chat, since: int) -> Message | None:
        later = (message for message in self.history if message.moment > since and message.chat is chat)
        return next((message for message in later if message.sender is self.bot.user), None)

    def _require_member(self, chat: Chat, user: User) -> None:
        if not chat.has_member(user.id):
            raise ValueError(f"{user.first_name} is not in {chat.title}")

    def _require_unblocked(self, chat: Chat) -> None:
        if chat.status(self.bot.user.id) == "kicked":
            raise ValueError(f"{chat.title} has blocked the bot")

    def _now(self) -> int:
        return int(self._clock())
