"""Private chats, groups, supergroups and channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .json_type import Json
from .member import ADMINISTRATORS, PRESENT, Status

if TYPE_CHECKING:
    from .message import Message

ChatType = Literal["private", "group", "supergroup", "channel"]

# Why the bot may not write, by the kind of chat and its own standing there; "kicked" from a private chat is blocked.
WRITE_REFUSALS: dict[tuple[ChatType, Status], str] = {
    ("private", "left"): "bot can't initiate conversation with a user",
    ("private", "kicked"): "bot was blocked by the user",
    ("group", "left"): "bot is not a member of the group chat",
    ("group", "kicked"): "bot was kicked from the group chat",
    ("supergroup", "left"): "bot is not a member of the supergroup chat",
    ("supergroup", "kicked"): "bot was kicked from the supergroup chat",
    ("channel", "left"): "bot is not a member of the channel chat",
    ("channel", "kicked"): "bot was kicked from the channel chat",
}

_FULL_INFO: Json = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


@dataclass(eq=False)
class Chat:
    """A chat, its members' standing by user id, its topics' names by thread id and its current messages by id.

    ``title`` of a private chat is the person's first name, ``username`` is without the @. ``migrated_to`` is the
    supergroup that a group has become, ``closed_topics`` holds thread ids, and where ``read_only`` only
    administrators write.
    """

    id: int
    type: ChatType
    title: str
    username: str | None = None
    is_forum: bool = False
    members: dict[int, Status] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    last_message_id: int = 0
    migrated_to: int | None = None
    closed_topics: set[int] = field(default_factory=set)
    read_only: bool = False

    def status(self, user_id: int) -> Status:
        """The user's standing; who was never here has left."""
        return self.members.get(user_id, "left")

    def has_member(self, user_id: int) -> bool:
        """Whether the user takes part in the chat."""
        return self.status(user_id) in PRESENT

    def has_administrator(self, user_id: int) -> bool:
        """Whether the user is the creator or an administrator."""
        return self.status(user_id) in ADMINISTRATORS

    def is_named(self, chat_id: int | str) -> bool:
        """Whether a call's ``chat_id``, a number or an @username, means this chat."""
        if isinstance(chat_id, int):
            return chat_id == self.id
        return self.username is not None and chat_id.casefold() == f"@{self.username}".casefold()

    def next_message_id(self) -> int:
        """A fresh message id of this chat."""
        self.last_message_id += 1
        return self.last_message_id

    def to_api(self) -> Json:
        """The Bot API's ``Chat``."""
        shown: Json = {"id": self.id, "type": self.type}
        shown["first_name" if self.type == "private" else "title"] = self.title
        if self.username is not None:
            shown["username"] = self.username
        return shown | {"is_forum": True} if self.is_forum else shown

    def to_full_api(self) -> Json:
        """The Bot API's ``ChatFullInfo``, with the fields it always has."""
        return self.to_api() | _FULL_INFO
