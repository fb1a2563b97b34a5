"""Inline queries, and the results a bot offers for one."""

from dataclasses import dataclass, field

from .file import Media
from .json_type import Json
from .keyboard import Keyboard
from .text import FormattedText
from .user import User


@dataclass(frozen=True, slots=True)
class InlineResult:
    """A result to pick: what the list shows, and the message it becomes."""

    id: str
    kind: str
    title: str
    description: str
    content: FormattedText
    keyboard: Keyboard = ()
    link_preview: Json | None = None
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """The bot's ``answerInlineQuery``; ``button`` is the Bot API's ``InlineQueryResultsButton``."""

    results: tuple[InlineResult, ...]
    cache_time: int = 300
    is_personal: bool = False
    next_offset: str = ""
    button: Json | None = None


@dataclass(eq=False)
class InlineQuery:
    """What a person has typed after the bot's name; ``answer`` is None until the bot has answered."""

    id: str
    user: User
    query: str
    offset: str
    chat_type: str
    answer: InlineAnswer | None = field(default=None, repr=False)

    def to_api(self) -> Json:
        """The Bot API's ``InlineQuery``."""
        return {
            "id": self.id,
            "from": self.user.to_api(),
            "query": self.query,
            "offset": self.offset,
            "chat_type": self.chat_type,
        }

    def result(self, result_id: str) -> InlineResult:
        """The answered result of that id; ValueError if there is none."""
        for result in self.answer.results if self.answer else ():
            if result.id == result_id:
                return result
        raise ValueError(f"the query {self.query!r} has no result {result_id!r}")
