"""What the page may do to the world: one function for each action, by name."""

from collections.abc import Callable
from typing import Any

from tests.botapi import ApiError, Chat, Fault, Message, User, World, server_error, too_many_requests
from tests.botapi.file import Kind
from tests.botapi.json_type import Json


class Refused(Exception):
    """An action that cannot be carried out; the message says why."""


def act(world: World, name: str, fields: Json) -> Json:
    """Carries out the action; raises Refused for one that is unknown, incomplete or impossible."""
    action = ACTIONS.get(name)
    if action is None:
        raise Refused(f"no action {name!r}")
    try:
        return action(world, **fields) or {}
    except ApiError as error:
        raise Refused(error.description) from error
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(str(error)) from error


def _say(
    world: World,
    *,
    chat: int,
    user: int,
    text: str,
    reply_to: int | None = None,
    quote: str | None = None,
    thread: int | None = None,
    anonymous: bool = False,
) -> None:
    place, person = world.chats[chat], world.users[user]
    replied = place.messages.get(reply_to) if reply_to is not None else None
    world.user_says(place, person, text, reply_to=replied, quote=quote, thread=thread, anonymous=anonymous)


def _edit(world: World, *, chat: int, message: int, text: str) -> None:
    world.edit(world.chats[chat].messages[message], text)


def _delete(world: World, *, chat: int, message: int) -> None:
    world.user_deletes(world.chats[chat].messages[message])


def _press(world: World, *, chat: int, user: int, message: int, data: str) -> Json:
    query = world.user_presses(world.chats[chat].messages[message], data, by=world.users[user])
    return {"id": query.id}


def _type(world: World, *, chat: int, user: int, query: str, offset: str = "") -> Json:
    return {"id": world.user_types(world.users[user], query, chat=world.chats[chat], offset=offset).id}


def _choose(world: World, *, query: str, result: str, chat: int, thread: int | None = None) -> None:
    world.user_chooses(world.inline_queries[query], result, world.chats[chat], thread=thread)


def _start(world: World, *, user: int, parameter: str = "") -> None:
    world.user_starts(world.chats[user], world.users[user], parameter)


def _add_bot(world: World, *, chat: int, user: int, parameter: str | None = None) -> None:
    place, person = world.chats[chat], world.users[user]
    if place.has_member(world.bot.user.id) and parameter is not None:
        world.user_says(place, person, f"/start@{world.bot.user.username} {parameter}")
        return
    world.bot_added(place, person, start=parameter)


def _by(verb: Callable[[World, Chat, User], object]) -> Callable[..., None]:
    def action(world: World, *, chat: int, user: int) -> None:
        verb(world, world.chats[chat], world.users[user])

    return action


def _language(world: World, *, user: int, code: str) -> None:
    world.change_language(world.users[user], code)


def _privacy(world: World, *, on: bool) -> None:
    world.bot.privacy = on


def _fault(world: World, *, name: str) -> None:
    """Orders a fault for the bot's next send, or for its next edit if that comes first."""
    for method in ("sendMessage", "editMessageText"):
        world.faults.add(FAULTS[name], method=method)


def _calls(world: World) -> Json:
    """The bot's last calls but for its polls, newest first."""
    calls = [call for call in reversed(world.calls) if call.method != "getUpdates"][:_CALLS_SHOWN]
    return {"calls": [{"method": call.method, "status": call.status, "at": call.at} for call in calls]}


def _menu(world: World, *, chat: int, user: int) -> Json:
    return {"commands": world.bot.menu(world.chats[chat], world.users[user])}


FAULTS = {
    "429": Fault(error=too_many_requests(3)),
    "500": Fault(error=server_error()),
    "lost": Fault(drop="after"),
    "dropped": Fault(drop="before"),
    "slow": Fault(delay=4.0),
}
_CALLS_SHOWN = 12

ACTIONS: dict[str, Callable[..., Any]] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "press": _press,
    "type": _type,
    "choose": _choose,
    "start": _start,
    "menu": _menu,
    "language": _language,
    "privacy": _privacy,
    "fault": _fault,
    "calls": _calls,
    "add_bot": _add_bot,
    "remove_bot": _by(lambda world, chat, user: world.bot_removed(chat, user)),
    "promote_bot": _by(lambda world, chat, user: world.bot_promoted(chat, user)),
    "block_bot": _by(lambda world, chat, user: world.bot_blocked(chat)),
    "unblock_bot": _by(lambda world, chat, user: world.bot_unblocked(chat)),
    "migrate": _by(lambda world, chat, user: world.migrate(chat, user)),
}
# After these the page is told of the people and chats anew.
CHANGING = frozenset(ACTIONS) - {"say", "edit", "delete", "press", "type", "choose", "menu", "fault", "calls"}


def upload(
    world: World, *, chat: int, user: int, name: str, content: bytes, caption: str, thread: int | None
) -> Message:
    """A picture or, where it is none, a document."""
    kind: Kind = "photo" if name.lower().endswith((".png", ".jpg", ".jpeg")) else "document"
    try:
        return world.user_sends(
            world.chats[chat], world.users[user], kind, content, name=name, caption=caption, thread=thread
        )
    except ValueError as error:
        raise Refused(str(error)) from error
