"""Methods about the bot itself: its account, its commands, its end."""

import re
from collections.abc import Awaitable, Callable

from .bot import scope_key
from .error import bad_request
from .json_type import Json
from .method import Method
from .parameter import Fields, array_of, chat_id, integer, json_object, object_of, string, validated
from .world import World

_MAX_COMMANDS = 100
_MAX_DESCRIPTION = 256

_SCOPES: dict[str, Fields] = {
    "default": {},
    "all_private_chats": {},
    "all_group_chats": {},
    "all_chat_administrators": {},
    "chat": {"chat_id": chat_id},
    "chat_administrators": {"chat_id": chat_id},
    "chat_member": {"chat_id": chat_id, "user_id": integer},
}


def _scope(raw: object, name: str) -> Json:
    """The parameter type of ``scope``, whose ``type`` decides its other fields."""
    received = json_object(raw, name)
    fields = _SCOPES.get(str(received.get("type")))
    if fields is None:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return validated(received, {"type": string, **fields}, {})


async def _get_me(world: World) -> Json:
    return world.bot.to_api()


async def _set_my_commands(
    world: World, *, commands: list[Json], scope: Json | None = None, language_code: str = ""
) -> bool:
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= _MAX_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.bot.commands[_key(world, scope, language_code)] = commands
    world.emit("commands", None)
    return True


async def _delete_my_commands(world: World, *, scope: Json | None = None, language_code: str = "") -> bool:
    world.bot.commands.pop(_key(world, scope, language_code), None)
    return True


async def _get_my_commands(world: World, *, scope: Json | None = None, language_code: str = "") -> list[Json]:
    return world.bot.commands.get(_key(world, scope, language_code), [])


def _key(world: World, scope: Json | None, language_code: str) -> tuple[str, str]:
    """The key of ``Bot.commands``; raises a 400 for a scope in an unknown chat."""
    if scope is None:
        scope = {"type": "default"}
    if "chat_id" in scope:
        scope = scope | {"chat_id": world.chat_for_reading(scope["chat_id"]).id}
    return scope_key(scope), language_code


_BUTTONS: dict[str, Fields] = {
    "default": {},
    "commands": {},
    "web_app": {"text": string, "web_app": object_of({"url": string}, {})},
}


def _menu_button(raw: object, name: str) -> Json:
    """The parameter type of ``menu_button``, whose ``type`` decides its other fields."""
    received = json_object(raw, name)
    fields = _BUTTONS.get(str(received.get("type")))
    if fields is None:
        raise bad_request("can't parse menu button: Unsupported type specified")
    return validated(received, {"type": string, **fields}, {})


async def _set_chat_menu_button(
    world: World, *, chat_id: int | str | None = None, menu_button: Json | None = None
) -> bool:
    button = menu_button or {"type": "default"}
    if button["type"] == "web_app" and not button["web_app"]["url"].startswith("https://"):
        raise bad_request("menu button web app URL is invalid: Only HTTPS links are allowed")
    place = None if chat_id is None else world.chat_for_reading(chat_id).id
    world.bot.menu_buttons[place] = button
    return True


async def _get_chat_menu_button(world: World, *, chat_id: int | str | None = None) -> Json:
    buttons = world.bot.menu_buttons
    return buttons.get(None if chat_id is None else world.chat_for_reading(chat_id).id) or {"type": "default"}


def _setter(kind: str, longest: int) -> Callable[..., Awaitable[bool]]:
    async def set_text(world: World, *, language_code: str = "", **texts: str) -> bool:
        text = texts.get(kind, "")
        if len(text) > longest:
            raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
        world.bot.texts[kind, language_code] = text
        return True

    return set_text


def _getter(kind: str) -> Callable[..., Awaitable[Json]]:
    async def get_text(world: World, *, language_code: str = "") -> Json:
        texts = world.bot.texts
        return {kind: texts.get((kind, language_code)) or texts.get((kind, ""), "")}

    return get_text


async def _end(world: World) -> bool:
    """Only recorded: the sandbox keeps answering."""
    return True


_TEXTS = {"name": ("Name", 64), "description": ("Description", 512), "short_description": ("ShortDescription", 120)}
_of_scope: Fields = {"scope": _scope, "language_code": string}

BOT_METHODS = {
    "getMe": Method(_get_me),
    "setMyCommands": Method(
        _set_my_commands,
        required={"commands": array_of(object_of({"command": string, "description": string}, {}))},
        optional=_of_scope,
    ),
    "deleteMyCommands": Method(_delete_my_commands, optional=_of_scope),
    "getMyCommands": Method(_get_my_commands, optional=_of_scope),
    **{
        f"setMy{name}": Method(_setter(kind, longest), optional={kind: string, "language_code": string})
        for kind, (name, longest) in _TEXTS.items()
    },
    **{f"getMy{name}": Method(_getter(kind), optional={"language_code": string}) for kind, (name, _) in _TEXTS.items()},
    "setChatMenuButton": Method(_set_chat_menu_button, optional={"chat_id": chat_id, "menu_button": _menu_button}),
    "getChatMenuButton": Method(_get_chat_menu_button, optional={"chat_id": chat_id}),
    "close": Method(_end),
    "logOut": Method(_end),
}
