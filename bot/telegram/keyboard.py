"""Buttons as Telegram takes them."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboard import Button, Keyboard


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """The buttons under a message, None for none."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard]) if keyboard else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.text, url=button.url)
    if button.share:
        return InlineKeyboardButton(button.text, switch_inline_query=button.share)
    return InlineKeyboardButton(button.text, callback_data=button.data)
