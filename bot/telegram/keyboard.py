"""Buttons as Telegram takes them."""

from __future__ import annotations

import json
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.screens.keyboard import Button, Keyboard


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """The buttons under a message, None for none."""
    rows = [[InlineKeyboardButton(**_fields(button)) for button in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def written(keyboard: Keyboard) -> str | None:
    """The buttons under a message as they are sent, None for none.

    Making the library's objects only for it to write them takes as long as the rest of a request.
    """
    rows = [[_fields(button) for button in row] for row in keyboard]
    return json.dumps({"inline_keyboard": rows}, ensure_ascii=False) if rows else None


def _fields(button: Button) -> dict[str, Any]:
    """A button's fields by Telegram's names."""
    if button.url:
        return {"text": button.text, "url": button.url}
    if button.share:
        return {"text": button.text, "switch_inline_query": button.share}
    return {"text": button.text, "callback_data": button.data}
