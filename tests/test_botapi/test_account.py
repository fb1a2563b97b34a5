"""The bot's account and its commands."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
)

from tests.botapi import Chat, User, World
from tests.botapi.server import METHODS
from tests.test_botapi.raw import Json, Raw


async def test_commands_are_kept_by_scope_and_language(bot: Bot, group: Chat) -> None:
    help_command, ask_command = BotCommand("help", "Shows help"), BotCommand("ask", "Asks")
    scope = BotCommandScopeChat(group.id)
    assert await bot.set_my_commands([help_command]) is True
    assert await bot.set_my_commands([ask_command], scope=scope, language_code="de") is True
    assert await bot.get_my_commands() == (help_command,)
    assert await bot.get_my_commands(scope=scope) == ()
    assert await bot.get_my_commands(scope=scope, language_code="de") == (ask_command,)
    assert await bot.delete_my_commands() is True
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "scope", "description"),
    [
        ([{"command": "Help", "description": "x"}], {"type": "default"}, "BOT_COMMAND_INVALID"),
        ([{"command": "x" * 33, "description": "x"}], {"type": "default"}, "BOT_COMMAND_INVALID"),
        ([{"command": "help", "description": ""}], {"type": "default"}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "x" * 257}], {"type": "default"}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "help", "description": "x"}] * 101, {"type": "default"}, "BOT_COMMANDS_TOO_MUCH"),
        ([{"command": "help"}], {"type": "default"}, 'parameter "description" is required'),
        ([], {"type": "moon"}, "can't parse BotCommandScope: Unsupported type specified"),
        ([], {"type": "chat"}, "chat_id is empty"),
        ([], {"type": "default", "chat_id": 1}, 'unknown parameter "chat_id"'),
        ([], {"type": "chat", "chat_id": 1}, "chat not found"),
    ],
)
async def test_commands_are_checked(raw: Raw, commands: list[Json], scope: Json, description: str) -> None:
    refusal = await raw.refused("setMyCommands", commands=commands, scope=scope)
    assert refusal == (400, f"Bad Request: {description}")


async def test_close_and_log_out_are_recorded(bot: Bot, world: World) -> None:
    assert await bot.close() is True
    assert await bot.log_out() is True
    assert [call.method for call in world.calls[-2:]] == ["close", "logOut"]


def test_the_methods_are_those_promised() -> None:
    promised = """getMe getUpdates deleteWebhook setWebhook getWebhookInfo sendMessage editMessageText
        editMessageReplyMarkup deleteMessage answerCallbackQuery sendChatAction setMyCommands deleteMyCommands
        getMyCommands getChat getChatMember leaveChat close logOut sendPhoto sendDocument getFile editMessageCaption
        editMessageMedia forwardMessage deleteMessages answerInlineQuery getChatAdministrators getChatMemberCount
        setMyName getMyName setMyDescription getMyDescription setMyShortDescription getMyShortDescription
        setChatMenuButton getChatMenuButton"""
    assert set(METHODS) == set(promised.split())


async def test_the_menu_comes_from_the_narrowest_scope_that_has_commands(
    bot: Bot, world: World, group: Chat, private: Chat, ann: User
) -> None:
    chinese, german, bob = (world.add_user(name, language_code=name) for name in ("zh-hans", "de", "en"))

    def menu(chat: Chat, user: User) -> list[str]:
        return [command["command"] for command in world.bot.menu(chat, user)]

    assert menu(private, ann) == []
    await bot.set_my_commands([("a", "x")])
    await bot.set_my_commands([("b", "x")], language_code="zh")
    await bot.set_my_commands([("c", "x")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("d", "x")], scope=BotCommandScopeAllChatAdministrators(), language_code="de")
    assert [menu(private, user) for user in (chinese, german)] == [["b"], ["a"]]
    assert [menu(group, user) for user in (chinese, bob, ann)] == [["c"], ["c"], ["d"]]
    await bot.set_my_commands([("e", "x")], scope=BotCommandScopeChat(group.id))
    assert [menu(group, user) for user in (bob, ann)] == [["e"], ["e"]]


async def test_the_bots_texts_are_kept_by_language(bot: Bot, raw: Raw) -> None:
    await bot.set_my_description("Answers", None)
    await bot.set_my_description("回答", "zh")
    assert [(await bot.get_my_description(code)).description for code in (None, "zh", "de")] == [
        "Answers", "回答", "Answers"
    ]  # fmt: skip
    refusal = await raw.refused("setMyShortDescription", short_description="x" * 121)
    assert refusal == (400, "Bad Request: bot short description is too long")
