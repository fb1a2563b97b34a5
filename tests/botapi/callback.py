"""Presses of inline buttons."""

from dataclasses import dataclass

from .json_type import Json
from .message import Message
from .user import User


@dataclass(eq=False)
class CallbackQuery:
    """A press; ``answer`` holds the bot's ``answerCallbackQuery`` parameters once it has answered."""

    id: str
    user: User
    message: Message
    data: str
    moment: int
    answer: Json | None = None

    def to_api(self) -> Json:
        """The Bot API's ``CallbackQuery``."""
        return {
            "id": self.id,
            "from": self.user.to_api(),
            "message": self.message.to_api(),
            "chat_instance": str(self.message.chat.id),
            "data": self.data,
        }
