"""A world, its server, and two ways to call it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot

from tests.botapi import BotApiServer, Chat, User, World
from tests.test_botapi.raw import Raw


@pytest.fixture
def world() -> World:
    return World(clock=lambda: 1_700_000_000.5)


@pytest.fixture
async def server(world: World) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(world) as running:
        yield running


@pytest.fixture
async def bot(world: World, server: BotApiServer) -> AsyncIterator[Bot]:
    async with Bot(world.bot.token, base_url=server.base_url) as running:
        yield running


@pytest.fixture
async def raw(world: World, server: BotApiServer) -> AsyncIterator[Raw]:
    async with httpx.AsyncClient() as client:
        yield Raw(client, server.base_url, world.bot.token)


@pytest.fixture
def ann(world: World) -> User:
    return world.add_user("Ann", username="ann_example", language_code="de")


@pytest.fixture
def private(world: World, ann: User) -> Chat:
    return world.add_private_chat(ann)


@pytest.fixture
def group(world: World, ann: User) -> Chat:
    return world.add_group("Team", ann)


@pytest.fixture
def forum(world: World, ann: User) -> Chat:
    return world.add_supergroup("Forum", ann, is_forum=True)
