"""The real bot as a subprocess of the sandbox."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_GRACE_SECONDS = 10.0


class BotProcess:
    """``python -m bot`` with a set environment; ``watchers`` are called when it starts or ends."""

    def __init__(self, settings: Mapping[str, str], show: Callable[[str], None] | None = None) -> None:
        """``settings`` come over the environment and over .env; ``show`` gets each line of the log."""
        self._settings = settings
        self._show = show
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self.last_line = ""
        self.watchers: list[Callable[[], None]] = []

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Starts the process; does nothing where it runs."""
        if self.running:
            return
        self.last_line = ""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            cwd=ROOT,
            env={**os.environ, **self._settings},
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C is for the sandbox, which then ends the bot in its turn.
            start_new_session=True,
        )
        self._reader = asyncio.create_task(self._read(self._process))
        self._tell()

    async def stop(self) -> None:
        """Ends the process as an operator would, by SIGTERM, and after a grace by SIGKILL."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_GRACE_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._reader is not None:
            await self._reader

    async def restart(self) -> None:
        """Stops and starts."""
        await self.stop()
        await self.start()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for raw in process.stderr:
            line = raw.decode(errors="replace").rstrip()
            self.last_line = line or self.last_line
            if self._show is not None:
                self._show(line)
        await process.wait()
        self._tell()

    def _tell(self) -> None:
        for watcher in self.watchers:
            with contextlib.suppress(Exception):
                watcher()
