"""The bot as a process on a database that it cannot have: one line that says why and what to do, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.db.engine import open_database

ROOT = Path(__file__).parents[1]
# Nobody answers there: the bot is to end before it asks.
NOWHERE = "http://127.0.0.1:1/bot"


def bot(url: str, var: Path) -> tuple[int, str]:
    """The exit code and the errors of `python -m bot`."""
    environment = {
        **os.environ,
        "TELEGRAM_BOT_TOKEN": "7000000001:AAE-token_for_tests_0123456",
        "TELEGRAM_BASE_URL": NOWHERE,
        "DATABASE_URL": url,
        "VAR_DIR": str(var),
    }
    run = subprocess.run(
        [sys.executable, "-m", "bot"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    return run.returncode, run.stderr


def only(errors: str) -> str:
    """The one line that was said, log lines aside."""
    (line,) = [line for line in errors.splitlines() if line.startswith("bot: ")]
    assert "Traceback" not in errors
    return line


async def test_a_file_that_another_process_has(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/fengong.db"
    async with open_database(url):
        code, errors = bot(url, tmp_path)
    assert code == 2
    assert "fengong.db is in use by another process of the bot: stop that one" in only(errors)


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    code, errors = bot("postgresql://me:sesame@127.0.0.1:1/x", tmp_path)
    assert code == 2
    assert "gives no answer: check that the server runs" in only(errors) and "sesame" not in errors
