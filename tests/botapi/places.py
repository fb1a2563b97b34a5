"""The verbs that set the scene: accounts, chats, and who stands how in them."""

from collections.abc import Iterable
from dataclasses import replace

from .chat import Chat
from .json_type import Json
from .member import Status, member_to_api
from .state import State
from .user import User

_TOPIC_COLOR = 7_322_096


class Places(State):
    """People and chats come, go and change. Verbs raise ValueError for what cannot happen in Telegram."""

    def add_user(self, first_name: str, *, username: str | None = None, language_code: str | None = None) -> User:
        """A new person."""
        user = User(next(self._user_ids), first_name, username, language_code)
        self.users[user.id] = user
        return user

    def change_language(self, user: User, language_code: str | None) -> User:
        """The same person with another language of the client; use the returned object from then on."""
        return self._replaced(user, language_code=language_code)

    def deactivate(self, user: User) -> User:
        """The person deletes the account."""
        return self._replaced(user, is_deactivated=True)

    def _replaced(self, user: User, **changes: object) -> User:
        self.users[user.id] = replace(self.users[user.id], **changes)  # type: ignore[arg-type]
        return self.users[user.id]

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

    def add_channel(
        self, title: str, owner: User, *, subscribers: Iterable[User] = (), username: str | None = None
    ) -> Chat:
        """A channel with the bot as an administrator."""
        chat = Chat(next(self._supergroup_ids), "channel", title, username)
        self._populated(chat, owner, subscribers, (), with_bot=False)
        chat.members[self.bot.user.id] = "administrator"
        return chat

    def add_topic(self, forum: Chat, name: str, by: User) -> int:
        """A new topic of a forum; gives its thread id, which is its first message's id."""
        if not forum.is_forum:
            raise ValueError(f"{forum.title} is not a forum")
        self._require_member(forum, by)
        thread = forum.last_message_id + 1
        forum.topics[thread] = name
        created = {"forum_topic_created": {"name": name, "icon_color": _TOPIC_COLOR}}
        self.deliver("message", self.post(forum, by, thread=thread, service=created))
        return thread

    def close_topic(self, forum: Chat, thread: int, by: User) -> None:
        """An administrator closes a topic; only administrators write there from then on."""
        forum.closed_topics.add(thread)
        self.deliver("message", self.post(forum, by, thread=thread, service={"forum_topic_closed": {}}))

    def migrate(self, group: Chat, by: User) -> Chat:
        """The group becomes a supergroup with another id; both chats get the service messages that say so."""
        if group.type != "group" or group.migrated_to is not None:
            raise ValueError(f"{group.title} cannot become a supergroup")
        new = Chat(next(self._supergroup_ids), "supergroup", group.title, members=dict(group.members))
        self._add_chat(new)
        moved_to = self.post(group, by, service={"migrate_to_chat_id": new.id})
        group.migrated_to = new.id
        moved_from = self.post(new, by, service={"migrate_from_chat_id": group.id})
        self.deliver("message", moved_to)
        self.deliver("message", moved_from)
        return new

    def set_status(self, chat: Chat, user: User, status: Status) -> None:
        """Changes a standing without any update."""
        chat.members[user.id] = status

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

    def _set_bot_status(self, chat: Chat, status: Status, by: User) -> None:
        account = self.bot.user
        change: Json = {
            "chat": chat.to_api(),
            "from": by.to_api(),
            "date": int(self.now),
            "old_chat_member": member_to_api(account, chat.status(account.id)),
            "new_chat_member": member_to_api(account, status),
        }
        chat.members[account.id] = status
        self.updates.push("my_chat_member", change)

    def _require_member(self, chat: Chat, user: User) -> None:
        if not chat.has_member(user.id):
            raise ValueError(f"{user.first_name} is not in {chat.title}")
