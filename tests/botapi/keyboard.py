"""Inline keyboards and their limits."""

import re
from dataclasses import dataclass
from typing import Any

from .error import bad_request
from .json_type import Json
from .parameter import array_of, boolean, object_of, string

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_DATA_BYTES = 64
MAX_COPY_UNITS = 256
MAX_INLINE_QUERY = 256


@dataclass(frozen=True)
class Button:
    """An inline button with exactly one action.

    ``data`` is sent back when pressed, ``url`` is opened, ``switch`` starts an inline query in a chat to choose,
    ``switch_here`` in the same chat, ``copy`` goes to the clipboard.
    """

    text: str
    data: str | None = None
    url: str | None = None
    switch: str | None = None
    switch_here: str | None = None
    copy: str | None = None

    def to_api(self) -> Json:
        """The Bot API's ``InlineKeyboardButton``."""
        actions = {
            "callback_data": self.data,
            "url": self.url,
            "switch_inline_query": self.switch,
            "switch_inline_query_current_chat": self.switch_here,
            "copy_text": None if self.copy is None else {"text": self.copy},
        }
        return {"text": self.text, **{name: value for name, value in actions.items() if value is not None}}


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
    switch = fields.get("switch_inline_query")
    if switch is None and "switch_inline_query_chosen_chat" in fields:
        switch = fields["switch_inline_query_chosen_chat"].get("query", "")
    button = Button(
        fields["text"],
        fields.get("callback_data") or None,
        fields.get("url") or None,
        switch,
        fields.get("switch_inline_query_current_chat"),
        fields["copy_text"]["text"] if "copy_text" in fields else None,
    )
    _check(button)
    return button


def _check(button: Button) -> None:
    actions = (button.data, button.url, button.switch, button.switch_here, button.copy)
    if not button.text:
        raise bad_request("inline keyboard button text must be non-empty")
    if sum(action is not None for action in actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if button.data is not None and len(button.data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and not re.match(r"(https?|tg)://.", button.url):
        raise bad_request("BUTTON_URL_INVALID")
    if button.copy is not None and not 1 <= len(button.copy) <= MAX_COPY_UNITS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if len(button.switch or button.switch_here or "") > MAX_INLINE_QUERY:
        raise bad_request("BUTTON_DATA_INVALID")


_BUTTON: Any = object_of(
    required={"text": string},
    optional={
        "callback_data": string,
        "url": string,
        "switch_inline_query": string,
        "switch_inline_query_current_chat": string,
        "switch_inline_query_chosen_chat": object_of(
            {},
            {
                "query": string,
                "allow_user_chats": boolean,
                "allow_bot_chats": boolean,
                "allow_group_chats": boolean,
                "allow_channel_chats": boolean,
            },
        ),
        "copy_text": object_of({"text": string}, {}),
    },
)
_MARKUP: Any = object_of(required={"inline_keyboard": array_of(array_of(_button))}, optional={})
