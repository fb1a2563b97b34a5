"""Documents read by another process, which ends with its libraries, and whose time and memory are bounded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from corpus.readers import limits
from corpus.readers.errors import Unreadable
from corpus.readers.formats import Format

_ROOT = Path(__file__).resolve().parents[2]
UNREADABLE = 3  # what the worker exits with
_TIME_IS_UP = getattr(signal, "SIGXCPU", 0)


def read_isolated(kind: Format, data: bytes) -> str:
    """The text of a document; Unreadable says why there is none, a crash or a kill of the process included."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-m", "corpus.readers.worker", kind.value],
            input=data,
            capture_output=True,
            timeout=limits.SECONDS_BY_THE_CLOCK,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too-slow") from error
    if done.returncode == UNREADABLE:
        said = json.loads(done.stdout)
        raise Unreadable(said["reason"], said["detail"])
    if done.returncode == -_TIME_IS_UP:
        raise Unreadable("too-slow")
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Unreadable("damaged", last[:200])
    return done.stdout.decode("utf-8")
