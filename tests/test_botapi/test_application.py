"""A whole bot of python-telegram-bot against the server."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.botapi import BotApiServer, Chat, User, World
from tests.test_botapi.raw import Raw


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])
    await update.message.reply_text("hello", reply_markup=markup, do_quote=True)


async def greet_again(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text("hello again")


@pytest.fixture
async def application(world: World, server: BotApiServer) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    running = Application.builder().token(world.bot.token).base_url(server.base_url).build()
    running.add_handlers([CommandHandler("start", greet), CallbackQueryHandler(greet_again)])
    async with running:
        assert running.updater is not None
        await running.start()
        await running.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield running
        await running.updater.stop()
        await running.stop()


async def test_a_polling_application(application: object, world: World, forum: Chat, ann: User) -> None:
    thread = world.add_topic(forum, "News", ann)
    asked = world.user_says(forum, ann, "/start", thread=thread)
    greeting = await world.wait_for_message(forum)
    assert (greeting.text, greeting.thread, greeting.reply_to) == ("hello", thread, asked)
    pressed = world.user_presses(greeting, "again", by=ann)
    assert (await world.wait_for_message(forum, after=pressed)).text == "hello again"
    assert pressed.answer == {}
    polls = world.calls_of("getUpdates")
    assert polls[0].parameters["allowed_updates"] == Update.ALL_TYPES


async def test_a_second_instance_is_told_of_the_first(bot: Bot, application: object, world: World) -> None:
    await world.wait_until(lambda: world.calls_of("getUpdates"))
    second = asyncio.create_task(bot.get_updates(timeout=5))
    with pytest.raises(Conflict):
        await asyncio.wait_for(second, 5)


async def test_a_waiting_poll_does_not_hold_up_the_end(world: World) -> None:
    async with httpx.AsyncClient() as client:
        async with BotApiServer(world) as server:
            poll = asyncio.create_task(Raw(client, server.base_url, world.bot.token).updates(timeout=5))
            await world.wait_until(lambda: world.calls)
            started = time.monotonic()
        assert time.monotonic() - started < 1
        with pytest.raises(httpx.RemoteProtocolError):
            await poll


async def test_a_world_outlives_its_server(world: World, private: Chat, ann: User) -> None:
    world.user_says(private, ann, "while away")
    for _ in range(2):
        async with BotApiServer(world) as server, Bot(world.bot.token, base_url=server.base_url) as bot:
            (update,) = await bot.get_updates()
            assert update.message is not None and update.message.text == "while away"


def test_time_is_read_from_the_clock(ann: User) -> None:
    ticks: Callable[[], float] = iter([10.9, 20.2]).__next__
    world = World(clock=ticks)
    chat = world.add_group("Team", ann)
    message = world.user_says(chat, ann, "one")
    assert (message.date, world.edit(message, "two").edit_date) == (10, 20)
