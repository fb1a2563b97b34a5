"""A strict stand-in for Telegram's Bot API, and the world a test moves behind it.

``BotApiServer`` serves a ``World`` on loopback; the world is the test's side: it makes people speak and press buttons,
waits for what the bot answers, orders faults and keeps the list of the bot's calls.
"""

from .call import Call
from .callback import CallbackQuery
from .chat import Chat
from .error import (
    ApiError,
    bad_request,
    forbidden,
    migrated,
    server_error,
    too_many_requests,
)
from .fault import Fault
from .inline import InlineAnswer, InlineQuery, InlineResult
from .keyboard import Button
from .message import Message
from .server import BotApiServer
from .user import User
from .world import World

__all__ = [
    "ApiError",
    "BotApiServer",
    "Button",
    "Call",
    "CallbackQuery",
    "Chat",
    "Fault",
    "InlineAnswer",
    "InlineQuery",
    "InlineResult",
    "Message",
    "User",
    "World",
    "bad_request",
    "forbidden",
    "migrated",
    "server_error",
    "too_many_requests",
]
