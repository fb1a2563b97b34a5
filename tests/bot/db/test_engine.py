"""The database: migrated by itself, one process to a file, and each failure in one line that says what to do."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from bot.config import BotError
from bot.db.engine import Database, open_database
from bot.db.tables import METADATA, leases
from tests.databases import Postgresql

ROOT = Path(__file__).parents[3]


async def _write(database: Database, name: str, after: Exception | None = None, before: str = "") -> None:
    async with database.transaction() as transaction:
        if before:
            await transaction.execute(text(before))
        await transaction.execute(leases.insert().values(name=name, owner="me", until=datetime.now(UTC)))
        if after:
            raise after


async def test_the_migrations_give_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), METADATA)

    async with database.transaction() as transaction:
        assert await transaction.run_sync(differences) == []


def test_migrations_are_named_after_their_versions() -> None:
    folder = ROOT / "bot/db/migrations"
    versions = [
        (Path(script.path).stem[:6], script.revision) for script in ScriptDirectory(str(folder)).walk_revisions()
    ]
    assert all(name == f"v{revision}_" for name, revision in versions)
    # bot/db/migrate.py takes them in the order of their names.
    assert versions == sorted(versions, reverse=True)


async def test_an_up_to_date_database_is_opened_without_the_migrations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/one.db"
    async with open_database(url):
        pass
    script = f"""
import asyncio, sys
from bot.db.engine import open_database
async def main():
    async with open_database({url!r}):
        print("alembic" in sys.modules)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


async def test_what_was_written_is_there_after_a_restart(database_url: str) -> None:
    moment = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=8)))
    async with open_database(database_url) as database, database.transaction() as transaction:
        await transaction.execute(leases.insert().values(name="x", owner="me", until=moment))
    async with open_database(database_url) as database, database.transaction() as transaction:
        found = (await transaction.execute(select(leases.c.until))).scalar_one()
    assert found == moment and found.tzinfo == UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="no time zone"):
        async with database.transaction() as transaction:
            await transaction.execute(leases.insert().values(name="x", owner="me", until=datetime(2026, 1, 1)))


async def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await _write(database, "x", ZeroDivisionError())
    async with database.transaction() as transaction:
        assert (await transaction.execute(select(leases))).all() == []


async def test_the_clock_is_the_present(database: Database) -> None:
    async with database.transaction() as transaction:
        now = await database.now(transaction)
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)


async def test_several_processes_may_migrate_at_once(postgresql_server: Postgresql) -> None:
    url = postgresql_server.new_database()
    script = f"""
import asyncio
from bot.db.engine import open_database
async def main():
    async with open_database({url!r}):
        print("open")
asyncio.run(main())
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [process.communicate(timeout=60) for process in processes] == [(b"open\n", b"")] * 4


HOLDER = """
import asyncio, sys
from bot.db.engine import open_database
async def main():
    async with open_database(sys.argv[1]):
        print("open", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_second_process_on_a_file_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/one.db"
    with subprocess.Popen([sys.executable, "-c", HOLDER, url], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"open\n"
        with pytest.raises(BotError, match=r"one\.db is in use by another process.*PostgreSQL") as caught:
            async with open_database(url):
                pass
        assert "\n" not in str(caught.value)
        async with open_database(url, beside=True) as beside, beside.transaction() as transaction:
            assert (await transaction.execute(select(leases))).all() == []
        holder.send_signal(signal.SIGKILL)
    async with open_database(url):
        pass


async def test_a_second_process_on_postgresql_is_welcome(postgresql_server: Postgresql) -> None:
    url = postgresql_server.new_database()
    async with open_database(url) as one, open_database(url) as two:
        assert not one.alone and not two.alone


async def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    async with open_database(database_url) as database, database.transaction() as transaction:
        await transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BotError, match=r"newer version of this program \(9999\): update the program"):
        async with open_database(database_url):
            pass


async def test_looking_on_migrates_nothing(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"start the bot once"):
        async with open_database(database_url, beside=True):
            pass
    assert not (tmp_path / "test.db").exists()


async def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.db.engine.SQLITE_WAIT_SECONDS", 0.05)
    path = tmp_path / "held.db"
    async with open_database(f"sqlite:///{path}") as database:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BotError, match=r"held\.db is locked by another program"):
            async with database.transaction():
                pass
        other.close()
        async with database.transaction():
            pass


def _letter(path: Path) -> None:
    path.write_bytes("这不是数据库".encode() * 1000)


@pytest.mark.parametrize(
    ("prepare", "line"),
    [
        (_letter, "test.db is not a SQLite database"),
        (Path.mkdir, "test.db cannot be opened: its folder"),
        (lambda path: path.parent.rmdir() or path.parent.write_text(""), "cannot be locked"),
    ],
    ids=["another file", "a folder", "a file for a folder"],
)
async def test_a_file_that_cannot_be_had(prepare: Callable[[Path], object], line: str, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "test.db"
    path.parent.mkdir()
    prepare(path)
    with pytest.raises(BotError, match=line) as caught:
        async with open_database(f"sqlite:///{path}"):
            pass
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("pragma", "line"),
    [
        ("query_only = 1", "is read-only: give this user the right to write"),
        ("max_page_count = 1", "cannot be written, the disk is full: make room"),
    ],
    ids=["read-only", "full"],
)
async def test_a_file_that_cannot_be_written_later(pragma: str, line: str, tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path}/test.db") as database:
        async with database.transaction() as transaction:
            await transaction.execute(text(f"PRAGMA {pragma}"))
        with pytest.raises(BotError, match=line) as caught:
            await _write(database, "x" * 50_000)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda url: url.replace("postgres:@", "stranger:sesame@"), "rejects the user|does not exist"),
        (lambda url: re.sub(r"/t\w+\?", "/nothing?", url), "does not exist: create it"),
        (lambda url: "postgresql://me:sesame@127.0.0.1:1/x", "gives no answer: check that the server runs"),
        (lambda url: "postgresql://me:sesame@no-such-host.invalid/x", "gives no answer: check that the server runs"),
    ],
    ids=["user", "name", "port", "host"],
)
async def test_a_postgresql_that_cannot_be_had(
    change: Callable[[str], str], line: str, postgresql_server: Postgresql
) -> None:
    with pytest.raises(BotError, match=line) as caught:
        async with open_database(change(postgresql_server.new_database())):
            pass
    assert "\n" not in str(caught.value) and "sesame" not in str(caught.value)


async def test_a_postgresql_that_may_only_be_read(postgresql_server: Postgresql) -> None:
    url = postgresql_server.new_database()
    async with open_database(url) as database:
        with pytest.raises(BotError, match="is read-only: use the primary"):
            await _write(database, "x", before="SET TRANSACTION READ ONLY")


async def test_a_connection_that_was_cut_is_replaced(postgresql_server: Postgresql) -> None:
    async with open_database(postgresql_server.new_database()) as database:
        async with database.transaction() as transaction:
            own = (await transaction.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        postgresql_server.run(f"SELECT pg_terminate_backend({own})")
        async with database.transaction() as transaction:
            assert (await transaction.execute(text("SELECT pg_backend_pid()"))).scalar_one() != own


async def test_a_connection_that_is_cut_in_a_transaction_is_named(postgresql_server: Postgresql) -> None:
    async def cut(database: Database) -> None:
        async with database.transaction() as transaction:
            own = (await transaction.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            postgresql_server.run(f"SELECT pg_terminate_backend({own})")
            await transaction.execute(text("SELECT 1"))

    async with open_database(postgresql_server.new_database()) as database:
        with pytest.raises(BotError, match=r"starting or shutting down|gives no answer"):
            await cut(database)
        async with database.transaction() as transaction:
            assert (await transaction.execute(text("SELECT 1"))).scalar_one() == 1


async def test_a_transaction_that_waits_too_long_for_its_turn_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.db.engine.TURN_SECONDS", 0.05)
    async with open_database(f"sqlite:///{tmp_path}/test.db") as database:
        async with database.transaction():
            with pytest.raises(BotError, match=r"test\.db is busy"):
                await asyncio.create_task(_write(database, "x"))
        await _write(database, "x")


async def test_a_transaction_inside_another_is_an_error_at_once(database: Database) -> None:
    async with database.transaction():
        with pytest.raises(RuntimeError, match="inside another one"):
            await _write(database, "x")
    await _write(database, "x")


async def test_a_postgresql_by_every_form_of_its_url(postgresql_server: Postgresql) -> None:
    postgresql_server.run("CREATE ROLE \"a@b\" LOGIN SUPERUSER PASSWORD 'p@/?#%'")
    url = postgresql_server.new_database()
    _, _, rest = url.partition("@")
    for form in (
        url.replace("postgresql://", "postgres://"),
        url.replace("postgresql://", "postgresql+asyncpg://"),
        f"postgresql+psycopg2://a%40b:p%40%2F%3F%23%25@{rest}&application_name=fengong&sslmode=prefer",
        f"postgres://a%40b:p@/?#%@{rest}&connect_timeout=10&channel_binding=prefer",
    ):
        async with open_database(form) as database, database.transaction() as transaction:
            assert (await transaction.execute(select(leases))).all() == []


@pytest.mark.parametrize(
    ("tail", "line"),
    [
        ("&options=-c%20no.such%3D1%20-c%20nonsense%3D1", r"does not know a parameter"),
        ("&sslmode=verify-full&sslrootcert=/nowhere.pem", r"sslrootcert of DATABASE_URL names /nowhere\.pem"),
    ],
)
async def test_a_postgresql_that_its_url_keeps_away(tail: str, line: str, postgresql_server: Postgresql) -> None:
    url = postgresql_server.shared_database.replace("postgres:@", "postgres:secret@")
    with pytest.raises(BotError, match=line) as caught:
        async with open_database(url + tail):
            pass
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)


async def test_a_url_that_cannot_be_read_is_a_fault_without_its_password() -> None:
    with pytest.raises(BotError, match=r"^DATABASE_URL ") as caught:
        async with open_database("postgresql://u:secret@db:port/name"):
            pass
    assert "secret" not in str(caught.value)


async def test_an_empty_file_is_begun_anew_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    async with open_database(f"sqlite:///{path}") as database:
        await _write(database, "x")
    assert "empty.db was an empty file and is begun anew" in caplog.text


async def test_an_empty_file_with_data_in_its_log_is_left_as_it_is(tmp_path: Path) -> None:
    path, log = tmp_path / "empty.db", tmp_path / "empty.db-wal"
    path.touch()
    log.write_bytes(b"what was written last")
    with pytest.raises(BotError, match=r"is empty, but empty\.db-wal beside it is not: restore"):
        async with open_database(f"sqlite:///{path}"):
            pass
    assert log.read_bytes() == b"what was written last"


@pytest.mark.parametrize("another", [False, True], ids=["removed", "replaced"])
async def test_a_file_that_goes_while_it_is_open_takes_nothing_more(another: bool, tmp_path: Path) -> None:
    path = tmp_path / "gone.db"
    async with open_database(f"sqlite:///{path}") as database:
        await _write(database, "before")
        path.unlink()
        if another:
            path.touch()
        with pytest.raises(BotError, match=r"gone\.db was removed or replaced while it was open: stop the bot"):
            await _write(database, "after")


async def test_a_damaged_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    async with open_database(f"sqlite:///{path}"):
        pass
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(BotError, match=r"damaged\.db is damaged: restore it from a backup"):
        async with open_database(f"sqlite:///{path}"):
            pass


@pytest.mark.parametrize("words", ["a\0b", "a\ud800b"], ids=["NUL", "lone surrogate"])
async def test_what_no_text_has_is_left_out(database: Database, words: str) -> None:
    rows = [{"name": f"{number} {words}", "owner": "me", "until": datetime.now(UTC)} for number in range(3)]
    async with database.transaction() as transaction:
        await transaction.execute(leases.insert(), rows[:2])
        await transaction.execute(leases.insert().values(**rows[2]))
        kept = set((await transaction.execute(select(leases.c.name))).scalars())
        found = await transaction.execute(select(leases.c.owner).where(leases.c.name == f"1 {words}"))
        assert found.scalar_one() == "me"
    assert len(kept) == 3 and all("\0" not in name and name.encode() for name in kept)
