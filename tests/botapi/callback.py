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
        shown = {
            "id": self.id,
            "from": self.user.to_api(),
            "chat_instance": str(self.message.chat.id),
            "data": self.data,
        }
        if self.message.inline_id is not None:
            return shown | {"inline_message_id": self.message.inline_id}
        return shown | {"message": self._shown_message()}

    def _shown_message(self) -> Json:
        """The message, or the Bot API's ``InaccessibleMessage`` for one that is gone."""
        chat = self.message.chat
        if self.message.id in chat.messages:
            return self.message.to_api()
        return {"chat": chat.to_api(), "message_id": self.message.id, "date": 0}
