"""Threads share heaps: what one has freed, the others use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.running.heap import MOST_HEAPS
from tests.process import ROOT

# Each thread holds blocks that are too large for Python's own pools and too small to be mapped by themselves, all at once.
PROGRAM = """
import ctypes, os, sys, tempfile, threading
from bot.running.heap import share_heaps
if sys.argv[1] == "shared":
    share_heaps()
together = threading.Barrier(8)
def work():
    together.wait()
    held = [bytes(2000) for _ in range(1000)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
with tempfile.TemporaryFile() as file:
    stream = ctypes.c_void_p(libc.fdopen(os.dup(file.fileno()), b"w"))
    libc.malloc_info(0, stream)
    libc.fclose(stream)
    file.seek(0)
    print(file.read().count(b"<heap nr="))
"""


# Of a hundred megabytes one block in a thousand is held on to: what is free lies between.
PINNED = """
import sys, psutil
from bot.running.heap import give_back
held = [bytes(2000) for _ in range(50_000)]
del held[1::2], held[1::2], held[1::2], held[1::2], held[1::2], held[1::2]
before = psutil.Process().memory_info().rss
give_back()
print((before - psutil.Process().memory_info().rss) // 10**6)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the heaps of other C libraries are not counted so")
def test_threads_share_a_few_heaps() -> None:
    """A soak of half an hour had 18 heaps with 220 MB in them, one for each thread that had ever read a long text."""
    heaps = {how: _heaps(how) for how in ("shared", "each its own")}
    assert heaps["shared"] <= MOST_HEAPS < heaps["each its own"]


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries have another way")
def test_what_is_free_is_given_back() -> None:
    """It stays with the process otherwise: a soak of half an hour went from 677 to 788 MB."""
    assert _printed(PINNED) > 50


def _heaps(how: str) -> int:
    return _printed(PROGRAM, how)


def _printed(program: str, *arguments: str) -> int:
    command = [sys.executable, "-c", program, *arguments]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
