"""`python -m tests.sandbox` as a person starts and ends it."""

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import httpx
import psutil
import pytest

ROOT = Path(__file__).parents[2]


async def started(port: int, var: Path, *options: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.sandbox",
        "--port",
        str(port),
        *options,
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(var), "TELEGRAM_BOT_TOKEN": "1:of-a-real-bot"},
        stdout=PIPE,
        stderr=PIPE,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_prints_its_address_and_a_signal_ends_all(index_folder: Path, number: signal.Signals) -> None:
    process = await started(0, index_folder)
    assert process.stdout is not None and process.stderr is not None
    async with asyncio.timeout(60):
        while not (
            found := re.search(rb"Open (http://127\.0\.0\.1:\d+/) in a browser", await process.stdout.readline())
        ):
            pass
        async with httpx.AsyncClient() as client:
            assert "分工方案助手" in (await client.get(found[1].decode())).text
        (bot,) = psutil.Process(process.pid).children()
        process.send_signal(number)
        assert await process.wait() == 0
    assert not bot.is_running()
    assert b"Traceback" not in await process.stderr.read()


async def test_a_port_that_is_taken_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = await started(taken.getsockname()[1], tmp_path)
        async with asyncio.timeout(60):
            _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.decode().strip().endswith("choose another by --port") and b"Traceback" not in errors
