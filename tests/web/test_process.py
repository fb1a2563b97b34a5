"""The page as a real process: alone, and beside the bot."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main
from index.engine import Engine
from tests.botapi import BotApiServer, World
from tests.process import free_port, running
from tests.web.conftest import FIRST

SECONDS = 120


async def test_it_serves_until_it_is_told_to_end(var_dir: Path) -> None:
    settings = {"VAR_DIR": str(var_dir), "TELEGRAM_BOT_TOKEN": ""}
    async with (
        asyncio.timeout(SECONDS),
        running("bot", settings, arguments=("web", "--port", "0"), stderr=asyncio.subprocess.PIPE) as process,
    ):
        assert process.stderr is not None
        line = (await process.stderr.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        async with httpx.AsyncClient(base_url=found[0], timeout=SECONDS) as client:
            assert (await client.get(f"/plans/{FIRST}/tasks/12")).status_code == 200
            said = (await client.post("/ask", json={"question": "第12条谁负责"})).json()
        assert said["departments"][0] == "发展改革委"
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        assert "第12条" not in (await process.stderr.read()).decode()


async def test_the_bot_serves_it_beside_where_it_has_an_address(engine: Engine, var_dir: Path, tmp_path: Path) -> None:
    engine.topics()  # else the bot builds the index first
    world, port = World(), free_port()
    async with BotApiServer(world) as server, asyncio.timeout(SECONDS):
        settings = {"TELEGRAM_BOT_TOKEN": world.bot.token, "TELEGRAM_BASE_URL": server.base_url}
        settings |= {"VAR_DIR": str(var_dir), "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db"}
        settings |= {"WEB_URL": "https://plans.example/", "WEB_PORT": str(port)}
        async with running("bot", settings, stderr=asyncio.subprocess.DEVNULL) as process:
            await world.wait_until(lambda: world.calls_of("setChatMenuButton") or None, timeout=SECONDS)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as client:
                page = await client.get("/")
            assert "frame-ancestors https://web.telegram.org" in page.headers["content-security-policy"]
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0


@pytest.mark.parametrize(("port", "line"), [("70000", "WEB_PORT=70000"), ("1", "WEB_PORT=1 ")])
def test_a_port_that_cannot_be_had_is_one_line(
    port: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if port == "1" and os.geteuid() == 0:
        monkeypatch.setenv("WEB_HOST", "203.0.113.1")  # no address of this machine
    assert main(["web", "--port", port]) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("bot: WEB_HOST=") and line in said and "Traceback" not in said
