"""People and bots."""

from dataclasses import dataclass

from .json_type import Json


@dataclass(frozen=True)
class User:
    """A Telegram account; ``username`` is without the @."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    is_deactivated: bool = False

    def to_api(self) -> Json:
        """The Bot API's ``User``."""
        optional = {"username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | {
            name: value for name, value in optional.items() if value is not None
        }


# Who Telegram names as the sender where an administrator is anonymous, or where someone writes as a channel.
ANONYMOUS_ADMIN = User(1_087_968_824, "Group", "GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(136_817_688, "Channel", "Channel_Bot", is_bot=True)
