"""The bot as a real process, with the real encoder and index, speaking HTTP to the stand-in for Telegram."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db.engine import open_database
from bot.db.inbox import claim
from index.engine import Engine
from tests.botapi import BotApiServer, World
from tests.process import running

TOKEN_MARK = "secretsecret"
SECONDS = 60
LONG = "引进" + "海外高层次人才来我区创新创业需要什么支持" * 15


@pytest.fixture(scope="session")
def engine_root(engine: Engine, var_dir: Path) -> Path:
    """The session's var folder with the index built."""
    engine.topics()
    return var_dir


@asynccontextmanager
async def running_bot(
    server: BotApiServer, world: World, var: Path, database: Path, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot` against the server, with more settings; killed at the end if it still runs."""
    settings = {"TELEGRAM_BOT_TOKEN": world.bot.token, "TELEGRAM_BASE_URL": server.base_url, "VAR_DIR": str(var)}
    settings |= {"DATABASE_URL": f"sqlite:///{database}", **more}
    async with running("bot", settings, stderr=asyncio.subprocess.PIPE) as process:
        yield process


async def test_a_private_chat_and_a_group_are_answered_by_the_real_bot(engine_root: Path, tmp_path: Path) -> None:
    world = World()
    ann = world.add_user("Ann", username="ann")
    private = world.add_private_chat(ann)
    group = world.add_group("Team", ann)
    async with BotApiServer(world) as server, running_bot(server, world, engine_root, tmp_path / "bot.db") as process:
        asked = world.user_says(private, ann, "商务厅牵头哪些任务")
        exact = await world.wait_for_message(private, after=asked, timeout=30)
        assert [line.split(".")[0] for line in exact.text.splitlines()[1:6]] == ["7", "9", "14", "23", "35"]

        asked = world.user_says(private, ann, "谁负责口岸通关改革")
        topic = await world.wait_for_message(private, after=asked, timeout=60)
        assert topic.text.startswith("第36项：呼和浩特海关")
        assert "推进我区与东部省份的区域通关改革" in topic.text

        world.user_says(group, ann, "商务厅牵头哪些任务")
        asked = world.user_says(group, ann, f"@{world.bot.user.username} 文化厅牵头哪些任务")
        mentioned = await world.wait_for_message(group, after=asked, timeout=30)
        assert "39. " in mentioned.text
        assert mentioned.reply_to == asked
        assert len([message for message in world.messages(group) if message.sender == world.bot.user]) == 1

        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert process.stderr is not None
        assert world.bot.token not in (await process.stderr.read()).decode()


async def test_an_exact_question_is_answered_while_the_encoder_loads_and_encodes(
    engine_root: Path, tmp_path: Path
) -> None:
    world = World()
    ann, bob = world.add_user("Ann"), world.add_user("Bob")
    slow, quick = world.add_private_chat(ann), world.add_private_chat(bob)
    async with BotApiServer(world) as server, running_bot(server, world, engine_root, tmp_path / "bot.db"):
        for _ in range(2):  # the first round loads the encoder, the second only encodes
            long = world.user_says(slow, ann, LONG)
            asked = world.user_says(quick, bob, "文化厅牵头哪些任务")
            exact = await world.wait_for_message(quick, after=asked, timeout=30)
            assert "39. " in exact.text
            late = await world.wait_for_message(slow, after=long, timeout=60)
            sends = [call.parameters["chat_id"] for call in world.calls_of("sendMessage")]
            assert [str(chat) for chat in sends[-2:]] == [str(quick.id), str(slow.id)]
            assert late.text


async def test_a_signal_ends_it_in_time_while_an_index_is_built(tmp_path: Path) -> None:
    """The first question on a subject builds the index, which takes longer than the process may."""
    world = World()
    ann = world.add_user("Ann")
    private = world.add_private_chat(ann)
    async with (
        BotApiServer(world) as server,
        running_bot(server, world, tmp_path / "var", tmp_path / "bot.db", LOG_LEVEL="INFO") as process,
    ):
        world.user_says(private, ann, LONG)
        await world.wait_until(lambda: world.calls_of("sendChatAction"), timeout=SECONDS)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    async with open_database(f"sqlite:///{tmp_path}/bot.db") as database, database.transaction() as transaction:
        # The next process answers it, as if nothing had happened.
        (waiting,) = await claim(transaction, "next", datetime.now(UTC), 30, 9)
        assert waiting.attempts == 0


@pytest.mark.parametrize(
    ("token", "line"),
    [
        ("", "no TELEGRAM_BOT_TOKEN"),
        ("not-a-token", "does not look like a token"),
        (f"1:{TOKEN_MARK}", "@BotFather"),
    ],
    ids=["none", "misshapen", "unknown"],
)
async def test_a_bot_without_a_good_token_says_so_in_one_line(token: str, line: str, engine_root: Path) -> None:
    async with BotApiServer(World()) as server:
        settings = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_BASE_URL": server.base_url, "VAR_DIR": str(engine_root)}
        async with running("bot", settings, stderr=asyncio.subprocess.PIPE) as process:
            _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert line in errors.decode()
    assert "Traceback" not in errors.decode()
    assert not token or TOKEN_MARK not in errors.decode()
