"""The index of a plan built by a process of its own, so that whoever answers meanwhile is not slowed down."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PROGRESS = re.compile(r"(?P<what>[^\r\n:]*):\s*\d+%\D[^\r\n]*?(?P<done>\d+)/(?P<total>\d+) \[")
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many texts are encoded: those of the plan, or others that its search needs."""

    done: int
    total: int
    own: bool


@dataclass(frozen=True, slots=True)
class Built:
    """How it ended: `reason` says why there is no index, `stopped` that it was cut off."""

    reason: str = ""
    stopped: bool = False


async def build(
    id: str, plans_dir: Path, var_dir: Path, model: str, told: Callable[[Progress], None], stop: asyncio.Event
) -> Built:
    """Has the index of the plan with that id in `plans_dir` built in `var_dir`, telling how far it is, until `stop`."""
    paths = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    places = {"PLANS_DIR": str(plans_dir), "VAR_DIR": str(var_dir), "EMBEDDING_MODEL": model, "PYTHONPATH": paths}
    # Answers go before: the index may take longer.
    gently = ["nice", "-n", "10"] if shutil.which("nice") else []
    process = await asyncio.create_subprocess_exec(
        *gently,
        *(sys.executable, "-m", "index", "--plan", id, "build"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **places},
    )
    reading = asyncio.create_task(_read(process, told))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            return Built(stopped=True)
        last = reading.result()
        return Built() if await process.wait() == 0 else Built(last or f"exit code {process.returncode}")
    finally:
        for task in (reading, stopping):
            task.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _read(process: asyncio.subprocess.Process, told: Callable[[Progress], None]) -> str:
    """Reads the process's bars of progress to their end; the last line that is none."""
    assert process.stderr is not None
    text = ""
    while data := await process.stderr.read(_CHUNK):
        text = (text + data.decode("utf-8", "replace"))[-_CHUNK:]
        if found := list(_PROGRESS.finditer(text)):
            last = found[-1]
            told(Progress(int(last["done"]), int(last["total"]), last["what"].strip().startswith("index")))
    lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip() and not _PROGRESS.match(line)]
    return lines[-1].removeprefix("index: ") if lines else ""
