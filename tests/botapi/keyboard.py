"""Inline keyboards and their limits."""

import re
from dataclasses import dataclass
from typing import Any

from .error import bad_request
from .json_type import Json
from .parameter import array_of, object_of, string

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64


@dataclass(frozen=True)
class Button:
    """An inline button: exactly one of ``data`` (sent back when pressed) and ``url`` is set."""

    text: str
    data: str | None = None
    url: str | None = None

    def to_api(self) -> Json:
        """The Bot API's ``InlineKeyboardButton``."""
        action = {"callback_data": self.data} if self.data is not None else {"url": self.url}
        return {"text": self.text, **action}


Keyboard = tuple[tuple[Button, ...], ...]


def keyboard_to_api(keyboard: Keyboard) -> Json:
    """The Bot API's ``InlineKeyboardMarkup``."""
    return {"inline_keyboard": [[button.to_api() for button in row] for row in keyboard]}


def inline_keyboard(raw: object, name: str) -> Keyboard:
    """The parameter type of ``reply_markup``; an empty keyboard is none. Raises a 400 over a limit."""
    rows = _MARKUP(raw, name)["inline_keyboard"]
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return tuple(tuple(row) for row in rows if row)


def _button(raw: object, name: str) -> Button:
    fields = _BUTTON(raw, name)
    button = Button(fields["text"], fields.get("callback_data") or None, fields.get("url") or None)
    if not button.text:
        raise bad_request("inline keyboard button text must be non-empty")
    if (button.data is None) == (button.url is None):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if button.data is not None and len(button.data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and not re.match(r"(https?|tg)://.", button.url):
        raise bad_request("BUTTON_URL_INVALID")
    return button


_BUTTON: Any = object_of(required={"text": string}, optional={"callback_data": string, "url": string})
_MARKUP: Any = object_of(required={"inline_keyboard": array_of(array_of(_button))}, optional={})
